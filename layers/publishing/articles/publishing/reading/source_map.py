"""Where an article is in its file, so that problems in its answer name a line of the file."""

from bisect import bisect_right
from dataclasses import dataclass

Position = tuple[int, int]


@dataclass(frozen=True, slots=True)
class SourceMap:
    """Where parts of an article are in its file, as line and column, both 1-based.

    Attributes:
        url: Where the url is.
        answer: Where the answer's text begins.
        encoded: Whether the answer's newlines were written as backslash-n.
        image: Where the picture is named that stands for it.
        original: Where the file is named that it is a translation of.
        anchors: Used if the file breaks the answer's lines at other places than the text, for example in a folded
            scalar. For each line of the file: the offset of its first character in the answer, where newlines count as
            two characters, and the line and column of that character in the file.
    """

    url: Position = (1, 1)
    answer: Position = (1, 1)
    encoded: bool = False
    anchors: tuple[tuple[int, int, int], ...] = ()
    image: Position = (1, 1)
    original: Position = (1, 1)

    def locate(self, answer: str, line: int, column: int) -> Position:
        """Find the position in the file of a position in the answer.

        It is exact, except for the column after an escape in quotes: one that is not a newline counts as one character.

        Args:
            answer: The answer's text.
            line: 1-based line in it.
            column: 1-based column in that line.
        """
        first_line, first_column = self.answer
        if not (self.encoded or self.anchors):
            return first_line + line - 1, first_column + column - 1
        before = answer.split("\n")[: line - 1]
        offset = sum(len(text) + 2 for text in before) + column - 1
        anchors = self.anchors or ((0, first_line, first_column),)
        start, file_line, file_column = anchors[max(0, bisect_right(anchors, offset, key=lambda anchor: anchor[0]) - 1)]
        # The position may be before the first anchor: there YAML may have folded a line break into a space.
        return file_line, max(1, file_column + offset - start)
