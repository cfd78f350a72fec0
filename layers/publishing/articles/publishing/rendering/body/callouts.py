"""Callouts: notes, tips and warnings in a box, however an author writes them, and what they are made of.

Here are the quotations of GitHub and Obsidian, ``> [!NOTE]``. `admonitions` has those of MkDocs, `directives` those of
Docusaurus and others.
"""

import re
from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

# The five that look different, and what else they are called.
_LOOKS = {
    "note": "note info abstract summary tldr todo seealso see-also example question help faq quote cite snippet memo",
    "tip": "tip hint success check done",
    "important": "important",
    "warning": "warning warn attention",
    "caution": "caution danger error failure fail missing bug alert",
}
LOOKS = {name: look for look, names in _LOOKS.items() for name in names.split()}
CLASSES = frozenset({"callout", *(f"callout-{look}" for look in _LOOKS)})
TITLE_CLASSES = frozenset({"callout-title", "part-title"})

_MARKER = re.compile(r"\[!([A-Za-z][\w-]*)(?:\|[^\]\n]*)?\]([+-]?)(?:[^\S\n]+([^\n]*))?[ \t]*(?:\n|\Z)")


def callouts_plugin(md: MarkdownIt) -> None:
    """Make a parser read quotations that begin with the name of a callout as callouts."""
    md.core.ruler.after("block", "callouts", _quotations)


def open_callout(kind: str, title: str | None, *, is_open: bool | None, lines: list[int]) -> list[Token]:
    """The tokens with which a callout begins.

    Args:
        kind: What its author calls it: `note`, `tip`. One that is not known looks like a note.
        title: Markdown; empty if it has none, None if it has that of its kind.
        is_open: Whether what can be folded is open; None if it cannot be folded.
        lines: The first line of it, and the one behind it.
    """
    look = LOOKS.get(kind.lower(), "note")
    opened = Token("callout_open", "div", 1, attrs={"class": f"callout callout-{look}"}, map=lines, block=True)
    if is_open is None:
        opened.attrs["role"] = "note"
        if title == "":
            opened.meta["callout"] = kind
            return [opened]
    else:
        opened.tag = "details"
        opened.attrs |= {"open": ""} if is_open else {}
    titled = _title("p" if is_open is None else "summary", "callout-title", title or kind, lines[0])
    if not title:
        titled[1].meta["callout"] = kind
    return [opened, *titled]


def close_callout(opened: Token) -> Token:
    """The token with which a callout ends."""
    return Token("callout_close", opened.tag, -1, block=True)


def part_title(title: str, line: int) -> list[Token]:
    """The title of a part of a text, such as a tab, that is shown below the others."""
    return _title("p", "part-title", title, line)


def push(state: StateBlock, tokens: Sequence[Token]) -> None:
    """Add tokens to those of a parser, each at its level."""
    for token in tokens:
        state.level -= token.nesting < 0
        token.level = state.level
        state.level += token.nesting > 0
        state.tokens.append(token)


def _title(tag: str, css_class: str, title: str, line: int) -> list[Token]:
    return [
        Token("callout_title_open", tag, 1, attrs={"class": css_class}, map=[line, line + 1], block=True),
        Token("inline", "", 0, content=title, map=[line, line + 1], children=[], block=True),
        Token("callout_title_close", tag, -1, block=True),
    ]


def _quotations(state: StateCore) -> None:
    if "[!" not in state.src:
        return
    tokens, result = state.tokens, list[Token]()
    around: list[Token | None] = []  # of each quotation that is open: the callout that it is
    index = 0
    while index < len(tokens):
        token = tokens[index]
        index += 1
        if token.type == "blockquote_open":
            marker = _marker(tokens, index)
            around.append(None)
            if marker:
                begun = _callout(token, marker, tokens[index + 1])
                around[-1] = begun[0]
                result += begun
                index += 0 if tokens[index + 1].content else 3
                continue
        elif token.type == "blockquote_close" and (opened := around.pop()):
            token = close_callout(opened)
        result.append(token)
    tokens[:] = result


def _marker(tokens: Sequence[Token], index: int) -> re.Match[str] | None:
    """The marker with which the quotation begins whose first block is the one at this place."""
    return _MARKER.match(tokens[index + 1].content) if tokens[index].type == "paragraph_open" else None


def _callout(quotation: Token, marker: re.Match[str], first: Token) -> list[Token]:
    """The beginning of a callout. The marker is taken out of its first paragraph."""
    kind, fold, title = marker.groups()
    line = (first.map or [0])[0]
    first.content = first.content[marker.end() :]
    first.map = [line + 1, max(line + 1, (first.map or [0, 0])[1])]
    tokens = open_callout(kind, title or None, is_open=fold == "+" if fold else None, lines=quotation.map or [0, 0])
    for token in tokens:
        token.level = quotation.level + (token is not tokens[0]) + (token.type == "inline")
    return tokens
