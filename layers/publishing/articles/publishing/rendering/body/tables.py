"""Tables: numbers to name them by, classes for alignment, and scopes for header cells."""

from collections.abc import Sequence

from markdown_it.token import Token

_ALIGN = "text-align:"


def place_tables(tokens: Sequence[Token]) -> None:
    """Number each table, and give its cells a class for their alignment instead of a style."""
    number = 0
    for index, token in enumerate(tokens):
        if token.type == "table_open" or token.meta:
            for opening in _opened(token):
                number += 1
                opening.meta["number"] = number
        if token.type in ("th_open", "td_open"):
            style = str(token.attrs.pop("style", ""))
            if style:
                token.attrSet("class", "align-" + style.removeprefix(_ALIGN))
            if token.type == "th_open":
                _head(token, tokens[index + 1], tokens[index + 2])


def _opened(token: Token) -> list[Token]:
    """The tables that a token opens: itself, or those of HTML in it."""
    return [each for each in token.children or [token] if each.type == "table_open"]


def _head(opening: Token, content: Token, closing: Token) -> None:
    """Give a header cell the scope of its column; make an empty one, which heads nothing, a plain cell."""
    if content.content:
        opening.attrSet("scope", "col")
    else:
        opening.tag = closing.tag = "td"
