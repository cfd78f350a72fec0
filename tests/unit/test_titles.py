"""A heading that repeats the title is shown once, and a fence that nothing closes is told."""

import gzip
import json

import pytest
from articles.publishing.reading.article import parse_article
from articles.publishing.rendering.markdown import parse_answer, render_answer, render_parsed
from articles.publishing.rendering.representations import represent
from articles.publishing.rendering.settings import Settings

SITE = Settings(name="Site", url="https://example.org", time_zone="UTC", author="Editors")


@pytest.mark.parametrize(
    ("title", "heading"),
    [
        ("What is a limit?", "# What is a limit?"),
        ("What is a limit?", "What is a *limit*?\n==="),
        ("What is a limit?", "# WHAT  is a\u00a0limit? #"),
        ("It's \u201cso\u201d \u2013 or not\u2026", '# It\u2019s "so" - or not...'),
        ("A title", "# A title {#id}"),
        ("A title", "{# a comment #}\n\n# A title"),
        ("A title", "&nbsp;\n\n# A title"),
        ("Of $x^2$ :tada:", "# Of $x^2$ :tada:"),
    ],
)
def test_the_heading_that_repeats_the_title_is_not_shown(title: str, heading: str) -> None:
    markdown = f"{heading}\n\nA text.\n\n## A part\n"
    body = render_parsed(parse_answer(markdown), title=title)
    assert [(each.level, each.text) for each in body.headings] == [(2, "A part")]
    assert body.text == "A text.\nA part"
    assert body.problems == ()


@pytest.mark.parametrize(
    ("title", "markdown"),
    [
        ("A title", "# Another title\n\nA text."),
        ("A title", "## A title\n\nA text."),
        ("C", "# C++\n\nA text."),
        ("", "# A title"),
        ("", "#\n\nA text."),
    ],
)
def test_any_other_heading_is_shown(title: str, markdown: str) -> None:
    body = render_parsed(parse_answer(markdown), title=title)
    assert body.html == render_answer(markdown).html
    assert body.problems == ()


@pytest.mark.parametrize("link", ["#a-title", "#h-a-title", "#A-Title"])
@pytest.mark.parametrize("rest", ["A [text]({}).", "## A [part]({})", "- an [item]({})"])
def test_links_still_lead_to_it(link: str, rest: str) -> None:
    markdown = f"# A title\n\n{rest.format(link)}"
    body = render_parsed(parse_answer(markdown), title="A title")
    assert body.problems == ()
    assert 'href="#a-title"' in body.html or 'href="#h-a-title"' in body.html
    assert '<span id="a-title"></span><span id="h-a-title"></span>' in body.html


@pytest.mark.parametrize(
    ("markdown", "line"),
    [("# Another\n\n# A title", 3), ("# A title\n\nA text.\n\n# A title\n\n# a TITLE", 5)],
)
def test_a_title_further_down_is_a_warning(markdown: str, line: int) -> None:
    problem, *_ = render_parsed(parse_answer(markdown), title="A title").problems
    assert (problem.line, problem.column, problem.code) == (line, 1, "title-repeated")


def test_no_representation_has_it_twice() -> None:
    file = b"---\ntitle: A title\nurl: /a\n---\n\n# A title\n\nA text.\n"
    rendered = represent(parse_article(file, "a.md"), (), SITE)
    page, document, markdown, _ = (gzip.decompress(each.body).decode() for each in rendered.representations)
    assert page.count("<h1>A title</h1>") == 1
    assert "<h2" not in page
    assert json.loads(document)["answer"]["markdown"].strip() == "A text."
    assert markdown.endswith("\n# A title\n\nA text.\n")


@pytest.mark.parametrize(
    ("markdown", "line", "column"),
    [
        ("a\n\n```\nb", 3, 1),
        ("~~~~\na\n~~~\n", 1, 1),
        ("```python\n", 1, 1),
        ("- a\n\n  ```\n  b\n\nc", 3, 3),
        ("> ```\n> a\n\nb", 1, 1),
        ("```\na\n    ```", 1, 1),
    ],
)
def test_a_fence_that_nothing_closes_is_a_warning(markdown: str, line: int, column: int) -> None:
    (problem,) = render_answer(markdown).problems
    assert (problem.line, problem.column, problem.code) == (line, column, "fence-unclosed")


@pytest.mark.parametrize(
    "markdown",
    [
        "```\na\n```",
        "```\n```",
        "~~~ a\n~~~~~  ",
        "- ```\n  a\n  ```",
        "> ```\n> ```\n\na",
        "```\n\n\n```\n",
        "``` a ```",
    ],
)
def test_a_fence_that_is_closed_is_none(markdown: str) -> None:
    assert render_answer(markdown).problems == ()
