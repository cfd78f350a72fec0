r"""Convert LaTeX as authors write it to LaTeX that math-core can read.

Only what math-core refuses or drops, but other LaTeX renderers on the web show, is changed: rows outside of an
environment, numbers with ``\tag``, underscores and formulae within ``\text``, and chemistry with ``\ce``.
"""

import re

from articles.publishing.rendering.body import chemistry

# Bodies of macros. They cost no time in formulae that do not use them.
MACROS = {
    "substack": r"\begin{matrix}#1\end{matrix}",
    "mbox": r"\text{#1}",
    "smash": "#1",
    "lcm": r"\operatorname{lcm}",
    "rank": r"\operatorname{rank}",
    "sgn": r"\operatorname{sgn}",
    "AA": r"\text{Å}",
    **dict.fromkeys(["tiny", "small", "normalsize", "large", "Large", "LARGE", "huge", "Huge"], ""),
}

# These environments number their equations, and would begin anew in each formula.
_NUMBERED = re.compile(r"\\(begin|end)\{(align|equation|gather|multline)\}")
_RENAMED = re.compile(
    r"\\(begin|end)\{(split|alignedat|smallmatrix|displaymath|eqnarray\*?|(?:alignat|flalign)\*?)\}(?:\{\d+\})?"
)
_NEW_NAMES = {
    "split": "aligned",
    "alignedat": "aligned",
    "smallmatrix": "matrix",
    "displaymath": "gather*",
    "eqnarray": "align*",
    "eqnarray*": "align*",
    "alignat": "align",
    "alignat*": "align*",
    "flalign": "align",
    "flalign*": "align*",
}
# It has a column for the sign, as `a &=& b`.
_EQNARRAY = re.compile(r"\\begin\{(eqnarray\*?)\}.*?\\end\{\1\}", re.DOTALL)
_SIGN_COLUMN = re.compile(r"&((?:[^&\\]|\\[^\\])*)&", re.DOTALL)
# math-core takes a star for part of the name before it, but knows only these with one.
_STAR = re.compile(r"(\\(?!(?:operatorname|tag)\b)[a-zA-Z]+)\*")
_TAG = re.compile(r"\\tag\*?\{([^{}]*)\}")
_ROW_OR_COLUMN = re.compile(r"\\(begin|end)\{|(\\\\)|\\.|(&)", re.DOTALL)
_TEXT = re.compile(r"\\(text(?:bf|it|rm|tt|sf)?|mbox)\{([^{}]*)\}")
_CHEMISTRY = re.compile(r"\\ce\{((?:[^{}]|\{[^{}]*\})*)\}")
_SPECIAL_IN_TEXT = re.compile(r"(?<!\\)[_&#%]")
_SYMBOLS = str.maketrans(
    {
        "√": r"\surd ",
        "∅": r"\emptyset ",
        "∠": r"\angle ",
        "∡": r"\measuredangle ",
        "∴": r"\therefore ",
        "∵": r"\because ",
        "⊤": r"\top ",  # noqa: RUF001 - a tack, no letter
        "⊥": r"\bot ",
    }
)


def normalise(latex: str, *, display: bool) -> str:
    """Write a formula in the LaTeX of math-core.

    Args:
        latex: A formula, without delimiters.
        display: Whether it stands on a line of its own.
    """
    if "\\" not in latex and "&" not in latex:
        return latex.translate(_SYMBOLS)
    latex = _TEXT.sub(_text, latex.translate(_SYMBOLS))
    latex = _CHEMISTRY.sub(_chemistry, latex)
    latex = _EQNARRAY.sub(lambda rows: _SIGN_COLUMN.sub(r"&\1 ", rows[0]), latex)
    latex = _RENAMED.sub(lambda match: rf"\{match[1]}{{{_NEW_NAMES[match[2]]}}}", latex)
    latex = _STAR.sub(r"\1 *", latex.replace(r"\hspace*", r"\hspace"))
    return _with_rows(_without_numbers(latex)) if display else latex


def _text(text: re.Match[str]) -> str:
    r"""Split ``\text`` at its formulae, and escape its underscores so that they do not become subscripts."""
    parts = text[2].split("$")
    if len(parts) % 2 == 0:
        return text[0]
    escaped = (_SPECIAL_IN_TEXT.sub(r"\\\g<0>", part) for part in parts[::2])
    words = [rf"\{text[1]}{{{part}}}" if part else "" for part in escaped]
    formulae = [f"{{{part}}}" for part in parts[1::2]]
    return "".join(part for pair in zip(words, [*formulae, ""], strict=True) for part in pair)


def _chemistry(formula: re.Match[str]) -> str:
    latex = chemistry.to_latex(formula[1])
    return formula[0] if latex is None else f"{{{latex}}}"


def _without_numbers(latex: str) -> str:
    if "\\label" in latex:
        return latex
    if not _NUMBERED.search(latex):
        tags = _TAG.findall(latex)
        return _TAG.sub("", latex) + "".join(rf"\qquad\text{{({tag})}}" for tag in tags)
    return latex if "\\tag" in latex else _NUMBERED.sub(r"\\\1{\2*}", latex)


def _with_rows(latex: str) -> str:
    """Put a formula in an environment if it has rows or columns outside of one."""
    depth, rows, columns = 0, False, False
    for match in _ROW_OR_COLUMN.finditer(latex):
        depth += {"begin": 1, "end": -1}.get(match[1], 0)
        rows |= bool(match[2]) and depth == 0
        columns |= bool(match[3]) and depth == 0
    if not rows and not columns:
        return latex
    name = "aligned" if columns else "gathered"
    return rf"\begin{{{name}}}{latex}\end{{{name}}}"
