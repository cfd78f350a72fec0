"""Feeds: Atom (RFC 4287) and JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/), with the same entries."""

import datetime as dt
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from xml.etree import ElementTree as ET

from articles.browse.listed_articles import ListedArticle
from articles.publishing.rendering import times
from articles.publishing.rendering.feed_entry import FeedEntry
from articles.publishing.rendering.settings import Settings
from articles.publishing.rendering.urls import page_url

ATOM = "application/atom+xml; charset=utf-8"
JSON_FEED = "application/feed+json; charset=utf-8"

_END = "</feed>"
_NEVER = "1970-01-01T00:00:00Z"
_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed, whatever its format.

    Attributes:
        title: Its title.
        url: The page that it is the feed of.
        entries: Its entries, newest first.
    """

    title: str
    url: str
    entries: tuple[FeedEntry, ...]


def entries(
    listed: Sequence[ListedArticle], stored: Mapping[str, FeedEntry | None], settings: Settings
) -> tuple[FeedEntry, ...]:
    """Make the entries of a feed.

    Args:
        listed: Its articles, as lists have them.
        stored: The feed entries that the table has, by path. An article that is not in it has just gone, and is left
            out. None is for an article that older code published: its entry is made from the list.
        settings: The site's settings.
    """
    present = (each for each in listed if each.path in stored)
    return tuple(stored[each.path] or _summary(each, settings) for each in present)


def atom(feed: Feed, self_url: str, settings: Settings, limit: int) -> str:
    """Write the feed in Atom: with the answers of the newest articles as long as they fit, then with summaries.

    Args:
        feed: What it says.
        self_url: Its own address.
        settings: The site's settings.
        limit: The most bytes that it may have.
    """
    root = ET.Element("feed", {"xmlns": "http://www.w3.org/2005/Atom", "xml:lang": settings.language})
    _add(root, "id", feed.url)
    _add(root, "title", feed.title)
    changes = (entry.updated for entry in feed.entries if entry.updated)
    _add(root, "updated", max(changes, key=dt.datetime.fromisoformat, default=_NEVER))
    ET.SubElement(root, "link", rel="self", type="application/atom+xml", href=self_url)
    ET.SubElement(root, "link", rel="alternate", type="text/html", href=feed.url)
    _add(ET.SubElement(root, "author"), "name", settings.author)
    _add(root, "icon", f"{settings.url}/favicon.svg")
    before = f'<?xml version="1.0" encoding="utf-8"?>\n{_written(root).removesuffix(_END)}\n'
    entries = _fitting(feed.entries, _atom_entry, limit - len(f"{before}{_END}\n".encode()))
    return f"{before}{''.join(entries)}{_END}\n"


def json_feed(feed: Feed, self_url: str, settings: Settings, limit: int) -> str:
    """Write the feed in JSON Feed 1.1: with the answers of the newest articles as long as they fit, then summaries.

    Args:
        feed: What it says.
        self_url: Its own address.
        settings: The site's settings.
        limit: The most bytes that it may have.
    """
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.url,
        "feed_url": self_url,
        "icon": f"{settings.url}/favicon.svg",
        "language": settings.language,
        "authors": [{"name": settings.author}],
    }
    before = _json(document).removesuffix("}") + ',"items":['
    items = _fitting(feed.entries, _json_item, limit - len(f"{before}]}}\n".encode()) - max(0, len(feed.entries) - 1))
    return f"{before}{','.join(items)}]}}\n"


def _summary(entry: ListedArticle, settings: Settings) -> FeedEntry:
    return FeedEntry(
        url=page_url(entry.path, settings),
        title=entry.title,
        updated=times.rfc3339(entry.modified) if entry.modified is not None else None,
        published=None,
        author=settings.author,
        tags=(entry.subject,) if entry.subject else (),
        summary=entry.description,
        html="",
    )


def _fitting(entries: Sequence[FeedEntry], write: Callable[[FeedEntry], str], limit: int) -> list[str]:
    """Write all entries: with their answers as long as `limit` bytes are enough for that, then without."""
    written = [write(replace(entry, html="")) for entry in entries]
    room = limit - sum(len(each.encode()) for each in written)
    for number, entry in enumerate(entries):
        whole = write(entry)
        room -= len(whole.encode()) - len(written[number].encode())
        if room < 0:
            break
        written[number] = whole
    return written


def _add(parent: ET.Element, name: str, text: str) -> ET.Element:
    child = ET.SubElement(parent, name)
    child.text = _NOT_XML.sub("", text)
    return child


def _atom_entry(entry: FeedEntry) -> str:
    element = ET.Element("entry", {"xml:lang": entry.language} if entry.language else {})
    _add(element, "id", entry.url)
    _add(element, "title", entry.title)
    _add(element, "updated", entry.updated or entry.published or _NEVER)
    if entry.published:
        _add(element, "published", entry.published)
    ET.SubElement(element, "link", rel="alternate", type="text/html", href=entry.url)
    _add(ET.SubElement(element, "author"), "name", entry.author)
    for tag in entry.tags:
        ET.SubElement(element, "category", term=_NOT_XML.sub("", tag))
    if entry.summary:
        _add(element, "summary", entry.summary)
    if entry.html:
        _add(element, "content", entry.html).set("type", "html")
    return _written(element) + "\n"


def _written(element: ET.Element) -> str:
    return ET.tostring(element, encoding="unicode")


def _json_item(entry: FeedEntry) -> str:
    item = {
        "id": entry.url,
        "url": entry.url,
        "title": entry.title,
        "content_html": entry.html,
        "summary": entry.summary,
        "date_published": entry.published,
        "date_modified": entry.updated,
        "authors": [{"name": entry.author}],
        "tags": list(entry.tags),
        "language": entry.language,
    }
    kept = {name: value for name, value in item.items() if value}
    # Every item must have content: if there is no room for the answer, that is the summary or the title.
    return _json(kept if entry.html else kept | {"content_text": entry.summary or entry.title})


def _json(document: dict[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))
