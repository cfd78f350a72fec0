r"""LaTeX to MathML Core, by math-core."""

import functools
import re

from math_core import LatexError, LatexToMathML

# Far above any formula that a person reads; below the cost that a hostile one may have.
MAX_LENGTH = 10_000
_MAX_EXPANSIONS = 100

_MACROS = {"substack": r"\begin{matrix}#1\end{matrix}"}

# math-core lays tables out by inline styles, which the page's policy forbids: each becomes a class.
STYLE_CLASSES = {
    "text-align: right": "math-right",
    "text-align: left": "math-left",
    "padding-left: 0": "math-pl-0",
    "padding-right: 0": "math-pr-0",
    "padding-left:1em": "math-pl-1",
    "width: 100%": "math-w-100",
    "width: 50%": "math-w-50",
}
_STYLE = re.compile(r' style="([^"]*)"')


def to_mathml(latex: str, *, display: bool) -> str | None:
    """MathML of a formula, or none where it is not understood.

    Args:
        latex: The formula, without delimiters.
        display: Whether it stands on a line of its own.
    """
    if len(latex) > MAX_LENGTH:
        return None
    try:
        mathml = _converter().convert_with_local_state(latex, displaystyle=display)
    except LatexError:
        return None
    return _STYLE.sub(_classes, mathml)


def _classes(style: re.Match[str]) -> str:
    declarations = (declaration.strip() for declaration in style[1].split(";"))
    names = [STYLE_CLASSES[declaration] for declaration in declarations if declaration in STYLE_CLASSES]
    return f' class="{" ".join(names)}"' if names else ""


@functools.cache
def _converter() -> LatexToMathML:
    return LatexToMathML(macros=_MACROS, fancy_error=False, max_expansions=_MAX_EXPANSIONS)
