"""Render the tokens of an answer to HTML."""

import html
from collections.abc import Sequence
from typing import Any

from articles.publishing.rendering.body.emoji import EMOJI
from articles.publishing.rendering.body.formula_text import seen
from articles.publishing.rendering.body.math_syntax import FORMULAE
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

# A block with a longer line may be wider than a narrow screen, so it scrolls, by keyboard once it has the focus.
_NARROW = 28
_NARROW_FORMULA = 20  # what is between its letters takes room, too
_AS_IT_IS = FORMULAE | {EMOJI}


class BodyRenderer(RendererHTML):
    """markdown-it's renderer, with the elements that this project writes in its own way.

    The methods are render rules: each is named after the type of token that it writes.
    """

    def heading_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """A heading, which also answers to the id that pages once had for it."""
        old = tokens[idx].meta["old_id"]
        anchor = f'<span id="{html.escape(old)}"></span>' if old else ""
        return self.renderToken(tokens, idx, options, env) + anchor

    def anchor(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:  # noqa: ARG002
        """A place to link to; nothing if another place has its id."""
        return f"<span{self.renderAttrs(tokens[idx])}></span>" if tokens[idx].attrs else ""

    def emoji(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:  # noqa: ARG002
        """An emoji."""
        return tokens[idx].content

    def list_item_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """A list item, with a checkbox if it is a task."""
        item = self.renderToken(tokens, idx, options, env)
        if "checked" not in tokens[idx].meta:
            return item
        state, word = (" checked", "done") if tokens[idx].meta["checked"] else ("", "to_do")
        label = env["words"](word)
        return f'{item}<input class="task-list-item-checkbox" type="checkbox" disabled{state} aria-label="{label}"> '

    def renderInlineAsText(self, tokens: Sequence[Token] | None, options: OptionsDict, env: EnvType) -> str:  # noqa: N802 - markdown-it's name
        """The alternative text of an image, with its formulae as LaTeX."""
        plain = super().renderInlineAsText
        return "".join(each.content if each.type in _AS_IT_IS else plain([each], options, env) for each in tokens or ())

    def fence(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:  # noqa: ARG002
        """A block of code, fenced."""
        return _code(tokens[idx])

    def code_block(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:  # noqa: ARG002
        """A block of code, indented."""
        return _code(tokens[idx])

    def math_inline(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:  # noqa: ARG002
        """A formula in a line."""
        return _formula(tokens[idx])

    def math_display(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:  # noqa: ARG002
        """A display formula within a paragraph."""
        return _formula(tokens[idx])

    def math_block(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:  # noqa: ARG002
        """A display formula on lines of its own. Extractors leave out a `div` of nothing else, but no paragraph."""
        formula = _formula(tokens[idx])
        is_wide = len(seen(formula)) > _NARROW_FORMULA
        focus = f' tabindex="0" role="group" aria-label="{env["words"]("formula")}"' if is_wide else ""
        return f'<p class="math-block"{focus}>{formula}</p>\n'

    def table_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """A table in a region that scrolls."""
        label = env["words"]("table", number=tokens[idx].meta["number"])
        table = self.renderToken(tokens, idx, options, env)
        return f'<div class="table-scroll" role="region" aria-label="{label}" tabindex="0">{table}'

    def table_close(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """The end of a table and of its region."""
        return self.renderToken(tokens, idx, options, env) + "</div>\n"

    def footnote_ref(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:  # noqa: ARG002
        """The number that refers to a footnote."""
        meta = tokens[idx].meta
        number = meta["id"] + 1
        return (
            f'<sup class="footnote-ref"><a href="#fn-{number}" id="{_reference_id(meta)}" role="doc-noteref">'
            f"{number}</a></sup>"
        )

    def footnote_block_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:  # noqa: ARG002
        """The notes at the end."""
        label = env["words"]("footnotes")
        return f'<section class="footnotes" role="doc-endnotes" aria-label="{label}"><ol class="footnotes-list">\n'

    def footnote_block_close(self, *_: Any) -> str:
        """The end of the notes."""
        return "</ol></section>\n"

    def footnote_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:  # noqa: ARG002
        """A note."""
        return f'<li class="footnote-item" id="fn-{tokens[idx].meta["id"] + 1}">'

    def footnote_close(self, *_: Any) -> str:
        """The end of a note."""
        return "</li>\n"

    def footnote_anchor(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:  # noqa: ARG002
        """The link from a note back to its reference."""
        meta = tokens[idx].meta
        word = "back_to_place" if meta["subId"] else "back_to_reference"
        label = env["words"](word, number=meta["id"] + 1, place=meta["subId"] + 1)
        arrow = "↪" if env["words"].direction == "rtl" else "↩"
        return (
            f' <a class="footnote-backref" href="#{_reference_id(meta)}" role="doc-backlink"'
            f' aria-label="{label}">{arrow}\ufe0e</a>'
        )


def as_source(latex: str) -> str:
    """HTML of a formula as its source, for where it has no MathML."""
    return f'<code class="math">{html.escape(latex, quote=False)}</code>'


def _reference_id(meta: dict[str, Any]) -> str:
    return f"fnref-{meta['id'] + 1}" + (f"-{meta['subId'] + 1}" if meta["subId"] else "")


def _formula(token: Token) -> str:
    mathml: str | None = token.meta["mathml"]
    return mathml or as_source(token.content)


def _code(token: Token) -> str:
    focus = ' tabindex="0"' if any(len(line) > _NARROW for line in token.content.splitlines()) else ""
    language_class = f' class="language-{token.meta["language"]}"' if "language" in token.meta else ""
    block = f'<pre class="highlight"{focus}><code{language_class}>{token.meta["html"]}</code></pre>\n'
    title = token.meta["title"]
    return f'<figure class="code"><figcaption>{html.escape(title)}</figcaption>\n{block}</figure>\n' if title else block
