"""Formulae to MathML, with a warning for each that is not understood."""

from collections.abc import Iterator

from markdown_it.token import Token

from publishing.body.math_syntax import FORMULAE, INLINE
from publishing.body.mathml import to_mathml
from publishing.body.positions import Source
from publishing.errors import Problem


def place_formulae(block: Token, source: Source) -> Iterator[Problem]:
    """Give every formula of a block its MathML in `meta`, or none where it is shown as its source."""
    for token in block.children or [block]:
        if token.type not in FORMULAE:
            continue
        token.meta["mathml"] = to_mathml(token.content, display=token.type != INLINE)
        if token.meta["mathml"] is None:
            line, column = source.position(block, token)
            message = "This formula is not understood and is shown as its source; check its commands and braces."
            yield Problem(line, column, "math", message, "warning")
