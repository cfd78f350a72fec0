"""JPEG (ITU-T T.81) taken apart: its markers, without what is not the picture."""

import re
from dataclasses import dataclass, field

from articles.publishing.media.containers import DamagedError, Picture, check_parts, orientation_of
from articles.publishing.media.limits import check_pixels, too_large, wrong_type

_SOI, _EOI, _SOS, _DQT, _DHT, _DRI = 0xD8, 0xD9, 0xDA, 0xDB, 0xC4, 0xDD
_APP0, _APP1, _APP2, _APP14 = 0xE0, 0xE1, 0xE2, 0xEE
# The frames that browsers show: baseline, extended and progressive, coded by Huffman's method.
_PROGRESSIVE = 0xC2
_SHOWN = (0xC0, 0xC1, _PROGRESSIVE)
# All frames: C4, C8 and CC are something else.
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
# Markers that no length follows.
_ALONE = frozenset((0x01, _SOI, *range(0xD0, 0xD8)))

_MARKER = re.compile(rb"\xff+[^\x00\xff]")
# Behind entropy-coded data: neither a zero, which says that the byte before it is data, nor a restart.
_AFTER_SCAN = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")

# Each scan of a progressive file goes over all of the picture again. Encoders make about ten.
_MOST_SCANS = 50
_LENGTH = 2
_JFIF, _ADOBE, _ICC, _EXIF = b"JFIF\0", b"Adobe", b"ICC_PROFILE\0", b"Exif\0\0"
_JFIF_SIZE, _ADOBE_SIZE, _FRAME_SIZE = 14, 12, 6


@dataclass(slots=True)
class _Parts:
    """What has been read so far."""

    kept: list[bytes] = field(default_factory=lambda: [b"\xff\xd8"])
    size: tuple[int, int] | None = None
    coefficients: int = 0
    is_progressive: bool = False
    orientation: int | None = None
    has_jfif: bool = False
    scans: int = 0
    segments: int = 0


def read(body: bytes) -> Picture:
    """Take a JPEG apart, and leave out Exif, XMP, comments, thumbnails, and what is behind its end.

    Phones write several pictures into one file (CIPA DC-007), or a video behind it: what is kept is the first picture.

    Raises:
        ArticleError: It is too large, or of a kind that browsers do not show.
        DamagedError: It is broken.
    """
    parts = _Parts()
    position = 2
    while True:
        found = _MARKER.search(body, position)
        if found is None:
            raise DamagedError("its end is missing")
        marker, position = body[found.end() - 1], found.end()
        if marker == _EOI:
            break
        if marker in _ALONE:
            continue
        end = position + int.from_bytes(body[position : position + _LENGTH], "big")
        if end < position + _LENGTH or end > len(body):
            raise DamagedError("its end is missing")
        _take(parts, marker, body[position + _LENGTH : end])
        if marker == _SOS:
            after = _AFTER_SCAN.search(body, end)
            if after is None:
                raise DamagedError("its end is missing")
            parts.kept.append(body[end : after.start()])
            end = after.start()
        position = end
    if parts.size is None or not parts.scans:
        raise DamagedError("it has no pixels")
    parts.kept.append(b"\xff\xd9")
    stripped = b"".join(parts.kept)
    return Picture(
        body if stripped == body else stripped,
        *parts.size,
        orientation=parts.orientation or 1,
        scratch=parts.coefficients if parts.is_progressive or parts.scans > 1 else 0,
    )


def _take(parts: _Parts, marker: int, content: bytes) -> None:
    """Keep a segment, or of it what is the picture's; or learn from it what is needed."""
    parts.segments += 1
    check_parts(parts.segments)
    if marker in _FRAMES:
        if parts.size is not None:
            raise DamagedError("it has two headers")
        parts.size = _size(marker, content)
        parts.is_progressive = marker == _PROGRESSIVE
        parts.coefficients = _coefficients(*parts.size, content)
    elif marker == _SOS:
        parts.scans += 1
        if parts.scans > _MOST_SCANS:
            raise too_large(f"The picture is stored in more than {_MOST_SCANS} layers", "save it as a baseline JPEG")
    elif marker == _APP0 and content.startswith(_JFIF) and len(content) >= _JFIF_SIZE and not parts.has_jfif:
        # Its last two bytes are the size of a thumbnail, which follows.
        parts.has_jfif = True
        content = content[: _JFIF_SIZE - 2] + b"\0\0"
    elif marker == _APP14 and content.startswith(_ADOBE) and len(content) >= _ADOBE_SIZE:
        # It says which colours the components are.
        content = content[:_ADOBE_SIZE]
    elif marker == _APP1 and content.startswith(_EXIF) and parts.orientation is None:
        parts.orientation = orientation_of(content[len(_EXIF) :])
        return
    elif marker not in (_DQT, _DHT, _DRI) and not (marker == _APP2 and content.startswith(_ICC)):
        return
    parts.kept.append(b"\xff" + bytes([marker]) + (len(content) + _LENGTH).to_bytes(_LENGTH, "big") + content)


def _size(marker: int, content: bytes) -> tuple[int, int]:
    if len(content) < _FRAME_SIZE:
        raise DamagedError("its header is too short")
    if marker not in _SHOWN or content[0] != 8:  # noqa: PLR2004 - bits
        raise wrong_type("The picture is a kind of JPEG that browsers do not show", "save it as a baseline JPEG")
    height, width = int.from_bytes(content[1:3], "big"), int.from_bytes(content[3:5], "big")
    check_pixels(width, height)
    return width, height


def _coefficients(width: int, height: int, content: bytes) -> int:
    """The bytes of all coefficients, two each, which have to be kept if a scan has only a part of them."""
    samplings = content[_FRAME_SIZE + 1 :: 3][: content[_FRAME_SIZE - 1]]
    across, down = (max((each >> shift & 15 for each in samplings), default=1) or 1 for shift in (4, 0))
    return sum(2 * width * height * (each >> 4) * (each & 15) // (across * down) for each in samplings)
