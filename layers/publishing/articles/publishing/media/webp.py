"""WebP (RFC 9649) taken apart: its chunks, without what is not the picture."""

from collections.abc import Iterator

from articles.publishing.media.containers import DamagedError, Picture, check_parts, orientation_of
from articles.publishing.media.limits import check_pixels

_HEADER = 12
# Flags of an extended file: a colour profile, transparency, an animation.
_ICC, _ALPHA, _ANIMATION = 0x20, 0x10, 0x02
_EXTENDED_SIZE, _FRAME_SIZE, _LOSSY_SIZE, _LOSSLESS_SIZE = 10, 16, 10, 5
_EXIF = b"Exif\0\0"


def read(body: bytes) -> Picture:
    """Take a WebP apart, and leave out Exif, XMP, unknown chunks, and what is behind its end.

    Raises:
        ArticleError: It is too large.
        DamagedError: It is broken.
    """
    chunks = list(_chunks(body))
    first, header = chunks[0]
    if first != b"VP8X":
        size = _size(first, header)
        return Picture(_written(body, [(first, header)]), *size)
    if len(header) < _EXTENDED_SIZE:
        raise DamagedError("its header is too short")
    width, height = _number(header[4:7]) + 1, _number(header[7:10]) + 1
    check_pixels(width, height)
    if header[0] & _ANIMATION:
        _check_frames(chunks, width, height)
        return Picture(body, width, height, is_animated=True)
    found = dict(reversed(chunks))
    coded = next((kind for kind, _ in chunks if kind in (b"VP8 ", b"VP8L")), None)
    if coded is None:
        raise DamagedError("it has no pixels")
    if _size(coded, found[coded]) != (width, height):
        raise DamagedError("its header has another size than its pixels")
    flags = header[0] & _ALPHA | (_ICC if b"ICCP" in found else 0)
    kept = [(b"VP8X", bytes([flags, 0, 0, 0]) + header[4:_EXTENDED_SIZE])]
    wanted = (b"ICCP", b"ALPH", coded) if coded == b"VP8 " else (b"ICCP", coded)
    kept += [(kind, found[kind]) for kind in wanted if kind in found]
    exif = found.get(b"EXIF", b"")
    return Picture(_written(body, kept), width, height, orientation_of(exif.removeprefix(_EXIF)))


def is_lossless(body: bytes) -> bool:
    """Whether every pixel of a still WebP is stored as it is."""
    return any(kind == b"VP8L" for kind, _ in _chunks(body))


def _chunks(body: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Type and content of each chunk."""
    stop = 8 + int.from_bytes(body[4:8], "little")
    if stop > len(body):
        raise DamagedError("its end is missing")
    if stop < _HEADER + 8:
        raise DamagedError("it has no pixels")
    position = _HEADER
    parts = 0
    while position + 8 <= stop:
        parts += 1
        check_parts(parts)
        size = _number(body[position + 4 : position + 8])
        if position + 8 + size > stop:
            raise DamagedError("its end is missing")
        yield body[position : position + 4], body[position + 8 : position + 8 + size]
        position += 8 + size + size % 2


def _written(body: bytes, chunks: list[tuple[bytes, bytes]]) -> bytes:
    """A file of these chunks; `body` itself if that is one."""
    parts = [b"WEBP"]
    for kind, content in chunks:
        parts += [kind, len(content).to_bytes(4, "little"), content, b"\0" * (len(content) % 2)]
    written = b"RIFF" + sum(map(len, parts)).to_bytes(4, "little") + b"".join(parts)
    return body if written == body else written


def _size(kind: bytes, content: bytes) -> tuple[int, int]:
    """Width and height of what is coded (RFC 6386, 9.1; RFC 9649, 3.4)."""
    if kind == b"VP8 " and len(content) >= _LOSSY_SIZE and content[3:6] == b"\x9d\x01\x2a":
        if _number(content[:3]) >> 5 > len(content) - _LOSSY_SIZE:
            raise DamagedError("its end is missing")
        size = _number(content[6:8]) & 0x3FFF, _number(content[8:10]) & 0x3FFF
    elif kind == b"VP8L" and len(content) >= _LOSSLESS_SIZE and content[0] == 0x2F:  # noqa: PLR2004 - its signature
        bits = _number(content[1:5])
        size = (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    else:
        raise DamagedError("it has no pixels")
    check_pixels(*size)
    return size


def _check_frames(chunks: list[tuple[bytes, bytes]], width: int, height: int) -> None:
    frames = 0
    for kind, content in chunks:
        if kind != b"ANMF":
            continue
        if len(content) < _FRAME_SIZE:
            raise DamagedError("a frame of it is too short")
        check_pixels(_number(content[6:9]) + 1, _number(content[9:12]) + 1)
        frames += 1
    if not frames:
        raise DamagedError("it has no pixels")
    check_pixels(width, height, frames)


def _number(content: bytes) -> int:
    return int.from_bytes(content, "little")
