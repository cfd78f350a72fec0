"""Formulae in running text: kept with their punctuation, and kept within a narrow screen."""

import re

# The sanitiser writes `<` as `&lt;` in text and in attributes: whatever looks like a tag here is one.
_FORMULA = re.compile(
    r"""
    (?P<block> <div\ class="math-block" .*? </div> )     # already in a box that scrolls
    |
    (?P<before> (?<![(\["'\u201c\u2018]) [(\["'\u201c\u2018]*+ )
    (?P<math> <math (?P<display> \ display="block" )? .*? </math> )
    (?P<after> [.,;:!?)\]"'\u201d\u2019%]*+ )
    """,
    re.DOTALL | re.VERBOSE,
)
_TAG = re.compile(r"<[^>]*>")

# A formula with more characters may be wider than a screen of 320 px.
_NARROW = 24

_FOCUS = ' tabindex="0" role="group" aria-label="Formula"'


def set_formulae(html: str) -> str:
    """Put the formulae of a text in what lays them out well.

    A browser may break a line between a formula and the full stop behind it, and it never breaks or scrolls a formula.

    Args:
        html: Sanitised HTML of an answer.
    """
    return _FORMULA.sub(_set, html)


def _set(formula: re.Match[str]) -> str:
    if formula["block"]:
        return formula[0]
    before, math, after = formula["before"], formula["math"], formula["after"]
    if len(_TAG.sub("", math)) > _NARROW:
        box = "math-block" if formula["display"] else "math-long"
        return f'{before}<span class="{box}"{_FOCUS}>{math}</span>{after}'
    together = (before or after) and not formula["display"]
    return f'<span class="together">{formula[0]}</span>' if together else formula[0]
