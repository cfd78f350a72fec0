from dataclasses import replace

import pytest
from articles.publishing.storage.cards import Card
from articles.publishing.storage.changes import is_told, stamped
from articles.publishing.storage.items import from_card, to_card

THEN, NOW = 1_769_904_000, 1_769_990_400
PAGE = Card("/a", "live", "a.md", 1, title="A", json_etag="1")
TOLD = replace(PAGE, changed=THEN, published=THEN)
REDIRECT = Card("/a", "moved", "a.md", 2, location="/b", moved_to=("/b",))
GONE = Card("/a", "gone", "a.md", 2)


@pytest.mark.parametrize(
    ("card", "before", "changed", "published"),
    [
        pytest.param(PAGE, None, NOW, NOW, id="a new page"),
        pytest.param(PAGE, TOLD, THEN, THEN, id="the same page"),
        pytest.param(replace(PAGE, title="B", json_etag="2"), TOLD, NOW, THEN, id="another text"),
        pytest.param(
            replace(PAGE, rendered="x", refused="y"), TOLD, THEN, THEN, id="rendered again, with the same JSON"
        ),
        pytest.param(REDIRECT, TOLD, NOW, None, id="a page that moved"),
        pytest.param(REDIRECT, replace(REDIRECT, changed=THEN), THEN, None, id="the same redirect"),
        pytest.param(replace(REDIRECT, location="/c"), replace(REDIRECT, changed=THEN), NOW, None, id="another target"),
        pytest.param(PAGE, replace(REDIRECT, changed=THEN), NOW, NOW, id="a page in place of a redirect"),
        pytest.param(GONE, TOLD, NOW, None, id="a page that is gone"),
        pytest.param(GONE, replace(GONE, changed=THEN), THEN, None, id="still gone"),
        pytest.param(PAGE, replace(GONE, changed=THEN), NOW, NOW, id="a page that is back"),
        pytest.param(GONE, None, None, None, id="nothing where nothing was"),
        pytest.param(replace(PAGE, unlisted=True), None, None, None, id="an unlisted page"),
        pytest.param(replace(PAGE, unlisted=True), TOLD, NOW, None, id="a page that becomes unlisted"),
        pytest.param(PAGE, replace(PAGE, unlisted=True), NOW, NOW, id="a page that is no longer unlisted"),
        pytest.param(replace(REDIRECT, unlisted=True), TOLD, NOW, None, id="a page that moved, and is unlisted there"),
        pytest.param(PAGE, PAGE, NOW, NOW, id="a page of older code"),
        pytest.param(GONE, PAGE, None, None, id="a page of older code that is gone"),
        pytest.param(
            Card("/a", "moved", "site.yaml", 1, redirect="https://example.org/"), GONE, NOW, None, id="a way elsewhere"
        ),
    ],
)
def test_a_card_has_the_time_when_what_a_mirror_has_of_its_path_changed(
    card: Card, before: Card | None, changed: int | None, published: int | None
) -> None:
    found = stamped(card, before, NOW + 0.9)
    assert (found.changed, found.published) == (changed, published)
    assert replace(found, changed=None, published=None) == card
    assert to_card(from_card(found)) == found


def test_what_older_code_stored_is_told_by_the_next_write() -> None:
    assert not is_told(PAGE)
    assert not is_told(REDIRECT)
    assert is_told(TOLD)
    assert is_told(GONE)
    assert is_told(replace(PAGE, unlisted=True))
