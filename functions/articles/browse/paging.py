"""Pages of a sorted list, by position instead of by number: cheap at any depth, and stable while the list grows."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, NamedTuple, Protocol, TypeVar


class Side(StrEnum):
    """On which side of a position a page lies."""

    AFTER = "after"
    BEFORE = "before"


class Position(NamedTuple):
    """A place in a list: beside the entry with this sort key, whether or not it is still there."""

    side: Side
    sort: str


class Sorted(Protocol):
    """What can be listed: it has a key that no other entry of its list has."""

    @property
    def sort(self) -> str:
        """The entry's sort key."""


T = TypeVar("T", bound=Sorted)


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of a list.

    Attributes:
        entries: Its entries, in the list's order.
        previous: Where the page before it ends, or none.
        following: Where the page after it begins, or none.
    """

    entries: tuple[T, ...]
    previous: Position | None = None
    following: Position | None = None


@dataclass(frozen=True, slots=True)
class Stretch(Generic[T]):
    """Entries read from a list in one direction.

    Attributes:
        entries: In the order in which they were read.
        reached: If reading stopped before the end of the list for its cost: the sort key up to which all was read.
    """

    entries: tuple[T, ...]
    reached: str | None = None


Read = Callable[[Position | None, int], Stretch[T]]


def page(read: Read[T], position: Position | None, limit: int) -> Page[T]:
    """The page at a position.

    Args:
        read: Reads at most so many entries from a position on: after it in the list's order, before it in the reverse.
        position: Where the page lies; none for the first page.
        limit: How many entries a page has at most.
    """
    stretch = read(position, limit + 1)
    more = len(stretch.entries) > limit
    entries = stretch.entries[:limit]
    if position is not None and position.side is Side.BEFORE:
        if not more and stretch.reached is None:
            return page(read, None, limit)  # the first page, whole: the list has grown or shrunk since
        entries = entries[::-1]
        return Page(entries, _before(entries, stretch.reached), _after(entries, position.sort))
    return Page(
        entries,
        previous=_before(entries, position.sort) if position else None,
        following=_after(entries, stretch.reached) if more or stretch.reached is not None else None,
    )


def _before(entries: tuple[T, ...], otherwise: str | None) -> Position | None:
    sort = entries[0].sort if entries else otherwise
    return None if sort is None else Position(Side.BEFORE, sort)


def _after(entries: tuple[T, ...], otherwise: str | None) -> Position | None:
    sort = entries[-1].sort if entries else otherwise
    return None if sort is None else Position(Side.AFTER, sort)
