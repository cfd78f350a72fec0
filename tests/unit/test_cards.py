from articles.publishing.reading.article import RelatedArticle
from articles.publishing.storage.cards import Card, follow, related_articles

LIVE = Card("/live", "live", "live.md", 1, title="Live", subject="X", id=7)
MOVED = Card("/moved", "moved", "live.md", 2, location="/live")
TWICE = Card("/twice", "moved", "live.md", 2, location="/moved")
GONE = Card("/gone", "gone", "gone.md", 2)
RING = {"/1": Card("/1", "moved", "r.md", 1, location="/2"), "/2": Card("/2", "moved", "r.md", 1, location="/1")}
CARDS: dict[str, Card | None] = {card.path: card for card in (LIVE, MOVED, TWICE, GONE)} | {"/never": None}


def test_redirects_lead_to_the_live_card() -> None:
    assert follow("/live", CARDS) == (LIVE, None)
    assert follow("/twice", CARDS) == (LIVE, None)


def test_paths_that_are_gone_or_never_were_lead_nowhere() -> None:
    assert follow("/gone", CARDS) == (None, None)
    assert follow("/never", CARDS) == (None, None)


def test_a_card_that_is_missing_is_named() -> None:
    assert follow("/twice", {"/twice": TWICE}) == (None, "/moved")


def test_a_ring_of_redirects_ends() -> None:
    assert follow("/1", RING) == (None, None)


def test_related_articles_are_live_each_once_in_order_and_not_the_page_itself() -> None:
    other = Card("/other", "live", "other.md", 1, title="Other", subject="Y")
    links = ["/never", "/twice", "/other", "/live", "/gone", "/self"]
    cards = CARDS | {"/other": other, "/self": Card("/self", "live", "self.md", 1)}
    assert related_articles("/self", links, cards) == (
        RelatedArticle("/live", 7, "Live", "X"),
        RelatedArticle("/other", None, "Other", "Y"),
    )
