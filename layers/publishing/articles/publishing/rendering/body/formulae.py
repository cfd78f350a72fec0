"""Convert formulae to MathML, with a warning for each that is not understood."""

from collections.abc import Iterator

from articles.publishing.rendering.body.math_syntax import FORMULAE, INLINE
from articles.publishing.rendering.body.mathml import to_mathml
from articles.publishing.rendering.body.positions import Finding
from markdown_it.token import Token

_MESSAGE = "This formula is not understood and is shown as its source; check its commands and braces."


def place_formulae(block: Token) -> Iterator[Finding]:
    """Put the MathML of every formula of a block in its `meta`, or None if the formula is shown as its source.

    Args:
        block: A block, or the token of a display formula.
    """
    for token in _formulae(block):
        token.meta["mathml"] = to_mathml(token.content, display=token.type != INLINE)
        if token.meta["mathml"] is None:
            yield Finding(block, token, "math", _MESSAGE)


def understood(block: Token) -> Iterator[str]:
    """The LaTeX of each formula of a block that has MathML, in the order in which they are rendered."""
    return (token.content for token in _formulae(block) if token.meta["mathml"] is not None)


def _formulae(block: Token) -> Iterator[Token]:
    return (token for token in block.children or [block] if token.type in FORMULAE)
