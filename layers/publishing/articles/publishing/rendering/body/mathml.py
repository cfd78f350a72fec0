"""Convert LaTeX to MathML Core with math-core."""

import functools
import re

from articles.publishing.rendering.body import latex as latex_dialect
from articles.publishing.rendering.body.delimiters import has_too_many_unclosed
from articles.publishing.rendering.body.formula_text import with_text
from articles.publishing.rendering.body.mathml_dialect import for_browsers
from math_core import LatexError, LatexToMathML

# Far above any formula that a person reads.
MAX_LATEX = 10_000
MAX_MATHML = 200_000
MAX_DEPTH = 60
_MAX_EXPANSIONS = 100

# Macros that an author defines. They would hold for their own formula only, and a few can make it grow without bound.
_DEFINITION = re.compile(r"\\(?:(?:re)?newcommand|providecommand|[egx]?def|let|DeclareMathOperator)(?![a-zA-Z])")

_ELEMENT = re.compile(r"<(/?)m[a-z]*[^>]*?(/?)>")


def to_mathml(latex: str, *, display: bool) -> str | None:
    """Convert a formula to MathML; None if it is not understood.

    Args:
        latex: The formula, without delimiters.
        display: Whether it stands on a line of its own.
    """
    if len(latex) > MAX_LATEX or _DEFINITION.search(latex):
        return None
    normal = latex_dialect.normalise(latex, display=display)
    if has_too_many_unclosed(normal, _stands):
        return None
    try:
        mathml = _converter().convert_with_local_state(normal, displaystyle=display)
    except LatexError:
        return None
    if len(mathml) > MAX_MATHML or _depth(mathml) > MAX_DEPTH:
        return None
    return with_text(for_browsers(mathml), latex)


@functools.lru_cache(maxsize=1000)
def _stands(latex: str) -> bool:
    """Whether math-core understands a piece of LaTeX by itself."""
    try:
        _converter().convert_with_local_state(latex, displaystyle=False)
    except LatexError:
        return False
    return True


def _depth(mathml: str) -> int:
    depth = deepest = 0
    for element in _ELEMENT.finditer(mathml):
        depth += -1 if element[1] else 0 if element[2] else 1
        deepest = max(deepest, depth)
    return deepest


@functools.cache
def _converter() -> LatexToMathML:
    return LatexToMathML(
        macros=latex_dialect.MACROS,
        fancy_error=False,
        # Accents of these stretch in some browsers only. In all others, too, that reads better than the source.
        allow_unreliable_rendering=True,
        max_expansions=_MAX_EXPANSIONS,
    )
