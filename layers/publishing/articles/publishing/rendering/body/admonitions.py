"""Admonitions and tabs of MkDocs: a line with a marker, and below it what belongs to it, indented.

``!!! note "Title"``, ``??? tip`` that is folded, ``???+ tip`` that is open, ``=== "Tab"``.
"""

import re

from articles.publishing.rendering.body.callouts import close_callout, open_callout, part_title, push
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token

_ADMONITION = re.compile(
    r"(?P<marker>!!!|\?\?\?\+?)[ \t]*(?P<kind>[A-Za-z][\w-]*)(?P<words>(?:[ \t]+[^\s\"'][^\s\"]*)*)"
    r"(?:[ \t]+(?P<quote>[\"'])(?P<title>.*)(?P=quote))?[ \t]*\Z"
)
_TAB = re.compile(r"===[!+]?[ \t]+([\"'])(.+)\1[ \t]*\Z")
_INDENT = 4
_FOLDS = {"!!!": None, "???": False, "???+": True}
# Words after the kind that say how to lay it out.
_LAYOUT = frozenset({"inline", "end", "annotate", "left", "right", "center", "highlight", "blink", "no-icon"})


def admonition(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Parse an admonition or a tab."""
    begin = state.bMarks[start] + state.tShift[start]
    line = state.src[begin : state.eMarks[start]]
    found, tab = _ADMONITION.match(line), _TAB.match(line)
    if not found and not tab:
        return False
    last = _end_of_body(state, start, end)
    if last == start + 1 and not tab and not (found and found["quote"]):
        return False  # exclamation marks before some words
    if silent:
        return True
    if found:
        opened = _callout(found, [start, last])
        push(state, opened)
        _parse_body(state, start, last)
        push(state, [close_callout(opened[0])])
    elif tab:
        push(state, part_title(tab[2], start))
        _parse_body(state, start, last)
    state.line = last
    return True


def _callout(admonition: re.Match[str], lines: list[int]) -> list[Token]:
    words = " ".join(word for word in admonition["words"].split() if word not in _LAYOUT)
    title = admonition["title"] if admonition["quote"] else words or None
    return open_callout(admonition["kind"], title, is_open=_FOLDS[admonition["marker"]], lines=lines)


def _end_of_body(state: StateBlock, start: int, end: int) -> int:
    """The line behind the last that is indented below a marker."""
    indent = state.sCount[start] + _INDENT
    line = last = start + 1
    while line < end and (state.isEmpty(line) or state.sCount[line] >= indent):
        line += 1
        last = last if state.isEmpty(line - 1) else line
    return last


def _parse_body(state: StateBlock, start: int, last: int) -> None:
    around = (state.parentType, state.lineMax, state.blkIndent)
    state.parentType, state.lineMax, state.blkIndent = "container", last, state.sCount[start] + _INDENT
    state.md.block.tokenize(state, start + 1, last)
    state.parentType, state.lineMax, state.blkIndent = around
