"""A picture alone in its paragraph that has a title: a figure with the title as its caption."""

from html import escape

from articles.publishing.rendering.body.plain_text import plain_text
from markdown_it.token import Token


def place_captions(tokens: list[Token]) -> None:
    """Make figures of the pictures that stand alone and have a title. The tokens are changed."""
    for before, block, after in zip(tokens, tokens[1:], tokens[2:], strict=False):
        is_paragraph = before.type == "paragraph_open" and after.type == "paragraph_close" and not before.hidden
        shown = [each for each in block.children or [] if each.type != "text" or each.content.strip()]
        images = [each for each in shown if each.type == "image"]
        has_title = len(images) == 1 and images[0].attrs.get("title")
        if not (is_paragraph and has_title) or plain_text(_others(shown)).strip():
            continue
        title = str(images[0].attrs.pop("title"))
        before.tag = after.tag = "figure"
        caption = f"\n<figcaption>{escape(title)}</figcaption>\n"
        block.children = [*shown, Token("html_inline", "", 0, content=caption, meta={"text": f"\n{title}"})]


def _others(tokens: list[Token]) -> list[Token]:
    return [each for each in tokens if each.type != "image"]
