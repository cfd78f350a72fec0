"""What a file beside the articles may hold, and what its author is told if it holds something else."""

from articles.publishing.errors import ArticleError, Problem

MAX_MEDIA_BYTES = 25_000_000
# Sensors of 50 megapixels have some more: 8,192 x 6,144.
MAX_PIXELS = 50_500_000
# All frames together: a minute of a screen of 1280 x 720, at 30 frames a second, is 1.7 gigapixels. Nothing here
# decodes them; who reads the page does.
MAX_ANIMATION_PIXELS = 40 * MAX_PIXELS

_CURE = "make it smaller, and upload it again"


def too_large(why: str, cure: str = _CURE) -> ArticleError:
    """The file has more bytes, pixels or frames than pages should have to load."""
    return ArticleError([Problem(1, 1, "media-too-large", f"{why}: {cure}.")])


def wrong_type(why: str, cure: str) -> ArticleError:
    """The file is not what its name says, or is of a kind that browsers do not show."""
    return ArticleError([Problem(1, 1, "media-type", f"{why}: {cure}.")])


def broken(why: str, cure: str = "export or download it anew, and upload it again") -> ArticleError:
    """The file is damaged, or there is less of it than it says."""
    return ArticleError([Problem(1, 1, "media-broken", f"{why}: {cure}.")])


def check_pixels(width: int, height: int, frames: int = 1) -> None:
    """Refuse what is too large to be decoded, or to be shown.

    Args:
        width: Pixels, as the file says before anything of it is decoded.
        height: As `width`.
        frames: How many pictures of this size it has.

    Raises:
        ArticleError: It has too many pixels, or none.
    """
    if width < 1 or height < 1:
        raise broken("The picture is damaged: it has no pixels")
    if width * height > MAX_PIXELS:
        raise too_large(
            f"The picture has {width:,} x {height:,} pixels, which are more than {MAX_PIXELS // 1_000_000} megapixels",
        )
    if width * height * frames > MAX_ANIMATION_PIXELS:
        raise too_large(
            f"The animation has {frames:,} frames of {width:,} x {height:,} pixels, which are more than "
            f"{MAX_ANIMATION_PIXELS // 1_000_000:,} megapixels together",
            "make it shorter or smaller, or a video of it",
        )
