"""Find where a place in the text of a block is in the Markdown."""

from collections.abc import Sequence
from itertools import accumulate, pairwise

from markdown_it.token import Token


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
        self._cells: dict[int, int] = {}
        ends: dict[int, int] = {}
        for before, block in pairwise(blocks):
            if before.type in ("td_open", "th_open") and block.map:
                line, text = block.map[0], _in_table(block.content)
                begin = self._lines[line].find(text, ends.get(line, 0))
                if begin >= 0:
                    self._cells[id(block)], ends[line] = begin, begin + len(text)

    def place(self, block: Token, offset: int) -> int | None:
        """The place in the text; None if it is not certain.

        Args:
            block: One of the blocks.
            offset: A place in its content.
        """
        first = block.map[0] if block.map else 0
        if id(block) in self._cells:
            return self._starts[first] + self._cells[id(block)] + len(_in_table(block.content[:offset]))
        line_start = block.content.rfind("\n", 0, offset) + 1
        number = first + block.content.count("\n", 0, offset)
        text = block.content[line_start:].partition("\n")[0]
        words = text.strip()
        column = offset - line_start - (len(text) - len(text.lstrip()))
        begin = self._begin(number, words)
        return self._starts[number] + begin + column if begin is not None and 0 <= column <= len(words) else None

    def _begin(self, number: int, words: str) -> int | None:
        """Where words begin in a line: at its end, as a rule, or else where they stand alone."""
        line = self._lines[number].rstrip() if number < len(self._lines) else ""
        if not words or words not in line:
            return None
        if line.endswith(words):
            return len(line) - len(words)
        return line.find(words) if line.find(words) == line.rfind(words) else None


def _in_table(text: str) -> str:
    """The text of a cell as it is written: bars have a backslash."""
    return text.replace("|", "\\|")
