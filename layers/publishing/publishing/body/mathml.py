r"""LaTeX to MathML Core, by math-core."""

import functools
import re

from math_core import LatexError, LatexToMathML

# Far above any formula that a person reads.
MAX_LATEX = 10_000
MAX_MATHML = 200_000
MAX_DEPTH = 60

_MACROS = {"substack": r"\begin{matrix}#1\end{matrix}"}
_MAX_EXPANSIONS = 100

# A macro that an author defines holds for its own formula only, and a few lines of them can grow without bound.
_DEFINITION = re.compile(
    r"\\(?:(?:re|provide)?newcommand|providecommand|[egx]?def|let|global|DeclareMathOperator)(?![a-zA-Z])"
)
# Rows outside of an environment: LaTeX has none there, but every other renderer breaks the line.
_ENVIRONMENT = re.compile(r"\\(begin|end)\s*\{|(\\\\)|\\.|(&)", re.DOTALL)
# Numbers would begin anew with each formula.
_NUMBERED = re.compile(r"\\(begin|end)\s*\{(align|alignat|equation|flalign|gather|multline)\}")

_TAG = re.compile(r"<(/?)m[a-z]*[^>]*?(/?)>")
_STYLE = re.compile(r' style="([^"]*)"')

# math-core lays tables out by inline styles, which the page's policy forbids: each becomes a class. What stands for
# itself is left out: the color of a formula, and the size of its letters.
STYLE_CLASSES = {
    "text-align: right": "math-right",
    "text-align: left": "math-left",
    "padding-left: 0": "math-pl-0",
    "padding-right: 0": "math-pr-0",
    "padding-left:1em": "math-pl-1",
    "width: 100%": "math-w-100",
    "width: 50%": "math-w-50",
}


def to_mathml(latex: str, *, display: bool) -> str | None:
    """MathML of a formula, or none where it is not understood.

    Args:
        latex: The formula, without delimiters.
        display: Whether it stands on a line of its own.
    """
    if len(latex) > MAX_LATEX or _DEFINITION.search(latex):
        return None
    try:
        mathml = _converter().convert_with_local_state(_with_rows(_unnumbered(latex)), displaystyle=display)
    except LatexError:
        return None
    if len(mathml) > MAX_MATHML or _depth(mathml) > MAX_DEPTH:
        return None
    return _STYLE.sub(_classes, mathml)


def _unnumbered(latex: str) -> str:
    return latex if "\\tag" in latex or "\\label" in latex else _NUMBERED.sub(r"\\\1{\2*}", latex)


def _with_rows(latex: str) -> str:
    """The formula, its rows in an environment if it has any outside of one."""
    depth, rows, columns = 0, False, False
    for match in _ENVIRONMENT.finditer(latex):
        depth += {"begin": 1, "end": -1}.get(match[1], 0)
        rows |= bool(match[2]) and depth == 0
        columns |= bool(match[3]) and depth == 0
    if not rows:
        return latex
    name = "aligned" if columns else "gathered"
    return f"\\begin{{{name}}}{latex}\\end{{{name}}}"


def _depth(mathml: str) -> int:
    depth = deepest = 0
    for tag in _TAG.finditer(mathml):
        depth += -1 if tag[1] else 0 if tag[2] else 1
        deepest = max(deepest, depth)
    return deepest


def _classes(style: re.Match[str]) -> str:
    declarations = (declaration.strip() for declaration in style[1].split(";"))
    names = [STYLE_CLASSES[declaration] for declaration in declarations if declaration in STYLE_CLASSES]
    return f' class="{" ".join(names)}"' if names else ""


@functools.cache
def _converter() -> LatexToMathML:
    return LatexToMathML(macros=_MACROS, fancy_error=False, max_expansions=_MAX_EXPANSIONS)
