"""Highlight code with Pygments: HTML with classes."""

import functools
import html
import re
from collections.abc import Mapping, Sequence

from markdown_it.common.utils import unescapeAll
from markdown_it.token import Token
from pygments import highlight
from pygments.formatters.html import HtmlFormatter
from pygments.lexer import Lexer
from pygments.lexers import get_all_lexers, get_lexer_by_name

# By the name that Pygments lists first. The lexers of other languages, such as Java, take up to seconds for a page that
# they do not expect.
LANGUAGES = frozenset(
    {"bash", "c", "css", "go", "haskell", "javascript", "json", "python", "rust", "sql", "toml", "yaml"}
)

# Many lexers take quadratic time for something whose end they do not find, in lines or in characters of a line.
MAX_CHARACTERS = 12_000
MAX_LINES = 400
MAX_LINE_LENGTH = 400

# If an article has more code than this, the rest is not highlighted.
MAX_CHARACTERS_OF_ARTICLE = 48_000

# Pygments marks white space, so that it can be made visible. Here the marks would be half of a page's bytes.
_WHITESPACE = re.compile(r'<span class="w">(\s*)</span>')


def place_code(tokens: Sequence[Token]) -> None:
    """Put the HTML of every block of code in its `meta`, and the name of its language if it was highlighted."""
    left = MAX_CHARACTERS_OF_ARTICLE
    for token in tokens:
        if token.type not in ("fence", "code_block"):
            continue
        name, *_ = [*unescapeAll(token.info).split(), ""]
        language = language_names().get(name.lower(), "")
        if language and len(token.content) <= left and _is_short(token.content):
            left -= len(token.content)
            token.meta["language"] = language
            token.meta["html"] = _WHITESPACE.sub(r"\1", highlight(token.content, _lexer(language), _formatter()))
        else:
            token.meta["html"] = html.escape(token.content, quote=False)


@functools.cache
def language_names() -> Mapping[str, str]:
    """The main name of each language, by that name and by its other names."""
    names = (aliases for _, aliases, _, _ in get_all_lexers(plugins=False) if aliases and aliases[0] in LANGUAGES)
    return {alias: aliases[0] for aliases in names for alias in aliases}


def _is_short(code: str) -> bool:
    lines = code.splitlines()
    return (
        len(code) <= MAX_CHARACTERS and len(lines) <= MAX_LINES and all(len(line) <= MAX_LINE_LENGTH for line in lines)
    )


@functools.cache
def _lexer(language: str) -> Lexer:
    return get_lexer_by_name(language, stripnl=False, ensurenl=False)


@functools.cache
def _formatter() -> HtmlFormatter[str]:
    return HtmlFormatter(nowrap=True)
