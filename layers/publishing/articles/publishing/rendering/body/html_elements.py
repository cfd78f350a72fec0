"""Write the elements that authors open and close, each inside of another, and leave out what no page has."""

import re
from collections.abc import Collection, Iterator
from html import escape
from itertools import islice, tee
from typing import Literal

from articles.publishing.rendering.body.addresses import has_template_code, media_fault, sources
from articles.publishing.rendering.body.allowed_html import (
    BLOCKS,
    ELEMENTS,
    ENDS,
    INSIDE,
    VOID,
    WRITTEN_AS,
    allowed_attributes,
    is_hidden,
)
from articles.publishing.rendering.body.frames import frame, frame_address
from articles.publishing.rendering.body.internal_links import PLAYER
from articles.publishing.rendering.body.limits import MAX_NESTING, check_nesting
from articles.publishing.rendering.body.open_elements import OpenElements, Skipped, beyond
from articles.publishing.rendering.body.positions import Finding, line_of
from articles.publishing.rendering.body.tags import HTML, RAW, Tag
from markdown_it.common.normalize_url import normalizeLink
from markdown_it.token import Token

# The ids that pages have by themselves.
_OURS = re.compile(r"(?:main|contents|keywords|related)\Z|(?:h|fn|fnref)-")
_ID = re.compile(r"[^\s\"'<>&#%]{1,100}")

_MEDIA = frozenset({"audio", "video"})
_LOADING = _MEDIA | {"source", "track"}
_ALWAYS = {
    **{name: {"controls": "", "preload": "metadata"} for name in _MEDIA},
    "pre": {"class": "highlight", "tabindex": "0"},
}
_NOT_IN_ADDRESSES = re.compile(r"[\t\n\r]")

# How many sources a picture can have.
MAX_SOURCES = 50

_TOO_MANY_SOURCES = f"A picture can have {MAX_SOURCES} sources; those after them are left out. Remove some."
_LEFT_OUT = "`<{}>` is left out, and what is in it is shown without it; write it in Markdown, or remove the tag."
_LEFT_OUT_WHOLE = "`<{}>` is left out with what is in it, since nothing of it runs on a page; remove it."
_COMPONENT = (
    "Components and modules do not run on a page, so of `{}` and others only the words are shown; write Markdown."
)
_FRAME = (
    "Pages of `{}` are not shown in frames, so this is a link; name the host under `frames` in site.yaml, if its pages"
    " can be shown."
)


class Elements:
    """What becomes of authors' tags, and what was found while they were written.

    Attributes:
        open: The elements that are open.
        ids: The ids that authors gave.
        frames: The addresses of pages shown in frames.
        findings: What the author should know.
        block: The block of which tags are written; whoever walks through the blocks sets it, and the next three.
        out: What was written.
        has_block: Whether an element that is a block of its own was written.
        last_paragraph_end: Where in the block the last paragraph of HTML ends.
    """

    def __init__(self, hosts: Collection[str]) -> None:
        self.open = OpenElements()
        self.ids: set[str] = set()
        self.frames: set[str] = set()
        self.findings: list[Finding] = []
        self.block = Token("inline", "", 0)
        self.out: list[Token] = []
        self.has_block = False
        self.last_paragraph_end = -1
        self._hosts = hosts
        self._told: set[str] = set()

    def tag(self, tag: Tag) -> None:
        """Write a tag, or what is shown in its place, into `out`."""
        name = tag.name.lower()
        if self.open.skipped:
            self._tag_in_skipped(self.open.skipped, tag, name)
        elif tag.is_component:
            if not tag.is_closing:
                self.tell_of_component(f"<{tag.name}>", tag.start)
                self.out += _words(tag) if self.block.type == "html_block" else []
        elif tag.is_closing:
            self.out += self.open.end(frozenset({name}), beyond(name))
        elif is_hidden(tag.attributes()) and name not in VOID and not tag.is_empty:
            self.open.skipped = Skipped(name)
        elif name == "a":
            self._link(tag)
        elif name == "img":
            self._image(tag)
        elif name == "iframe":
            self._frame(tag)
        else:
            self._element(tag, name)

    def _tag_in_skipped(self, skipped: Skipped, tag: Tag, name: str) -> None:
        if skipped.name in _MEDIA and name in ("source", "track") and not tag.is_closing:
            self._element(tag, name)
        elif name == skipped.name and not tag.is_closing:
            skipped.count += 0 if tag.is_empty or name in RAW else 1
        elif name == skipped.name:
            skipped.count -= 1
            if not skipped.count:
                self.open.skipped = None
                self.out += self.open.end(frozenset({name}))

    def _element(self, tag: Tag, name: str) -> None:
        written = WRITTEN_AS.get(name, name)
        misplaced = name in INSIDE and not self.open.has(INSIDE[name], beyond(name))
        if written not in ELEMENTS or misplaced:
            self._tell(
                name if name in HTML else "",
                tag.start,
                "html-left-out",
                (_LEFT_OUT_WHOLE if name in RAW else _LEFT_OUT).format(name),
            )
            self.out += [_html("\n", "\n")] if name in BLOCKS else []
            self.open.skipped = Skipped(name) if name in RAW and not tag.is_empty else None
            return
        while name in ENDS and self.open.has(ENDS[name], beyond(name)):
            self.out += self.open.end(ENDS[name], beyond(name))
        if written == "p" and tag.start > self.last_paragraph_end:
            written = "div"  # so that paragraphs of Markdown can be in it
        attributes = self._attributes(tag, written)
        self.has_block = self.has_block or name in BLOCKS
        if name in _LOADING:
            nesting: Literal[0, 1] = 0 if name in VOID else 1
            opening = Token(PLAYER, written, nesting, attrs=dict(attributes), meta={"offset": tag.start})
            end = _end(written)
        elif name == "table":
            opening, end = Token("table_open", "table", 1, attrs=dict(attributes)), Token("table_close", "table", -1)
        else:
            opening, end = _html(_opening(written, attributes), self._line_before(name)), _end(written)
        self._begin(tag, name, opening, end)
        if name in _MEDIA and not tag.is_empty:
            self.open.skipped = Skipped(name)  # what is in it is shown by browsers that know neither

    def _line_before(self, name: str) -> str:
        """What an element begins with in plain text: a new line, if it is a block and the line is not new."""
        last = self.out[-1] if self.out else None
        is_in_line = last is not None and last.type in ("image", "text") and not last.content.endswith("\n")
        return "\n" if name == "br" or (name in BLOCKS and is_in_line) else ""

    def _begin(self, tag: Tag, name: str, opening: Token, end: Token) -> None:
        self.out.append(opening)
        if name in VOID:
            return
        if tag.is_empty:
            self.out.append(end)
            return
        depth = self.open.begin(name, end)
        if depth >= MAX_NESTING:  # looking up every line would take time that grows with the square
            check_nesting(depth, line_of(self.block, tag.start))

    def _attributes(self, tag: Tag, written: str) -> dict[str, str]:
        given = tag.attributes()
        attributes = allowed_attributes(written, given)
        if tag.name.lower() == "center":
            attributes["class"] = "align-center"
        if "id" in attributes and not self._takes_id(attributes["id"]):
            del attributes["id"]
        if "srcset" in attributes:
            attributes["srcset"] = self._usable(attributes["srcset"], tag.start)
        for name in ("poster", "src"):
            if name in attributes and written != "img":
                attributes[name] = _address(attributes[name])
                if fault := media_fault(self.block, _at(tag.start), written, attributes[name]):
                    self.findings.append(fault)
                    del attributes[name]
        return attributes | _ALWAYS.get(written, {})

    def _usable(self, srcset: str, offset: int) -> str:
        """The pictures of a `srcset` that a page can show, with a warning for the first of the others."""
        first, more = tee(sources(srcset))
        if next(islice(more, MAX_SOURCES, None), None):
            self._tell("srcset", offset, "link-too-many", _TOO_MANY_SOURCES)
        found = [(each, media_fault(self.block, _at(offset), "image", each[0])) for each in islice(first, MAX_SOURCES)]
        self.findings += [fault for _, fault in found if fault][:1]
        return ", ".join(" ".join(filter(None, each)) for each, fault in found if not fault)

    def _takes_id(self, identifier: str) -> bool:
        is_taken = identifier in self.ids or _OURS.match(identifier) or not _ID.fullmatch(identifier)
        if not is_taken:
            self.ids.add(identifier)
        return not is_taken

    def anchor(self, identifier: str) -> list[Token]:
        """An element to which links with this id lead; none if it cannot have it."""
        return [_html(_opening("span", {"id": identifier})), _end("span")] if self._takes_id(identifier) else []

    def _link(self, tag: Tag) -> None:
        self.out += self.open.end(frozenset({"a"}))
        given = tag.attributes()
        self.out += self.anchor(given.get("id") or given["name"]) if {"id", "name"} & given.keys() else []
        address = _address(given.get("href", ""))
        if address and not tag.is_empty:
            attributes = {"href": address, **allowed_attributes("span", given)}
            attributes.pop("id", None)
            opening = Token("link_open", "a", 1, attrs=dict(attributes), meta={"offset": tag.start})
            self._begin(tag, "a", opening, Token("link_close", "a", -1))

    def _image(self, tag: Tag) -> None:
        attributes = self._attributes(tag, "img")
        words = attributes.pop("alt", "")
        source = _address(attributes.pop("src", ""))
        children = [Token("text", "", 0, content=words)]
        if not source:
            self.out += children
            return
        attrs: dict[str, str | int | float] = {"src": source, "alt": "", **attributes}
        meta = {"offset": tag.start, "decorative": "alt" in tag.attributes()}
        self.out.append(Token("image", "img", 0, attrs, content=words, children=children, markup="html", meta=meta))

    def _frame(self, tag: Tag) -> None:
        given = tag.attributes()
        source, title = _address(given.get("src", "")), given.get("title", "").strip()
        address = frame_address(source, self._hosts)
        if address:
            self.frames.add(address)
            shown = _html(frame(address, title))
            shown.meta |= {} if title else {"frame": address}
            self.out.append(shown)
        elif source:
            host = source.partition("//")[2].partition("/")[0] or source
            self._tell(f"iframe {host}", tag.start, "frame-left-out", _FRAME.format(host))
            self.out += _linked(source, title or source, tag.start)
        self.open.skipped = None if tag.is_empty else Skipped("iframe")

    def end_link(self) -> None:
        """End a link with its block. One around other blocks, of which nothing is in this one, is left out."""
        ends = self.open.end(frozenset({"a"}))
        opened = max((index for index, each in enumerate(self.out) if each.type == "link_open"), default=0)
        if ends and not any(each.content.strip() or each.type != "text" for each in self.out[opened + 1 :]):
            self._tell("a", self.out[opened].meta["offset"], "html-left-out", _LEFT_OUT.format("a"))
            del self.out[opened]
        else:
            self.out += ends

    def tell_of_component(self, name: str, offset: int) -> None:
        """Warn of the first component or module of an answer."""
        self._tell("component", offset, "component-left-out", _COMPONENT.format(name))

    def _tell(self, kind: str, offset: int, code: str, message: str) -> None:
        """Warn of the first tag of a kind."""
        if kind not in self._told:
            self._told.add(kind)
            self.findings.append(
                Finding(self.block, Token("html_inline", "", 0, meta={"offset": offset}), code, message)
            )


def _address(value: str) -> str:
    """An address without what browsers pass over, encoded as that of a link in Markdown."""
    address = _NOT_IN_ADDRESSES.sub("", value.strip())
    return address if has_template_code(address) else normalizeLink(address)


def _at(offset: int) -> Token:
    return Token("html_inline", "", 0, meta={"offset": offset})


def _html(content: str, text: str = "") -> Token:
    """HTML that goes to the page as it is, and what it is in plain text."""
    return Token("html_inline", "", 0, content=content, meta={"text": text})


def _opening(name: str, attributes: dict[str, str]) -> str:
    return f"<{name}" + "".join(f' {each}="{escape(value)}"' for each, value in attributes.items()) + ">"


def _end(name: str) -> Token:
    return _html(f"</{name}>", " " if name in ("td", "th") else "\n" * (name in BLOCKS))


def _linked(address: str, words: str, offset: int) -> Iterator[Token]:
    yield Token("link_open", "a", 1, attrs={"href": address}, meta={"offset": offset})
    yield Token("text", "", 0, content=words)
    yield Token("link_close", "a", -1)


def _words(tag: Tag) -> Iterator[Token]:
    """What the attributes of a component say to readers: its label, and where it leads."""
    given = tag.attributes()
    words = [given[name] for name in ("title", "label", "description") if given.get(name)]
    if words:
        yield _html("<p><strong>")
        text = Token("text", "", 0, content=words[0])
        yield from _linked(_address(given["href"]), words[0], tag.start) if given.get("href") else [text]
        yield _html("</strong>")
        yield Token("text", "", 0, content="".join(f" {each}" for each in words[1:]))
        yield _html("</p>", "\n")
