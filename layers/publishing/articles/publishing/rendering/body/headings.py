"""Headings: their level below the page's own title, and ids to link to."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from articles.publishing.rendering.body.plain_text import plain_text
from articles.publishing.rendering.body.positions import Finding
from markdown_it.token import Token

ID_PREFIX = "h-"
_TOP_LEVEL = 2
_LOWEST_LEVEL = 6
_NO_WORD = re.compile(r"[^\w]+")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of an answer.

    Attributes:
        level: From 2, below the page's own title, to 6.
        id: Its HTML id, which a link to it has after `#`.
        text: Plain text.
    """

    level: int
    id: str
    text: str


def place_headings(tokens: Sequence[Token]) -> tuple[tuple[Heading, ...], list[Finding]]:
    """Shift headings so that the highest is h2, give each an id, and warn where a level is skipped."""
    opened = [index for index, token in enumerate(tokens) if token.type == "heading_open"]
    shift = _TOP_LEVEL - min((int(tokens[index].tag[1:]) for index in opened), default=_TOP_LEVEL)
    texts = [plain_text([tokens[index + 1]]).strip() for index in opened]
    ids = unique_ids(texts)
    headings, findings, above = [], [], _TOP_LEVEL - 1
    for index, text, identifier in zip(opened, texts, ids, strict=True):
        level = min(int(tokens[index].tag[1:]) + shift, _LOWEST_LEVEL)
        if level > above + 1:
            message = f"This heading is {level - above} levels below the one above it; do not skip levels."
            findings.append(Finding(tokens[index], tokens[index], "heading-jump", message))
        above = level
        tokens[index].tag = tokens[index + 2].tag = f"h{level}"
        tokens[index].attrSet("id", identifier)
        headings.append(Heading(level, identifier, text))
    return tuple(headings), findings


def slug(text: str) -> str:
    """The id of a heading with this text, regardless of other headings."""
    words = _NO_WORD.sub("-", unicodedata.normalize("NFC", text).lower()).strip("-")
    return ID_PREFIX + (words or "section")


def unique_ids(texts: Iterable[str]) -> list[str]:
    """An id for each text: its slug, with a number if an earlier text has that slug."""
    taken: set[str] = set()
    count: dict[str, int] = {}
    ids = []
    for text in texts:
        base = candidate = slug(text)
        while candidate in taken:
            count[base] = count.get(base, 1) + 1
            candidate = f"{base}-{count[base]}"
        taken.add(candidate)
        ids.append(candidate)
    return ids
