"""Pages of a sorted list, by position and not by number: cheap at any depth, and stable while the list grows."""

import itertools
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, NamedTuple, Protocol, TypeVar


class Side(StrEnum):
    """The side of a position that a page is on."""

    AFTER = "after"
    BEFORE = "before"


class Position(NamedTuple):
    """A place in a list: next to the entry with this sort key, whether or not that is still there."""

    side: Side
    sort: str


class Sorted(Protocol):
    """An entry of a list. No other entry of its list has the same sort key."""

    @property
    def sort(self) -> str:
        """The entry's sort key."""


T = TypeVar("T", bound=Sorted)

# A list skips what leads to nothing: a subject that has just lost its last article; or, where pages that link to one
# are registered, a redirect, or a page whose links only look there. To save time, a page is cut short after this many
# rounds of reading, and the next page continues.
MAX_ROUNDS = 30

# How many names each round after the first reads.
_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of a list.

    Attributes:
        entries: Its entries, in the list's order.
        previous: Where the page before it ends; None on the first page.
        following: Where the page after it begins; None on the last page.
    """

    entries: tuple[T, ...]
    previous: Position | None = None
    following: Position | None = None


@dataclass(frozen=True, slots=True)
class Stretch(Generic[T]):
    """Entries read from a list in one direction.

    Attributes:
        entries: The entries, in the order in which they were read.
        reached: The sort key up to which the list was read, if reading stopped early because of its cost; else None.
    """

    entries: tuple[T, ...]
    reached: str | None = None


Read = Callable[[Position | None, int], Stretch[T]]


def page(read: Read[T], position: Position | None, limit: int) -> Page[T]:
    """Read the page at a position.

    Args:
        read: Reads at most this many entries from a position on: after it in the list's order, before it in reverse.
        position: Where the page is; None for the first page.
        limit: The most entries of a page.
    """
    stretch = read(position, limit + 1)
    more = len(stretch.entries) > limit
    entries = stretch.entries[:limit]
    if position is not None and position.side is Side.BEFORE:
        if not more and stretch.reached is None:
            return page(read, None, limit)  # the first page in full: the list has grown or shrunk since
        entries = entries[::-1]
        return Page(entries, _before(entries, stretch.reached), _after(entries, position.sort))
    return Page(
        entries,
        previous=_before(entries, position.sort) if position else None,
        following=_after(entries, stretch.reached) if more or stretch.reached is not None else None,
    )


def merged(lists: Iterable[Sequence[str]], position: Position | None, count: int) -> list[str]:
    """The `count` names next to a position in several lists, each name once.

    Args:
        lists: Of each list, as many names next to the position, or all that there are.
        position: The position; the names are before it in reverse.
        count: How many names at most.
    """
    reverse = position is not None and position.side is Side.BEFORE
    return sorted({*itertools.chain.from_iterable(lists)}, reverse=reverse)[:count]


def leading(
    read: Callable[[Position | None, int], list[str]],
    find: Callable[[Sequence[str]], Iterable[T | None]],
    position: Position | None,
    count: int,
) -> Stretch[T]:
    """The first `count` things that the names in a list lead to.

    Args:
        read: Reads at most this many names next to a position.
        find: Returns what each name leads to, in their order; None for a name that leads to nothing.
        position: Where to begin.
        count: How many are wanted.
    """
    side = position.side if position is not None else Side.AFTER
    found: list[T] = []
    wanted = count
    for _ in range(MAX_ROUNDS):
        names = read(position, wanted)
        found += [each for each in find(names) if each is not None]
        if len(found) >= count or len(names) < wanted:
            return Stretch(tuple(found[:count]))
        position = Position(side, names[-1])
        wanted = _AT_ONCE
    return Stretch(tuple(found), reached=position and position.sort)


def _before(entries: tuple[T, ...], otherwise: str | None) -> Position | None:
    sort = entries[0].sort if entries else otherwise
    return None if sort is None else Position(Side.BEFORE, sort)


def _after(entries: tuple[T, ...], otherwise: str | None) -> Position | None:
    sort = entries[-1].sort if entries else otherwise
    return None if sort is None else Position(Side.AFTER, sort)
