"""What is served of a picture: read from beginning to end."""

from articles.publishing.media import pixels, png
from articles.publishing.media.containers import Picture
from articles.publishing.media.limits import too_large
from articles.publishing.media.turning import upright


def read(body: bytes, name: str) -> Picture:
    """A picture without what is not the picture, upright, and decoded so far as that fits into memory.

    Args:
        body: The file.
        name: Its format, as in `formats.FORMATS`.

    Raises:
        ArticleError: It is too large.
        DamagedError: It is broken.
    """
    picture = pixels.container(body, name)
    if picture.scratch > pixels.MEMORY:
        raise too_large(
            "The picture is stored in layers that take more memory than there is", "save it as a baseline JPEG"
        )
    if picture.orientation != 1:
        return upright(picture, name)
    # Nothing can be decoded in parts. What can be known of a picture without that, is known.
    if not pixels.is_decoded_whole(name) or pixels.fits(picture, name):
        _check(png.still(body) if name == "PNG" and picture.is_animated else picture.body, name)
    return picture


def _check(body: bytes, name: str) -> None:
    """Decode a picture.

    Raises:
        DamagedError: That is impossible.
    """
    with pixels.opened(body, name) as image:
        # A JPEG is decoded at an eighth of its size: all of it is read, but no memory taken for all of it.
        image.draft(image.mode, (1, 1))
        image.load()
