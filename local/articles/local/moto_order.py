"""The order of a partition's items in the answer to a query."""

import bisect
from collections.abc import Callable, Iterable, Iterator
from operator import itemgetter
from typing import Any

from moto.dynamodb.models.dynamo_type import DynamoType, Item

Key = tuple[DynamoType, DynamoType | None]

# The values that items of a partition are sorted by.
Position = list[tuple[str, Any]]

# The types that a key can have. moto checks them for the key of a table, but not for that of an index.
SCALARS = ("S", "N", "B")


class Order:
    """The keys of a partition's items, in the order of a query."""

    def __init__(self) -> None:
        self._positions: dict[Key, Position] = {}
        self._places: list[tuple[Position, Key]] = []

    def __bool__(self) -> bool:
        return bool(self._places)

    def add(self, key: Key, position: Position) -> None:
        """Add a key at its position. It must not be there yet."""
        self._positions[key] = position
        bisect.insort(self._places, (position, key), key=itemgetter(0))

    def discard(self, key: Key) -> None:
        """Remove a key if it is there."""
        position = self._positions.pop(key, None)
        if position is not None:
            del self._places[bisect.bisect_left(self._places, position, key=itemgetter(0))]

    def after(self, start: Position | None, forward: bool) -> Iterator[Key]:
        """The keys after a position, or all of them, forward or backward."""
        first, end = 0, len(self._places)
        if start is not None and forward:
            first = bisect.bisect_right(self._places, start, key=itemgetter(0))
        elif start is not None:
            end = bisect.bisect_left(self._places, start, key=itemgetter(0))
        for number in range(first, end) if forward else range(end - 1, first - 1, -1):
            yield self._places[number][1]


def comparable(value: DynamoType) -> tuple[str, Any]:
    """A value to look up and sort by. Values of a type that keys cannot have all become the same."""
    return value.type, value.cast_value if value.type in SCALARS else ""


def first(items: Iterable[Item], limit: int, matches: Callable[[Item], bool]) -> list[Item]:
    """The items up to the last one that a limit allows, and one more, so that moto sees that there are more."""
    window: list[Item] = []
    count = 0
    for item in items:
        window.append(item)
        if count == limit:
            break
        count += matches(item)
    return window
