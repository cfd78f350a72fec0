"""Ask the index, and join what it finds with the pages as they are now.

The index is told of a change a moment after the page. So a page that has gone, expired or moved is left out, and so is
one that no longer has what results are narrowed to; titles and texts are those of today.
"""

import dataclasses
import datetime as dt
from dataclasses import dataclass

from articles.browse.library import Library
from articles.browse.listed_articles import ListedArticle
from articles.common.slugs import slug
from articles.publishing.rendering.search_document import SearchDocument
from articles.search.engine.facets import Facets
from articles.search.engine.searching import Found, Question, Searching
from articles.search.engine.snippets import Snippet, snippet

# How often more is asked for if many of the pages that were found are no longer there.
_ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Result:
    """A page that was found.

    Attributes:
        entry: The page, as lists show it.
        shown: Its title and a part of its text, with the words that were sought.
    """

    entry: ListedArticle
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
    newest: bool = False


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
    found = searching.find(dataclasses.replace(question, facets=facets))
    results = _joined(found, question, library)
    left_out, rounds, last = len(found.hits) - len(results), 1, found
    while len(results) < question.limit and _goes_on(last, question) and rounds < _ROUNDS:
        last = searching.find(dataclasses.replace(question, position=last.hits[-1].position))
        joined = _joined(last, question, library)
        left_out += len(last.hits) - len(joined)
        results += joined
        rounds += 1
    return Results(
        tuple(results),
        max(found.total - left_out, len(results)),
        is_about=bool(left_out),
        facets=found.facets,
        following=last.hits[-1].position if _goes_on(last, question) else None,
        newest=found.newest,
    )


def _goes_on(found: Found, question: Question) -> bool:
    return len(found.hits) == question.limit


def _joined(found: Found, question: Question, library: Library) -> list[Result]:
    pages = library.found([hit.path for hit in found.hits])
    there = (pages[hit.path] for hit in found.hits if hit.path in pages)
    return [
        Result(entry, snippet(document, found.sought)) for entry, document in there if _is_wanted(document, question)
    ]


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
