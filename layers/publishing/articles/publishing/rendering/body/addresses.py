"""The addresses that texts have: which of them a page can open or show, and what authors should know of the others."""

import re
from collections.abc import Iterator
from urllib.parse import unquote

from articles.publishing.errors import shortened
from articles.publishing.rendering.body.positions import Finding
from articles.publishing.rendering.body.sanitise import SCHEMES, keeps
from markdown_it.token import Token

# The most characters of an author's text that messages about addresses quote.
LONGEST_QUOTE = 100

_SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]*):")
_INSECURE = re.compile("http:", re.IGNORECASE)
_BETWEEN_SOURCES = re.compile(r",\s+|,(?=https?:|/)")


def media_fault(block: Token, token: Token, what: str, url: str) -> Finding | None:
    """Why a page cannot play or show what is at an address; None if it can.

    Args:
        block: The text that names it.
        token: What names it there.
        what: What it is.
        url: The address.
    """
    if not keeps(url) or url.lower().startswith("mailto:"):
        return left_out(block, token, what, url)
    return insecure(block, token, what, url) if _INSECURE.match(url) else None


def insecure(block: Token, token: Token, what: str, url: str) -> Finding:
    """That no page shows what is not encrypted; arguments as those of `media_fault`."""
    message = f"This {what} is not shown, since `{url}` is not encrypted; use its address with https."
    return Finding(block, token, "media-insecure", message)


def is_insecure(url: str) -> bool:
    """Whether what is at an address comes without encryption."""
    return _INSECURE.match(url) is not None


def left_out(block: Token, token: Token, what: str, url: str) -> Finding:
    """Why a page does not have an address; arguments as those of `media_fault`."""
    if has_template_code(url):
        message = f"Where this {what} leads is template code of another tool, `{url}`; write the address itself."
        return Finding(block, token, "link-template", message)
    scheme = _SCHEME.match(url)
    if scheme and scheme[1].lower() not in SCHEMES:
        message = f"This {what} names `{scheme[0]}`, which is left out; use http, https or mailto."
        return Finding(block, token, "link-scheme", message)
    return Finding(block, token, "link-address", f"This {what} names `{url}`, which no browser can open; correct it.")


def quoted(address: str) -> str:
    """An address as a message quotes it: as its author wrote it, more or less."""
    return shortened(address if "{" in address else unquote(address), LONGEST_QUOTE)


def has_template_code(url: str) -> bool:
    """Whether a destination has template code, the only braces that the parser does not encode."""
    return "{{" in url or "{%" in url or "{#" in url


def sources(srcset: str) -> Iterator[tuple[str, str]]:
    """The pictures of a `srcset`: the address of each, and its size, if it has one."""
    for candidate in _BETWEEN_SOURCES.split(srcset):
        address, _, size = candidate.strip().partition(" ")
        if address:
            yield address, size.strip()
