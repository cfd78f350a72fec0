r"""Newlines that an export wrote as backslash-n, decoded by what stands around them.

The export wrote each newline as a backslash and an ``n`` and escaped nothing else. So ``\nabla`` is a LaTeX command, or
a newline and "abla", and ``printf("x\n")`` seems to hold a newline. No codec can tell; the context can:

1. Leave a text that has a real newline: it was not encoded.
2. Cut the text into spans, each read in one way: `spans`.
3. Decode the candidates of each span by the rules of its kind. Leave everything else.

A candidate is a backslash-n whose backslash is not escaped (`candidates`). Nothing but candidates becomes newlines, so
writing those as backslash-n again gives the input back.

The rules are in these modules, from what stands around a candidate to the candidate itself:

- `spans` cuts a text. `fences`, `code_spans`, `formulae`, `words` and `paths` say where each kind begins and ends.
- `formula_lines` tells newlines from LaTeX commands, which `commands` lists.
- `code` tells newlines from escapes of strings, by `strings` and `languages`.
- `code_spans` and `words` do so for code within a line and for prose.
- `blocks` knows where a line or a paragraph ends, which no span within it crosses.

Examples stand after "e.g.": ⏎ is a candidate that becomes a newline, and a backslash-n is one that is kept. A test
reads them.

The time is linear in the length of the text, whatever it holds. Repetitions are possessive or, of groups, atomic, so
that none is tried twice. What an opener looks through for its closer ends at the next opener of its kind, or at a
bound.
"""

from collections.abc import Callable, Iterable

from articles.publishing.reading.escapes.code_spans import read_code_span
from articles.publishing.reading.escapes.fences import read_fence
from articles.publishing.reading.escapes.formula_lines import read_display, read_formula
from articles.publishing.reading.escapes.spans import cut
from articles.publishing.reading.escapes.words import read_literal, read_prose

# By kind of span: what finds its newlines, given the text, and where the span starts and ends.
_READERS: dict[str, Callable[[str, int, int], Iterable[int]]] = {
    "code": read_code_span,
    "display": read_display,
    "environment": read_formula,
    "fence": read_fence,
    "inline": read_formula,
    "late_fence": read_fence,
    "literal": read_literal,
    "prose": read_prose,
}


def decode_newlines(text: str) -> str:
    """Decode the newlines of an answer that its export wrote as backslash-n.

    Args:
        text: An answer as the file has it.

    Returns:
        The Markdown. Unchanged if the text has a real newline or no backslash-n.
    """
    if "\n" in text or "\\n" not in text:
        return text
    lines: list[str] = []
    start = 0
    for span in cut(text):
        for newline in _READERS[span.kind](text, span.start, span.end):
            lines.append(text[start:newline])
            start = newline + 2
    lines.append(text[start:])
    return "\n".join(lines)
