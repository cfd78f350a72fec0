"""GIF (GIF89a specification) taken apart: how many frames it has, and how large they are."""

from articles.publishing.media.containers import DamagedError, Picture
from articles.publishing.media.limits import check_pixels

_HEADER, _FRAME = 13, 10
_EXTENSION, _IMAGE, _TRAILER = 0x21, 0x2C, 0x3B


def read(body: bytes) -> Picture:
    """Walk through a GIF, which stays as it is.

    Raises:
        ArticleError: It is too large.
        DamagedError: It is broken.
    """
    if len(body) < _HEADER:
        raise DamagedError("its end is missing")
    width, height = _number(body, 6), _number(body, 8)
    position = _HEADER + _palette(body[10])
    frames = 0
    try:
        while (kind := body[position]) != _TRAILER:
            if kind == _IMAGE:
                right, bottom = (_number(body, position + at) + _number(body, position + at + 4) for at in (1, 3))
                if not frames:
                    # Browsers and Pillow make room for a first frame that is larger than what the header says.
                    width, height = max(width, right), max(height, bottom)
                check_pixels(_number(body, position + 5), _number(body, position + 7))
                frames += 1
                position += _FRAME + _palette(body[position + _FRAME - 1]) + 1
            elif kind == _EXTENSION:
                position += 2
            else:
                raise DamagedError("something in it is no part of a GIF")
            while length := body[position]:
                position += length + 1
            position += 1
    except IndexError:
        raise DamagedError("its end is missing") from None
    if not frames:
        raise DamagedError("it has no pixels")
    check_pixels(width, height, frames)
    return Picture(body, width, height, is_animated=frames > 1)


def _palette(flags: int) -> int:
    """The bytes of the colours that follow."""
    return 3 << (flags & 7) + 1 if flags & 0x80 else 0


def _number(body: bytes, at: int) -> int:
    return int.from_bytes(body[at : at + 2], "little")
