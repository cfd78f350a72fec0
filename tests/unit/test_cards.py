from articles.publishing.reading.article import RelatedArticle
from articles.publishing.storage.cards import Card, follow, left, related_articles, updated_redirect, with_redirect

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


ELSEWHERE = Card("/out", "moved", "site.yaml", 1, redirect="https://example.org/")
OVER = Card("/over", "moved", "site.yaml", 1, location="/live", redirect="/live", links=("/live",))


def test_a_redirect_of_the_site_leads_to_the_end_and_is_registered_on_the_whole_way() -> None:
    wanted = with_redirect(Card("/new", "gone", "site.yaml", 0), "/over")
    found = updated_redirect(wanted, {"/over": OVER, "/live": LIVE})
    assert (found.state, found.location, found.links) == ("moved", "/live", ("/over", "/live"))
    assert updated_redirect(found, {"/over": OVER, "/live": LIVE}) == found


def test_a_redirect_to_nothing_is_gone_and_stays_registered() -> None:
    wanted = with_redirect(Card("/new", "gone", "site.yaml", 0), "/gone")
    found = updated_redirect(wanted, CARDS)
    assert (found.state, found.location, found.links) == ("gone", None, ("/gone",))


def test_a_redirect_to_what_is_no_article_depends_on_nothing() -> None:
    for target in ("https://example.org/", "/learn/x", "/assets/p.png"):
        found = updated_redirect(with_redirect(Card("/new", "gone", "site.yaml", 0), target), {})
        assert (found.state, found.location, found.links, found.leads_to) == ("moved", None, (), None)


def test_one_that_has_moved_leads_no_farther_than_to_a_redirect_of_the_site() -> None:
    found = updated_redirect(Card("/a", "moved", "a.md", 1, location="/over"), {"/over": OVER, "/live": LIVE})
    assert (found.location, found.links) == ("/over", ("/over", "/live"))
    found = updated_redirect(Card("/a", "gone", "a.md", 1, location="/out"), {"/out": ELSEWHERE})
    assert (found.state, found.location) == ("moved", "/out")


def test_redirects_that_lead_back_to_themselves_are_gone() -> None:
    back = with_redirect(Card("/a", "gone", "site.yaml", 0), "/b")
    other = Card("/b", "moved", "b.md", 1, location="/a", links=("/a",))
    assert updated_redirect(back, {"/a": back, "/b": other}).state == "gone"


def test_where_a_page_moved_to_comes_back_when_the_line_goes() -> None:
    replaced = with_redirect(MOVED, "https://example.org/")
    assert (replaced.location, replaced.moved_to) == (None, "/live")
    restored = updated_redirect(with_redirect(replaced, None), CARDS)
    assert (restored.state, restored.location, restored.redirect, restored.moved_to) == ("moved", "/live", None, None)


def test_a_page_that_leaves_a_path_lets_the_redirect_take_over() -> None:
    page = with_redirect(Card("/a", "live", "a.md", 3), "https://example.org/")
    assert (page.state, page.leads_to) == ("live", None)
    gone = left(page)
    assert (gone.state, gone.redirect, gone.revision) == ("moved", "https://example.org/", 4)
    moved = left(page, "/new")
    assert (moved.state, moved.redirect, moved.moved_to) == ("moved", "https://example.org/", "/new")
