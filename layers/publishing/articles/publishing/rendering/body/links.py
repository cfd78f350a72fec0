"""Destinations of links and images: which ones a page keeps, and how links that leave the site are marked."""

import re
from collections.abc import Iterator
from urllib.parse import quote, unquote

from articles.publishing.rendering.body.addresses import has_template_code, left_out
from articles.publishing.rendering.body.anchors import Anchors
from articles.publishing.rendering.body.internal_links import BLOCK_SIGN, PLAYER, InternalLinks
from articles.publishing.rendering.body.media import place_image, place_player
from articles.publishing.rendering.body.positions import Finding
from articles.publishing.rendering.body.sanitise import keeps
from articles.publishing.rendering.body.wiki_links import WIKI
from markdown_it.token import Token

EXTERNAL_REL = "external noopener noreferrer"

IMAGE = "image"
_LINK = ("link_open", "link_close")

_EXTERNAL = re.compile(r"(?:https?:)?//", re.IGNORECASE)


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
        if token.type in (IMAGE, PLAYER):
            shown, told = (place_image if token.type == IMAGE else place_player)(block, token, internal)
            yield from told
            is_in_link = any(kept for _, kept in opened)
            tokens += [each for each in shown if not is_in_link or each.type not in _LINK]
            continue
        is_link = token.type in _LINK
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
        yield left_out(block, token, "link", href)
    elif not keeps(href):
        del token.attrs["href"]
        if token.info != "auto":
            yield left_out(block, token, "link", href)
    elif _EXTERNAL.match(href):
        token.attrSet("rel", EXTERNAL_REL)


def _place_in_page(block: Token, token: Token, anchors: Anchors, href: str) -> Iterator[Finding]:
    name = unquote(href[1:])
    identifier = anchors.target(name)
    if identifier:
        token.attrSet("href", f"#{quote(identifier)}")
    elif not name.startswith(BLOCK_SIGN):
        yield Finding(block, token, "link-target", f"No heading of this article is called `{href}`.")
