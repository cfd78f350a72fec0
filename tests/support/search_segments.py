"""Segments of the search index as the simulated world makes them: the engine writes each once for all histories.

No two segments have the same name within tantivy, which is a random one. So a segment that was written before has
another name each time.
"""

import hashlib
import random
import re
import uuid
from collections.abc import Collection, Sequence

from articles.publishing.rendering.search_document import SearchDocument
from articles.search import compaction, indexing

# The sum of an entry's header in an archive, and its type: it is another for another name.
_CHECKSUM = re.compile(rb"[0-7]{6}\0 0")
# A name, as meta.json has it.
_NAME = re.compile(rb"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")

_written: dict[object, bytes] = {}
_files_of, _merged_files = indexing.files_of, compaction.merged_files


def files_once(documents: Sequence[SearchDocument]) -> bytes:
    """In place of `indexing.files_of`."""
    key = tuple(documents)
    if key not in _written:
        _written[key] = _files_of(documents)
    return _renamed(_written[key])


def merged_once(archives: Sequence[bytes], left_out: Sequence[Collection[str]]) -> bytes:
    """In place of `compaction.merged_files`."""
    key = (tuple(map(content, archives)), tuple(map(frozenset, left_out)))
    if key not in _written:
        _written[key] = _merged_files(archives, left_out)
    return _renamed(_written[key])


def content(archive: bytes) -> bytes:
    """A hash of a segment by which it is known, whatever its name is."""
    nameless = archive
    for name in _names(archive):
        nameless = nameless.replace(str(name).encode(), b"").replace(name.hex.encode(), b"")
    return hashlib.sha256(_CHECKSUM.sub(b"", nameless)).digest()


def _renamed(archive: bytes) -> bytes:
    """The same segment under another name: with its digits in another order, the sums of the archive stay right."""
    for name in _names(archive):
        other = uuid.UUID("".join(random.sample(name.hex, len(name.hex))))
        archive = archive.replace(str(name).encode(), str(other).encode())
        archive = archive.replace(name.hex.encode(), other.hex.encode())
    return archive


def _names(archive: bytes) -> set[uuid.UUID]:
    return {uuid.UUID(name.decode()) for name in _NAME.findall(archive)}
