"""A formula as text, for all who do not see it: text browsers, extractors, and those who copy it.

By itself, the text of a half is `12`. So a formula whose parts do not stand in a row has its LaTeX as an annotation,
which browsers hide and extractors find. One whose parts do, such as `n + 1`, has it as an attribute: as text, it reads
right without. What each program makes of that is measured by `tests/pages/checks/extractors.mjs`.
"""

import re
from html import escape

ENCODING = "application/x-tex"

_NOT_IN_A_ROW = re.compile(r"<m(?:enclose|frac|multiscripts|over|padded|phantom|root|sqrt|sub|sup|table|under)")
_ANNOTATION = re.compile(rf'<annotation encoding="{ENCODING}">([^<]*)</annotation>')
_UNSEEN = re.compile(r"<annotation[^>]*>[^<]*</annotation>|<[^>]*>")
_MATH = re.compile(r"(<math[^>]*)>(.*)</math>", re.DOTALL)


def with_text(mathml: str, latex: str) -> str:
    """Give a formula its text.

    Args:
        mathml: The formula.
        latex: Its LaTeX, as its author wrote it.
    """
    opening, content = _parts(mathml)
    if not _NOT_IN_A_ROW.search(content):
        return f'{opening} alttext="{escape(latex)}">{content}</math>'
    # The space parts the two where neither is hidden.
    annotation = f' <annotation encoding="{ENCODING}">{escape(latex, quote=False)}</annotation>'
    row = content if _is_one_element(content) else f"<mrow>{content}</mrow>"
    return f"{opening}><semantics>{row}{annotation}</semantics></math>"


def _parts(mathml: str) -> tuple[str, str]:
    found = _MATH.fullmatch(mathml)
    if found is None:
        raise ValueError("no formula in MathML")
    return found[1], found[2]


def _is_one_element(content: str) -> bool:
    """Whether this is one element, as far as a short look tells."""
    name = content[1:].replace(">", " ", 1).partition(" ")[0]
    return content.endswith(f"</{name}>") and content.count(f"<{name}") == 1


def seen(mathml: str) -> str:
    """What is seen of formulae, without elements.

    Args:
        mathml: HTML that has formulae.
    """
    return _UNSEEN.sub("", mathml)


def annotation_of(mathml: str) -> str | None:
    """The annotation of a formula, as HTML; None if it reads right without.

    Args:
        mathml: The formula.
    """
    found = _ANNOTATION.search(mathml)
    return found[1] if found else None
