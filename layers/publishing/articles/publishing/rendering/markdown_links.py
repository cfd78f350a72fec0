"""Write the links of an answer that stay within the site as its page has them: where they lead, or only their words.

What the parser takes for a link is rewritten in place, and nothing else changes. A link whose place in the text is not
certain stays as it is written. If the text would mean something else, all of it does.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from articles.publishing.errors import ArticleError
from articles.publishing.reading.site_kinds import FRAME_HOSTS
from articles.publishing.reading.text_links import Destinations
from articles.publishing.rendering.body.anchors import Anchors
from articles.publishing.rendering.body.internal_links import InternalLinks
from articles.publishing.rendering.body.links import place_links
from articles.publishing.rendering.body.site_links import Base
from articles.publishing.rendering.body.source_places import SourcePlaces
from articles.publishing.rendering.body.tags import tag_at
from articles.publishing.rendering.markdown import Body, parse_answer, prepare
from articles.publishing.rendering.markdown_text import as_markdown
from markdown_it.token import Token

_ATTRIBUTE = re.compile(r"""\s+([^\s"'<>/={]+)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s"'=<>`]+))?""")
_ADDRESSES = ("href", "poster", "src", "srcset")
_OF_IMAGE = ("alt", "src", "title")
_IN_TITLE = re.compile(r'[\\"&]')


@dataclass(frozen=True, slots=True, order=True)
class _Edit:
    """What stands in place of `text[start:end]`."""

    start: int
    end: int
    text: str


def with_site_links(markdown: str, body: Body, base: Base, destinations: Destinations) -> str:
    """Return the same answer with its links within the site as its page has them.

    Args:
        markdown: An answer.
        body: The same answer, rendered.
        base: What its links start from.
        destinations: Where they lead.
    """
    try:
        return _with_site_links(markdown, body, base, destinations)
    except ArticleError:  # as the page has it, the text would take too long to parse
        return markdown


def _with_site_links(markdown: str, body: Body, base: Base, destinations: Destinations) -> str:
    internal = InternalLinks(base, destinations, {place.link for place in body.links})
    blocks = _placed(markdown, body.anchors, internal)
    meaning, source = _meaning(blocks), SourcePlaces(blocks, markdown)
    parts = [edit for block, token in _links_by_part(blocks) for edit in _edits(block, token, source)]
    links = [(place, _edits(place.block, place.token, source)) for place in internal.places]
    if not parts and not any(edits for _, edits in links):
        return markdown
    # Without a link, words may begin something, as a list. Then links to nothing stay as they are written.
    for which in (links, [(place, edits if place.destination else []) for place, edits in links]):
        written = _applied(markdown, [*parts, *(edit for _, edits in which for edit in edits)])
        unchanged = {place.link for place, edits in which if not edits}
        if _meaning(_placed(written, body.anchors, InternalLinks(base, destinations, unchanged))) == meaning:
            return written
    return markdown


def _placed(markdown: str, anchors: Anchors, internal: InternalLinks) -> list[Token]:
    """The blocks of an answer, with its links as a page has them."""
    blocks = prepare(parse_answer(markdown), FRAME_HOSTS, "").tokens
    for block in blocks:
        if block.type == "inline":
            list(place_links(block, anchors, internal))
    return blocks


def _meaning(blocks: Sequence[Token]) -> list[tuple[str, str, str, str]]:
    """What an answer says, however its links are written."""
    found: list[tuple[str, str, str, str]] = []
    for block in blocks:
        for token in [block] if block.type != "inline" else block.children or []:
            content = token.content
            attributes = token.attrs
            if token.type == "image":  # a page has its size, too
                attributes = {name: value for name, value in attributes.items() if name in _OF_IMAGE}
            if token.type == "text" and found and found[-1][0] == "text":
                content = found.pop()[2] + content
            found.append((token.type, token.tag, content, str(sorted(attributes.items()))))
        found.append(("end", "", "", ""))
    return found


def _links_by_part(blocks: Sequence[Token]) -> Iterator[tuple[Token, Token]]:
    """The links by the name of a part of the page itself, `[[#Part]]`, with their blocks."""
    for block in blocks:
        for token in block.children or ():
            if token.type == "link_open" and "words" in token.meta and str(token.attrs["href"]).startswith("#"):
                yield block, token


def _edits(block: Token, token: Token, source: SourcePlaces) -> list[_Edit]:
    """How to write a link as the page has it; nothing if its place is not certain."""
    href = str(token.attrs.get("href" if token.type == "link_open" else "src", ""))
    edits = []
    for start, end, text in _changes(block.content, token, href):
        begin, after = source.place(block, start), source.place(block, end)
        if begin is None or after is None:
            return []
        edits.append(_Edit(begin, after, text))
    return edits


def _changes(content: str, token: Token, href: str) -> Iterator[tuple[int, int, str]]:
    """What to change in the text of a block so that a link is as the page has it: from where, to where, to what."""
    start, end, label_end = (token.meta.get(name, -1) for name in ("offset", "end", "label_end"))
    if start >= 0 and label_end >= 0:
        yield from _changes_in_brackets(content, token, href)
    elif start >= 0 and end >= 0:
        shown = as_markdown(token.meta["words"])
        sign = "!" if token.type == "image" else ""
        # an address of the site that leads there stays one
        if not href or sign or href != _path_of(token.meta["words"]):
            yield start, end, f"{sign}[{shown}]({_destination(href)})" if href else shown
    elif start >= 0 and (tag := tag_at(content, start)):
        for each in _ATTRIBUTE.finditer(content, start, tag.end):
            name = each[1].lower()
            if name in _ADDRESSES and name in tag.attributes():
                address = str(token.attrs.get(name, ""))
                yield each.start(), each.end(), f' {name}="{escape(address)}"' if address else ""


def _changes_in_brackets(content: str, token: Token, href: str) -> Iterator[tuple[int, int, str]]:
    start, end, label_end = (token.meta[name] for name in ("offset", "end", "label_end"))
    if not href:
        yield start, content.index("[", start) + 1, ""
        yield label_end, end, ""
    elif content[label_end:end].split(maxsplit=1)[0].rstrip(")") != f"]({_destination(href)}":
        title = token.attrs.get("title")
        quoted = f' "{_IN_TITLE.sub(_escaped, str(title))}"' if title else ""
        yield label_end, end, f"]({_destination(href)}{quoted})"


def _path_of(address: str) -> str:
    """What follows the host of an address. A text that is no address gives another text."""
    return "/" + address.partition("//")[2].partition("/")[2]


def _destination(href: str) -> str:
    return href.replace("&", "&amp;")


def _escaped(character: re.Match[str]) -> str:
    return "&amp;" if character[0] == "&" else f"\\{character[0]}"


def _applied(markdown: str, edits: Sequence[_Edit]) -> str:
    parts: list[str] = []
    end = 0
    for edit in sorted({*edits}):  # a link by file to a part of the page itself is found in both ways
        parts += markdown[end : edit.start], edit.text
        end = edit.end
    return "".join([*parts, markdown[end:]])
