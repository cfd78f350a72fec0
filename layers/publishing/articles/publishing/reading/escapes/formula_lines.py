r"""Formulae: which candidates are newlines.

- Keep a candidate that begins a LaTeX command, and take every other for a newline.
  e.g. $$⏎\nabla \cdot E = 0⏎$$
- Take ``\ne`` and ``\ni`` before an equals sign for a newline and a variable: no relation stands before another.
  e.g. $$a = b \\ c⏎e = 2$$
- Take ``\nu``, ``\ne`` and ``\ni`` for a newline and a variable where a line begins. One begins
  - after a `$$` or bracket whose formula ends on a line of its own;
    e.g. $$⏎u(t) = 1⏎$$ but $$\nu(t) = 1$$
  - after a ``\\`` with a space before it;
    e.g. $$x \\⏎u$$
  - after any other ``\\``, and after ``\begin{...}``, if what they are in has another line.
    e.g. $$\begin{pmatrix}⏎u\\⏎v⏎\end{pmatrix}$$ but $$\begin{pmatrix}\nu\\\mu\end{pmatrix}$$
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from articles.publishing.reading.escapes.candidates import is_escaped
from articles.publishing.reading.escapes.commands import COMMAND, VARIABLE

_FIRST_VARIABLE = re.compile(rf"[ \t]*+\\(?P<newline>{VARIABLE})")
_SPACING = r"(?>(?:\*?+\[[^][\\]{0,20}+\])?)"  # of rows: \\[4pt] or \\*[4pt]
_ARGUMENTS = r"(?>(?: \{[^{}\\$]{0,40}+\} | \[[^][\\$]{0,40}+\] )*)"
_TOKEN = re.compile(
    rf"""
    \\(?: (?! n[ei][ ]?=){COMMAND}
      | (?P<newline> n )
      | (?P<begin> begin\{{[A-Za-z]{{1,20}}+\*?+\}} {_ARGUMENTS} ) (?>(?: \\(?P<first> {VARIABLE} ) )?)
      | (?P<end> end\{{ )
      | (?<=[ \t]\\)\\ {_SPACING} \\(?P<line> {VARIABLE} )        # where a line begins
      | \\ {_SPACING} (?>(?: \\(?P<perhaps> {VARIABLE} ) )?)      # where one may begin
      | . )""",
    re.VERBOSE,
)


@dataclass(slots=True)
class _Environment:
    """An environment that is open, or the formula itself: whether it has lines, and what is a newline if it has."""

    has_lines: bool = False
    undecided: list[int] = field(default_factory=list)


def read_display(text: str, start: int, end: int) -> Iterable[int]:
    """Where newlines stand in a formula between `$$` or brackets."""
    last = start + len(text[start : end - 2].rstrip(" \t>")) - 2
    if text.startswith("\\n", last) and not is_escaped(text, last):
        first = _FIRST_VARIABLE.match(text, start + 2)
        if first:
            return [first.start("newline") - 1, *read_formula(text, first.end(), end)]
    return read_formula(text, start + 2, end)


def read_formula(text: str, start: int, end: int) -> list[int]:
    """Where newlines stand in any other formula, or in what follows the opener of a displayed one."""
    newlines: list[int] = []
    opened = [_Environment()]
    for token in _TOKEN.finditer(text, start, end):
        kind = token.lastgroup
        if kind in {"newline", "line"}:
            newlines.append(token.start(kind) - 1)
            opened[-1].has_lines = True
        elif kind == "perhaps":
            opened[-1].undecided.append(token.start(kind) - 1)
        elif kind == "begin":
            opened.append(_Environment())
        elif kind == "first":
            opened.append(_Environment(undecided=[token.start(kind) - 1]))
        elif kind == "end" and len(opened) > 1:
            closed = opened.pop()
            if closed.has_lines:
                newlines += closed.undecided
                opened[-1].has_lines = True
    for environment in opened:
        if environment.has_lines:
            newlines += environment.undecided
    return sorted(newlines)
