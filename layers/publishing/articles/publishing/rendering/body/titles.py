"""A heading that repeats the article's title: the first is not shown, since the page shows it; others are a warning."""

import unicodedata
from collections.abc import Iterator, Sequence

from articles.publishing.reading.headings import first_heading
from articles.publishing.rendering.body.anchors import github_slug, old_slug
from articles.publishing.rendering.body.attributes import anchor
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


def drop_title(tokens: list[Token], text: str, title: str) -> list[Finding]:
    """Take out the first heading of a text if it is the article's title. Links still lead there.

    Args:
        tokens: Of the text; changed here.
        text: The text.
        title: The article's; empty if it is not known.

    Returns:
        A warning for each other heading of the first level that repeats the title.
    """
    first = _title_in(tokens, text, title)
    if first is not None:
        opening, content, _ = tokens[first : first + 3]
        del tokens[first : first + 3]
        identifier = opening.meta.get("id") or github_slug(name_of(content))
        _insert(tokens, first, [anchor(identifier), anchor(old_slug(plain_text([content])))])
    return [Finding(tokens[index], tokens[index], "title-repeated", _MESSAGE) for index in _repeated(tokens, title)]


def without_title(markdown: str, tokens: Sequence[Token], title: str) -> str:
    """A Markdown text without the heading that `drop_title` takes out of its tokens.

    Args:
        markdown: The text.
        tokens: Its tokens.
        title: The article's title.
    """
    first = _title_in(tokens, markdown, title)
    lines = tokens[first].map if first is not None else None
    if lines is None:
        return markdown
    written = markdown.split("\n")
    return "\n".join([*written[: lines[0]], *written[lines[1] :]]).lstrip("\n")


def _title_in(tokens: Sequence[Token], text: str, title: str) -> int | None:
    """Where the first heading of the first level is, if it is the title; None if it is another, or if there is none.

    A heading that gave the article its title was read without this dialect, so it may have been read another way.
    """
    index = next((index for index, token in enumerate(tokens) if _is_highest(token)), None)
    if index is None or not title:
        return None
    is_title = _normal(plain_text([tokens[index + 1]])) == _normal(title) or first_heading(text) == title
    return index if is_title else None


def _repeated(tokens: Sequence[Token], title: str) -> Iterator[int]:
    """Where headings of the first level are that repeat a title."""
    wanted = _normal(title)
    for index, token in enumerate(tokens):
        if wanted and _is_highest(token) and _normal(plain_text([tokens[index + 1]])) == wanted:
            yield index


def _is_highest(token: Token) -> bool:
    return token.tag == "h1" and token.nesting > 0 and not token.level


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
