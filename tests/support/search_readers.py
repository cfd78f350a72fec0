"""What readers must find when nothing is under way, and the index has been told of everything."""

import re
from collections.abc import Callable, Mapping, Sequence
from html import unescape
from typing import Any
from urllib.parse import quote, unquote, urlencode, urlsplit

from articles.common.slugs import slug
from articles.publishing.reading.article import Article
from articles.publishing.rendering.search_document import author_names
from articles.publishing.rendering.settings import Settings

from tests.support.asking import ask


def check(newest: Sequence[Article], settings: Settings) -> None:
    """Ask for every title, and for every keyword, author and month.

    Args:
        newest: The live articles that lists name.
        settings: The site's.

    Raises:
        AssertionError: Readers find something else.
    """
    _check_found("", newest, newest)
    for title in sorted({each.title for each in newest}):
        _check_found(title, [each for each in newest if each.title == title], newest)
    _check_names("/tags", "tag", lambda each: each.keywords, newest)
    _check_names("/authors", "author", lambda each: author_names(each, settings), newest)
    _check_archive(newest)


def _check_found(q: str, named: Sequence[Article], listed: Sequence[Article]) -> None:
    """A search finds each page that is so called, and nothing that is not live; in all, what it says."""
    found: list[Mapping[str, Any]] = []
    following: str | None = f"/api/search?{urlencode({'q': q})}"
    while following:
        answer = ask(following).json
        found += answer["results"]
        assert answer["about"] is False, f"{q!r}: the index has yet to be told of something"
        total, following = answer["total"], answer["next"] and _local(answer["next"])
    titles = {each["path"]: each["title"] for each in found}
    assert len(titles) == len(found) == total, f"{q!r}: {total} are found, and {len(found)} are shown"
    assert {each.path for each in named} <= titles.keys(), f"{q!r} does not find what is called so"
    assert titles.items() <= {each.path: each.title for each in listed}.items(), f"{q!r} finds what is not there"


def _check_names(root: str, parameter: str, of: Callable[[Article], Sequence[str]], newest: Sequence[Article]) -> None:
    """A directory has each name with its number of articles, and leads to the list of these."""
    by_slug: dict[str, list[Article]] = {}
    for article in newest:
        for key in {slug(name) for name in of(article)} - {""}:
            by_slug.setdefault(key, []).append(article)
    shown = re.findall(rf'<li><a href="{root}/([^"?]*)[^"]*">(.*?) <span>(\d+)</span></a></li>', ask(root).text)
    counted = {unquote(key): int(count) for key, _, count in shown}
    assert counted == {key: len(articles) for key, articles in by_slug.items()}, f"names at {root}"
    for key, articles in by_slug.items():
        path = f"{root}/{quote(key)}"
        page, *further = _pages(unquote(path))
        links = re.findall(r'<h2><a href="([^"]*)">(.*?)</a>', "".join([page, *further]))
        listed = sorted((unquote(href), unescape(text)) for href, text in links)
        assert listed == sorted((each.path, each.title) for each in articles), f"articles at {path}"
        spelled = {name for each in _latest(articles) for name in of(each) if slug(name) == key}
        heading = unescape(page.partition("<h1>")[2].partition("</h1>")[0])
        assert heading in spelled, f"{path} is called {heading}"
        assert {unescape(name) for each, name, _ in shown if unquote(each) == key} <= spelled, f"{key} at {root}"
        fed = {unquote(urlsplit(each["id"]).path) for each in ask(f"{unquote(path)}/feed.json").json["items"]}
        assert fed <= {each.path for each in articles}, f"feed of {path}"
        assert len(fed) == min(50, len(articles)), f"feed of {path}"
        assert ask(f"/api/search?{urlencode({parameter: key})}").json["total"] == len(articles)
    for key in {"c", "c-plus-plus", "ann", "bob"} - by_slug.keys():
        assert ask(f"{root}/{key}").status == 404, f"{root}/{key} is there"


def _check_archive(newest: Sequence[Article]) -> None:
    """The archive has each year and month with its number of articles."""
    months: dict[str, int] = {}
    for article in newest:
        if article.date:
            month = article.date.isoformat()[:7]
            months[month] = months.get(month, 0) + 1
    shown = re.findall(r'from=(\d{4}-\d\d)-01&amp;to=\1-\d\d">\w+ <span>(\d+)</span>', ask("/archive").text)
    assert [(month, int(count)) for month, count in shown] == sorted(months.items(), reverse=True), "the archive"


def _latest(articles: Sequence[Article]) -> list[Article]:
    """Those of the latest day: which of them is the newest, dates do not say."""
    days = {each.path: each.date.isoformat() if each.date else "" for each in articles}
    return [each for each in articles if days[each.path] == max(days.values())]


def _pages(start: str) -> list[str]:
    """The pages of a list, from one to the next."""
    pages: list[str] = []
    following = [start]
    while following:
        pages.append(ask(following[0]).text)
        following = [_local(each) for each in re.findall(r'<link rel="next" href="([^"]*)">', pages[-1])]
    return pages


def _local(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}"
