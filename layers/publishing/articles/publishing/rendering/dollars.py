r"""Formulae of an answer written one way: `$x$` in a line and `$$x$$` displayed, as most readers of Markdown expect.

Authors write `\(x\)` and `\[x\]` too, and `$ x $`. What the parser takes for a formula is rewritten in place; nothing
else of the answer changes, and a formula that would be another one between dollars stays as it is.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from articles.publishing.rendering.body.dialect import parse
from articles.publishing.rendering.body.math_syntax import FORMULAE, INLINE
from markdown_it.token import Token

# What may be a formula that is to be rewritten, and what hides one. Repetitions are bounded, so that the time is
# linear: a formula of more commands stays as it is. Each way begins with a character that it needs, and not with a
# group or a look behind: so the text between is passed over at once.
_PIECE = re.compile(
    r"""
    \\\\ | `[^`]{1,500}` | ``[^`]{1,500}``
    | \\\( (?P<round>  (?>(?: [^\\`]++ | \\[^)`]  ){1,200}) ) \\\)
    | \\\[ (?P<square> (?>(?: [^\\`]++ | \\[^\]`] ){1,200}) ) \\\]
    | \$(?<!\$\$)(?!\$) (?P<dollar> (?>(?: [^\\$`]++ | \\[^`] ){1,200}) ) \$(?!\$)
    """,
    re.DOTALL | re.VERBOSE,
)
_MARKUP = {"round": "\\(", "square": "\\[", "dollar": "$"}
_DOLLAR = re.compile(r"(?<!\\)(?>(?:\\\\)*)\$")


@dataclass(frozen=True, slots=True)
class _Formula:
    """A formula as the parser found it: somewhere from `start` to `end` of the answer."""

    start: int
    end: int
    markup: str
    latex: str
    inline: bool


def with_dollars(markdown: str, blocks: Sequence[Token] | None = None) -> str:
    """The same answer, its formulae between dollars.

    Args:
        markdown: An answer.
        blocks: What it was parsed to, if it was.
    """
    if not any(_is_written_otherwise(piece) for piece in _PIECE.finditer(markdown)):
        return markdown
    blocks = blocks or parse(markdown)
    written = _rewritten(markdown, blocks)
    # A dollar elsewhere may have found one of the new ones to pair with: then the author's own way is the safe one.
    return written if _meaning(parse(written)) == _meaning(blocks) else markdown


def _rewritten(markdown: str, blocks: Sequence[Token]) -> str:
    parts: list[str] = []
    end = 0
    for piece, formula in _places(markdown, blocks):
        text = _between_dollars(markdown, piece, formula)
        joins = parts and piece.start() == end  # to the dollar that ends the formula before
        if text is not None and not joins:
            parts += markdown[end : piece.start()], text
            end = piece.end()
    return "".join([*parts, markdown[end:]])


def _meaning(blocks: Sequence[Token]) -> list[tuple[str, str]]:
    """What an answer says, in whatever way its formulae are written."""
    return [(token.type, token.content) for block in blocks for token in block.children or [block]]


def _is_written_otherwise(piece: re.Match[str]) -> bool:
    kind = piece.lastgroup
    return kind is not None and (kind != "dollar" or piece[kind] != piece[kind].strip())


def _places(markdown: str, blocks: Sequence[Token]) -> Iterator[tuple[re.Match[str], _Formula]]:
    """The formulae, each with the place where it is written, if it is written as it was parsed."""
    formulae = iter(_formulae(markdown, blocks))
    formula = next(formulae, None)
    for piece in _PIECE.finditer(markdown):
        while formula is not None and formula.end <= piece.start():
            formula = next(formulae, None)
        if formula is None:
            return
        kind = piece.lastgroup
        if kind is None or piece.start() < formula.start or _MARKUP[kind] != formula.markup:
            continue
        if piece[kind].split() == formula.latex.split():
            yield piece, formula
            formula = next(formulae, None)


def _formulae(markdown: str, blocks: Sequence[Token]) -> list[_Formula]:
    """The formulae that may have to be rewritten, in the order of the text."""
    lines = markdown.split("\n")
    starts = [0, *accumulate(len(line) + 1 for line in lines)]
    found = []
    for block in blocks:
        first, last = block.map or (0, 0)
        found += [
            _Formula(starts[first], starts[last], token.markup, token.content, token.type == INLINE)
            for token in block.children or [block]
            if token.type in FORMULAE and token.markup in _MARKUP.values()
        ]
    return sorted(found, key=lambda formula: formula.start)


def _between_dollars(markdown: str, piece: re.Match[str], formula: _Formula) -> str | None:
    """A formula between dollars, or none where the dollars would mean something else."""
    written = piece[piece.lastgroup or 0]
    if _DOLLAR.search(written):
        return None
    if not formula.inline:
        return f"$${written}$$"
    before, after = markdown[max(piece.start() - 1, 0) : piece.start()], markdown[piece.end() : piece.end() + 1]
    latex = written.strip()
    return None if "$" in (before, after) or after.isdigit() or latex.endswith("\\") else f"${latex}$"
