"""Dates of articles as lists and feeds write them."""

import datetime as dt
from zoneinfo import ZoneInfo

from publishing.settings import Settings

from browse.library import Entry

_MONTHS = (
    "January February March April May June July August September October November December".split()  # noqa: SIM905
)


def shown(date: str) -> str:
    """An ISO date as people read it, such as 6 February 2025."""
    day = dt.date.fromisoformat(date)
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def published(entry: Entry, settings: Settings) -> str | None:
    """When the article was published, in RFC 3339: the beginning of its date in the site's time zone."""
    if not entry.date:
        return None
    zone = ZoneInfo(settings.time_zone)
    return dt.datetime.combine(dt.date.fromisoformat(entry.date), dt.time(), zone).isoformat()


def modified(entry: Entry, settings: Settings) -> str | None:
    """When the article last changed, in RFC 3339; when it was published, where only that is known."""
    if entry.modified is None:
        return published(entry, settings)
    return dt.datetime.fromtimestamp(entry.modified, dt.UTC).isoformat().replace("+00:00", "Z")
