"""Absolute URLs of the site's pages."""

from urllib.parse import unquote, urlencode

from articles.common import paths
from articles.common.representations import KINDS
from articles.common.slugs import MAX_SLUG_BYTES, slug
from articles.publishing.rendering.settings import Settings

# The path of the list of all articles.
EVERYTHING = "/archive/all"

# The parameter by which a list is asked for in another language than the site's main one.
LANGUAGE = "lang"


def page_url(path: str, settings: Settings) -> str:
    """The absolute URL of the page at a path."""
    return settings.url + paths.href(path)


def list_href(path: str, edition: str) -> str:
    """The address, without scheme and host, of a list in one of the site's languages; empty for the main one."""
    return paths.href(path) + (f"?{urlencode({LANGUAGE: edition})}" if edition else "")


def list_url(path: str, settings: Settings) -> str:
    """The absolute URL of a list in the language of the settings."""
    return settings.url + list_href(path, settings.edition)


def article_urls(path: str, settings: Settings) -> dict[str, str]:
    """The absolute URL of each representation of the article at a path, by kind."""
    return {name: page_url(kind.at(path), settings) for name, kind in KINDS.items()}


def subject_path(slug: str) -> str:
    """The path of a subject's page."""
    return f"/learn/{slug}"


def tag_path(keyword: str) -> str:
    """The path of the list of the articles with a keyword; empty if no path can stand for it."""
    return _named_path("/tags", keyword)


def author_path(name: str) -> str:
    """The path of the list of an author's articles; empty if no path can stand for the name."""
    return _named_path("/authors", name)


def _named_path(root: str, name: str) -> str:
    found = slug(name)
    return f"{root}/{found}" if found and len(found.encode()) <= MAX_SLUG_BYTES else ""


def neighbours(path: str, slug: str) -> dict[str, str]:
    """What leads from an article to the articles beside it in the list of its subject, which is newest first.

    Args:
        path: The article's path.
        slug: The slug of its subject; empty if it is in the list of none.

    Returns:
        The addresses, without scheme and host, by direction: `previous` is newer, `next` is older. Empty without a
        subject.
    """
    of = urlencode({"of": path}, safe="/")
    directions = ("previous", "next") if slug else ()
    return {direction: f"{paths.href(subject_path(slug))}/{direction}?{of}" for direction in directions}


def image_url(image: str, settings: Settings) -> str:
    """The absolute URL of a picture, which an article names by a path of the site or by an address; empty for none."""
    return f"{settings.url}{paths.href(unquote(image))}" if image.startswith("/") else image
