"""Fences of code that nothing closes: the rest of their block is code, which is hardly what its author means."""

from collections.abc import Iterable, Iterator

from articles.publishing.rendering.body.positions import Finding
from markdown_it.token import Token

_MESSAGE = "Nothing closes this block of code, so all that follows is code; write {} on a line of its own at its end."


def unclosed_fences(tokens: Iterable[Token]) -> Iterator[Finding]:
    """A warning for each fence that has no closing line, which its lines of code tell."""
    for token in tokens:
        if token.type == "fence" and token.markup and token.map:
            code = token.content.count("\n") + (token.content[-1:] not in ("", "\n"))
            if code == token.map[1] - token.map[0] - 1:
                yield Finding(token, token, "fence-unclosed", _MESSAGE.format(token.markup))
