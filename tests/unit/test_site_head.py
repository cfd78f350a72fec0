"""The snippet for the head of pages: what may stand in it, and what the policy allows for it."""

import base64
import hashlib
from contextlib import suppress
from dataclasses import replace

import html5lib
import pytest
from articles.publishing.errors import ArticleError, Problem
from articles.publishing.reading.article import parse_article
from articles.publishing.reading.site import SiteFile, packed, parse_site, unpacked
from articles.publishing.reading.site_head import sources
from articles.publishing.reading.site_parts import Head
from articles.publishing.rendering import page
from articles.publishing.rendering.markdown import render_answer
from articles.publishing.rendering.preview import Notice, preview_page, unreadable_page
from articles.publishing.rendering.settings import Settings, settings_of
from hypothesis import given
from hypothesis import strategies as st

COUNTER = '<script defer data-domain="a.example" src="https://stats.example/js/script.js"></script>'
INLINE = "window.asked = [];\nconst {title} = document;"
ARTICLE = parse_article(b"---\ntitle: A\nurl: /a\n---\n\nText.\n", "a.md")


def site(html: str, hosts: str = "stats.example") -> SiteFile:
    lines = "\n".join(f"        {line}" for line in html.split("\n"))
    return parse_site(f"name: A\nhead:\n    html: |\n{lines}\n    hosts: [{hosts}]\n".encode("utf-8", "surrogatepass"))


def problems(html: str, hosts: str = "stats.example") -> tuple[Problem, ...]:
    try:
        return site(html, hosts).warnings
    except ArticleError as error:
        return error.problems


def settings(html: str, hosts: str = "stats.example") -> Settings:
    return settings_of(site(html, hosts), "https://example.org")


def policy(of: Settings) -> dict[str, str]:
    directives = page.content_security_policy(render_answer("Text."), of).split("; ")
    return {name: sources for name, _, sources in (each.partition(" ") for each in directives)}


def digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def test_it_stands_in_the_head_as_it_is_and_its_hosts_are_allowed() -> None:
    of = settings(COUNTER)
    html = page.render_page(ARTICLE, render_answer("Text."), (), of)
    assert f"{COUNTER}\n" in html.partition("</head>")[0]
    found = policy(of)
    assert found["script-src"] == "stats.example"
    assert found["connect-src"] == "'self' stats.example"
    assert found["img-src"] == "'self' stats.example"


def test_a_script_and_a_style_in_it_are_allowed_by_their_hashes() -> None:
    found = policy(settings(f"<script>{INLINE}</script>\n<style>p {{ color: red }}</style>", ""))
    assert found["script-src"] == digest(INLINE)
    assert found["style-src"].endswith(digest("p { color: red }"))


def test_a_script_of_the_site_is_allowed() -> None:
    assert policy(settings("<script src=/assets/a.js></script>", ""))["script-src"] == "'self'"


def test_without_one_no_script_is_allowed() -> None:
    assert "script-src" not in policy(settings_of(SiteFile(), "https://example.org"))
    assert "script-src" not in policy(settings('<meta name="verification" content="x">', ""))


def test_previews_have_none() -> None:
    of = settings(COUNTER)
    notice = Notice("a.md", "draft", "It waits.", "now")
    for made in (preview_page(ARTICLE, (), notice, of), unreadable_page(notice, of)):
        assert "stats.example" not in made.html + made.policy


@pytest.mark.parametrize(
    "html",
    [
        COUNTER,
        f"<!-- counts -->\n{COUNTER}\n<SCRIPT>a()</SCRIPT >",
        '<meta name="a" content="b > c">\n<link rel="me" href="https://a.example/"/>',
        "<script async src='//stats.example/a.js'></script>",
        '<script type="module">if (1 < 2) a("<b>")</script>',
    ],
)
def test_what_may_stand_in_it(html: str) -> None:
    assert problems(html) == ()


@pytest.mark.parametrize(
    ("html", "line", "column", "cure"),
    [
        ("<p>Hello</p>", 4, 9, "<p>Hello</p> cannot stand here"),
        ("a", 4, 9, "a cannot stand here"),
        (f"{COUNTER}\n<script>a()", 5, 9, "if they end"),
        ("<script>a()</script", 4, 9, "if they end"),
        ("<style>p {}</style><body>", 4, 9, "<body> cannot"),
        ("<!-- a", 4, 9, "if they end"),
        ("<!--> --><p>", 4, 9, "cannot stand here"),
        ('<meta name="a', 4, 9, "cannot stand here"),
        ("<base href=/a>", 4, 9, "cannot stand here"),
        ("<scripta></scripta>", 4, 9, "cannot stand here"),
        ("<script>'<!--'</script>", 4, 9, "from <!-- on"),
        ("<meta>\n\n<link rel=me onload=a()>", 6, 9, "onload is never run"),
        ("<link rel=stylesheet href=https://stats.example/a.css>", 4, 9, "in a <style>"),
    ],
)
def test_what_would_break_a_page_or_never_work_is_an_error(html: str, line: int, column: int, cure: str) -> None:
    [problem] = problems(html)
    assert (problem.line, problem.column, problem.code, problem.severity) == (line, column, "head-html", "error")
    assert cure in problem.message


def test_a_script_of_a_host_that_is_not_named_is_told() -> None:
    [problem] = problems(COUNTER, "other.example")
    assert (problem.line, problem.code, problem.severity) == (4, "head-host", "warning")
    assert problem.message.startswith("stats.example is not among hosts")


@pytest.mark.parametrize("hosts", ["https://a.example", "'*'", "a", "a.example; script-src *", "'''self'''"])
def test_a_host_is_a_name(hosts: str) -> None:
    assert [each.code for each in problems(COUNTER, f"stats.example, {hosts}")] == ["host-name"]


def test_it_comes_back_from_the_table() -> None:
    read = site(f"{COUNTER}\n<script>{INLINE}</script>")
    assert unpacked(packed(read)).head == read.head
    assert read.head.hosts == ("stats.example",)


PIECES = st.sampled_from(
    [
        *("<script>", "</script>", "<style>", "</style>", "<!--", "-->", "<meta a='b'>", "<link>", "</head>", "<body>"),
        *(
            "<p>",
            "'",
            '"',
            ">",
            "<",
            "a",
            " ",
            "\n",
            "=",
            "<script src=x",
            "</script",
            "<title>",
            "</style x>",
            "<!-->",
        ),
    ]
)


@given(st.lists(PIECES, max_size=12).map("".join))
def test_whatever_is_taken_leaves_the_rest_of_the_page_as_it_is(html: str) -> None:
    with suppress(ArticleError):
        read = site(html)
        of = replace(settings_of(SiteFile(), "https://example.org"), head=read.head)
        made = page.render_page(ARTICLE, render_answer("Text."), (), of)
        root = html5lib.parse(made, namespaceHTMLElements=False)
        assert [each.tag for each in root] == ["head", "body"]
        assert [each.tag for each in root[1]] == ["a", "header", "main", "footer"]
        scripts = [each for each in root[0].iter("script") if each.get("type") != "application/ld+json"]
        hashed = [digest(each.text or "") for each in scripts if not each.get("src")]
        assert {*hashed} <= {*sources(read.head.html).scripts}


def test_nothing_is_nothing() -> None:
    assert parse_site(b"head:\n").head == parse_site(b"head: {html: , hosts: []}").head == Head()
