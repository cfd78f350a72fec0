"""The clock: have files synced when a time comes that they name, so that they are published, or taken down, by then.

A tick sends what is due soon, each sync with the delay that is left. A tick that is lost, late or doubled changes
nothing but that delay: a file stays due until it has been synced.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from articles.common import keys
from articles.publishing.storage.messages import Sync
from articles.publishing.storage.queues import Queue
from articles.publishing.storage.table import Table

# A tick sends what is due in so many seconds. It comes every minute, up to a minute late.
HORIZON = 120

# A file that is due for so many seconds should have been synced.
OVERDUE = 300

# The longest delay of a message (SQS).
MAX_DELAY = 900


@dataclass(frozen=True, slots=True)
class Tick:
    """What a tick found: how many files it had synced, and how many of these have been due for long."""

    sent: int
    overdue: int


def tick(table: Table, ingest: Queue, now: float, horizon: int = HORIZON) -> Tick:
    """Have each file synced that is due by the horizon, or was due before.

    Args:
        table: The site's table.
        ingest: The queue of files to sync.
        now: The time, in seconds since the epoch.
        horizon: In how many seconds a file may be due to be sent now; until the tick after the next, say.
    """
    due = [each for number in range(keys.DUE_PARTITIONS) for each in table.due(number, int(now) + horizon)]
    send_due(due, ingest, now)
    return Tick(len(due), sum(time < now - OVERDUE for time, _ in due))


def send_due(due: Iterable[tuple[int, str]], ingest: Queue, now: float) -> None:
    """Send a sync of each file for the time when it is due.

    Args:
        due: When each is due, in seconds since the epoch, and its key.
        ingest: The queue of files to sync.
        now: The time, in seconds since the epoch.
    """
    for time, group in groupby(sorted(due), key=lambda each: each[0]):
        ingest.send((Sync(key) for _, key in group), delay=_delay(time, now))


def _delay(time: int, now: float) -> int:
    """Seconds until a sync should begin: a second after its time, lest it come before on a clock that is late."""
    return min(math.ceil(time - now) + 1, MAX_DELAY) if time > now else 0
