"""A piece of a line, and a caret below the column."""

import itertools

import pytest
from articles.local.snippet import printable, snippet
from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len


@pytest.mark.parametrize(
    ("line", "column", "text", "caret"),
    [
        ("title: A: b", 9, "title: A: b", "        ^"),
        ("", 1, "", "^"),
        ("ab", 3, "ab", "  ^"),
        ("ab", 9, "ab", "  ^"),
        ("\tx", 2, "    x", "    ^"),
        ("日本x", 3, "日本x", "    ^"),
        ("e\u0301x", 3, "e\u0301x", " ^"),
        ("\x1b[31mx", 6, "\\x1b[31mx", "        ^"),
        ("\udcffx", 2, "\\xffx", "    ^"),
        ("x" * 50, 1, "x" * 29 + "…", "^"),
        ("x" * 50, 50, "…" + "x" * 28, " " * 28 + "^"),
        ("x" * 50, 51, "…" + "x" * 28, " " * 29 + "^"),
        ("a" * 30 + "b" + "c" * 30, 31, "…" + "a" * 14 + "b" + "c" * 13 + "…", " " * 15 + "^"),
        ("日" * 50, 26, "…" + "日" * 14 + "…", " " * 15 + "^"),
    ],
)
def test_the_caret_stands_below_the_column(line: str, column: int, text: str, caret: str) -> None:
    piece = snippet(line, column, 30)
    assert (piece.text, piece.caret) == (text, caret)


@example("000\u03000", 5, 24)
@given(st.text(), st.integers(1, 200), st.integers(24, 120))
def test_a_snippet_fits_and_shows_the_column(line: str, column: int, width: int) -> None:
    piece = snippet(line, column, width)
    assert cell_len(piece.text) <= width
    assert printable(piece.text) == piece.text
    before = piece.text[
        : next(n for n in range(len(piece.text) + 1) if cell_len(piece.text[:n]) == len(piece.caret) - 1)
    ]
    assert cell_len(before) == len(piece.caret) - 1
    if column <= len(line) and cell_len(line[column - 1]):
        below = piece.text[len(before) :]
        without_marks = "".join(itertools.dropwhile(lambda character: not cell_len(character), below))
        assert without_marks.startswith(printable(line[column - 1]))


def test_a_long_line_is_not_searched_from_its_start() -> None:
    assert snippet("x" * 1_000_000 + "y", 1_000_001, 80).text.endswith("xy")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("caf\u00e9 \U0001f600", "caf\u00e9 \U0001f600"),
        ("\x1b[2J\x1b]0;t\x07", "\\x1b[2J\\x1b]0;t\\x07"),
        ("\x9b2J\x7f\x00", "\\x9b2J\\x7f\\x00"),
        ("a\nb\rc\td", "a\\nb\\rc    d"),
        ("gpj\u202egpj.exe\u2066\u200f", "gpj\\u202egpj.exe\\u2066\\u200f"),
        ("\u2028\u2029\ufeff\u00ad\U000e0001", "\\u2028\\u2029\\ufeff\\xad\\U000e0001"),
        ("caf\udce9 \ud800", "caf\\xe9 \\ud800"),
        ("\u3000\u00a0", "\u3000\u00a0"),
        ("\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645", "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"),
    ],
)
def test_what_does_not_show_is_an_escape(text: str, shown: str) -> None:
    assert printable(text) == shown


@given(st.text(st.characters()))
def test_a_text_that_is_printable_stays_as_it_is(text: str) -> None:
    assert printable(printable(text)) == printable(text)
    assert "\x1b" not in printable(text)
