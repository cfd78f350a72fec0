"""Destinations of links and images: which ones a page keeps, and how links that leave the site are marked."""

import re
from collections.abc import Iterator
from urllib.parse import quote, unquote

from articles.publishing.rendering.body.anchors import Anchors
from articles.publishing.rendering.body.internal_links import BLOCK_SIGN, InternalLinks
from articles.publishing.rendering.body.plain_text import plain_text
from articles.publishing.rendering.body.positions import Finding
from articles.publishing.rendering.body.sanitise import SCHEMES, keeps
from articles.publishing.rendering.body.wiki_links import WIKI
from markdown_it.token import Token

EXTERNAL_REL = "external noopener noreferrer"

_SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]*):")
_EXTERNAL = re.compile(r"(?:https?:)?//", re.IGNORECASE)
_INSECURE = re.compile("http:", re.IGNORECASE)
_BETWEEN_SOURCES = re.compile(r",\s+|,(?=https?:|/)")
_NO_ALT_IN_HTML = 'This image has no alternative text; write what it shows as its `alt`, or `alt=""` if it decorates.'
_NO_ALT = "This image has no alternative text; write what it shows between `![` and `]`."


def place_links(block: Token, anchors: Anchors, internal: InternalLinks | None = None) -> Iterator[Finding]:
    """Mark links that leave the site, point links within the page to its headings, and drop unsafe destinations.

    Args:
        block: The text whose links and images are changed.
        anchors: The places within the page.
        internal: What knows where links within the site lead; None if they stay as they are written.
    """
    tokens: list[Token] = []
    opened: list[tuple[int, bool]] = []
    for token in block.children or []:
        if token.type == "link_open":
            yield from _place_link(block, token, anchors, internal)
            # HTML has no links within links. Markdown has: the inner one is an address in angle brackets.
            opened.append((len(tokens), "href" in token.attrs and not any(kept for _, kept in opened)))
        if token.type == "image":
            yield from _place_image(block, token)
        is_link = token.type in ("link_open", "link_close")
        begin, kept = (opened[-1] if token.nesting > 0 else opened.pop()) if is_link else (0, True)
        if internal and token.type == "link_close":
            internal.close(tokens[begin:], is_kept=kept)
        if kept:
            tokens.append(token)
    block.children = tokens


def _place_link(block: Token, token: Token, anchors: Anchors, internal: InternalLinks | None) -> Iterator[Finding]:
    if internal:
        placed = internal.open(block, token, anchors)
        if placed is not None:
            yield from placed
            return
    href = str(token.attrs["href"])
    if href.startswith("#") and len(href) > 1:
        yield from _place_in_page(block, token, anchors, href)
    elif token.info == WIKI:
        del token.attrs["href"]
    elif has_template_code(href):
        del token.attrs["href"]
        yield _left_out(block, token, "link", href)
    elif not keeps(href):
        del token.attrs["href"]
        if token.info != "auto":
            yield _left_out(block, token, "link", href)
    elif _EXTERNAL.match(href):
        token.attrSet("rel", EXTERNAL_REL)


def _place_in_page(block: Token, token: Token, anchors: Anchors, href: str) -> Iterator[Finding]:
    name = unquote(href[1:])
    identifier = anchors.target(name)
    if identifier:
        token.attrSet("href", f"#{quote(identifier)}")
    elif not name.startswith(BLOCK_SIGN):
        yield Finding(block, token, "link-target", f"No heading of this article is called `{href}`.")


def _place_image(block: Token, token: Token) -> Iterator[Finding]:
    token.attrSet("loading", "lazy")
    token.attrSet("decoding", "async")
    if not token.content.strip() and not token.meta.get("decorative"):
        yield Finding(block, token, "image-alt", _NO_ALT_IN_HTML if token.markup == "html" else _NO_ALT)
    src = str(token.attrs["src"])
    if has_template_code(src) or not keeps(src):
        token.type, token.content = "text", plain_text(token.children or [])
        yield _left_out(block, token, "image", src)
    elif _INSECURE.match(src):
        yield _insecure(block, token, "image", src)


def media_fault(block: Token, token: Token, what: str, url: str) -> Finding | None:
    """Why a page cannot play or show what is at an address; None if it can.

    Args:
        block: The text that names it.
        token: What names it there.
        what: What it is.
        url: The address.
    """
    if not keeps(url) or url.lower().startswith("mailto:"):
        return _left_out(block, token, what, url)
    return _insecure(block, token, what, url) if _INSECURE.match(url) else None


def sources(srcset: str) -> Iterator[tuple[str, str]]:
    """The pictures of a `srcset`: the address of each, and its size, if it has one."""
    for candidate in _BETWEEN_SOURCES.split(srcset):
        address, _, size = candidate.strip().partition(" ")
        if address:
            yield address, size.strip()


def _insecure(block: Token, token: Token, what: str, url: str) -> Finding:
    message = f"This {what} is not shown, since `{url}` is not encrypted; use its address with https."
    return Finding(block, token, "media-insecure", message)


def has_template_code(url: str) -> bool:
    """Whether a destination has template code, the only braces that the parser does not encode."""
    return "{{" in url or "{%" in url or "{#" in url


def _left_out(block: Token, token: Token, what: str, url: str) -> Finding:
    if has_template_code(url):
        message = f"Where this {what} leads is template code of another tool, `{url}`; write the address itself."
        return Finding(block, token, "link-template", message)
    scheme = _SCHEME.match(url)
    if scheme and scheme[1].lower() not in SCHEMES:
        message = f"This {what} names `{scheme[0]}`, which is left out; use http, https or mailto."
        return Finding(block, token, "link-scheme", message)
    return Finding(block, token, "link-address", f"This {what} names `{url}`, which no browser can open; correct it.")
