"""Destinations: which schemes a page may name, and what is said of a link that leaves the site."""

import re
from collections.abc import Iterator, Sequence

from markdown_it.token import Token

from publishing.body.positions import Source
from publishing.errors import Problem

SCHEMES = frozenset({"http", "https", "mailto"})
EXTERNAL_REL = "external noopener noreferrer"

_SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]*):")
_EXTERNAL = re.compile(r"(?:https?:)?//", re.IGNORECASE)


def place_links(block: Token, source: Source) -> Iterator[Problem]:
    """Mark links that leave the site, load images late, and drop what names an unsafe scheme or no alternative text."""
    tokens: list[Token] = []
    dropped = 0
    for token in block.children or []:
        if token.type == "link_open":
            href = str(token.attrs["href"])
            if not is_safe(href):
                dropped += 1
                if token.info != "auto":
                    yield _problem(block, token, source, "link-scheme", _scheme_message("link", href))
                continue
            if _EXTERNAL.match(href):
                token.attrSet("rel", EXTERNAL_REL)
        elif token.type == "link_close" and dropped:
            dropped -= 1
            continue
        elif token.type == "image":
            yield from _place_image(block, token, source)
        tokens.append(token)
    block.children = tokens


def is_safe(url: str) -> bool:
    """Whether a URL is relative or of a scheme that no browser runs."""
    scheme = _SCHEME.match(url)
    return scheme is None or scheme[1].lower() in SCHEMES


def _place_image(block: Token, token: Token, source: Source) -> Iterator[Problem]:
    token.attrSet("loading", "lazy")
    token.attrSet("decoding", "async")
    if not token.content.strip():
        message = "This image has no alternative text; write what it shows between `![` and `]`."
        yield _problem(block, token, source, "image-alt", message)
    src = str(token.attrs["src"])
    if not is_safe(src):
        del token.attrs["src"]
        yield _problem(block, token, source, "link-scheme", _scheme_message("image", src))


def _scheme_message(what: str, url: str) -> str:
    return f"This {what} names `{url.partition(':')[0]}:`, which is left out; use http, https or mailto."


def _problem(block: Token, token: Token, source: Source, code: str, message: str) -> Problem:
    line, column = source.position(block, token)
    return Problem(line, column, code, message, "warning")


def inline_blocks(tokens: Sequence[Token]) -> Iterator[Token]:
    """The tokens that hold lines of text."""
    return (token for token in tokens if token.type == "inline")
