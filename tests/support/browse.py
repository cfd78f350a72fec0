"""Asks browse, and fills tables for it to answer from."""

import os
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import boto3
import pytest
from articles.browse.files import files
from articles.browse.index_copy import local_copy
from articles.browse.library import _library, _table, library
from articles.browse.settings import in_force
from articles.common import keys
from articles.publishing.reading.text_links import Target
from articles.publishing.storage import directories
from articles.publishing.storage.attributes import typed
from articles.publishing.storage.cards import Card
from articles.publishing.storage.items import from_card
from articles.publishing.storage.link_items import from_links
from articles.publishing.storage.page_links import PageLinks, paths

from tests.support.asking import Answer, ask
from tests.support.world import World, a_world

ROOT = Path(__file__).parents[2]


CONTENT = ROOT / "content"


SITE = "http://site"


SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


ATOM = "{http://www.w3.org/2005/Atom}"


PAGES = ["/", "/learn", "/learn/physics", "/archive/all"]


API = [
    *("/api/articles", "/api/subjects", "/api/openapi.json"),
    "/api/referrers/learn/physics/questions/why-does-a-moving-clock-run-slow",
]


FEEDS = ["/feed.atom", "/feed.json", "/learn/music/feed.atom", "/learn/music/feed.json"]


FILES = ["/sitemap.xml", "/sitemaps/2026-03.xml", "/robots.txt", "/llms.txt", "/favicon.svg"]


ROUTES = [*PAGES, *API, *FEEDS, *FILES]


@contextmanager
def a_site(**how: Any) -> Iterator[World]:
    """A world in the environment of browse, in which a search always looks whether the index has changed.

    Args:
        how: The arguments of the world.
    """
    with a_world(**how) as world, pytest.MonkeyPatch.context() as patch:
        for name, value in {**world.functions["BrowseFunction"].environment, "ORIGIN_SECRET": ""}.items():
            patch.setenv(name, value)
        patch.setattr("articles.search.local_copy.FRESH", 0)
        _forget()
        yield world
        _forget()


def _forget() -> None:
    """Have the clients of browse made anew, and what they have read be read again."""
    for made_once in (files, _library, _table, local_copy, in_force):
        made_once.cache_clear()


class Filler:
    """Fills the table as publishing would."""

    def __init__(self) -> None:
        self.client = boto3.client("dynamodb")

    def put(self, items: Sequence[dict[str, Any]]) -> None:
        requests: list[Any] = [{"PutRequest": {"Item": typed(item)}} for item in items]
        for start in range(0, len(requests), 25):
            self.client.batch_write_item(RequestItems={os.environ["TABLE"]: requests[start : start + 25]})

    def publish(self, cards: Sequence[Card]) -> None:
        entries = {entry for card in cards for entry in directories.entries(card)}
        self.put([*map(from_card, cards), *(keys.entry(entry.directory, entry.name) for entry in entries)])

    def count(self, action: Callable[[], Any]) -> int:
        """How many requests for data an action makes."""
        calls: list[str] = []
        events = library()._table._client.meta.events

        def note(model: Any, **_: Any) -> None:
            calls.append(model.name)

        events.register("before-call.dynamodb", note)
        try:
            action()
        finally:
            events.unregister("before-call.dynamodb", note)
        return len(calls)


def card(number: int, date: str = "2026-01-01", subject: str = "Physics", **more: Any) -> Card:
    slug = subject.lower()
    path = f"/learn/{slug}/questions/{number}"
    details = {"id": number, "title": f"Title {number}", "subject": subject, "subject_slug": slug, "date": date}
    return Card(path, "live", f"{number}.md", 1, **{**details, **more})


def linking(path: str, edges: Sequence[Target], **links: Any) -> list[dict[str, Any]]:
    """The items of the links of a page: what they are, and that it is registered where they look."""
    registered = [keys.referrer(each.kind, each.name, path) for each in edges]
    return [from_links(PageLinks(path, 1, edges=tuple(edges), **links)), *map(dict, registered)]


def related(path: str, *to: str) -> list[dict[str, Any]]:
    """The items of the links of a page that has these related links."""
    return linking(path, paths(to), related=to)


def walk(start: str, relation: str) -> list[Answer]:
    """The pages of an API list from one on, in one direction."""
    answers = [ask(start)]
    while following := answers[-1].json[relation]:
        answers.append(ask(following.removeprefix(SITE)))
        assert answers[-1].status == 200
        assert len(answers) < 200
    return answers


def titles(answers: Sequence[Answer]) -> list[str]:
    return [each["title"] for answer in answers for each in answer.json["articles"]]


class Links(HTMLParser):
    """The links of a page, by relation for those of its head and its pager."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.hrefs: list[str] = []
        self.related: dict[str, list[str]] = {}
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        href = found.get("href")
        if tag in ("a", "link") and href:
            self.hrefs.append(href)
            self.related.setdefault(found.get("rel") or "", []).append(href)


def locations(path: str) -> list[str]:
    root = ET.fromstring(ask(path).text)
    assert root.tag in (f"{SITEMAP}urlset", f"{SITEMAP}sitemapindex")
    children = {f"{SITEMAP}urlset": "url", f"{SITEMAP}sitemapindex": "sitemap"}[root.tag]
    assert {child.tag for child in root} == {f"{SITEMAP}{children}"}
    return [location.text or "" for location in root.iterfind(f"*/{SITEMAP}loc")]


def all_in_sitemaps() -> list[list[str]]:
    return [locations(urlsplit(url).path) for url in locations("/sitemap.xml")]


def link_header(answer: Answer) -> list[tuple[str, str]]:
    return re.findall(r'<([^>]*)>; rel="([^"]*)"', answer.headers.get("link", ""))
