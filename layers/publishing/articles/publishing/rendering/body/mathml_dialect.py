"""MathML that all browsers show alike, made of that which math-core writes.

Each difference was seen in Chromium, Firefox or WebKit, and is measured there by `tests/pages/checks/formulae.mjs`.
"""

import re

# math-core lays out formulae with inline styles, which the page's policy forbids, so each becomes a class. The color
# of a formula is dropped.
STYLE_CLASSES = {
    "text-align: left": "math-left",
    "text-align: right": "math-right",
    "padding-left: 0": "math-pl-0",
    "padding-left:0": "math-pl-0",
    "padding-left:1em": "math-pl-1",
    "padding-right: 0": "math-pr-0",
    "padding-right:0": "math-pr-0",
    "padding-top: 0": "math-pt-0",
    "padding-top: 0.1667em": "math-pt-01",
    "padding-bottom: 0": "math-pb-0",
    "math-shift:compact": "math-cramped",
    **{
        f"border-{side}: 0.05em {line} currentcolor": f"math-{line}-{side}"
        for side in ("left", "right", "top", "bottom")
        for line in ("solid", "dashed")
    },
}

# Spaces that go back, by their width in mu, of which an em has 18. MathML has none.
BACK_CLASSES = {18: "math-back-18", 3: "math-back-3", 1: "math-back-1"}
_FURTHEST = 10 * 18

# Accents, by the character that math-core has for them. Where a browser centers a combining one by its width, which is
# zero, it stands left of its letter; and the combining line is longer than a letter. In WebKit, math.css lowers what is
# not stretchy.
_ARROW, _DOTS = "math-arrow", "math-dots"
_ACCENTS = {
    "\u20d7": f'<mo stretchy="true" class="{_ARROW}">→</mo>',
    "\u20db": f'<mo stretchy="true" class="{_DOTS}">...</mo>',
    "\u20dc": f'<mo stretchy="true" class="{_DOTS}">....</mo>',
    "\u0332": '<mo stretchy="true">_</mo>',
    **{accent: f'<mo stretchy="false">{accent}</mo>' for accent in "\u02d9\u00a8\u02d8\u02da\u00b4`"},
}

# Numbers of rows stand beside them. math-core puts them at the edge of the page by columns that fill it, which WebKit
# makes a million pixels wide in a row.
_NUMBER = "math-number"

CLASSES = frozenset({*STYLE_CLASSES.values(), *BACK_CLASSES.values(), _ARROW, _DOTS, _NUMBER})

_STYLE = re.compile(r' style="([^"]*)"')
_BACK = re.compile(r'<mspace style="margin-left:-([\d.]+)em;?"/>')
_ACCENT = re.compile(rf'<mo(?: stretchy="(?:true|false)")?>([{"".join(_ACCENTS)}])</mo>(?=</m(?:over|under)>)')
_FILLING = re.compile(r'<mtd style="width: [\d.]+%"></mtd>')
_NUMBER_STYLE = re.compile(r'<mtd style="width: [\d.]+%;[^"]*"')
# The row that math-core makes of what follows the last `\\\\`: nothing, or a line below the table.
_TABLE = re.compile(r'<mtable[^>]*>|(?P<row><mtr>(?:<mtd(?: style="(?P<style>[^"]*)")?></mtd>)+</mtr>)?</mtable>')
_LINE = re.compile(r"border-top: [^;]*;")
_COMPACT = re.compile(r'(<mtable[^>]*) displaystyle="false"')  # as a table is by itself
_STROKE = re.compile(r'<mrow class="menclose-[a-z]+"></mrow>')  # for styles of math-core's own


def for_browsers(mathml: str) -> str:
    """Write what math-core has written in the way that all browsers show alike.

    Args:
        mathml: A formula as math-core writes it.
    """
    if "<mtable" in mathml:
        mathml = _COMPACT.sub(r"\1", mathml)
        mathml = _without_last_rows(_NUMBER_STYLE.sub(f'<mtd class="{_NUMBER}"', _FILLING.sub("", mathml)))
    mathml = _BACK.sub(_spaces_back, mathml)
    mathml = _ACCENT.sub(lambda accent: _ACCENTS[accent[1]], mathml)
    return _STYLE.sub(_classes, _STROKE.sub("", mathml))


def _spaces_back(space: re.Match[str]) -> str:
    left = min(round(float(space[1]) * 18), _FURTHEST)
    spaces = []
    for width, name in BACK_CLASSES.items():
        count, left = divmod(left, width)
        spaces += [f'<mspace class="{name}"></mspace>'] * count
    return "".join(spaces)


def _without_last_rows(mathml: str) -> str:
    """Take out the row after the last of each table. If it is a line, it is drawn below the table."""
    parts: list[str] = []
    tables: list[int] = []  # which part each table that is open begins with
    end = 0
    for found in _TABLE.finditer(mathml):
        parts += mathml[end : found.start()], found[0].removeprefix(found["row"] or "")
        end = found.end()
        if not found[0].endswith("</mtable>"):
            tables.append(len(parts) - 1)
            continue
        table = tables.pop()
        if line := _LINE.search(found["style"] or ""):
            parts[table] = _with_style(parts[table], line[0].replace("top", "bottom"))
    return "".join([*parts, mathml[end:]])


def _with_style(table: str, declaration: str) -> str:
    if ' style="' in table:
        return table.replace(' style="', f' style="{declaration}')
    return table.replace("<mtable", f'<mtable style="{declaration}"')


def _classes(style: re.Match[str]) -> str:
    declarations = (declaration.strip() for declaration in style[1].split(";"))
    names = [STYLE_CLASSES[declaration] for declaration in declarations if declaration in STYLE_CLASSES]
    return f' class="{" ".join(names)}"' if names else ""
