"""Pictures decoded by Pillow: to see that they can be, and to turn them."""

import io
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from articles.publishing.errors import ArticleError
from articles.publishing.media import avif, gif, jpeg, png, webp
from articles.publishing.media.containers import TURNED_SIDEWAYS, DamagedError, Picture
from articles.publishing.media.limits import check_pixels, too_large, wrong_type
from PIL import AvifImagePlugin, GifImagePlugin, Image, ImageFile, JpegImagePlugin, PngImagePlugin, WebPImagePlugin

# What decodes each format, by its name in `formats.FORMATS`: Pillow would try all formats that it knows.
_DECODERS: dict[str, Callable[[io.BytesIO], ImageFile.ImageFile]] = {
    "PNG": PngImagePlugin.PngImageFile,
    "JPEG": JpegImagePlugin.JpegImageFile,
    "GIF": GifImagePlugin.GifImageFile,
    "WebP": WebPImagePlugin.WebPImageFile,
    "AVIF": AvifImagePlugin.AvifImageFile,
}

# How Exif says that a picture has to be turned (2.32, 4.6.4), and what does it.
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_ORIENTATION = 0x0112

# Each thread would take memory for its stack, of which a machine with many cores would have none left.
AvifImagePlugin.DEFAULT_MAX_THREADS = 1

# What a worker has of memory for pixels, of the 537,000,000 bytes that it has for a job. The rest is for the file and
# its copy, which are there twice, for the library, and for what earlier jobs have left behind.
MEMORY = 385_000_000

# Bytes that a pixel takes in Pillow, by mode; four if it has several colours.
_PIXEL = {"1": 1, "L": 1, "P": 1, "I;16": 2}
# The same while a picture is decoded: libwebp keeps two pictures and hands out a third, libavif the planes of up to 16
# bits and one to hand out. Measured: docs/decisions.md.
_DECODED = {"WebP": 16, "AVIF": 15}
# And while it is turned and encoded again.
_TURNED_LOSSY, _TURNED_LOSSLESS = 28, 48
# A picture is turned in parts of so many lines. More than so many bytes are needed for that, it is done at once.
_LINES, _AT_ONCE = 64, 200_000_000
# A larger JPEG is written without what takes the memory of all of its coefficients.
_MOST_OPTIMISED = 20_000_000
# The colour transform of Adobe's marker for CMYK that is stored as brightness, colours and black.
_YCCK = 2
# By how many samples of brightness, across and down, there are for one of colour: Pillow's numbers.
_SUBSAMPLINGS = {(1, 1): 0, (2, 1): 1, (2, 2): 2}
# Of a lossy WebP that is encoded a second time; how long a lossless one is tried to be made small.
_QUALITY, _LOSSLESS_EFFORT = 95, 50
_TURN_IT = "turn it in an image editor, and save it upright"


@contextmanager
def opened(body: bytes, name: str) -> Iterator[ImageFile.ImageFile]:
    """A picture whose container has been read, and whose size is allowed.

    Raises:
        DamagedError: It cannot be decoded.
    """
    with pillow(), _DECODERS[name](io.BytesIO(body)) as image:
        yield image


@contextmanager
def pillow() -> Iterator[None]:
    """What is done with Pillow within this.

    Raises:
        DamagedError: Pillow raised something: for broken pictures that is any exception.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            yield
        except (MemoryError, ArticleError, DamagedError):
            raise
        except Exception as error:
            raise DamagedError("its pixels cannot be read") from error


def read(body: bytes, name: str) -> Picture:
    """A picture without what is not the picture, upright, and decoded so far as that fits into memory.

    Args:
        body: The file.
        name: Its format, as in `formats.FORMATS`.

    Raises:
        ArticleError: It is too large.
        DamagedError: It is broken.
    """
    picture = container(body, name)
    if picture.scratch > MEMORY:
        raise too_large(
            "The picture is stored in layers that take more memory than there is", "save it as a baseline JPEG"
        )
    if name in _DECODED and not fits(picture, name):
        # Nothing can be decoded in parts. What can be known of it without that, is known.
        return picture if picture.orientation == 1 else _upright(picture, name)
    shown = png.still(body) if name == "PNG" and picture.is_animated else picture.body
    with opened(shown, name) as image:
        # A JPEG is decoded at an eighth of its size: all of it is read, but no memory taken for all of it.
        image.draft(image.mode, (1, 1))
        image.load()
    return picture if picture.orientation == 1 else _upright(picture, name)


def container(body: bytes, name: str) -> Picture:
    """A picture without what is not the picture; arguments and errors as for `read`."""
    if name == "AVIF":
        return _avif(body)
    return {"JPEG": jpeg.read, "PNG": png.read, "GIF": gif.read, "WebP": webp.read}[name](body)


def fits(picture: Picture, name: str, part: int = 1) -> bool:
    """Whether a picture can be decoded in the memory that a worker has.

    Args:
        picture: The picture.
        name: Its format.
        part: How many times narrower and lower it is to be decoded, which only JPEG can be.
    """
    return picture.width * picture.height * _DECODED.get(name, 4) // part**2 + picture.scratch <= MEMORY


def turned(image: Image.Image, orientation: int) -> Image.Image:
    """A picture turned as its orientation says."""
    return image.transpose(_TURNS[orientation]) if orientation in _TURNS else image


def orientation_of(image: Image.Image) -> int:
    """How a decoded picture has yet to be turned; only AVIF has that where it is no metadata."""
    found: int = image.getexif().get(_ORIENTATION, 1)
    return found


def _avif(body: bytes) -> Picture:
    """An AVIF is always shown upright: how it is turned is part of the picture (ISO 23008-12, 6.5.10)."""
    is_animated = avif.is_animated(body)
    for size in avif.sizes(body):
        check_pixels(*size)
    stripped = body if is_animated else avif.stripped(body)
    with opened(stripped, "AVIF") as image:
        width, height = image.size
        check_pixels(width, height, getattr(image, "n_frames", 1))
        if orientation_of(image) in TURNED_SIDEWAYS:
            width, height = height, width
    return Picture(stripped, width, height, is_animated=is_animated)


def _upright(picture: Picture, name: str) -> Picture:
    """A picture turned, and encoded again as it was."""
    # Decoded and turned there, encoded here: meanwhile the pixels as they were take no memory.
    upright, how = {"JPEG": _turned_jpeg, "PNG": _turned_png, "WebP": _turned_webp}[name](picture)
    written = io.BytesIO()
    with pillow():
        upright.save(written, name.upper(), **how)
    body = written.getvalue()
    if name == "PNG":
        return png.read(png.with_colours_of(picture.body, body))
    return container(body, name)


def _turned_jpeg(picture: Picture) -> tuple[Image.Image, dict[str, Any]]:
    """With the tables of the encoder that made it, so that hardly more is left out than that once left out."""
    with opened(picture.body, "JPEG") as image:
        if not isinstance(image, JpegImagePlugin.JpegImageFile):
            raise TypeError(image)
        is_sideways = picture.orientation in TURNED_SIDEWAYS
        how = {
            "qtables": _tables(image, is_sideways=is_sideways),
            "subsampling": _subsampling(image, is_sideways=is_sideways),
            "keep_rgb": _is_rgb(image),
            "icc_profile": image.info.get("icc_profile"),
            "optimize": picture.width * picture.height <= _MOST_OPTIMISED,
        }
        return _turned(image, picture, _PIXEL.get(image.mode, 4)), how


def _turned_png(picture: Picture) -> tuple[Image.Image, dict[str, Any]]:
    if png.has_rare_transparency(picture.body):
        raise wrong_type("The picture is stored lying on its side or mirrored, in a rare kind of PNG", _TURN_IT)
    with opened(picture.body, "PNG") as image:
        return _turned(image, picture, _PIXEL.get(image.mode, 4)), {}


def _turned_webp(picture: Picture) -> tuple[Image.Image, dict[str, Any]]:
    is_lossless = webp.is_lossless(picture.body)
    _check_memory(picture.width * picture.height * (_TURNED_LOSSLESS if is_lossless else _TURNED_LOSSY))
    with opened(picture.body, "WebP") as image:
        upright = turned(image, picture.orientation)
        how = {"icc_profile": image.info.get("icc_profile"), "quality": _QUALITY}
    if is_lossless:
        how |= {"lossless": True, "exact": True, "quality": _LOSSLESS_EFFORT}
    return upright, how


def _turned(image: ImageFile.ImageFile, picture: Picture, pixel: int) -> Image.Image:
    """A picture turned; a large one in parts, since two of them take more memory than there is.

    Args:
        image: The picture, not yet decoded. Afterwards it is closed.
        picture: The same, still encoded.
        pixel: Bytes of a pixel.
    """
    pixels = picture.width * picture.height
    in_parts = image.mode == "RGB" and 2 * pixel * pixels > _AT_ONCE
    # Lines that are put aside have three bytes a pixel.
    _check_memory(max(pixels * pixel + picture.scratch, pixels * (pixel + (3 if in_parts else pixel))))
    image.load()
    if not in_parts:
        upright = turned(image, picture.orientation)
        image.close()
        return upright
    size = width, height = image.size
    tops = range(0, height, _LINES)
    lines = [image.crop((0, top, width, min(top + _LINES, height))).tobytes() for top in tops]
    info = image.info
    image.close()
    if picture.orientation in TURNED_SIDEWAYS:
        size = height, width
    upright = Image.new(image.mode, size)
    upright.info = info
    for top in reversed(tops):
        part = Image.frombytes(image.mode, (width, min(top + _LINES, height) - top), lines.pop())
        upright.paste(turned(part, picture.orientation), _corner(picture, top, part.height))
    return upright


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
    if needed > MEMORY:
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
