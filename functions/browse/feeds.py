"""Feeds: Atom (RFC 4287) and JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/), of the same posts."""

import datetime as dt
import functools
import itertools
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin
from xml.etree import ElementTree as ET

from publishing.errors import ArticleError
from publishing.excerpt import excerpt
from publishing.items import to_article
from publishing.settings import Settings
from publishing.urls import article_urls

from browse import dates
from browse.library import Entry
from browse.table import Item

ATOM = "application/atom+xml; charset=utf-8"
JSON_FEED = "application/feed+json; charset=utf-8"

# What all answers of a feed have together, and each post besides, at most: escaped, it must still fit into a response
# of Lambda.
MAX_HTML = 800_000
_MAX_TAGS = 20
_MAX_TAG = 100
_MAX_AUTHOR = 200

_NEVER = "1970-01-01T00:00:00Z"
_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LINKING_TAG = re.compile(r'<(?:a|img)(?:\s+[\w-]+(?:="[^"]*")?)*')
_REFERENCE = re.compile(r'(\s(?:href|src)=")([^"]*)')


@dataclass(frozen=True, slots=True)
class Post:
    """An article as feeds carry it.

    Attributes:
        url: Its page.
        title: What its page is called.
        updated: When it last changed, RFC 3339.
        published: When it was published, RFC 3339, if that is known.
        author: Who wrote it.
        tags: Its subject and keywords.
        summary: One or two sentences, or empty.
        html: Its answer with formulae in TeX and absolute links; empty where the feed would become too large.
    """

    url: str
    title: str
    updated: str
    published: str | None
    author: str
    tags: tuple[str, ...]
    summary: str
    html: str


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed, whatever its format.

    Attributes:
        title: What it is called.
        url: The page that it is the feed of.
        posts: Newest first.
    """

    title: str
    url: str
    posts: tuple[Post, ...]


def posts(entries: Sequence[Entry], articles: Mapping[str, Item], settings: Settings) -> tuple[Post, ...]:
    """The posts of a feed.

    Args:
        entries: Its articles, as lists have them.
        articles: The table's items with the parsed articles, by path; an article without one is left out.
        settings: The site's.
    """
    found = []
    room = MAX_HTML
    for entry in entries:
        if entry.path in articles:
            post = _post(entry, articles[entry.path], settings, room)
            room -= len(post.html)
            found.append(post)
    return tuple(found)


def atom(feed: Feed, self_url: str, settings: Settings) -> str:
    """The feed in Atom.

    Args:
        feed: What it says.
        self_url: Its own address.
        settings: The site's.
    """
    root = ET.Element("feed", {"xmlns": "http://www.w3.org/2005/Atom", "xml:lang": "en"})
    _add(root, "id", feed.url)
    _add(root, "title", feed.title)
    _add(root, "updated", max((post.updated for post in feed.posts), key=dt.datetime.fromisoformat, default=_NEVER))
    ET.SubElement(root, "link", rel="self", type="application/atom+xml", href=self_url)
    ET.SubElement(root, "link", rel="alternate", type="text/html", href=feed.url)
    _add(ET.SubElement(root, "author"), "name", settings.author)
    _add(root, "icon", f"{settings.url}/favicon.svg")
    for post in feed.posts:
        _add_entry(root, post)
    ET.indent(root, " ")
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def json_feed(feed: Feed, self_url: str, settings: Settings) -> str:
    """The feed in JSON Feed 1.1.

    Args:
        feed: What it says.
        self_url: Its own address.
        settings: The site's.
    """
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.url,
        "feed_url": self_url,
        "icon": f"{settings.url}/favicon.svg",
        "language": "en",
        "authors": [{"name": settings.author}],
        "items": [_json_item(post) for post in feed.posts],
    }
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")) + "\n"


def _post(entry: Entry, item: Item, settings: Settings, room: int) -> Post:
    article = to_article(item)
    url = article_urls(entry.path, settings)["html"]
    html = _with_absolute_links(_answer(article.answer), url) if room > 0 else ""
    return Post(
        url=url,
        title=entry.title,
        updated=dates.modified(entry, settings) or _NEVER,
        published=dates.published(entry, settings),
        author=excerpt(article.author or settings.author, _MAX_AUTHOR),
        tags=_tags(article.subject, *article.keywords),
        summary=entry.description,
        html=html if len(html) <= room else "",
    )


def _tags(*names: str) -> tuple[str, ...]:
    """The first of these names, each once."""
    shortened = (excerpt(name, _MAX_TAG) for name in names if name)
    return tuple(itertools.islice(dict.fromkeys(shortened), _MAX_TAGS))


@functools.lru_cache(maxsize=128)
def _answer(markdown: str) -> str:
    """The answer's HTML, its formulae in TeX: hardly any feed reader shows MathML."""
    from publishing.markdown import render_answer  # noqa: PLC0415 - a fifth of the start, which only feeds need

    try:
        return render_answer(markdown, mathml=False).html
    except ArticleError:
        return ""  # published by an earlier renderer, which had other limits: the summary stands in


def _with_absolute_links(html: str, url: str) -> str:
    """HTML whose links and images are absolute: a feed is read elsewhere."""

    def absolute(tag: re.Match[str]) -> str:
        return _REFERENCE.sub(lambda reference: reference[1] + urljoin(url, reference[2]), tag[0])

    return _LINKING_TAG.sub(absolute, html)


def _add(parent: ET.Element, name: str, text: str) -> ET.Element:
    child = ET.SubElement(parent, name)
    child.text = _NOT_XML.sub("", text)
    return child


def _add_entry(root: ET.Element, post: Post) -> None:
    entry = ET.SubElement(root, "entry")
    _add(entry, "id", post.url)
    _add(entry, "title", post.title)
    _add(entry, "updated", post.updated)
    if post.published:
        _add(entry, "published", post.published)
    ET.SubElement(entry, "link", rel="alternate", type="text/html", href=post.url)
    _add(ET.SubElement(entry, "author"), "name", post.author)
    for tag in post.tags:
        ET.SubElement(entry, "category", term=_NOT_XML.sub("", tag))
    if post.summary:
        _add(entry, "summary", post.summary)
    if post.html:
        _add(entry, "content", post.html).set("type", "html")


def _json_item(post: Post) -> dict[str, Any]:
    item = {
        "id": post.url,
        "url": post.url,
        "title": post.title,
        "content_html": post.html,
        "summary": post.summary,
        "date_published": post.published,
        "date_modified": post.updated if post.updated != _NEVER else None,
        "authors": [{"name": post.author}],
        "tags": list(post.tags),
    }
    kept = {name: value for name, value in item.items() if value}
    # Every item must have content: where the answer has no room, the summary or the title is it.
    return kept if post.html else kept | {"content_text": post.summary or post.title}
