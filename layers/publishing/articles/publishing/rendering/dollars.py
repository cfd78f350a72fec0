r"""Write the formulae of an answer in one way: `$x$` in a line, `$$x$$` displayed, as most Markdown readers expect.

Authors also write `\(x\)`, `\[x\]`, either with two backslashes, `\begin{align}x\end{align}` and `$ x $`. What the
parser takes for a formula is rewritten in place; nothing else in the answer changes. A formula that would mean
something else between dollars stays as it is.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from articles.publishing.rendering.body.dialect import parse
from articles.publishing.rendering.body.math_syntax import BEGIN, ENVIRONMENTS, FORMULAE, INLINE, unescaped
from markdown_it.token import Token

# What may be a formula to rewrite, and what may hide one. Repetitions are bounded, so that the time is linear; a
# formula with more commands stays as it is. Each alternative begins with a literal character, not with a group or a
# look behind, so that the search skips the text between quickly.
_PIECE = re.compile(
    r"""
    \\\\\( (?P<jekyll_round>  (?>(?: [^\\`]++ | \\(?!\\\)) ){1,200}) ) \\\\\)
    | \\\\\[ (?P<jekyll_square> (?>(?: [^\\`]++ | \\(?!\\\]) ){1,200}) ) \\\\\]
    | \\begin\{ (?P<environment> NAMES ) \}
      (?>(?: [^\\`]++ | \\(?!end\{(?P=environment)\}) ){1,200}) \\end\{ (?P=environment) \}
    | \\\\ | `[^`]{1,500}` | ``[^`]{1,500}``
    | \\\( (?P<round>  (?>(?: [^\\`]++ | \\[^)`]  ){1,200}) ) \\\)
    | \\\[ (?P<square> (?>(?: [^\\`]++ | \\[^\]`] ){1,200}) ) \\\]
    | \$(?<!\$\$)(?!\$) (?P<dollar> (?>(?: [^\\$`]++ | \\[^`] ){1,200}) ) \$(?!\$)
    """.replace("NAMES", "|".join(map(re.escape, ENVIRONMENTS))),
    re.DOTALL | re.VERBOSE,
)
_MARKUP = {
    "round": "\\(",
    "square": "\\[",
    "jekyll_round": "\\\\(",
    "jekyll_square": "\\\\[",
    "environment": BEGIN,
    "dollar": "$",
}
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
    """Return the same answer with its formulae between dollars.

    Args:
        markdown: An answer.
        blocks: Its parsed blocks, if it has been parsed.
    """
    if not any(_is_written_otherwise(piece) for piece in _PIECE.finditer(markdown)):
        return markdown
    blocks = blocks or parse(markdown)
    written = _rewritten(markdown, blocks)
    # A dollar elsewhere may now pair with one of the new ones. Then what the author wrote is safer.
    return written if _meaning(parse(written)) == _meaning(blocks) else markdown


def _rewritten(markdown: str, blocks: Sequence[Token]) -> str:
    parts: list[str] = []
    end = 0
    for piece, formula in _places(markdown, blocks):
        text = _between_dollars(markdown, piece, formula)
        joins = parts and piece.start() == end  # touches the dollar that ends the formula before
        if text is not None and not joins:
            parts += markdown[end : piece.start()], text
            end = piece.end()
    return "".join([*parts, markdown[end:]])


def _meaning(blocks: Sequence[Token]) -> list[tuple[str, str]]:
    """What an answer says, regardless of how its formulae are written."""
    return [(token.type, token.content) for block in blocks for token in block.children or [block]]


def _is_written_otherwise(piece: re.Match[str]) -> bool:
    kind = piece.lastgroup
    return kind is not None and (kind != "dollar" or piece[kind] != piece[kind].strip())


def _latex(piece: re.Match[str]) -> str:
    """The formula of a piece. An environment is its own delimiter."""
    kind = piece.lastgroup or ""
    return piece[0] if kind == "environment" else unescaped(_MARKUP[kind], piece[kind])


def _places(markdown: str, blocks: Sequence[Token]) -> Iterator[tuple[re.Match[str], _Formula]]:
    """Find where each formula is written. Those whose text differs from what was parsed are left out."""
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
        if _latex(piece).split() in (formula.latex.split(), formula.latex.rstrip(".,;:").split()):
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
    """A formula between dollars; None if the dollars would mean something else there."""
    written = _latex(piece)
    if _DOLLAR.search(written):
        return None
    if not formula.inline:
        return f"$${written}$$"
    before, after = markdown[max(piece.start() - 1, 0) : piece.start()], markdown[piece.end() : piece.end() + 1]
    latex = written.strip()
    return None if "$" in (before, after) or after.isdigit() or latex.endswith("\\") else f"${latex}$"
