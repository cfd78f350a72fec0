"""Which moments of a simulated world are alike: from these, all goes on in the same way.

Of a time, nothing reads more than its second, and what it comes before. Names of segments of the search index are
random. So what is stored is told with the order of times within a second, and of names, in place of these. By how many
milliseconds an index is late, and how often a message was received, is not told: that is chance.
"""

import datetime as dt
import functools
import hashlib
import re
from collections.abc import Iterator

from articles.publishing.storage.search_index import MANIFEST, PREFIX

from tests.support.search_segments import content
from tests.support.simulator import Items, Objects, Queues
from tests.support.simulator.expressions import Item
from tests.support.simulator.s3 import Version
from tests.support.world import World

_SEGMENT = re.compile(r"[0-9a-f]{8}-[0-9a-f]{32}")
# Seconds since the epoch, and as a text, with their fraction.
_TIME = re.compile(r"\b\d{10}\.\d+|\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+\+00:00")

_content = functools.lru_cache(maxsize=1024)(content)


class Moments:
    """Those that have been seen."""

    def __init__(self) -> None:
        self._seen: set[str] = set()
        self._texts: dict[int, tuple[object, str]] = {}

    def __len__(self) -> int:
        """How many there were of which no two are alike."""
        return len(self._seen)

    def has_seen(self, world: World) -> bool:
        """Whether one like that of a world has been seen. From now on, it has."""
        seconds = int(world.clock.now()), int(world.clock.latest)
        text = _with_names_in_order("\n".join([str(seconds), *self._stored(world)]))
        digest = hashlib.sha256(_with_times_in_order(text).encode()).hexdigest()
        is_known = digest in self._seen
        self._seen.add(digest)
        return is_known

    def _stored(self, world: World) -> Iterator[str]:
        for each in world.state:
            match each:
                case Queues():
                    delays = {key: max(0, round(ready - each.now())) for key, ready in each.ready.items()}
                    yield repr([(key[0], body, delays.get(key, 0)) for key, body in each.messages.items()])
                case Objects():
                    found = [(key, *(self._text(version, key) for version in of)) for key, of in each.versions.items()]
                    yield repr(sorted(found, key=_place))
                case Items():
                    yield str(each.batches % 3)
                    yield repr(sorted((key, self._text(item, "")) for key, item in each.items.items()))

    def _text(self, it: Version | Item, key: str) -> str:
        """An item, or a version of an object; a hash of it, if it has neither times nor names."""
        if id(it) not in self._texts:
            text = repr(_told(it, key) if isinstance(it, Version) else sorted(it.items()))
            if not _TIME.search(text) and not _SEGMENT.search(text):
                text = hashlib.sha256(text.encode()).hexdigest()
            self._texts[id(it)] = it, text  # with what has this id, so that nothing else ever has it
        return self._texts[id(it)][1]


def _place(told: tuple[str, ...]) -> tuple[object, ...]:
    """The order in which objects are told of: the manifest, in which segments have an order, and others by content."""
    key, *versions = told
    return key != MANIFEST, _SEGMENT.sub("", key), versions


def _told(version: Version, key: str) -> tuple[object, ...]:
    body = version.body
    if body is not None and key.startswith(PREFIX) and key.endswith("/files"):
        body = _content(body)
    return version.identifier, body, int(version.modified.timestamp())


def _with_names_in_order(text: str) -> str:
    numbers: dict[str, int] = {}
    return _SEGMENT.sub(lambda match: f"segment {numbers.setdefault(match[0], len(numbers))}", text)


def _with_times_in_order(text: str) -> str:
    times = {found: _seconds(found) for found in {*_TIME.findall(text)}}
    order = {time: number for number, time in enumerate(sorted({*times.values()}))}
    return _TIME.sub(lambda match: f"{int(times[match[0]])}, time {order[times[match[0]]]}", text)


def _seconds(time: str) -> float:
    return dt.datetime.fromisoformat(time).timestamp() if "T" in time else float(time)
