"""The links of a page: what it links to, and where it is registered as one that does."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from articles.publishing.reading.text_links import Target
from articles.publishing.storage.cards import Card, is_live

# The most edges that the transaction of a page sets. It has fifty other writes at most, and may have a hundred.
MOST_AT_ONCE = 40


@dataclass(frozen=True, slots=True)
class PageLinks:
    """The links of the page at a path.

    A page may have more of them than a transaction has writes. So its commit registers it for the first ones, and says
    where else it is to be; `settle_edges` does the rest afterwards.

    Attributes:
        path: The canonical path.
        revision: The revision of the card with which this was written; 0 if there is no item. A card knows it, so that
            the two can be read at once.
        related: The paths of its related links, in its order.
        edges: What it links to, where it is to be registered.
        unsettled: Where it may be registered and is not to be, or is to be and may not.
    """

    path: str
    revision: int = 0
    related: tuple[str, ...] = ()
    edges: tuple[Target, ...] = ()
    unsettled: tuple[Target, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing of this has to be remembered."""
        return not (self.related or self.edges or self.unsettled)

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
        return replace(self, edges=self.edges if is_live(card) else (), unsettled=())


def links_of(
    card: Card, related: Iterable[str], before: Card | None, had: PageLinks
) -> tuple[PageLinks, dict[Target, bool]]:
    """The links of a page that comes to its path, or is another one from now on.

    Args:
        card: Its card.
        related: The paths of its related links.
        before: What was at the path.
        had: The links of that.

    Returns:
        The links, `had` if they are the same; and the edges to set in the transaction of the page: whether each is to
        be there.
    """
    related = tuple(related)
    edges = {*paths(related)}
    looked_at = {*paths(before.looked_at if before is not None else ())}
    if is_live(before):
        changed = {*had.unsettled, *looked_at} | ({*had.edges} ^ edges)
    else:  # the edges of the page before are being removed, and which are there nobody knows
        changed = {*had.unsettled, *looked_at, *had.edges, *edges}
    unsettled = sorted(changed)
    now, later = unsettled[:MOST_AT_ONCE], unsettled[MOST_AT_ONCE:]
    links = PageLinks(card.path, had.revision, related, tuple(sorted(edges)), tuple(later))
    if links != had:
        links = replace(links, revision=0 if links.is_empty else card.revision)
    return links, {edge: edge in edges for edge in now}


def links_of_older(card: Card | None, path: str) -> PageLinks:
    """The links of a page that older code stored in its card."""
    if not is_live(card):
        return PageLinks(path)
    return PageLinks(path, related=card.looked_at, edges=paths(card.looked_at))


def paths(named: Collection[str]) -> tuple[Target, ...]:
    """Paths as targets of links."""
    return tuple(Target("path", each) for each in named)
