"""The narrower forms of a picture, for smaller screens."""

from articles.publishing.running.services import Services


def make_widths(key: str, to: Services) -> str | None:
    """Make the narrower forms of a picture, and have the pages follow that show it.

    Args:
        key: Object key of the picture.
        to: The site.

    Returns:
        What was done, in a word; None if there was nothing to do.
    """
    raise NotImplementedError(key, to)
