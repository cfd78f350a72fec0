"""The manifest of the search index: which segments it consists of, oldest first. Pure.

A segment is never changed. It decides what search knows of its paths, until a newer segment decides that. So the index
grows by a small segment for each batch of changes, and several small ones are merged into a larger one at times: a
log-structured merge (https://en.wikipedia.org/wiki/Log-structured_merge-tree).
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

# So many segments of a level are merged into one of the next.
MERGED = 8

# A segment with more documents is left as it is: merging it again and again would cost more than it saves.
LARGE = 10_000

# Seconds for which whoever merges segments has them to itself, so that others do not do the same work.
CLAIMED = 60

# Seconds for which segments are kept that are no longer part of the index, for those who read an older manifest.
KEPT = 3_600

# Seconds after which a new generation should be complete. One of a million pages takes three hours.
BUILT = 6 * 3_600


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of the index.

    Attributes:
        name: Its name in the bucket.
        documents: How many pages search finds by it, without those that a newer segment decides.
        generation: Of which building of the index it is.
        schema: What the engine must know to read it.
        number: That of the newest segment of which it was made: 1 for the first of all, 2 for the next.
    """

    name: str
    documents: int
    generation: int = 0
    schema: str = ""
    number: int = 0

    @property
    def level(self) -> int:
        """Its size, as an exponent: segments of one level are merged into one of the next."""
        return _level(self.documents)


@dataclass(frozen=True, slots=True)
class Retired:
    """A segment that is no longer part of the index, since a time in seconds since the epoch."""

    name: str
    since: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """Which segments the index consists of.

    Attributes:
        segments: Oldest first.
        retired: Those that are kept for a while.
        generation: How often the index has been built anew.
        form: Fingerprint of the code that wrote this generation; empty before the first.
        claimed: Until when somebody merges segments, in seconds since the epoch.
        since: When this generation was begun, in seconds since the epoch.
        number: How many segments have ever been added, besides those that were merged.
        related: The neighbours of all pages in segments up to this number have been asked for.
    """

    segments: tuple[Segment, ...] = ()
    retired: tuple[Retired, ...] = ()
    generation: int = 0
    form: str = ""
    claimed: int = 0
    since: int = 0
    number: int = 0
    related: int = 0

    @property
    def is_being_built(self) -> bool:
        """Whether segments of an older generation serve until the newest one is complete."""
        return any(each.generation != self.generation for each in self.segments)

    def is_abandoned(self, now: float) -> bool:
        """Whether nobody goes on with building this generation."""
        return self.is_being_built and now - self.since > BUILT

    def with_segment(self, segment: Segment, now: float) -> "Manifest":
        """The same with another segment, the newest."""
        number = self.number + 1
        return replace(self, segments=(*self.segments, replace(segment, number=number)), number=number).tidied(now)

    def due(self, schema: str, now: float) -> tuple[Segment, ...]:
        """Segments in a row that are to be merged into one now; empty if none are, or somebody merges them.

        There are eight of a level among them, and those of lower levels in between. So a page is merged about once for
        each level: if small ones counted, a large segment would be merged for every few that come.

        Args:
            schema: What the engine that is to merge them knows to read.
            now: The time, in seconds since the epoch.
        """
        if now < self.claimed:
            return ()
        for level in range(_level(LARGE) + 1):
            for run in _runs(self.segments, schema, level):
                if sum(each.level == level for each in run) >= MERGED:
                    return run
        return ()

    def claimed_for_merging(self, now: float) -> "Manifest":
        """The same while somebody merges segments."""
        return replace(self, claimed=int(now) + CLAIMED)

    def merged(self, old: Sequence[Segment], new: Segment | None, now: float) -> "Manifest | None":
        """The same with one segment in place of several.

        Args:
            old: The several, in a row.
            new: The one; None if nothing is left of them.
            now: The time, in seconds since the epoch.

        Returns:
            The manifest; None if it does not have them any more, so that somebody else has merged them.
        """
        names = [each.name for each in self.segments]
        first = names.index(old[0].name) if old and old[0].name in names else None
        if first is None or self.segments[first : first + len(old)] != tuple(old):
            return None
        merged = (replace(new, number=old[-1].number),) if new is not None else ()
        segments = (*self.segments[:first], *merged, *self.segments[first + len(old) :])
        return replace(self._with(segments, now), claimed=0)

    def begun(self, form: str, now: float) -> "Manifest":
        """The same at the beginning of a new generation. What is there serves until it is complete."""
        return replace(self, generation=self.generation + 1, form=form, since=int(now))

    def completed(self, now: float) -> "Manifest":
        """The same without the segments of older generations."""
        return self._with(tuple(each for each in self.segments if each.generation == self.generation), now)

    def tidied(self, now: float) -> "Manifest":
        """The same without what has been retired for long enough."""
        return replace(self, retired=tuple(each for each in self.retired if each.since + KEPT > now))

    def _with(self, segments: tuple[Segment, ...], now: float) -> "Manifest":
        gone = tuple(Retired(each.name, int(now)) for each in self.segments if each not in segments)
        return replace(self, segments=segments, retired=(*self.retired, *gone)).tidied(now)


def names_in(manifest: Manifest) -> list[str]:
    """The names of the segments of an index, also of those that are retired."""
    return [*(each.name for each in manifest.segments), *(each.name for each in manifest.retired)]


# What search knows of each path by one segment: the digest of a document, or empty if it must not find the page.
Known = Mapping[str, str]


def latest(lists: Iterable[Known]) -> dict[str, str]:
    """What search knows of each path by several segments, the oldest first."""
    known: dict[str, str] = {}
    for each in lists:
        known |= each
    return known


def superseded(lists: Sequence[Known]) -> list[set[str]]:
    """For each of several segments, the oldest first, the paths that a newer one of them decides."""
    decided: set[str] = set()
    found: list[set[str]] = []
    for each in reversed(lists):
        found.append(decided & each.keys())
        decided |= each.keys()
    return found[::-1]


def decided(lists: Sequence[Known], gone: Sequence[Collection[str]], *, keep_absent: bool) -> dict[str, str]:
    """What one segment decides that is made of several: of each path the newest, unless one is newer still.

    Args:
        lists: What the several decide, the oldest first.
        gone: The paths of each that a newer segment decides.
        keep_absent: Whether an older segment may have a page that search must not find any more.
    """
    return {
        path: digest
        for each, left_out in zip(lists, gone, strict=True)
        for path, digest in each.items()
        if path not in left_out and (digest or keep_absent)
    }


def to_stored(manifest: Manifest) -> dict[str, Any]:
    """A manifest as it is stored, as JSON."""
    return {
        "generation": manifest.generation,
        "form": manifest.form,
        "claimed": manifest.claimed,
        "since": manifest.since,
        "number": manifest.number,
        "related": manifest.related,
        "segments": [
            [each.name, each.documents, each.generation, each.schema, each.number] for each in manifest.segments
        ],
        "retired": [[each.name, each.since] for each in manifest.retired],
    }


def from_stored(stored: Mapping[str, Any]) -> Manifest:
    """The manifest that was stored."""
    return Manifest(
        tuple(Segment(*each) for each in stored["segments"]),
        tuple(Retired(*each) for each in stored["retired"]),
        stored["generation"],
        stored["form"],
        stored["claimed"],
        stored["since"],
        stored["number"],
        stored["related"],
    )


def _level(documents: int) -> int:
    level = 0
    while MERGED ** (level + 1) <= documents:
        level += 1
    return level


def _runs(segments: Sequence[Segment], schema: str, level: int) -> list[tuple[Segment, ...]]:
    """The longest rows of segments of one generation and this schema that are of a level or below, and not large."""

    def kind(each: Segment) -> int | None:
        fits = each.schema == schema and each.level <= level and each.documents <= LARGE
        return each.generation if fits else None

    return [tuple(run) for generation, run in groupby(segments, kind) if generation is not None]
