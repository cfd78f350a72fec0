"""Pictures made narrower, for readers whose screens are."""

from articles.publishing.media.containers import DamagedError
from articles.publishing.media.facts import WIDTHS, Media
from articles.publishing.media.limits import broken
from articles.publishing.media.signatures import kind_of

# Media types of the pictures that can be made narrower. What is animated stays as it is, and vector pictures have no
# pixels.
_STILL = ("image/png", "image/jpeg", "image/webp", "image/avif")


def widths_worth_trying(media: Media) -> tuple[int, ...]:
    """The widths in which a picture might be offered, besides its own; none for what cannot be made narrower."""
    if media.media_type not in _STILL or media.is_animated or media.width is None:
        return ()
    return tuple(width for width in WIDTHS if width < media.width)


def narrowed(body: bytes, width: int) -> bytes | None:
    """A still picture in WebP, in a smaller width, its height in proportion.

    Args:
        body: The copy that is served of it, as `copies.read_media` has made it.
        width: In pixels.

    Returns:
        None if the picture is not wider, or would not have fewer bytes; if WebP does not have its colours; and if it is
        too large to be decoded in the memory that there is.

    Raises:
        ArticleError: `read_media` has not made it.
    """
    from articles.publishing.media import scaling  # noqa: PLC0415 - as in `copies`: Pillow costs 60 ms

    kind = kind_of(body)
    try:
        return scaling.narrowed(body, kind, width) if kind in scaling.FORMATS else None
    except MemoryError:
        return None
    except DamagedError as error:
        raise broken(f"The picture is damaged: {error}") from error
