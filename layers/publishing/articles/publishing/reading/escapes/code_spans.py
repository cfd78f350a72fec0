r"""Code spans: a candidate is kept, unless it separates lines of code.

- Begin a span with one to four backticks, and end it with as many. Others may stand between.
  e.g. ``a `\n` b``⏎next
- End no span beyond its block, unless the marker of the next block stands in a string.
  e.g. a stray ` backtick⏎- `a`⏎- `b\n`
  e.g. `print("Total:\n - x")`⏎next
- Take a span for one that has only escapes in it, whatever follows them.
  e.g. - `\n`: newline⏎- `\t`: tab
- Take a candidate for a newline if a space follows it, outside of strings: that is how code is indented.
  e.g. `for (;;) {⏎  x\n}`
- Keep every other, and the parameter of a lambda: a path, an escape or a command begins there.
  e.g. `C:\new\notes` and `[^\n]+` and `(\n acc -> n)`
"""

import re
from collections.abc import Iterable

from articles.publishing.reading.escapes.blocks import BLOCK_END, BLOCK_MARKER
from articles.publishing.reading.escapes.words import LAMBDA

CODE_SPAN = rf"""
    (?P<ticks>`{{1,4}}+)(?!`)
    (?: (?>(?:\\[A-Za-z0])+) (?=`)                                # escapes alone
      | (?>(?: [^\\`"']++
             | \\(?!{BLOCK_END})
             | (?!(?P=ticks)(?!`))`++                             # another number of backticks
             | "[^"`]{{0,100}}+"(?!\w) | (?<!\w)'[^'`]{{0,100}}+'(?!\w)    # a string, whatever block seems to end in it
             | ["'] )*) )
    (?P=ticks)(?!`)"""

_TOKEN = re.compile(
    rf"""
    " (?>(?:[^"\\]|\\.)*) " | (?<!\w)'(?>(?:[^'\\]|\\.)*)'        # strings
  | \\(?: [^n] | {LAMBDA} | (?P<newline> n (?=[ \t]|{BLOCK_MARKER}) (?![ \t]*+`) ) | . )""",
    re.VERBOSE,
)


def read_code_span(text: str, start: int, end: int) -> Iterable[int]:
    """Where newlines stand in a code span."""
    return [token.start() for token in _TOKEN.finditer(text, start, end) if token.lastgroup]
