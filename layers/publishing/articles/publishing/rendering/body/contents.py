"""Where an author asks for a list of contents: ``[TOC]``, ``[[_TOC_]]``, ``<!-- toc -->``, and kramdown's ``{:toc}``.

The page shows its own list then, however short the text is, so the line itself is not shown.
"""

import re
from bisect import bisect

from markdown_it.rules_block import StateBlock
from markdown_it.token import Token

_CONTENTS = "toc"
_WORD = re.compile(r"(?:\[toc\]|\[\[_?toc_?\]\])[ \t]*\Z", re.IGNORECASE)
_COMMENT = re.compile(r"<!--\s*(toc|toc ?stop|/toc)\s*-->[ \t]*\Z", re.IGNORECASE)
_END = re.compile(r"<!--\s*(?:toc ?stop|/toc)\s*-->", re.IGNORECASE)
_NOTHING = re.compile(r"\s*<!--\s*(?:toc ?stop|/toc)", re.IGNORECASE)
_DEFINITION = re.compile(r"^ {0,3}\[toc\]:", re.IGNORECASE | re.MULTILINE)


def request(lines: list[int] | None = None) -> Token:
    """The token that asks for a list of contents."""
    return Token(_CONTENTS, "", 0, map=lines, hidden=True)


def requests(tokens: list[Token]) -> bool:
    """Whether a text asks for a list of contents. The tokens that do are taken out."""
    count = len(tokens)
    tokens[:] = [token for token in tokens if token.type != _CONTENTS]
    return len(tokens) < count


def contents(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Parse a line that asks for a list of contents."""
    line = state.src[state.bMarks[start] + state.tShift[start] : state.eMarks[start]]
    comment = _COMMENT.match(line)
    if not comment and (silent or not _WORD.match(line) or not _stands_alone(state, start, end)):
        return False
    if not silent:
        state.line = start + 1
        if not comment or (comment[1].lower() == _CONTENTS and not _is_written(state, state.eMarks[start])):
            state.tokens.append(request([start, start + 1]))
    return True


def _stands_alone(state: StateBlock, start: int, end: int) -> bool:
    """Whether a line is a paragraph, and its brackets are no reference."""
    if "contents_defined" not in state.env:
        state.env["contents_defined"] = _DEFINITION.search(state.src) is not None
    return (start + 1 >= end or state.isEmpty(start + 1)) and not state.env["contents_defined"]


def _is_written(state: StateBlock, position: int) -> bool:
    """Whether a program has written the list into the text, between this comment and one that ends it."""
    if "contents_ends" not in state.env:
        state.env["contents_ends"] = [end.start() for end in _END.finditer(state.src)]
    ends: list[int] = state.env["contents_ends"]
    return bisect(ends, position) < len(ends) and not _NOTHING.match(state.src, position)
