"""Which elements of HTML are open while an answer is walked through, so that each ends inside of what it begins in."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from articles.publishing.rendering.body.allowed_html import CELLS, TABLE_PARTS
from markdown_it.token import Token

_NONE: frozenset[str] = frozenset()
_LISTS = {"li": frozenset({"ol", "ul"}), "dd": frozenset({"dl"}), "dt": frozenset({"dl"})}


@dataclass(frozen=True, slots=True)
class Open:
    """An element that is open.

    Attributes:
        name: Its name as the author wrote it, in lower case.
        end: What ends it.
    """

    name: str
    end: Token


@dataclass(slots=True)
class Skipped:
    """An element that is left out with what is in it.

    Attributes:
        name: Its name.
        count: How many of its name are open, itself among them.
        inside: How many containers of Markdown are open in it.
    """

    name: str
    count: int = 1
    inside: int = 0


class OpenElements:
    """The elements that authors have opened, for each container of Markdown that is open: a quotation, a line, a span.

    Attributes:
        skipped: What is being left out with what is in it, if anything is.
    """

    def __init__(self) -> None:
        self.skipped: Skipped | None = None
        self._open: list[list[Open]] = [[]]

    def enter(self) -> None:
        """Begin a container."""
        self._open.append([])

    def leave(self) -> list[Token]:
        """End a container, and give what ends the elements in it."""
        ends = self.end_all()
        self._open.pop()
        return ends

    def begin(self, name: str, end: Token) -> int:
        """Open an element, and give how many are open, in all containers."""
        self._open[-1].append(Open(name, end))
        return sum(map(len, self._open))

    def end_all(self) -> list[Token]:
        """Close the elements of the container, which goes on, and give what ends them."""
        ends = [each.end for each in reversed(self._open[-1])]
        self._open[-1] = []
        return ends

    def end(self, names: AbstractSet[str], beyond: AbstractSet[str] = _NONE) -> list[Token]:
        """Close the innermost element of some names and all that is in it, and give what ends them.

        Args:
            names: The names.
            beyond: Names of elements outside of which none is closed.
        """
        index = self._find(names, beyond)
        if index is None:
            return []
        ends = [each.end for each in reversed(self._open[-1][index:])]
        del self._open[-1][index:]
        return ends

    def has(self, names: AbstractSet[str], beyond: AbstractSet[str] = _NONE) -> bool:
        """Whether `end` would close an element."""
        return self._find(names, beyond) is not None

    def skips(self, token: Token) -> bool:
        """Whether a token is left out. If it ends the container of what is left out, that ends, too."""
        skipped = self.skipped
        if skipped is None or (not skipped.inside and token.type in ("html_block", "html_inline")):
            return False
        if (token.nesting < 0 and not skipped.inside) or token.type == "footnote_block_open":
            self.skipped = None
            return False
        skipped.inside += token.nesting
        return True

    def _find(self, names: AbstractSet[str], beyond: AbstractSet[str]) -> int | None:
        own = self._open[-1]
        for index in reversed(range(len(own))):
            if own[index].name in names:
                return index
            if own[index].name in beyond:
                return None
        return None


def beyond(name: str) -> frozenset[str]:
    """The elements outside of which one of this name ends nothing."""
    return frozenset({"table"}) if name in TABLE_PARTS else CELLS | _LISTS.get(name, _NONE)
