"""Highlight code with Pygments: HTML with classes."""

import functools
import html
import re
from collections.abc import Mapping, Sequence

from articles.publishing.rendering.body.code_info import read_info
from markdown_it.common.utils import unescapeAll
from markdown_it.token import Token
from pygments import highlight
from pygments.formatters.html import HtmlFormatter
from pygments.lexer import Lexer
from pygments.lexers import get_all_lexers, get_lexer_by_name

# By the names that people know best.
LANGUAGES = frozenset(
    {
        *(
            "bash",
            "c",
            "console",
            "cpp",
            "csharp",
            "css",
            "dart",
            "diff",
            "docker",
            "elixir",
            "go",
            "graphql",
            "haskell",
        ),
        *("hcl", "html", "http", "ini", "java", "javascript", "json", "jsx", "julia", "kotlin", "lua", "make"),
        *("markdown", "nginx", "objective-c", "perl", "php", "powershell", "protobuf", "python", "r", "ruby", "rust"),
        *("scala", "scss", "sql", "swift", "toml", "tsx", "typescript", "vue", "xml", "yaml"),
    }
)
# Short names that Pygments does not have, and languages that it reads as another.
_SHORT_NAMES = {
    **dict.fromkeys(("h", "objective-c-header"), "c"),
    **dict.fromkeys(("cc", "cxx", "hpp", "h++"), "cpp"),
    **dict.fromkeys(("shellscript", "fish"), "bash"),
    **dict.fromkeys(("terminal", "session", "shellsession"), "console"),
    **dict.fromkeys(("patch",), "diff"),
    **dict.fromkeys(("gql",), "graphql"),
    **dict.fromkeys(("htm", "xhtml", "svelte", "astro"), "html"),
    **dict.fromkeys(("conf", "dotenv", "env", "properties"), "ini"),
    **dict.fromkeys(("cjs", "mjs", "node"), "javascript"),
    **dict.fromkeys(("json5", "jsonc", "jsonl", "geojson"), "json"),
    **dict.fromkeys(("kt", "kts"), "kotlin"),
    **dict.fromkeys(("mdx",), "markdown"),
    **dict.fromkeys(("mysql", "pgsql", "plpgsql", "postgres", "postgresql", "psql", "sqlite"), "sql"),
    **dict.fromkeys(("cts", "mts"), "typescript"),
    **dict.fromkeys(("plist", "rss", "svg", "xsd", "xsl"), "xml"),
}

MARKED_LINE = "hll"  # as Pygments calls it

# Many lexers take quadratic time for something whose end they do not find, in lines or in characters of a line.
MAX_CHARACTERS = 12_000
MAX_LINES = 400
MAX_LINE_LENGTH = 400

# Lexers that take longer for what they do not expect, and how much more a character of theirs counts. Their lines are
# shorter, for most take time with the square of a line; and those that take time with the number of lines count them.
SLOW = {"cpp": 2, "csharp": 2, "hcl": 2, "html": 4, "java": 2, "kotlin": 2, "make": 2, "vue": 4, "xml": 4}
_MAX_LINE_LENGTH_IF_SLOW = 150
_CHARACTERS_OF_LINE = 30
# For words without a sign between them, which could be types or modifiers before a name, these take time with their
# square, or more.
_COUNTING_WORDS = {"csharp", "java", "kotlin"}
_TOO_MANY_WORDS = re.compile(r"(?<![\w.\[\]$<>?])(?:[\w.\[\]$<>?]+\s+){60}")

# If an article has more code than this, the rest is not highlighted.
MAX_CHARACTERS_OF_ARTICLE = 48_000

# Pygments marks white space, so that it can be made visible. Here the marks would be half of a page's bytes.
_WHITESPACE = re.compile(r'<span class="w">(\s*)</span>')


def place_code(tokens: Sequence[Token]) -> None:
    """Put the HTML of every block of code in its `meta`, its title, and the name of its language if it has colors."""
    left = MAX_CHARACTERS_OF_ARTICLE
    for token in tokens:
        if token.type not in ("fence", "code_block"):
            continue
        info = read_info(unescapeAll(token.info))
        language = language_names().get(info.language, "")
        lines = info.marks(len(token.content.splitlines())) if info.marked else set[int]()
        token.meta["title"] = info.title
        cost = _cost(token.content, language)
        if language and cost <= left and _is_short(token.content, language):
            left -= cost
            token.meta["language"] = language
            colored = highlight(token.content, _lexer(language), _formatter())
            token.meta["html"] = _marked(_WHITESPACE.sub(r"\1", colored), lines)
        else:
            token.meta["html"] = _marked(html.escape(token.content, quote=False), lines)


@functools.cache
def language_names() -> Mapping[str, str]:
    """The main name of each language, by that name and by its other names."""
    names = dict(_SHORT_NAMES)
    for _, aliases, _, _ in get_all_lexers(plugins=False):  # this imports none of them
        for main in LANGUAGES.intersection(aliases):
            names |= dict.fromkeys(aliases, main)
    return names


def _marked(code: str, lines: set[int]) -> str:
    """HTML of code with some of its lines marked, counted from 1. No element goes over several lines."""
    if not lines:
        return code
    parts = enumerate(code.split("\n"), start=1)
    return "\n".join(
        f'<span class="{MARKED_LINE}">{part}</span>' if number in lines else part for number, part in parts
    )


def max_line_length(language: str) -> int:
    """How long the lines of code may be to have colors."""
    return _MAX_LINE_LENGTH_IF_SLOW if language in SLOW else MAX_LINE_LENGTH


def _cost(code: str, language: str) -> int:
    """What coloring costs, in characters of most languages."""
    if language not in SLOW:
        return len(code)
    return SLOW[language] * max(len(code), _CHARACTERS_OF_LINE * code.count("\n"))


def _is_short(code: str, language: str) -> bool:
    """Whether coloring code ends in time, whatever it is."""
    if language in _COUNTING_WORDS and _TOO_MANY_WORDS.search(code):
        return False
    lines = code.splitlines()
    longest = max_line_length(language)
    return len(code) <= MAX_CHARACTERS and len(lines) <= MAX_LINES and all(len(line) <= longest for line in lines)


@functools.cache
def _lexer(language: str) -> Lexer:
    return get_lexer_by_name(language, stripnl=False, ensurenl=False)


@functools.cache
def _formatter() -> HtmlFormatter[str]:
    return HtmlFormatter(nowrap=True)
