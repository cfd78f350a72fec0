"""Merge small segments of the search index into larger ones, so that a query has few to look at."""

from collections.abc import Collection, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from articles.publishing.running.services import Services
from articles.publishing.storage.derived import MissingError
from articles.publishing.storage.search_index import SearchIndex
from articles.publishing.storage.search_manifest import Known, Manifest, Segment, decided, names_in, superseded
from articles.search.archives import packed, unpacked
from articles.search.engine import fingerprints
from articles.search.engine.merging import merge


def compact(services: Services) -> int:
    """Merge segments as long as there are enough small ones in a row, and nobody else does.

    What others put in force meanwhile is newer than all that is merged, and stays so.

    Returns:
        How many segments were merged into others.
    """
    index = SearchIndex(services.derived)
    merged = 0
    while True:
        manifest, etag = index.manifest()
        due = manifest.due(fingerprints.schema(), services.now())
        if not due or not index.replace(manifest.claimed_for_merging(services.now()), manifest, etag):
            return merged
        try:
            new = _merged(due, manifest, index, services.now())
        except MissingError:  # the index is damaged, which `reconcile` finds
            return merged
        if not _put(due, new, index, services.now()):
            return merged
        merged += len(due)


def _put(due: Sequence[Segment], new: Segment | None, index: SearchIndex, now: float) -> bool:
    """Put one segment in force in place of several. Returns whether it is: others may have merged them."""

    def merged(before: Manifest) -> Manifest | None:
        if new is not None and new.name in names_in(before):  # the answer to the request that put it there was lost
            return before
        return before.merged(due, new, now)

    if index.change(merged) is None:
        index.delete([new.name] if new is not None else [])
        return False
    return True


def _merged(due: Sequence[Segment], manifest: Manifest, index: SearchIndex, now: float) -> Segment | None:
    """Make one segment of several in a row; None if nothing is left of them."""
    first = manifest.segments.index(due[0])
    lists = [index.paths(each.name) for each in manifest.segments[first:]]
    gone = superseded(lists)[: len(due)]
    paths = decided(lists[: len(due)], gone, keep_absent=first > 0)
    if not paths:
        return None
    name = index.add(_files(due, gone, paths, index), paths, now)
    return Segment(name, sum(bool(digest) for digest in paths.values()), due[0].generation, due[0].schema)


def _files(due: Sequence[Segment], gone: Sequence[set[str]], paths: Known, index: SearchIndex) -> bytes:
    """What the engine writes of the documents of several segments; nothing if none is left."""
    if not any(paths.values()):
        return b""
    left_out = {each.name: paths for each, paths in zip(due, gone, strict=True) if each.documents}
    return merged_files([index.files(name) for name in left_out], [*left_out.values()])


def merged_files(archives: Sequence[bytes], left_out: Sequence[Collection[str]]) -> bytes:
    """What the engine writes of the documents of several segments, without those of some paths of each."""
    with TemporaryDirectory() as work:
        folders = [Path(work) / str(number) for number in range(len(archives))]
        for archive, folder in zip(archives, folders, strict=True):
            unpacked(archive, folder)
        merge(folders, Path(work) / "merged", left_out)
        return packed(Path(work) / "merged")
