"""Pictures decoded by Pillow, in bounded memory."""

import io
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from articles.publishing.errors import ArticleError
from articles.publishing.media import avif, gif, jpeg, png, webp
from articles.publishing.media.containers import TURNED_SIDEWAYS, DamagedError, Picture
from articles.publishing.media.limits import check_pixels
from PIL import (
    AvifImagePlugin,
    GifImagePlugin,
    Image,
    ImageFile,
    JpegImagePlugin,
    PngImagePlugin,
    WebPImagePlugin,
    _imaging,
)

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

# Each thread takes memory for its stack. On a machine with many cores, none would be left.
AvifImagePlugin.DEFAULT_MAX_THREADS = 1
# What Pillow takes at once for pixels. The C library gives back to the system at once what is larger than 32 MiB
# (mallopt(3), M_MMAP_THRESHOLD); of smaller blocks, those between others would stay.
_imaging.set_block_size(40 * 1024 * 1024)

# What a worker has of memory for pixels, of the 537,000,000 bytes that it has for a job. The rest is for the file and
# its copy, which are there twice, for the library, and for what earlier jobs have left behind.
MEMORY = 385_000_000

# Bytes that a pixel takes while it is decoded, if not Pillow's four: libwebp keeps two pictures and hands out a third,
# libavif the planes of up to 16 bits and one to hand out. Measured: docs/decisions.md.
_DECODED = {"WebP": 16, "AVIF": 15}


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


def container(body: bytes, name: str) -> Picture:
    """A picture without what is not the picture, which may yet have to be turned.

    Args:
        body: The file.
        name: Its format, as in `formats.FORMATS`.

    Raises:
        ArticleError: It is too large.
        DamagedError: It is broken.
    """
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


def is_decoded_whole(name: str) -> bool:
    """Whether a format is decoded by a library that has all of a picture at once, besides what it hands out."""
    return name in _DECODED


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
