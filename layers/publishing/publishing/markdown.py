"""An answer's Markdown to safe HTML."""

import functools
from dataclasses import dataclass
from itertools import chain

from markdown_it.token import Token

from publishing.body.dialect import parse, parser
from publishing.body.formulae import place_formulae
from publishing.body.headings import Heading, place_headings
from publishing.body.highlighting import place_code
from publishing.body.limits import check_html, check_size
from publishing.body.links import place_links
from publishing.body.math_syntax import BLOCK
from publishing.body.plain_text import plain_text
from publishing.body.positions import problem
from publishing.body.renderer import BodyRenderer
from publishing.body.sanitise import sanitise
from publishing.body.tables import place_tables
from publishing.errors import MAX_PROBLEMS, Problem

__all__ = ["Body", "Heading", "parse_answer", "render_answer", "render_tokens"]


@dataclass(frozen=True, slots=True)
class Body:
    """An answer, rendered.

    Attributes:
        html: Safe HTML.
        text: Its plain text; formulae as LaTeX.
        headings: In document order.
        has_math: Whether it has a formula in MathML.
        has_code: Whether it has a block of code.
        problems: Warnings, with their line and column in the Markdown.
    """

    html: str
    text: str
    headings: tuple[Heading, ...]
    has_math: bool
    has_code: bool
    problems: tuple[Problem, ...]


def render_answer(markdown: str, *, mathml: bool = True) -> Body:
    """Render an answer.

    Args:
        markdown: Its Markdown, newlines decoded.
        mathml: Whether formulae become MathML; if not, they are shown as their source, for readers without it.

    Raises:
        ArticleError: It is too long, would take too long, or gives too much HTML.
    """
    return render_tokens(parse_answer(markdown), markdown, mathml=mathml)


def parse_answer(markdown: str) -> list[Token]:
    """The blocks of an answer.

    Raises:
        ArticleError: It is too long, or would take too long.
    """
    check_size(markdown)
    return parse(markdown)


def render_tokens(tokens: list[Token], markdown: str, *, mathml: bool = True) -> Body:
    """Render an answer that has been parsed: `parse_answer`.

    Args:
        tokens: Its blocks, which are not to be used any more afterwards.
        markdown: Its Markdown.
        mathml: As for `render_answer`.

    Raises:
        ArticleError: It gives too much HTML.
    """
    headings, findings = place_headings(tokens)
    ids = frozenset(heading.id for heading in headings)
    place_tables(tokens)
    place_code(tokens)
    for block in tokens:
        if block.type in ("inline", BLOCK):
            findings += chain(place_links(block, ids), place_formulae(block, mathml=mathml))
    rendered = _renderer().render(tokens, parser().options, {})
    check_html(rendered)
    html = sanitise(rendered)
    lines = markdown.splitlines()
    return Body(
        html=html,
        text=plain_text(tokens).strip(),
        headings=headings,
        has_math="<math" in html,
        has_code="<pre" in html,
        problems=tuple(sorted(problem(finding, lines) for finding in findings[:MAX_PROBLEMS])),
    )


@functools.cache
def _renderer() -> BodyRenderer:
    return BodyRenderer(parser())
