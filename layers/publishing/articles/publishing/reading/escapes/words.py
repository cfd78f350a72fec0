r"""Prose: a candidate is a newline, unless it is part of a word.

- Leave escapes in quotation marks, in parentheses, and as the class or pattern of a regular expression.
  e.g. ends with "\n" or '\r\n' or (\n) here.⏎Next
  e.g. the regex /\n/ and [\r\n]⏎next
- Leave escapes that stand as a word of a sentence: before punctuation, or before a word that does not begin a sentence.
  e.g. Escapes such as \n, \t and \r⏎next
  e.g. The \n character⏎next
- Leave those in the string that is the first argument of a call, and at the end of any string.
  e.g. print("a\nb"); then⏎next
  e.g. cout << "Hello world\n";⏎next
- Leave the one that stands alone in the first cell of a row of a table.
  e.g. | a | b |⏎|---|---|⏎| \n | newline |
- Leave ``\r\n``, unless ``\r`` alone is named at the end of a line.
  e.g. ends with \r\n.⏎Not with \r⏎next
- Leave a lambda of Haskell and its like whose parameter begins with n.
  e.g. map (\n -> n + 1) xs⏎next
- Leave a command of LaTeX that stands without a formula. Leave one that is a word without its n only between spaces or
  after a parenthesis, and not if it numbers an item.
  e.g. x\neq y and for all x, \nexists y⏎next
  e.g. either⏎i. this or⏎e) that
"""

import re
from collections.abc import Iterable

from articles.publishing.reading.escapes.commands import AMBIGUOUS_COMMAND, SURE_COMMAND

# \r and \n together, where \r is glued to what stands before it, or what follows \n does not begin a line.
CRLF = r"(?: (?<=[^\s(]\\r\\)n | (?<=\\r\\)n(?=\\r|[^\w\\\#*-]|\Z) )"
# The first parameter of a lambda, and what stands from there to the arrow.
LAMBDA = r"(?: (?: (?<=\(\\) | (?<=[$=.>|][ ]\\) ) n[\w']*+ (?>(?:[ ][\w'(),]++)*) [ ]?-> )"
_LONE_COMMAND = rf"(?: (?: (?<=[^ ][ ]\\) | (?<=\(\\) ) (?!n[ei][.)]) {AMBIGUOUS_COMMAND} )"

# One word in quotation marks, which may have escapes in it.
_QUOTED_WORD = r"""
    (?: (?<![\w.!?)\]]) | (?<=[\s(][bfruBFRU]) | (?<=\\n) )       # after no word, but for the prefix of a string
        (?P<quote>["']) (?>(?:[^\s"'\\`$]|\\\S){1,60}) (?P=quote)
        (?![\w(*_$`])                                             # and before no word and no markup
  | \u201c(?>(?:[^\s\u201c\u201d\\`$]|\\\S){1,60})\u201d
  | \u2018(?>(?:[^\s\u2018\u2019\\`$]|\\\S){1,60})\u2019"""
_NAMED_ESCAPES = r"""
    (?<=[ (]) (?>(?:\\[nrtfv0])+) (?= [,;:!?)](?:[\s)]|\\n|\Z) | \.(?:\s|\\n|\Z) )    # before punctuation
  | (?<=\S[ ]) (?>(?:\\[nrt])+) (?=[ ](?:[a-z]|\\[nrtfv0](?![A-Za-z])))             # before a word or an escape
  | \( (?>(?:\\[nrtfv0])+) \)                                     # in parentheses
  | \[ \^?+ (?>(?:\\[A-Za-z])+) \]                                # a class of a regular expression
  | (?<![\w/*:]) / (?>(?:\\[nrt][?+*]?+)+) / (?!\w\w)             # a regular expression
"""
_FIRST_ARGUMENT = r"""
    (?: (?<=\w\() | (?<=\w\([bfrBFLRu]) )                         # after the name of a function
    (?P<mark>["']) (?>(?:(?!(?P=mark))[^\\]|\\.){0,200}) (?P=mark)
    (?=\s?[),])                                                   # before the end, or the second argument
"""
# What is written as it is meant.
LITERAL = rf"""(?:
    {_QUOTED_WORD}
  | {_NAMED_ESCAPES}
  | {_FIRST_ARGUMENT}
)"""

_TOKEN = re.compile(
    rf"""
    \\(?: [^n] | {SURE_COMMAND} | {_LONE_COMMAND} | {CRLF} | {LAMBDA}
      | (?<=\\n\|[ ]\\)n(?=[ ]\|)                                 # alone in the first cell of a row
      | n(?=["'](?:[\s,;:)!?\]]|\.(?!\.)))                        # at the end of a string
      | (?P<newline> n ) )""",
    re.VERBOSE,
)


def read_prose(text: str, start: int, end: int) -> Iterable[int]:
    """Where newlines stand in prose."""
    return [token.start() for token in _TOKEN.finditer(text, start, end) if token.lastgroup]


def read_literal(_text: str, _start: int, _end: int) -> Iterable[int]:
    """No newline: a literal is as it should be."""
    return ()
