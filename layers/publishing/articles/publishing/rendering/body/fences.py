"""Fences of code that nothing closes: the rest of their block is code, which is hardly what its author means."""

from articles.publishing.rendering.body.positions import Finding, notice
from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, fence

_MESSAGE = "Nothing closes this block of code, so all that follows is code; write `{}` on a line of its own at its end."


def fences_plugin(md: MarkdownIt) -> None:
    """Make a parser tell of fences that nothing closes."""
    around = ["paragraph", "reference", "blockquote", "list"]
    md.block.ruler.at("fence", _fence, {"alt": around})


def _fence(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    found = fence(state, start, end, silent)
    if found and not silent:
        token = state.tokens[-1]
        last = state.line - 1
        closer = state.src[state.bMarks[last] + state.tShift[last] : state.eMarks[last]].rstrip()
        is_closer = closer.startswith(token.markup) and not closer.strip(token.markup[0])
        if last == start or not is_closer or state.is_code_block(last):
            state.tokens.append(notice(Finding(token, token, "fence-unclosed", _MESSAGE.format(token.markup))))
    return found
