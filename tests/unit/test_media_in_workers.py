"""The largest pictures fit into the memory and time of a worker, one after the other in the same one."""

import struct
from collections.abc import Iterator

import pytest
from articles.publishing.errors import ArticleError
from articles.publishing.media.copies import Copy, read_media
from articles.publishing.media.limits import MAX_PIXELS
from articles.publishing.media.widths import narrowed
from articles.publishing.running.bounded import Bounded, spawn
from PIL import Image

from tests.support.pictures import SECRET, encoded, exif, photo

# Nearly 50 megapixels.
SIZE = (8160, 6120)


@pytest.fixture(scope="module")
def bounded() -> Iterator[Bounded]:
    bounded = Bounded(start=spawn)
    yield bounded
    bounded.close()


def _large(bands: str) -> Image.Image:
    assert 0.98 * MAX_PIXELS < SIZE[0] * SIZE[1] <= MAX_PIXELS
    return Image.merge(bands, [Image.radial_gradient("L").resize(SIZE, Image.Resampling.BILINEAR)] * len(bands))


def test_a_jpeg_of_fifty_megapixels_is_turned_and_made_narrower(bounded: Bounded) -> None:
    body = encoded(_large("RGB"), "JPEG", exif=exif(6))
    for _ in range(2):
        copy: Copy = bounded(read_media, "a.jpg", body)
        assert (copy.media.width, copy.media.height) == SIZE[::-1]
        assert SECRET not in copy.body
    small = bounded(narrowed, copy.body, 640)
    assert small is not None
    assert len(small) < len(copy.body)


@pytest.mark.proof
@pytest.mark.soak
def test_a_png_of_fifty_megapixels_is_made_narrower(bounded: Bounded) -> None:
    copy: Copy = bounded(read_media, "a.png", encoded(_large("RGBA"), "PNG", compress_level=1, exif=exif()))
    assert SECRET not in copy.body
    assert bounded(narrowed, copy.body, 640) is not None


def test_a_webp_of_fifty_megapixels_is_served_as_it_is(bounded: Bounded) -> None:
    """It does not fit when it is decoded, so nobody sees that these are the pixels of a smaller one."""
    small = photo("webp", 3)
    whole = small.replace(struct.pack("<2H", 96, 64), struct.pack("<2H", *SIZE))
    large = whole[:24] + struct.pack("<I", SIZE[0] - 1)[:3] + struct.pack("<I", SIZE[1] - 1)[:3] + whole[30:]
    with pytest.raises(ArticleError) as raised:
        bounded(read_media, "a.webp", large)
    assert "too large to be turned" in raised.value.problems[0].message
    copy: Copy = bounded(read_media, "a.webp", large.replace(b"EXIF", b"junk"))
    assert (copy.media.width, copy.media.height) == SIZE
    assert SECRET not in copy.body
    assert bounded(narrowed, copy.body, 640) is None
