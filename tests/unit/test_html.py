"""HTML in answers: what is shown of it, how it is treated, and what is told of the rest.

What no text can do with it is in test_hostile_files.py and test_markdown.py, and what it costs in test_pathological.py.
"""

import re
from xml.etree.ElementTree import Element

import html5lib
import pytest
from articles.publishing.errors import ArticleError
from articles.publishing.rendering.body import allowed_html
from articles.publishing.rendering.body.sanitise import sanitise
from articles.publishing.rendering.markdown import render_answer
from hypothesis import assume, given
from hypothesis import strategies as st

TAGS = [
    "div",
    "p",
    "b",
    "i",
    "a",
    "table",
    "tr",
    "td",
    "ul",
    "li",
    "details",
    "summary",
    "h2",
    "pre",
    "font",
    "section",
]
PIECES = [
    *(f"<{name}>" for name in TAGS),
    *(f"</{name}>" for name in TAGS),
    *("<a href=/b>", "<br>", "<img src=a.png alt=b>", "<Tabs>", "</Tabs>", "<script>", "</script>", "<div hidden>"),
    *("word", "a b", "\n", "\n\n", "\n- ", "\n> ", "*", "**", "`", "[a](b)", "\n\n| a |\n|---|\n| b", "# ", "[^1]"),
]

DEPTHS = range(45)
COMPONENTS_IN_ONE_ANOTHER = "".join(
    [*(f"{' ' * depth}<Tabs>\n" for depth in DEPTHS), *(f"{' ' * depth}</Tabs>\n" for depth in reversed(DEPTHS))]
)


def html(markdown: str) -> str:
    return render_answer(markdown).html.strip()


def codes(markdown: str) -> list[tuple[int, int, str]]:
    return [(problem.line, problem.column, problem.code) for problem in render_answer(markdown).problems]


def tags_of(markup: str) -> list[str]:
    return re.findall(r"</?[a-z0-9]+", markup)


def root_of(markup: str) -> Element:
    root: Element = html5lib.parseFragment(markup, namespaceHTMLElements=False)
    return root


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("Press <kbd>Ctrl</kbd>.", "<p>Press <kbd>Ctrl</kbd>.</p>"),
        ("H<sub>2</sub>O, x<sup>2</sup>", "<p>H<sub>2</sub>O, x<sup>2</sup></p>"),
        ("a<br>b<br/>c", "<p>a<br>b<br>c</p>"),
        ('<abbr title="a &amp; b">c</abbr>', '<p><abbr title="a &amp; b">c</abbr></p>'),
        ("<B>a</B> <STRIKE>b</STRIKE> <tt>c</tt>", "<p><b>a</b> <s>b</s> <code>c</code></p>"),
        ("<b>*a*</b>", "<p><b><em>a</em></b></p>"),
        ("<div>\n*a*\n\n*b*\n\n</div>", "<div>\n*a*\n\n<p><em>b</em></p>\n</div>"),
        ('<p align="center">a</p>', '<p class="align-center">a</p>'),
        ("<p align=center>\n\n*a*\n\n</p>", '<div class="align-center">\n\n<p><em>a</em></p>\n</div>'),
        ("<center>a</center>", '<div class="align-center">a</div>'),
        ("<div align=left style='color:red' class=x onclick=y data-z=1>a</div>", '<div class="align-left">a</div>'),
        ("<ol start=3 reversed type=a><li value=4>a</ol>",
         '<ol reversed="" start="3" type="a"><li value="4">a</li></ol>'),
        ("<p dir=rtl lang=he>a</p><p dir=x lang=?>b</p>", '<p dir="rtl" lang="he">a</p><p>b</p>'),
        ("<time datetime=2026-03-14>today</time>", '<p><time datetime="2026-03-14">today</time></p>'),
        ("<pre>\n a\n  *b*\n</pre>", '<pre class="highlight" tabindex="0"> a\n  *b*\n</pre>'),
        ("<ul><li>a<li>b</ul>", "<ul><li>a</li><li>b</li></ul>"),
        ("<dl><dt>a<dd>b<dt>c</dl>", "<dl><dt>a</dt><dd>b</dd><dt>c</dt></dl>"),
        ("<ruby>a<rp>(</rp><rt>b</rt><rp>)</rp></ruby>", "<p><ruby>a<rp>(</rp><rt>b</rt><rp>)</rp></ruby></p>"),
        ("a <div>b</div> c", "<div>a <div>b</div> c</div>"),
        ("&lt;b&gt; \\<b> `<b>`", "<p>&lt;b&gt; &lt;b&gt; <code>&lt;b&gt;</code></p>"),
        ("<div>a &lt; b &amp; c < d</div>", "<div>a &lt; b &amp; c &lt; d</div>"),
        ("<figure>\n<img src=a.png alt=b>\n<figcaption>c</figcaption>\n</figure>",
         '<figure>\n<img src="a.png" alt="b" loading="lazy" decoding="async">\n<figcaption>c</figcaption>\n</figure>'),
    ],
)  # fmt: skip
def test_what_is_safe_is_shown(markdown: str, expected: str) -> None:
    assert html(markdown) == expected


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("a <font color=red>b</font> <marquee>c</marquee>", "<p>a b c</p>"),
        ("<section>a</section><section>b</section>", "a\nb"),
        ("<svg><title>a</title><path d=M0></svg>", "<p>a</p>"),
        ("<math><mi>x</mi></math>", "<p>x</p>"),
        ("<form action=/a><input value=b><button>c</button></form>", "c"),
        ("a<script>b</script>c<style>d</style>e<textarea>f</textarea>g", "<p>aceg</p>"),
        ("<script>\n\na\n\n</script>\n\nb", "<p>b</p>"),
        ("<div>\n<script>\n\n# a\n\n> b\n\n</script>\n\nc</div>", "<div>\n\n<p>c</p>\n</div>"),
        ("> <div><script>\n>\n> a\n\nb", "<blockquote><div>\n<p>a</p>\n</div></blockquote>\n<p>b</p>"),
        ("<div hidden>a <div>b</div> c</div>d", "d"),
        ("a <span style='Display : none'>b</span> c", "<p>a  c</p>"),
        ("a <input hidden> b", "<p>a  b</p>"),
        ("<p hidden>a\n\nb\n\n<p>c</p>", "<p>b</p>\n<p>c</p>"),
        ("a <td>b</td> <li>c</li> <summary>d</summary>", "<p>a b \nc \nd</p>"),
        ("- a\n\n  <li>b", "<ul>\n<li>\n<p>a</p>\nb\n</li>\n</ul>"),
        ("<?php a ?> <!DOCTYPE b> c", "c"),
        ("<![CDATA[a]]>b", "b"),
        ("<object data=a><embed src=b>c</object>", "<p>c</p>"),
    ],
)
def test_everything_else_loses_its_tags_and_keeps_its_words(markdown: str, expected: str) -> None:
    assert html(markdown).replace("\n\n", "\n").replace("\n\n", "\n") == expected.replace("\n\n", "\n")


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("a\n\n<font>b</font> <font>c</font>\n<blink>d</blink>", [(3, 1, "html-left-out"), (4, 1, "html-left-out")]),
        ("<div>\n<p>a\n  <font>b</font></p></div>", [(3, 3, "html-left-out")]),
        ("> <div>\n>   <font>a</font>\n> </div>", [(2, 5, "html-left-out")]),
        ("| a |\n|---|\n| <font>b</font> |", [(3, 3, "html-left-out")]),
        ("# <font>a</font>", [(1, 3, "html-left-out")]),
        ("<script>a</script>", [(1, 1, "html-left-out")]),
        ("a\n\n<a href=/b>\n\nc\n\n</a>", [(3, 1, "html-left-out")]),
        ("<div><svg><g><path d=a/><path d=b/></g></svg></div>", [(1, 6, "html-left-out"), (1, 11, "html-left-out")]),
        ("<p>a</p></p></div> b </i>", []),
        ("<div><img src=a.png>\n<img src=b.png alt=''></div>", [(1, 6, "image-alt")]),
        ("<img src=http://a.example/b.png alt=c>", [(1, 1, "media-insecure")]),
        ("![c](http://a.example/b.png)", [(1, 1, "media-insecure")]),
        ("<video src=http://a.example/b.mp4></video>", [(1, 1, "media-insecure")]),
        ("<audio src=javascript:a></audio>", [(1, 1, "link-scheme")]),
        ("<img src=a alt=b srcset='http://a.example/b.png 2x, http://a.example/c.png'>", [(1, 1, "media-insecure")]),
        ("<picture>\n<source srcset='c, javascript:a'></picture>", [(2, 1, "link-scheme")]),
        ("a <a href=javascript:b>c</a>", [(1, 3, "link-scheme")]),
        ("a\n<a href='java&#10;script:b'>c</a>", [(2, 1, "link-scheme")]),
        ("<img src='data:image/png,x' alt=c>", [(1, 1, "link-scheme")]),
        ("<a href='#b'>c</a>", [(1, 1, "link-target")]),
        ("<h2>a</h2>\n\n<h4>b</h4>", [(3, 1, "heading-jump")]),
    ],
)
def test_what_authors_should_know_is_a_warning_at_its_place(
    markdown: str, expected: list[tuple[int, int, str]]
) -> None:
    assert codes(markdown) == expected


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("<a href=https://a.example/>b</a>",
         '<p><a href="https://a.example/" rel="external noopener noreferrer">b</a></p>'),
        ("<a href='/a b?c&amp;d' title=e target=_blank>f</a>", '<p><a href="/a%20b?c&amp;d" title="e">f</a></p>'),
        ("<a href=/a>b <a href=/c>d</a> e</a>", '<p><a href="/a">b </a><a href="/c">d</a> e</p>'),
        ("[a <a href=/b>c</a> d](/e)", '<p><a href="/e">a c d</a></p>'),
        ("<a href=vbscript:a>b</a>", "<p>b</p>"),
        ("<a href=/a>\n\nb\n\n</a>", "<p>b</p>"),
        ("<a href=/a>b\n\nc</a>", '<p><a href="/a">b</a></p>\n<p>c</p>'),
        ('<img src="a.png" alt="b" width=20px align=right title=c onerror=d>',
         '<img src="a.png" alt="b" class="align-right" title="c" width="20" loading="lazy" decoding="async">'),
        ("<img src={require('./a.png').default} alt={'b'} width={20} />",
         '<p><img src="./a.png" alt="b" width="20" loading="lazy" decoding="async"></p>'),
        ("<img src=javascript:a alt=b> <img alt=c>", "<p>b c</p>"),
        ("<picture><source srcset='a.png 1x, javascript:b 2x' media=print></picture>",
         '<p><picture><source media="print" srcset="a.png 1x"></picture></p>'),
        ("<video src=a.mp4 poster=b.png autoplay loop width=9>c</video>",
         '<div><video loop="" poster="b.png" src="a.mp4" width="9" controls="" preload="metadata"></video></div>'),
        ("<video><track src=d.vtt kind=captions srclang=en>c</video>",
         '<div><video controls="" preload="metadata"><track kind="captions" src="d.vtt" srclang="en"></video></div>'),
        ("<audio><source src=https://a.example/b type=audio/mpeg>c</audio>",
         '<p><audio controls="" preload="metadata"><source src="https://a.example/b" type="audio/mpeg"></audio></p>'),
    ],
)  # fmt: skip
def test_links_and_media_are_treated_as_those_of_markdown(markdown: str, expected: str) -> None:
    assert html(markdown) == expected


def test_headings_are_headings() -> None:
    body = render_answer(
        '<h1 align="center">A <b>b</b> &amp; c<br></h1>\n\n## D\n\n<H3 id=old>E</H3><p>f</p>\n\n[g](#old)'
    )
    assert [(each.level, each.id, each.text) for each in body.headings] == [
        (2, "a-b--c", "A b & c"),
        (3, "d", "D"),
        (4, "e", "E"),
    ]
    assert '<h2 id="a-b--c"><span id="h-a-b-c"></span>A <b>b</b> &amp; c<br></h2>' in body.html
    assert '<h4 id="e"><span id="h-e"></span><span id="old"></span>E</h4>' in body.html
    assert '<a href="#old">' in body.html
    assert body.problems == ()


def test_a_heading_around_blocks_is_none() -> None:
    body = render_answer("<h1 align=center>\n\n![a](b.png)\n\n</h1>\n\n# C")
    assert [each.text for each in body.headings] == ["C"]
    assert "<h1" not in body.html


def test_tables_of_both_kinds_scroll_and_are_numbered_together() -> None:
    body = render_answer(
        "| a |\n|---|\n| b |\n\n"
        "<table><caption>c</caption><tr><th scope=col colspan=2>d<tr><td rowspan=1>e<td>f</table>\n\n"
        "| g |\n|---|\n| h |"
    )
    root = root_of(body.html)
    assert [each.get("aria-label") for each in root.iter("div")] == ["Table 1", "Table 2", "Table 3"]
    assert '<tr><th colspan="2" scope="col">d</th></tr><tr><td rowspan="1">e</td><td>f</td></tr>' in body.html


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("<a name=b></a>\n\n[c](#b)", "#b"),
        ("[c](#b)\n\n<p id=b>d</p>", "#b"),
        ("<span id='ä'></span>[c](#%C3%A4)", "#%C3%A4"),
        ("# B\n\n<a href='#b'>c</a>", "#b"),
        ("# B\n\n<i id=b>x</i> [c](#b)", "#b"),
    ],
)
def test_links_lead_to_ids(markdown: str, expected: str) -> None:
    body = render_answer(markdown)
    assert f'<a href="{expected}">c</a>' in body.html
    assert body.problems == ()


@pytest.mark.parametrize(
    "name", ["main", "contents", "keywords", "related", "h-b", "fn-1", "fnref-1", "a b", "a%b", "x" * 101]
)
def test_ids_of_the_page_and_odd_ones_are_left_out(name: str) -> None:
    root = root_of(html(f"# B\n\n<p id='{name}'>a</p>"))
    assert [each.get("id") for each in root.iter() if each.get("id")] == ["b", "h-b"]


def test_an_id_is_given_once() -> None:
    assert html("<p id=a>b</p><p id=a>c</p>") == '<p id="a">b</p><p>c</p>'


@pytest.mark.parametrize(
    "markdown",
    [
        *("List<String> a = b;", "Map<String, List<Int>>", "a < b and c > d", "<- a", "x<y", "a <b", "if a<b && c>d"),
        *("<your name>", "Vec<T>", "<T>", "#include <stdio.h>", "<http//a>", "a <= b <> c"),
        *("git checkout <branch>", "<3", "</", "<a b=c", "<branch>"),
    ],
)
def test_what_is_no_tag_stays_text(markdown: str) -> None:
    body = render_answer(markdown)
    assert "".join(root_of(body.html).itertext()).strip() == body.text == markdown
    assert body.problems == ()


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("<details>\n<summary>a *b*</summary>\nc *d*\n</details>",
         "<details>\n<summary>a <em>b</em></summary><p>c <em>d</em></p>\n</details>"),
        ("<details><summary>a</summary>\n\n- b\n\n</details>",
         "<details><summary>a</summary><ul>\n<li>b</li>\n</ul>\n</details>"),
        ("<details open>\n  <summary>a</summary>\n  <details>\n    <summary>b</summary>\n    c\n  </details></details>",
         '<details open="">\n<summary>a</summary><details>\n<summary>b</summary><p>c</p>\n</details></details>'),
        ("a\n<details>\nb\n</details>\nc", "<p>a</p>\n<details>\n<p>b</p>\n</details>\n<p>c</p>"),
        ("<div markdown>\n*a*\n</div>", "<div>\n<p><em>a</em></p>\n</div>"),
        ("- <details>\n  <summary>a</summary>\n\n  b\n\n  </details>\n- c",
         "<ul>\n<li><details>\n<summary>a</summary><p>b</p>\n</details>\n</li>\n<li>\n<p>c</p>\n</li>\n</ul>"),
    ],
)  # fmt: skip
def test_markdown_in_details_needs_no_blank_line(markdown: str, expected: str) -> None:
    assert html(markdown) == expected


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("a<br>b <kbd>c</kbd>", "a\nb c"),
        ("<p>a</p><p>b &amp; c</p>", "a\nb & c"),
        ("<table><tr><td>a<td>b<tr><td>c</table>", "a b \nc"),
        ("a <script>b</script><style>c</style><!-- d -->", "a"),
        ("<img src=a.png alt='b c'>", "b c"),
        ("<figure><img src=a.png alt=b><figcaption>c</figcaption></figure>", "b\nc"),
        ("<video>a</video><iframe src=/b>c</iframe> d", "/b d"),
        ("# a <span>b</span> <script>c</script>", "a b"),
    ],
)
def test_plain_text_has_the_words_and_no_tags(markdown: str, text: str) -> None:
    assert render_answer(markdown).text == text


@pytest.mark.parametrize(
    "markdown",
    [
        *("<div>" * 41, "a " + "<b>" * 41, "<div>\n\n" * 41, "<ul><li>" * 25, "<table><tr><td>" * 15),
        *("> <div>\n" * 41, COMPONENTS_IN_ONE_ANOTHER),
    ],
)
def test_html_that_is_nested_too_deeply_is_refused(markdown: str) -> None:
    with pytest.raises(ArticleError) as caught:
        render_answer(markdown)
    assert [problem.code for problem in caught.value.problems] == ["markdown-nesting"]


def test_the_place_where_html_is_too_deep_is_told() -> None:
    with pytest.raises(ArticleError) as caught:
        render_answer("a\n\n" + "<div>\n" * 50)
    assert caught.value.problems[0].line == 42


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_the_elements_of_a_page_are_in_one_another_as_written(text: str) -> None:
    """So the sanitiser, which reads HTML as browsers do, changes nothing any more, and nothing leaves its box."""
    written = render_answer(text).html
    assert tags_of(sanitise(written)) == tags_of(written)
    outside = root_of(f"<article><div id='q'>{written}</div><p id='z'></p></article>")
    (article,) = outside
    assert [each.get("id") for each in article] == ["q", "z"]


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_no_tag_becomes_text(text: str) -> None:
    shown = "".join(root_of(render_answer(text).html).itertext())
    assume("``" not in text)
    of_code = text.split("`")[1::2]
    assert [name for name in TAGS if f"<{name}>" in shown and not any(f"<{name}>" in part for part in of_code)] == []


def test_every_element_of_the_list_is_shown() -> None:
    for name in allowed_html.ELEMENTS:
        around = {"source": "<picture>{}</picture>", "summary": "<details>{}</details>", "track": "<video>{}</video>"}
        inside = allowed_html.INSIDE.get(name, frozenset())
        parent = min(inside, default="div")
        written = html(around.get(name, f"<{parent}>{{}}</{parent}>").format(f"<{name} src=a alt=b>c</{name}>"))
        assert f"<{name}" in written, name
