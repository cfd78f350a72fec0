"""Lists as JSON documents."""

import json
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from articles.browse.changes import Change, Changes
from articles.browse.listed_articles import ListedArticle, Subject
from articles.browse.referrers import Referrer
from articles.publishing.rendering import times
from articles.publishing.rendering.feed_entry import FeedEntry
from articles.publishing.rendering.settings import Settings
from articles.publishing.rendering.urls import list_url, page_url, subject_path

JSON = "application/json"


def article_list(
    articles: Iterable[ListedArticle],
    fields: Sequence[str],
    links: Mapping[str, str],
    settings: Settings,
    summaries: Mapping[str, FeedEntry | None] = MappingProxyType({}),
) -> str:
    """Write a page of a list of articles.

    Args:
        articles: The articles on this page.
        fields: The fields of each that are wanted.
        links: Addresses of the pages before (`prev`) and after it (`next`), if there are any.
        settings: The site's settings.
        summaries: What fields need that lists do not have, as the table has it, by path.
    """
    found = [
        _selected({**listed(each, settings), **_further(each, summaries.get(each.path), settings)}, fields)
        for each in articles
    ]
    return to_json({"articles": found, **_neighbours(links)})


def subject_list(subjects: Iterable[Subject], links: Mapping[str, str], settings: Settings) -> str:
    """Write a page of the list of subjects; `links` as for articles."""
    return to_json({"subjects": [_subject(each, settings) for each in subjects], **_neighbours(links)})


def referrer_list(path: str, referrers: Iterable[Referrer], links: Mapping[str, str], settings: Settings) -> str:
    """Write a page of the list of articles that link to the one at a path; `links` as for articles."""
    found = [{**listed(each.entry, settings), "linked_from": each.linked_from} for each in referrers]
    return to_json({"path": path, "url": page_url(path, settings), "referrers": found, **_neighbours(links)})


def change_list(changes: Changes, following: str, settings: Settings) -> str:
    """Write some changes; `following` is the address to go on with."""
    found = [_change(each, settings) for each in changes.page.entries]
    return to_json({"changes": found, "more": changes.more, "next": following})


def _change(change: Change, settings: Settings) -> dict[str, Any]:
    to = change.location
    return {
        "path": change.path,
        "url": page_url(change.path, settings),
        "change": change.kind,
        "time": times.rfc3339(change.time),
        "published": times.rfc3339(change.published) if change.published is not None else None,
        "location": page_url(to, settings) if to is not None and to.startswith("/") else to,
        "etag": change.etag,
    }


def listed(entry: ListedArticle, settings: Settings) -> dict[str, Any]:
    """An article as every list has it."""
    slug = entry.subject_slug
    subject = (
        {"name": entry.subject, "slug": slug, "url": list_url(subject_path(slug), settings.in_edition(entry.edition))}
        if slug
        else None
    )
    return {
        "id": entry.id,
        "path": entry.path,
        "url": page_url(entry.path, settings),
        "title": entry.title,
        "subject": subject,
        "date": entry.date or None,
        "description": entry.description,
    }


def _further(entry: ListedArticle, summary: FeedEntry | None, settings: Settings) -> dict[str, Any]:
    """The fields that are given only if they are asked for. An article has just gone that has no summary, or is old."""
    return {
        "author": summary.author if summary else settings.author,
        "excerpt": summary.excerpt if summary else "",
        "image": (summary.image if summary else "") or None,
        "modified": None if entry.modified is None else times.rfc3339(entry.modified),
        "tags": summary.tags if summary else (),
    }


def _subject(subject: Subject, settings: Settings) -> dict[str, Any]:
    url = list_url(subject_path(subject.slug), settings)
    return {
        "name": subject.name,
        "slug": subject.slug,
        "url": url,
        "feeds": {"atom": f"{url}/feed.atom", "json": f"{url}/feed.json"},
        "newest": listed(subject.newest, settings),
    }


def _selected(document: Mapping[str, Any], fields: Sequence[str]) -> dict[str, Any]:
    return {name: document[name] for name in fields}


def _neighbours(links: Mapping[str, str]) -> dict[str, str | None]:
    return {"prev": links.get("prev"), "next": links.get("next")}


def to_json(document: Mapping[str, Any]) -> str:
    """A document as its text, with a line end."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")) + "\n"
