"""Narrower pictures look like the picture, and are worth their bytes."""

import struct

import pytest
from articles.publishing.errors import ArticleError
from articles.publishing.media.copies import read_media
from articles.publishing.media.facts import WIDTHS, Media
from articles.publishing.media.widths import narrowed, widths_worth_trying
from PIL import Image

from tests.support.pictures import (
    FORMATS,
    animation,
    chunk,
    decoded,
    difference,
    encoded,
    exif,
    photo,
    png,
    profile,
    sketch,
    upright,
)


def media(**facts: object) -> Media:
    known = {"address": "pictures/a/b.png", "kind": "picture", "media_type": "image/png", "size": 9, "width": 1921}
    return Media(**(known | {"height": 10} | facts))  # type: ignore[arg-type]


def test_which_widths_are_worth_trying() -> None:
    assert widths_worth_trying(media()) == WIDTHS
    assert widths_worth_trying(media(width=1920)) == WIDTHS[:-1]
    assert widths_worth_trying(media(width=640)) == ()
    for media_type in ("image/jpeg", "image/webp", "image/avif"):
        assert widths_worth_trying(media(media_type=media_type)) == WIDTHS
    for media_type in ("image/gif", "image/svg+xml", "video/mp4"):
        assert widths_worth_trying(media(media_type=media_type)) == ()
    assert widths_worth_trying(media(is_animated=True)) == ()
    assert widths_worth_trying(media(width=None, height=None)) == ()


def narrower(image: Image.Image, body: bytes, width: int) -> Image.Image:
    """A narrower picture, of which the right size is asked."""
    found = narrowed(body, width)
    assert found is not None
    assert len(found) < len(body)
    assert narrowed(body, width) == found, "it is another one each time"
    small = decoded(found)
    assert small.format == "WEBP"
    assert small.size == (width, round(image.height * width / image.width))
    return small


@pytest.mark.parametrize("ending", FORMATS)
@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_a_picture_becomes_narrower(ending: str, mode: str) -> None:
    image = sketch((603, 401), "RGB" if ending == "jpg" else mode)
    body = read_media(f"a.{ending}", photo(ending, image=image, icc_profile=profile())).body
    small = narrower(image, body, 200)
    assert small.info["icc_profile"] == profile()
    expected = image.resize(small.size, Image.Resampling.LANCZOS)
    assert difference(small, expected) < 3
    assert ("A" in small.getbands()) == ("A" in image.getbands())


def _exactly(image: Image.Image, _profile: bytes | None, *, was_lossless: bool) -> bytes:
    assert was_lossless
    return encoded(image, "WEBP", lossless=True, exact=True)


def test_made_in_parts_it_is_as_made_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    image = sketch((310, 1007), "RGBA")
    body = encoded(image, "PNG", compress_level=0)
    at_once = image.resize((101, round(1007 * 101 / 310)), Image.Resampling.LANCZOS)
    monkeypatch.setattr("articles.publishing.media.scaling._webp", _exactly)
    assert difference(decoded(narrowed(body, 101) or b""), at_once) < 0.1


@pytest.mark.parametrize("orientation", [1, 3, 6, 7])
def test_a_turned_avif(orientation: int) -> None:
    image = sketch((300, 200))
    body = read_media("a.avif", encoded(image, "AVIF", exif=exif(orientation))).body
    shown = upright(image, orientation)
    small = narrower(shown, body, 100)
    assert difference(small, shown.resize(small.size)) < 3


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "CMYK"])
def test_every_mode(mode: str) -> None:
    image = sketch((600, 400), mode)
    body = encoded(image, "JPEG", quality=95) if mode == "CMYK" else encoded(image, "PNG", compress_level=0)
    small = narrower(image, body, 150)
    expected = image.convert("RGBA" if mode == "LA" else "RGB").resize(small.size, Image.Resampling.LANCZOS)
    assert difference(small, expected) < (9 if mode == "1" else 3)


def test_a_palette_with_transparency() -> None:
    image = sketch((600, 400), "P")
    image.info["transparency"] = bytes([0, 128] * 128)
    small = narrower(image, encoded(image, "PNG", compress_level=0), 150)
    expected = image.convert("RGBA").resize(small.size, Image.Resampling.LANCZOS)
    assert small.mode == "RGBA"
    assert difference(small, expected) < 6


def test_sixteen_bits_become_eight_and_are_not_cut_off() -> None:
    image = Image.new("I;16", (512, 64))
    image.putdata([each % 512 * 128 for each in range(512 * 64)])
    small = narrower(image, encoded(image, "PNG", compress_level=0), 128)
    values = small.convert("L").crop((0, 8, 128, 9)).tobytes()
    assert all(abs(value - (4 * column + 1.5) / 2) < 4 for column, value in enumerate(values))


def test_grey_with_a_profile_of_its_own() -> None:
    linear = _grey_profile()
    for mode in ("L", "LA"):
        image = sketch((600, 400), mode)
        small = narrower(image, encoded(image, "PNG", compress_level=0, icc_profile=linear), 150)
        assert "icc_profile" not in small.info
        grey = image.convert("L").resize(small.size)
        brighter = grey.point(lambda value: 255 * (value / 255) ** (1 / 2.2))
        assert difference(small.convert("L"), brighter) < 8
        assert ("A" in small.getbands()) == (mode == "LA")


def _profile(kind: bytes, space: bytes, connection: bytes, tags: dict[bytes, bytes]) -> bytes:
    """A profile of a device whose colours are in a space (ICC.1, 7)."""
    head = struct.pack(">4s4s4s4s4s", bytes(4), b"\2\x40\0\0", kind, space, connection)
    head += bytes(12) + b"acsp" + bytes(28) + struct.pack(">3I", 0xF6D6, 0x10000, 0xD32D)
    table, content = struct.pack(">I", len(tags)), b""
    for name, tag in tags.items():
        table += name + struct.pack(">2I", 128 + 4 + 12 * len(tags) + len(content), len(tag))
        content += tag
    body = head.ljust(124, b"\0") + table + content
    return struct.pack(">I", len(body) + 4) + body


WHITE = b"XYZ \0\0\0\0" + struct.pack(">3I", 0xF6D6, 0x10000, 0xD32D)


def _grey_profile() -> bytes:
    """Linear grey: a curve without points is the identity (ICC.1:2001, 6.5.3)."""
    curve = b"curv\0\0\0\0\0\0\0\0"
    return _profile(b"mntr", b"GRAY", b"XYZ ", {b"wtpt": WHITE, b"kTRC": curve})


def _cmyk_profile(lab: bytes) -> bytes:
    """Ink that has one colour, however much of it there is (ICC.1:2001, 6.5.8)."""
    identity = struct.pack(">9i", *(65536 if each % 4 == 0 else 0 for each in range(9)))
    line = bytes(range(256))
    table = b"mft1\0\0\0\0" + bytes([4, 3, 2, 0]) + identity + line * 4 + lab * 16 + line * 3
    return _profile(b"prtr", b"CMYK", b"Lab ", {b"wtpt": WHITE, b"A2B0": table})


def test_a_profile_that_is_none_is_left_out() -> None:
    image = sketch((600, 400), "L")
    for broken in (b"junk", profile(), b"\0" * 16 + b"GRAY" + bytes(120)):
        small = narrower(image, encoded(image, "PNG", compress_level=0, icc_profile=broken), 150)
        assert "icc_profile" not in small.info
        assert difference(small.convert("L"), image.resize(small.size)) < 3


def test_colours_that_webp_does_not_have_stay_in_the_picture() -> None:
    image = sketch((600, 400))
    plain = encoded(image, "PNG", compress_level=0)
    assert narrowed(plain, 150) is not None
    srgb = struct.pack(">I", 45455)
    for kind, content, is_other in (
        (b"cICP", b"\x09\x10\0\1", True),
        (b"gAMA", struct.pack(">I", 100000), True),
        (b"cHRM", struct.pack(">8I", *range(31000, 31008)), True),
        (b"gAMA", srgb, False),
    ):
        found = narrowed(plain[:33] + chunk(kind, content) + plain[33:], 150)
        assert (found is None) == is_other, kind
    avif = encoded(image, "AVIF", quality=95)
    at = avif.index(b"nclx")
    assert narrowed(avif, 150) is not None
    assert narrowed(avif[: at + 4] + b"\0\x09\0\x10" + avif[at + 8 :], 150) is None


def test_what_cannot_be_made_narrower() -> None:
    image = sketch()
    assert narrowed(encoded(image, "JPEG"), 96) is None
    dots = Image.effect_noise((64, 64), 100).convert("1")
    assert narrowed(encoded(dots, "PNG"), 60) is None, "it has more bytes"
    for name in ("PNG", "WEBP", "AVIF", "GIF"):
        assert narrowed(animation(name), 20) is None
    assert narrowed(b"<svg xmlns='http://www.w3.org/2000/svg'/>", 20) is None
    assert narrowed(b"", 20) is None
    key = chunk(b"tRNS", b"\0\1")
    assert narrowed(png((64, 8), 2, 0, (b"\0" + bytes(16)) * 8, key), 20) is None
    tall = png((100, 17_000), 8, 0, (b"\0" + bytes(100)) * 17_000)
    assert narrowed(tall, 99) is None


def test_what_takes_too_much_memory_is_not_made_narrower(monkeypatch: pytest.MonkeyPatch) -> None:
    body = encoded(sketch((600, 400)), "JPEG", progressive=True)
    monkeypatch.setattr("articles.publishing.media.pixels.MEMORY", 1_000_000)
    assert narrowed(body, 150) is not None, "a part of it is enough"
    assert narrowed(body, 400) is None


def test_memory_that_runs_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **_by_name: object) -> None:
        raise MemoryError

    monkeypatch.setattr("articles.publishing.media.scaling._webp", refuse)
    assert narrowed(encoded(sketch(), "JPEG"), 20) is None


def test_what_is_no_copy_is_a_problem() -> None:
    with pytest.raises(ArticleError) as raised:
        narrowed(encoded(sketch(), "PNG")[:100], 20)
    assert raised.value.problems[0].code == "media-broken"


def test_cmyk_becomes_the_colours_of_its_profile() -> None:
    image = sketch((600, 400), "CMYK")
    body = encoded(image, "JPEG", quality=95, icc_profile=_cmyk_profile(bytes([137, 208, 195])))
    small = narrower(image, body, 150)
    assert "icc_profile" not in small.info
    for place in ((70, 50), (20, 20), (120, 80)):
        colour = small.getpixel(place)
        assert isinstance(colour, tuple)
        assert colour[0] > 100 + max(colour[1:]), "it is red wherever there is ink"


def test_cmyk_with_a_profile_of_other_colours() -> None:
    image = sketch((600, 400), "CMYK")
    small = narrower(image, encoded(image, "JPEG", quality=95, icc_profile=profile()), 150)
    assert "icc_profile" not in small.info
    assert difference(small, image.convert("RGB").resize(small.size)) < 3
