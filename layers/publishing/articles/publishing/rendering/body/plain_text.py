"""The plain text of a token stream, for excerpts, reading time and headings."""

from collections.abc import Iterable, Iterator

from articles.publishing.rendering.body.emoji import EMOJI
from articles.publishing.rendering.body.math_syntax import FORMULAE
from markdown_it.token import Token

_TEXT = {"text", "text_special", "code_inline", "fence", "code_block", EMOJI, *FORMULAE}
_SPACE = {"softbreak": " ", "hardbreak": "\n", "td_close": " ", "th_close": " "}
_SKIPPED = {"footnote_ref", "footnote_anchor"}
_MARKS = {"mark", "sub", "sup"}


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


def name_of(heading: Token) -> str:
    """The text of a heading as GitHub names it: without its pictures, with the names of emoji."""
    return plain_text(_named(heading.children or [], {*_SKIPPED, "image"}))


def old_name_of(heading: Token) -> str:
    """The text of a heading as pages once had it: with the names of emoji, and marks that were text."""
    return plain_text(_named(heading.children or [], _SKIPPED, with_marks=True))


def _named(tokens: Iterable[Token], skipped: set[str], *, with_marks: bool = False) -> Iterator[Token]:
    for token in tokens:
        if token.type == EMOJI:
            yield Token("text", "", 0, content=f":{token.markup}:")
        elif token.tag in _MARKS and with_marks:
            yield Token("text", "", 0, content=token.markup)
        elif token.type not in skipped:
            yield token
