"""Ask the index, and join what it finds with the pages as they are now.

The index is told of a change a moment after the page. So a page that has gone, expired or moved is left out, and so is
one that no longer has what results are narrowed to; titles and texts are those of today.
"""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from articles.browse.found_pages import FoundPage
from articles.browse.library import Library
from articles.browse.listed_articles import ListedArticle
from articles.common.slugs import slug
from articles.publishing.rendering.search_document import SearchDocument
from articles.search.engine.facets import Facets
from articles.search.engine.searching import MAX_POSITION, Found, Hit, Question, Searching
from articles.search.engine.snippets import Snippet, snippet

# How often more is asked for if many of the pages that were found are no longer there.
_ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Result:
    """A page that was found.

    Attributes:
        entry: The page, as lists show it.
        document: What search is to know of it now.
        shown: Its title and a part of its text, with the words that were sought.
    """

    entry: ListedArticle
    document: SearchDocument
    shown: Snippet


@dataclass(frozen=True, slots=True)
class Results:
    """What was found.

    Attributes:
        results: The pages, in order.
        total: How many there are in all.
        is_about: Whether that is not exact, since the index has yet to be told of a change.
        facets: What they can be narrowed to.
        following: Where to go on; None at the end.
        newest: Whether the newest comes first.
    """

    results: tuple[Result, ...] = ()
    total: int = 0
    is_about: bool = False
    facets: Facets = dataclasses.field(default_factory=Facets)
    following: int | None = None
    newest: bool = True

    @property
    def is_cut(self) -> bool:
        """Whether there are more than can be reached: of what is sorted by relevance, only the first are."""
        return not self.newest and self.following is None and self.total > MAX_POSITION


def find(question: Question, searching: Searching | None, library: Library, facets: int = 0) -> Results:
    """Find pages.

    Args:
        question: What is asked.
        searching: The index; None if nothing is in it.
        library: Where the pages are.
        facets: How many of each facet are wanted.

    Raises:
        BusyError: The table is busy.
    """
    if searching is None:
        return Results()
    asked = dataclasses.replace(question, limit=question.limit + 1)  # one more than are shown: are there any?
    found = searching.find(dataclasses.replace(asked, facets=facets))
    hits = found.hits
    joined = _joined(hits, found, question, library)
    for _ in range(_ROUNDS):
        if len(hits) < asked.limit or len(_there(joined)) > question.limit:
            break
        hits = searching.find(dataclasses.replace(asked, position=hits[-1].position)).hits
        joined += _joined(hits, found, question, library)
    there = _there(joined)
    shown = there[: question.limit]
    following = None
    if len(there) > question.limit:
        following = shown[-1][0].position
    elif len(hits) == asked.limit:
        following = hits[-1].position
    return Results(
        tuple(result for _, result in shown),
        max(found.total - (len(joined) - len(there)), len(shown)),
        is_about=any(result is None or result.document.digest != hit.digest for hit, result in joined),
        facets=found.facets,
        following=following,
        newest=found.newest,
    )


def _there(joined: Iterable[tuple[Hit, Result | None]]) -> list[tuple[Hit, Result]]:
    return [(hit, result) for hit, result in joined if result is not None]


def _joined(hits: Sequence[Hit], found: Found, question: Question, library: Library) -> list[tuple[Hit, Result | None]]:
    """What was found, each with its page; None for one that must not be shown."""
    pages = library.found([hit.path for hit in hits])
    return [(hit, _result(pages.get(hit.path), found, question)) for hit in hits]


def _result(page: FoundPage | None, found: Found, question: Question) -> Result | None:
    if page is None or not _is_wanted(page.document, question):
        return None
    return Result(page.entry, page.document, snippet(page.document, found.sought))


def _is_wanted(document: SearchDocument, question: Question) -> bool:
    """Whether a page has what results are narrowed to, now."""
    day = dt.date.fromisoformat(document.date) if document.date else None
    return (
        question.subject in ("", slug(document.subject))
        and {*question.tags} <= {slug(each) for each in document.keywords}
        and (not question.author or question.author in {slug(each) for each in document.authors})
        and question.language in ("", document.language)
        and (question.first is None or (day is not None and day >= question.first))
        and (question.last is None or (day is not None and day <= question.last))
    )
