"""What readers must see of a site when nothing is under way, asked over the handler of browse.

The home page, every list to its end, feeds, sitemaps, llms.txt and referrers show exactly the listed articles, in
order, each once, with their titles, subjects and dates. Searches, keywords and authors lead to the same. What leads
from an article to the next goes through the same order.
"""

import base64
import datetime as dt
import functools
import importlib
import itertools
import json
import os
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from html import unescape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch
from urllib.parse import unquote, urlencode, urlsplit
from xml.etree import ElementTree as ET

from articles.browse.library import Library
from articles.browse.settings import SiteInForce
from articles.browse.table import Table
from articles.common import keys
from articles.common.http_edge import Request
from articles.common.paths import href
from articles.common.representations import JSON
from articles.deliver.delivery import respond
from articles.deliver.settings import Settings as DeliverSettings
from articles.deliver.table import Table as DeliverTable
from articles.publishing.reading.article import Article
from articles.publishing.rendering.settings import Settings
from articles.publishing.rendering.words import words_of
from articles.publishing.storage.attributes import typed
from articles.publishing.storage.cards import Card
from articles.publishing.storage.own_words import OwnWordsReader
from articles.publishing.storage.search_index import SearchIndex
from articles.search.local_copy import FRESH, LocalCopy
from markdown_it import MarkdownIt

from tests.support import link_oracle, search_readers
from tests.support.asking import Answer, ask, speaking
from tests.support.world import DERIVED, World

ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"

# What no answer depends on.
_UNSEEN = frozenset({"revision", "rendered", "since", "time_pk", "time_sk", "published"})

_TOLD = ("title", "updated", "published")

# What was asked of and found right before.
_right: set[str] = set()


def check(
    live: Mapping[str, Article],
    cards: Mapping[str, Card],
    items: Mapping[tuple[str, str], Mapping[str, Any]],
    settings: Settings,
    world: World,
) -> None:
    """Ask browse for all that it shows, and deliver where each path leads.

    Args:
        live: The live articles, by path.
        cards: What is at each path.
        items: The table's items.
        settings: The site's.
        world: The site, in which nothing is under way.

    Raises:
        AssertionError: Readers see something else.
    """
    seen = {
        pair: {name: value for name, value in sorted(item.items()) if name not in _UNSEEN}
        for pair, item in sorted(items.items())
        if pair[1] != "SOURCE" and not pair[1].startswith("REP#")
    }
    state = repr((seen, settings))
    world.pass_long()
    with browsing(world, items):
        _check_changes(cards, items, settings)
    if state in _right:
        return
    listed = [each for each in live.values() if not each.visibility.unlisted]
    newest = sorted(listed, key=lambda each: (_date(each), each.id or 0, each.path), reverse=True)
    editions = {edition: [each for each in newest if each.edition == edition] for edition in _editions(settings)}
    with browsing(world, items):
        for edition, of_edition in editions.items():
            with speaking(edition):
                _check_lists(of_edition, settings.in_edition(edition))
        _check_sitemaps(editions, settings)
        search_readers.check(newest, settings)
        _check_addresses(cards, items, world)
        for path in live:
            _check_referrers(cards[path], newest, items)
    _right.add(state)


def _editions(settings: Settings) -> tuple[str, ...]:
    """The site's main language, and its others."""
    return ("", *settings.languages[1:])


def _check_lists(newest: Sequence[Article], settings: Settings) -> None:
    """The lists in one language have what is in that, and nothing else."""
    _check_home(newest, settings)
    _check_articles(newest)
    for subject in _subjects(newest):
        _check_subject(subject, newest, settings.edition)
    _check_no_subject(newest)
    _check_llms(newest)
    if settings.edition:
        search_readers.check(newest, settings)


@contextmanager
def browsing(world: World, items: Mapping[tuple[str, str], Mapping[str, Any]] | None = None) -> Iterator[None]:
    """The environment of browse, its library in the world's table, and a copy of the world's search index.

    Args:
        world: The site.
        items: Its table's items, by pk and sk, if they are at hand and nothing changes them meanwhile.
    """
    client = world.reader if items is None else world.reader_of(items.values())
    environment = {**world.functions["BrowseFunction"].environment, "ORIGIN_SECRET": ""}
    with patch.dict(os.environ, environment), TemporaryDirectory() as folder, ExitStack() as patches:
        libraries = functools.partial(Library, Table(client, world.site.table.name), world.site.now)
        site = SiteInForce(libraries().site, OwnWordsReader(world.objects(DERIVED).get))
        always = itertools.count(step=FRESH).__next__  # it looks each time whether the index has changed
        copy = LocalCopy(SearchIndex(world.site.derived), Path(folder), always, world.site.pool)
        importlib.import_module("articles.browse.handler")
        importlib.import_module("articles.browse.search_handler")
        for name, ours in (("library", libraries), ("in_force", functools.partial(_itself, site))):
            for module in [each for each in sys.modules if each.startswith("articles.browse.")]:
                if hasattr(sys.modules[module], name):
                    patches.enter_context(patch(f"{module}.{name}", ours))
        patches.enter_context(patch("articles.browse.search_handler.local_copy", lambda: copy))
        yield


def _itself(it: object) -> object:
    return it


def _check_home(newest: Sequence[Article], settings: Settings) -> None:
    page = ask("/")
    assert f"<title>{settings.name}</title>" in page.text, "the home page has another name"
    assert json.loads(ask("/feed.json").text)["title"] == settings.name, "the feed has another name"
    assert (f'rel="stylesheet" href="{settings.style or "/"}"' in page.text) is bool(settings.style), "its style is old"
    main = page.text.partition("<main")[2].partition("</main>")[0]
    articles, _, subjects = main.partition('id="subjects"')
    assert _links(articles, "h3") == [(each.path, each.title) for each in newest[:20]], "articles of the home page"
    assert _links(subjects, "li") == [
        (f"/learn/{each.subject_slug}", each.subject) for each in _subjects(newest)[:50]
    ], "subjects of the home page"
    assert re.findall("<span>(.*)</span>", subjects) == [
        str(sum(each.subject_slug == subject.subject_slug for each in newest)) for subject in _subjects(newest)[:50]
    ], "counts of the home page"
    nothing = words_of(settings)("nothing_published")
    assert (nothing in page.text) is (not newest)


def deliver(path: str, world: World, items: Mapping[tuple[str, str], Mapping[str, Any]] | None = None) -> Answer:
    """Ask deliver for a path.

    Args:
        path: The path, decoded.
        world: The site.
        items: Its table's items, by pk and sk, if they are at hand.
    """
    there = {(item["pk"], item["sk"]): item for item in world.items()} if items is None else items
    return answered(path, world, lambda key: there.get((key["pk"], key["sk"])))


def answered(path: str, world: World, read: Callable[[Mapping[str, str]], Mapping[str, Any] | None]) -> Answer:
    """Ask deliver for a path; `read` returns the item with a key, or none."""
    return answered_by(deliver_table(read), path, world)


def deliver_table(read: Callable[[Mapping[str, str]], Mapping[str, Any] | None]) -> DeliverTable:
    """The table as a process of deliver has it; `read` returns the item with a key, or none."""

    def get_item(_: str, key: Mapping[str, str]) -> Any:
        item = read(key)
        return None if item is None else _as_deliver_gets_it(item)

    return DeliverTable(get_item, "")


def answered_by(table: DeliverTable, path: str, world: World, **headers: str) -> Answer:
    """Ask a process of deliver for a path, with these headers."""
    settings = DeliverSettings({**world.functions["DeliverFunction"].environment, "ORIGIN_SECRET": ""})
    return Answer.of(respond(Request("GET", path, "", headers, ""), table, settings, world.site.now))


def _check_addresses(
    cards: Mapping[str, Card], items: Mapping[tuple[str, str], Mapping[str, Any]], world: World
) -> None:
    """What deliver answers at each path: the page, a redirect, or that it is gone."""
    for path, card in cards.items():
        answer = deliver(path, world, items)
        told = (answer.status, answer.location)
        to = card.location or card.redirect or ""
        moved = (301, href(to) if to.startswith("/") else to)
        assert told == {"live": (200, None), "moved": moved, "gone": (410, None)}[card.state], f"{path}: {told}"


def _as_deliver_gets_it(item: Mapping[str, Any]) -> dict[str, Any]:
    """An item as DynamoDB's JSON has it, in which bytes are base64."""
    values = typed(item)
    return {
        name: {"B": base64.b64encode(bytes(value["B"])).decode()} if "B" in value else value
        for name, value in values.items()
    }


def _check_changes(
    cards: Mapping[str, Card], items: Mapping[tuple[str, str], Mapping[str, Any]], settings: Settings
) -> None:
    """One entry of each path that ever had something for a mirror, by time: what that is now."""
    pages = _pages("/api/changes?limit=3")
    shown = [each for page in pages for each in page.json["changes"]]
    expected = sorted((card for card in cards.values() if card.changed is not None), key=lambda card: card.path)
    assert [each["path"] for each in sorted(shown, key=lambda each: each["path"])] == [each.path for each in expected]
    assert [each["time"] for each in shown] == sorted(each["time"] for each in shown), "changes are not in order"
    for each in shown:
        card = cards[each["path"]]
        assert each["time"] == _rfc3339(card.changed), f"{card.path} was changed at another time"
        told = {name: each[name] for name in ("change", "published", "location", "etag")}
        nothing = {"published": None, "location": None, "etag": None}
        if card.unlisted or card.state == "gone":
            assert told == {**nothing, "change": "gone"}, f"{card.path} is told as {told}"
        elif card.state == "moved":
            to = card.location or card.redirect or ""
            location = settings.url + href(to) if to.startswith("/") else to
            assert told == {**nothing, "change": "moved", "location": location}, f"{card.path} is told as {told}"
        else:
            key = keys.representation(card.path, JSON)
            etag = items[key["pk"], key["sk"]]["etag"]
            change = "published" if card.published == card.changed else "changed"
            published = _rfc3339(card.published)
            assert told == {"change": change, "published": published, "location": None, "etag": etag}, card.path
    for card in cards.values():
        is_mirrored = card.state in ("live", "moved") and not card.unlisted
        assert card.changed is not None or not is_mirrored, f"nobody is told of {card.path}"


def _rfc3339(seconds: int | None) -> str:
    return dt.datetime.fromtimestamp(seconds or 0, dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _check_articles(newest: Sequence[Article]) -> None:
    """The API's lists, to their ends and back."""
    pages = _pages("/api/articles?limit=2")
    assert [len(page.json["articles"]) for page in pages[:-1]] == [2] * (len(pages) - 1), "a page is cut short"
    shown = [each for page in pages for each in page.json["articles"]]
    assert [_shown(each) for each in shown] == [_expected(each) for each in newest], "articles of the API"
    back = _pages(_local(pages[-1].json["prev"]), "prev") if pages[-1].json["prev"] else []
    shown = [each for page in reversed(back) for each in page.json["articles"]]
    assert [_shown(each) for each in shown] == [
        _expected(each) for each in newest[: len(newest) - len(pages[-1].json["articles"])]
    ], "articles of the API, backwards"
    subjects = [each for page in _pages("/api/subjects?limit=1") for each in page.json["subjects"]]
    assert [(each["slug"], each["name"], each["newest"]["path"]) for each in subjects] == [
        (each.subject_slug, each.subject, each.path) for each in _subjects(newest)
    ], "subjects of the API"
    _check_feeds("", newest)
    _check_everything(newest)


def _check_everything(newest: Sequence[Article]) -> None:
    """The list of all articles, and that of each year, to which it leads if there are several."""
    years = [*dict.fromkeys(_date(each)[:4] for each in newest if _date(each))]
    page = ask("/archive/all").text
    assert _links(page, "h2") == [(each.path, each.title) for each in newest[:50]], "the list of all articles"
    shown = re.findall(r'<li><a href="[^"]*/archive/all\?from=(\d+)&amp;to=\1"', page)
    assert shown == (years if len(years) > 1 else []), f"/archive/all leads to {shown}"
    for year in years:
        listed = _links(ask(f"/archive/all?from={year}&to={year}").text, "h2")
        assert listed == [(each.path, each.title) for each in newest if _date(each)[:4] == year][:50], f"list of {year}"


def _check_subject(named: Article, newest: Sequence[Article], edition: str) -> None:
    """The page and the feeds of a subject, which is called as its newest article calls it."""
    path, of_subject = f"/learn/{named.subject_slug}", [each for each in newest if _slug(each) == _slug(named)]
    page = ask(path)
    assert page.status == 200, f"{path} is answered {page.status}"
    assert f"<h1>{named.subject}</h1>" in page.text, f"{path} is called otherwise"
    assert _links(page.text, "h2") == [(each.path, each.title) for each in of_subject[:50]], f"articles of {path}"
    shown = [
        each
        for answer in _pages(f"/api/articles?limit=1&subject={named.subject_slug}")
        for each in answer.json["articles"]
    ]
    assert [_shown(each) for each in shown] == [_expected(each) for each in of_subject], f"articles of {path}"
    _check_feeds(path, of_subject)
    _check_adjacent(path, of_subject, edition)


def _check_adjacent(path: str, of_subject: Sequence[Article], edition: str) -> None:
    """Previous and next lead from each article of a subject to the one beside it, and at the ends to the list."""
    paths = [path, *(each.path for each in of_subject), path]
    for newer, here, older in zip(paths, paths[1:], paths[2:], strict=False):
        for direction, beside in (("previous", newer), ("next", older)):
            answer = ask(f"{path}/{direction}?{urlencode({'of': here})}")
            told = (answer.status, answer.location)
            to = href(beside) + (f"?lang={edition}" if edition and beside == path else "")
            assert told == (302, to), f"{direction} of {here} in {path}: {told}"


def _check_no_subject(newest: Sequence[Article]) -> None:
    """A subject without articles has no page."""
    for slug in {"x", "y"} - {_slug(each) for each in newest}:
        assert ask(f"/learn/{slug}").status == 404, f"/learn/{slug} is there"
        assert ask(f"/learn/{slug}/feed.atom").status == 404, f"the feed of /learn/{slug} is there"
        assert ask(f"/api/articles?subject={slug}").status == 404, f"the API has the subject {slug}"
        for each in newest[:1]:
            status = ask(f"/learn/{slug}/next?{urlencode({'of': each.path})}").status
            assert status == 404, f"{each.path} is in the list of {slug}"


def _check_feeds(path: str, articles: Sequence[Article]) -> None:
    entries = ET.fromstring(ask(f"{path}/feed.atom").text).findall(f"{ATOM}entry")
    shown = [(_path(each.findtext(f"{ATOM}id")), *(each.findtext(f"{ATOM}{tag}") for tag in _TOLD)) for each in entries]
    expected = [(each.path, each.title, _time(each), _published(each)) for each in articles[:50]]
    assert shown == expected, f"entries of {path}/feed.atom"
    items = ask(f"{path}/feed.json").json["items"]
    shown = [(_path(each["id"]), each["title"], each["date_modified"], each.get("date_published")) for each in items]
    assert shown == expected, f"items of {path}/feed.json"


def _check_sitemaps(editions: Mapping[str, Sequence[Article]], settings: Settings) -> None:
    found: list[tuple[str, str]] = []
    for sitemap in _locations("/sitemap.xml"):
        locations = _locations(_local(sitemap))
        assert locations != [f"{settings.url}/"], f"{sitemap} has no article"
        found += zip(map(_path, locations), _modified(_local(sitemap)), strict=True)
    oldest = [
        each
        for of_edition in editions.values()
        for each in sorted(of_edition, key=lambda each: (_date(each), each.id or 0, each.path))
    ]
    assert found == [(each.path, _time(each)) for each in oldest], "addresses in sitemaps"


def _check_llms(newest: Sequence[Article]) -> None:
    inline = [token.children for token in MarkdownIt("commonmark").parse(ask("/llms.txt").text) if token.children]
    links = [children for children in inline if children[0].type == "link_open"]
    shown = [(children[1].content, _path(str(children[0].attrs["href"]))) for children in links]
    subjects = [(each.subject, f"/learn/{each.subject_slug}") for each in _subjects(newest)[:50]]
    articles = [(each.title, f"{each.path}.md") for each in newest[:50]]
    assert shown[: len(subjects) + len(articles)] == subjects + articles, "llms.txt"
    assert all(not path.startswith("/learn") for _, path in shown[len(subjects) + len(articles) :]), "llms.txt"


def _check_referrers(card: Card, newest: Sequence[Article], items: Mapping[tuple[str, str], Mapping[str, Any]]) -> None:
    """The articles that name a path, or link to its page in their text, and what of them does; in both directions."""
    pages = _pages(f"/api/referrers{card.path}?limit=1")
    expected = [
        (_expected(each), where)
        for each in sorted(newest, key=lambda each: each.path)
        if each.path != card.path and (where := link_oracle.linking(each, card, items))
    ]
    assert _linking(pages) == expected, f"referrers of {card.path}"
    back = _pages(_local(pages[-1].json["prev"]), "prev") if pages[-1].json["prev"] else []
    assert _linking(back[::-1]) == expected[: len(expected) - len(pages[-1].json["referrers"])], (
        f"referrers of {card.path}, backwards"
    )


def _linking(pages: Sequence[Answer]) -> list[tuple[object, list[str]]]:
    return [(_shown(each), each["linked_from"]) for page in pages for each in page.json["referrers"]]


def _pages(start: str, relation: str = "next") -> list[Answer]:
    pages = [ask(start)]
    while pages[-1].json.get("more", True) and (following := pages[-1].json[relation]):
        pages.append(ask(_local(following)))
        assert pages[-1].status == 200
        assert len(pages) < 1000, f"{start} has no end"
    return pages


def _shown(article: Mapping[str, Any]) -> tuple[object, ...]:
    subject = article["subject"] or {"name": "", "slug": ""}
    return tuple(article[name] for name in ("path", "id", "title", "date", "description")), tuple(subject.values())[:2]


def _expected(article: Article) -> tuple[object, ...]:
    date = article.date.isoformat() if article.date else None
    return (
        (article.path, article.id, article.title, date, article.description),
        (article.subject if article.subject_slug else "", article.subject_slug),
    )


def _subjects(newest: Sequence[Article]) -> list[Article]:
    """The newest article of each subject, by slug."""
    first: dict[str, Article] = {}
    for each in newest:
        if each.subject_slug:
            first.setdefault(each.subject_slug, each)
    return [first[slug] for slug in sorted(first)]


def _links(html: str, around: str) -> list[tuple[str, str]]:
    found = re.findall(rf'<{around}><a href="([^"]*)">([^<]*)</a>(?:</{around}>| <span>)', html)
    return [(unquote(href).partition("?lang=")[0], unescape(text)) for href, text in found]


def _locations(target: str) -> list[str]:
    return [each.text or "" for each in ET.fromstring(ask(target).text).iterfind(f"*/{SITEMAP}loc")]


def _modified(target: str) -> list[str]:
    return [each.text or "" for each in ET.fromstring(ask(target).text).iterfind(f"*/{SITEMAP}lastmod")]


def _local(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def _path(url: str | None) -> str:
    return unquote(urlsplit(url or "").path)


def _slug(article: Article) -> str:
    return article.subject_slug


def _time(article: Article) -> str:
    """When an article was changed: the time of its upload, which none of these files overrides."""
    return dt.datetime.fromtimestamp(article.uploaded or 0, dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _published(article: Article) -> str | None:
    return f"{article.date.isoformat()}T00:00:00+00:00" if article.date else None


def _date(article: Article) -> str:
    return article.date.isoformat() if article.date else ""
