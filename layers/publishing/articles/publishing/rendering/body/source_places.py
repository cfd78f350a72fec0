"""Find where a place in the text of a block is in the Markdown."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from markdown_it.token import Token


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a block.

    Attributes:
        offset: Where its first word begins, in the content of the block.
        length: How long it is, without white space at its ends.
        place: Where its first word begins, in the Markdown; None if that is not certain.
    """

    offset: int
    length: int
    place: int | None


class SourcePlaces:
    """The places of a Markdown text, by those of its blocks.

    A block has its lines without what is before and behind them: quotation marks, indentation, bars of a table.
    """

    def __init__(self, blocks: Sequence[Token], markdown: str) -> None:
        """Take a text.

        Args:
            blocks: Its blocks, in their order.
            markdown: The text.
        """
        self._lines = markdown.split("\n")
        self._starts = [0, *accumulate(len(line) + 1 for line in self._lines)]
        self._cells = dict(self._found_cells(blocks))
        self._lines_of: dict[int, list[_Line]] = {}

    def place(self, block: Token, offset: int) -> int | None:
        """The place in the text; None if it is not certain.

        Args:
            block: One of the blocks.
            offset: A place in its content.
        """
        if id(block) in self._cells:
            return self._cells[id(block)] + offset + block.content.count("|", 0, offset)
        if id(block) not in self._lines_of:
            self._lines_of[id(block)] = list(self._lines_in(block))
        lines = self._lines_of[id(block)]
        index = bisect_right(lines, offset, key=lambda line: line.offset) - 1
        line = lines[max(index, 0)]
        is_within = 0 <= offset - line.offset <= line.length
        return line.place + offset - line.offset if line.place is not None and is_within else None

    def _found_cells(self, blocks: Sequence[Token]) -> Iterator[tuple[int, int]]:
        """Where each cell of a table begins. In the Markdown, its bars have a backslash."""
        ends: dict[int, int] = {}
        for before, block in pairwise(blocks):
            if before.type in ("td_open", "th_open") and block.map:
                number, written = block.map[0], block.content.replace("|", "\\|")
                begin = self._lines[number].find(written, ends.get(number, 0))
                if begin >= 0:
                    ends[number] = begin + len(written)
                    yield id(block), self._starts[number] + begin

    def _lines_in(self, block: Token) -> Iterator[_Line]:
        start = 0
        for number, text in enumerate(block.content.split("\n"), start=block.map[0] if block.map else 0):
            words = text.strip()
            begin = self._begin(number, words)
            place = None if begin is None else self._starts[number] + begin
            yield _Line(start + text.find(words), len(words), place)
            start += len(text) + 1

    def _begin(self, number: int, words: str) -> int | None:
        """Where words begin in a line: at its end, as a rule, or else where they stand alone."""
        line = self._lines[number].rstrip() if number < len(self._lines) else ""
        if not words or words not in line:
            return None
        if line.endswith(words):
            return len(line) - len(words)
        return line.find(words) if line.find(words) == line.rfind(words) else None
