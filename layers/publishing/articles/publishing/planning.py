"""What a sync has read, and the transaction that is made of it. Pure."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace

from articles.publishing import alias_plans
from articles.publishing.storage import writes
from articles.publishing.storage.sources import Source, Task
from articles.publishing.storage.uploads import Upload
from articles.publishing.storage.writes import Write

# Seconds within which the clock may not see in time that a file is due: it looks once a minute, up to a minute late.
SOON = 180


@dataclass(frozen=True, slots=True)
class Facts:
    """What a sync has read, and when.

    Attributes:
        source: The file as remembered.
        upload: The file as it is.
        renderer: Fingerprint of the code and settings.
        quiet: Hash of the keys that the author is not warned of.
        now: The time, in seconds since the epoch.
        decided: The time for which to decide what is public: that is now, or later if this version was decided later.
        anew: Whether to write the page's places in the directories again, though they should be there already.
    """

    source: Source
    upload: Upload
    renderer: str
    quiet: str
    now: float
    decided: float
    anew: bool

    @property
    def has_expired(self) -> bool:
        """Whether the version that is live has expired."""
        source = self.source
        return source.path is not None and source.expires is not None and source.expires <= self.decided


@dataclass(frozen=True, slots=True)
class Plan:
    """What to write: the file as it will be remembered, and the whole transaction."""

    source: Source
    writes: tuple[Write, ...]


def plan(before: Source, after: Source, changes: Iterable[Write], tasks: set[Task], *, anew: bool = False) -> Plan:
    """Add what every outcome needs: name, aliases, content, translations, old claim, report, outbox, and the file."""
    after = replace(after, content=alias_plans.content(before, after))
    contents, told = alias_plans.set_content(before, after, anew=anew)
    translations, told_of = alias_plans.set_translation(before, after, anew=anew)
    others = [*alias_plans.set_name(before, after, anew=anew), *contents, *translations]
    tasks = tasks | told | told_of | alias_plans.settlements(before, after, anew=anew)
    if before.claim is not None and before.claim != after.claim:
        others.append(writes.delete_claim(before.claim, before.key))
        tasks = tasks | {Task("claimants", before.claim)}
    after = replace(after, left=None if after.path is not None else before.path or before.left)
    if before.leads_to != after.leads_to:
        tasks = tasks | {Task("linked")}
    if before.problems or after.problems or before.due is not None or after.due is not None:
        tasks = tasks | {Task("report")}
    if after.due is not None and after.due < after.decided + SOON:
        tasks = tasks | {Task("due")}
    after = replace(after, outbox=tuple(sorted({*before.outbox, *tasks})))
    return Plan(after, (writes.put_source(after), *changes, *others))


def timestamp(now: float) -> str:
    """A time, given in seconds since the epoch, as sources have it."""
    return dt.datetime.fromtimestamp(now, dt.UTC).isoformat(timespec="milliseconds")
