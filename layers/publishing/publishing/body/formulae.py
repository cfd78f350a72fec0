"""Formulae to MathML, with a warning for each that is not understood."""

from collections.abc import Iterator

from markdown_it.token import Token

from publishing.body.math_syntax import FORMULAE, INLINE
from publishing.body.mathml import to_mathml
from publishing.body.positions import Finding

_MESSAGE = "This formula is not understood and is shown as its source; check its commands and braces."


def place_formulae(block: Token, *, mathml: bool = True) -> Iterator[Finding]:
    """Give every formula of a block its MathML in `meta`, or none where it is shown as its source.

    Args:
        block: A block, or the token of a display formula.
        mathml: Whether MathML is wanted; if not, every formula is shown as its source.
    """
    for token in block.children or [block]:
        if token.type in FORMULAE:
            token.meta["mathml"] = to_mathml(token.content, display=token.type != INLINE) if mathml else None
            if mathml and token.meta["mathml"] is None:
                yield Finding(block, token, "math", _MESSAGE)
