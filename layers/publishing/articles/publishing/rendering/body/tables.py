"""Tables: numbers that name them, alignment by class, header cells that say what they head."""

from collections.abc import Sequence

from markdown_it.token import Token

_ALIGN = "text-align:"


def place_tables(tokens: Sequence[Token]) -> None:
    """Number each table, and give its cells a class for their alignment instead of a style."""
    number = 0
    for index, token in enumerate(tokens):
        if token.type == "table_open":
            number += 1
            token.meta["number"] = number
        elif token.type in ("th_open", "td_open"):
            style = str(token.attrs.pop("style", ""))
            if style:
                token.attrSet("class", "align-" + style.removeprefix(_ALIGN))
            if token.type == "th_open":
                _head(token, tokens[index + 1], tokens[index + 2])


def _head(opening: Token, content: Token, closing: Token) -> None:
    """A header cell heads its column; an empty one heads nothing and is a plain cell."""
    if content.content:
        opening.attrSet("scope", "col")
    else:
        opening.tag = closing.tag = "td"
