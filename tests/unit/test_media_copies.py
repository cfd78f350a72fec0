"""What is served of a picture: the same picture, upright, and nothing that is not the picture."""

import re
import struct
import subprocess
import sys
import zlib
from typing import Any

import pytest
from articles.publishing.errors import ArticleError, Problem
from articles.publishing.media.copies import Copy, read_media
from articles.publishing.media.facts import address_of
from articles.publishing.media.limits import MAX_MEDIA_BYTES
from PIL import Image, JpegImagePlugin

from tests.support.pictures import (
    FORMATS,
    SECRET,
    TURNS,
    animation,
    chunk,
    decoded,
    difference,
    encoded,
    exif,
    photo,
    png,
    profile,
    riff,
    segment,
    sketch,
    upright,
    xmp,
)


def copy_of(body: bytes, ending: str) -> Copy:
    """A copy, of which a copy is itself."""
    copy = read_media(f"pictures/a.{ending}", body)
    assert read_media(f"pictures/a.{ending}", copy.body) == copy
    assert copy.media.size == len(copy.body)
    return copy


def problem_of(body: bytes, ending: str) -> Problem:
    with pytest.raises(ArticleError) as raised:
        read_media(f"pictures/a.{ending}", body)
    (problem,) = raised.value.problems
    assert (problem.line, problem.column, problem.severity) == (1, 1, "error")
    assert re.fullmatch(r"[A-Z].*: .*[^.]\.", problem.message), problem.message
    return problem


@pytest.mark.parametrize("ending", FORMATS)
def test_a_copy_has_no_metadata_and_its_profile(ending: str) -> None:
    body = photo(ending)
    assert body.count(SECRET) >= (1 if ending == "png" else 2)
    copy = copy_of(body, ending)
    assert SECRET not in copy.body
    image = decoded(copy.body)
    assert not image.getexif()
    assert not image.info.keys() & {"exif", "xmp", "comment"}
    assert image.info["icc_profile"] == profile()
    assert difference(image, decoded(body)) == 0, "the pixels were encoded again"


@pytest.mark.parametrize("ending", FORMATS)
def test_a_picture_with_nothing_to_take_out_stays_as_it_is(ending: str) -> None:
    once = read_media(f"a.{ending}", encoded(sketch(), FORMATS[ending])).body
    assert read_media(f"a.{ending}", once).body is once


@pytest.mark.parametrize("orientation", TURNS)
@pytest.mark.parametrize("ending", FORMATS)
def test_a_copy_is_upright(ending: str, orientation: int) -> None:
    copy = copy_of(photo(ending, orientation), ending)
    expected = upright(sketch(), orientation)
    assert (copy.media.width, copy.media.height) == expected.size
    image = decoded(copy.body)
    if ending == "avif":  # how it is shown is part of the format
        image = upright(image, image.getexif().get(0x0112, 1))
    else:
        assert not image.getexif()
    assert difference(image, expected) < {"png": 0.001}.get(ending, 2.5)
    assert SECRET not in copy.body
    assert image.info["icc_profile"] == profile()


def test_a_copy_is_the_same_each_time() -> None:
    for ending in FORMATS:
        body = photo(ending, 6)
        assert read_media("a." + ending, body) == read_media("a." + ending, body)


def test_the_address_is_that_of_the_copy() -> None:
    body = photo("jpg")
    for ending in ("jpg", "jpeg", "JPG", "JPEG"):
        copy = copy_of(body, ending)
        assert copy.media.address == address_of(f"pictures/a.{ending}", copy.body, "jpg")
    assert copy_of(photo("png"), "PNG").media.address.endswith(".png")


# JPEG


@pytest.mark.parametrize("orientation", [3, 6, 7])
@pytest.mark.parametrize("quality", [40, 90])
@pytest.mark.parametrize(("subsampling", "sideways"), [(0, 0), (1, 0), (2, 2)])
def test_a_turned_jpeg_is_coded_as_before(subsampling: int, sideways: int, quality: int, orientation: int) -> None:
    body = photo("jpg", orientation, quality=quality, subsampling=subsampling)
    before, after = decoded(body), decoded(copy_of(body, "jpg").body)
    assert isinstance(before, JpegImagePlugin.JpegImageFile)
    assert isinstance(after, JpegImagePlugin.JpegImageFile)
    assert {number: sorted(table) for number, table in before.quantization.items()} == {
        number: sorted(table) for number, table in after.quantization.items()
    }
    assert JpegImagePlugin.get_sampling(after) == (sideways if orientation > 4 else subsampling)
    assert difference(after, upright(before, orientation)) < 1.5, "it lost more than it had lost before"


def test_a_turned_jpeg_stays_progressive() -> None:
    for is_progressive in (False, True):
        copy = copy_of(photo("jpg", 6, progressive=is_progressive), "jpg")
        assert ("progressive" in decoded(copy.body).info) == is_progressive


def test_a_large_jpeg_is_turned_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    image = sketch((200, 333))
    for orientation in TURNS:
        body = photo("jpg", orientation, image=image, subsampling=0)
        at_once = copy_of(body, "jpg")
        with monkeypatch.context() as patch:
            patch.setattr("articles.publishing.media.turning._AT_ONCE", 0)
            assert copy_of(body, "jpg") == at_once


@pytest.mark.parametrize("mode", ["L", "CMYK"])
@pytest.mark.parametrize("orientation", [1, 8])
def test_a_jpeg_keeps_its_colours(mode: str, orientation: int) -> None:
    image = sketch(mode=mode)
    after = decoded(copy_of(photo("jpg", orientation, image=image, icc_profile=b""), "jpg").body)
    assert after.mode == mode
    assert difference(after, upright(image, orientation)) < 2.5


@pytest.mark.parametrize("orientation", [1, 8])
def test_a_jpeg_of_red_green_and_blue_stays_one(orientation: int) -> None:
    body = photo("jpg", orientation, keep_rgb=True)
    after = decoded(copy_of(body, "jpg").body)
    assert difference(after, upright(sketch(), orientation)) < 2.5


def test_only_the_first_picture_of_several_is_served() -> None:
    body = encoded(sketch(), "MPO", save_all=True, append_images=[sketch((40, 40))], exif=exif())
    copy = copy_of(body, "jpg")
    assert (copy.media.width, copy.media.height, copy.media.is_animated) == (96, 64, False)
    assert copy.body.count(b"\xff\xd8\xff") == 1
    assert SECRET not in copy.body
    assert decoded(copy.body).format == "JPEG"


@pytest.mark.parametrize("ending", FORMATS)
def test_what_is_behind_the_end_is_not_served(ending: str) -> None:
    clean = read_media(f"a.{ending}", encoded(sketch(), FORMATS[ending])).body
    video = struct.pack(">I", 500) + b"ftypmp42" + SECRET * 30
    assert copy_of(clean + video[:500], ending).body == clean
    assert copy_of(clean + SECRET, ending).body == clean


def test_a_jpeg_has_no_thumbnail_or_comment_wherever_they_are() -> None:
    clean = encoded(sketch(), "JPEG", progressive=True)
    jfif = clean[:20]
    assert jfif[6:10] == b"JFIF"
    with_thumbnail = b"\xff\xd8" + segment(0xE0, jfif[6:18] + b"\2\2" + b"AAAABBBBCCCC")
    between = clean.rindex(b"\xff\xda")
    body = (
        with_thumbnail
        + segment(0xE0, b"JFXX\0" + SECRET)
        + segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + xmp())
        + segment(0xED, b"Photoshop 3.0\0" + SECRET)
        + segment(0xE2, b"MPF\0" + SECRET)
        + clean[20:between]
        + segment(0xFE, SECRET)
        + b"\xff"
        + clean[between:]
    )
    assert copy_of(body, "jpg").body == clean


def test_a_jpeg_that_browsers_do_not_show_is_refused() -> None:
    body = bytearray(encoded(sketch(), "JPEG"))
    body[body.index(b"\xff\xc0") + 1] = 0xC9
    assert problem_of(bytes(body), "jpg").code == "media-type"


def test_a_jpeg_of_very_many_scans_is_refused() -> None:
    body = encoded(sketch(), "JPEG", progressive=True)
    last = body.rindex(b"\xff\xda")
    assert problem_of(body[:last] + body[last:-2] * 50 + body[-2:], "jpg").code == "media-too-large"


# PNG


@pytest.mark.parametrize("mode", ["1", "L", "P", "LA", "RGB", "RGBA", "I;16"])
@pytest.mark.parametrize("orientation", [1, 5])
def test_a_png_keeps_its_colours(mode: str, orientation: int) -> None:
    if mode == "I;16":
        image = Image.new(mode, (30, 20))
        image.putdata([each * 109 for each in range(600)])
    else:
        image = sketch((30, 20), mode)
    body = encoded(image, "PNG", exif=exif(orientation))
    after = decoded(copy_of(body, "png").body)
    assert after.mode == mode
    assert after.tobytes() == upright(image, orientation).tobytes()
    if mode == "P":
        assert after.getpalette() == image.getpalette()


@pytest.mark.parametrize("orientation", [1, 6])
def test_a_png_keeps_what_is_transparent_and_what_its_colours_mean(orientation: int) -> None:
    colours = [(b"gAMA", struct.pack(">I", 55556)), (b"cHRM", struct.pack(">8I", *range(31000, 31008)))]
    before = (chunk(b"eXIf", exif(orientation).tobytes()[6:]), *(chunk(*each) for each in colours))
    palette = (chunk(b"PLTE", bytes(range(12))), chunk(b"tRNS", b"\x00\x80\xff"))
    body = png((4, 2), 8, 3, b"\0\0\1\2\3\0\3\2\1\0", *before, *palette)
    copy = copy_of(body, "png")
    for each in colours:
        assert chunk(*each) in copy.body
    assert difference(decoded(copy.body), upright(decoded(body).convert("RGBA"), orientation)) == 0


def test_a_png_loses_every_chunk_that_is_not_the_picture() -> None:
    clean = encoded(sketch((8, 8)), "PNG")
    texts = (
        chunk(b"tEXt", b"Comment\0" + SECRET)
        + chunk(b"zTXt", b"Raw profile type exif\0\0" + zlib.compress(SECRET))
        + chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + xmp())
        + chunk(b"tIME", b"\7\xea\1\1\1\1\1")
        + chunk(b"prVt", SECRET)
    )
    assert copy_of(clean[:33] + texts + clean[33:-12] + texts + clean[-12:], "png").body == clean


def test_a_rare_png_is_not_turned_to_other_colours() -> None:
    key = chunk(b"tRNS", struct.pack(">H", 1000))
    upright_one = png((2, 1), 16, 0, b"\0" + struct.pack(">2H", 1000, 5), key)
    assert copy_of(upright_one, "png").body == upright_one
    turned = png((2, 1), 16, 0, b"\0" + struct.pack(">2H", 1000, 5), key, chunk(b"eXIf", exif(6).tobytes()[6:]))
    assert "save it upright" in problem_of(turned, "png").message


# WebP and AVIF


@pytest.mark.parametrize("orientation", [1, 6])
def test_a_lossless_webp_loses_nothing(orientation: int) -> None:
    image = sketch(mode="RGBA")
    copy = copy_of(encoded(image, "WEBP", lossless=True, exact=True, exif=exif(orientation)), "webp")
    assert decoded(copy.body).tobytes() == upright(image, orientation).tobytes()


def test_a_webp_loses_unknown_chunks() -> None:
    simple = encoded(sketch(), "WEBP")
    extended = photo("webp")
    clean = read_media("a.webp", extended).body
    assert simple[12:16] == b"VP8 "
    assert copy_of(riff((b"VP8 ", simple[20:]), (b"EXIF", SECRET), (b"junk", SECRET)), "webp").body == simple
    assert copy_of(extended + b"", "webp").body == clean
    grown = riff(*_chunks(clean), (b"junk", SECRET), (b"XMP ", SECRET))
    assert copy_of(grown, "webp").body == clean


def _chunks(body: bytes) -> list[tuple[bytes, bytes]]:
    found, position = [], 12
    while position < len(body):
        size = struct.unpack_from("<I", body, position + 4)[0]
        found.append((body[position : position + 4], body[position + 8 : position + 8 + size]))
        position += 8 + size + size % 2
    return found


def test_an_avif_loses_unknown_boxes() -> None:
    clean = read_media("a.avif", encoded(sketch(mode="RGBA"), "AVIF")).body
    unknown = struct.pack(">I", 8 + len(SECRET)) + b"uuid" + SECRET
    copy = copy_of(clean + unknown, "avif")
    assert copy.body == clean
    start = struct.unpack(">I", clean[:4])[0]
    inside = clean[:start] + unknown + clean[start:]
    assert problem_of(inside, "avif").code == "media-broken", "its offsets lead elsewhere"


# What stays as it is


@pytest.mark.parametrize(
    ("ending", "body"),
    [
        ("gif", animation("GIF")),
        ("gif", encoded(Image.new("P", (40, 30)), "GIF", comment=SECRET)),
        ("webp", animation("WEBP", exif=exif(6))),
        ("png", animation("PNG")),
        ("avif", animation("AVIF")),
    ],
)
def test_animations_stay_as_they_are(ending: str, body: bytes) -> None:
    copy = copy_of(body, ending)
    assert copy.body is body
    assert (copy.media.width, copy.media.height) == (40, 30)
    assert copy.media.is_animated == (SECRET not in body or ending == "webp")


@pytest.mark.parametrize(
    ("attributes", "size"),
    [
        ('width="40" height="30"', (40, 30)),
        ('width="40px" height=" 30.4px "', (40, 30)),
        ('width="3cm" height="1in"', (113, 96)),
        ('width="30pt" height="2pc" viewBox="0 0 1 1"', (40, 32)),
        ('width="100%" height="100%" viewBox="0 0 400 300"', (400, 300)),
        ('viewBox="-10,-10 , 400.6 1e2"', (401, 100)),
        ('width="200" viewBox="0 0 400 300"', (200, 150)),
        ('height="2em" width="80" viewBox="0 0 400 300"', (80, 60)),
        ('width="200"', (None, None)),
        ('width="0" height="-4"', (None, None)),
        ('width="1e99" height="4"', (None, None)),
        ('viewBox="0 0 0 300"', (None, None)),
        ('viewBox="0 0 9"', (None, None)),
        ("", (None, None)),
    ],
)
def test_the_size_of_an_svg(attributes: str, size: tuple[int | None, int | None]) -> None:
    body = f'<svg xmlns="http://www.w3.org/2000/svg" {attributes}><script>alert(1)</script></svg>'.encode()
    copy = copy_of(body, "svg")
    assert copy.body is body
    assert (copy.media.width, copy.media.height) == size


SVG = '<svg xmlns="http://www.w3.org/2000/svg"/>'
DOCTYPE = '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd"'


@pytest.mark.parametrize(
    "text",
    [
        SVG,
        f"\ufeff<?xml version='1.0' encoding='UTF-8'?>\n<!-- made by hand -->{SVG}",
        f"<!--{'long ' * 2000}-->{SVG}",
        f"{DOCTYPE}>{SVG}".replace("<svg", "<s:svg").replace("xmlns=", "xmlns:s="),
        DOCTYPE + '[<!ENTITY ns "http://www.w3.org/2000/svg">]><svg xmlns="&ns;"><g id="&ns;"/></svg>',
        DOCTYPE + '[<!ENTITY x SYSTEM "file:///etc/passwd">]><svg xmlns="http://www.w3.org/2000/svg">&x;</svg>',
    ],
)
def test_what_is_an_svg(text: str) -> None:
    copy_of(text.encode(), "svg")


def test_an_svg_in_other_encodings() -> None:
    copy_of(SVG.encode("utf-16"), "svg")
    copy_of(f"<?xml version='1.0' encoding='windows-1252'?>{SVG[:-2]}><g id='\xe4'/></svg>".encode("cp1252"), "svg")
    assert problem_of(f"<?xml version='1.0' encoding='no-such'?>{SVG}".encode(), "svg").code == "media-broken"


# By ending, a file that begins as it has to.
OTHERS = {
    "mp3": b"ID3\4\0\0\0\0\0\0",
    "m4a": b"\0\0\0\x18ftypM4A \0\0\0\0M4A isom",
    "oga": b"OggS\0\2",
    "ogg": b"OggS\0\2",
    "opus": b"OggS\0\2",
    "flac": b"fLaC\0\0\0\x22",
    "wav": b"RIFF\x24\0\0\0WAVEfmt ",
    "mp4": b"\0\0\0\x18ftypisom\0\0\2\0isomavc1",
    "m4v": b"\0\0\0\x18ftypM4V \0\0\0\0M4V mp42",
    "webm": b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\1\x42\xf7\x81\1\x42\xf2\x81\4\x42\xf3\x81\x08\x42\x82\x84webm",
    "ogv": b"OggS\0\2",
    "pdf": b"%PDF-1.7\n",
}


@pytest.mark.parametrize("ending", OTHERS)
def test_audio_video_and_documents_stay_as_they_are(ending: str) -> None:
    body = OTHERS[ending] + bytes(100)
    copy = copy_of(body, ending)
    assert copy.body is body
    assert (copy.media.width, copy.media.height, copy.media.is_animated) == (None, None, False)


def test_other_beginnings_of_the_same() -> None:
    copy_of(b"\xff\xfb\x90\x64" + bytes(100), "mp3")
    copy_of(b"\0\0\0\x1cftypdash\0\0\0\0iso6avc1mp41", "mp4")
    copy_of(b"\0\0\0\x14ftypXXXX\0\0\0\0mp42", "mp4")
    copy_of(b"\r\n" * 100 + b"%PDF-1.4", "pdf")


# What is refused


@pytest.mark.parametrize(
    ("ending", "body", "words"),
    [
        (
            "png",
            encoded(sketch(), "JPEG"),
            "is JPEG, not PNG, although its name ends in .png: let it end in .jpg or .jpeg",
        ),
        ("jpg", encoded(sketch(), "WEBP"), "is WebP, not JPEG, although its name ends in .jpg: let it end in .webp,"),
        ("svg", encoded(sketch(), "PNG"), "is PNG, not SVG"),
        ("svg", b"<!DOCTYPE html>\n<html><svg/></html>", "is HTML, not SVG, although its name ends in .svg: export it"),
        ("svg", b"\n<html xmlns='http://www.w3.org/1999/xhtml'/>", "is HTML, not SVG"),
        ("svg", b"\x1f\x8b\x08" + bytes(20), "compressed SVG, which cannot be served: decompress it"),
        ("svg", b"<?xml version='1.0'?><feed/>", "XML, but not an SVG"),
        ("svg", b"<svg/>", "XML, but not an SVG"),
        ("svg", b"just words", "not an SVG"),
        ("svg", b"<!---->" * 1_000, "not an SVG"),
        ("svg", b"<!-- one\n-->\n<!-- two -->\n<HTML lang=en>", "is HTML, not SVG"),
        ("svg", b"\x80\x81", "not an SVG"),
        ("mp4", b"a story\nof words", "is text, not MP4"),
        ("mp4", "Gr\xfc\xdfe ".encode() * 300, "is text, not MP4"),
        ("mp4", b"\0\0\0\x14ftypqt  \0\0\0\0qt  ", "is QuickTime, not MP4"),
        ("mp3", OTHERS["m4a"], "let it end in .m4a, .mp4 or .m4v, or export it again as MP3"),
        ("jpg", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "is HEIC, not JPEG, although its name ends in .jpg: export it"),
        ("webm", b"\x1a\x45\xdf\xa3\xa3\x42\x82\x88matroska", "is Matroska, not WebM"),
        ("webm", b"\x1a\x45\xdf\xa3\xa3", "is not WebM"),
        ("pdf", b"\0" * 1025 + b"%PDF-1.4", "is not PDF"),
        ("png", bytes(range(128, 256)), "is not PNG, although its name ends in .png: export it again as PNG"),
        ("png", b"version https://git-lfs.github.com/spec/v1\noid sha256:1", "Git LFS keeps: upload the file itself"),
        ("txt", b"words", "Pages do not show files of this kind"),
    ],
)
def test_content_that_is_not_what_the_name_says(ending: str, body: bytes, words: str) -> None:
    problem = problem_of(body, ending)
    assert problem.code == "media-type"
    assert words.replace("let it end", "let its name end") in problem.message


@pytest.mark.parametrize("ending", [*FORMATS, "gif", "svg", "mp4", "pdf"])
def test_an_empty_file(ending: str) -> None:
    assert problem_of(b"", ending) == Problem(1, 1, "media-broken", "The file is empty: upload it again.")


@pytest.mark.parametrize("ending", [*FORMATS, "gif"])
@pytest.mark.parametrize("part", [0.3, 0.7, 0.99])
def test_a_truncated_picture(ending: str, part: float) -> None:
    body = encoded(sketch(), FORMATS.get(ending, "GIF"))
    problem = problem_of(body[: int(len(body) * part)], ending)
    assert problem.code == "media-broken"
    assert "damaged: its end is missing: export or download it anew" in problem.message


def test_a_damaged_picture() -> None:
    body = encoded(sketch(), "PNG")
    assert "a checksum" in problem_of(body[:60] + bytes([body[60] ^ 1]) + body[61:], "png").message
    short = png((40, 40), 8, 2, b"\0" * 500)
    assert "its pixels cannot be read" in problem_of(short, "png").message
    assert "line 2 (mismatched tag)" in problem_of(SVG[:-2].encode() + b">\n<g></h></svg>", "svg").message
    assert problem_of(encoded(sketch(), "GIF")[:20] + b"\0", "gif").code == "media-broken"


def test_a_file_that_is_too_large() -> None:
    problem = problem_of(OTHERS["mp4"] + bytes(MAX_MEDIA_BYTES), "mp4")
    assert problem.code == "media-too-large"
    assert problem.message == "The file has more than 25 MB: make it smaller, and upload it again."


@pytest.mark.parametrize("size", [(60_000, 60_000), (50_501, 1000), (2**31 - 1, 2**31 - 1)])
def test_a_picture_of_too_many_pixels_is_not_decoded(size: tuple[int, int]) -> None:
    problem = problem_of(png(size, 8, 2, b""), "png")
    assert problem.code == "media-too-large"
    assert f"{size[0]:,} x {size[1]:,} pixels, which are more than 50 megapixels" in problem.message


def _with(body: bytes, at: int, new: bytes) -> bytes:
    return body[:at] + new + body[at + len(new) :]


def test_too_many_pixels_in_every_format() -> None:
    jpeg, gif, webp = (encoded(sketch(), name) for name in ("JPEG", "GIF", "WEBP"))
    large = {
        "jpg": _with(jpeg, jpeg.index(b"\xff\xc0") + 5, b"\xea\x60\xea\x60"),
        "gif": _with(gif, 6, b"\x60\xea\x60\xea"),
        "webp": _with(webp, 26, b"\xff\x3f\xff\x3f"),
        "avif": encoded(sketch(), "AVIF").replace(b"\0\0\0\x60\0\0\0\x40", b"\0\0\x60\x60\0\0\x40\x40"),
    }
    for ending, body in large.items():
        assert problem_of(body, ending).code == "media-too-large"
    frame = 13 + 3 * 256
    assert gif[frame : frame + 1] == b","
    assert problem_of(_with(gif, frame + 5, b"\x60\xea\x60\xea"), "gif").code == "media-too-large"
    extended = photo("webp")
    assert problem_of(_with(extended, 24, b"\xff\xff\xff\xff\xff\xff"), "webp").code == "media-too-large"
    moving = animation("WEBP")
    assert (
        problem_of(_with(moving, moving.index(b"ANMF") + 14, b"\xff\xff\0\xff\xff\0"), "webp").code == "media-too-large"
    )


def test_animations_of_too_many_pixels() -> None:
    few = animation("GIF")
    frame = few.index(b"\x21\xf9")
    second = few.index(b"\x21\xf9", frame + 1)
    many = few[:second] + few[frame:second] * 10_000 + b";"
    assert copy_of(many, "gif").media.is_animated
    wide = _with(many, 6, struct.pack("<2H", 1000, 1000))
    assert "10,001 frames of 1,000 x 1,000 pixels" in problem_of(wide, "gif").message
    moving = animation("PNG")
    control = moving.index(b"acTL")
    claims = moving[: control - 4] + chunk(b"acTL", struct.pack(">2I", 2**31, 0)) + moving[control + 16 :]
    assert problem_of(claims, "png").code == "media-too-large"


def test_texts_that_inflate_are_left_out_unread() -> None:
    clean = encoded(sketch((8, 8)), "PNG")
    inflating = zlib.compress(bytes(70_000_000), 1)
    bomb = chunk(b"zTXt", b"Comment\0\0" + inflating) * 3
    assert copy_of(clean[:33] + bomb + clean[33:], "png").body == clean
    profile_bomb = chunk(b"iCCP", b"x\0\0" + inflating)
    assert problem_of(clean[:33] + profile_bomb + clean[33:], "png").code == "media-broken"


@pytest.mark.parametrize(
    "text",
    [
        DOCTYPE
        + '[<!ENTITY a "ha">'
        + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
        + ']><svg xmlns="http://www.w3.org/2000/svg">&j;</svg>',
        DOCTYPE + f'[<!ENTITY a "{"a" * 50_000}">]><svg xmlns="http://www.w3.org/2000/svg">{"&a;" * 50_000}</svg>',
        f'{DOCTYPE}[<!ATTLIST g a CDATA "{"a" * 50_000}">]>{SVG[:-2]}>{"<g/>" * 50_000}</svg>',
        '<svg xmlns="http://www.w3.org/2000/svg">' + "<g>" * 100_000,
    ],
)
def test_an_svg_that_would_become_very_large(text: str) -> None:
    assert problem_of(text.encode(), "svg").code == "media-too-large"


def test_a_picture_of_very_many_parts() -> None:
    jpeg, png_file, webp, avif = (encoded(sketch(), name) for name in ("JPEG", "PNG", "WEBP", "AVIF"))
    for ending, body in {
        "jpg": jpeg[:2] + b"\xff\xe5\0\2" * 100_000 + jpeg[2:],
        "png": png_file[:33] + chunk(b"IDAT", b"") * 100_000 + png_file[33:],
        "webp": riff((b"VP8 ", webp[20:]), *[(b"junk", b"")] * 100_000),
        "avif": avif + b"\0\0\0\x08free" * 100_000,
    }.items():
        assert "more than 100,000 parts" in problem_of(body, ending).message


def test_an_avif_whose_extents_say_nothing_of_themselves() -> None:
    body = encoded(sketch(), "AVIF")
    at = body.index(b"iloc") + 8
    assert problem_of(body[:at] + b"\0\0" + body[at + 2 :], "avif").code == "media-broken"


def test_memory_that_runs_out_is_a_problem_of_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any) -> None:
        raise MemoryError

    monkeypatch.setattr("articles.publishing.media.pictures.read", refuse)
    assert "more memory than there is" in problem_of(photo("jpg"), "jpg").message


@pytest.mark.parametrize("ending", ["jpg", "png", "webp"])
def test_what_would_take_too_much_memory_is_not_turned(ending: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("articles.publishing.media.pixels.MEMORY", 20_000)
    assert "too large to be turned: turn it in an image editor" in problem_of(photo(ending, 6), ending).message
    copy_of(photo(ending), ending)
    if ending == "jpg":
        assert "save it as a baseline JPEG" in problem_of(photo("jpg", progressive=True, subsampling=0), "jpg").message


def test_only_pictures_cost_the_import_of_pillow() -> None:
    code = (
        "import sys, articles.publishing.media.copies, articles.publishing.media.widths\n"
        "assert not {'PIL', 'xml', 'xml.parsers.expat'} & sys.modules.keys()"
    )
    subprocess.run([sys.executable, "-c", code], check=True, env={"PYTHONPATH": ":".join(sys.path)})
