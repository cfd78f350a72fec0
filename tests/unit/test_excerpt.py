"""Short measures of a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from publishing.excerpt import excerpt, reading_minutes


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("One  line\nor", "One line or"),
        ("exactly long", "exactly…"),
        ("one, two, three", "one, two…"),
        ("averyverylongword", "averyveryl…"),
    ],
)
def test_an_excerpt_is_one_line_cut_between_words(text: str, expected: str) -> None:
    assert excerpt(text, 11) == expected


@given(st.text(), st.integers(1, 50))
def test_an_excerpt_is_never_longer_than_asked_and_always_a_beginning(text: str, limit: int) -> None:
    found = excerpt(text, limit)
    assert len(found) <= limit
    assert " ".join(text.split()).startswith(found.removesuffix("…"))


@pytest.mark.parametrize(("words", "minutes"), [(0, 1), (100, 1), (460, 2), (1150, 5)])
def test_reading_takes_a_minute_for_230_words(words: int, minutes: int) -> None:
    assert reading_minutes("word " * words) == minutes
