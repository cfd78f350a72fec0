"""Pages that are like one: those that have the words by which it differs from others."""

from collections import Counter
from math import log, sqrt

from articles.common.slugs import slug
from articles.publishing.rendering.search_document import SearchDocument
from articles.search.engine import schema
from articles.search.engine.analysis import is_frequent, stem_terms, stemmer
from articles.search.engine.queries import constant
from articles.search.engine.words import words
from tantivy import Occur, Query, Searcher

# A page is told from others by so many words.
_TERMS = 25
# How much a word counts that stands once in each field, and where it is looked for.
_WEIGHTS = {schema.TITLE: 4.0, schema.HEADINGS: 1.0, schema.KEYWORDS: 2.0, schema.TEXT: 1.0}
# What the same subject counts, where pages that are much alike come to 2.
_SAME_SUBJECT = 0.3
# A word that is in more of the pages than this does not tell them apart; of a few pages, all are looked at.
_COMMON = 0.3
_FEW = 10


def like(document: SearchDocument, searcher: Searcher) -> Query | None:
    """Pages that are like one, in the same language; itself among them, if it is in the index.

    Args:
        document: What search knows of it.
        searcher: The index.

    Returns:
        A query; None if no word tells the page from others.
    """
    terms = _telling(document, searcher)
    if not terms:
        return None
    all_weights = sum(weight for _, weight in terms)
    words_of_it = [
        (Occur.Should, Query.boost_query(Query.term_query(schema.SCHEMA, field, term, "freq"), weight / all_weights))
        for term, weight in terms
        for field in (schema.TITLE, schema.KEYWORDS, schema.TEXT)
    ]
    clauses = [
        (Occur.Must, Query.boolean_query(words_of_it)),
        (Occur.Must, constant(schema.LANGUAGE, document.language, 0.0)),
    ]
    if document.subject:
        clauses.append((Occur.Should, constant(schema.SUBJECT, slug(document.subject), _SAME_SUBJECT)))
    return Query.boolean_query(clauses)


def _telling(document: SearchDocument, searcher: Searcher) -> list[tuple[str, float]]:
    """The terms that tell a page from others, and how much each does."""
    name = stemmer(document.language)
    fields = {
        schema.TITLE: (document.title, document.question),
        schema.HEADINGS: (*document.headings, document.description),
        schema.KEYWORDS: document.keywords,
        schema.TEXT: (document.text,),
    }
    counted: Counter[str] = Counter()
    for field, texts in fields.items():
        for text in texts:
            found = (word for word in words(text) if not is_frequent(word.text, name))
            terms = Counter(stem_terms(found, name, all_words=False))
            counted.update({term: _WEIGHTS[field] * count for term, count in terms.items()})
    total = searcher.num_docs
    most = max(_FEW, total * _COMMON)
    weighed = []
    for term, count in counted.items():
        if len(term) > 1 and not term.isdigit():
            known = searcher.doc_freq(schema.TEXT, term)
            if 1 < known <= most or (known and total <= _FEW):
                weighed.append((sqrt(count) * log(1 + total / known), term))
    return [(term, weight) for weight, term in sorted(weighed, key=lambda each: (-each[0], each[1]))[:_TERMS]]
