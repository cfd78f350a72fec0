"""How formulae are set in running text; what they are set in is markup, so nothing else may ever be taken for one."""

import re
import time

import pytest
from articles.publishing.rendering.markdown import render_answer
from articles.publishing.rendering.typography import set_formulae
from articles.publishing.rendering.words import words_in

ENGLISH = words_in("en")

SHORT = "<math><mi>x</mi></math>"
LONG = "<math>" + "<mi>x</mi>" * 30 + "</math>"
DISPLAY = LONG.replace("<math>", '<math display="block">')


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (f"a {SHORT} b", f"a {SHORT} b"),
        (f"a {SHORT}, b", f'a <span class="together">{SHORT},</span> b'),
        (f'a ("{SHORT}"). b', f'a <span class="together">("{SHORT}").</span> b'),
        (f"{SHORT}{SHORT}.", f'{SHORT}<span class="together">{SHORT}.</span>'),
        (f"<p>{SHORT}</p>", f"<p>{SHORT}</p>"),
    ],
)
def test_a_formula_and_its_punctuation_stay_on_one_line(html: str, expected: str) -> None:
    assert set_formulae(html, ENGLISH) == expected


def test_what_may_be_wider_than_a_narrow_screen_can_be_scrolled_by_keyboard() -> None:
    focus = 'tabindex="0" role="group" aria-label="Formula"'
    assert set_formulae(f"({LONG}).", ENGLISH) == f'(<span class="math-long" {focus}>{LONG}</span>).'
    assert set_formulae(f"a {DISPLAY} b", ENGLISH) == f'a <span class="math-block" {focus}>{DISPLAY}</span> b'


def test_a_mark_between_two_formulae_goes_with_the_first_and_both_are_set() -> None:
    assert set_formulae(f'{SHORT}"{SHORT}.', ENGLISH) == (
        f'<span class="together">{SHORT}"</span><span class="together">{SHORT}.</span>'
    )


def test_a_block_is_set_already() -> None:
    html = render_answer("$$\nx + " + "y + " * 30 + "z\n$$").html
    assert 'class="math-block"' in html
    assert set_formulae(html, ENGLISH) == html


@pytest.mark.parametrize(
    ("markdown", "copied"),
    [
        (r"A half, $\frac{1}{2}$.", [r"$\frac{1}{2}$"]),
        ("$$\nx^2 < 1\n$$", ["$$x^2 &lt; 1$$"]),
        ("In a line $$x^2$$ it is.", ["$$x^2$$"]),
        ("It reads right: $n + 1$.", []),
        ("$x^2$ and $$y^2$$ and\n\n$$z^2$$", ["$x^2$", "$$y^2$$", "$$z^2$$"]),
    ],
)
def test_who_copies_a_formula_that_does_not_read_right_gets_its_latex(markdown: str, copied: list[str]) -> None:
    html = set_formulae(render_answer(markdown).html, ENGLISH)
    assert re.findall(r'</math><span class="tex" aria-hidden="true">([^<]*)</span>', html) == copied


def test_text_that_looks_like_a_formula_is_none() -> None:
    html = render_answer('[a](/b "(<math>x</math>.") `(<math>x</math>.` (&lt;math&gt;x&lt;/math&gt;)').html
    assert set_formulae(html, ENGLISH) == html


@pytest.mark.parametrize(
    "text", ["(" * 300_000, "'(" * 150_000 + SHORT, f"({SHORT}" * 10_000], ids=["open", "one", "many"]
)
def test_no_text_takes_long(text: str) -> None:
    started = time.process_time()
    set_formulae(text, ENGLISH)
    assert time.process_time() - started < 1
