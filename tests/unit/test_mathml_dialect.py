r"""What browsers show otherwise than TeX, in the MathML that math-core writes, and what is written instead.

That it is shown right then, browsers tell: tests/pages/checks/formulae.mjs.
"""

import re
from pathlib import Path

import pytest
from articles.publishing.rendering import theme
from articles.publishing.rendering.body.mathml import to_mathml
from articles.publishing.rendering.body.mathml_dialect import CLASSES, for_browsers
from articles.publishing.rendering.body.sanitise import sanitise
from articles.publishing.rendering.markdown import render_answer
from articles.publishing.rendering.needs import needs_of

STRESS = Path(__file__).parents[1] / "pages/stress.md"
_CLASS = re.compile(r' class="([^"]*)"')


def mathml_of(latex: str) -> str:
    found = to_mathml(latex, display=True)
    assert found is not None
    return found


def classes_in(html: str) -> set[str]:
    return {name for names in _CLASS.findall(html) for name in names.split()}


@pytest.mark.parametrize(("columns", "has_lines"), [("c|c", True), ("c:c", True), ("||cc", True), ("cc", False)])
def test_a_page_has_rules_for_lines_where_an_array_has_them(columns: str, has_lines: bool) -> None:
    needs = needs_of(mathml_of(rf"\begin{{array}}{{{columns}}}a&b\end{{array}}"))
    assert ("math-table" in needs.styles, "math-lines" in needs.styles) == (True, has_lines)


def test_every_class_of_a_formula_has_a_rule() -> None:
    css = theme.style_sheet("math", "math-table", "math-lines", "math-marks").css
    assert {name for name in CLASSES if not re.search(rf"\.{name}[^\w-]", css)} == set()


def test_every_class_of_the_page_of_stress_has_a_rule() -> None:
    body = render_answer(STRESS.read_text(encoding="utf-8").partition("\n---\n")[2])
    written = {name for math in re.findall(r"<math.*?</math>", body.html, re.DOTALL) for name in classes_in(math)}
    assert len(written) > 15
    assert written <= CLASSES
    assert " style=" not in body.html


def test_the_sanitiser_keeps_what_is_written() -> None:
    for latex in (
        r"a\!b",
        r"\vec a",
        r"\begin{array}{|c:c|}\hline a&b\\\hline\end{array}",
        r"\cfrac ab",
        r"\cramped{x}",
    ):
        written = mathml_of(latex)
        assert classes_in(sanitise(written)) == classes_in(written) != set()


@pytest.mark.parametrize(
    ("latex", "accent"),
    [
        (r"\vec a", '<mo stretchy="true" class="math-arrow">→</mo>'),
        (r"\dddot a", '<mo stretchy="true" class="math-dots">...</mo>'),
        (r"\ddddot a", '<mo stretchy="true" class="math-dots">....</mo>'),
        (r"\underline{ab}", '<mo stretchy="true">_</mo>'),
        (r"\overline{ab}", '<mo stretchy="true">_</mo>'),
        (r"\dot a", '<mo stretchy="false">˙</mo>'),
        (r"\hat a", '<mo stretchy="false">\u02c6</mo>'),
        (r"\overrightarrow{ab}", "<mo>→</mo>"),
    ],
)
def test_accents_are_such_as_stand_above_their_letter_everywhere(latex: str, accent: str) -> None:
    assert f"{accent}</m" in mathml_of(latex)


def test_an_arrow_that_is_no_accent_stays() -> None:
    assert 'class="' not in mathml_of(r"a \to b")


@pytest.mark.parametrize(
    ("latex", "classes"),
    [
        (r"\!", ["math-back-3"]),
        (r"\hspace{-1em}", ["math-back-18"]),
        (r"\hspace{-1.5em}", ["math-back-18", *["math-back-3"] * 3]),
        (r"\mkern-4mu ", ["math-back-3", "math-back-1"]),
        (r"\hspace{-999em}", ["math-back-18"] * 10),
    ],
)
def test_spaces_go_back(latex: str, classes: list[str]) -> None:
    assert re.findall(r'<mspace class="([^"]*)">', mathml_of(f"a{latex}b")) == classes


def test_a_line_below_an_array_is_drawn_at_its_end_and_no_row_is_empty() -> None:
    array = mathml_of(r"\begin{array}{c|c}a&b\\c&d\\\hline\end{array}")
    assert 'class="math-solid-bottom"' in array
    assert array.count("<mtr>") == 2
    assert mathml_of(r"\begin{cases}a&b\\\end{cases}").count("<mtr>") == 1
    assert 'class="math-solid-bottom' in mathml_of(r"\begin{array}{||c||}a\\\hline\end{array}")


def test_only_the_table_that_ends_with_a_line_has_it() -> None:
    nested = mathml_of(r"\begin{matrix}a&\begin{array}{c}b\\\hdashline\end{array}\\c&d\end{matrix}")
    assert re.findall(r"<mtable[^>]*>", nested) == [
        '<mtable scriptlevel="0">',
        '<mtable class="math-dashed-bottom" scriptlevel="0">',
    ]


def test_no_column_fills_the_page_and_numbers_stand_beside_their_row() -> None:
    numbered = mathml_of(r"\begin{align}a&=b\tag{7}\end{align}")
    assert '<mtd class="math-number"><mtext>(7)</mtext></mtd>' in numbered
    assert "%" not in numbered
    assert mathml_of(r"\begin{gather}a\\b\end{gather}").count("<mtd") == 2


def test_what_is_shown_right_stays_as_it_is() -> None:
    written = '<math display="block"><mfrac><mi>a</mi><mi>b</mi></mfrac></math>'
    assert for_browsers(written) == written
