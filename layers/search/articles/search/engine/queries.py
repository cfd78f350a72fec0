"""What is sought, as a query of tantivy's.

A word is looked for in each field of stems, and counts the more, the more readers expect of the field. Words are
analysed as a document's language has it, so there is a query for each stemmer, for the documents that it made.
"""

from collections.abc import Iterable, Sequence
from math import ceil

from articles.search.engine import schema
from articles.search.engine.analysis import is_stop_word, stems
from articles.search.engine.query_text import Part
from articles.search.engine.vocabulary import Sought
from articles.search.engine.words import Word, folded, pairs
from tantivy import Occur, Query

# How much more a word counts in a field than in the text.
WEIGHTS = {schema.TITLE: 4.0, schema.HEADINGS: 2.0, schema.KEYWORDS: 2.0, schema.TEXT: 1.0}
# How much the same word counts in each further field.
_FURTHER = 0.3
# A word that the reader did not write, but may have meant.
_MEANT = 0.5
# Of so many words all have to be there; of more, this part.
_ALL_OF = 3
_MOST = 0.7
# Where that finds nothing.
_HALF = 0.5


def term(field: str, value: str) -> Query:
    """Documents with a term, all alike."""
    return Query.const_score_query(Query.term_query(schema.SCHEMA, field, value), 0.0)


def wanted(found: Sequence[Sought], names: Sequence[str], *, most: bool) -> Query:
    """Documents that have what is sought.

    Args:
        found: What is sought.
        names: The stemmers of the index.
        most: Whether half of it is enough.
    """
    by_stemmer = [(name, _of_stemmer(found, name, most=most)) for name in names]
    if len(by_stemmer) == 1:
        return by_stemmer[0][1]
    return Query.boolean_query(
        [
            (Occur.Should, Query.boolean_query([(Occur.Must, query), (Occur.Must, term(schema.STEMMER, name))]))
            for name, query in by_stemmer
        ]
    )


def excluding(parts: Iterable[Part], names: Sequence[str]) -> list[Query]:
    """Documents that have what a query excludes."""
    return [_part(Sought(each), name) for each in parts for name in names]


def _of_stemmer(found: Sequence[Sought], name: str, *, most: bool) -> Query:
    telling = [each for each in found if not _is_stop(each.part, name)]
    if not telling:
        return Query.boolean_query([(Occur.Must, _as_written(each.part.words)) for each in found])
    queries = [_part(each, name) for each in telling]
    if most:
        least = max(1, ceil(len(queries) * _HALF))
    else:
        least = len(queries) if len(queries) <= _ALL_OF else ceil(len(queries) * _MOST)
    if least == len(queries):
        return Query.boolean_query([(Occur.Must, each) for each in queries])
    return Query.boolean_query([(Occur.Should, each) for each in queries], minimum_number_should_match=least)


def _is_stop(part: Part, name: str) -> bool:
    return not part.phrase and len(part.words) == 1 and is_stop_word(part.words[0].text, name)


def _part(each: Sought, name: str) -> Query:
    words = each.part.words
    if each.part.phrase:
        in_fields = [(Occur.Should, _word(word, name)) for word in words]
        return Query.boolean_query([(Occur.Must, _as_written(words)), *in_fields])
    if len(words) > 1:
        apart = Query.boolean_query([(Occur.Must, _word(word, name)) for word in words])
        return Query.disjunction_max_query([apart, _in_fields(stems(words[-1].joined, name), ())])
    return _word(words[0], name, each.others)


def _word(word: Word, name: str, others: Sequence[str] = ()) -> Query:
    if word.unspaced and len(word.text) > 1:
        return Query.boolean_query([(Occur.Must, _in_fields([each], ())) for each in pairs(folded(word.text))[:-1]])
    exact = stems(word.text, name)
    others_stems = dict.fromkeys(stem for other in others for stem in stems(other, name))
    return _in_fields(exact, [each for each in others_stems if each not in exact])


def _in_fields(exact: Sequence[str], meant: Sequence[str]) -> Query:
    queries = []
    for field, weight in WEIGHTS.items():
        terms = [(each, weight) for each in exact] + [(each, weight * _MEANT) for each in meant]
        of_field = [
            Query.boost_query(Query.term_query(schema.SCHEMA, field, each, "freq"), boost) for each, boost in terms
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
