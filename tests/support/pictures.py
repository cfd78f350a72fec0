"""Small pictures of every format, with what a copy of them must not have."""

import functools
import io
import struct
import zlib
from typing import Any

from PIL import Image, ImageCms, ImageDraw

# Something that only metadata have, and how a place is written in Exif.
SECRET = b"the-garden-of-my-aunt"
ORIENTATION, DESCRIPTION, GPS = 0x0112, 0x010E, 0x8825
FORMATS = {"jpg": "JPEG", "png": "PNG", "webp": "WEBP", "avif": "AVIF"}

# What each orientation does to a picture as it is stored (Exif 2.32, 4.6.4).
TURNS = {
    1: (),
    2: (Image.Transpose.FLIP_LEFT_RIGHT,),
    3: (Image.Transpose.ROTATE_180,),
    4: (Image.Transpose.FLIP_TOP_BOTTOM,),
    5: (Image.Transpose.FLIP_LEFT_RIGHT, Image.Transpose.ROTATE_90),
    6: (Image.Transpose.ROTATE_270,),
    7: (Image.Transpose.FLIP_LEFT_RIGHT, Image.Transpose.ROTATE_270),
    8: (Image.Transpose.ROTATE_90,),
}


def sketch(size: tuple[int, int] = (96, 64), mode: str = "RGB") -> Image.Image:
    """A picture that no turn maps to itself, soft enough for JPEG."""
    width, height = size
    image = Image.merge(
        "RGB",
        (
            Image.linear_gradient("L").resize(size),
            Image.linear_gradient("L").rotate(90).resize(size),
            Image.radial_gradient("L").resize(size),
        ),
    )
    ImageDraw.Draw(image).ellipse((width // 10, height // 10, width // 3, height // 2), fill=(230, 40, 40))
    if mode in ("RGBA", "LA"):
        image = image.convert(mode)
        image.putalpha(Image.linear_gradient("L").rotate(180).resize(size))
        return image
    return image.convert(mode)


def upright(image: Image.Image, orientation: int) -> Image.Image:
    for turn in TURNS[orientation]:
        image = image.transpose(turn)
    return image


def exif(orientation: int = 1) -> Image.Exif:
    """Exif with a description and a place."""
    found = Image.Exif()
    found[ORIENTATION] = orientation
    found[DESCRIPTION] = SECRET.decode()
    place = found.get_ifd(GPS)
    place[1], place[2] = "N", (52.0, 31.0, 12.025)
    return found


def xmp() -> bytes:
    return b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><place>' + SECRET + b"</place></x:xmpmeta>"


def encoded(image: Image.Image, name: str, **options: Any) -> bytes:
    written = io.BytesIO()
    image.save(written, name, **options)
    return written.getvalue()


def photo(ending: str, orientation: int = 1, **options: Any) -> bytes:
    """A picture with Exif, XMP and a profile."""
    options = {"exif": exif(orientation), "icc_profile": profile(), **options}
    if ending != "png":
        options["xmp"] = xmp()
    return encoded(options.pop("image", None) or sketch(), FORMATS[ending], **options)


@functools.cache
def profile() -> bytes:
    """A profile, which has the time at which it was made."""
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def decoded(body: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(body))
    image.load()
    return image


def difference(one: Image.Image, other: Image.Image) -> float:
    """The mean difference of values from 0 to 255, those of what is transparent being 0."""
    assert one.size == other.size
    pair = zip(*(each.convert("RGBA").convert("RGBa").tobytes() for each in (one, other)), strict=True)
    difference: int = sum(abs(a - b) for a, b in pair)
    return difference / (one.width * one.height * 4)


def segment(marker: int, content: bytes) -> bytes:
    """A segment of a JPEG."""
    return b"\xff" + bytes([marker]) + struct.pack(">H", len(content) + 2) + content


def chunk(kind: bytes, content: bytes) -> bytes:
    """A chunk of a PNG."""
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png(size: tuple[int, int], depth: int, colour_type: int, data: bytes, *before: bytes, behind: bytes = b"") -> bytes:
    """A PNG made by hand."""
    header = struct.pack(">IIBBBBB", *size, depth, colour_type, 0, 0, 0)
    parts = [chunk(b"IHDR", header), *before, chunk(b"IDAT", zlib.compress(data)), chunk(b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts) + behind


def riff(*chunks: tuple[bytes, bytes]) -> bytes:
    """A WebP made by hand."""
    body = b"WEBP" + b"".join(kind + struct.pack("<I", len(c)) + c + b"\0" * (len(c) % 2) for kind, c in chunks)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def animation(name: str, frames: int = 3, **options: Any) -> bytes:
    pictures = [Image.new("RGB", (40, 30), (each * 60 % 256, 100, 20)) for each in range(frames)]
    return encoded(pictures[0], name, save_all=True, append_images=pictures[1:], duration=100, **options)
