"""Segments of several folders as one index: opened together as they are, or merged into one segment."""

import tempfile
import uuid
from collections.abc import Collection, Sequence
from pathlib import Path

from articles.search.engine import schema
from articles.search.engine.files import Segment, link, segments, write_dead, write_meta
from tantivy import Document, Index, Query

# tantivy merges by itself, after a commit, so many segments that are about as large as each other, or are all small.
_AT_ONCE = 8
_HEAP = 15_000_000  # the least that it takes


def combine(folders: Sequence[Path], into: Path, left_out: Sequence[Collection[str]]) -> None:
    """Make one index of several, by links to their files.

    Args:
        folders: Those of the indexes; at least one.
        into: A folder on the same file system; it is made.
        left_out: For each of them, the paths whose documents are to be left out.
    """
    into.mkdir(parents=True)
    entries = []
    for folder, paths in zip(folders, left_out, strict=True):
        dead = _numbers(folder, paths)
        for segment in segments(folder):
            link(segment, into, segment.id)
            numbers = dead.get(segment.id, set())
            if numbers:
                write_dead(segment, into, segment.id, numbers)
            entries.append((segment.id, segment.count, len(numbers) or None))
    write_meta(folders[0], into, [each for each in entries if each[1] != each[2]])


def merge(folders: Sequence[Path], into: Path, left_out: Sequence[Collection[str]]) -> int:
    """Make one segment of all those of several indexes.

    Args:
        folders: Those of the indexes; at least one.
        into: A folder; it is made.
        left_out: For each of them, the paths whose documents are to be left out.

    Returns:
        How many documents it has. If there are none, the index has no segment.
    """
    with tempfile.TemporaryDirectory(dir=into.parent) as name:
        work = Path(name)
        found = [segment for folder in folders for segment in segments(folder)]
        dead: dict[uuid.UUID, set[int]] = {}
        for folder, paths in zip(folders, left_out, strict=True):
            dead |= _numbers(folder, paths)
        _merge_all(found, {each.id: dead.get(each.id, set()) for each in found}, work / "merged")
        into.mkdir()
        merged = segments(work / "merged")
        for segment in merged:
            link(segment, into, segment.id)
        write_meta(folders[0], into, [(each.id, each.count, None) for each in merged])
    return sum(each.count for each in merged)


def _merge_all(found: Sequence[Segment], dead: dict[uuid.UUID, set[int]], work: Path) -> None:
    """Have tantivy merge segments, by what it believes of them.

    It merges eight that are small. So each is said to have one document left, and blank ones are added, of whose two
    documents one is said to be left, too. While it merges, it goes by the files, which say what is true.
    """
    work.mkdir()
    entries: list[tuple[uuid.UUID, int, int | None]] = []
    for segment in found:
        numbers = dead.get(segment.id, set())
        if segment.count > len(numbers):
            link(segment, work, segment.id)
            write_dead(segment, work, segment.id, numbers)
            entries.append((segment.id, segment.count, segment.count - 1 or None))
    blank = _blank(work)
    while 0 < len(entries) < _AT_ONCE:
        name = uuid.uuid4()
        link(blank, work, name)
        write_dead(blank, work, name, range(blank.count))
        entries.append((name, blank.count, blank.count - 1))
    write_meta(found[0].folder, work, entries)
    writer = Index.open(str(work)).writer(_HEAP, 1)
    writer.commit()
    writer.wait_merging_threads()


def _blank(work: Path) -> Segment:
    """A segment of two documents with nothing in them."""
    folder = work / "blank"
    folder.mkdir()
    writer = Index(schema.SCHEMA, path=str(folder)).writer(_HEAP, 1)
    for _ in range(2):
        writer.add_document(Document())
    writer.commit()
    writer.wait_merging_threads()
    return segments(folder)[0]


def _numbers(folder: Path, paths: Collection[str]) -> dict[uuid.UUID, set[int]]:
    """The numbers of the documents of these paths within their segments, by what the segments are called."""
    if not paths:
        return {}
    index = Index.open(str(folder))
    searcher = index.searcher()
    query = Query.term_set_query(schema.SCHEMA, schema.PATH, list(paths))
    hits = searcher.search(query, limit=max(1, searcher.num_docs), count=False).hits
    names = [each.id for each in segments(folder)]
    numbers: dict[uuid.UUID, set[int]] = {}
    for _, address in hits:
        numbers.setdefault(names[address.segment_ord], set()).add(address.doc)
    return numbers
