"""An index, opened: what is found in it."""

import datetime as dt
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from articles.publishing.rendering.search_document import SearchDocument
from articles.search.engine import schema
from articles.search.engine.facets import Facets, facets_of
from articles.search.engine.queries import constant, excluding, wanted
from articles.search.engine.query_text import Sought, parse
from articles.search.engine.similar import like
from articles.search.engine.vocabulary import sought
from tantivy import DocAddress, FieldType, Index, Occur, Query, Searcher, SearchResult

# Results beyond these are found by another query, not by turning pages. Newest first, there is no bound.
MAX_POSITION = 1000
MAX_LIMIT = 100

# More stemmers than this would make a query slow; those of the fewest documents are left out.
_MAX_STEMMERS = 5

# Facets are counted while the pages that were found are waited for.
_BESIDE = ThreadPoolExecutor(1, thread_name_prefix="facets")


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody wants to find.

    Attributes:
        text: What they typed; if it has no words, everything is found.
        subject: The slug of a subject.
        tags: Slugs of keywords, of which results have all.
        author: The slug of an author's name.
        language: The tag of a language.
        first: The earliest day.
        last: The latest day.
        newest: Whether the newest comes first, instead of what is most relevant.
        position: Where to go on: that of the last result that was seen; 0 is the beginning.
        limit: How many results are wanted.
        facets: How many of each facet are wanted.
    """

    text: str = ""
    subject: str = ""
    tags: tuple[str, ...] = ()
    author: str = ""
    language: str = ""
    first: dt.date | None = None
    last: dt.date | None = None
    newest: bool = False
    position: int = 0
    limit: int = 20
    facets: int = 0


@dataclass(frozen=True, slots=True)
class Hit:
    """A page that was found.

    Attributes:
        path: Its path.
        digest: That of what was indexed of it: `SearchDocument.digest`.
        position: From where on the next results follow.
        score: How relevant it is, the larger the more; 0 if results are sorted by date.
    """

    path: str
    digest: str
    position: int
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class Found:
    """What was found.

    Attributes:
        hits: The pages, in order.
        total: How many there are in all.
        newest: Whether the newest comes first, as it does where nothing is sought by words.
        sought: What was sought, for `snippets`.
        counting: What counts the facets; None if none are wanted.
    """

    hits: tuple[Hit, ...]
    total: int
    newest: bool
    sought: tuple[Sought, ...] = ()
    counting: Future[Facets] | None = None

    @property
    def facets(self) -> Facets:
        """What the results can be narrowed to, once that is counted."""
        return self.counting.result() if self.counting else Facets()


class Searching:
    """An open index."""

    def __init__(self, searcher: Searcher) -> None:
        self._searcher = searcher
        known = searcher.terms_with_prefix(schema.STEMMER, "", limit=_MAX_STEMMERS)
        self._stemmers = tuple(name for name, _ in known)
        self._facets_of_all: dict[int, Facets] = {}  # they take the longest, and are asked for the most

    @property
    def pages(self) -> int:
        """How many pages the index has."""
        return self._searcher.num_docs

    def find(self, question: Question) -> Found:
        """Find pages."""
        asked = parse(question.text)
        found = sought(asked, self._searcher, self._stemmers)
        newest = question.newest or not found
        results = self._newest if newest else self._relevant
        others = [*_narrowing(question), *((Occur.MustNot, each) for each in excluding(asked.excluded, self._stemmers))]
        query = self._query(found, others, half=False)
        hits, total = results(query, question)
        if found and not total:
            query = self._query(found, others, half=True)
            hits, total = results(query, question)
        is_of_all = not found and not others
        counting = _BESIDE.submit(self._facets, query, question.facets, of_all=is_of_all) if question.facets else None
        return Found(hits, total, newest, found, counting)

    def similar(self, document: SearchDocument, limit: int) -> tuple[Hit, ...]:
        """Pages that are like one, in its language; the most alike first.

        Args:
            document: What search knows of it; it need not be in the index.
            limit: How many are wanted.
        """
        query = like(document, self._searcher)
        if query is None:
            return ()
        found = self._searcher.search(query, limit=min(limit, MAX_LIMIT) + 1, count=False)
        hits = [self._hit(address, place, score) for place, (score, address) in enumerate(found.hits, 1)]
        return tuple(each for each in hits if each.path != document.path)[:limit]

    def _query(self, found: Sequence[Sought], others: Sequence[tuple[Occur, Query]], *, half: bool) -> Query:
        words = wanted(found, self._stemmers, half=half) if found else Query.all_query()
        return Query.boolean_query([(Occur.Must, words), *others])

    def _facets(self, query: Query, most: int, *, of_all: bool) -> Facets:
        if not of_all:
            return facets_of(self._searcher, query, most)
        if most not in self._facets_of_all:
            self._facets_of_all[most] = facets_of(self._searcher, query, most)
        return self._facets_of_all[most]

    def _relevant(self, query: Query, question: Question) -> tuple[tuple[Hit, ...], int]:
        start = min(max(0, question.position), MAX_POSITION)
        found = self._searcher.search(query, limit=_limit(question), offset=start)
        hits = [self._hit(address, start + place, score) for place, (score, address) in enumerate(found.hits, 1)]
        return tuple(each for each in hits if each.position <= MAX_POSITION), _count(found)

    def _newest(self, query: Query, question: Question) -> tuple[tuple[Hit, ...], int]:
        rest = query
        if question.position > 0:
            before = _ordered(0, min(question.position, schema.LAST_ORDER))
            rest = Query.boolean_query([(Occur.Must, query), (Occur.Must, before)])
        found = self._searcher.search(rest, limit=_limit(question), order_by_field=schema.ORDER)
        total = _count(found if rest is query else self._searcher.search(query, limit=1))
        return tuple(self._hit(address, order) for order, address in found.hits), total

    def _hit(self, address: DocAddress, position: int, score: float = 0.0) -> Hit:
        document = self._searcher.doc(address)
        return Hit(str(document.get_first(schema.PATH)), str(document.get_first(schema.DIGEST)), position, score)


def opened(folder: Path) -> Searching:
    """Open an index.

    Args:
        folder: One that `write_segment`, `merge` or `combine` made.
    """
    index = Index.open(str(folder))
    index.config_reader("manual")
    return Searching(index.searcher())


def _limit(question: Question) -> int:
    return min(max(1, question.limit), MAX_LIMIT)


def _count(found: SearchResult) -> int:
    count: int = found.count  # type: ignore[attr-defined]  # tantivy's stub lacks it
    return count


def _narrowing(question: Question) -> list[tuple[Occur, Query]]:
    values = [
        (schema.SUBJECT, question.subject),
        *((schema.TAG, each) for each in question.tags),
        (schema.AUTHOR, question.author),
        (schema.LANGUAGE, question.language),
    ]
    queries = [constant(name, value) for name, value in values if value]
    if question.first or question.last:
        first, last = question.first or dt.date.min, question.last or dt.date.max
        queries.append(_ordered(schema.first_order(first), schema.first_order(last) + schema.A_DAY))
    return [(Occur.Must, each) for each in queries]


def _ordered(first: int, end: int) -> Query:
    """Pages whose order is at least one number and less than another."""
    query = Query.range_query(schema.SCHEMA, schema.ORDER, FieldType.Unsigned, first, end, include_upper=False)
    return Query.const_score_query(query, 0.0)
