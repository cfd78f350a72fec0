"""Render an answer's Markdown to safe HTML."""

import functools
import re
from collections.abc import Collection
from dataclasses import dataclass
from itertools import chain

from articles.publishing.errors import MAX_PROBLEMS, Problem
from articles.publishing.reading.interface_words import FALLBACK
from articles.publishing.reading.site_kinds import FRAME_HOSTS
from articles.publishing.rendering.body.anchors import Anchors
from articles.publishing.rendering.body.captions import place_captions
from articles.publishing.rendering.body.comments import hold_back, without
from articles.publishing.rendering.body.contents import requests
from articles.publishing.rendering.body.dialect import parse, parser
from articles.publishing.rendering.body.fences import unclosed_fences
from articles.publishing.rendering.body.formulae import place_formulae, understood
from articles.publishing.rendering.body.headings import Heading, place_headings
from articles.publishing.rendering.body.highlighting import place_code
from articles.publishing.rendering.body.html import Html, place_html
from articles.publishing.rendering.body.internal_links import InternalLinks, Place
from articles.publishing.rendering.body.limits import check_html, check_size
from articles.publishing.rendering.body.links import place_links
from articles.publishing.rendering.body.math_syntax import BLOCK
from articles.publishing.rendering.body.plain_text import plain_text
from articles.publishing.rendering.body.positions import Finding, notices, problem
from articles.publishing.rendering.body.renderer import BodyRenderer, as_source
from articles.publishing.rendering.body.sanitise import sanitise
from articles.publishing.rendering.body.tables import place_tables
from articles.publishing.rendering.body.titles import drop_title
from articles.publishing.rendering.body.words import place_words
from articles.publishing.rendering.needs import Needs, needs_of
from articles.publishing.rendering.words import Words, words_in
from markdown_it.token import Token

__all__ = ["Body", "Heading", "parse_answer", "render_answer", "render_parsed", "with_tex"]

# The sanitiser writes `<` as `&lt;` in text and in attributes, so whatever looks like a tag in its output is one.
_MATHML = re.compile(r"<math\b.*?</math>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Parsed:
    """An answer, parsed.

    Attributes:
        tokens: Its blocks, without what is held back. Rendering changes them.
        text: Its Markdown, of which they are, with as many lines as it was written in.
        readable: Its Markdown without comments, for people who read it as it is written.
        problems: Warnings, with their line and column in the Markdown.
    """

    tokens: list[Token]
    text: str
    readable: str
    problems: tuple[Problem, ...]

    @property
    def may_have_html(self) -> bool:
        """Whether there can be tags, or lines of modules, which its readable Markdown does not have."""
        return "<" in self.text or self.readable != self.text


@dataclass(frozen=True, slots=True)
class Body:
    """An answer, rendered.

    Attributes:
        html: Safe HTML.
        formulae: The LaTeX of each formula that became MathML, in document order.
        text: Its plain text; formulae as LaTeX.
        headings: In document order.
        asks_for_contents: Whether its author asks for a list of contents.
        needs: What its page needs to show it.
        problems: Warnings, with their line and column in the Markdown.
        anchors: The places within the page.
        links: The links within the site, and the files of the site that it shows.
    """

    html: str
    formulae: tuple[str, ...]
    text: str
    headings: tuple[Heading, ...]
    asks_for_contents: bool
    needs: Needs
    problems: tuple[Problem, ...]
    anchors: Anchors
    links: tuple[Place, ...] = ()


def render_answer(markdown: str, hosts: Collection[str] = FRAME_HOSTS) -> Body:
    """Render an answer.

    Args:
        markdown: Its Markdown, with its newlines decoded.
        hosts: Those whose pages may be shown in frames.

    Raises:
        ArticleError: It is too long, would take too long to render, or becomes too much HTML.
    """
    return render_parsed(parse_answer(markdown), hosts)


def parse_answer(markdown: str) -> Parsed:
    """Parse an answer into its blocks, and hold back what no reader may get.

    Raises:
        ArticleError: It is too long, or would take too long to parse.
    """
    check_size(markdown)
    held = hold_back(markdown)
    tokens = parse(held.text)
    return Parsed(tokens, held.text, without(held.text, held.comments, tokens), held.problems)


@dataclass(frozen=True, slots=True)
class Prepared:
    """The blocks of an answer as they are shown, before their headings, tables, code, links and formulae are placed.

    Attributes:
        tokens: The blocks.
        html: What the HTML in it comes to.
        asks_for_contents: Whether its author asks for a list of contents.
        findings: What the author should know.
    """

    tokens: list[Token]
    html: Html
    asks_for_contents: bool
    findings: tuple[Finding, ...]


def prepare(parsed: Parsed, hosts: Collection[str], title: str) -> Prepared:
    """Put tokens in place of HTML, and take out what is not shown.

    Args:
        parsed: The answer. Its tokens are changed, so do not use them again.
        hosts: Those whose pages may be shown in frames.
        title: That of the page, which a heading of the answer does not repeat.

    Raises:
        ArticleError: Elements are too deep in one another.
    """
    tokens = parsed.tokens
    written = place_html(tokens, hosts) if parsed.may_have_html else Html()
    findings = [*written.findings, *notices(tokens)]
    asks_for_contents = requests(tokens)
    findings += chain(drop_title(tokens, parsed.text, title), unclosed_fences(tokens))
    return Prepared(tokens, written, asks_for_contents, tuple(findings))


def render_parsed(
    parsed: Parsed,
    hosts: Collection[str] = FRAME_HOSTS,
    title: str = "",
    internal: InternalLinks | None = None,
    words: Words | None = None,
) -> Body:
    """Render an answer that `parse_answer` has parsed.

    Args:
        parsed: The answer. Its tokens are changed, so do not use them again.
        hosts: Those whose pages may be shown in frames.
        title: That of the page, which a heading of the answer does not repeat.
        internal: What knows where links within the site lead; None if they stay as they are written.
        words: What is said in the language of the text; None for English.

    Raises:
        ArticleError: It becomes too much HTML, or has elements that are too deep in one another.
    """
    words = words or words_in(FALLBACK)
    prepared = prepare(parsed, hosts, title)
    tokens, written, findings = prepared.tokens, prepared.html, list(prepared.findings)
    place_words(tokens, words)
    headings, anchors, jumps = place_headings(tokens, written.ids)
    findings += jumps
    place_tables(tokens)
    place_code(tokens)
    formulae: list[str] = []
    for block in tokens:
        if block.type in ("inline", BLOCK):
            findings += chain(place_links(block, anchors, internal), place_formulae(block))
            formulae += understood(block)
    place_captions(tokens)
    rendered = _renderer().render(tokens, parser().options, {"words": words})
    check_html(rendered)
    html = sanitise(rendered, written.frames)
    lines = parsed.text.splitlines()
    return Body(
        html=html,
        formulae=tuple(formulae),
        text=plain_text(tokens).strip(),
        headings=headings,
        asks_for_contents=prepared.asks_for_contents,
        needs=needs_of(html),
        problems=tuple(sorted([*parsed.problems, *(problem(each, lines) for each in findings[:MAX_PROBLEMS])])),
        anchors=anchors,
        links=tuple(internal.places) if internal else (),
    )


def with_tex(body: Body) -> str:
    """The HTML of an answer with its formulae in TeX, because hardly any feed reader shows MathML."""
    *before, end = _MATHML.split(body.html)
    return "".join(html + as_source(latex) for html, latex in zip(before, body.formulae, strict=True)) + end


@functools.cache
def _renderer() -> BodyRenderer:
    return BodyRenderer(parser())
