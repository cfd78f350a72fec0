r"""Strings of code: where they end, and whether they span lines.

- Open strings with the marks that the language has: not an apostrophe in Haskell, nor a backtick in C.
  e.g. ```haskell⏎f x' = x'⏎g y' = y'⏎```
- End a string at the next mark of its kind that is not escaped. If that mark rather opens another string, the first was
  none: a letter follows it, or a bracket or operator stands before it and none after it.
  e.g. ```text⏎Height: 6"⏎Width: 4"⏎n: 3⏎```
- Open none in a comment that would have to go on over the next line's comment.
  e.g. ```python⏎# Whatever is "quoted⏎# over two lines"⏎n = 1⏎```
- Let no string in double quotes span lines, as hardly any language has those.
  e.g. ```json⏎{⏎  "text": "a\n  b"⏎}⏎```
- Let one in apostrophes do so in shells, where a line in it is indented or ends on an opening bracket.
  e.g. ```bash⏎awk '⏎  { print $1 "\n" }⏎' f⏎next⏎```
- Let one in backticks do so where a line in it is indented. Without an expression in it, or with its marks on lines of
  their own, it need not be.
  e.g. ```js⏎const poem = `Roses are red,⏎Violets are blue`;⏎log(`${a}\n${b}`);⏎```
"""

import re

from articles.publishing.reading.escapes.languages import NO_APOSTROPHE, SHELL, TEMPLATE

_REST = {quote: re.compile(rf"(?>(?:[^{quote}\\]|\\.)*){quote}") for quote in "\"'`"}
# What stands before a mark that opens a string.
_OPENS_AFTER = re.compile(r"(?:[=(\[{,+<&|]|[=(\[{,+<>&|!?:]\s)\Z")
# What stands after one that closes a string: of several lines, and of one.
_CLOSES_BEFORE = re.compile(r"[)\]},;:.+]|\s*\Z|\s+(?:[)\]}+%*?|&=-]|<<)|\\n[ \t]++[\"')]")
_CLOSES_LINE_BEFORE = re.compile(rf"{_CLOSES_BEFORE.pattern}|\\n(?![\"'`])")
_INDENTED_LINE = re.compile(r"\\n[ \t]{2}")
_LINES_OF_SCRIPT = re.compile(rf"[{{\[(]\\n|{_INDENTED_LINE.pattern}")
_COMMENT = re.compile(r"//|#|--|\*|%|;;")
_COMMENT_LINE = re.compile(r"\\n[ \t]*+(?:#|//|--|\*|%|;)")
_LONGEST_COMMENT = 200


def string_end(text: str, at: int, end: int, line: int, language: str) -> int:
    """Find where a string of code is closed.

    Args:
        text: The whole text.
        at: Where the mark stands that may open the string.
        end: Where the code ends.
        line: Where the line of the mark starts.
        language: The language of the code.

    Returns:
        Where the mark stands that closes it; 0 if there is no string.
    """
    quote = text[at]
    rest = _REST[quote].match(text, at + 1, end) if _is_quote(quote, language) else None
    if rest is None:
        return 0
    close = rest.end() - 1
    before, after = text[close - 2 : close], text[close + 1 : min(close + 2, end)]
    if after.isalnum() or after == "_" or (quote == "'" and after == "("):
        return 0  # the mark opens another string, or quotes a list
    if _COMMENT_LINE.search(text, at, close) and is_in_comment(text, at, line):
        return 0  # an apostrophe or a quotation of a comment
    closes = _CLOSES_BEFORE if text.find("\\n", at, close) >= 0 else _CLOSES_LINE_BEFORE
    if before != "\\n" and _OPENS_AFTER.search(before) and not closes.match(text, close + 1, end):
        return 0  # the mark opens another string
    return close


def spans_lines(text: str, at: int, close: int, language: str) -> bool:
    """Whether the candidates in a string are newlines rather than escapes.

    Args:
        text: The whole text.
        at: Where the mark stands that opens the string.
        close: Where the mark stands that closes it.
        language: The language of the code.
    """
    if text[at] == '"':
        return False
    body = text[at + 1 : close]
    if text[at] == "'":
        return language in SHELL and _LINES_OF_SCRIPT.search(body) is not None
    if _INDENTED_LINE.search(body):
        return True
    block = body.rstrip(" \t")
    if "\\n" not in block.removeprefix("\\n").removesuffix("\\n"):
        return False
    # Without an expression, to span lines is what a template literal is for.
    return "${" not in body or (block.startswith("\\n") and block.endswith("\\n") and text[at - 1] != "(")


def is_in_comment(text: str, at: int, line: int) -> bool:
    """Whether a comment begins before a place, in the line of code that starts at another."""
    return _COMMENT.search(text, max(line, at - _LONGEST_COMMENT), at) is not None


def _is_quote(mark: str, language: str) -> bool:
    """Whether a mark delimits strings in a language."""
    return mark == '"' or (language in TEMPLATE if mark == "`" else language not in NO_APOSTROPHE)
