"""Requests to the search index: its segments and its manifest, in the bucket of what is derived."""

import json
import uuid
from collections.abc import Callable, Iterable
from typing import TypeVar

from articles.publishing.storage.derived import Derived
from articles.publishing.storage.packing import compressed, uncompressed
from articles.publishing.storage.search_manifest import Known, Manifest, from_stored, latest, names_in, to_stored

PREFIX = "search/"
MANIFEST = f"{PREFIX}manifest.json"

_FILES = "files"
_PATHS = "paths"
_MEDIA_TYPE = "application/octet-stream"

_Made = TypeVar("_Made", bound=Manifest | None)


class SearchIndex:
    """The search index in a bucket."""

    def __init__(self, derived: Derived) -> None:
        """Use the index in this bucket."""
        self._derived = derived

    def manifest(self) -> tuple[Manifest, str | None]:
        """The manifest, and its ETag; an empty one, and None, if there is none."""
        body, etag = self._derived.get_tagged(MANIFEST) or (None, None)
        return (Manifest() if body is None else from_stored(json.loads(body))), etag

    def changed(self, etag: str | None) -> tuple[Manifest, str | None] | None:
        """The manifest, as `manifest`; None if it still has this ETag."""
        found = self._derived.get_tagged(MANIFEST, unless=etag)
        if found is None:
            return None if etag is None else (Manifest(), None)
        body, etag_now = found
        return None if body is None else (from_stored(json.loads(body)), etag_now)

    def replace(self, manifest: Manifest, before: Manifest, etag: str | None) -> bool:
        """Put a manifest in place of the one that was read, and delete what neither of them has any more.

        Returns:
            False if somebody else has put another one there meanwhile; or if the answer was lost to the request that
            put this one there, which then was made again.
        """
        # No two manifests that follow each other within an hour are the same, since they name what they have retired.
        body = json.dumps(to_stored(manifest), separators=(",", ":")).encode()
        if not self._derived.put_if(MANIFEST, body, etag):
            return False
        kept = names_in(manifest)
        self.delete(name for name in names_in(before) if name not in kept)
        return True

    def change(self, how: Callable[[Manifest], _Made]) -> _Made:
        """Put a changed manifest in place. If somebody else has put another one there meanwhile, change that one.

        Args:
            how: Makes a manifest of the one in place. That one stays if the two are the same, or for None.

        Returns:
            What `how` made last.
        """
        while True:
            before, etag = self.manifest()
            after = how(before)
            if after is None or after == before or self.replace(after, before, etag):
                return after

    def add(self, files: bytes, paths: Known, now: float) -> str:
        """Store a segment, which is not part of the index before a manifest names it. Returns its name."""
        name = f"{int(now):x}-{uuid.uuid4().hex}"
        self._derived.put(f"{PREFIX}{name}/{_PATHS}", compressed(paths), _MEDIA_TYPE, _PATHS)
        self._derived.put(f"{PREFIX}{name}/{_FILES}", files, _MEDIA_TYPE, _FILES)
        return name

    def files(self, name: str) -> bytes:
        """What the engine wrote of a segment.

        Raises:
            MissingError: There is no such segment any more.
        """
        return self._derived.get(f"{PREFIX}{name}/{_FILES}")

    def paths(self, name: str) -> Known:
        """The paths that a segment decides.

        Raises:
            MissingError: There is no such segment any more.
        """
        return uncompressed(self._derived.get(f"{PREFIX}{name}/{_PATHS}"))

    def known(self, manifest: Manifest) -> dict[str, str]:
        """What search knows of each path.

        Raises:
            MissingError: A segment is lost.
        """
        return latest(self.paths(each.name) for each in manifest.segments)

    def stored(self) -> dict[str, bool]:
        """The names of the segments of which something is in the bucket, and whether all that belongs to them is."""
        keys = set(self._derived.listed(PREFIX))
        names = {key.removeprefix(PREFIX).partition("/")[0] for key in keys if key != MANIFEST}
        return {name: {f"{PREFIX}{name}/{part}" for part in (_PATHS, _FILES)} <= keys for name in names}

    def delete(self, names: Iterable[str]) -> None:
        """Delete segments; those that are not there are no error."""
        self._derived.delete(f"{PREFIX}{name}/{part}" for name in names for part in (_PATHS, _FILES))


def age(name: str, now: float) -> float:
    """Seconds since a segment was stored, by its name."""
    return now - int(name.partition("-")[0], 16)
