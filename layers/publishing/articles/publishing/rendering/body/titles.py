"""A heading that repeats the article's title: at the beginning it is not shown twice, further down it is a warning."""

import unicodedata
from collections.abc import Iterator, Sequence

from articles.publishing.rendering.body.anchors import github_slug, old_slug
from articles.publishing.rendering.body.attributes import ANCHOR, anchor
from articles.publishing.rendering.body.plain_text import name_of, plain_text
from articles.publishing.rendering.body.positions import Finding
from markdown_it.token import Token

_MESSAGE = "This heading repeats the title, which the page shows above the text; remove it."
# Typography that makes no other title: quotes, dashes, and what Unicode's NFKC leaves alone.
_PLAIN = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019\u201b\u02bc`", "'"),
        **dict.fromkeys("\u201c\u201d\u201f\u00ab\u00bb", '"'),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"),
    }
)


def drop_title(tokens: list[Token], title: str) -> list[Finding]:
    """Take out the heading with which a text begins if it is the article's title. Links still lead there.

    Args:
        tokens: Of the text; changed here.
        title: The article's; empty if it is not known.

    Returns:
        A warning for each other heading of the first level that repeats the title.
    """
    repeated = list(_repeated(tokens, title))
    if repeated and _is_first(tokens, repeated[0]):
        opening, content, _ = tokens[repeated[0] : repeated[0] + 3]
        del tokens[repeated[0] : repeated[0] + 3]
        identifier = opening.meta.get("id") or github_slug(name_of(content))
        _insert(tokens, repeated[0], [anchor(identifier), anchor(old_slug(plain_text([content])))])
        repeated = list(_repeated(tokens, title))
    return [Finding(tokens[index], tokens[index], "title-repeated", _MESSAGE) for index in repeated]


def without_title(markdown: str, tokens: Sequence[Token], title: str) -> str:
    """A Markdown text without the heading that `drop_title` takes out of its tokens.

    Args:
        markdown: The text.
        tokens: Its tokens.
        title: The article's title.
    """
    first = next(_repeated(tokens, title), None)
    lines = tokens[first].map if first is not None and _is_first(tokens, first) else None
    return "\n".join(markdown.split("\n")[lines[1] :]).lstrip("\n") if lines else markdown


def _repeated(tokens: Sequence[Token], title: str) -> Iterator[int]:
    """Where headings of the first level are that repeat a title."""
    wanted = _normal(title)
    for index, token in enumerate(tokens):
        is_highest = token.tag == "h1" and token.nesting > 0 and wanted
        if is_highest and _normal(plain_text([tokens[index + 1]])) == wanted:
            yield index


def _is_first(tokens: Sequence[Token], index: int) -> bool:
    """Whether nothing that is shown stands before a token."""
    return all(token.hidden or token.type == ANCHOR for token in tokens[:index])


def _insert(tokens: list[Token], index: int, places: list[Token]) -> None:
    """Put places into the text that follows, so that no other element is the first of the answer."""
    if index < len(tokens) and tokens[index].type in ("paragraph_open", "heading_open"):
        tokens[index + 1].children = [*places, *(tokens[index + 1].children or [])]
    else:
        tokens[index:index] = places


def _normal(text: str) -> str:
    """What is the same in two texts that differ in case, white space and typography only."""
    plain = unicodedata.normalize("NFKC", text).casefold().translate(_PLAIN)
    return " ".join(plain.replace("---", "-").replace("--", "-").split())
