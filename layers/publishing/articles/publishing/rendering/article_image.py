"""The picture that stands for an article: the one that its front matter names, or else the first large one it shows."""

from collections.abc import Iterable, Iterator

from articles.publishing.errors import Problem
from articles.publishing.media.facts import Media, MediaFile
from articles.publishing.reading.article import Article
from articles.publishing.reading.text_links import Destinations, TextLink
from articles.publishing.rendering.body.addresses import quoted
from articles.publishing.rendering.body.internal_links import Place
from articles.publishing.rendering.body.site_links import Base, is_of_media, is_within_site, name_link, site_link

# From this width and height in pixels on, previews in social networks show a picture.
_LARGE = (600, 300)

_MISSING = "There is no picture `{}`; the page names it by itself as soon as it is uploaded."
_UNUSABLE = "The picture `{}` cannot be used: {}"


def image_link(article: Article, base: Base) -> TextLink | None:
    """Which file the front matter of an article names as its picture; None if it names none of the site's."""
    written = article.image
    if not written:
        return None
    in_brackets = written.startswith("[[") and written.endswith("]]")
    found = name_link(written[2:-2].partition("|")[0], base) if in_brackets else site_link(written, base)
    return found.link if found and is_of_media(found.link) else None


def article_image(
    article: Article, shown: Iterable[Place], base: Base, destinations: Destinations
) -> tuple[str, list[Problem]]:
    """Find the picture that stands for an article.

    Args:
        article: The article.
        shown: What its text shows and leads to.
        base: What its links start from.
        destinations: Where they lead.

    Returns:
        The path of the site, or the address, of the picture, empty if there is none; and what the author should know.
    """
    link = image_link(article, base)
    if link is None and article.image and not is_within_site(article.image, base):
        return article.image, []
    file = destinations.get(link) if link else None
    problems: list[Problem] = []
    shown_as, (line, column) = quoted(article.image), article.source_map.image
    if article.image and not isinstance(file, MediaFile):
        problems = [Problem(line, column, "media-missing", _MISSING.format(shown_as), "warning")]
    elif isinstance(file, MediaFile) and file.problem:
        problems = [Problem(line, column, "media-unusable", _UNUSABLE.format(shown_as, file.problem), "warning")]
    of_key = file.media if isinstance(file, MediaFile) else None
    media = of_key if of_key and of_key.kind == "picture" else next(_large(shown), None)
    return media.href if media else "", problems


def _large(shown: Iterable[Place]) -> Iterator[Media]:
    """The large pictures of a text. Hardly anything that shows previews can show vector pictures."""
    for each in shown:
        media = each.destination.media if isinstance(each.destination, MediaFile) else None
        if media and media.kind == "picture" and media.media_type != "image/svg+xml":
            width, height = _LARGE
            if (media.width or 0) >= width and (media.height or 0) >= height:
                yield media
