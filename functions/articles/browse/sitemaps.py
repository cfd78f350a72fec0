"""Sitemaps: an index, and one sitemap a month, or several if it has many articles (https://www.sitemaps.org)."""

import hashlib
import itertools
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from articles.browse import page_links
from articles.browse.listed_articles import ListedArticle
from articles.browse.sitemap_reads import MAX_SITEMAP_ENTRIES, MAX_SITEMAPS
from articles.common import keys
from articles.publishing.rendering import times
from articles.publishing.rendering.settings import Settings
from articles.publishing.rendering.translations import alternates
from articles.publishing.rendering.urls import page_url

_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_BEFORE = f'{_DECLARATION}<urlset xmlns="{_NAMESPACE}" xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
_END = "</urlset>\n"
_NAME = re.compile(r"(\d{4}-\d{2}(?:-\d{2}(?=\.[0-9a-f]{12}\.))?)(?:\.[0-9a-f]{12})?\.xml", re.ASCII)


@dataclass(frozen=True, slots=True)
class Document:
    """An index or a sitemap: its XML, and whether that has everything that belongs in it."""

    xml: str
    is_complete: bool


def index(starts: Mapping[str, Sequence[str]], settings: Settings) -> Document:
    """The index of the site's sitemaps. If there are too many, it has the newest of each language.

    Args:
        starts: The sort keys at which they begin, by edition.
        settings: The site's settings.
    """
    most = MAX_SITEMAPS // len(starts)
    addresses = (
        page_links.address(f"/sitemaps/{_name(start)}", settings.in_edition(edition))
        for edition, found in starts.items()
        for start in found[-most:]
    )
    lines = "".join(f"<sitemap><loc>{escape(address)}</loc></sitemap>\n" for address in addresses)
    xml = f'{_DECLARATION}<sitemapindex xmlns="{_NAMESPACE}">\n{lines}</sitemapindex>\n'
    return Document(xml, all(len(found) <= most for found in starts.values()))


def beginning(name: str) -> str | None:
    """The month or day at which the sitemap with this file name begins; None if it is not the name of a sitemap."""
    match = _NAME.fullmatch(name)
    return match[1] if match else None


def bounds(name: str, starts: Iterable[str]) -> tuple[str, str | None] | None:
    """Find the sort keys between which the articles of a sitemap are.

    Args:
        name: Its file name.
        starts: Where the sitemaps of its month begin, in order, from its `beginning` on. Only those needed are read.

    Returns:
        Where it begins, and where the next one begins, or None if it is the last of the month. None alone if no sitemap
        has this name.
    """
    for start, end in itertools.pairwise(itertools.chain(starts, [None])):
        if start is not None and _name(start) == name:
            return start, end
    return None


def sitemap(entries: Sequence[ListedArticle], settings: Settings, limit: int) -> Document:
    """The sitemap of these articles, cut off before it has more than `limit` bytes or too many entries.

    It says which pages are translations of each other, unless it would have too many bytes then. The protocol does not
    allow an empty sitemap, so one without articles has the site's home page.
    """
    made = _sitemap(entries, settings, limit, _alternates)
    return made if made.is_complete else _sitemap(entries, settings, limit, lambda _entry, _settings: "")


def _sitemap(
    entries: Sequence[ListedArticle], settings: Settings, limit: int, more: Callable[[ListedArticle, Settings], str]
) -> Document:
    kept: list[str] = []
    size = len(f"{_BEFORE}{_END}".encode())
    is_complete = True
    for entry in entries:
        line = _url(page_url(entry.path, settings), entry.modified, more(entry, settings))
        size += len(line.encode())
        if size > limit or len(kept) == MAX_SITEMAP_ENTRIES:
            is_complete = False
            break
        kept.append(line)
    lines = "".join(kept) or _url(page_url("/", settings), None)
    return Document(f"{_BEFORE}{lines}{_END}", is_complete)


def _url(location: str, modified: int | None, more: str = "") -> str:
    lastmod = f"<lastmod>{times.rfc3339(modified)}</lastmod>" if modified is not None else ""
    return f"<url><loc>{escape(location)}</loc>{lastmod}{more}</url>\n"


def _alternates(entry: ListedArticle, settings: Settings) -> str:
    """The page and its translations (https://developers.google.com/search/docs/specialty/international)."""
    found = alternates(entry.language, entry.path, entry.translations, settings)
    return "".join(
        f'<xhtml:link rel="alternate" hreflang="{each.language}" href="{escape(each.url)}"/>' for each in found
    )


def _name(start: str) -> str:
    """The file name of the sitemap that begins at a sort key. It stays the same when other sitemaps come and go."""
    month = keys.index_month(start)
    if start == month:
        return f"{month}.xml"
    day = start.partition("#")[0]
    return f"{day}.{hashlib.sha256(start.encode()).hexdigest()[:12]}.xml"
