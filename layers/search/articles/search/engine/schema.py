"""The one schema of all indexes, so that segments of any time, site and language can be opened together.

What a document is found by are terms that are made here and joined by spaces; tantivy only takes them apart again. No
text is stored: a result is a path, and a digest that says whether its page is still what was indexed.
"""

import datetime as dt
import hashlib

from articles.common.slugs import slug
from articles.publishing.rendering.search_document import SearchDocument
from articles.search.engine.analysis import plain_terms, stem_terms, stemmer
from articles.search.engine.words import valid, words
from tantivy import Document, Schema, SchemaBuilder

PATH = "path"
DIGEST = "digest"
# Fields of stems; readers expect a result that has their words in the first of these before others.
TITLE = "title"  # and the question below it
HEADINGS = "headings"  # and the description
KEYWORDS = "keywords"  # and subject and authors
TEXT = "text"
STEMS = (TITLE, HEADINGS, KEYWORDS, TEXT)
# All words as they are written, without accents, in their order.
WORDS = "words"
# What results are narrowed by: slugs, tags of languages, names of stemmers.
SUBJECT = "subject"
TAG = "tag"
AUTHOR = "author"
LANGUAGE = "language"
STEMMER = "stemmer"
# What is counted for facets: a slug and the name that it was made of, with a line between them.
SUBJECT_NAME = "subject_name"
TAG_NAME = "tag_name"
AUTHOR_NAME = "author_name"
# The month of its date, as 202611; and a number that sorts by date, and differs between paths.
MONTH = "month"
ORDER = "order"

# The rest of an order, below its day, is a hash of the path. Together they fit into 64 bits.
_HASH_BITS = 42
A_DAY = 1 << _HASH_BITS  # between the orders of one day and the next
LAST_ORDER = (1 << 64) - 1


def build() -> Schema:
    """The schema."""
    builder = SchemaBuilder()
    for name in (PATH, DIGEST):
        builder.add_text_field(name, stored=True, tokenizer_name="raw", index_option="basic")
    for name in STEMS:
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="freq")
    builder.add_text_field(WORDS, tokenizer_name="whitespace", index_option="position")
    for name in (SUBJECT, TAG, AUTHOR, STEMMER):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in (LANGUAGE, SUBJECT_NAME, TAG_NAME, AUTHOR_NAME):
        builder.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field(MONTH, fast=True)
    builder.add_unsigned_field(ORDER, fast=True)
    return builder.build()


SCHEMA = build()


def order(day: dt.date | None, path: str) -> int:
    """A number for a page: the later its date, the larger; without a date smaller than any with one."""
    digest = hashlib.sha256(path.encode(errors="replace")).digest()
    days = day.toordinal() if day else 0
    return days << _HASH_BITS | int.from_bytes(digest[:8], "big") >> 64 - _HASH_BITS


def first_order(day: dt.date) -> int:
    """The smallest order that a page of a day can have."""
    return day.toordinal() << _HASH_BITS


def indexed(page: SearchDocument) -> Document:
    """A page, given as what search knows of it, as tantivy indexes it."""
    name = stemmer(page.language)
    day = dt.date.fromisoformat(page.date) if page.date else None
    document = Document()
    document.add_text(PATH, valid(page.path))
    document.add_text(DIGEST, page.digest)
    fields = {
        TITLE: (page.title, page.question),
        HEADINGS: (*page.headings, page.description),
        KEYWORDS: (*page.keywords, page.subject, *page.authors),
        TEXT: (page.text,),
    }
    for field, texts in fields.items():
        for text in texts:
            found = list(words(text))
            document.add_text(field, " ".join(stem_terms(found, name, all_words=field in (TITLE, KEYWORDS))))
            # A value each, so that no phrase reaches from one into the next.
            document.add_text(WORDS, " ".join(plain_terms(found)))
    document.add_text(LANGUAGE, valid(page.language))
    document.add_text(STEMMER, name)
    for field, names in ((SUBJECT, [page.subject]), (TAG, page.keywords), (AUTHOR, page.authors)):
        for key, written in {slug(valid(each)): valid(each) for each in reversed(names)}.items():
            if key:
                document.add_text(field, key)
                document.add_text(f"{field}_name", f"{key}\n{written}")
    if day:
        document.add_unsigned(MONTH, day.year * 100 + day.month)
    document.add_unsigned(ORDER, order(day, page.path))
    return document
