"""What tantivy has in a folder: the files of segments, meta.json, and which documents of a segment are alive.

tantivy has no call that opens the segments of several folders as one index, or that merges those which one names. So
the two files that say it are written here: meta.json, and for each segment with deleted documents a bit for each
document in a file of its own. `tests/unit/test_search_merging.py` shows that tantivy agrees.
"""

import json
import os
import struct
import uuid
import zlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

META = "meta.json"

_WORD = 64  # bits
_MAGIC = 1337  # at the end of each file of tantivy's


@dataclass(frozen=True, slots=True)
class Segment:
    """A segment, as its files in a folder.

    Attributes:
        folder: The folder.
        id: What tantivy calls it.
        count: How many documents it has, also deleted ones.
    """

    folder: Path
    id: uuid.UUID
    count: int


def segments(folder: Path) -> list[Segment]:
    """The segments of an index, without what is deleted of them."""
    return [Segment(folder, uuid.UUID(each["segment_id"]), each["max_doc"]) for each in _meta(folder)["segments"]]


def link(segment: Segment, into: Path, name: uuid.UUID) -> None:
    """Put a segment's files into another folder, without copying them, under a name of their own."""
    for file in segment.folder.glob(f"{segment.id.hex}.*"):
        if file.suffix != ".del":
            os.link(file, into / f"{name.hex}{file.suffix}")


def write_dead(segment: Segment, into: Path, name: uuid.UUID, dead: Iterable[int]) -> None:
    """Write which documents of a segment are deleted.

    Args:
        segment: The segment.
        into: The folder with its files.
        name: What it is called there.
        dead: The numbers of the documents.
    """
    alive = bytearray(((1 << segment.count) - 1).to_bytes(-(-segment.count // _WORD) * _WORD // 8, "little"))
    for number in dead:
        alive[number // 8] &= ~(1 << number % 8)
    content = struct.pack("<I", segment.count) + alive
    # The version at the end of another file of the segment: the format of all is the same.
    footer = _footer(segment.folder / f"{segment.id.hex}.term") | {"crc": zlib.crc32(content)}
    ending = json.dumps(footer, separators=(",", ":")).encode()
    (into / f"{name.hex}.0.del").write_bytes(content + ending + struct.pack("<II", len(ending), _MAGIC))


def write_meta(like: Path, into: Path, entries: Collection[tuple[uuid.UUID, int, int | None]]) -> None:
    """Write which segments an index has.

    Args:
        like: The folder of an index with the same schema.
        into: The folder with the segments.
        entries: Of each segment its name, how many documents it has, and how many are said to be deleted; None if
            there is no file about it.
    """
    listed = [
        {
            "segment_id": str(name),
            "max_doc": count,
            "deletes": None if deleted is None else {"num_deleted_docs": deleted, "opstamp": 0},
        }
        for name, count, deleted in entries
    ]
    meta = _meta(like) | {"segments": listed, "opstamp": 0}
    meta.pop("payload", None)
    (into / META).write_text(json.dumps(meta), encoding="utf-8")


def _meta(folder: Path) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((folder / META).read_text(encoding="utf-8"))
    return read


def _footer(file: Path) -> dict[str, Any]:
    content = file.read_bytes()
    (length,) = struct.unpack("<I", content[-8:-4])
    read: dict[str, Any] = json.loads(content[-8 - length : -8])
    return read
