"""`/search` and `/api/search`, asked after the publication of a site and of what its index is told."""

import json
import re
from collections.abc import Iterator
from html import unescape
from typing import Any
from urllib.parse import urlencode
from xml.etree import ElementTree as ET

import pytest

from tests.support.asking import Answer, ask
from tests.support.browse import Links
from tests.support.searched import a_searched_site, address, article, found, local, pages_to_the_end, search, titles
from tests.support.searched import to_the_end as documents_to_the_end
from tests.support.world import World

MANY = 120
LARGE = "Pebbles are small stones, which rivers have made round."
FILES = {
    **{
        f"n{number}": article(
            f"/learn/stones/{number}",
            f"Stone {number}",
            LARGE,
            subject="Stones",
            date="2024-05-05",
            keywords="[Rivers]",
        )
        for number in range(MANY)
    },
    "plus": article(
        *("/plus", "A language of templates", "It compiles for long."),
        keywords="[C++]",
        authors="[Ada Lovelace, Grace Hopper]",
        date="2026-01-10",
        subject="Code",
    ),
    "sharp": article(
        *("/sharp", "Eine Sprache", "Sie hat Schablonen."),
        keywords="['C#', C++]",
        author="Grace Hopper",
        lang="de",
        date="2025-03-01",
        subject="Code",
    ),
    "c": article("/c", "An old language", "It compiles at once.", keywords="[C]", subject="Code", date="2025-02-01"),
    "undated": article("/undated", "Without a date", "A river of time.", subject="Time"),
    "unlisted": article("/unlisted", "An unlisted stone", LARGE, unlisted="true", keywords="[C, Hidden]"),
    "marked": article(
        "/marked", "Bold <b>x</b> & 'y'", "A kumquat: `<script>alert(1)</script>` & more.", date="2023-01-01"
    ),
}


@pytest.fixture(scope="module", autouse=True)
def site() -> Iterator[World]:
    with a_searched_site(**FILES) as world:
        yield world


def page(q: str | None = None, **parameters: str) -> Answer:
    answer = ask(address(q, "/search", **parameters), accept="text/html")
    assert answer.status == 200
    return answer


def shown(answer: Answer) -> list[str]:
    """The titles of the results that a page shows."""
    return [
        unescape(re.sub("<[^>]*>", "", each)) for each in re.findall("<h2><a href=[^>]*>(.*?)</a></h2>", answer.text)
    ]


def summary(answer: Answer) -> str:
    (text,) = re.findall(r'<p class="summary" role="status">(.*?)</p>', answer.text, re.DOTALL)
    return " ".join(re.sub("<[^>]*>", "", text).split())


# What is found


def test_a_result_has_what_lists_have_and_shows_why_it_was_found() -> None:
    document = search("compile templates")
    (first, *_) = document["results"]
    (listed,) = ask("/api/articles?paths=/plus").json["articles"]
    assert first.items() >= listed.items()
    assert first["title_marked"] == {
        "text": "A language of templates",
        "ranges": [[14, 23]],
        "html": "A language of <mark>templates</mark>",
    }
    assert first["snippet"]["html"] == "It <mark>compiles</mark> for long."
    assert {name: document[name] for name in ("query", "sort", "about", "next")} == {
        "query": "compile templates",
        "sort": "relevance",
        "about": False,
        "next": None,
    }
    assert 0 < document["took"] < 10_000


def test_the_page_shows_the_same() -> None:
    answer = page("compile templates")
    assert shown(answer) == found("compile templates")
    assert '<a href="/plus">A language of <mark>templates</mark></a>' in answer.text
    assert "<p>It <mark>compiles</mark> for long.</p>" in answer.text
    assert "<title>compile templates | Search | Articles</title>" in answer.text
    assert 'value="compile templates"' in answer.text


def test_an_unlisted_page_is_found_nowhere() -> None:
    assert "An unlisted stone" not in found("unlisted stone")
    assert found(tag="hidden") == []
    assert found("hidden") == []
    assert [each["slug"] for each in search("")["facets"]["tags"]] == ["rivers", "c-plus-plus", "c", "c-sharp"]


def test_without_words_it_lists_the_newest_first() -> None:
    first = search()
    assert titles([first])[:3] == ["A language of templates", "Eine Sprache", "An old language"]
    assert (first["total"], first["sort"]) == (MANY + 5, "newest")
    answer = page()
    assert shown(answer) == titles([first])
    assert summary(answer) == f"{MANY + 5} articles"
    assert found("-river -pebbles")[:2] == ["A language of templates", "Eine Sprache"]


def test_what_nothing_is_found_for_says_what_else_can_be_done() -> None:
    assert search("zyzzyva") | {"took": 0} == {
        "query": "zyzzyva",
        "sort": "relevance",
        "total": 0,
        "about": False,
        "results": [],
        "took": 0,
        "next": None,
        "facets": {"subjects": [], "tags": [], "authors": [], "languages": []},
    }
    answer = page("zyzzyva", tag="c")
    assert summary(answer).startswith("Nothing was found for zyzzyva. Try other words, or fewer")
    assert {"/learn", "/tags", "/archive", "/search?q=zyzzyva"} <= set(Links(answer.text).hrefs)


# What it is narrowed to


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({"subject": "code"}, ["A language of templates", "Eine Sprache", "An old language"]),
        ({"tag": "c-plus-plus"}, ["A language of templates", "Eine Sprache"]),
        ({"tag": "c-sharp"}, ["Eine Sprache"]),
        ({"tag": "c"}, ["An old language"]),
        ({"tag": "none"}, []),
        ({"author": "grace-hopper"}, ["A language of templates", "Eine Sprache"]),
        ({"author": "ada-lovelace"}, ["A language of templates"]),
        ({"lang": "de"}, ["Eine Sprache"]),
        ({"from_": "2025-03-01"}, ["A language of templates", "Eine Sprache"]),
        ({"from_": "2025-02-01", "to": "2025-03-01"}, ["Eine Sprache", "An old language"]),
        ({"to": "2023-01-01"}, ["Bold <b>x</b> & 'y'"]),
        ({"to": "0001-01-01"}, []),
        ({"from_": "9999-12-31"}, []),
        (
            {"subject": "code", "tag": "c-plus-plus", "author": "grace-hopper", "lang": "de", "to": "2025-12-31"},
            ["Eine Sprache"],
        ),
    ],
)
def test_each_parameter_narrows(parameters: dict[str, str], expected: list[str]) -> None:
    assert found(**parameters) == expected
    assert shown(page(**parameters)) == expected


def test_sorting_by_date_goes_on_doing_so_and_relevance_is_what_is_done_otherwise() -> None:
    newest = found("language", sort="newest")
    assert newest == ["A language of templates", "An old language"]
    assert sorted(found("language", sort="relevance")) == sorted(newest)
    assert search("language", sort="newest")["sort"] == "newest"
    answer = page("language", sort="newest")
    assert summary(answer) == "2 articles, newest first · Most relevant first"
    assert '<input type="hidden" name="sort" value="newest">' in answer.text
    assert "/search?q=language" in Links(answer.text).hrefs


def test_facets_count_results_and_lead_to_what_is_left() -> None:
    facets = search("language", lang="en")["facets"]
    assert [(each["slug"], each["name"], each["count"]) for each in facets["tags"]] == [
        ("c", "C", 1),
        ("c-plus-plus", "C++", 1),
    ]
    assert [(each["name"], each["count"]) for each in facets["subjects"]] == [("Code", 2)]
    assert [(each["slug"], each["name"], each["count"]) for each in facets["authors"]] == [
        *(("ada-lovelace", "Ada Lovelace", 1), ("editors", "Editors", 1), ("grace-hopper", "Grace Hopper", 1)),
    ]
    assert [(each["slug"], each["count"]) for each in facets["languages"]] == [("en", 2)]
    for kind in facets.values():
        for each in kind:
            narrowed = ask(local(each["url"])).json
            assert narrowed["total"] == each["count"], each
            assert "lang=" in each["url"]


def test_a_page_leads_to_each_facet_and_back() -> None:
    answer = page("language")
    (link,) = [each for each in Links(answer.text).hrefs if "tag=c-plus-plus" in each]
    narrowed = ask(link)
    assert shown(narrowed) == ["A language of templates"]
    assert re.findall(r'<a aria-current="true" href="([^"]*)">C\+\+', narrowed.text) == ["/search?q=language"]
    dated = page("language", from_="2025-01-01", to="2026-12-31")
    assert "from January 1, 2025" in dated.text
    back = re.findall(r'<a aria-current="true" href="([^"]*)">', dated.text)
    assert [unescape(each) for each in back] == [
        "/search?q=language&to=2026-12-31",
        "/search?q=language&from=2025-01-01",
    ]


# To the end


@pytest.mark.parametrize("q", [None, "pebbles", "round stones"])
@pytest.mark.parametrize("sort", ["newest", "relevance"])
def test_a_list_goes_to_its_end_and_shows_each_once(q: str | None, sort: str) -> None:
    documents = documents_to_the_end(address(q, tag="rivers", sort=sort))
    every = titles(documents)
    assert sorted(every) == sorted(f"Stone {number}" for number in range(MANY))
    assert [len(each["results"]) for each in documents] == [20] * 6
    assert {each["total"] for each in documents} == {MANY}
    answers = pages_to_the_end(address(q, "/search", tag="rivers", sort=sort))
    assert [title for answer in answers for title in shown(answer)] == every


def test_of_what_is_sorted_by_relevance_the_first_thousand_can_be_reached(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("articles.browse.search_results", "articles.search.engine.searching"):
        monkeypatch.setattr(f"{module}.MAX_POSITION", 50)
    documents = documents_to_the_end(address("pebbles"))
    assert [len(each["results"]) for each in documents] == [20, 20, 10]
    assert len(set(titles(documents))) == 50
    *_, last = pages_to_the_end(address("pebbles", "/search"))
    assert "These are the most relevant." in last.text
    assert len(titles(documents_to_the_end(address("pebbles", sort="newest")))) == MANY


def test_a_cursor_is_of_one_search() -> None:
    cursor = search("pebbles")["next"].partition("cursor=")[2]
    assert ask(address("pebbles", cursor=cursor)).status == 200
    for other in (address("stones", cursor=cursor), address("pebbles", tag="rivers", cursor=cursor)):
        assert ask(other).json["errors"] == [
            {"parameter": "cursor", "detail": "is not from this search; start again without it"}
        ]
    for made_up in (cursor[:-1], "abc", "0" * 2001, cursor + "A"):
        assert ask(address("pebbles", cursor=made_up)).status == 400


# What is refused

BAD = [
    *(
        ("q", "x" * 201),
        ("q", '"' * 10_000),
        ("subject", "Not A Slug"),
        ("subject", "a--b"),
        ("tag", "C++"),
        ("tag", "x" * 801),
    ),
    *(
        ("author", "Ada Lovelace"),
        ("author", "a/b"),
        ("lang", "not a tag"),
        ("lang", "e" * 36),
        ("from", "2025"),
        ("from", "2025-02-30"),
    ),
    *(("to", "yesterday"), ("to", "0000-01-01"), ("sort", "date"), ("sort", "NEWEST"), ("cursor", "!")),
]


@pytest.mark.parametrize(("name", "value"), BAD, ids=[f"{name}={value[:12]}" for name, value in BAD])
def test_a_bad_value_is_refused_with_its_name(name: str, value: str) -> None:
    answer = ask(f"/api/search?{urlencode({name: value})}", accept="text/html")
    assert (answer.status, answer.type) == (400, "application/problem+json")
    assert [each["parameter"] for each in answer.json["errors"]] == [name]
    told = ask(f"/search?{urlencode({name: value})}", accept="text/html")
    assert (told.status, told.type) == (400, "text/html; charset=utf-8")
    assert f"cannot be understood: {name}.</p>" in told.text


def test_the_page_ignores_the_fields_of_a_form_that_are_empty() -> None:
    empty = "&".join(f"{name}=" for name in ("subject", "tag", "author", "lang", "from", "to", "sort", "cursor"))
    assert shown(ask(f"/search?q=kumquat&{empty}")) == ["Bold <b>x</b> & 'y'"]
    assert Links(ask(f"/search?q=kumquat&{empty}").text).related["canonical"] == ["http://site/search?q=kumquat"]
    answer = ask(f"/api/search?q=&{empty}")
    assert (answer.status, len(answer.json["errors"])) == (400, 8)


def test_dates_the_wrong_way_round_are_refused() -> None:
    assert (
        ask(address(from_="2025-01-02", to="2025-01-01")).json["detail"]
        == "from must not be later than to, which is 2025-01-01."
    )
    assert ask(address(path="/search", from_="2025-01-02", to="2025-01-01")).status == 400


def test_the_api_knows_its_parameters_and_the_page_ignores_others() -> None:
    assert ask("/api/search?limit=5").status == 400
    assert ask("/api/search?q=a&q=b").status == 400
    assert ask("/search?q=a&q=b").status == 400
    assert shown(ask("/search?q=kumquat&utm_source=x&utm_source=y")) == ["Bold <b>x</b> & 'y'"]


@pytest.mark.parametrize("length", [1, 199, 200])
def test_what_is_short_enough_is_answered(length: int) -> None:
    assert ask(address("x" * length)).status == 200
    assert ask(address('"' * length, "/search")).status == 200


# Texts of others

HOSTILE = [
    '"><script>alert(1)</script>',
    "</title><script>x</script>",
    "\u202etxt.exe\u2066",
    "a\0b\x1b[2J",
    "\u200b",
    "&lt;",
    "{{ 7*7 }}",
    "' OR 1=1 --",
    "🦜" * 100,
    "e" + "\u0301" * 199,
]


@pytest.mark.parametrize("q", HOSTILE)
def test_what_is_typed_is_shown_as_text(q: str) -> None:
    answer = page(q)
    html = answer.text
    assert "<script" not in html.partition("</head>")[0].replace('<script type="application/ld+json"', "")
    assert "<script>" not in html
    assert not re.search("[\0-\x08\x0b-\x1f\u202a-\u202e\u2066-\u2069]", html)
    (value,) = re.findall(r'<input id="q"[^>]* value="([^"]*)"', html)
    assert re.sub("[\0-\x1f\u202e\u2066]+", " ", q).replace(" txt", "txt").strip() == unescape(value).strip()
    assert search(q)["query"] == unescape(value).strip()


@pytest.mark.parametrize(
    "query", ["q=%ED%A0%80", "q=%FF", "q=%", "q=%u0041", "q", "&&&", "q=%00", "=", "q=a;b", "q[]=a"]
)
def test_what_is_no_text_is_refused_or_answered(query: str) -> None:
    assert ask(f"/search?{query}").status == 200
    assert ask(f"/api/search?{query}").status in (200, 400)


def test_titles_and_texts_are_text() -> None:
    (result,) = search("kumquat")["results"]
    assert result["title_marked"]["text"] == "Bold <b>x</b> & 'y'"
    assert result["title_marked"]["html"] == "Bold &lt;b&gt;x&lt;/b&gt; &amp; &#x27;y&#x27;"
    assert result["snippet"]["html"].startswith(
        "A <mark>kumquat</mark>: &lt;script&gt;alert(1)&lt;/script&gt; &amp; more."
    )
    text, ranges = result["snippet"]["text"], result["snippet"]["ranges"]
    assert [text[start:end] for start, end in ranges] == ["kumquat"]
    assert result["snippet"]["html"].replace("<mark>", "").replace("</mark>", "") in page("kumquat").text.replace(
        "<mark>", ""
    ).replace("</mark>", "").replace("&#39;", "&#x27;")


# HTTP


@pytest.mark.parametrize("target", ["/search?q=pebbles", "/api/search?q=pebbles"])
def test_it_is_answered_as_other_pages_are(target: str) -> None:
    answer = ask(target)
    assert answer.headers["cache-control"] == "public, max-age=5, s-maxage=5"
    head = ask(target, "HEAD")
    assert (head.status, head.headers["etag"]) == (200, answer.headers["etag"])
    assert ask(target, if_none_match=answer.headers["etag"]).status == 304
    strong = answer.headers["etag"].removeprefix("W/")
    assert ask(target, if_none_match=f'"other", W/{strong}').status == 304
    assert ask(target, if_none_match='"other"').status == 200
    zipped = ask(target, accept_encoding="gzip")
    assert zipped.headers["content-encoding"] == "gzip"
    assert len(zipped.body) < len(answer.body)
    assert zipped.headers["vary"] == "Accept-Encoding"
    options = ask(target, "OPTIONS")
    assert (options.status, options.headers["access-control-allow-methods"]) == (204, "GET, HEAD, OPTIONS")
    assert ask(target, "POST").status == 405


def test_who_has_the_same_results_has_them_still_however_long_they_took() -> None:
    one, other = (ask("/api/search?q=pebbles") for _ in range(2))
    assert one.headers["etag"] == other.headers["etag"]
    assert one.headers["etag"].startswith('W/"')
    assert ask("/api/search?q=round").headers["etag"] != one.headers["etag"]


def test_no_search_engine_is_to_list_a_search() -> None:
    answer = page("pebbles")
    assert answer.headers["x-robots-tag"] == "noindex"
    assert '<meta name="robots" content="noindex">' in answer.text
    robots = ask("/robots.txt").text
    assert "Disallow: /search?\n" in robots
    assert "Disallow: /api/search\n" in robots


def test_a_page_has_a_plain_form_and_needs_no_script() -> None:
    html = page("pebbles", tag="rivers").text
    assert "<script" not in html
    (form,) = re.findall("<form.*?</form>", html, re.DOTALL)
    assert 'action="/search"' in form
    assert 'name="q" value="pebbles"' in form
    assert '<input type="hidden" name="tag" value="rivers">' in form
    assert "method" not in form  # GET
    assert "form-action 'self'" in page().headers["content-security-policy"]


@pytest.mark.parametrize(
    "path", ["/", "/learn", "/learn/code", "/archive/all", "/tags", "/tags/c", "/authors", "/archive"]
)
def test_every_page_has_a_field_to_search_in(path: str) -> None:
    html = ask(path, accept="text/html").text
    (form,) = re.findall("<form.*?</form>", html, re.DOTALL)
    assert 'role="search" action="/search"' in form
    assert 'name="q"' in form
    assert Links(html).related["search"] == ["/opensearch.xml"]


def test_browsers_and_search_engines_are_told_how_to_search() -> None:
    root = ET.fromstring(ask("/opensearch.xml").text)
    names = "{http://a9.com/-/spec/opensearch/1.1/}"
    assert root.tag == f"{names}OpenSearchDescription"
    url = root.find(f"{names}Url")
    assert url is not None
    assert url.attrib == {"type": "text/html", "template": "http://site/search?q={searchTerms}"}
    assert 0 < len(root.findtext(f"{names}ShortName") or "") <= 16
    assert ask(local(url.attrib["template"].replace("{searchTerms}", "kumquat"))).status == 200
    (data,) = re.findall('<script type="application/ld\\+json">(.*?)</script>', ask("/", accept="text/html").text)
    (website,) = json.loads(data)["@graph"]
    action: Any = website["potentialAction"]
    assert (website["@type"], action["@type"]) == ("WebSite", "SearchAction")
    assert action["target"]["urlTemplate"] == "http://site/search?q={search_term_string}"
