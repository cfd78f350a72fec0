"""Whether a file is public, by what it says itself: from when on, until when, and whether lists name it."""

import datetime as dt
from dataclasses import dataclass
from typing import Literal, get_args
from zoneinfo import ZoneInfo

from articles.publishing.errors import Problem

# The states of a file that is not public.
Withheld = Literal["draft", "scheduled", "expired"]
WITHHELD: tuple[Withheld, ...] = get_args(Withheld)


@dataclass(frozen=True, slots=True)
class Moment:
    """A time that a file names.

    Attributes:
        seconds: Since the epoch.
        key: What names it: a key of the file, or its name.
        line: 1-based line of the value.
        column: 1-based column.
    """

    seconds: int
    key: str
    line: int = 1
    column: int = 1


@dataclass(frozen=True, slots=True)
class Visibility:
    """What a file says of being public.

    Attributes:
        draft: Why it is not public at any time, as a warning; None if it is no draft.
        since: From when on it is public; None if from the beginning.
        until: From when on it is public no longer; None if it never ends.
        unlisted: Whether it is public at its path alone: no list, feed or sitemap names it.
    """

    draft: Problem | None = None
    since: Moment | None = None
    until: Moment | None = None
    unlisted: bool = False

    @property
    def expires(self) -> int | None:
        """From when on it is public no longer, in seconds since the epoch; None if it never ends."""
        return self.until.seconds if self.until is not None else None

    def state(self, now: float) -> Literal["public"] | Withheld:
        """What the file is at a time, in seconds since the epoch."""
        if self.draft is not None:
            return "draft"
        if self.expires is not None and self.expires <= now:
            return "expired"
        return "scheduled" if self.since is not None and now < self.since.seconds else "public"

    def due(self, now: float) -> int | None:
        """When the state is another one next, in seconds since the epoch; None if it never is."""
        if self.state(now) in ("draft", "expired"):
            return None
        return min((each.seconds for each in (self.since, self.until) if each and each.seconds > now), default=None)

    def reason(self, now: float, time_zone: str) -> Problem | None:
        """Why the file is not public at a time, as a warning; None if it is public.

        Args:
            now: The time, in seconds since the epoch.
            time_zone: IANA name of the zone in which the author reads times.
        """
        match self.state(now):
            case "draft":
                return self.draft
            case "scheduled" if self.since is not None:
                when = clock_time(self.since.seconds, time_zone)
                effect = f"this file is published by itself at {when}; until then it has no page."
                if self.problems():
                    effect = f"this file has no page before {when}."
                message = f"{self.since.key} is still to come: {effect}"
                return _tell(self.since, message, "scheduled")
            case "expired" if self.until is not None:
                when = clock_time(self.until.seconds, time_zone)
                message = f"{self.until.key} has passed, so this file is public no longer, since {when}; change it to"
                return _tell(self.until, f"{message} publish the file.", "expired")
        return None

    def problems(self) -> list[Problem]:
        """What is strange about the times: that the file ends before it begins."""
        if self.since is None or self.until is None or self.since.seconds < self.until.seconds:
            return []
        message = f"{self.until.key} is not after {self.since.key}, so this file is never public; correct one of them."
        return [_tell(self.until, message, "never-public")]


def clock_time(seconds: int, time_zone: str) -> str:
    """A time as an author reads it: ``2026-12-01 09:00 +01:00``, with seconds if it has any."""
    there = dt.datetime.fromtimestamp(seconds, ZoneInfo(time_zone))
    clock, offset = f"{there:%H:%M:%S}".removesuffix(":00"), f"{there:%z}"
    return f"{there:%Y-%m-%d} {clock} {offset[:3]}:{offset[3:5]}"


def _tell(at: Moment, message: str, code: str) -> Problem:
    return Problem(at.line, at.column, code, message, "warning")
