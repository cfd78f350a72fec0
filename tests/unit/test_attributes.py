"""Attributes in braces are not shown, ids in them can be linked to, and other braces stay."""

from urllib.parse import quote

import pytest
from articles.publishing.rendering.markdown import render_answer
from articles.publishing.rendering.page import render_page
from hypothesis import given
from hypothesis import strategies as st

from tests.support.hostile import SITE, hostile_article

PIECES = st.sampled_from(
    [
        *("{: .a}", "{: #b}", "{.c}", "{#d}", "{width=3}", "{:toc}", "{:x: .a}", "{x}", "{", "}", "`e`", "*f*", "\\"),
        *("[g](h)", "![i](j)", "# ", "- ", "> ", "| ", "\n", "\n\n", " ", "word", "```\n", "[TOC]", "<!-- toc -->"),
    ]
)


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("A text.\n{: .note}", "<p>A text.</p>"),
        ("A text.\n{: .note .b title=\"A 'b'\" }", "<p>A text.</p>"),
        ("A text. {: .note}", "<p>A text.</p>"),
        ("A text. {.note}", "<p>A text.</p>"),
        ("{: .note}\nA text.", "<p>A text.</p>"),
        ("{.note #x}\nA text.", '<span id="x"></span><p>A text.</p>'),
        ("- {:.a} b\n- c {.d}\n{: .e}", "<ul>\n<li>b</li>\n<li>c</li>\n</ul>"),
        ('[a](/b){: target="_blank" rel="c"}', '<p><a href="/b">a</a></p>'),
        ('[a](/b){:target="_blank"}, c', '<p><a href="/b">a</a>, c</p>'),
        (
            "[a](/b){ .c data-d=e } *f*{.g} **h**{#i}",
            '<p><a href="/b">a</a> <em>f</em> <strong>h</strong><span id="i">',
        ),
        ("`a`{.python} and `b`{: .c}", "<p><code>a</code> and <code>b</code></p>"),
        ("![a](/b){width=300}{.c}", '<p><img src="/b" alt="a" loading="lazy" decoding="async"></p>'),
        ("[a]{.b} c", "<p>a c</p>"),
        ("```\na\n```\n{: .b #c}", '<span id="c"></span><pre class="highlight"><code>a\n</code></pre>'),
        ("> a\n{: .b }", "<blockquote>\n<p>a</p>\n</blockquote>"),
        ('{:a: .b #c}\nd {:a}\n\n{::options parse_block_html="true" /}', "<p>d</p>"),
        ("{::nomarkdown}\na\n{:/}", "<p>a</p>"),
    ],
)
def test_attributes_are_not_shown(markdown: str, html: str) -> None:
    body = render_answer(markdown)
    assert html in body.html
    assert "{" not in body.html + body.text
    assert body.problems == ()


@pytest.mark.parametrize(
    "text",
    [
        "{x}",
        "{a: 1}",
        "{a=b}",
        "{1, 2}",
        "{.5}",
        "{}",
        "{:ok, value}",
        "{:ok}",
        "{:name 'a'}",
        "f{.x} g",
        "a {.b} c",
        "x{#1} y",
        "{% x",
        "the set {1}",
        "\\{: .x}",
        "\\{.x}",
        "[a]{b}",
        "`a`{=html}",
        "*a*{b}",
    ],
)
def test_other_braces_stay(text: str) -> None:
    plain = text.replace("\\", "").replace("`", "").replace("*", "")
    assert render_answer(text).text == plain
    assert render_answer(f"{text} b").text == f"{plain} b"


@pytest.mark.parametrize(
    "text", ["`{: .x}`", "`` {.x} ``", "    {: .x}", "```\n{: .x}\n```", "$\\{.x\\}$", "```a {.b}\n```"]
)
def test_braces_in_code_and_formulae_stay(text: str) -> None:
    html = render_answer(text).html
    assert "{" in html or "language" in html or text.startswith("```a")


@pytest.mark.parametrize(
    ("heading", "identifier", "old"),
    [
        ("## A title {#my-id}", "my-id", "h-a-title-my-id"),
        ("## A title {: #my-id .b}", "my-id", "h-a-title-my-id-b"),
        ("## A title ## {#my_Id.2}", "my_Id.2", "h-a-title-my_id-2"),
        ("## A title {#über}", "über", "h-a-title-über"),
        ("## A title\n{: #my-id}", "my-id", "h-a-title"),
        ("A title {#my-id}\n---", "my-id", "h-a-title-my-id"),
        ("## A [title](/b) {#my-id}", "my-id", "h-a-title-my-id"),
        ("## A title {.b}", "a-title", "h-a-title-b"),
        ("## A title {#main}", "main-1", "h-a-title-main"),
    ],
)
def test_headings_have_the_ids_that_their_authors_give(heading: str, identifier: str, old: str) -> None:
    body = render_answer(f"{heading}\n\n[a](#{identifier}) [b](#{old})")
    assert body.problems == ()
    assert [(each.id, each.text) for each in body.headings] == [(identifier, "A title")]
    assert f'<span id="{old}"></span>' in body.html
    assert body.html.count(f'<a href="#{quote(identifier)}">') == 2


def test_an_id_is_given_once_and_links_lead_to_the_first() -> None:
    body = render_answer("A\n{: #b}\n\nC\n{: #b}\n\n## B\n\n## D {#b}\n\n[e](#b)")
    assert body.html.count('id="b"') == 1
    assert [heading.id for heading in body.headings] == ["b-1", "b"]


@pytest.mark.parametrize(
    "request_",
    [
        "[TOC]",
        "[toc]",
        "[[_TOC_]]",
        "[[toc]]",
        "* TOC\n{:toc}",
        "1. Anything\n{:toc}",
        "{:toc}",
        "<!-- toc -->",
        "> [TOC]",
    ],
)
def test_who_asks_for_a_list_of_contents_gets_the_one_of_the_page(request_: str) -> None:
    body = render_answer(f"{request_}\n\n## A\n\nb")
    assert body.asks_for_contents
    assert "toc" not in body.html.lower()
    article, _ = hostile_article("a")
    assert '<a href="#a">A</a>' in render_page(article, body, (), SITE)
    assert '<a href="#a">A</a>' not in render_page(article, render_answer("## A\n\nb"), (), SITE)


@pytest.mark.parametrize(
    "text",
    [
        "`[TOC]`",
        "[TOC] a",
        "a\n[TOC]\nb",
        "    [TOC]",
        "[TOC]\n\n[toc]: /a",
        "<!-- toc -->\n- [a](/b)\n<!-- tocstop -->",
        "<!-- toc -->\n\n- [a](/b)\n\n<!-- /toc -->",
    ],
)
def test_nobody_asks_for_contents_where_they_are_written_or_it_is_text(text: str) -> None:
    assert not render_answer(text).asks_for_contents


@given(st.lists(PIECES, max_size=12).map("".join))
def test_no_id_is_written_twice(text: str) -> None:
    html = render_answer(text).html
    for name in ("b", "d", "toc"):
        assert html.count(f'id="{name}"') <= 1
