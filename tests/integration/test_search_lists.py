"""`/tags`, `/authors`, the lists and feeds below them, and `/archive`: as articles are now, to their ends."""

import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import unquote
from xml.etree import ElementTree as ET

import pytest

from tests.support.asking import Answer, ask
from tests.support.browse import ATOM, Links, link_header
from tests.support.readers import deliver
from tests.support.searched import a_searched_site, article, local, pages_to_the_end, search
from tests.support.world import World

MANY = 120
NAMES = 230
FILES = {
    **{
        f"n{number}": article(f"/stones/{number}", f"Stone {number}", date="2024-05-05", keywords="[Stones]")
        for number in range(MANY)
    },
    **{
        f"k{batch}": article(
            f"/names/{batch}",
            f"Names {batch}",
            date="2023-11-30",
            author="Editors",
            keywords=[f"Word {number:03}" for number in range(batch, NAMES, 10)],
        )
        for batch in range(10)
    },
    "a": article(
        "/a",
        "Of languages",
        date="2026-01-31",
        keywords="[C++, 'C#', C, Ärger, 日本語, 'A/B', 'R&D']",
        authors="[Ada Lovelace, Grace Hopper]",
    ),
    "b": article("/b", "Older", date="2022-02-28", keywords="[c++, 'a/b']", authors="[ADA LOVELACE]"),
    "undated": article("/undated", "Undated", keywords="[Timeless]"),
    "unlisted": article(
        "/unlisted", "Unlisted", keywords="[Hidden, C]", author="Nobody", unlisted="true", date="1999-01-01"
    ),
    "wordless": article("/wordless", "Wordless", keywords="['!!!', '   ?']", author="'...'"),
}


@pytest.fixture(scope="module", autouse=True)
def site() -> Iterator[World]:
    with a_searched_site(**FILES) as world:
        yield world


def names(answer: Answer, root: str) -> dict[str, tuple[str, int]]:
    """What a directory shows: name and count by the slug that each leads to."""
    found = re.findall(rf'<li><a href="{root}/([^"]*)">(.*?) <span>(\d+)</span></a></li>', answer.text)
    return {unquote(slug): (unescape(name), int(count)) for slug, name, count in found}


def shown(answer: Answer) -> list[str]:
    return re.findall(r'<h2><a href="[^"]*">([^<]*)</a></h2>', answer.text)


def test_the_directory_has_each_keyword_once_with_its_articles_counted() -> None:
    pages = pages_to_the_end("/tags")
    assert [len(names(page, "/tags")) for page in pages] == [200, 39]
    found = names(pages[0], "/tags") | names(pages[1], "/tags")
    assert list(found) == sorted(found)
    words = {f"word-{number:03}": (f"Word {number:03}", 1) for number in range(NAMES)}
    assert found == words | {
        "stones": ("Stones", MANY),
        "c-plus-plus": ("C++", 2),
        "c-sharp": ("C#", 1),
        "c": ("C", 1),
        "a-b": ("A/B", 2),
        "ärger": ("Ärger", 1),
        "日本語": ("日本語", 1),
        "r-and-d": ("R&D", 1),
        "timeless": ("Timeless", 1),
    }
    back = Links(pages[1].text).related["prev"][0]
    assert ask(local(back)).text.count("<li>") == pages[0].text.count("<li>")
    assert link_header(pages[1]) == [(back, "prev")]


def test_the_directory_of_authors_has_each_of_several() -> None:
    found = names(ask("/authors"), "/authors")
    assert found == {
        "ada-lovelace": ("Ada Lovelace", 2),
        "grace-hopper": ("Grace Hopper", 1),
        "editors": ("Editors", MANY + 11),  # the site's author, where an article names none
    }


@pytest.mark.parametrize(
    ("path", "name", "expected"),
    [
        ("/tags/c-plus-plus", "C++", ["Of languages", "Older"]),
        ("/tags/c-sharp", "C#", ["Of languages"]),
        ("/tags/c", "C", ["Of languages"]),
        ("/tags/ärger", "Ärger", ["Of languages"]),
        ("/tags/日本語", "日本語", ["Of languages"]),
        ("/tags/r-and-d", "R&D", ["Of languages"]),
        ("/tags/timeless", "Timeless", ["Undated"]),
        ("/authors/ada-lovelace", "Ada Lovelace", ["Of languages", "Older"]),
        ("/authors/grace-hopper", "Grace Hopper", ["Of languages"]),
    ],
)
def test_a_list_has_its_articles_newest_first_under_the_name_that_the_newest_has(
    path: str, name: str, expected: list[str]
) -> None:
    answer = ask(path)
    assert unescape(answer.text.partition("<h1>")[2].partition("</h1>")[0]) == name
    assert shown(answer) == expected
    assert f"{len(expected)} article" in answer.text
    items = ask(f"{path}/feed.json").json
    assert [each["title"] for each in items["items"]] == expected
    assert items["title"] == f"{name} | Articles"
    root = ET.fromstring(ask(f"{path}/feed.atom").text)
    assert [each.findtext(f"{ATOM}title") for each in root.iter(f"{ATOM}entry")] == expected
    feeds = [each for each in Links(answer.text).related["alternate"] if "/feed." in each]
    assert [unquote(each) for each in feeds] == [f"{path}/feed.atom", f"{path}/feed.json", "/feed.atom"]


@pytest.mark.parametrize(
    "path", ["/tags/hidden", "/tags/none", "/authors/nobody", "/tags/C++", "/tags/-", "/tags/c_sharp"]
)
@pytest.mark.parametrize("ending", ["", "/feed.atom", "/feed.json"])
def test_what_no_listed_article_has_is_not_there(path: str, ending: str) -> None:
    answer = ask(path + ending)
    assert answer.status in (404, 308)


@pytest.mark.parametrize("path", ["/tags/stones", "/authors/editors"])
def test_a_list_goes_to_its_end_and_shows_each_once(path: str) -> None:
    pages = pages_to_the_end(path)
    titles = [title for page in pages for title in shown(page)]
    assert len(titles) == len(set(titles))
    assert {f"Stone {number}" for number in range(MANY)} <= set(titles)
    assert {page.text.partition("<h1>")[2].partition("</h1>")[0] for page in pages} == {path.rpartition("/")[2].title()}
    feed = ask(f"{path}/feed.json").json["items"]
    assert [each["title"] for each in feed] == titles[:50]
    assert Links(pages[1].text).related["canonical"][0].startswith(f"http://site{path}?cursor=")
    cursor = Links(pages[1].text).related["canonical"][0].partition("cursor=")[2]
    for other in ("/tags/c", "/tags", "/authors/ada-lovelace"):
        assert ask(f"{other}?cursor={cursor}", accept="text/html").status == 400


def test_the_archive_has_each_year_and_month_with_its_articles_counted() -> None:
    html = ask("/archive").text
    years = re.findall(r'<h2 id="year-(\d+)"><a href="([^"]*)">\1</a> <span>(\d+)</span></h2>', html)
    assert [(year, int(count)) for year, _, count in years] == [("2026", 1), ("2024", MANY), ("2023", 10), ("2022", 1)]
    months = re.findall(r'<li><a href="(/search[^"]*)">(\w+) <span>(\d+)</span></a></li>', html)
    assert [(name, int(count)) for _, name, count in months] == [
        *(("January", 1), ("May", MANY), ("November", 10), ("February", 1)),
    ]
    for address, _, count in months:
        assert search() is not None
        assert f'role="status">\n{count} article' in ask(unescape(address)).text
    for year, address, count in years:
        listed = ask(unescape(address))
        assert len(shown(listed)) == min(50, int(count)), year
    assert "/archive/all" in Links(html).hrefs


def test_keywords_and_bylines_lead_to_lists_that_are_there(site: World) -> None:
    html = deliver("/a", site).text
    leading = [each for each in Links(html).hrefs if re.match("/(tags|authors)/", each)]
    assert len(leading) == 9
    assert {target: ask(unquote(target)).status for target in leading} == dict.fromkeys(leading, 200)


def test_what_is_on_no_list_leads_to_none(site: World) -> None:
    for path in ("/unlisted", "/wordless"):
        assert [each for each in Links(deliver(path, site).text).hrefs if re.match("/(tags|authors)/", each)] == []


def test_lists_are_kept_by_caches_and_answered_as_others_are() -> None:
    for path in ("/tags", "/tags/c", "/authors", "/authors/editors", "/archive", "/tags/c/feed.atom"):
        answer = ask(path)
        assert answer.headers["cache-control"].startswith("public, max-age=60")
        assert ask(path, if_none_match=answer.headers["etag"]).status == 304
        assert ask(path, "HEAD").status == 200
        assert ask(f"{path}?utm_source=x").headers["etag"] == answer.headers["etag"]
