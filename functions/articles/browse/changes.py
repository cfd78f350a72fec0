"""What changed at the paths of the site, one entry a path, for mirrors of it; and where to go on reading.

The time of a change is taken by the machine that publishes, some time before others can see it: its clock may differ,
its transaction takes a while, and the index follows later. Whoever only asked for what is newer than all that was seen
would miss some. So the cursor of the last page leads back to `OVERLAP` seconds before the reading began, and what
changed since then is read again.
"""

import datetime as dt
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from articles.browse.paging import Page, Position, Side
from articles.browse.table import Item, Range, Table
from articles.common import keys

Kind = Literal["published", "changed", "moved", "gone"]

# Seconds that a change may take until everybody can read it. No function that publishes runs for half of that.
OVERLAP = 300

# The most months that are read for a page; the next page goes on. A month without changes costs a read, too.
MAX_MONTHS = 120

# When tables had no times of changes yet.
_FIRST = int(dt.datetime(2026, 1, 1, tzinfo=dt.UTC).timestamp())

_ATTRIBUTES = ("time_sk", "state", "location", "redirect", "unlisted", "published", "json_etag")


@dataclass(frozen=True, slots=True)
class Change:
    """The last change at a path.

    Attributes:
        path: The path.
        sort: Its sort key among changes, which are ordered by time.
        kind: Whether a page came, changed, is to be found elsewhere, or is gone.
        time: When that was, in seconds since the epoch.
        published: Since when there is a page; None if there is none.
        location: The path or the address that it leads to now; None if it leads nowhere.
        etag: The entity tag of the page's JSON, whatever its coding; None if there is no page, or older code made it.
    """

    path: str
    sort: str
    kind: Kind
    time: int
    published: int | None = None
    location: str | None = None
    etag: str | None = None


@dataclass(frozen=True, slots=True)
class Changes:
    """Some changes, in order.

    Attributes:
        page: The changes, and where to go on, which is always given.
        more: Whether there are more at the moment.
    """

    page: Page[Change]
    more: bool


@dataclass(frozen=True, slots=True)
class _Place:
    """Where reading goes on: after a sort key; and, when nothing is left after it, after `again`."""

    after: str
    again: str

    def next(self, after: str) -> Position:
        """The place after another sort key."""
        return Position(Side.AFTER, f"{self.again} {after}")

    def over(self) -> Position:
        """Where the next reading begins, when this one has come to the end."""
        return Position(Side.AFTER, f" {self.again}")


def read(table: Table, position: Position | None, since: int, limit: int, now: int) -> Changes:
    """Read the changes after a position.

    Args:
        table: The table.
        position: Where to go on; None to begin.
        since: Where to begin, in seconds since the epoch.
        limit: The most changes of a page.
        now: The time, in seconds since the epoch.
    """
    place = _place(position, since, now)
    first = max(keys.changed_time(place.after), _FIRST)
    months = [*itertools.islice(_months(first, now + OVERLAP), MAX_MONTHS + 1)]
    sorts: list[str] = []
    for month in months[:MAX_MONTHS]:
        left = limit + 1 - len(sorts)
        within = Range(keys.BY_TIME, keys.changed_index(month), place.after, keys.index_range()[1])
        items = table.query(within, page_size=left + 1)
        sorts += itertools.islice((item["time_sk"] for item in items if item["time_sk"] != place.after), left)
        if len(sorts) > limit:
            found = _found(table, sorts[:limit])
            return Changes(Page(found, following=place.next(sorts[limit - 1])), more=True)
    if len(months) > MAX_MONTHS:
        start = dt.datetime.strptime(f"{months[-1]}+0000", "%Y-%m%z")
        after = keys.changed_sort(int(start.timestamp()))
        return Changes(Page(_found(table, sorts), following=place.next(after)), more=True)
    return Changes(Page(_found(table, sorts), following=place.over()), more=False)


def _found(table: Table, sorts: Sequence[str]) -> tuple[Change, ...]:
    """The changes with these sort keys.

    Index and cards are read at different moments, so a path may be in the index twice. One whose card has neither time
    has just been written, and comes again when both have caught up.
    """
    paths = dict.fromkeys(map(keys.changed_path, sorts))
    items = table.batch([keys.card(path) for path in paths], _ATTRIBUTES)
    found = {item["time_sk"]: _change(item) for item in items if "time_sk" in item}
    return tuple(found[sort] for sort in sorts if sort in found)


def _place(position: Position | None, since: int, now: int) -> _Place:
    again, _, after = position.sort.partition(" ") if position is not None else ("", "", keys.changed_sort(since))
    return _Place(after, again or keys.changed_sort(now - OVERLAP))


def _months(first: int, last: int) -> Iterator[str]:
    """The months from one time to another, in seconds since the epoch."""
    month, end = keys.changed_month(first), keys.changed_month(last)
    while month <= end:
        yield month
        year, number = int(month[:4]), int(month[5:])
        month = f"{year + number // 12:04d}-{number % 12 + 1:02d}"


def _change(item: Item) -> Change:
    sort = item["time_sk"]
    path, time = keys.changed_path(sort), keys.changed_time(sort)
    if item.get("unlisted") or item["state"] == "gone":
        return Change(path, sort, "gone", time)
    if item["state"] == "moved":
        return Change(path, sort, "moved", time, location=item.get("location") or item["redirect"])
    published = int(item["published"])
    kind: Kind = "published" if published == time else "changed"
    return Change(path, sort, kind, time, published, etag=item.get("json_etag"))
