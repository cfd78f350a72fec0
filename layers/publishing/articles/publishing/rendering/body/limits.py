"""Limit what a Markdown text may cost. Costs are estimated from counts, before each step, never with a clock.

markdown-it-py was measured with the texts of 256 KiB that are worst for it, each in its own way. Most take time in
proportion to how much they have of something; for brackets, time grows with the square. Each of these has a price here.
No article of prose comes near the limit for the sum.
"""

import re
from collections import defaultdict
from collections.abc import MutableMapping, Sequence
from itertools import groupby

from articles.publishing.errors import ArticleError, Problem
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

MAX_MARKDOWN_BYTES = 256 * 1024
MAX_HTML_BYTES = 2 * 1024 * 1024

# The parser silently drops what is nested deeper.
MAX_NESTING = 40
MAX_BLOCK_TOKENS = 60_000

# The price of each in microseconds, rounded up, and what to call them in the message that there are too many.
_PRICES = {
    "markdown-lines": (30, "lines, headings, list items and quotations"),
    "markdown-cells": (25, "table cells"),
    "markdown-markup": (12, "characters of markup"),
    "markdown-html": (50, "tags of HTML"),
    "markdown-links": (90, "links, images and addresses"),
    "markdown-template": (100, "pieces of template code"),
    "markdown-brackets": (0.3, "square brackets in long paragraphs"),
}
_MAX_COST = 600_000

_MARKUP = "\n!#$%&*+-:<=>@[\\]^_`{}~"
_LINKS = ("[", "<", "@", "://", "www.")
_TEMPLATE = ("{{", "{%", "{# ")
_LIST_MARKER = re.compile(r"(?:[-+*:~]|\d{1,9}[.)])(?=[ \t]|$)")


def check_size(markdown: str) -> None:
    """Refuse a text that is too long.

    Raises:
        ArticleError: It is.
    """
    size = len(markdown.encode())
    if size > MAX_MARKDOWN_BYTES:
        _refuse(1, "markdown-size", f"The Markdown is {size:,} bytes, more than the {MAX_MARKDOWN_BYTES:,} allowed.")


def check_html(html: str) -> None:
    """Refuse HTML that is too large for a page.

    Raises:
        ArticleError: It is.
    """
    size = len(html.encode())
    if size > MAX_HTML_BYTES:
        _refuse(1, "html-size", f"The answer becomes {size:,} bytes of HTML, more than the {MAX_HTML_BYTES:,} allowed.")


def check_blocks(tokens: Sequence[Token], line: int) -> None:
    """Refuse a text with too many blocks, such as a table whose rows are filled up with empty cells.

    Args:
        tokens: Its tokens so far.
        line: The 1-based line for the problem.

    Raises:
        ArticleError: There are too many.
    """
    if len(tokens) > MAX_BLOCK_TOKENS:
        _refuse(line, "markdown-cells", "The Markdown has too many table cells here; split the table up.")


def check_nesting(depth: int, line: int) -> None:
    """Refuse a text in which too much is in one another: lists, quotations, or elements of HTML.

    Args:
        depth: How much is.
        line: The 1-based line for the problem.

    Raises:
        ArticleError: It is too much.
    """
    if depth >= MAX_NESTING:
        message = "Lists, quotations or HTML elements are nested too deeply here; nest them less."
        _refuse(line, "markdown-nesting", message)


def limits_plugin(md: MarkdownIt) -> None:
    """Check the lines of a text before its blocks are parsed, and the text of blocks before that is parsed."""
    md.core.ruler.before("block", "limit_lines", _limit_lines)
    md.core.ruler.after("block", "limit_text", _limit_text)


def _limit_lines(state: StateCore) -> None:
    cost: MutableMapping[str, float] = state.env.setdefault("cost", defaultdict(float))
    _charge(cost, "markdown-lines", state.src.count("\n") / 10, 1)
    _charge(cost, "markdown-cells", state.src.count("|"), 1)
    _charge(cost, "markdown-template", sum(map(state.src.count, _TEMPLATE)), 1)
    numbered = enumerate(state.src.split("\n"), start=1)
    for is_blank, run in groupby(numbered, key=lambda pair: not pair[1] or pair[1].isspace()):
        if not is_blank:
            paragraph = list(run)
            # For each level of quotations, the parser looks at all lines that may belong to it.
            depth = max(_quotations(text) for _, text in paragraph)
            markers = sum(len(_LIST_MARKER.findall(text)) for _, text in paragraph)
            _charge(cost, "markdown-lines", len(paragraph) * (1 + depth) + markers, paragraph[0][0])


def _quotations(line: str) -> int:
    """How many block quote markers (`>`) a line begins with."""
    return line[: len(line) - len(line.lstrip("> \t"))].count(">")


def _limit_text(state: StateCore) -> None:
    cost: MutableMapping[str, float] = state.env["cost"]
    check_blocks(state.tokens, 1)
    for token in state.tokens:
        line = token.map[0] + 1 if token.map else 1
        if token.level >= MAX_NESTING - 1:
            check_nesting(token.level + 1, line)
        if token.type == "heading_open":
            _charge(cost, "markdown-lines", 2, line)  # it stands in several places of a page
        if token.type == "callout_open":
            _charge(cost, "markdown-lines", 3, line)  # with its title it is six tokens
        if token.type != "inline":
            if token.type == "html_block":
                _charge(cost, "markdown-html", token.content.count("<"), line)
            continue
        text = token.content
        markup = sum(map(text.count, _MARKUP))
        _charge(cost, "markdown-markup", markup, line)
        _charge(cost, "markdown-links", sum(map(text.count, _LINKS)), line)
        _charge(cost, "markdown-brackets", text.count("[") * markup, line)


def _charge(cost: MutableMapping[str, float], code: str, units: float, line: int) -> None:
    """Add to the cost of a text. If that is too high, refuse the text for what costs the most in it."""
    cost[code] += units * _PRICES[code][0]
    if sum(cost.values()) > _MAX_COST:
        dearest = max(cost, key=lambda code: (cost[code], code))
        _refuse(line, dearest, f"From here on the Markdown has too many {_PRICES[dearest][1]}; split the article up.")


def _refuse(line: int, code: str, message: str) -> None:
    raise ArticleError([Problem(line, 1, code, message)])
