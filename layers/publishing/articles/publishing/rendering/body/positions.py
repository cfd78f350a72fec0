"""Find the line and column of a warning in the Markdown."""

from collections.abc import Sequence
from dataclasses import dataclass

from articles.publishing.errors import Problem
from markdown_it.token import Token


@dataclass(frozen=True, slots=True)
class Finding:
    """A warning about a token, before its place is looked up.

    Attributes:
        block: The block token that holds the token, or the token itself.
        token: What the warning is about; `meta["offset"]` is its place in the block's content.
        code: As in `Problem`.
        message: As in `Problem`.
    """

    block: Token
    token: Token
    code: str
    message: str


_NOTICE = "notice"


def notice(finding: Finding) -> Token:
    """A token by which a rule of the parser tells of a finding. It is not rendered."""
    return Token(_NOTICE, "", 0, meta={"finding": finding}, hidden=True)


def notices(tokens: list[Token]) -> list[Finding]:
    """The findings of the parser. Their tokens are taken out."""
    found: list[Finding] = [token.meta["finding"] for token in tokens if token.type == _NOTICE]
    if found:
        tokens[:] = [token for token in tokens if token.type != _NOTICE]
    return found


def problem(finding: Finding, lines: Sequence[str]) -> Problem:
    """Make a problem of a finding, with its place in the Markdown.

    Args:
        finding: A warning about a token.
        lines: The lines of the Markdown.
    """
    line, column = _position(finding.block, finding.token, lines)
    return Problem(line, column, finding.code, finding.message, "warning")


def line_of(block: Token, offset: int) -> int:
    """The 1-based line of a place in the text of a block."""
    return (block.map[0] if block.map else 0) + block.content.count("\n", 0, offset) + 1


def _position(block: Token, token: Token, lines: Sequence[str]) -> tuple[int, int]:
    """1-based line and column of a token."""
    first = block.map[0] if block.map else 0
    if block.type not in ("inline", "html_block"):
        return first + 1, _indent(lines[first]) + 1
    offset = token.meta.get("offset", 0)
    line_start = block.content.rfind("\n", 0, offset) + 1
    line = min(line_of(block, offset), len(lines)) - 1
    text = block.content[line_start:].partition("\n")[0]
    begin = lines[line].find(text)
    return line + 1, (begin if begin >= 0 else _indent(lines[line])) + offset - line_start + 1


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
