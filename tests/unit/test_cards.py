from dataclasses import replace

import pytest
from articles.publishing.reading.article import RelatedArticle
from articles.publishing.storage.cards import (
    MAX_MOVES,
    MAX_PASSED,
    Card,
    came_back,
    follow,
    holder,
    left,
    related_articles,
    updated_redirect,
)
from articles.publishing.storage.items import from_card, to_card

LIVE = Card("/live", "live", "live.md", 1, title="Live", subject="X", id=7)
OTHER = Card("/other", "live", "other.md", 1, title="Other", subject="Y")
MOVED = Card("/moved", "moved", "live.md", 2, location="/live", moved_to=("/live",), looked_at=("/live",))
TWICE = Card("/twice", "moved", "live.md", 2, location="/live", moved_to=("/moved",), looked_at=("/moved", "/live"))
GONE = Card("/gone", "gone", "gone.md", 2)
RING = {"/1": Card("/1", "moved", "r.md", 1, moved_to=("/2",)), "/2": Card("/2", "moved", "r.md", 1, moved_to=("/1",))}
CARDS: dict[str, Card | None] = {card.path: card for card in (LIVE, OTHER, MOVED, TWICE, GONE)} | {"/never": None}
ELSEWHERE = Card("/out", "moved", "site.yaml", 1, redirect="https://example.org/")
OVER = Card("/over", "moved", "site.yaml", 1, location="/live", redirect="/live", looked_at=("/live",))
ALIAS = Card(
    "/alias", "moved", "live.md", 1, location="/live", alias="/live", alias_owner="live.md", looked_at=("/live",)
)


def test_redirects_lead_to_the_live_card() -> None:
    assert follow("/live", CARDS) == (LIVE, ())
    assert follow("/twice", CARDS) == (LIVE, ())


def test_paths_that_are_gone_or_never_were_lead_nowhere() -> None:
    assert follow("/gone", CARDS) == (None, ())
    assert follow("/never", CARDS) == (None, ())


def test_cards_that_are_missing_are_named_and_none_after_them_counts() -> None:
    assert follow("/twice", {"/twice": TWICE}) == (None, ("/moved",))
    both = replace(MOVED, moved_to=("/unknown", "/live"))
    assert follow("/moved", {"/moved": both, "/live": LIVE}) == (None, ("/unknown",))


def test_a_ring_of_redirects_ends() -> None:
    assert follow("/1", RING) == (None, ())


def test_a_search_ends_however_many_redirects_there_are() -> None:
    chain = {f"/{n}": Card(f"/{n}", "gone", "a.md", 1, moved_to=(f"/{n + 1}",)) for n in range(2 * MAX_PASSED)}
    assert follow("/0", {**chain, f"/{2 * MAX_PASSED}": LIVE}) == (None, ())


def test_related_articles_are_live_each_once_in_order_and_not_the_page_itself() -> None:
    links = ["/never", "/twice", "/other", "/live", "/gone", "/self"]
    cards = CARDS | {"/self": Card("/self", "live", "self.md", 1)}
    assert related_articles("/self", links, cards) == (
        RelatedArticle("/live", 7, "Live", "X"),
        RelatedArticle("/other", None, "Other", "Y"),
    )


ALL = Card(
    "/all",
    "gone",
    "a.md",
    1,
    alias="/live",
    alias_owner="live.md",
    redirect="https://example.org/",
    moved_to=("/gone", "/other"),
)


@pytest.mark.parametrize(
    ("card", "location"),
    [
        pytest.param(ALL, "/live", id="an alias"),
        pytest.param(replace(ALL, alias=None, redirect="/moved"), "/live", id="a redirect of site.yaml"),
        pytest.param(replace(ALL, alias=None, redirect=None), "/other", id="where a page went"),
        pytest.param(replace(ALL, state="live"), None, id="a page"),
    ],
)
def test_a_page_comes_before_an_alias_a_redirect_of_the_site_and_where_pages_went(
    card: Card, location: str | None
) -> None:
    found = updated_redirect(card, CARDS)
    assert (found.state == "live", found.location) == (card.state == "live", location)
    assert updated_redirect(found, CARDS) == found


def test_a_redirect_of_the_site_leads_to_the_end_and_is_registered_on_the_whole_way() -> None:
    wanted = Card("/new", "gone", "site.yaml", 0, redirect="/over")
    found = updated_redirect(wanted, {"/over": OVER, "/live": LIVE})
    assert (found.state, found.location, found.looked_at) == ("moved", "/live", ("/over", "/live"))
    assert updated_redirect(found, {"/over": OVER, "/live": LIVE}) == found


def test_a_redirect_to_nothing_is_gone_and_stays_registered() -> None:
    found = updated_redirect(Card("/new", "gone", "site.yaml", 0, redirect="/gone"), CARDS)
    assert (found.state, found.location, found.looked_at) == ("gone", None, ("/gone",))


@pytest.mark.parametrize("target", ["https://example.org/", "/learn/x", "/assets/p.png"])
def test_a_redirect_to_what_is_no_article_depends_on_nothing(target: str) -> None:
    found = updated_redirect(Card("/new", "gone", "site.yaml", 0, redirect=target), {})
    assert (found.state, found.location, found.looked_at, found.leads_to) == ("moved", None, (), ())


def test_where_a_page_went_is_followed_for_good_as_far_as_pages_went() -> None:
    found = updated_redirect(Card("/a", "gone", "a.md", 1, moved_to=("/gone", "/twice")), CARDS)
    assert (found.location, found.moved_to) == ("/live", ("/gone", "/live"))


@pytest.mark.parametrize("on_the_way", [OVER, replace(ALIAS, path="/over")])
def test_where_a_page_went_stays_what_it_is_if_a_redirect_stands_there_that_may_change(on_the_way: Card) -> None:
    found = updated_redirect(Card("/a", "gone", "a.md", 1, moved_to=("/over",)), {"/over": on_the_way, "/live": LIVE})
    assert (found.location, found.moved_to, found.looked_at) == ("/live", ("/over",), ("/over", "/live"))
    found = updated_redirect(Card("/a", "gone", "a.md", 1, moved_to=("/out",)), {"/out": ELSEWHERE})
    assert (found.state, found.location) == ("moved", "/out")


def test_redirects_that_lead_back_to_themselves_are_gone() -> None:
    back = Card("/a", "gone", "site.yaml", 0, redirect="/b")
    other = Card("/b", "moved", "b.md", 1, location="/a", moved_to=("/a",), looked_at=("/a",))
    assert updated_redirect(back, {"/a": back, "/b": other}).state == "gone"


def test_a_page_that_leaves_a_path_lets_what_is_next_take_over() -> None:
    page = Card("/a", "live", "a.md", 3, redirect="https://example.org/", moved_to=("/old",))
    assert page.leads_to == ()
    gone = left(page)
    assert (gone.state, gone.redirect, gone.revision, gone.moved_to) == ("moved", "https://example.org/", 4, ("/old",))
    moved = left(page, OTHER)
    assert (moved.state, moved.location, moved.moved_to) == ("moved", None, ("/other", "/old"))
    moved = left(replace(page, redirect=None), OTHER)
    assert (moved.state, moved.location, moved.moved_to) == ("moved", "/other", ("/other", "/old"))


def test_a_path_remembers_the_newest_places_where_its_pages_went_each_once() -> None:
    page = Card("/a", "live", "a.md", 3, moved_to=("/1", "/other", "/3", "/4", "/5"))
    assert left(page, OTHER).moved_to == ("/other", "/1", "/3", "/4", "/5")
    page = replace(page, moved_to=("/1", "/2", "/3", "/4", "/5"))
    assert left(page, OTHER).moved_to == ("/other", "/1", "/2", "/3", "/4")
    assert len(left(page, OTHER).moved_to) == MAX_MOVES


def test_a_path_to_which_a_page_comes_back_forgets_that_it_went() -> None:
    before = Card("/a", "moved", "live.md", 3, moved_to=("/twice", "/other"))
    assert came_back(before, CARDS, "/live") == ("/other",)
    assert came_back(before, CARDS, None) == ("/twice", "/other")
    assert came_back(None, CARDS, "/live") == ()


def test_a_path_is_held_by_its_page_or_by_whose_alias_it_is() -> None:
    assert holder(None, "a.md") == ""
    assert holder(GONE, "a.md") == ""
    assert (holder(ALIAS, "a.md"), holder(ALIAS, "live.md")) == ("live.md", "")
    both = replace(ALIAS, state="live", owner="page.md")
    assert (holder(both, "a.md"), holder(both, "page.md"), holder(both, "live.md")) == ("page.md", "", "page.md")


@pytest.mark.parametrize("card", [*filter(None, CARDS.values()), ELSEWHERE, OVER, ALIAS, ALL])
def test_a_card_is_read_as_it_was_stored(card: Card) -> None:
    assert to_card(from_card(card)) == card


@pytest.mark.parametrize(
    ("stored", "location", "moved_to"),
    [
        ({"state": "moved", "location": "/live"}, "/live", ("/live",)),
        ({"state": "gone", "location": "/live"}, None, ("/live",)),
        ({"state": "moved", "location": "/over", "redirect": "/over", "moved_to": "/live"}, "/over", ("/live",)),
        ({"state": "moved", "location": "/over", "redirect": "/over"}, "/over", ()),
        ({"state": "gone"}, None, ()),
    ],
)
def test_a_card_of_the_release_before_is_read(
    stored: dict[str, str], location: str | None, moved_to: tuple[str, ...]
) -> None:
    card = to_card({"path": "/a", "owner": "a.md", "revision": 2, **stored})
    assert (card.location, card.moved_to) == (location, moved_to)
