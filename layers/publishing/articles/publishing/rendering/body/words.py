"""Words in a text that its author did not write, in the language of the text: names of callouts, frames and videos."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from articles.publishing.rendering.body.frames import frame
from articles.publishing.rendering.words import Words
from markdown_it.token import Token


def place_words(tokens: Sequence[Token], words: Words) -> None:
    """Put the words of a language where parsing has left what they are about, in `meta`.

    Args:
        tokens: The blocks of an answer. They are changed.
        words: The words.
    """
    for block in tokens:
        if "callout" in block.meta:
            _name(block, words)
        for token in (block, *(block.children or ())):
            if "video" in token.meta:
                token.content = words.plain("video", site=token.meta["video"])
            elif "frame" in token.meta:
                address = token.meta["frame"]
                token.content = frame(address, words.plain("frame", host=urlsplit(address).netloc))


def _name(block: Token, words: Words) -> None:
    """Name a callout, or give it its title: a kind that is not known is called as its author calls it."""
    kind = block.meta["callout"]
    key = f"callout_{kind.lower().replace('-', '_')}"
    name = words.plain(key) if words.has(key) else kind.replace("-", " ").capitalize()
    if block.type == "inline":
        block.content = name
        block.children = [Token("text", "", 0, content=name)]
    else:
        block.attrs["aria-label"] = name
