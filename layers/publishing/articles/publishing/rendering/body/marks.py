"""Marked words, subscripts and superscripts: ``==words==``, ``H~2~O``, ``x^2^``.

Nothing is searched for twice, so time grows with the length of a text. The plugins for the latter two in
mdit-py-plugins look through the rest of the text at each of their marks.
"""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

# This leaves comparisons alone, as in `a == b` or `a==b and c==d`.
_MARK = re.compile(r"(?<![\w=])==(?![\s=])")
_MARK_END = re.compile(r"(?<![\s=])==(?![\w=])")
# Behind a letter, a digit or a bracket, and without spaces.
_SCRIPT = re.compile(r"(?<=[\w)\]}])(?P<sign>[~^])(?!(?P=sign))(?P<text>[^\s~^\[\]`$\\/]{1,40})(?P=sign)(?!(?P=sign))")
_TAGS = {"~": "sub", "^": "sup"}


def marks_plugin(md: MarkdownIt) -> None:
    """Make a parser read marked words, subscripts and superscripts."""
    md.inline.ruler.push("marks", _marks)


def _marks(state: StateInline, silent: bool) -> bool:
    sign = state.src[state.pos]
    if silent or sign not in "=~^":
        return False
    return _mark(state) if sign == "=" else _script(state, _TAGS[sign])


def _mark(state: StateInline) -> bool:
    opener = _MARK.match(state.src, state.pos, state.posMax)
    failures: dict[tuple[str, int], int] = state.env.setdefault("marks_without_end", {})
    place = (state.src, state.posMax)
    if opener is None or opener.end() >= failures.get(place, len(state.src)):
        return False
    closer = _mark_end(state, opener.end())
    if closer is None:
        failures[place] = opener.end()
        return False
    last = state.posMax
    state.pos, state.posMax = opener.end(), closer.start()
    state.push("mark_open", "mark", 1).markup = "=="
    state.md.inline.tokenize(state)
    state.push("mark_close", "mark", -1).markup = "=="
    state.pos, state.posMax = closer.end(), last
    return True


def _mark_end(state: StateInline, begin: int) -> re.Match[str] | None:
    """Where marked words end: not in code, not in a formula."""
    before, state.pos = state.pos, begin
    closer = None
    while state.pos < state.posMax and closer is None:
        if state.src[state.pos] == "=" and state.pos > begin:
            closer = _MARK_END.match(state.src, state.pos, state.posMax)
        state.md.inline.skipToken(state)
    state.pos = before
    return closer


def _script(state: StateInline, tag: str) -> bool:
    script = _SCRIPT.match(state.src, state.pos, state.posMax)
    if script is None:
        return False
    state.push(f"{tag}_open", tag, 1).markup = script["sign"]
    state.push("text", "", 0).content = script["text"]
    state.push(f"{tag}_close", tag, -1).markup = script["sign"]
    state.pos = script.end()
    return True
