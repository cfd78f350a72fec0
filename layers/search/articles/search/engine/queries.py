"""What is sought, as a query of tantivy's.

A word is looked for in each field of stems, and counts the more, the more readers expect of the field. Words are
analysed as a document's language has it, so there is a query for each stemmer, for the documents that it made.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import ceil

from articles.search.engine import schema
from articles.search.engine.analysis import is_frequent, stems
from articles.search.engine.english import numbers
from articles.search.engine.query_text import Part, Sought
from articles.search.engine.words import Word, folded, pairs, valid
from tantivy import Occur, Query

# How much more a word counts in a field than in the text.
WEIGHTS = {schema.TITLE: 4.0, schema.HEADINGS: 2.0, schema.KEYWORDS: 2.0, schema.TEXT: 1.0}
# How much the same word counts in each further field.
_FURTHER = 0.3
# How much it counts, besides, that a word is spelled as the reader has it, or is its plural or singular.
_AS_WRITTEN = 0.5
# How much it counts that two words stand next to each other; of a query, so many couples do.
_TOGETHER = 0.5
_COUPLES = 4
# A word that the reader did not write, but may have meant.
_MEANT = 0.5
# Of so many words all have to be there; of more, this part.
_ALL_OF = 3
_MOST = 0.7
# The same for a question, which readers write in more words than they mean.
_ALL_OF_A_QUESTION = 2
_MOST_OF_A_QUESTION = 0.6
# Where that finds nothing.
_HALF = 0.5


def constant(field: str, value: str, score: float = 0.0) -> Query:
    """Documents with a term, all with the same score."""
    return Query.const_score_query(Query.term_query(schema.SCHEMA, field, valid(value)), score)


def wanted(found: Sequence[Sought], names: Sequence[str], *, half: bool) -> Query:
    """Documents that have what is sought.

    Args:
        found: What is sought.
        names: The stemmers of the index.
        half: Whether half of it is enough.
    """
    by_stemmer = [(name, _of_stemmer(found, name, half=half)) for name in names]
    query = by_stemmer[0][1] if len(by_stemmer) == 1 else _any([_made_by(name, query) for name, query in by_stemmer])
    together = [(Occur.Should, Query.boost_query(each, _TOGETHER)) for each in _neighbours(found, names)]
    return Query.boolean_query([(Occur.Must, query), *together]) if together else query


def _any(queries: Iterable[Query]) -> Query:
    return Query.boolean_query([(Occur.Should, each) for each in queries])


def _made_by(name: str, query: Query) -> Query:
    return Query.boolean_query([(Occur.Must, query), (Occur.Must, constant(schema.STEMMER, name))])


def _neighbours(found: Sequence[Sought], names: Sequence[str]) -> list[Query]:
    """Documents in which words stand together that the query has one after the other."""
    couples = [(one.part.words, other.part.words) for one, other in pairwise(found) if _are_telling(one, other, names)]
    return [_as_written([*one, *other]) for one, other in couples[:_COUPLES]]


def _are_telling(one: Sought, other: Sought, names: Sequence[str]) -> bool:
    single = all(not each.part.phrase and len(each.part.words) == 1 for each in (one, other))
    return single and not any(_is_frequent(each.part, name) for each in (one, other) for name in names)


def excluding(parts: Iterable[Part], names: Sequence[str]) -> list[Query]:
    """Documents that have what a query excludes."""
    return [_part(Sought(each), name) for each in parts for name in names]


def _of_stemmer(found: Sequence[Sought], name: str, *, half: bool) -> Query:
    telling = [each for each in found if not _is_frequent(each.part, name)]
    if not telling:
        return Query.boolean_query([(Occur.Must, _as_written(each.part.words)) for each in found])
    further = [_part(each, name) for each in telling if each.optional]
    required = [_part(each, name) for each in telling if not each.optional]
    if not required:
        required, further = further, []
    least = _least(len(required), is_question=len(telling) < len(found), half=half)
    if least == len(required):
        clauses = [(Occur.Must, each) for each in required]
    else:
        some = Query.boolean_query([(Occur.Should, each) for each in required], minimum_number_should_match=least)
        clauses = [(Occur.Must, some)]
    return Query.boolean_query([*clauses, *((Occur.Should, each) for each in further)])


def _least(count: int, *, is_question: bool, half: bool) -> int:
    """How many of so many words a page has to have."""
    if half:
        return max(1, ceil(count * _HALF))
    all_of, most = (_ALL_OF_A_QUESTION, _MOST_OF_A_QUESTION) if is_question else (_ALL_OF, _MOST)
    return count if count <= all_of else ceil(count * most)


def _is_frequent(part: Part, name: str) -> bool:
    return not part.phrase and len(part.words) == 1 and is_frequent(part.words[0].text, name)


def _part(each: Sought, name: str) -> Query:
    words = each.part.words
    if each.part.phrase:
        in_fields = [(Occur.Should, _word(word, name)) for word in words]
        return Query.boolean_query([(Occur.Must, _as_written(words)), *in_fields])
    if len(words) > 1:
        apart = [*(_word(word, name) for word in words[:-1]), _word(words[-1], name, each)]
        together = _in_fields([(stem, 1.0) for stem in stems(words[-1].joined, name)])
        return Query.disjunction_max_query([Query.boolean_query([(Occur.Must, query) for query in apart]), together])
    return _word(words[0], name, each)


def _word(word: Word, name: str, meant: Sought | None = None) -> Query:
    if word.unspaced and len(word.text) > 1:
        return Query.boolean_query([(Occur.Must, _in_fields([(each, 1.0)])) for each in pairs(folded(word.text))[:-1]])
    if meant is not None and meant.apart:
        halves = [_in_fields([(stem, 1.0) for stem in stems(each, name)]) for each in meant.apart]
        return Query.boolean_query([(Occur.Must, each) for each in halves])
    weights = dict.fromkeys(stems(word.text, name), 1.0)
    if meant is not None and meant.others:
        others = dict.fromkeys(stem for other in meant.others for stem in stems(other, name))
        weights = dict.fromkeys(others, 1.0) if meant.instead else dict.fromkeys(others, _MEANT) | weights
    forms = [Query.term_query(schema.SCHEMA, schema.WORDS, each) for each in numbers(folded(word.text))]
    as_written = Query.boost_query(Query.disjunction_max_query(forms), _AS_WRITTEN)
    return Query.boolean_query([(Occur.Must, _in_fields([*weights.items()])), (Occur.Should, as_written)])


def _in_fields(terms: Sequence[tuple[str, float]]) -> Query:
    """Documents with any of some terms, each of which counts so much."""
    queries = []
    for field, weight in WEIGHTS.items():
        of_field = [
            Query.boost_query(Query.term_query(schema.SCHEMA, field, each, "freq"), weight * factor)
            for each, factor in terms
        ]
        queries.append(of_field[0] if len(of_field) == 1 else Query.disjunction_max_query(of_field))
    return Query.disjunction_max_query(queries, _FURTHER)


def _as_written(words: Sequence[Word]) -> Query:
    """Documents in which words stand together, as they are spelled."""
    terms: list[str | tuple[int, str]] = []
    for word in words:
        terms += pairs(folded(word.text)) if word.unspaced else [folded(word.text)]
    if words[-1].unspaced and len(words[-1].text) > 1:
        terms.pop()  # more characters may follow
    if len(terms) == 1:
        return Query.term_query(schema.SCHEMA, schema.WORDS, str(terms[0]))
    return Query.phrase_query(schema.SCHEMA, schema.WORDS, terms)
