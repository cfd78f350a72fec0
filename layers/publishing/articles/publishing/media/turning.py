"""Pictures turned by Pillow, in bounded memory, and encoded again as they were."""

import io
from typing import Any

from articles.publishing.media import pixels, png, webp
from articles.publishing.media.containers import TURNED_SIDEWAYS, Picture
from articles.publishing.media.limits import too_large, wrong_type
from PIL import Image, ImageFile, JpegImagePlugin

# Bytes that a pixel takes in Pillow, by mode; four if it has several colours.
_PIXEL = {"1": 1, "L": 1, "P": 1, "I;16": 2}
# Bytes that a pixel of a WebP takes while it is turned and encoded again.
_TURNED_LOSSY, _TURNED_LOSSLESS = 31, 52
# If more than so many bytes would be needed at once, a picture is turned in parts of so many lines.
_AT_ONCE, _LINES = 200_000_000, 64
# A larger JPEG is written without what takes the memory of all of its coefficients.
_MOST_OPTIMISED = 20_000_000
# The colour transform of Adobe's marker for CMYK that is stored as brightness, colours and black.
_YCCK = 2
# By how many samples of brightness, across and down, there are for one of colour: Pillow's numbers.
_SUBSAMPLINGS = {(1, 1): 0, (2, 1): 1, (2, 2): 2}
# Of a lossy WebP that is encoded a second time; how long a lossless one is tried to be made small.
_QUALITY, _LOSSLESS_EFFORT = 95, 50
_TURN_IT = "turn it in an image editor, and save it upright"


def upright(picture: Picture, name: str) -> Picture:
    """A picture turned, and encoded again as it was.

    Args:
        picture: The picture.
        name: Its format; not AVIF, which says itself, as part of the picture, how to show it.

    Raises:
        ArticleError: Turning it would take too much memory.
        DamagedError: It is broken.
    """
    # Decoded and turned there, encoded here: meanwhile the pixels as they were take no memory.
    image, how = {"JPEG": _turned_jpeg, "PNG": _turned_png, "WebP": _turned_webp}[name](picture)
    written = io.BytesIO()
    with pixels.pillow():
        image.save(written, name.upper(), **how)
    body = written.getvalue()
    if name == "PNG":
        return png.read(png.with_colours_of(picture.body, body))
    return pixels.container(body, name)


def _turned_jpeg(picture: Picture) -> tuple[Image.Image, dict[str, Any]]:
    """With the tables of the encoder that made it, so that hardly more is left out than that once left out."""
    is_small = picture.width * picture.height <= _MOST_OPTIMISED
    with pixels.opened(picture.body, "JPEG") as image:
        if not isinstance(image, JpegImagePlugin.JpegImageFile):
            raise TypeError(image)
        is_sideways = picture.orientation in TURNED_SIDEWAYS
        how = {
            "qtables": _tables(image, is_sideways=is_sideways),
            "subsampling": _subsampling(image, is_sideways=is_sideways),
            "keep_rgb": _is_rgb(image),
            "icc_profile": image.info.get("icc_profile"),
            "optimize": is_small,
            "progressive": is_small and "progressive" in image.info,
        }
        return _turned(image, picture, _PIXEL.get(image.mode, 4)), how


def _turned_png(picture: Picture) -> tuple[Image.Image, dict[str, Any]]:
    if png.has_rare_transparency(picture.body):
        raise wrong_type("The picture is stored lying on its side or mirrored, in a rare kind of PNG", _TURN_IT)
    with pixels.opened(picture.body, "PNG") as image:
        return _turned(image, picture, _PIXEL.get(image.mode, 4)), {}


def _turned_webp(picture: Picture) -> tuple[Image.Image, dict[str, Any]]:
    is_lossless = webp.is_lossless(picture.body)
    _check_memory(picture.width * picture.height * (_TURNED_LOSSLESS if is_lossless else _TURNED_LOSSY))
    with pixels.opened(picture.body, "WebP") as image:
        whole = pixels.turned(image, picture.orientation)
        how = {"icc_profile": image.info.get("icc_profile"), "quality": _QUALITY}
    if is_lossless:
        how |= {"lossless": True, "exact": True, "quality": _LOSSLESS_EFFORT}
    return whole, how


def _turned(image: ImageFile.ImageFile, picture: Picture, pixel: int) -> Image.Image:
    """A picture turned; a large one in parts, since two of them take more memory than there is.

    Args:
        image: The picture, not yet decoded. Afterwards it is closed.
        picture: The same, still encoded.
        pixel: Bytes of a pixel.
    """
    count = picture.width * picture.height
    in_parts = image.mode == "RGB" and 2 * pixel * count > _AT_ONCE
    # Lines that are put aside have three bytes a pixel.
    _check_memory(max(count * pixel + picture.scratch, count * (pixel + (3 if in_parts else pixel))))
    image.load()
    if not in_parts:
        whole = pixels.turned(image, picture.orientation)
        image.close()
        return whole
    size = width, height = image.size
    tops = range(0, height, _LINES)
    lines = [image.crop((0, top, width, min(top + _LINES, height))).tobytes() for top in tops]
    info = image.info
    image.close()
    if picture.orientation in TURNED_SIDEWAYS:
        size = height, width
    whole = Image.new(image.mode, size)
    whole.info = info
    for top in reversed(tops):
        part = Image.frombytes(image.mode, (width, min(top + _LINES, height) - top), lines.pop())
        whole.paste(pixels.turned(part, picture.orientation), _corner(picture, top, part.height))
    return whole


def _corner(picture: Picture, top: int, height: int) -> tuple[int, int]:
    """Where the lines from `top` on belong in a picture that has been turned."""
    bottom = picture.height - top - height
    return {2: (0, top), 3: (0, bottom), 4: (0, bottom), 5: (top, 0), 6: (bottom, 0), 7: (bottom, 0), 8: (top, 0)}[
        picture.orientation
    ]


def _check_memory(needed: int) -> None:
    """Refuse to turn what takes too much memory for that.

    Raises:
        ArticleError: It takes too much.
    """
    if needed > pixels.MEMORY:
        raise too_large("The picture is stored lying on its side or mirrored, and is too large to be turned", _TURN_IT)


def _tables(image: JpegImagePlugin.JpegImageFile, *, is_sideways: bool) -> list[list[int]]:
    """What the frequencies of each component are divided by. Turned sideways, rows and columns change places."""
    tables = [image.quantization[table] for _, _, _, table in image.layer]
    if image.info.get("adobe_transform") == _YCCK:  # it is written as CMYK, of which no component is mere colour
        tables = tables[:1] * len(tables)
    while tables[1:] and tables[-1] == tables[-2]:  # the last one stands for those that are not there
        tables.pop()
    if not is_sideways:
        return tables
    return [[table[8 * column + row] for row in range(8) for column in range(8)] for table in tables]


def _subsampling(image: JpegImagePlugin.JpegImageFile, *, is_sideways: bool) -> int:
    """How much less of the colours than of the brightness is stored; all of them if what it was cannot be written."""
    if len(image.layer) != 3:  # noqa: PLR2004 - brightness and two colours
        return -1
    across, down = image.layer[0][1:3]
    if any(layer[1:3] != (1, 1) for layer in image.layer[1:]):
        return 0
    return _SUBSAMPLINGS.get((down, across) if is_sideways else (across, down), 0)


def _is_rgb(image: JpegImagePlugin.JpegImageFile) -> bool:
    """Whether the components are red, green and blue, as libjpeg decides it."""
    if "jfif" in image.info:
        return False
    if "adobe" in image.info:
        return bool(image.info.get("adobe_transform") == 0)
    return bytes(layer[0] for layer in image.layer) == b"RGB"
