"""Whatever a file beside the articles holds: it is served, or its author is told why not; and never an error."""

import functools

import pytest
from articles.publishing.errors import ArticleError
from articles.publishing.media.copies import Copy, read_media
from articles.publishing.media.formats import FORMATS
from articles.publishing.media.widths import narrowed
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.support.pictures import SECRET, animation, chunk, encoded, exif, photo, png, sketch

CODES = {"media-too-large", "media-type", "media-broken"}


@functools.cache
def samples() -> dict[str, bytes]:
    """Small valid files, by a name that begins with their ending."""
    small = sketch((24, 16))
    return {
        "jpg": photo("jpg", image=small),
        "jpg turned": encoded(small, "JPEG", exif=exif(6)),
        "jpg progressive": encoded(small, "JPEG", progressive=True),
        "jpg cmyk": encoded(sketch((24, 16), "CMYK"), "JPEG", exif=exif(3)),
        "png": photo("png", image=small, icc_profile=b""),
        "png turned": encoded(sketch((24, 16), "P"), "PNG", exif=exif(5)),
        "png deep": png((2, 2), 16, 2, bytes(range(26)), chunk(b"tRNS", b"\0\1\0\2\0\3")),
        "png animated": animation("PNG"),
        "webp": encoded(small, "WEBP", exif=exif(2)),
        "webp lossless": encoded(sketch((24, 16), "RGBA"), "WEBP", lossless=True, exif=exif(6)),
        "webp animated": animation("WEBP"),
        "avif": encoded(sketch((24, 16), "RGBA"), "AVIF", exif=exif(6)),
        "avif animated": animation("AVIF"),
        "gif": animation("GIF"),
        "svg": b'<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg"'
        b' width="3cm" viewBox="0 0 4 3">&a;<g id="x"/></svg>',
        "mp4": b"\0\0\0\x18ftypisom\0\0\2\0isomavc1",
        "webm": b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\1\x42\x82\x84webm",
    }


def look_at(body: bytes, ending: str) -> Copy | None:
    """Have a file read: what became of it is right, whatever that is."""
    try:
        copy = read_media(f"a.{ending}", body)
    except ArticleError as error:
        (problem,) = error.problems
        assert problem.code in CODES
        assert problem.message.endswith(".")
        assert problem.message.isprintable()
        return None
    assert read_media(f"a.{ending}", copy.body) == copy
    assert (copy.media.width is None) == (copy.media.height is None)
    return copy


@given(st.binary(max_size=300), st.sampled_from(sorted(FORMATS)))
@example(b"GIF89a", "gif")
@example(b"RIFF\0\0\0\0WEBP", "webp")
@example(b"\x89PNG\r\n\x1a\n", "png")
@example(b"\xff\xd8\xff\xd9", "jpg")
@example(b"\0\0\0\x0cftypavif", "avif")
@example(b"\0\0\0\x0cftypavis", "avif")
@settings(max_examples=200, deadline=None)
def test_any_bytes(body: bytes, ending: str) -> None:
    look_at(body, ending)


@pytest.mark.parametrize("name", samples())
@given(data=st.data())
@settings(max_examples=40, deadline=None)
def test_any_damage(name: str, data: st.DataObject) -> None:
    """Bytes changed, cut out, put in, and what is behind a place."""
    body = bytearray(samples()[name])
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(body) - 1))
        what = data.draw(st.sampled_from(["flip", "set", "cut", "insert", "end"]))
        if what == "flip":
            body[at] ^= 1 << data.draw(st.integers(0, 7))
        elif what == "set":
            body[at] = data.draw(st.sampled_from([0, 1, 0x7F, 0x80, 0xFF]))
        elif what == "cut":
            del body[at : at + data.draw(st.integers(1, 40))]
        elif what == "insert":
            body[at:at] = data.draw(st.binary(max_size=20))
        else:
            del body[max(at, 1) :]
        if not body:
            break
    ending = name.partition(" ")[0]
    copy = look_at(bytes(body), ending)
    if copy is not None and copy.media.kind == "picture":
        try:
            narrowed(copy.body, 8)
        except ArticleError as error:
            assert {each.code for each in error.problems} <= CODES  # noqa: PT017 - it may be raised, or not


@pytest.mark.parametrize("name", samples())
def test_every_beginning(name: str) -> None:
    body, ending = samples()[name], name.partition(" ")[0]
    step = max(1, len(body) // 60)
    for end in range(1, len(body) - 1, step):
        copy = look_at(body[:end], ending)
        assert copy is None or copy.media.kind != "picture", f"{end} bytes of {len(body)} are no picture"


@pytest.mark.parametrize("name", samples())
def test_no_metadata_whatever_is_behind(name: str) -> None:
    copy = look_at(samples()[name] + SECRET, name.partition(" ")[0])
    if copy is not None and not copy.media.is_animated and copy.media.media_type != "image/gif":
        assert SECRET not in copy.body or copy.media.kind != "picture"
