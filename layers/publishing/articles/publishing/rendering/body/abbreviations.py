"""Abbreviations: what ``*[HTML]: Hypertext Markup Language``, on a line of its own, says of the letters HTML."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

# Longer words are not looked up. The limit keeps the number of lengths small that are looked up for a word.
_DEFINITION = re.compile(r"\*\[([^\[\]\n]{1,40})\]:[ \t]*(\S.*)?\Z")
_WORD = re.compile(r"\w+")
# So many are marked in a text. By then a reader knows.
_MOST = 2_000


def abbreviations_plugin(md: MarkdownIt) -> None:
    """Make a parser mark abbreviations that `abbreviation` has found the meaning of."""
    md.core.ruler.after("inline", "abbreviations", _place_abbreviations)


def abbreviation(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: ARG001 - as all rules
    """Parse a line that says what an abbreviation means."""
    begin = state.bMarks[start] + state.tShift[start]
    if not state.src.startswith("*[", begin):
        return False
    definition = _DEFINITION.match(state.src[begin : state.eMarks[start]].rstrip())
    if definition is None:
        return False
    if not silent:
        meanings: dict[str, str] = state.env.setdefault("abbreviations", {})
        meanings[definition[1].strip()] = (definition[2] or "").strip()
        state.line = start + 1
    return True


def _place_abbreviations(state: StateCore) -> None:
    meanings: dict[str, str] = {
        name: text for name, text in state.env.get("abbreviations", {}).items() if name and text
    }
    lengths: defaultdict[str, set[int]] = defaultdict(set)  # by the first word of an abbreviation
    for name in meanings:
        first = _WORD.match(name)
        if first:
            lengths[first[0]].add(len(name))
    left = _MOST
    for token in state.tokens:
        if lengths and left > 0 and token.type == "inline" and token.children:
            before = len(token.children)
            token.children = list(_with_abbreviations(token.children, meanings, lengths))
            left -= len(token.children) - before


def _with_abbreviations(
    tokens: Sequence[Token], meanings: Mapping[str, str], lengths: Mapping[str, set[int]]
) -> Iterator[Token]:
    left = _MOST
    for token in tokens:
        if token.type != "text":
            yield token
            continue
        text, end = token.content, 0
        for word in _WORD.finditer(text):
            name = (
                _longest(text, word, meanings, lengths) if word.start() >= end and word[0] in lengths and left else ""
            )
            if name:
                left -= 1
                yield Token("text", "", 0, content=text[end : word.start()])
                yield Token("abbr_open", "abbr", 1, attrs={"title": meanings[name]})
                yield Token("text", "", 0, content=name)
                yield Token("abbr_close", "abbr", -1)
                end = word.start() + len(name)
        yield Token("text", "", 0, content=text[end:]) if end else token


def _longest(text: str, word: re.Match[str], meanings: Mapping[str, str], lengths: Mapping[str, set[int]]) -> str:
    """The longest abbreviation that begins with a word of a text; empty if none."""
    for length in sorted(lengths[word[0]], reverse=True):
        end = word.start() + length
        if text[word.start() : end] in meanings and not (text[end - 1].isalnum() and text[end : end + 1].isalnum()):
            return text[word.start() : end]
    return ""
