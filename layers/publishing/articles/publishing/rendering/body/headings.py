"""Headings: their level below the page's own title, and ids to link to."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from articles.publishing.rendering.body.anchors import Anchors, Wanted, place_anchors
from articles.publishing.rendering.body.attributes import ANCHOR
from articles.publishing.rendering.body.plain_text import name_of, old_name_of, plain_text
from articles.publishing.rendering.body.positions import Finding
from markdown_it.token import Token

_TOP_LEVEL = 2
_LOWEST_LEVEL = 6


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


def place_headings(
    tokens: Sequence[Token], present: Collection[str] = ()
) -> tuple[tuple[Heading, ...], Anchors, list[Finding]]:
    """Shift headings so that the highest is h2, give each its ids, and warn where a level is skipped.

    Args:
        tokens: Of the text.
        present: The ids that its HTML has.
    """
    opened = [index for index, token in enumerate(tokens) if token.type == "heading_open"]
    shift = _TOP_LEVEL - min((int(tokens[index].tag[1:]) for index in opened), default=_TOP_LEVEL)
    wanted = [_wanted(tokens[index], tokens[index + 1]) for index in opened]
    others = _others(tokens)
    anchors = place_anchors(wanted, [each.content for each in others], present)
    headings, findings, above = [], [], _TOP_LEVEL - 1
    for index, identifier, old in zip(opened, anchors.ids, anchors.old, strict=True):
        level = min(int(tokens[index].tag[1:]) + shift, _LOWEST_LEVEL)
        if level > above + 1:
            message = f"This heading is {level - above} levels below the one above it; do not skip levels."
            findings.append(Finding(tokens[index], tokens[index], "heading-jump", message))
        above = level
        tokens[index].tag = tokens[index + 2].tag = f"h{level}"
        tokens[index].attrSet("id", identifier)
        tokens[index].meta["old_id"] = old
        headings.append(Heading(level, identifier, plain_text([tokens[index + 1]]).strip()))
    _place_others(others, set(anchors.others))
    return tuple(headings), anchors, findings


def _wanted(opening: Token, content: Token) -> Wanted:
    old_name = f"{old_name_of(content)} {opening.meta.get('cut', '')}"
    return Wanted(name_of(content).strip(), old_name, opening.meta.get("id", ""))


def _place_others(others: Iterable[Token], ids: set[str]) -> None:
    """Give the first place of each id its id."""
    for token in others:
        token.attrs = {"id": token.content} if token.content in ids else {}
        ids.discard(token.content)


def _others(tokens: Iterable[Token]) -> list[Token]:
    """The other places that have an id."""
    found = []
    for token in tokens:
        if token.children:
            found += [child for child in token.children if child.type == ANCHOR]
        elif token.type == ANCHOR:
            found.append(token)
    return found
