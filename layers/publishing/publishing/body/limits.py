"""What a Markdown text may cost: bounds on what the parser is slow at, each a count and none a clock.

markdown-it-py was measured with the text of 256 KiB that is worst for it in each way. Most of its steps take a time in
proportion to their input, at up to 60 µs a line and 15 µs a character of markup; brackets and addresses take one that
grows with the square. The bounds keep any text under a second, and are at least ten times what a long article has.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from publishing.errors import ArticleError, Problem

MAX_MARKDOWN_BYTES = 256 * 1024
MAX_HTML_BYTES = 2 * 1024 * 1024
MAX_LINE_WORK = 20_000
MAX_BLOCK_TOKENS = 60_000
MAX_MARKUP = 40_000
MAX_BRACKET_WORK = 1_500_000
MAX_ADDRESS_WORK = 20_000_000
MAX_LINKS = 2_000

# The parser drops what is nested deeper without a word.
MAX_NESTING = 40

_MARKUP = "\n!#$%&*+-:<=>@[\\]^_`{}~"
_QUOTES = re.compile(r"[ \t]*(?:>[ \t]?)*")
_LIST_MARKER = re.compile(r"(?:[-+*:~]|\d{1,9}[.)])(?=[ \t]|$)")


def check_markdown(markdown: str) -> None:
    """Refuse a text whose size or lines would cost too much, before it is parsed.

    Raises:
        ArticleError: They would.
    """
    size = len(markdown.encode())
    if size > MAX_MARKDOWN_BYTES:
        _refuse(1, "markdown-size", f"The Markdown is {size:,} bytes, more than the {MAX_MARKDOWN_BYTES:,} allowed.")
    work = 0
    for first, lines in _chunks(markdown):
        depth = max(quotes[0].count(">") for line in lines if (quotes := _QUOTES.match(line)))
        work += len(lines) * (1 + depth) + sum(len(_LIST_MARKER.findall(line)) for line in lines)
        if work > MAX_LINE_WORK:
            _refuse(first, "markdown-lines", "The Markdown has too many lines, list items and quotations; split it up.")


def check_html(html: str) -> None:
    """Refuse HTML that would be too large for a page.

    Raises:
        ArticleError: It is.
    """
    check_html_size(len(html.encode()))


def check_html_size(size: int) -> None:
    """Refuse HTML of that many bytes.

    Raises:
        ArticleError: They are too many.
    """
    if size > MAX_HTML_BYTES:
        _refuse(1, "html-size", f"The answer gives more than the {MAX_HTML_BYTES:,} bytes of HTML allowed; shorten it.")


def check_block_tokens(tokens: Sequence[Token], line: int) -> None:
    """Refuse a text that gives too many blocks, most likely cells of tables.

    Args:
        tokens: What it gave so far.
        line: Its 1-based line to name.

    Raises:
        ArticleError: They are too many.
    """
    if len(tokens) > MAX_BLOCK_TOKENS:
        _refuse(line, "markdown-blocks", "The Markdown has too many blocks or table cells; split it up.")


def check_links(count: int, line: int) -> None:
    """Refuse a text with too many links and images.

    Args:
        count: How many it has so far.
        line: Its 1-based line to name.

    Raises:
        ArticleError: They are too many.
    """
    if count > MAX_LINKS:
        _refuse(
            line,
            "markdown-links",
            f"The Markdown has more than the {MAX_LINKS:,} links and images allowed; split it up.",
        )


def limits_plugin(md: MarkdownIt) -> None:
    """Check a text once its blocks are known, before the parser reads the lines within."""
    md.core.ruler.after("block", "limits", _check_blocks)


def _check_blocks(state: StateCore) -> None:
    markup = 0
    check_block_tokens(state.tokens, 1)
    for token in state.tokens:
        line = token.map[0] + 1 if token.map else 1
        if token.level >= MAX_NESTING - 1:
            _refuse(line, "markdown-nesting", "Lists or quotations are nested too deep here; nest them less.")
        if token.type != "inline":
            continue
        text = token.content
        here = sum(map(text.count, _MARKUP))
        markup += here
        if markup > MAX_MARKUP:
            _refuse(line, "markdown-markup", "The Markdown has too many characters of markup; split it up.")
        if text.count("[") * here > MAX_BRACKET_WORK:
            _refuse(line, "markdown-brackets", "This paragraph has too many square brackets; split it up.")
        if (text.count("://") + text.count("@") + text.count("mailto:")) * len(text) > MAX_ADDRESS_WORK:
            _refuse(line, "markdown-addresses", "This paragraph has too many addresses; split it up.")


def _chunks(markdown: str) -> Iterator[tuple[int, list[str]]]:
    """Runs of lines without a blank one, each with the 1-based number of its first line."""
    numbered = enumerate(re.split(r"\r\n|\r|\n", markdown), start=1)
    for blank, run in groupby(numbered, key=lambda pair: not pair[1].strip()):
        if not blank:
            lines = list(run)
            yield lines[0][0], [line for _, line in lines]


def _refuse(line: int, code: str, message: str) -> None:
    raise ArticleError([Problem(line, 1, code, message)])
