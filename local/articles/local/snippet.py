"""Show the part of a line around a column in a terminal, with a caret below the column."""

import unicodedata
from dataclasses import dataclass
from itertools import accumulate

from rich.cells import cell_len

_TAB = "    "
_CUT = "…"

# Joiners of letters and of emoji. `str.isprintable` says no to them, as to control characters.
_JOINERS = "\u200c\u200d"
_UNDECODABLE = range(0xDC80, 0xDD00)  # stand for bytes that are not UTF-8 (PEP 383)


@dataclass(frozen=True, slots=True)
class Snippet:
    """Two lines to show one below the other.

    Attributes:
        text: The part of the line, with spaces for tabs and escapes for control characters.
        caret: Spaces, and a caret below the column.
    """

    text: str
    caret: str


def snippet(line: str, column: int, width: int) -> Snippet:
    """Cut a line so that a column can be seen.

    Args:
        line: The line, of any length.
        column: 1-based column, in characters; it may be after the end.
        width: How many cells of the terminal the result may have.
    """
    start = min(column - 1, len(line))
    before = [printable(char) for char in line[max(0, start - width) : start]]
    after = [printable(char) for char in line[start : start + width]]
    if len(line) >= width or _cells(before) + _cells(after) >= width:
        room = width - 2 * len(_CUT)
        left = _fitting(before[::-1], max(room // 2, room - _cells(after)))
        before = [_CUT * (left < start), *before[len(before) - left :]]
        right = _fitting(after, width - len(_CUT) - _cells(before))
        after = [*after[:right], _CUT * (start + right < len(line))]
    return Snippet("".join((*before, *after)), " " * _cells(before) + "^")


def printable(text: str) -> str:
    """Escape the characters of a text that do not show: they may move the cursor, change colours, or hide."""
    return text if text.isprintable() else "".join(map(_shown, text))


def _shown(char: str) -> str:
    if char == "\t":
        return _TAB
    if char.isprintable() or char in _JOINERS or unicodedata.category(char) == "Zs":
        return char
    if ord(char) in _UNDECODABLE:
        return f"\\x{ord(char) - 0xDC00:02x}"
    return char.encode("unicode_escape").decode("ascii")


def _cells(pieces: list[str]) -> int:
    return sum(map(cell_len, pieces))


def _fitting(pieces: list[str], cells: int) -> int:
    """How many of the pieces, from the first on, fit into this many cells."""
    return sum(total <= cells for total in accumulate(map(cell_len, pieces)))
