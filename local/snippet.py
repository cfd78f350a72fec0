"""The part of a line around a column, with a caret below it, as a terminal can show it."""

from dataclasses import dataclass
from itertools import accumulate

from rich.cells import cell_len

_TAB = "    "
_CUT = "…"


@dataclass(frozen=True, slots=True)
class Snippet:
    """Two lines to be shown one below the other.

    Attributes:
        text: The part of the line, without tabs and control characters.
        caret: Spaces, and a caret below the column.
    """

    text: str
    caret: str


def snippet(line: str, column: int, width: int) -> Snippet:
    """Cut a line so that a column can be seen.

    Args:
        line: The line, of any length.
        column: 1-based column, in characters; it may be after the end.
        width: How many cells of the terminal the result may take.
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
    """A text without what would move a terminal's cursor or change its colours."""
    return "".join(_TAB if char == "\t" else char if char.isprintable() else "\ufffd" for char in text)


def _cells(pieces: list[str]) -> int:
    return sum(map(cell_len, pieces))


def _fitting(pieces: list[str], cells: int) -> int:
    """How many of the first pieces fit into so many cells."""
    return sum(total <= cells for total in accumulate(map(cell_len, pieces)))
