r"""Formulae: where they begin and end; `formula_lines` tells which of their candidates are newlines.

- Begin no formula at the dollar sign of an amount of money, which a word, punctuation or the end of the line follows.
  e.g. between $5 and $10 and $h\nu$ is⏎x
- Take `$...$` for a formula within a line if no digit follows it. A space may stand before its end if it begins with no
  digit and no letter follows.
  e.g. an incomplete $ p \land $ formula⏎⏎- $ \neg q $
  e.g. it is $5 x $h\nu$⏎next
- Take `\(...\)` for one, too. Neither has a backtick in it, nor goes beyond its block.
  e.g. \( x \neq 0 \)⏎not `\(`⏎- \)
- Take `$$...$$` and `\[...\]` for a displayed formula. It may have lines, but no end of a paragraph and no backtick.
  e.g. $$⏎u = 1⏎$$⏎⏎then
- Take what stands from `\begin{...}` to the `\end{...}` that closes it for a formula, within one paragraph.
  e.g. \begin{align*}⏎u &= 1 \\⏎\nu &= 2⏎\end{align*}⏎next
"""

import re

from articles.publishing.reading.escapes.blocks import BLOCK_END, PARAGRAPH_END
from articles.publishing.reading.escapes.commands import COMMAND

# A dollar sign before an amount of money that no formula continues, or after one.
MONEY = rf"""(?:
    \$ (?= \d[\d,]*+ (?>(?:\.\d++)?) (?>(?:[kKMB]|bn)?)           # $5, $1,000.50 or $3bn
        (?: \s++(?:[A-Za-z]{{2}}|a\s|\()                          # and a word
          | [,.;:!?)\]](?:\s*+\Z|\s++(?:[A-Za-z]{{2}}|\()|\\n)    # the end of a clause
          | \\(?!{COMMAND})n                                      # the end of a line
          | /[A-Za-z]{{2}} | [-\u2013]\$                          # $20/month, $5-$10
          | \*\* | \s*+\| | \s*+\Z ) )                            # the end of bold text, a cell or the whole text
  | (?<=\d) \$ (?=[\s,.;:)])                                      # 100$
)"""

_INLINE_BODY = rf"(?>(?:[^\\`$]++|\\(?!{BLOCK_END}).)+)"
INLINE = rf"""(?:
    \$ (?: (?=\d) {_INLINE_BODY} (?<!\s)                          # begun by a digit: no space before its end
         | (?!\d) {_INLINE_BODY} (?: (?<!\s) | (?=\$(?![A-Za-z])) ) )      # by none: a space, if no letter follows
    \$ (?![\d$])
  | \\\( (?>(?: [^\\`]++ | \\(?!{BLOCK_END}|[()]). )*) \\\)       # in parentheses
)"""

_BLANK_LINES = r"(?>(?:[ \t]*+\\n)*)"
DISPLAY = rf"""(?:
    \$\$ {_BLANK_LINES} (?>(?: [^\\`$]++ | \$(?!\$) | \\(?!{PARAGRAPH_END}). )*) \$\$ (?!\$)      # between dollars
  | \\\[ {_BLANK_LINES} (?>(?: [^\\`]++ | \\(?!{PARAGRAPH_END}|[][]). )*) \\\]                    # in brackets
)"""

_NAME = r"\{[^{}\\$`]{1,40}+\}"
_ENVIRONMENT_TOKEN = re.compile(
    rf"""
    (?P<barrier> ` | \\{PARAGRAPH_END} )
  | \\(?: (?P<begin> begin{_NAME} ) | (?P<end> end{_NAME} ) | . )""",
    re.VERBOSE,
)


def environments(text: str) -> dict[int, int]:
    """Find the LaTeX environments that begin and end in one paragraph.

    Args:
        text: A whole text.

    Returns:
        Where each ends, by where it begins.
    """
    ends: dict[int, int] = {}
    opened: list[int] = []
    for token in _ENVIRONMENT_TOKEN.finditer(text):
        if token.lastgroup == "begin":
            opened.append(token.start())
        elif token.lastgroup == "end" and opened:
            ends[opened.pop()] = token.end()
        elif token.lastgroup == "barrier":
            opened.clear()
    return ends
