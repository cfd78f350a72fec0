"""The links of a page: what it links to, and where it is registered as one that does."""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from articles.publishing.errors import Problem
from articles.publishing.reading.text_links import OF_OTHERS, Target, TextLink
from articles.publishing.storage.cards import Card, is_live
from articles.publishing.storage.neighbours import Neighbours
from articles.publishing.storage.uploads import name_of

# The most edges that the transaction of a page sets. It has fifty other writes at most, and may have a hundred.
MOST_AT_ONCE = 40

# What of a page can link to another: its related links, or its text.
Linking = Literal["related", "text"]


@dataclass(frozen=True, slots=True)
class PageLinks:
    """The links of the page at a path, and what can be linked to in it.

    A page may have more of them than a transaction has writes. So its commit registers it for the first ones, and says
    where else it is to be; `settle_edges` does the rest afterwards.

    Attributes:
        path: The canonical path.
        revision: The revision of the card with which this was written; 0 if there is no item. A card knows it, so that
            the two can be read at once.
        related: The paths of its related links, in its order.
        text: The links of its text, in its order.
        led_to: The paths of the pages to which these lead.
        media: The addresses of the files that it shows or offers.
        told: Digest of what its author has been told of them.
        anchors: The ids of its parts, by what a link to one may say.
        edges: Where it is to be registered, so that it follows whatever its links lead to.
        unsettled: Where it may be registered and is not to be, or is to be and may not.
        neighbours: The pages that are most like it.
        group: What it has in common with its translations; empty if it can have none.
    """

    path: str
    revision: int = 0
    related: tuple[str, ...] = ()
    text: tuple[TextLink, ...] = ()
    led_to: tuple[str, ...] = ()
    media: tuple[str, ...] = ()
    told: str = ""
    anchors: Mapping[str, str] = field(default_factory=dict)
    edges: tuple[Target, ...] = ()
    unsettled: tuple[Target, ...] = ()
    neighbours: Neighbours = field(default_factory=Neighbours)
    group: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing of this has to be remembered."""
        return self == PageLinks(self.path, self.revision)

    @property
    def related_at(self) -> tuple[str, ...]:
        """The paths at which the page is registered for its related articles, or should be."""
        edges = {*self.edges}
        return (*self.related, *(each for each in self.neighbours.paths if Target("path", each) in edges))

    def linking_to(self, path: str) -> tuple[Linking, ...]:
        """What of the page links to the one at a path.

        The text does if a link leads there, or names the path before anything else: then it leads there as soon as the
        page has been rendered again.
        """
        named = Target("path", path)
        in_text = path in self.led_to or any(each.targets[0] == named for each in self.text)
        return (*(("related",) if path in self.related else ()), *(("text",) if in_text else ()))

    def belongs_to(self, card: Card | None) -> bool:
        """Whether this was read in the same state as a card: no commit has come in between."""
        return self.revision == (card.links if card is not None else 0)

    def left_to_settle(self, card: Card) -> dict[Target, bool]:
        """Where the registration may be wrong, and whether the path is to be registered there."""
        wanted = {*paths(card.looked_at), *(self.edges if is_live(card) else ())}
        found = self.unsettled if is_live(card) else (*self.unsettled, *self.edges)
        return {edge: edge in wanted for edge in sorted({*found})}

    def settled(self, card: Card) -> "PageLinks":
        """The same when all is registered as it is to be."""
        return replace(self, unsettled=()) if is_live(card) else PageLinks(self.path, self.revision)


def replaced(
    wanted: PageLinks, had: PageLinks, before: Card | None, revision: int
) -> tuple[PageLinks, dict[Target, bool]]:
    """The links of a page that comes to its path, or shows others from now on.

    Args:
        wanted: What they are to be.
        had: What they were.
        before: What was at the path.
        revision: That of its card from now on.

    Returns:
        The links, `had` if they are the same; and the edges to set in the transaction of the page: whether each is to
        be there.
    """
    edges = {*wanted.edges}
    looked_at = {*paths(before.looked_at if before is not None else ())}
    if is_live(before):
        changed = {*had.unsettled, *looked_at} | ({*had.edges} ^ edges)
    else:  # the edges of the page before are being removed, and which are there nobody knows
        changed = {*had.unsettled, *looked_at, *had.edges, *edges}
    unsettled = sorted(changed)
    now, later = unsettled[:MOST_AT_ONCE], unsettled[MOST_AT_ONCE:]
    links = replace(wanted, revision=had.revision, unsettled=tuple(later))
    if links != had:
        links = replace(links, revision=0 if links.is_empty else revision)
    return links, {edge: edge in edges for edge in now}


def links_of_older(card: Card | None, path: str) -> PageLinks:
    """The links of a page that older code stored in its card."""
    if not is_live(card):
        return PageLinks(path)
    return PageLinks(path, related=card.looked_at, edges=paths(card.looked_at))


def places_of(path: str, key: str) -> tuple[Target, ...]:
    """Where those are registered that link to the page of a file: by its path, by the file, or by the file's name."""
    return (Target("path", path), Target("file", key), Target("name", name_of(key)))


def paths(named: Collection[str]) -> tuple[Target, ...]:
    """Paths as targets of links."""
    return tuple(Target("path", each) for each in named)


def told(problems: Iterable[Problem]) -> str:
    """A short hash of the problems that other pages can cause and end; empty without any."""
    found = [(each.line, each.column, each.message) for each in problems if each.code in OF_OTHERS]
    return _hashed(found) if found else ""


def anchors_digest(anchors: Mapping[str, str]) -> str:
    """A short hash of the ids of a page's parts; empty if it has none."""
    return _hashed(sorted(anchors.items())) if anchors else ""


def _hashed(value: object) -> str:
    return hashlib.sha256(json.dumps(value).encode()).hexdigest()[:12]
