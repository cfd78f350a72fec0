"""Articles at the addresses of lists: the home page that somebody wrote, and what introduces a list."""

import gzip
import json
from collections.abc import Mapping
from dataclasses import dataclass

from articles.browse.table import Item
from articles.common.paths import href
from articles.publishing.rendering.absolute_links import with_links_of_site


@dataclass(frozen=True, slots=True)
class StoredPage:
    """A finished page, in one form.

    Attributes:
        content: The whole of it.
        content_type: Value of the Content-Type header.
        headers: Further headers, their names in lower case.
        left: Seconds until it expires; None if it never does.
    """

    content: str
    content_type: str
    headers: Mapping[str, str]
    left: int | None = None


@dataclass(frozen=True, slots=True)
class Introduction:
    """What stands above a list.

    Attributes:
        title: The title of the page.
        description: One or two sentences, for search engines.
        html: Safe HTML.
        language: The language of both, a BCP 47 tag; empty if it is the site's.
        left: Seconds until it expires; None if it never does.
    """

    title: str
    description: str
    html: str
    language: str
    left: int | None = None


def seconds_left(item: Item, now: float) -> int | None:
    """Seconds until what an item holds expires, 0 if it has; None if it never does."""
    return max(0, int(int(item["expires"]) - now)) if "expires" in item else None


def to_stored_page(item: Item, now: float) -> StoredPage:
    """Make the page that an item holds; `now` in seconds since the epoch."""
    headers = {name.lower(): value for name, value in item["headers"].items()}
    content = gzip.decompress(bytes(item["body"])).decode()
    return StoredPage(content, item["type"], headers, seconds_left(item, now))


def to_introduction(item: Item, now: float) -> Introduction:
    """Make the introduction from the article's JSON; `now` in seconds since the epoch."""
    document = json.loads(gzip.decompress(bytes(item["body"])))
    description = document["description"] or document["excerpt"]
    origin = document["url"].removesuffix(href(document["path"]))
    html = with_links_of_site(document["answer"]["html"], origin)
    return Introduction(document["title"], description, html, document.get("language", ""), seconds_left(item, now))
