"""What the library shows of itself, from the files of content/ published into a table."""

import gzip
import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree as ET

import pytest
from articles.browse.library import library
from articles.browse.settings import in_force
from articles.common.http_edge import with_headers_of_all
from botocore.exceptions import ClientError

from tests.support.asking import ask
from tests.support.browse import (
    ATOM,
    CONTENT,
    FEEDS,
    FILES,
    PAGES,
    ROUTES,
    SITE,
    SITEMAP,
    Links,
    a_site,
    all_in_sitemaps,
)
from tests.support.world import World

NEWEST = "What does Zipf\N{RIGHT SINGLE QUOTATION MARK}s law say about words?"


@pytest.fixture(scope="module")
def content() -> Iterator[World]:
    """The site of content/, published."""
    with a_site() as world:
        for file in sorted(CONTENT.rglob("*.md")):
            world.put(str(file.relative_to(CONTENT)), file.read_bytes())
        world.settle()
        assert world.errors == []
        yield world


@pytest.mark.usefixtures("content")
@pytest.mark.parametrize("path", ROUTES)
def test_every_route_answers_with_validator_caching_and_security_headers(path: str) -> None:
    answer = ask(path)
    assert answer.status == 200
    assert re.fullmatch(r'"[0-9a-f]{20}"', answer.headers["etag"])
    assert answer.headers["cache-control"].startswith("public, max-age=")
    of_all = with_headers_of_all({"content-type": answer.headers["content-type"]})
    del of_all["content-security-policy"]  # pages have their own
    assert of_all.items() <= answer.headers.items()
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert answer.headers["vary"] == ("Accept, Accept-Encoding" if path in PAGES else "Accept-Encoding")


@pytest.mark.usefixtures("content")
@pytest.mark.parametrize("path", ROUTES)
def test_head_has_the_headers_of_get(path: str) -> None:
    assert ask(path, "HEAD").headers == ask(path).headers


@pytest.mark.usefixtures("content")
@pytest.mark.parametrize("path", ["/", "/api/articles", "/feed.atom"])
def test_gzip_is_the_same_content_under_another_tag(path: str) -> None:
    plain, packed = ask(path), ask(path, accept_encoding="br, gzip")
    assert packed.headers["content-encoding"] == "gzip"
    assert gzip.decompress(packed.body) == plain.body
    assert packed.headers["etag"] != plain.headers["etag"]
    assert ask(path, accept_encoding="gzip;q=0").headers == plain.headers


@pytest.mark.usefixtures("content")
@pytest.mark.parametrize("path", ROUTES)
@pytest.mark.parametrize("coding", ["identity", "gzip"])
def test_what_the_client_has_is_not_sent_again(path: str, coding: str) -> None:
    first = ask(path, accept_encoding=coding)
    again = ask(path, accept_encoding=coding, if_none_match=f'"other", W/{first.headers["etag"]}')
    assert (again.status, again.body) == (304, b"")
    assert again.headers == first.headers
    assert ask(path, accept_encoding=coding, if_none_match='"other"').status == 200


@pytest.mark.usefixtures("content")
def test_names_of_headers_have_no_case() -> None:
    packed = ask("/", Accept_Encoding="gzip")
    assert packed.headers["content-encoding"] == "gzip"
    assert ask("/", Accept_Encoding="gzip", If_None_Match=packed.headers["etag"]).status == 304


@pytest.mark.usefixtures("content")
@pytest.mark.parametrize("path", ROUTES)
def test_other_methods_are_refused_and_options_says_which_there_are(path: str) -> None:
    refused = ask(path, "POST")
    assert refused.status == 405
    assert refused.headers["allow"] == "GET, HEAD, OPTIONS"
    options = ask(path, "OPTIONS", origin="https://elsewhere.example", access_control_request_method="GET")
    assert (options.status, options.body) == (204, b"")
    assert options.headers["access-control-allow-methods"] == "GET, HEAD, OPTIONS"


@pytest.mark.usefixtures("content")
@pytest.mark.parametrize(
    ("path", "to"),
    [
        ("/learn/Physics", "/learn/physics"),
        ("/learn/physics/", "/learn/physics"),
        ("/learn/Music/Feed.Atom", "/learn/music/feed.atom"),
        ("/api/referrers//learn/x?limit=3", "/api/referrers/learn/x?limit=3"),
    ],
)
def test_another_form_of_a_path_leads_to_the_canonical_one(path: str, to: str) -> None:
    answer = ask(path)
    assert (answer.status, answer.headers["location"]) == (308, to)


@pytest.mark.usefixtures("content")
@pytest.mark.parametrize(
    "path",
    [
        *("/learn/nothing", "/learn/nothing/feed.atom", "/sitemaps/1999-01.xml", "/sitemaps/x", "/api/referrers/no"),
        *("/api/articles?subject=nothing", "/api/articles?subject=nothing&from=2026-01-01&fields=tags"),
        "/api/articles?subject=nothing&paths=/learn/physics/questions/why-does-a-moving-clock-run-slow",
    ],
)
def test_what_is_not_there_is_404(path: str) -> None:
    answer = ask(path)
    assert answer.status == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "public, max-age=5, s-maxage=5"
    assert answer.json["status"] == 404


@pytest.mark.usefixtures("content")
def test_browsers_read_of_an_error_on_a_page() -> None:
    answer = ask("/learn/nothing", accept="text/html,*/*;q=0.8")
    assert answer.status == 404
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["vary"] == "Accept, Accept-Encoding"
    assert "<h1>Not Found</h1>" in answer.text


@pytest.mark.usefixtures("content")
@pytest.mark.parametrize(
    "path", ["/learn/nothing/feed.atom", "/learn/nothing/feed.json", "/sitemaps/1999-01.xml", "/sitemaps/x"]
)
def test_where_accept_has_no_say_errors_are_the_same_to_all(path: str) -> None:
    to_browser, to_program = ask(path, accept="text/html,*/*;q=0.8"), ask(path, accept="*/*")
    assert to_browser.status == 404
    assert to_browser.headers["content-type"] == "application/problem+json"
    assert to_browser.headers["vary"] == "Accept-Encoding"
    assert (to_browser.headers, to_browser.body) == (to_program.headers, to_program.body)


@pytest.mark.usefixtures("content")
def test_browsers_read_of_a_missing_subject_on_a_page_whatever_its_name_ends_in() -> None:
    assert "<h1>Not Found</h1>" in ask("/learn/logo.svg", accept="text/html").text


@pytest.mark.usefixtures("content")
@pytest.mark.parametrize("accept", ["*/*", "text/html;q=0, */*", "application/json, text/html;q=0.5"])
def test_programs_read_of_an_error_in_problem_details(accept: str) -> None:
    assert ask("/learn/nothing", accept=accept).headers["content-type"] == "application/problem+json"


@pytest.mark.usefixtures("content")
@pytest.mark.parametrize(
    ("coding", "answered"),
    [("*", "gzip"), ("gzip;q=0.5, identity", None), ("gzip;q=0", None), ("x-gzip", "gzip"), ("br", None), ("", None)],
)
def test_the_coding_is_the_one_that_the_client_likes_best(coding: str, answered: str | None) -> None:
    assert ask("/api/articles", accept_encoding=coding).headers.get("content-encoding") == answered


@pytest.mark.usefixtures("content")
@pytest.mark.parametrize(
    ("target", "names"),
    [
        ("/api/articles?x=1&limit=0&from=2026-02-30", ["x", "limit", "from"]),
        ("/api/articles?limit=1&limit=2", ["limit"]),
        ("/api/articles?from=2026-02-01&to=2026-01-01", ["from"]),
        ("/api/articles?fields=title,body", ["fields"]),
        ("/api/articles?subject=Physics", ["subject"]),
        ("/api/articles?subject=" + "%E0%B8%81" * 301, ["subject"]),  # a key of the table has 2,048 bytes at most
        ("/api/articles?cursor=bm90IGEgY3Vyc29y", ["cursor"]),
        ("/api/articles?subject=%FF", ["query"]),
        ("/api/articles?limit=101", ["limit"]),
        ("/api/subjects?limit=101", ["limit"]),
        ("/api/openapi.json?page=2", ["page"]),
        ("/api/subjects?unknown=", ["unknown"]),  # as CloudFront's function calls all that are
        ("/learn?cursor=~", ["cursor"]),
        ("/learn/physics?cursor=x&cursor=x", ["cursor"]),
        ("/learn/physics?from=2026-01-01&to=26", ["from", "to"]),
        ("/archive/all?from=2026&to=2025", ["from"]),
        ("/archive/all?to=0000&to=2026", ["to"]),
    ],
)
def test_unknown_parameters_of_the_api_and_bad_values_are_named(target: str, names: list[str]) -> None:
    answer = ask(target)
    assert answer.status == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert [error["parameter"] for error in answer.json["errors"]] == names


@pytest.mark.usefixtures("content")
@pytest.mark.parametrize(
    ("target", "detail"),
    [
        ("/api/openapi.json?page=2", "page is not known here; known: none."),
        ("/api/subjects?x=1&limit=0", "x is not known here; known: cursor, limit, lang; limit must be"),
        (
            "/api/subjects?unknown=",
            "a parameter is not known here; known: cursor, limit, lang.",
        ),  # nobody sent this name
        ("/api/subjects?cursor=bm90IGEgY3Vyc29y", "cursor is not from this list; start again without it."),
    ],
)
def test_what_is_wrong_with_a_parameter_is_said_in_words(target: str, detail: str) -> None:
    assert ask(target).json["detail"].startswith(detail)


@pytest.mark.usefixtures("content")
@pytest.mark.parametrize("path", [*PAGES, *FEEDS, *FILES, "/favicon.ico"])
@pytest.mark.parametrize(
    "query", ["utm_source=letter&srsltid=x", "x", "page=2&limit=0", "x=%FF&%FF", "&" * 50, "x=" * 50]
)
def test_pages_and_files_pass_over_what_they_have_no_use_for(path: str, query: str) -> None:
    answer, passed_over = ask(path), ask(f"{path}?{query}")
    assert (passed_over.status, passed_over.headers, passed_over.body) == (answer.status, answer.headers, answer.body)


@pytest.mark.usefixtures("content")
def test_the_first_page_has_no_cursor() -> None:
    assert ask("/?cursor=x").text == ask("/").text


@pytest.mark.usefixtures("content")
def test_a_list_may_be_kept_as_long_as_the_environment_says(cache_control: str) -> None:
    assert ask("/api/articles").headers["cache-control"] == cache_control


@pytest.mark.usefixtures("content")
def test_only_requests_by_way_of_the_site_are_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ORIGIN_SECRET", "open sesame")
    assert ask("/learn").status == 403
    assert ask("/learn", x_origin_secret="open sesame").status == 200


@pytest.mark.usefixtures("content")
def test_addresses_are_those_of_the_host_that_was_asked_where_no_other_is_configured(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SITE_URL", "")
    assert "Sitemap: https://api/sitemap.xml" in ask("/robots.txt", x_site_host="evil.example").text
    monkeypatch.setenv("ORIGIN_SECRET", "open sesame")
    admitted = {"x_origin_secret": "open sesame"}
    robots = ask("/robots.txt", **admitted, x_site_host="www.example.org").text
    assert "Sitemap: https://www.example.org/sitemap.xml" in robots
    for host in ("www.example.org:8443", "WWW.example.org", "www.example.org>"):
        assert Links(ask("/", **admitted, x_site_host=host).text).related["canonical"] == ["https://api/"]


@pytest.mark.usefixtures("content")
@pytest.mark.parametrize("code", ["ProvisionedThroughputExceededException", "InternalServerError"])
def test_a_table_that_does_not_answer_is_503_and_counted(
    code: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(**_: Any) -> None:
        raise ClientError({"Error": {"Code": code, "Message": "no"}}, "Query")

    monkeypatch.setattr(library()._table._client, "query", fail)
    answer = ask("/api/articles")
    assert (answer.status, answer.headers["retry-after"]) == (503, "2")
    assert "Traceback" not in answer.text
    assert '"TableUnavailable":[1.0]' in capsys.readouterr().out


@pytest.mark.usefixtures("content")
def test_an_error_is_told_and_counted_though_its_look_cannot_be_read(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    def fail(**_: Any) -> None:
        raise ClientError({"Error": {"Code": "InternalServerError", "Message": "no"}}, "GetItem")

    in_force.cache_clear()
    monkeypatch.setattr(library()._table._client, "get_item", fail)
    answer = ask("/learn/%ff", accept="text/html")
    assert (answer.status, "<h1>Not Found</h1>" in answer.text) == (404, True)
    assert '"ErrorPageUnavailable":[1.0]' in capsys.readouterr().out
    assert caplog.messages == ["the look of errors cannot be read"]


@pytest.mark.usefixtures("content")
def test_the_first_page_shows_every_subject_and_the_newest_articles() -> None:
    links = Links(ask("/").text)
    subjects = {f"/learn/{folder.name}" for folder in CONTENT.iterdir() if any(folder.glob("*.md"))}
    assert subjects <= set(links.hrefs)
    articles = [href for href in links.hrefs if "/questions/" in href]
    assert len(articles) == 17
    assert articles[0].endswith("what-does-zipfs-law-say-about-words")
    assert links.related["canonical"] == [f"{SITE}/"]


@pytest.mark.usefixtures("content")
@pytest.mark.parametrize(
    ("page", "api"),
    [
        *(("/", "/api/articles"), ("/learn", "/api/subjects"), ("/archive/all", "/api/articles")),
        ("/learn/physics", "/api/articles?subject=physics"),
    ],
)
def test_a_list_is_json_to_who_prefers_that_as_the_api_has_it(page: str, api: str) -> None:
    answer = ask(page, accept="application/json")
    assert answer.headers["content-type"] == "application/json"
    assert json.loads(answer.body) == json.loads(ask(api).body)
    assert answer.headers["content-location"] == api
    assert [api] == re.findall(r'type="application/json" title="JSON" href="([^"]*)"', ask(page).text)
    assert ask(page, "HEAD", accept="application/json").headers == answer.headers


@pytest.mark.usefixtures("content")
@pytest.mark.parametrize(
    ("page", "heading", "api", "suffix"),
    [
        ("/learn", "# Subjects", "/api/subjects", ""),
        ("/learn/physics", "# Physics", "/api/articles?subject=physics", ".md"),
        ("/archive/all", "# All articles", "/api/articles", ".md"),
        ("/", "# Articles", "/api/articles?limit=20", ".md"),
    ],
)
def test_a_list_is_markdown_to_who_names_that(page: str, heading: str, api: str, suffix: str) -> None:
    answer = ask(page, accept="text/markdown, text/html;q=0.9, */*;q=0.1")
    assert answer.headers["content-type"] == "text/markdown; charset=utf-8"
    assert answer.text.startswith(f"{heading}\n\n")
    listed = json.loads(ask(api).body)
    entries = listed["subjects"] if "subjects" in listed else listed["articles"]
    linked = re.findall(r"^- \[.*?\]\(([^)]*)\)", answer.text, re.MULTILINE)
    assert [url for url in linked if url in {f"{each['url']}{suffix}" for each in entries}] == [
        f"{each['url']}{suffix}" for each in entries
    ]


@pytest.mark.usefixtures("content")
@pytest.mark.parametrize("page", PAGES)
def test_who_accepts_no_form_of_a_list_is_told_which_there_are(page: str) -> None:
    answer = ask(page, accept="image/png")
    assert (answer.status, answer.headers["vary"]) == (406, "Accept, Accept-Encoding")
    assert "text/html, application/json or text/markdown" in json.loads(answer.body)["detail"]


@pytest.mark.usefixtures("content")
@pytest.mark.parametrize(("path", "status"), [("/learn/nothing", 404), ("/learn/physics?cursor=x", 400)])
def test_what_is_not_there_or_wrong_is_told_whatever_the_client_accepts(path: str, status: int) -> None:
    assert ask(path, accept="image/png").status == status


@pytest.mark.usefixtures("content")
def test_a_subject_shows_its_articles_newest_first() -> None:
    links = Links(ask("/learn/physics").text)
    assert [href.rpartition("/")[2] for href in links.hrefs if "/questions/" in href] == [
        "why-does-a-moving-clock-run-slow",
        "what-decides-how-fast-a-pendulum-swings",
        "why-is-the-sky-blue-but-the-sunset-red",
    ]
    assert links.related["canonical"] == [f"{SITE}/learn/physics"]


@pytest.mark.usefixtures("content")
def test_articles_have_the_fields_that_are_asked_for() -> None:
    assert ask("/api/articles?limit=1&fields=title,id").json["articles"] == [{"id": 2503, "title": NEWEST}]
    assert set(ask("/api/articles?limit=1").json["articles"][0]) == {
        *("id", "path", "url", "title", "subject", "date", "description")
    }


@pytest.mark.usefixtures("content")
@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("subject=music", [2403, 2402, 2401]),
        ("from=2026-10-08&to=2026-10-25", [2403, 2204]),
        ("from=2026-10-09", [2503, 2205, 2403]),
        ("to=2026-03-17", [2201, 2101]),
        ("subject=physics&from=2026-06-11&to=2026-06-11", [2302]),
        ("subject=physics&from=2030-01-01", []),
        ("from=2030-01-01", []),
    ],
)
def test_articles_of_a_subject_and_between_dates(query: str, ids: list[int]) -> None:
    assert [each["id"] for each in ask(f"/api/articles?{query}").json["articles"]] == ids


@pytest.mark.usefixtures("content")
def test_the_sitemaps_have_every_article_once() -> None:
    found = sorted(url for sitemap in all_in_sitemaps() for url in sitemap)
    paths = [re.search(r"^url: (.*)$", file.read_text(), re.MULTILINE) for file in CONTENT.rglob("*.md")]
    assert found == sorted(SITE + path[1] for path in paths if path)


@pytest.mark.usefixtures("content")
def test_a_sitemap_says_when_its_articles_changed() -> None:
    dates = [
        element.text or "" for element in ET.fromstring(ask("/sitemaps/2026-03.xml").text).iter(f"{SITEMAP}lastmod")
    ]
    assert len(dates) == 3
    assert all(re.fullmatch(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(Z|[+-]\d{2}:\d{2})", date) for date in dates)


@pytest.mark.usefixtures("content")
def test_atom_has_what_the_format_demands() -> None:
    feed = ET.fromstring(ask("/feed.atom").text)
    for element in [feed, *feed.iter(f"{ATOM}entry")]:
        for name in ("id", "title", "updated"):
            assert len(element.findall(ATOM + name)) == 1
    assert len(feed.findall(f"{ATOM}entry")) == 17
    assert feed.find(f"{ATOM}link[@rel='self']").attrib["href"] == f"{SITE}/feed.atom"  # type: ignore[union-attr]
    assert feed.find(f"{ATOM}author/{ATOM}name") is not None
    contents = [element.text or "" for element in feed.iter(f"{ATOM}content")]
    assert len(contents) == 17


@pytest.mark.usefixtures("content")
def test_json_feed_has_what_the_format_demands() -> None:
    answer = ask("/feed.json")
    assert answer.headers["content-type"].startswith("application/feed+json")
    feed = answer.json
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["feed_url"] == f"{SITE}/feed.json"
    assert len(feed["items"]) == 17
    for item in feed["items"]:
        assert item["id"] == item["url"]
        assert item["content_html"]
        assert isinstance(item["authors"], list)
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)", item["date_published"])


@pytest.mark.usefixtures("content")
def test_answers_in_feeds_have_tex_and_absolute_links() -> None:
    text = json.dumps(ask("/feed.json").json)
    assert "<math" not in text
    html = {item["url"].rpartition("/")[2]: item["content_html"] for item in ask("/feed.json").json["items"]}
    assert r'<code class="math">e^{i\pi} = -1</code>' in html["why-is-e-to-the-i-pi-equal-to-minus-one"]
    notes = html["how-does-utf-8-tell-where-a-character-begins"]
    references = re.findall(r'<a[^>]* href="([^"]*)"', notes)
    assert references
    assert all(url.startswith(SITE) for url in references)


@pytest.mark.usefixtures("content")
def test_a_subject_has_a_feed_of_its_own() -> None:
    feed = ask("/learn/music/feed.json").json
    assert feed["title"] == "Music | Articles"
    assert feed["home_page_url"] == f"{SITE}/learn/music"
    assert all("/learn/music/" in item["url"] for item in feed["items"])
    assert len(feed["items"]) == 3


def robots() -> RobotFileParser:
    parser = RobotFileParser()
    parser.parse(ask("/robots.txt").text.splitlines())
    return parser


@pytest.mark.usefixtures("content")
def test_robots_names_the_sitemap() -> None:
    assert robots().site_maps() == [f"{SITE}/sitemap.xml"]


@pytest.mark.usefixtures("content")
def test_robots_lets_agents_read_what_llms_txt_and_pages_and_lists_lead_to() -> None:
    led_to = set(re.findall(r"\]\((\S+?)\)", ask("/llms.txt").text))
    for path in PAGES:
        led_to |= {urljoin(SITE, href) for href in Links(ask(path).text).hrefs if not href.startswith("/search")}
    led_to |= {ask(path).json["next"] for path in ("/api/articles?limit=1", "/api/subjects?limit=1")}
    assert {f"{SITE}/api/articles", f"{SITE}/api/subjects", f"{SITE}/api/openapi.json"} < led_to
    assert [url for url in sorted(led_to) if not robots().can_fetch("GPTBot", url)] == []


@pytest.mark.usefixtures("content")
@pytest.mark.parametrize("path", ["/api/related", "/api/referrers"])
def test_robots_keeps_crawlers_from_what_repeats_every_page(path: str) -> None:
    article = "/learn/physics/questions/why-does-a-moving-clock-run-slow"
    assert not robots().can_fetch("*", SITE + path + article)
    assert robots().can_fetch("*", SITE + article)


@pytest.mark.usefixtures("content")
def test_llms_txt_leads_to_markdown() -> None:
    text = ask("/llms.txt").text
    assert text.startswith("# Articles\n\n> ")
    assert f"({SITE}/learn/physics/questions/why-is-the-sky-blue-but-the-sunset-red.md): One law" in text


@pytest.mark.usefixtures("content")
def test_the_icon_that_browsers_look_for_is_the_svg() -> None:
    answer = ask("/favicon.ico")
    assert (answer.status, answer.headers["location"]) == (308, "/favicon.svg")
