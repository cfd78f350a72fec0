"""Pictures scaled by Pillow, and written as WebP."""

import io
import math

from articles.publishing.media import avif, pixels, png
from articles.publishing.media.containers import TURNED_SIDEWAYS, DamagedError
from PIL import Image, ImageCms, ImageFile

FORMATS = ("PNG", "JPEG", "WebP", "AVIF")

# Of lossy WebP. A picture that was stored without loss often has letters and lines, and shows more of what is lost.
_QUALITY, _QUALITY_OF_LOSSLESS = 80, 90
# How long a lossless one is tried to be made small.
_LOSSLESS_EFFORT = 50
# Of a JPEG at least so many times the wanted size is decoded, which its format allows without the rest.
_DRAFT = 2
_PARTS = (1, 2, 4, 8)
# Lines that are made at once; and how far from a line those are that Lanczos' method looks at, in lines of the result.
_LINES, _LANCZOS = 64, 3
# What WebP can hold; and what is written within the time that a worker has, and of it without loss in its memory.
_HIGHEST, _MOST_PIXELS, _MOST_LOSSLESS = 16_383, 10_000_000, 5_000_000

# Which modes of Pillow a colour profile is for, by the four letters in it (ICC.1, 7.2.8).
_SPACES = {b"GRAY": ("L", "LA"), b"CMYK": ("CMYK",), b"RGB ": ("RGB", "RGBA")}


def narrowed(body: bytes, name: str, width: int) -> bytes | None:
    """A picture in WebP: `widths.narrowed`.

    Args:
        body: The picture.
        name: Its format, one of `FORMATS`.
        width: In pixels.
    """
    picture = pixels.container(body, name)
    if picture.is_animated or picture.orientation != 1 or picture.width <= width:
        return None
    height = max(1, round(picture.height * width / picture.width))
    part = max(each for each in _PARTS if each <= max(1, picture.width // (_DRAFT * width))) if name == "JPEG" else 1
    if height > _HIGHEST or width * height > _MOST_PIXELS or not pixels.fits(picture, name, part):
        return None
    if name == "PNG" and (png.has_other_colours(body) or png.has_rare_transparency(body)):
        return None
    if name == "AVIF" and avif.has_other_colours(body):
        return None
    # Scaled there, encoded here: meanwhile the large picture takes no memory.
    small, profile = _small(body, name, (width, height))
    with pixels.pillow():
        small, profile = _in_srgb(small, profile)
        written = _webp(small, profile, was_lossless=name == "PNG")
    return written if len(written) < len(body) else None


def _small(body: bytes, name: str, size: tuple[int, int]) -> tuple[Image.Image, bytes | None]:
    """A picture in another size, and its profile."""
    with pixels.opened(body, name) as image:
        orientation = pixels.orientation_of(image) if name == "AVIF" else 1
        small = _scaled(image, size[::-1] if orientation in TURNED_SIDEWAYS else size)
        return pixels.turned(small, orientation), image.info.get("icc_profile")


def _scaled(image: ImageFile.ImageFile, size: tuple[int, int]) -> Image.Image:
    """A picture in another size, made in parts, of which each knows as many lines beside it as it needs."""
    image.draft(image.mode, (_DRAFT * size[0], _DRAFT * size[1]))
    image.load()
    scale = image.height / size[1]
    beside = math.ceil(_LANCZOS * max(scale, 1)) + 1
    small: Image.Image | None = None
    for top in range(0, size[1], _LINES):
        lines = min(_LINES, size[1] - top)
        first, last = top * scale, min((top + lines) * scale, image.height)
        above = max(0, math.floor(first) - beside)
        part = _with_tones(image.crop((0, above, image.width, min(image.height, math.ceil(last) + beside))))
        scaled = part.resize(
            (size[0], lines), Image.Resampling.LANCZOS, box=(0, first - above, image.width, last - above)
        )
        small = small or Image.new(scaled.mode, size)
        small.paste(scaled, (0, top))
    if small is None:
        raise DamagedError("it has no pixels")
    return small


def _with_tones(image: Image.Image) -> Image.Image:
    """A picture of which neighbours can be mixed: 8 bits for each of its colours, transparency beside them."""
    if image.mode in ("I;16", "I;16B"):
        # 65,535 becomes 255. Pillow's own conversion makes 255 of everything above it.
        return image.point(lambda value: value * (1 / 257)).convert("L")
    if "transparency" in image.info:
        return image.convert("RGBA")
    return image.convert({"1": "L", "P": "RGB"}.get(image.mode, image.mode))


def _in_srgb(image: Image.Image, profile: bytes | None) -> tuple[Image.Image, bytes | None]:
    """A picture in red, green and blue, and the profile that it still needs: WebP has no other colours."""
    if not profile or image.mode not in _SPACES.get(profile[16:20], ()):
        return _without_profile(image), None
    if profile[16:20] == b"RGB ":
        return image, profile
    colours = image.getchannel("L") if image.mode == "LA" else image
    try:
        converted = ImageCms.profileToProfile(
            colours, io.BytesIO(profile), ImageCms.createProfile("sRGB"), outputMode="RGB"
        )
    except ImageCms.PyCMSError:
        converted = None
    if converted is None:
        return _without_profile(image), None
    if image.mode == "LA":
        converted.putalpha(image.getchannel("A"))
    return converted, None


def _without_profile(image: Image.Image) -> Image.Image:
    return image.convert({"L": "RGB", "LA": "RGBA", "CMYK": "RGB"}.get(image.mode, image.mode))


def _webp(image: Image.Image, profile: bytes | None, *, was_lossless: bool) -> bytes:
    """The smaller one of lossy and lossless, if the picture was lossless; else the lossy one."""
    written = [_encoded(image, profile, quality=_QUALITY_OF_LOSSLESS if was_lossless else _QUALITY)]
    if was_lossless and image.width * image.height <= _MOST_LOSSLESS:
        written.append(_encoded(image, profile, quality=_LOSSLESS_EFFORT, lossless=True))
    return min(written, key=len)


def _encoded(image: Image.Image, profile: bytes | None, *, quality: int, lossless: bool = False) -> bytes:
    written = io.BytesIO()
    image.save(written, "WEBP", quality=quality, lossless=lossless, icc_profile=profile)
    return written.getvalue()
