"""The title that a text has in itself: its first heading of the highest level."""

import functools
import re
from typing import TYPE_CHECKING

from articles.publishing.reading.fences import outside_fences

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_ATX = re.compile(r" {0,3}#(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*$")
_UNDERLINE = re.compile(r" {0,3}=+[ \t]*$")
_PARAGRAPH = re.compile(r" {0,3}[^\s>#`~|<+*=-]")
_ATTRIBUTES = re.compile(r"[ \t]*\{:?[ \t]*[.#:\w][^{}]*\}[ \t]*$")
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_TEMPLATE_CODE = re.compile(r"\{[{%]")

MAX_HEADING = 1_000


def first_heading(markdown: str) -> str:
    """The plain text of the first heading `# ...`, outside code and comments; empty if there is none.

    Args:
        markdown: The text of an article.
    """
    lines = _COMMENT.sub(_lines_of, markdown).split("\n")
    for number, line in outside_fences(lines):
        if (heading := _ATX.match(line)) and heading[1]:
            return _plain(heading[1])
        if number and _UNDERLINE.match(line) and _PARAGRAPH.match(lines[number - 1]):
            return _plain(lines[number - 1].strip())
    return ""


def _lines_of(comment: re.Match[str]) -> str:
    return "\n" * comment[0].count("\n")


def _plain(heading: str) -> str:
    """The text of a heading without its markup; empty if only another tool can work it out."""
    if len(heading) > MAX_HEADING or _TEMPLATE_CODE.search(heading):
        return ""
    [block] = _parser().parseInline(_ATTRIBUTES.sub("", heading))
    return " ".join("".join(map(_text, block.children or [])).split())


def _text(token: "Token") -> str:
    match token.type:
        case "text" | "code_inline":
            return token.content
        case "image":
            return "".join(map(_text, token.children or []))
        case "softbreak" | "hardbreak":
            return " "
    return ""


@functools.cache
def _parser() -> "MarkdownIt":
    from markdown_it import MarkdownIt  # noqa: PLC0415 -- lists read articles, too, and have no use for it

    return MarkdownIt("commonmark")
