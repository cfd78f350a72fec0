"""Cursors: only what a list gave out leads into it."""

import string

import pytest
from articles.browse import cursors
from articles.browse.paging import Position, Side
from hypothesis import given
from hypothesis import strategies as st

SCOPE, SECRET = "articles physics", "secret"
POSITION = Position(Side.AFTER, "2026-01-01#0001#/learn/physics/questions/é")
CURSOR = cursors.encode(POSITION, SCOPE, SECRET)


def refused(cursor: str, scope: str = SCOPE, secret: str = SECRET) -> bool:
    try:
        cursors.decode(cursor, scope, secret)
    except cursors.CursorError:
        return True
    return False


@given(st.sampled_from(Side), st.text(st.characters(codec="utf-8"), max_size=200))
def test_a_cursor_leads_to_its_position(side: Side, sort: str) -> None:
    position = Position(side, sort)
    cursor = cursors.encode(position, SCOPE, SECRET)
    assert cursors.decode(cursor, SCOPE, SECRET) == position
    assert set(cursor) <= {*string.ascii_letters, *string.digits, "-", "_"}


def test_it_is_the_same_every_time() -> None:
    assert cursors.encode(POSITION, SCOPE, SECRET) == CURSOR


@pytest.mark.parametrize("index", range(len(CURSOR)))
def test_with_any_character_changed_it_leads_nowhere(index: int) -> None:
    for other in set(string.ascii_letters + string.digits + "-_=+/ \n") - {CURSOR[index]}:
        assert refused(CURSOR[:index] + other + CURSOR[index + 1 :])


@pytest.mark.parametrize("cursor", ["", CURSOR[:-1], CURSOR[1:], CURSOR + "A", f"{CURSOR}=", CURSOR * 2, "\0", "é"])
def test_what_is_longer_or_shorter_leads_nowhere(cursor: str) -> None:
    assert refused(cursor)


def test_it_is_good_for_its_list_and_its_site_only() -> None:
    assert refused(CURSOR, scope="articles music")
    assert refused(CURSOR, secret="other")
