"""What the items of articles look like: parsed, with their entries in feeds and what search knows, all compressed."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, fields, replace
from typing import Any

from articles.common import keys
from articles.publishing.reading.aliases import Alias
from articles.publishing.reading.article import Article, Author, RelatedLink
from articles.publishing.reading.source_map import SourceMap
from articles.publishing.reading.visibility import Moment, Visibility
from articles.publishing.rendering.feed_entry import FeedEntry
from articles.publishing.rendering.search_document import SearchDocument
from articles.publishing.storage.items import to_problem
from articles.publishing.storage.packing import compressed, uncompressed

Item = dict[str, Any]

# Most bytes for an article, its feed entry and its text for search: DynamoDB allows 400 KB for an item with its keys.
MAX_ITEM_BYTES = 390 * 1024

_ARTICLE_FIELDS = frozenset(field.name for field in fields(Article))


def from_article(article: Article, entry: FeedEntry, renderer: str, search: SearchDocument | None = None) -> Item:
    """The item with the parsed article, its feed entry, and what search knows of it, all compressed.

    Args:
        article: The article.
        entry: Its feed entry. Its HTML is left out if the item would be too large with it.
        renderer: Fingerprint of the code and settings that made the entry.
        search: What search is to know of it; None if search must not find it.
    """
    body, packed = _packed(article), _packed(entry)
    found: Item = {} if search is None else {"search": _packed(search)}
    if len(body) + len(packed) + len(found.get("search", b"")) > MAX_ITEM_BYTES:
        packed = _packed(replace(entry, html=""))
    expires = article.visibility.expires
    ending = {} if expires is None else {"expires": expires}
    return {**keys.article(article.path), "body": body, "entry": packed, "renderer": renderer, **found, **ending}


def to_article(item: Mapping[str, Any]) -> Article:
    """The article that an item holds. Fields that older code did not store get their defaults."""
    stored = uncompressed(item["body"])
    known = {name: value for name, value in stored.items() if name in _ARTICLE_FIELDS}
    article = Article(**known)
    return replace(
        article,
        date=dt.date.fromisoformat(stored["date"]) if stored.get("date") else None,
        keywords=tuple(article.keywords),
        authors=tuple(Author(**author) for author in stored.get("authors", ())),
        source_map=_source_map(stored.get("source_map", {})),
        related=tuple(RelatedLink(**link) for link in stored["related"]),
        aliases=tuple(Alias(**each) for each in stored.get("aliases", ())),
        visibility=_visibility(stored.get("visibility", {})),
        warnings=tuple(to_problem(problem) for problem in stored["warnings"]),
    )


def to_feed_entry(item: Mapping[str, Any]) -> FeedEntry:
    """The feed entry that an article's item holds."""
    stored = uncompressed(item["entry"])
    return FeedEntry(**{**stored, "tags": tuple(stored["tags"])})


def to_search_document(item: Mapping[str, Any]) -> SearchDocument | None:
    """What search is to know of the article that an item holds; None if there is nothing."""
    if "search" not in item:
        return None
    stored = uncompressed(item["search"])
    lists = {name: tuple(stored[name]) for name in ("headings", "keywords", "authors")}
    return SearchDocument(**{**stored, **lists})


def _packed(value: Article | FeedEntry | SearchDocument) -> bytes:
    return compressed(asdict(value))


def _source_map(stored: Mapping[str, Any]) -> SourceMap:
    """The source map that was stored; the default if older code stored the article without one."""
    if not stored:
        return SourceMap()
    (url_line, url_column), (line, column) = stored["url"], stored["answer"]
    anchors = tuple((offset, at_line, at_column) for offset, at_line, at_column in stored["anchors"])
    (image_line, image_column), (original_line, original_column) = (
        stored.get(name, (1, 1)) for name in ("image", "original")
    )
    return SourceMap(
        (url_line, url_column),
        (line, column),
        stored["encoded"],
        anchors,
        image=(image_line, image_column),
        original=(original_line, original_column),
    )


def _visibility(stored: Mapping[str, Any]) -> Visibility:
    """What a live file says of being public: it is no draft."""
    since, until = (stored.get(name) for name in ("since", "until"))
    return Visibility(
        since=Moment(**since) if since else None,
        until=Moment(**until) if until else None,
        unlisted=stored.get("unlisted", False),
    )
