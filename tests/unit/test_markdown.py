"""Answers to HTML: what each feature gives, what is told to authors, what is refused, and what can never get in."""

import itertools
import re
import time
from contextlib import suppress
from pathlib import Path
from xml.etree import ElementTree as ET

import html5lib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from publishing.errors import ArticleError
from publishing.markdown import render_answer

FIXTURES = Path(__file__).parents[1] / "fixtures/markdown"
PAIRS = sorted(FIXTURES.glob("*.md"))

SAFE_SCHEMES = {"", "http", "https", "mailto"}
URL_ATTRIBUTES = {"href", "src", "action", "formaction", "poster", "data", "xlink:href", "srcset"}
UNSAFE_TAGS = {
    "script",
    "style",
    "iframe",
    "object",
    "embed",
    "form",
    "button",
    "base",
    "meta",
    "link",
    "svg",
    "template",
}

SCRIPTS = ["alert(1)", "alert`1`", "top[8680439..toString(30)](1)"]
SCHEMES = [
    "javascript:",
    "JaVaScRiPt:",
    "java\tscript:",
    "java&#10;script:",
    "&#x6a;avascript:",
    "vbscript:",
    "data:text/html,",
]
CARRIERS = [
    "[x]({s}{c})",
    "[x](<{s}{c}>)",
    "![x]({s}{c})",
    "<{s}{c}>",
    "[x][r]\n\n[r]: {s}{c}",
    "# [x]({s}{c})",
    "| a |\n|---|\n| [x]({s}{c}) |",
    "$\\href{{{s}{c}}}{{x}}$",
    "$\\text{{<a href={s}{c}>x</a>}}$",
    "[^1]\n\n[^1]: [x]({s}{c})",
]
TAGS = [
    "<script>{c}</script>",
    "<img src=x onerror={c}>",
    "<svg onload={c}>",
    "<a href=javascript:{c}>x</a>",
    "<math><mtext><script>{c}</script></mtext></math>",
    "$\\text{{<script>{c}</script>}}$",
    "$$\\text{{</math><img src=x onerror={c}>}}$$",
    '![x](a.png "onload={c}")',
    '![" onerror="{c}](a.png)',
    "`<script>{c}</script>`",
    "```<script>\n<script>{c}</script>\n```",
    '```" onclick="{c}\nx\n```',
    "<style>@import '{c}'</style>",
    "<iframe srcdoc='<script>{c}</script>'>",
    "Term\n: <b onclick={c}>x</b>",
    "- [ ] <input autofocus onfocus={c}>",
    "# <h1 onclick={c}> {{#x onclick={c}}}",
    "<!--><script>{c}</script>-->",
    "<![CDATA[<script>{c}</script>]]>",
    "&lt;script&gt;{c}&lt;/script&gt;",
]
PAYLOADS = [
    *(carrier.format(s=scheme, c=script) for carrier, scheme, script in itertools.product(CARRIERS, SCHEMES, SCRIPTS)),
    *(tag.format(c=script) for tag, script in itertools.product(TAGS, SCRIPTS)),
]

UNITS = [
    "![",
    "[",
    "](",
    "*a **a ",
    "**a*a ",
    "_a __a ",
    "`",
    "`` ` ",
    "~~~\n",
    "> ",
    "- ",
    "1. ",
    "1. a\n",
    "- a\n",
    "  - ",
    "| a ",
    "|",
    "$",
    "$$",
    "\\(",
    "\\[",
    "$a",
    "$\\frac{",
    "{",
    "[^1]",
    "[^1]: a\n",
    "[a]: b\n",
    "[a][b]",
    "<",
    "<a",
    "<!--",
    "&",
    "&#1;",
    "\\",
    "http://a ",
    "www.",
    "a@a.",
    "a@",
    "# ",
    "#\n\n",
    "\n",
    "\t",
    " ",
    ":",
    "a\n: b\n",
    "- [ ] ",
    "```\n",
    "é",
    "😀",
    "*",
    "_",
    "~",
    "]",
    ")",
    "a.b.",
    "://",
    "<http://a>",
    "![a](b)",
    "[a](b)",
    "*a*",
    "$x$",
    "\\text{",
    "\\begin{a}",
    "a\\\n",
]


@pytest.mark.parametrize("source", PAIRS, ids=lambda path: path.stem)
def test_each_feature_gives_the_html_that_was_read_and_approved(source: Path) -> None:
    assert render_answer(source.read_text()).html == source.with_suffix(".html").read_text()


@pytest.mark.parametrize(
    ("markdown", "line", "column", "code"),
    [
        ("a\n\n$\\frac{1}{x$ b", 3, 1, "math"),
        ("## A\n\n#### B", 3, 1, "heading-jump"),
        ("a\n\n![](a.png)", 3, 1, "image-alt"),
        ("[x](javascript:a)", 1, 1, "link-scheme"),
        ("[x](https://exa]mple.org)", 1, 1, "link-address"),
        ("a\n![x](http://)", 2, 1, "link-address"),
        ("[x](#nowhere)", 1, 1, "link-target"),
    ],
)
def test_what_authors_should_know_is_a_warning_at_its_place(markdown: str, line: int, column: int, code: str) -> None:
    (problem,) = render_answer(markdown).problems
    assert (problem.line, problem.column, problem.code, problem.severity) == (line, column, code, "warning")


@pytest.mark.parametrize(
    ("markdown", "code"),
    [
        ("a" * (256 * 1024 + 1), "markdown-size"),
        ("> " * 60 + "a", "markdown-nesting"),
        ("[" * 5000, "markdown-brackets"),
    ],
)
def test_what_cannot_be_rendered_is_refused(markdown: str, code: str) -> None:
    with pytest.raises(ArticleError) as caught:
        render_answer(markdown)
    assert [problem.code for problem in caught.value.problems] == [code]


def test_what_a_page_needs_is_told() -> None:
    body = render_answer("# A\n\n## B\n\n`x` $y$\n\n```python\nz\n```\n")
    assert (body.has_math, body.has_code) == (True, True)
    assert [(heading.level, heading.text) for heading in body.headings] == [(2, "A"), (3, "B")]
    assert len({heading.id for heading in body.headings}) == 2


def test_feeds_get_formulae_in_tex() -> None:
    html = render_answer("So $a < b$.", mathml=False).html
    assert "<math" not in html
    assert "a &lt; b" in html


@pytest.mark.parametrize("info", ["python", " Python", "python title=x", "py"])
def test_the_first_word_after_a_fence_names_the_language(info: str) -> None:
    assert '<code class="language-python">' in render_answer(f"```{info}\npass\n```").html


def test_a_link_that_is_left_out_leaves_its_text() -> None:
    html = render_answer("[x](https://exa]mple.org) ![y](http://) <http://xn--xn.com/>").html
    assert html == "<p>x y http://xn--xn.com/</p>\n"


def test_there_are_enough_payloads() -> None:
    assert len(set(PAYLOADS)) >= 200


@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_that_a_text_holds_can_run(payload: str) -> None:
    assert_safe(render_answer(payload).html)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from([*PAYLOADS, *UNITS]), max_size=6).map("".join) | st.text(max_size=200))
def test_nothing_that_any_text_holds_can_run(text: str) -> None:
    with suppress(ArticleError):
        assert_safe(render_answer(text).html)


@pytest.mark.parametrize("unit", UNITS)
def test_no_text_takes_long(unit: str) -> None:
    text = unit * (256 * 1024 // len(unit.encode()))
    started = time.process_time()
    with suppress(ArticleError):
        render_answer(text)
    assert time.process_time() - started < 2


def assert_safe(html: str) -> None:
    tree = html5lib.parse(html, treebuilder="etree", namespaceHTMLElements=False)
    for element in tree.iter():
        tag = element.tag.rpartition("}")[2] if isinstance(element.tag, str) else "comment"
        assert tag not in UNSAFE_TAGS, ET.tostring(element)
        for name, value in element.attrib.items():
            assert not name.startswith("on"), ET.tostring(element)
            assert name not in ("style", "srcdoc"), ET.tostring(element)
            if name in URL_ATTRIBUTES:
                assert scheme_of(value) in SAFE_SCHEMES, ET.tostring(element)


def scheme_of(url: str) -> str:
    """The scheme as browsers see it, which pass over tabs and line breaks (WHATWG URL, 4.4); empty if relative."""
    match = re.match(r"[\x00-\x20]*([a-z][a-z0-9+.-]*):", re.sub(r"[\t\n\r]", "", url), re.IGNORECASE)
    return match[1].lower() if match else ""
