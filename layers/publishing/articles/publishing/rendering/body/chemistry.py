r"""Convert chemical formulae, such as ``\ce{2H2 + O2 -> 2H2O}`` of LaTeX's mhchem package, to LaTeX for math-core.

This covers what textbooks need: elements, groups, numbers of atoms, coefficients, charges, isotopes, states, reaction
arrows with conditions, and bonds written as hyphens or equals signs.
"""

import re

_ARROWS = {
    "<=>": r"\rightleftharpoons ",
    "<->": r"\leftrightarrow ",
    "->": r"\rightarrow ",
    "<-": r"\leftarrow ",
}
_TOKEN = re.compile(
    r"(?P<arrow><=>|<->|->|<-)(?:\[(?P<above>[^\[\]]*)\])?"
    r"|(?P<script>[\^_])(?:\{(?P<group>[^{}]*)\}|(?P<plain>[0-9]*[+-]|[0-9A-Za-z]+))"
    r"|(?P<gas>[\^v])(?=\s|$)"
    r"|(?P<letters>[A-Za-z]+)"
    r"|(?P<number>(?<![A-Za-z0-9)\]])[0-9]+(?:[./][0-9]+)?|[0-9]+)"
    r"|(?P<charge>(?<=[A-Za-z0-9)\]])[+-])(?=[\s,)\]]|$)"
    r"|(?P<open>[(\[])|(?P<close>[)\]])"
    r"|(?P<dot>\s*[.*]\s*)"
    r"|(?P<sign>[+,/=-])"
    r"|(?P<space>\s+)"
)


def to_latex(formula: str) -> str | None:
    r"""Convert the content of ``\ce{...}`` to LaTeX; None if it has something that this module does not cover."""
    parts: list[str] = []
    position = 0
    while position < len(formula):
        token = _TOKEN.match(formula, position)
        if token is None:
            return None
        before = formula[position - 1 : position]
        parts.append(_latex(token, attached=before.isalnum() or before in (")", "]", "}")))
        position = token.end()
    return "".join(parts)


def _latex(token: re.Match[str], *, attached: bool) -> str:
    """LaTeX of one token; `attached` says whether it follows an atom or a group without a space."""
    text = token[0]
    if token["arrow"]:
        return _arrow(token["arrow"], token["above"])
    if token["script"]:
        return ("" if attached else "{}") + f"{token['script']}{{{token['group'] or token['plain']}}}"
    by_kind = {
        "gas": r"\uparrow " if text == "^" else r"\downarrow ",
        "letters": rf"\mathrm{{{text}}}",
        "number": f"_{{{text}}}" if attached else rf"{text}\,",
        "charge": f"^{{{text}}}",
        "dot": r"\cdot ",
    }
    return by_kind.get(token.lastgroup or "", text.strip())


def _arrow(arrow: str, above: str | None) -> str:
    if not above or arrow != "->":
        return _ARROWS[arrow]
    return rf"\xrightarrow{{{above}}}" if "\\" in above else rf"\xrightarrow{{\text{{{above}}}}}"
