"""Lists as JSON documents."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from articles.browse.listed_articles import ListedArticle, Subject
from articles.browse.referrers import Referrer
from articles.publishing.rendering.settings import Settings
from articles.publishing.rendering.urls import page_url, subject_path

JSON = "application/json"


def article_list(
    articles: Iterable[ListedArticle], fields: Sequence[str], links: Mapping[str, str], settings: Settings
) -> str:
    """Write a page of a list of articles.

    Args:
        articles: The articles on this page.
        fields: The fields of each that are wanted.
        links: Addresses of the pages before (`prev`) and after it (`next`), if there are any.
        settings: The site's settings.
    """
    found = [_selected(_article(each, settings), fields) for each in articles]
    return _json({"articles": found, **_neighbours(links)})


def subject_list(subjects: Iterable[Subject], links: Mapping[str, str], settings: Settings) -> str:
    """Write a page of the list of subjects; `links` as for articles."""
    return _json({"subjects": [_subject(each, settings) for each in subjects], **_neighbours(links)})


def referrer_list(path: str, referrers: Iterable[Referrer], links: Mapping[str, str], settings: Settings) -> str:
    """Write a page of the list of articles that link to the one at a path; `links` as for articles."""
    found = [{**_article(each.entry, settings), "linked_from": each.linked_from} for each in referrers]
    return _json({"path": path, "url": page_url(path, settings), "referrers": found, **_neighbours(links)})


def _article(entry: ListedArticle, settings: Settings) -> dict[str, Any]:
    slug = entry.subject_slug
    subject = {"name": entry.subject, "slug": slug, "url": page_url(subject_path(slug), settings)} if slug else None
    return {
        "id": entry.id,
        "path": entry.path,
        "url": page_url(entry.path, settings),
        "title": entry.title,
        "subject": subject,
        "date": entry.date or None,
        "description": entry.description,
    }


def _subject(subject: Subject, settings: Settings) -> dict[str, Any]:
    url = page_url(subject_path(subject.slug), settings)
    return {
        "name": subject.name,
        "slug": subject.slug,
        "url": url,
        "feeds": {"atom": f"{url}/feed.atom", "json": f"{url}/feed.json"},
        "newest": _article(subject.newest, settings),
    }


def _selected(document: Mapping[str, Any], fields: Sequence[str]) -> dict[str, Any]:
    return {name: document[name] for name in fields}


def _neighbours(links: Mapping[str, str]) -> dict[str, str | None]:
    return {"prev": links.get("prev"), "next": links.get("next")}


def _json(document: Mapping[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")) + "\n"
