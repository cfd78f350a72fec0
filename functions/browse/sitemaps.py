"""Sitemaps: an index, and one sitemap a month or several where a month has many articles (https://www.sitemaps.org)."""

import hashlib
import itertools
import re
from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape

from catalog import keys
from publishing import times
from publishing.settings import Settings
from publishing.urls import page_url

from browse.library import Entry

_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_NAME = re.compile(r"(\d{4}-\d{2})(?:\.([0-9a-f]{12}))?\.xml", re.ASCII)


def index(starts: Iterable[str], settings: Settings, limit: int) -> str:
    """The index of the sitemaps that begin at these sort keys, cut off before it has more than `limit` characters."""
    addresses = (page_url(f"/sitemaps/{_name(start)}", settings) for start in starts)
    lines = _within((f"<sitemap><loc>{escape(address)}</loc></sitemap>\n" for address in addresses), limit)
    return f'{_DECLARATION}<sitemapindex xmlns="{_NAMESPACE}">\n{"".join(lines)}</sitemapindex>\n'


def month(name: str) -> str | None:
    """The month whose articles are in the sitemap of this file name, if it is one's name."""
    match = _NAME.fullmatch(name)
    return match[1] if match else None


def bounds(name: str, starts: Sequence[str]) -> tuple[str, str | None] | None:
    """Between which sort keys the articles of the sitemap of this name lie, if there is one.

    Args:
        name: Its file name.
        starts: Where the sitemaps of its month begin, in order.

    Returns:
        Where it begins, and where the next one begins: none if it is the month's last.
    """
    for start, end in itertools.zip_longest(starts, starts[1:]):
        if _name(start) == name:
            return start, end
    return None


def sitemap(entries: Iterable[Entry], settings: Settings, limit: int) -> str:
    """The sitemap of these articles, cut off before it has more than `limit` characters.

    The protocol knows no empty sitemap: without articles it has the site's home page.
    """
    urls = (_url(page_url(entry.path, settings), entry.modified) for entry in entries)
    lines = _within(urls, limit) or [_url(page_url("/", settings), None)]
    return f'{_DECLARATION}<urlset xmlns="{_NAMESPACE}">\n{"".join(lines)}</urlset>\n'


def _within(lines: Iterable[str], limit: int) -> list[str]:
    """The first of these lines, as many as have no more than so many characters together."""
    kept = []
    size = 0
    for line in lines:
        size += len(line)
        if size > limit:
            break
        kept.append(line)
    return kept


def _url(location: str, modified: int | None) -> str:
    lastmod = f"<lastmod>{times.rfc3339(modified)}</lastmod>" if modified is not None else ""
    return f"<url><loc>{escape(location)}</loc>{lastmod}</url>\n"


def _name(start: str) -> str:
    """The file name of the sitemap that begins at a sort key; it stays when other sitemaps come and go."""
    beginning = keys.index_month(start)
    if start == beginning:
        return f"{beginning}.xml"
    return f"{beginning}.{hashlib.sha256(start.encode()).hexdigest()[:12]}.xml"
