r"""Code of a fence: a candidate is a newline, unless it stands in a literal that closes on its line.

- Leave what stands in a string; `strings` says where one ends.
  e.g. ```c⏎printf("%d\n", n);⏎return 0;⏎```
- Decode what stands in a string that spans lines, as if it were code: its own strings are left.
  e.g. ```js⏎const t = `⏎  ${items.join("\n")}⏎`;⏎```
- Leave regular expressions, where a value may begin, and substitutions.
  e.g. ```js⏎x.replace(/\r?\n/g, "<br>");⏎```
  e.g. ```bash⏎sed 's/,/\n/g' f⏎ls⏎```
- Leave Windows paths, ``\r\n`` and lambdas, as in prose.
  e.g. ```bat⏎cd C:\new\notes⏎dir⏎```
- Leave an escape that is a word of a comment, and a command of LaTeX in plain text.
  e.g. ```c⏎// Replace \n with a space⏎n++;⏎```
  e.g. ```text⏎a \neq b⏎next⏎```
"""

import re
from collections.abc import Iterator

from articles.publishing.reading.escapes.commands import SURE_COMMAND
from articles.publishing.reading.escapes.languages import PLAIN
from articles.publishing.reading.escapes.paths import PATH
from articles.publishing.reading.escapes.strings import is_in_comment, spans_lines, string_end
from articles.publishing.reading.escapes.words import CRLF, LAMBDA

# Quotation marks that can be passed over, with what they quote.
_PASSED_QUOTES = r"""
    "{3} | '{3} | `{2,}+                                          # may span lines: what they quote is read as code
  | "(?>(?:[^"\\]|\\[^n])*)" | `(?>(?:[^`\\]|\\[^n])*)`           # strings without a candidate
  | '(?:[^'\\]|\\.)'                                              # a character, which may be a newline
"""
_REGULAR_EXPRESSION = r"""
    (?: (?<=[=(,:[!&|?]) | (?<=[=(,[!&|?~][ ]) | (?<=return[ ]) | (?<=split[ ]) )     # where a value begins
        /(?![/*])                                                 # and no comment
        (?>(?: [^/\\\s["'] | \\\S
             | \[(?>(?:[^][\\/\s]|\\\S)*)\] )+)                   # a class
        /[degimorsuvxy]*+(?!\w)                                   # flags
  | (?: (?<=(?<![\w/.])[sy]) | (?<=(?<![\w/.])tr) )               # a substitution: s/a/b/, y/a/b/ or tr/a/b/
        /(?>(?:[^/\\\s]|\\\S)+) /(?:[^/\\]|\\.){0,40}?/"""
_STRING_OPENER = r"""
    (?: (?<!\w) | (?<=\\n)
      | (?<=(?<!\w)[A-Za-z]) | (?<=(?<!\w)[A-Za-z][A-Za-z]) ) "   # after no word but a prefix, as of r"..."
  | (?: (?<![\w)\]}]) | (?<=\\n) | (?<=\\n[bBfFrRuU])
      | (?<=(?<!\w)[bBeEfFLNrRuU]) | (?<=(?<!\w)[bBfFrRuU][bBfFrRuU]) ) '     # the same, and after no operand
  | `"""

# What has no newline, and then a candidate or what may open a string.
_TOKEN = re.compile(
    rf"""
    (?>(?: [^\\"'`/[]++ | \[(?!\^?\\) | {PATH}
      | \\(?: [^n] | {CRLF} | {LAMBDA} | n(?=["'][),;\]]) )       # the last at the end of a string
      | {_PASSED_QUOTES}
      | {_REGULAR_EXPRESSION}
      | \[ (?>(?: \^?+ (?>(?:\\[A-Za-z])+) \] )?)                  # a class of a regular expression, or a bracket
      | /
    )*)
    (?: \\(?: (?P<word> (?<=\S[ ]\\)n(?=[ ][a-z]) | (?<=[ ]\\){SURE_COMMAND} ) | (?P<newline> n ) )
      | (?P<string> {_STRING_OPENER} )
      | ["'] )""",
    re.VERBOSE,
)


def read_code(text: str, start: int, end: int, language: str) -> Iterator[int]:
    """Find the newlines of code.

    Args:
        text: The whole text.
        start: Where the code starts in it.
        end: Where the code ends in it.
        language: The language that its fence names, in small letters; "" if none.

    Yields:
        Where each newline stands.
    """
    place = line = start
    ends = [end]  # of the code, and of the strings with lines that the place is in
    while ends:
        token = _TOKEN.match(text, place, ends[-1])
        if token is None:
            place = ends.pop() + 1
            continue
        kind, place = token.lastgroup, token.end()
        if kind == "string":
            close = string_end(text, place - 1, ends[-1], line, language)
            if close and spans_lines(text, place - 1, close, language):
                ends.append(close)
            elif close:
                place = close + 1
        elif kind == "newline" or (kind == "word" and not _is_word(text, token.start(kind), line, language)):
            yield token.start(kind) - 1
            line = place = token.start(kind) + 1


def _is_word(text: str, at: int, line: int, language: str) -> bool:
    """Whether what seems to be a word of a sentence is one: a command in plain text, an escape in a comment."""
    if text[at + 1] != " ":
        return language in PLAIN
    return is_in_comment(text, at, line)
