"""What search knows of a page: the words that it finds the page by, and what it sorts and narrows its results by."""

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from articles.publishing.reading.article import Article
from articles.publishing.rendering.settings import Settings

if TYPE_CHECKING:  # whoever only reads what was stored does not render
    from articles.publishing.rendering.markdown import Body

_CHARACTERS = 16

# With the article beside it, this much text fits into an item of the table: some 20,000 words.
_MAX_TEXT_BYTES = 128 * 1024


@dataclass(frozen=True, slots=True)
class SearchDocument:
    """A page, as search knows it.

    Attributes:
        path: Its canonical path.
        title: Its title.
        question: The question below the title; empty if there is none.
        description: What its author says of it in a sentence or two; or empty.
        headings: Those of its text, in order.
        keywords: As its author spells them.
        text: Its plain text, with a line for each block; formulae are LaTeX. Of a very long one the beginning.
        subject: The name of its subject; empty if it has none.
        authors: The names of those who wrote it.
        language: A BCP 47 tag.
        date: Its date in ISO form; empty if it has none.
        digest: A short hash of all of it: what is in the index is right while its page has the same. It is made if it
            is not given, as it is for a document that was stored, maybe by older code.
    """

    path: str
    title: str
    question: str = ""
    description: str = ""
    headings: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    text: str = ""
    subject: str = ""
    authors: tuple[str, ...] = ()
    language: str = "en"
    date: str = ""
    digest: str = ""

    def __post_init__(self) -> None:
        if not self.digest:
            object.__setattr__(self, "digest", hashlib.sha256(repr(self).encode()).hexdigest()[:_CHARACTERS])


def author_names(article: Article, settings: Settings) -> tuple[str, ...]:
    """Who wrote an article, by name: those that it names, or else the site's author."""
    named = tuple(author.name for author in article.authors if author.name)
    return named or tuple(filter(None, [article.author or settings.author]))


def search_document(article: Article, body: "Body", settings: Settings) -> SearchDocument | None:
    """What search is to know of an article.

    Args:
        article: The article.
        body: Its answer, rendered.
        settings: The site's settings.

    Returns:
        The document; None if the page is unlisted, so that search must not find it.
    """
    if article.visibility.unlisted:
        return None
    question = article.question if article.question != article.title else ""
    return SearchDocument(
        path=article.path,
        title=article.title,
        question=question,
        description=article.description,
        headings=tuple(heading.text for heading in body.headings),
        keywords=article.keywords,
        text=body.text.encode()[:_MAX_TEXT_BYTES].decode(errors="ignore"),
        subject=article.subject,
        authors=author_names(article, settings),
        language=settings.edition or article.language or settings.language,
        date=article.date.isoformat() if article.date else "",
    )
