"""PNG (W3C, Portable Network Graphics, third edition) taken apart: its chunks, without what is not the picture."""

import zlib
from collections.abc import Iterator

from articles.publishing.media.containers import DamagedError, Picture, check_parts, orientation_of
from articles.publishing.media.limits import check_pixels

SIGNATURE = b"\x89PNG\r\n\x1a\n"

# What colours mean.
_COLOURS = (b"cHRM", b"gAMA", b"iCCP", b"sRGB", b"cICP", b"mDCV", b"cLLI")
# What a picture consists of. `pHYs` is how large a pixel is.
_PICTURE = frozenset((b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"sBIT", b"bKGD", b"pHYs", *_COLOURS))

_HEADER_SIZE = 13
_PALETTE = 3
# Length and type before the content of a chunk, a checksum behind it.
_BEFORE, _BEHIND = 8, 4

# A PNG's gamma of 1/2.2, as sRGB has it, and the place of its primaries (12.1 of the specification).
_SRGB_GAMMA = (45455).to_bytes(4, "big")
_SRGB_PRIMARIES = b"".join(
    value.to_bytes(4, "big") for value in (31270, 32900, 64000, 33000, 30000, 60000, 15000, 6000)
)


def read(body: bytes) -> Picture:
    """Take a PNG apart, and leave out Exif, texts, times, private chunks, and what is behind its end.

    Raises:
        ArticleError: It is too large.
        DamagedError: It is broken.
    """
    orientation: int | None = None
    frames, animated = 0, 0
    kept = [SIGNATURE]
    size: tuple[int, int] | None = None
    for kind, content, whole in _chunks(body):
        if size is None:
            size = _size(kind, content)
        if kind == b"eXIf" and orientation is None:
            orientation = orientation_of(content)
        elif kind == b"acTL":
            animated = int.from_bytes(content[:4], "big")
        elif kind == b"fcTL":
            frames += 1
        elif kind in _PICTURE:
            kept.append(whole)
    if size is None:
        raise DamagedError("its header is missing")
    stripped = b"".join(kept)
    if animated:
        check_pixels(*size, max(frames, animated))
        return Picture(body, *size, is_animated=True)
    return Picture(body if stripped == body else stripped, *size, orientation or 1)


def still(body: bytes) -> bytes:
    """The picture of an animated PNG that is shown where animations are not."""
    return b"".join([SIGNATURE, *(whole for kind, _, whole in _chunks(body) if kind in _PICTURE)])


def with_colours_of(original: bytes, body: bytes) -> bytes:
    """A PNG with the colours that another one says that it has."""
    colours = [whole for kind, _, whole in _chunks(original) if kind in _COLOURS]
    kept = [whole for kind, _, whole in _chunks(body) if kind in _PICTURE and kind not in (*_COLOURS, b"pHYs")]
    return b"".join([SIGNATURE, kept[0], *colours, *kept[1:]])


def has_other_colours(body: bytes) -> bool:
    """Whether a PNG says that its colours are not sRGB in another way than by a profile."""
    said = {kind: content for kind, content, _ in _chunks(body) if kind in _COLOURS}
    if b"cICP" in said:
        return True
    if b"iCCP" in said or b"sRGB" in said:
        return False
    gamma, primaries = said.get(b"gAMA", _SRGB_GAMMA), said.get(b"cHRM", _SRGB_PRIMARIES)
    return gamma != _SRGB_GAMMA or primaries != _SRGB_PRIMARIES


def has_rare_transparency(body: bytes) -> bool:
    """Whether one colour is transparent, in a picture whose colours Pillow reads with other numbers than it has."""
    chunks = {kind: content for kind, content, _ in _chunks(body) if kind in (b"IHDR", b"tRNS")}
    depth, colour_type = chunks[b"IHDR"][8:10]
    return b"tRNS" in chunks and colour_type != _PALETTE and depth != 8  # noqa: PLR2004 - bits


def _chunks(body: bytes) -> Iterator[tuple[bytes, bytes, bytes]]:
    """Type, content and all of each chunk, up to the end of the picture."""
    position, kind = len(SIGNATURE), b""
    has_data = False
    parts = 0
    while kind != b"IEND":
        parts += 1
        check_parts(parts)
        length = int.from_bytes(body[position : position + 4], "big")
        kind = body[position + 4 : position + _BEFORE]
        end = position + _BEFORE + length + _BEHIND
        if end > len(body):
            raise DamagedError("its end is missing")
        content = body[position + _BEFORE : end - _BEHIND]
        if kind in _PICTURE and zlib.crc32(content, zlib.crc32(kind)).to_bytes(4, "big") != body[end - _BEHIND : end]:
            raise DamagedError("a checksum in it is wrong")
        has_data = has_data or kind == b"IDAT"
        yield kind, content, body[position:end]
        position = end
    if not has_data:
        raise DamagedError("it has no pixels")


def _size(kind: bytes, content: bytes) -> tuple[int, int]:
    if kind != b"IHDR" or len(content) != _HEADER_SIZE:
        raise DamagedError("its header is missing")
    width, height = int.from_bytes(content[:4], "big"), int.from_bytes(content[4:8], "big")
    check_pixels(width, height)
    return width, height
