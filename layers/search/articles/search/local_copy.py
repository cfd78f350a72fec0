"""The search index on the disk of the machine that answers queries: kept up to date there, and opened."""

import shutil
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from articles.publishing.storage.search_index import SearchIndex
from articles.publishing.storage.search_manifest import Known, Manifest, Segment, superseded
from articles.search.archives import unpacked
from articles.search.engine import fingerprints
from articles.search.engine.merging import combine
from articles.search.engine.searching import Searching, opened

# Seconds for which the manifest is not looked at again.
FRESH = 1.0

AT_ONCE = 16


@dataclass(slots=True)
class LocalCopy:
    """The index of a site on this machine.

    Attributes:
        index: The index in its bucket.
        folder: Where the copy is; nobody else writes there.
        now: A clock that only goes forward, in seconds.
        pool: Makes what fetches that many parts at once.
    """

    index: SearchIndex
    folder: Path
    now: Callable[[], float] = time.monotonic
    pool: Callable[[int], Executor] = ThreadPoolExecutor
    _etag: str | None = None
    _looked: float | None = None
    _lists: dict[str, Known] = field(default_factory=dict)
    _opened: Searching | None = None
    _number: int = 0

    def searching(self) -> Searching | None:
        """The index as it is now, or was within the last second; None if nothing is in it.

        Raises:
            MissingError: A segment is lost.
        """
        now = self.now()
        if self._looked is None or now - self._looked >= FRESH:
            changed = self.index.changed(self._etag)
            if changed is not None:
                manifest, etag = changed
                self._opened = self._open(manifest)
                self._etag = etag
            self._looked = now
        return self._opened

    def _open(self, manifest: Manifest) -> Searching | None:
        """Fetch the segments that are missing here, and open all of them as one, without what newer ones decide."""
        segments = [each for each in manifest.segments if each.schema == fingerprints.schema()]
        with self.pool(AT_ONCE) as pool:
            list(pool.map(self._fetch, [each for each in segments if each.name not in self._lists]))
        gone = superseded([self._lists[each.name] for each in segments])
        left_out = {each.name: paths for each, paths in zip(segments, gone, strict=True) if each.documents}
        self._number += 1
        into = self.folder / f"opened-{self._number}"
        searching = None
        if left_out:
            combine([self.folder / name for name in left_out], into, [*left_out.values()])
            searching = opened(into)
        self._forget(segments, into)
        return searching

    def _fetch(self, segment: Segment) -> None:
        folder = self.folder / segment.name
        shutil.rmtree(folder, ignore_errors=True)
        paths = self.index.paths(segment.name)
        if segment.documents:
            unpacked(self.index.files(segment.name), folder)
        self._lists[segment.name] = paths

    def _forget(self, kept: Sequence[Segment], opened_now: Path) -> None:
        """Delete what is no longer part of the index, and what was opened before.

        The engine may delete a file there at the same moment, so that a folder is not empty yet: the next time does it.
        """
        for name in self._lists.keys() - {each.name for each in kept}:
            del self._lists[name]
            shutil.rmtree(self.folder / name, ignore_errors=True)
        for folder in self.folder.glob("opened-*"):
            if folder != opened_now:
                shutil.rmtree(folder, ignore_errors=True)
