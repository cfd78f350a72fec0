r"""Formulae written one way: whatever the author's delimiters, the answer's HTML stays what it was."""

import time
from pathlib import Path

import pytest
from articles.publishing.reading.article import parse_article
from articles.publishing.rendering.dollars import with_dollars
from articles.publishing.rendering.markdown import render_answer
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support import corpus

ROOT = Path(__file__).parents[2]
FILES = [*sorted((ROOT / "content").rglob("*.md")), *corpus.PARAMETERS]


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        (r"\(x\) and \( y \), $ z $", "$x$ and $y$, $z$"),
        ("\\[\nx\n\\]\n", "$$\nx\n$$\n"),
        (r"In a line \[ x \] it is", "In a line $$ x $$ it is"),
        ("- a \\(x\n  + y\\)", "- a \\(x\n  + y\\)"),  # markdown ends the item's text before the formula does
        ("| \\(x\\) | \\(x\\) |\n|---|---|\n| \\(x\\) | b \\(x\\) |", "| $x$ | $x$ |\n|---|---|\n| $x$ | b $x$ |"),
        ("Text[^1].\n\n[^1]: \\(x\\)\n\nMore \\(x\\).", "Text[^1].\n\n[^1]: $x$\n\nMore $x$."),
        ("> \\(x\\)\n\n**\\(y\\)**", "> $x$\n\n**$y$**"),
        (r"\\(x\\) and \\[ y \\]", "$x$ and $$ y $$"),
        ("\\begin{align*}\nx&=y\\\\\n\\end{align*}\n", "$$\\begin{align*}\nx&=y\\\\\n\\end{align*}$$\n"),
    ],
)
def test_formulae_stand_between_dollars(markdown: str, expected: str) -> None:
    assert with_dollars(markdown) == expected


@pytest.mark.parametrize(
    "markdown",
    [
        "$x$ costs $5, or $10",
        r"`\(x\)`",
        "```\n\\(x\\)\n```",
        "    \\[x\\]",
        r"[a](\(x\))",
        r"\(x\)2",
        r"\(\text{costs $5$}\)",
        "$$\nx\n$$",
    ],
)
def test_what_is_none_or_would_become_another_stays_as_it_is(markdown: str) -> None:
    assert with_dollars(markdown) == markdown


def test_code_that_shows_how_a_formula_is_written_is_no_formula() -> None:
    assert with_dollars(r"`\(x\)` gives \(x\), `$ y $` gives $ y $") == r"`\(x\)` gives $x$, `$ y $` gives $y$"


def test_neighbours_do_not_become_one() -> None:
    assert with_dollars(r"\(a\)\(b\) $c$\(d\)") == r"$a$\(b\) $c$\(d\)"


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem[:40])
def test_real_answers_keep_their_html_and_lose_the_other_delimiters(file: Path) -> None:
    answer = parse_article(file.read_bytes(), file.name).answer
    written = with_dollars(answer)
    assert render_answer(written).html == render_answer(answer).html
    assert with_dollars(written) == written


PIECES = st.sampled_from(
    [
        "\\(x\\)",
        "\\[y\\]",
        "\\\\(w\\\\)",
        "\\\\[v\\\\]",
        "\\begin{align}u\\end{align}",
        "$ z $",
        "$a$",
        "$$b$$",
        "`",
        "``",
        "\\\\",
        "\\",
        "$",
        " ",
        "\n",
        "\n\n",
        "1",
        "| ",
        "- ",
        "> ",
        "a",
    ]
)


@given(st.lists(PIECES, max_size=12).map("".join))
@settings(max_examples=400, deadline=None)
def test_any_answer_keeps_its_html(markdown: str) -> None:
    assert render_answer(with_dollars(markdown)).html == render_answer(markdown).html


@pytest.mark.parametrize("unit", ["\\(x\\) ", "\\[a", "`a\\(", "$ x $ ", "`", "\\(\\a", "\\\\("], ids=repr)
def test_no_text_takes_long(unit: str) -> None:
    markdown = unit * (20_000 // len(unit))
    started = time.process_time()
    with_dollars(markdown)
    assert time.process_time() - started < 1
