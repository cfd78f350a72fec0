"""Formulae that open more than they close: refused where math-core would take for ever, and nowhere else."""

import sys
import unicodedata
from collections.abc import Iterator

import pytest
from articles.publishing.rendering.body.delimiters import MAX_UNCLOSED
from articles.publishing.rendering.body.mathml import to_mathml
from articles.publishing.rendering.markdown import render_answer
from articles.publishing.running.bounded import Bounded, Limits, spawn
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

MANY = 40
OPENERS = ["(", "[", r"\{", r"\langle ", r"\lbrace ", r"\lbrack ", r"\lceil ", r"\lfloor ", r"\lvert ", r"\lVert "]
OPENERS += [r"\lgroup ", r"\lmoustache ", r"\llbracket ", r"\ulcorner ", r"\lparen ", r"\lang ", r"\bigl(", r"\Biggl["]


@pytest.fixture(scope="module")
def bounded() -> Iterator[Bounded]:
    bounded = Bounded(Limits(seconds=1, patience=60, megabytes=400), spawn)
    yield bounded
    bounded.close()


@pytest.mark.parametrize("opener", OPENERS)
def test_what_opens_too_much_is_refused_at_once(bounded: Bounded, opener: str) -> None:
    for display in (False, True):
        assert bounded(to_mathml, opener * MANY + "x", display=display) is None


def test_it_is_shown_as_its_source_with_a_warning() -> None:
    body = render_answer(f"Then ${'(' * MANY}x$ holds.")
    assert f'<code class="math">{"(" * MANY}x</code>' in body.html
    assert [(problem.code, problem.severity, problem.column) for problem in body.problems] == [("math", "warning", 6)]


@pytest.mark.parametrize(
    "unit",
    [
        "f(",
        r"\sin(",
        r"\sin(x,",
        "(x+",
        "([",
        "((a)",
        "(a,b[",
        "(^2",
        "(_a^b",
        "{(}",
        "{(^2}",
        "{{(}}",
        r"{\bf(}",
        r"\mathopen(",
        r"\mathrm{(}",
        r"\overset{a}{(}",
        r"\underset{a}(",
        r"\smash{a(}",
        # What closes is not in the row.
        "({)}",
        r"(\text{)}",
        r"(\left.\right)",
        r"(\sqrt[)]{x}",
        r"(\frac{1}{)}",
        "(x^)",
        "(x_)",
        r"(\hat)",
        r"(\not)",
        r"(\mathrm)",
        r"(\big)",
        r"(\frac1)",
        r"(\frac{1})",
        r"(\overset{a})",
    ],
)
def test_however_it_is_written(bounded: Bounded, unit: str) -> None:
    row = unit * MANY + "x"
    for formula in (row, rf"\frac{{{row}}}{{2}}", rf"a & {row} \\ b & c", rf"\left[{row}\right]", rf"\sqrt{{{row}}}"):
        assert bounded(to_mathml, formula, display=True) is None


@pytest.mark.parametrize(
    "row",
    [
        "(" * MANY + "x" + ")" * MANY,
        r"f(\alpha)" * MANY,
        "f(x)" * MANY,
        r"[0,1) \cup " * MANY + "x",
        r"]a,b[ \cup " * MANY + "x",
        r"|0\rangle\langle 0| + " * MANY + "x",
        r"\langle a, b \rangle" * MANY,
        r"\lfloor x \rfloor" * MANY,
        r"\left( x \right)" * MANY,
        r"(\left( x \right))" * MANY,
        r"\left[ 0, 1 \right)" * MANY,
        r"\bigl( x \bigr)" * MANY,
        r"\big( x \big)" * MANY,
        r"(\sqrt[3]{x})" * MANY,
        r"(\frac{1}{2})(\frac12)" * MANY,
        r"(\mathrm{d})(\mathbb R)(\hat{x})(\hat x)" * MANY,
        r"(x^2)(x_{i})(x')" * MANY,
        r"(\sum\limits_{i})(\int\nolimits_0)" * MANY,
        r"(a\,)(a\hspace{1em})(\color{red})" * MANY,
        r"\text{( a}" * MANY,
        r"f(x &= [0,1( \\ " * MANY,
        r"(a \\ b) \\ " * MANY,
        r"\begin{cases} (a & b) \\ c \end{cases}" * MANY,
        r"x_{]a,b[}" * MANY,
        "(" * MAX_UNCLOSED + "x",
    ],
)
def test_what_closes_or_is_in_rows_of_its_own_is_understood(bounded: Bounded, row: str) -> None:
    assert bounded(to_mathml, row, display=True) is not None


def test_no_character_that_opens_is_forgotten(bounded: Bounded) -> None:
    for number in range(sys.maxunicode):
        if unicodedata.category(chr(number)) in ("Ps", "Pi", "Pe", "Pf"):
            bounded(to_mathml, chr(number) * MANY + "x", display=False)


ATOMS = [
    *(*OPENERS, ")", "]", r"\}", r"\rangle ", r"\bigr)", r"\big(", r"\big)", r"\right)", r"\left("),
    *("{", "}", "&", r"\\", "x", "1", "+", "=", ",", "|", "!", "'", "^", "_", r"\sin", r"\lim", r"\frac", r"\sqrt"),
    *(r"\sqrt[", r"\hat", r"\mathrm", r"\text{", r"\overset{a}", r"\operatorname{", r"\mathopen", r"\not"),
    *(r"\alpha ", r"\sum\limits_", r"\,", r"\smash{", r"\xrightarrow[", r"\begin{matrix}", r"\end{matrix}", r"\ce{"),
]


@pytest.mark.proof
@settings(deadline=None, database=None, derandomize=True, max_examples=300, suppress_health_check=list(HealthCheck))
@given(st.lists(st.sampled_from(ATOMS), min_size=1, max_size=6).map("".join), st.sampled_from(ATOMS))
def test_no_formula_of_delimiters_takes_long(bounded: Bounded, unit: str, end: str) -> None:
    bounded(to_mathml, unit * MANY + end, display=True)
