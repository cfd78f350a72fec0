"""The plain text of a token stream, for excerpts, reading time and headings."""

from collections.abc import Iterable

from articles.publishing.rendering.body.math_syntax import FORMULAE
from markdown_it.token import Token

_TEXT = {"text", "text_special", "code_inline", "fence", "code_block", *FORMULAE}
_SPACE = {"softbreak": " ", "hardbreak": "\n", "td_close": " ", "th_close": " "}
_SKIPPED = {"footnote_ref", "footnote_anchor"}


def plain_text(tokens: Iterable[Token]) -> str:
    """The text without markup, with a line for each block; formulae are LaTeX."""
    parts: list[str] = []
    for token in tokens:
        if token.type in _TEXT:
            parts.append(token.content)
        elif token.type == "html_inline":
            parts.append(token.meta.get("text", ""))
        elif token.children and token.type not in _SKIPPED:
            parts.append(plain_text(token.children))
        if token.type in _SPACE:
            parts.append(_SPACE[token.type])
        elif token.block and token.nesting <= 0 and token.type != "inline":
            parts.append("\n")
    return "".join(parts)
