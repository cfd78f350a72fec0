"""Answers to HTML: what each feature gives, what is told to authors, what is refused, and what can never get in.

tests/fixtures/markdown has pairs of an answer and the HTML that it must give, one or more for each feature.
"""

import time
from contextlib import suppress
from pathlib import Path

import pytest
from articles.publishing.errors import ArticleError
from articles.publishing.rendering.markdown import render_answer, with_tex
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.approved import assert_approved
from tests.support.hostile import BATCHES, PAYLOADS, parsed, unsafe_parts

FIXTURES = Path(__file__).parents[1] / "fixtures/markdown"
PAIRS = sorted(FIXTURES.glob("*.md"))

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
    "<!-- a -->",
    "-->",
    "{/*",
    "*/}",
    "<div>\n",
    "</div>\n",
    "<b>",
    "</b>",
    "<table><tr><td>",
    "<details>\n",
    "<A b={",
    "<A>\n",
    "</A>\n",
    "<script>",
    "</script>",
    "<img src=a alt=b>",
    "<a href=b>c</a>",
    "import a from 'b'\n",
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
    "{{ a }}",
    "{% a %}\n",
    "{# a #}",
    "> [!note]\n",
    "!!! a\n    b\n",
    ":::a\n:::\n",
    "{: .a}",
    "`a`{.b #c}",
    "==a==",
    "a~b~",
    ":smile:",
    "*[a]: b\n",
    "[TOC]\n\n",
]


@pytest.mark.parametrize("source", PAIRS, ids=lambda path: path.stem)
def test_each_feature_gives_the_html_that_was_read_and_approved(source: Path) -> None:
    assert_approved(render_answer(source.read_text(encoding="utf-8")).html, source.with_suffix(".html"))


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


@pytest.mark.parametrize("space", [" ", "\xa0", "\u3000", "\u2003", "\x85", "\xa0 \xa0", "\\\xa0"])
@pytest.mark.parametrize("text", ["${}$", "5 ${}$ 6", "| a |\n|---|\n| ${}$ |", "\\({}\\)", "a $${}$$ b"])
def test_white_space_of_any_kind_is_no_formula(text: str, space: str) -> None:
    body = render_answer(text.format(space))
    assert "math" not in body.html
    assert body.problems == ()


def test_what_a_page_needs_is_told() -> None:
    body = render_answer("# A\n\n## B\n\n`x` $y$\n\n```python\nz\n```\n")
    assert (body.needs.math, "code" in body.needs.styles) == (True, True)
    assert [(heading.level, heading.text) for heading in body.headings] == [(2, "A"), (3, "B")]
    assert len({heading.id for heading in body.headings}) == 2


def test_feeds_get_formulae_in_tex() -> None:
    html = with_tex(render_answer("So $a < b$."))
    assert "<math" not in html
    assert "a &lt; b" in html


@pytest.mark.parametrize("info", ["python", " Python", "python title=x", "py"])
def test_the_first_word_after_a_fence_names_the_language(info: str) -> None:
    assert '<code class="language-python">' in render_answer(f"```{info}\npass\n```").html


def test_a_link_that_is_left_out_leaves_its_text() -> None:
    html = render_answer("[x](https://exa]mple.org) ![y](http://) <http://xn--xn.com/>").html
    assert html == "<p>x y http://xn--xn.com/</p>\n"


# Where the dialect takes over what an author writes.
PLACES = [
    "> [!note] {}\n> a",
    '!!! note "{}"\n    a',
    '!!! {} "a"',
    ":::note[{}]\na\n:::",
    '::: {{.{} title="{}"}}\na\n:::',
    '=== "{}"\n    a',
    "## a {{#{}}}\n\n[b](#{})",
    'a\n{{: #{} {}="{}"}}',
    '[a](/b){{: target="{}" onclick={}}}',
    "*[a]: {}\n\na",
    "*[{}]: b\n\n{}",
    '```js title="{}"\na\n```',
    "```{} {{1}}\na\n```",
    '{{{{< figure src="{}" link="{}" alt="{}" caption="{}" >}}}}',
    "{{{{< youtube {} >}}}}",
    "{{% highlight {} %}}\n{}\n{{% endhighlight %}}",
    "{{% raw %}}{}{{% endraw %}} {{{{</* {} */>}}}}",
    "[{}]({{{{ {} }}}})",
    "=={}== a~{}~ b^{}^",
]


@pytest.mark.proof
@pytest.mark.parametrize("place", PLACES)
def test_nothing_that_stands_where_the_dialect_takes_it_over_can_run(place: str) -> None:
    for payload in PAYLOADS:
        text = place.format(*[payload] * place.count("{}"))
        assert list(unsafe_parts(parsed(render_answer(text).html))) == [], text


@pytest.mark.parametrize("batch", BATCHES.values(), ids=BATCHES)
def test_nothing_that_a_text_holds_can_run(batch: list[str]) -> None:
    for payload in batch:
        assert list(unsafe_parts(parsed(render_answer(payload).html))) == [], payload


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from([*PAYLOADS, *UNITS]), max_size=6).map("".join) | st.text(max_size=200))
def test_nothing_that_any_text_holds_can_run(text: str) -> None:
    with suppress(ArticleError):
        assert list(unsafe_parts(parsed(render_answer(text).html))) == []


@pytest.mark.parametrize("unit", UNITS)
def test_no_text_takes_long(unit: str) -> None:
    text = unit * (256 * 1024 // len(unit.encode()))
    started = time.process_time()
    with suppress(ArticleError):
        render_answer(text)
    assert time.process_time() - started < 2
