"""Lay out formulae in running text: keep them with their punctuation, and let wide ones scroll on a narrow screen."""

import re

# The sanitiser writes `<` as `&lt;` in text and in attributes, so whatever looks like a tag here is one.
# The pattern begins with a literal character, so that the search skips the text between quickly.
_FORMULA = re.compile(
    r"""
    < (?:
        div\ class="math-block" .*? </div>     # already in a box that scrolls
        |
        (?P<math> math (?P<display> \ display="block" )? .*? </math> )
        (?P<after> [.,;:!?)\]"'\u201d\u2019%]*+ )
    )
    """,
    re.DOTALL | re.VERBOSE,
)
_OPENING = "([\"'\u201c\u2018"
_TAG = re.compile(r"<[^>]*>")

# A formula with more characters may be wider than a screen of 320 px.
_NARROW = 24

_FOCUS = ' tabindex="0" role="group" aria-label="Formula"'


def set_formulae(html: str) -> str:
    """Put formulae in elements that lay them out well.

    By itself, a browser may break a line between a formula and the full stop after it, and never breaks or scrolls a
    formula.

    Args:
        html: Sanitised HTML of an answer.
    """
    parts: list[str] = []
    end = 0
    for formula in _FORMULA.finditer(html):
        if formula["math"]:
            start = formula.start() - _length_of_opening(html[end : formula.start()])
            parts += html[end:start], _set(formula, html[start : formula.start()])
            end = formula.end()
    return "".join([*parts, html[end:]])


def _length_of_opening(text: str) -> int:
    """How many opening brackets and quotation marks a text ends with."""
    return len(text) - len(text.rstrip(_OPENING))


def _set(formula: re.Match[str], before: str) -> str:
    math, after = f"<{formula['math']}", formula["after"]
    if len(_TAG.sub("", math)) > _NARROW:
        box = "math-block" if formula["display"] else "math-long"
        return f'{before}<span class="{box}"{_FOCUS}>{math}</span>{after}'
    whole = f"{before}{math}{after}"
    return f'<span class="together">{whole}</span>' if (before or after) and not formula["display"] else whole
