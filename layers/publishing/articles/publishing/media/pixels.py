"""Pictures decoded by Pillow: to see that they can be, and to turn them."""

import io
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager

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

# So many pixels can be decoded, and be turned, in the memory that a worker has: docs/decisions.md has the figures.
# Nothing decodes the others in parts.
_MOST_DECODED = {"WebP": 25_000_000, "AVIF": 20_000_000}
_MOST_TURNED = {"JPEG": 50_000_000, "PNG": 50_000_000, "WebP": 16_000_000}
# More than this is written without what takes the memory of all of it once more.
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
        DamagedError: It cannot be decoded, whatever the library says to that.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            with _DECODERS[name](io.BytesIO(body)) as image:
                yield image
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
    if fits(name, picture.width, picture.height):
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


def fits(name: str, width: int, height: int) -> bool:
    """Whether a picture can be decoded in the memory that a worker has."""
    return width * height <= _MOST_DECODED.get(name, width * height)


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
    stripped = body if is_animated else avif.stripped(body)
    with opened(stripped, "AVIF") as image:
        width, height = image.size
        check_pixels(width, height, getattr(image, "n_frames", 1))
        if orientation_of(image) in TURNED_SIDEWAYS:
            width, height = height, width
    return Picture(stripped, width, height, is_animated=is_animated)


def _upright(picture: Picture, name: str) -> Picture:
    """A picture turned, and encoded again as it was."""
    if picture.width * picture.height > _MOST_TURNED[name]:
        raise too_large("The picture is stored lying on its side or mirrored, and is too large to be turned", _TURN_IT)
    with opened(picture.body, name) as image:
        write = {"JPEG": _turned_jpeg, "PNG": _turned_png, "WebP": _turned_webp}[name]
        body = write(picture, image)
    width, height = picture.width, picture.height
    if picture.orientation in TURNED_SIDEWAYS:
        width, height = height, width
    return Picture(body, width, height)


def _turned_jpeg(picture: Picture, image: ImageFile.ImageFile) -> bytes:
    """With the tables of the encoder that made it, so that hardly more is left out than that once left out."""
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
    upright = turned(image, picture.orientation)
    image.im = upright.im  # lets go of the pixels as they were
    written = io.BytesIO()
    upright.save(written, "JPEG", **how)
    return jpeg.read(written.getvalue()).body


def _tables(image: JpegImagePlugin.JpegImageFile, *, is_sideways: bool) -> list[list[int]]:
    """What the frequencies of each component are divided by. Turned sideways, rows and columns change places."""
    tables = [image.quantization[table] for _, _, _, table in image.layer]
    if image.info.get("adobe_transform") == _YCCK:  # it is written as CMYK, of which no component is mere colour
        tables = tables[:1] * len(tables)
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


def _turned_png(picture: Picture, image: ImageFile.ImageFile) -> bytes:
    if png.has_rare_transparency(picture.body):
        raise wrong_type("The picture is stored lying on its side or mirrored, in a rare kind of PNG", _TURN_IT)
    image.load()
    profile = image.info.pop("icc_profile", None)
    upright = turned(image, picture.orientation)
    image.im = upright.im  # as above
    written = io.BytesIO()
    upright.save(written, "PNG", icc_profile=profile)
    return png.with_colours_of(picture.body, written.getvalue())


def _turned_webp(picture: Picture, image: ImageFile.ImageFile) -> bytes:
    image.load()
    upright = turned(image, picture.orientation)
    image.im = upright.im  # as above
    written = io.BytesIO()
    is_lossless = webp.is_lossless(picture.body)
    upright.save(
        written,
        "WEBP",
        lossless=is_lossless,
        exact=is_lossless,
        quality=_LOSSLESS_EFFORT if is_lossless else _QUALITY,
        icc_profile=image.info.get("icc_profile"),
    )
    return webp.read(written.getvalue()).body
