"""Blocks that CommonMark does not have, by the character with which a line of them begins.

The parser asks its rules about every line of a text, so all of these are one rule, which looks at one character.
"""

from collections.abc import Callable, Mapping

from articles.publishing.rendering.body.abbreviations import abbreviation
from articles.publishing.rendering.body.admonitions import admonition
from articles.publishing.rendering.body.attributes import line_of_attributes
from articles.publishing.rendering.body.contents import contents
from articles.publishing.rendering.body.directives import directive
from articles.publishing.rendering.body.template_blocks import BRACE, template_block
from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock

_RULES: Mapping[str, Callable[[StateBlock, int, int, bool], bool]] = {
    "{": line_of_attributes,
    BRACE: template_block,
    "[": contents,
    "<": contents,
    "*": abbreviation,
    ":": directive,
    "!": admonition,
    "?": admonition,
    "=": admonition,
}


def blocks_plugin(md: MarkdownIt) -> None:
    """Make a parser read blocks of other dialects."""
    around = ["paragraph", "reference", "blockquote", "list"]
    md.block.ruler.before("table", "blocks", _block, {"alt": around})


def _block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    begin = state.bMarks[start] + state.tShift[start]
    rule = _RULES.get(state.src[begin : begin + 1])
    return rule is not None and not state.is_code_block(start) and rule(state, start, end, silent)
