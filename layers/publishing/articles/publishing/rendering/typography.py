"""Lay out formulae in a page: keep them with their punctuation, let wide ones scroll, and let readers copy LaTeX."""

import re

from articles.publishing.rendering.body.formula_text import annotation_of, seen
from articles.publishing.rendering.words import Words

# The sanitiser writes `<` as `&lt;` in text and in attributes, so whatever looks like a tag here is one.
# This pattern begins with a literal character, so that the search skips the text between quickly.
_FORMULA = re.compile(
    r"""
    < (?:
        (?P<box> p\ class="math-block" [^>]* > ) <math (?P<boxed> .*? </math> )     # already in a box that scrolls
        |
        (?P<math> math (?P<display> \ display="block" )? .*? </math> )
        (?P<after> [.,;:!?)\]"'\u201d\u2019%]*+ )
    )
    """,
    re.DOTALL | re.VERBOSE,
)
HEADING = re.compile(r'<h[2-6] id="([^"]*)">(.*?)</h[2-6]>', re.DOTALL)
# What is called by its content.
_CALLED = re.compile(r"<(?P<tag>h[2-6]|a|summary|th)\b[^>]*>.*?</(?P=tag)>", re.DOTALL)
_UNNAMED = re.compile(r"<math(?P<attributes>[^>]*)>(?=(?P<content>.*?)</math>)", re.DOTALL)
_ALTTEXT = re.compile(r' alttext="([^"]*)"')
_OPENING = "([\"'\u201c\u2018"

# A formula with more characters may be wider than a screen of 320 px.
_NARROW = 24

# What scrolls takes the focus. It has no name in what is called by its content, and no focus in what takes it already.
_FOCUS = ' tabindex="0" role="group" aria-label="{}"'
_BARE_FOCUS = ' tabindex="0"'
_NO_FOCUS = ""
_TAKE_FOCUS = frozenset({"a", "summary"})


def set_formulae(html: str, words: Words) -> str:
    """Put formulae in elements that lay them out well, each with the text that is copied in its place.

    By itself, a browser may break a line between a formula and the full stop after it, and never breaks or scrolls a
    formula.

    Args:
        html: Sanitised HTML of an answer.
        words: Those of its language.
    """
    if "<math" not in html:
        return html
    parts: list[str] = []
    end = 0
    named = _FOCUS.format(words("formula"))
    for element in _CALLED.finditer(html):
        focus = _NO_FOCUS if element["tag"] in _TAKE_FOCUS else _BARE_FOCUS
        parts += _set_all(html[end : element.start()], named), _set_all(name_formulae(element[0]), focus)
        end = element.end()
    return "".join([*parts, _set_all(html[end:], named)])


def _set_all(html: str, focus: str) -> str:
    parts: list[str] = []
    end = 0
    for formula in _FORMULA.finditer(html):
        start = formula.start()
        if formula["math"]:
            start -= _length_of_opening(html[end:start])
            parts += html[end:start], _set(formula, html[start : formula.start()], focus)
        else:
            math = f"<math{formula['boxed']}"
            parts += html[end:start], "<", formula["box"], math, _copy(math, "$$")
        end = formula.end()
    return "".join([*parts, html[end:]])


def name_formulae(html: str) -> str:
    """Give formulae a name, so that a heading or a link has one that is nothing else. By itself, MathML has none.

    Args:
        html: Sanitised HTML.
    """
    return _UNNAMED.sub(_named, html)


def _named(math: re.Match[str]) -> str:
    alttext = _ALTTEXT.search(math["attributes"])
    latex = alttext[1] if alttext else (annotation_of(math["content"]) or "").replace('"', "&quot;")
    return f'<math{math["attributes"]} aria-label="{latex}">'


def _length_of_opening(text: str) -> int:
    """How many opening brackets and quotation marks a text ends with."""
    return len(text) - len(text.rstrip(_OPENING))


def _set(formula: re.Match[str], before: str, focus: str) -> str:
    math, after = f"<{formula['math']}", formula["after"]
    copy = _copy(math, "$$" if formula["display"] else "$")
    if len(seen(math)) > _NARROW:
        box = "math-block" if formula["display"] else "math-long"
        return f'{before}<span class="{box}"{focus}>{math}</span>{copy}{after}'
    whole = f"{before}{math}{copy}{after}"
    return f'<span class="together">{whole}</span>' if (before or after) and not formula["display"] else whole


def _copy(math: str, dollars: str) -> str:
    """What is copied in place of a formula: no program that reads a page aloud or extracts its text wants it."""
    latex = annotation_of(math)
    return f'<span class="tex" aria-hidden="true">{dollars}{latex}{dollars}</span>' if latex is not None else ""
