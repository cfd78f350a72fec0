r"""Fences: where they begin and end, and which of their candidates are newlines.

- Begin a fence where a line begins, after spaces and the markers of items and quotations.
  e.g. - ```c⏎  puts("a\n");⏎  ```⏎- next
- End it at a line of at least as many of its marks, or with the text.
  e.g. ~~~c⏎puts("a\n");⏎```⏎n++;⏎~~~⏎next `\n`
- Begin one after other text, too, if a line with its closing marks follows.
  e.g. Output: ```c⏎puts("a\n");⏎n++;⏎```⏎next
- Take the candidate after the info string for a newline, and the one before the closing marks.
  e.g. ```⏎next = "\n"⏎```
- Read what stands between by its language: TeX as a formula, everything else as code.
  e.g. ```latex⏎\newcommand{\R}{\mathbb{R}}⏎E = h\nu⏎```
"""

import re
from collections.abc import Iterator

from articles.publishing.reading.escapes.candidates import first_candidate, is_escaped
from articles.publishing.reading.escapes.code import read_code
from articles.publishing.reading.escapes.formula_lines import read_formula
from articles.publishing.reading.escapes.languages import TEX

FENCE = r"""
    [ \t>]*+ (?>(?: (?:[-*+]|\d{1,9}[.)])[ \t]++ [ \t>]*+ )*)     # the quotations and items that it is in
    (?P<fence>
      (?P<run> `{3,}+ (?=[^`\\]*+(?:\\n|\Z)) | ~{3,}+ )           # its marks, and an info string without backticks
      (?>(?: [^\\]++
           | \\(?! n[ \t>]*+(?P=run)[`~]*+[ \t]*+(?:\\n|\Z) ).    # no line that has the marks alone
         )*)
      (?: \\n[ \t>]*+(?P=run)[`~]*+ | \\?+\Z ) )"""
# One that begins after other text.
LATE_FENCE = r"""
    (?P<late_run>`{3,}+) [\w+\#.-]*+ [ ]*+ (?=\\n)                # its marks, and one word at most
    (?>(?: [^\\`]++
         | `{1,2}+(?!`)                                           # no other marks within a line
         | \\(?! n[ \t>]*+`{3} ).                                 # nor at its beginning
       )*)
    \\n[ \t>]*+(?P=late_run)(?!`)"""

_NO_NAME = re.compile(r"[^\w+#-]")


def read_fence(text: str, start: int, end: int) -> Iterator[int]:
    """Where newlines stand in a fence: after the info string, in the code, and before the closing marks."""
    first = first_candidate(text, start, end)
    if first < 0:
        return
    last = text.rfind("\\n", first + 2, end)
    if last < 0 or text[last + 2 : end].strip(" \t>`~") or is_escaped(text, last):
        last = end
    language = _NO_NAME.split(text[start:first].lstrip("`~ \t{."), maxsplit=1)[0].lower()
    yield first
    if language in TEX:
        yield from read_formula(text, first + 2, last)
    else:
        yield from read_code(text, first + 2, last, language)
    if last < end:
        yield last
