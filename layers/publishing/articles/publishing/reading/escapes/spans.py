r"""What a text is cut into: spans, each of which is read in one way.

- Go through the text once. Where a span can begin, take the first kind that fits, to its end; nothing begins within it.
  e.g. `$a` and $h\nu$ and `b$`⏎next
- Try money before formulae, and fences before code spans, because one begins like the other.
  e.g. costs $5.⏎⏎Then $\nu$ is
- Read as prose what stands between, and what opens a span that nothing closes.
  e.g. The key ` is a backtick.⏎⏎Then ` again.⏎next
- Leave what a backslash escapes: it opens nothing.
  e.g. US\$5 and \$6, $\nu$⏎next
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from articles.publishing.reading.escapes.code_spans import CODE_SPAN
from articles.publishing.reading.escapes.fences import FENCE, LATE_FENCE
from articles.publishing.reading.escapes.formulae import DISPLAY, INLINE, MONEY, environments
from articles.publishing.reading.escapes.paths import PATH
from articles.publishing.reading.escapes.words import LITERAL

# What opens nothing, passed over at once because most text is that.
_PASSED = r"""
    [^\\`$"'\u201c\u2018([/]++
  | [([/](?![\\^])                                                # no escape in brackets or slashes
  | (?<!\()(?<!\([bfrBFLRu])["'\u201c\u2018](?![^\s\\"'\u201c\u201d\u2018]{0,60}+\\)    # nor in quotation marks
  | (?<![ (:%])\\(?: [^n([b`] | n(?![ \t>`~*+\d-]) )              # a backslash before no fence and no formula
"""

_FENCE_AT_START = re.compile(FENCE, re.VERBOSE)
# Everything up to the next span and the span, which is the last group; without a group, what opens nothing after all.
_OPENER = re.compile(
    rf"""
    (?>(?: {_PASSED} )*)
    (?: \${{3,}}+                                                 # no formula has that many
      | {MONEY}
      | (?P<display> {DISPLAY} )
      | \$\$                                                      # not closed
      | (?P<inline> {INLINE} )
      | (?P<environment> \\begin\{{ )
      | \\n {FENCE}
      | (?P<late_fence> {LATE_FENCE} )
      | (?P<code> {CODE_SPAN} )
      | \\?+`++                                                   # of no code span
      | (?P<literal> {PATH} | {LITERAL} )
      | \\?+. )                                                   # any other character, and what escapes it
    """,
    re.VERBOSE,
)


class Span(NamedTuple):
    """A stretch of the encoded text in which candidates are read in one way."""

    kind: str
    start: int
    end: int


def cut(text: str) -> Iterator[Span]:
    """Cut a text into spans.

    Args:
        text: A text without real newlines.

    Yields:
        The spans in their order. Those without a backslash-n are left out, or are part of the prose around them.
    """
    ends = environments(text) if "\\begin{" in text else {}
    prose = 0
    opener = _FENCE_AT_START.match(text) or _OPENER.match(text)
    while opener:
        kind, place = opener.lastgroup, opener.end()
        if kind is not None:
            start = opener.start(kind)
            if kind == "environment":
                place = ends.get(start, place)
            if text.find("\\n", start, place) >= 0:
                if text.find("\\n", prose, start) >= 0:
                    yield Span("prose", prose, start)
                yield Span(kind, start, place)
                prose = place
        opener = _OPENER.match(text, place)
    yield Span("prose", prose, len(text))
