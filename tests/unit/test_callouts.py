"""Callouts have one look however they are written, and what is said of their text has its place."""

import pytest
from articles.publishing.rendering.body.callouts import LOOKS
from articles.publishing.rendering.markdown import render_answer
from articles.publishing.rendering.page import style
from hypothesis import given
from hypothesis import strategies as st

from tests.support.pipeline import SITE

LINES = st.sampled_from(
    [
        *("> [!NOTE]", "> [!tip]- a", "> b", ">", "!!! note", '??? tip "a"', "???+ x", "    b", "        c", ":::"),
        *(":::note", "::::tip[a]", "::: b", "::::", "::a[b]", '=== "a"', "", "- a", "  b", "```", "| a |", "|---|"),
    ]
)


@pytest.mark.parametrize(
    "markdown",
    [
        "> [!WARNING]\n> Of it.",
        "> [!warning] Warning\n> Of it.",
        "!!! warning\n    Of it.",
        '!!!warning "Warning"\n\n    Of it.',
        ":::warning\nOf it.\n:::",
        "::: warning Warning\nOf it.\n:::",
        ":::warning[Warning]\nOf it.\n:::",
        '::: {.warning title="Warning"}\nOf it.\n:::',
    ],
)
def test_all_ways_to_write_one_give_the_same(markdown: str) -> None:
    body = render_answer(markdown)
    assert body.html.split("\n") == [
        '<div class="callout callout-warning" role="note">',
        '<p class="callout-title">Warning</p>',
        "<p>Of it.</p>",
        "</div>",
        "",
    ]
    assert body.text == "Warning\nOf it."
    assert body.problems == ()


@pytest.mark.parametrize("kind", sorted(LOOKS))
@pytest.mark.parametrize("form", ["> [!{}]\n> a", "!!! {}\n    a", ":::{}\na\n:::"])
def test_each_kind_has_its_look(kind: str, form: str) -> None:
    assert f'class="callout callout-{LOOKS[kind]}"' in render_answer(form.format(kind)).html


@pytest.mark.parametrize(
    ("markdown", "opened"),
    [
        ("> [!a]- b", False),
        ("> [!a]+ b", True),
        ("??? a\n    b", False),
        ("???+ a\n    b", True),
        ("::: details\n:::", False),
    ],
)
def test_what_folds_is_open_or_not(markdown: str, opened: bool) -> None:
    html = render_answer(markdown).html
    assert "<details" in html
    assert (' open=""' in html) == opened


@pytest.mark.parametrize(
    ("markdown", "line", "column"),
    [
        ("a\n\n> [!NOTE]\n> b\n> [c](#d)", 5, 3),
        ("> [!NOTE] a [b](#c)", 1, 13),
        ("!!! note\n    a\n    [b](#c)", 3, 5),
        (":::note\n\n[a](#b)\n:::", 3, 1),
    ],
)
def test_warnings_in_one_have_their_place(markdown: str, line: int, column: int) -> None:
    (problem,) = render_answer(markdown).problems
    assert (problem.line, problem.column, problem.code) == (line, column, "link-target")


@pytest.mark.parametrize(
    "markdown",
    [
        "`> [!NOTE]` and `:::note`",
        "    !!! note\n        a",
        "```\n:::note\n```",
        "!!! What a day\n\nIt was.",
        "Wow!!! note",
        "a ::: b",
        "[!NOTE] is none",
    ],
)
def test_what_is_none_stays_as_it_is(markdown: str) -> None:
    html = render_answer(markdown).html
    assert "callout" not in html
    assert "!!" in html or ":::" in html or "[!NOTE]" in html


def test_directives_that_nothing_closes_hold_nothing() -> None:
    assert render_answer("::: a.module\n\nb\n\n:::note\nc").html == "<p>b</p>\n<p>c</p>\n"


def test_only_pages_with_callouts_have_their_style() -> None:
    assert ".callout" in style(render_answer("> [!NOTE]"), SITE).css
    assert ".part-title" in style(render_answer('=== "a"'), SITE).css
    assert ".callout" not in style(render_answer("`callout`"), SITE).css


@given(st.lists(LINES, max_size=10).map("\n".join))
def test_whatever_stands_in_what_the_markup_is_whole(text: str) -> None:
    html = render_answer(text).html
    for tag in ("div", "details", "p", "summary"):
        assert html.count(f"<{tag}>") + html.count(f"<{tag} ") == html.count(f"</{tag}>")
    assert html.count("<summary") == html.count("<details")
