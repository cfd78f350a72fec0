"""AVIF (AV1 Image File Format, on ISO 23008-12 and ISO 14496-12) taken apart: what is not the picture becomes zeros.

Everything stays at its place, so that no offset in the file has to change.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from articles.publishing.media.containers import DamagedError, check_parts

# What is coded: pictures, and what is put together of them.
_PICTURES = (b"av01", b"grid", b"iovl", b"iden", b"tmap")
_META = (b"hdlr", b"pitm", b"iinf", b"iloc", b"iref", b"iprp", b"idat", b"grpl", b"dinf")
# Properties of pictures: size, depth, codec, colours, transparency, and how they are cut and turned.
_PROPERTIES = (
    *(b"ispe", b"pixi", b"pasp", b"av1C", b"colr", b"auxC", b"irot", b"imir", b"clap", b"a1op", b"a1lx", b"lsel"),
    *(b"clli", b"mdcv", b"cclv", b"amve", b"reve", b"ndwt", b"rref"),
)
_FREE = b"free"

# Where an item is, by ISO 14496-12, 8.11.3: in the file, or in the box `idat`.
_IN_FILE, _IN_BOX = 0, 1

# Colours by nclx (ITU-T H.273) that are those of sRGB, or unspecified; the transfer functions of television are shown
# as that of sRGB.
_SRGB_PRIMARIES, _SRGB_TRANSFERS = (1, 2), (1, 2, 6, 13, 14, 15)


@dataclass(frozen=True, slots=True)
class _Box:
    kind: bytes
    start: int
    content: int
    end: int


def is_animated(body: bytes) -> bool:
    """Whether it is an image sequence."""
    return body[8:12] == b"avis"


def stripped(body: bytes) -> bytes:
    """A still AVIF without Exif, XMP, thumbnails, unknown boxes, and what is behind its end.

    Raises:
        DamagedError: It is broken.
    """
    boxes = list(_boxes(body, 0, len(body)))
    meta = next((box for box in boxes if box.kind == b"meta"), None)
    if meta is None:
        raise DamagedError("its end is missing")
    written = bytearray(body)
    header = _Meta(body, written, meta, [box for box in boxes if box.kind == b"mdat"])
    header.strip()
    needed = {box.start: box for box in (boxes[0], meta, *header.holders)}
    for box in boxes:
        if box.start not in needed:
            _blank(written, box)
    del written[max(box.end for box in needed.values()) :]
    return body if written == body else bytes(written)


def sizes(body: bytes) -> Iterator[tuple[int, int]]:
    """Width and height of the picture, and of all that it is put together of."""
    for box in _properties(body):
        if box.kind == b"ispe":
            yield _number(body, box.content + 4, 4), _number(body, box.content + 8, 4)


def has_other_colours(body: bytes) -> bool:
    """Whether an AVIF says that its colours are not sRGB in another way than by a profile."""
    for box in _properties(body):
        if box.kind == b"colr" and body[box.content : box.content + 4] == b"nclx":
            primaries, transfer = _number(body, box.content + 4, 2), _number(body, box.content + 6, 2)
            if primaries not in _SRGB_PRIMARIES or transfer not in _SRGB_TRANSFERS:
                return True
    return False


def _properties(body: bytes) -> Iterator[_Box]:
    """What is said of pictures: size, colours and the like."""
    boxes = _boxes(body, 0, len(body))
    for kind, fields in ((b"meta", 4), (b"iprp", 0), (b"ipco", 0)):
        found = next((box for box in boxes if box.kind == kind), None)
        if found is None:
            return
        boxes = _boxes(body, found.content + fields, found.end)
    yield from boxes


class _Meta:
    """The box `meta`, which says what in the file is what.

    Attributes:
        holders: The boxes `mdat` that have something of the picture, once it has been stripped.
    """

    def __init__(self, body: bytes, written: bytearray, meta: _Box, data: list[_Box]) -> None:
        self._body = body
        self._written = written
        self._data = data
        self.holders: list[_Box] = []
        self._boxes: dict[bytes, _Box] = {}
        for box in _boxes(body, meta.content + 4, meta.end, is_whole=True):
            if box.kind in _META and box.kind not in self._boxes:
                self._boxes[box.kind] = box
            else:
                _blank(written, box)
        if not {b"pitm", b"iinf", b"iloc", b"iprp"} <= self._boxes.keys():
            raise DamagedError("its header is incomplete")

    def strip(self) -> None:
        """Make zeros of everything that is not the picture."""
        items = self._items()
        kept = self._kept({item: kind for item, (kind, _) in items.items()})
        for item, (_, box) in items.items():
            self._strip_item(box, is_kept=item in kept)
        self._strip_data(kept)
        handler = self._boxes.get(b"hdlr")
        if handler is not None:
            # Behind version, type and reserved fields there is a name.
            self._zero(handler.content + 24, handler.end)
        for box in _boxes(self._body, self._boxes[b"iprp"].content, self._boxes[b"iprp"].end, is_whole=True):
            if box.kind == b"ipco":
                for each in _boxes(self._body, box.content, box.end, is_whole=True):
                    if each.kind not in _PROPERTIES:
                        _blank(self._written, each)
            elif box.kind != b"ipma":
                _blank(self._written, box)

    def _items(self) -> dict[int, tuple[bytes, _Box]]:
        """The type and the entry of each item."""
        box = self._boxes[b"iinf"]
        start = box.content + (6 if self._body[box.content] == 0 else 8)
        items = {}
        for entry in _boxes(self._body, start, box.end, is_whole=True):
            if entry.kind == b"infe":
                item, at = self._item_and_type(entry)
                items[item] = (self._body[at : at + 4], entry)
        return items

    def _item_and_type(self, entry: _Box) -> tuple[int, int]:
        """The number of the item of an entry, and where its type stands."""
        version = self._body[entry.content]
        if version not in (2, 3):
            raise DamagedError("its header is of an unknown version")
        size = 2 if version == 2 else 4  # noqa: PLR2004 - as above
        return _number(self._body, entry.content + 4, size), entry.content + 4 + size + 2

    def _strip_item(self, entry: _Box, *, is_kept: bool) -> None:
        _, at = self._item_and_type(entry)
        if not is_kept and at + 4 <= entry.end:
            self._written[at : at + 4] = _FREE
        self._zero(at + 4, entry.end)

    def _kept(self, items: dict[int, bytes]) -> set[int]:
        """The picture, what it is put together of, its transparency, and how bright it may be shown."""
        pictures = {item for item, kind in items.items() if kind in _PICTURES}
        box = self._boxes[b"pitm"]
        main = _number(self._body, box.content + 4, 2 if self._body[box.content] == 0 else 4)
        if main not in pictures:
            raise DamagedError("it has no pixels")
        wanted: dict[int, set[int]] = {}
        for kind, item, others in self._references():
            if kind == b"dimg":
                wanted.setdefault(item, set()).update(others)
            if kind == b"auxl" or (kind == b"dimg" and items.get(item) == b"tmap"):
                for other in others:
                    wanted.setdefault(other, set()).add(item)
        kept, open_ones = {main}, [main]
        while open_ones:
            found = (wanted.get(open_ones.pop(), set()) & pictures) - kept
            kept |= found
            open_ones += found
        return kept

    def _references(self) -> Iterator[tuple[bytes, int, set[int]]]:
        box = self._boxes.get(b"iref")
        if box is None:
            return
        size = 2 if self._body[box.content] == 0 else 4
        for each in _boxes(self._body, box.content + 4, box.end, is_whole=True):
            item = _number(self._body, each.content, size)
            count = _number(self._body, each.content + size, 2)
            first = each.content + size + 2
            if first + count * size > each.end:
                raise DamagedError("its header is incomplete")
            yield each.kind, item, {_number(self._body, first + n * size, size) for n in range(count)}

    def _strip_data(self, kept: set[int]) -> None:
        """Make zeros of all data that no item has that is kept."""
        inside = self._boxes.get(b"idat")
        places: list[tuple[int, int]] = []
        boxes = [*self._data, *([inside] if inside is not None else [])]
        for item, construction, start, length in self._extents():
            if item not in kept:
                continue
            if construction not in (_IN_FILE, _IN_BOX) or (construction == _IN_BOX and inside is None):
                raise DamagedError("its pixels are stored in an unknown way")
            begin = start + (inside.content if inside is not None and construction == _IN_BOX else 0)
            places.append((begin, begin + length))
            check_parts(len(places) * len(boxes))
        for begin, end in places:
            if begin >= end or not any(box.content <= begin and end <= box.end for box in boxes):
                raise DamagedError("its end is missing")
        places.sort()
        for box in boxes:
            position = box.content
            for begin, end in places:
                if box.content <= begin and end <= box.end:
                    self._zero(position, begin)
                    position = max(position, end)
            self._zero(position, box.end)
            if position > box.content and box is not inside:
                self.holders.append(box)

    def _extents(self) -> Iterator[tuple[int, int, int, int]]:
        """Item, way of construction, first byte and length of each extent."""
        box, body = self._boxes[b"iloc"], self._body
        version = body[box.content]
        widths = _number(body, box.content + 4, 2)
        offset_size, length_size, base_size, index_size = (widths >> shift & 15 for shift in (12, 8, 4, 0))
        if not length_size:
            raise DamagedError("its pixels are stored in an unknown way")
        wide = 4 if version == 2 else 2  # noqa: PLR2004 - a version
        count = _number(body, box.content + 6, wide)
        at = box.content + 6 + wide
        for _ in range(count):
            item = _number(body, at, wide)
            at += wide
            construction = _number(body, at, 2) & 15 if version else 0
            at += (2 if version else 0) + 2
            base = _number(body, at, base_size)
            at += base_size
            extents = _number(body, at, 2)
            at += 2
            for _ in range(extents):
                at += index_size if version else 0
                start = base + _number(body, at, offset_size)
                length = _number(body, at + offset_size, length_size)
                at += offset_size + length_size
                if at > box.end:
                    raise DamagedError("its header is incomplete")
                yield item, construction, start, length
            if at > box.end:
                raise DamagedError("its header is incomplete")

    def _zero(self, start: int, end: int) -> None:
        if start < end:
            self._written[start:end] = bytes(end - start)


def _boxes(body: bytes, start: int, end: int, *, is_whole: bool = False) -> Iterator[_Box]:
    """The boxes in a part of a file, up to what is no box.

    Raises:
        DamagedError: `is_whole`, and there is something that is no box.
    """
    parts = 0
    while start + 8 <= end:
        parts += 1
        check_parts(parts)
        size, content = _number(body, start, 4), start + 8
        if size == 1:
            size, content = _number(body, start + 8, 8), start + 16
        elif size == 0:
            size = end - start
        if size < content - start or start + size > end:
            break
        yield _Box(body[start + 4 : start + 8], start, content, start + size)
        start += size
    if is_whole and start != end:
        raise DamagedError("its header is incomplete")


def _blank(written: bytearray, box: _Box) -> None:
    """Make a box one that says nothing."""
    if box.end <= len(written):
        written[box.start + 4 : box.start + 8] = _FREE
        written[box.content : box.end] = bytes(box.end - box.content)


def _number(body: bytes, at: int, size: int) -> int:
    return int.from_bytes(body[at : at + size], "big")
