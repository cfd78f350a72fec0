"""The Markdown of answers: CommonMark and GFM, with formulae, footnotes and definition lists."""

import functools
from collections.abc import Callable

from articles.publishing.rendering.body.abbreviations import abbreviations_plugin
from articles.publishing.rendering.body.attributes import attributes_plugin
from articles.publishing.rendering.body.autolinks import autolinks_plugin
from articles.publishing.rendering.body.blocks import blocks_plugin
from articles.publishing.rendering.body.callouts import callouts_plugin
from articles.publishing.rendering.body.emoji import emoji_plugin
from articles.publishing.rendering.body.html_syntax import html_plugin
from articles.publishing.rendering.body.limits import MAX_NESTING, limits_plugin
from articles.publishing.rendering.body.marks import marks_plugin
from articles.publishing.rendering.body.math_syntax import math_plugin
from articles.publishing.rendering.body.template_code import template_plugin
from articles.publishing.rendering.body.template_signs import MASKED
from articles.publishing.rendering.body.wiki_links import wiki_links_plugin
from markdown_it import MarkdownIt
from markdown_it.helpers import parseLinkLabel
from markdown_it.rules_inline import StateInline, autolink, image, link
from markdown_it.token import Token
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin


def parse(markdown: str) -> list[Token]:
    """Parse a text into its tokens.

    In `meta`, tokens that problems may name have `offset`, their place in the text of their block. Links and pictures
    also have `end`, and those in brackets `label_end`, where the second bracket is.

    Raises:
        ArticleError: It would take too long.
    """
    return parser().parse(markdown)


class _Parser(MarkdownIt):
    """markdown-it, but it keeps every destination: `links` decides about them, and warns if it drops one."""

    def validateLink(self, url: str) -> bool:  # noqa: ARG002, N802 - markdown-it's name and signature
        return True

    def normalizeLink(self, url: str) -> str:  # noqa: N802 - as above
        """Encode a destination. Template code in it stays readable for the warning, and for whoever resolves it."""
        return url if MASKED.search(url) else super().normalizeLink(url)


@functools.cache
def parser() -> MarkdownIt:
    """The configured parser; made once in each process."""
    md = _Parser("gfm-like", {"html": True, "linkify": False, "tasklists": True, "maxNesting": MAX_NESTING})
    md.use(limits_plugin).use(math_plugin).use(autolinks_plugin).use(html_plugin)
    md.use(footnote_plugin, inline=False).use(deflist_plugin)
    md.use(template_plugin).use(blocks_plugin).use(callouts_plugin).use(attributes_plugin)
    md.use(marks_plugin).use(abbreviations_plugin).use(emoji_plugin)
    md.inline.ruler.at("link", _located(_link, "link_open"))
    md.inline.ruler.at("autolink", _located(autolink, "link_open"))
    md.inline.ruler.at("image", _located(_image, "image"))
    md.use(wiki_links_plugin)
    return md


def _link(state: StateInline, silent: bool) -> bool:
    """The rule for links in brackets. Where the label ends is known already, so that this takes no time."""
    start, count = state.pos, len(state.tokens)
    found = link(state, silent)
    if found and not silent:
        opened = next(token for token in state.tokens[count:] if token.type == "link_open")
        opened.meta["label_end"] = parseLinkLabel(state, start, True)
    return found


def _image(state: StateInline, silent: bool) -> bool:
    """The rule for pictures; where the label ends, as in `_link`."""
    start, count = state.pos, len(state.tokens)
    found = image(state, silent)
    if found and not silent:
        shown = next(token for token in state.tokens[count:] if token.type == "image")
        shown.meta["label_end"] = parseLinkLabel(state, start + 1, False)
    return found


def _located(rule: Callable[[StateInline, bool], bool], kind: str) -> Callable[[StateInline, bool], bool]:
    """The same rule, but the first token of this kind says where in the text it begins and ends."""

    def located(state: StateInline, silent: bool) -> bool:
        start, count = state.pos, len(state.tokens)
        found = rule(state, silent)
        if found and not silent:
            token = next(token for token in state.tokens[count:] if token.type == kind)
            token.meta |= {"offset": start, "end": state.pos, "words": state.src[start + 1 : state.pos - 1]}
        return found

    return located
