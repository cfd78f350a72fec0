"""Where in the Markdown a token stands."""

from collections.abc import Sequence
from dataclasses import dataclass

from markdown_it.token import Token


@dataclass(frozen=True, slots=True)
class Source:
    """The lines of a Markdown text, in which tokens are looked up."""

    lines: Sequence[str]

    def position(self, block: Token, token: Token) -> tuple[int, int]:
        """1-based line and column of a token.

        Args:
            block: The block token that holds it, or the token itself.
            token: The token; its `offset` is its place in the block's content.
        """
        first = (block.map or [0])[0]
        if block.type != "inline":
            return first + 1, self._indent(first) + 1
        offset = token.meta.get("offset", 0)
        before = block.content[:offset]
        line = min(first + before.count("\n"), len(self.lines) - 1)
        line_start = before.rfind("\n") + 1
        text = block.content[line_start:].partition("\n")[0]
        at = self.lines[line].find(text)
        return line + 1, (at if at >= 0 else self._indent(line)) + offset - line_start + 1

    def _indent(self, line: int) -> int:
        text = self.lines[line] if line < len(self.lines) else ""
        return len(text) - len(text.lstrip())
