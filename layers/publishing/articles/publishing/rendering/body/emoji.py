"""Emoji by the names that GitHub has for them: ``:smile:``. Other words between colons are text.

`emoji.txt` has a line each, made by tests/support/emoji_names.py. It is read when a text may have one.
"""

import functools
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

EMOJI = "emoji"

_NAMES = Path(__file__).with_name("emoji.txt")
# No letter or digit stands beside it, as in 10:30:45. (The colon comes first, so that the search is quick.)
_NAME = re.compile(r":(?<!\w:)([a-z0-9_+-]{1,60}):(?!\w)")


def emoji_plugin(md: MarkdownIt) -> None:
    """Make a parser read the names of emoji. Each is a token with the emoji as `content`, its name as `markup`."""
    md.core.ruler.after("inline", "emoji", _place_emoji)


@functools.cache
def emoji_by_name() -> Mapping[str, str]:
    """All emoji that have a name."""
    lines = _NAMES.read_text(encoding="utf-8").splitlines()
    return dict(line.split(" ", 1) for line in lines)


def _place_emoji(state: StateCore) -> None:
    if not _NAME.search(state.src):
        return
    for token in state.tokens:
        if token.type == "inline" and token.children and _NAME.search(token.content):
            token.children = list(_with_emoji(token.children))


def _with_emoji(tokens: Sequence[Token]) -> Iterator[Token]:
    is_address = False
    for token in tokens:
        if token.type in ("link_open", "link_close") and token.info == "auto":
            is_address = token.nesting > 0
        if token.type == "image":
            token.children = list(_with_emoji(token.children or []))
        if token.type != "text" or is_address or ":" not in token.content:
            yield token
            continue
        end = 0
        for name in _NAME.finditer(token.content):
            emoji = emoji_by_name().get(name[1])
            if emoji:
                yield _text(token.content[end : name.start()])
                yield Token(EMOJI, "", 0, content=emoji, markup=name[1])
                end = name.end()
        yield _text(token.content[end:]) if end else token


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)
