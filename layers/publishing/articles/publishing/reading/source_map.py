"""Where an article stands in its file, so that what is wrong in its answer is told by a line of the file."""

from bisect import bisect_right
from dataclasses import dataclass

Position = tuple[int, int]


@dataclass(frozen=True, slots=True)
class SourceMap:
    """Where parts of an article stand in its file, as line and column, both 1-based.

    Attributes:
        url: Where the url stands.
        answer: Where the answer's text begins.
        encoded: Whether the answer's newlines were written as backslash-n.
        anchors: Where the file does not lay the answer out as its text does, such as in a folded scalar: for each of
            its lines in the file the offset of its first character in the answer, a newline counted as two characters,
            and the line and column of the file where that stands.
    """

    url: Position = (1, 1)
    answer: Position = (1, 1)
    encoded: bool = False
    anchors: tuple[tuple[int, int, int], ...] = ()

    def locate(self, answer: str, line: int, column: int) -> Position:
        """The position in the file of a position in the answer.

        Exact but for the column in quotes after an escape other than a newline's, which counts as one character.

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
        # Before the first there may be a line break, which YAML folds into a space.
        return file_line, max(1, file_column + offset - start)
