"""The text of a formula, for those who do not see it."""

import pytest
from articles.publishing.rendering.body.formula_text import annotation_of, seen
from articles.publishing.rendering.body.mathml import to_mathml
from articles.publishing.rendering.markdown import render_answer


@pytest.mark.parametrize("latex", ["x", "n + 1", r"\alpha \neq \beta", r"\text{if } x", "a < b", '"', r"a\!b"])
def test_what_reads_right_as_text_has_its_latex_as_an_attribute(latex: str) -> None:
    html = render_answer(f"${latex}$").html
    escaped = latex.replace("<", "&lt;").replace('"', "&quot;")
    assert f'<math alttext="{escaped}">' in html
    assert annotation_of(html) is None


@pytest.mark.parametrize(
    "latex",
    ["x^2", "x_1", r"\frac{a}{b}", r"\sqrt{2}", r"\sqrt[3]{2}", r"\vec a", r"\sum\limits_i i", r"\boxed{a}",
     r"\phantom{a}", r"\begin{pmatrix}a&b\end{pmatrix}", r"\underset{a}{b}", r"\prescript{a}{b}{c}", r"\frac{a<b}{c}"],
)  # fmt: skip
def test_what_does_not_has_it_as_an_annotation_after_what_is_seen(latex: str) -> None:
    html = render_answer(f"${latex}$").html
    escaped = latex.replace("&", "&amp;").replace("<", "&lt;")
    assert f' <annotation encoding="application/x-tex">{escaped}</annotation></semantics></math>' in html
    assert annotation_of(html) == escaped
    assert "alttext" not in html


def test_the_annotation_is_what_its_author_wrote() -> None:
    assert r"\ce{H2O}</annotation>" in render_answer(r"$\ce{H2O}$").html


def test_an_annotated_formula_is_one_element() -> None:
    one, several = (to_mathml(latex, display=False) for latex in ("x^2", "x^2 + 1"))
    assert one is not None
    assert several is not None
    assert one.startswith("<math><semantics><msup>")
    assert several.startswith("<math><semantics><mrow><msup>")


def test_an_annotation_is_not_seen() -> None:
    assert seen(f"a {to_mathml('x^2', display=False)} b") == "a x2  b"
