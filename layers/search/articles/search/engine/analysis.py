"""Words to the terms of the index, by the language that they are in.

A document stands in the index under the stems of its words, as tantivy has them for its language, and also under the
stems that its words have when somebody leaves accents out. So a reader who types none finds what has them.
"""

from collections.abc import Iterable, Iterator
from functools import cache, lru_cache

from articles.search.engine.english import usual
from articles.search.engine.frequent_words import BY_STEMMER
from articles.search.engine.words import Word, folded, pairs
from tantivy import Filter, TextAnalyzer, TextAnalyzerBuilder, Tokenizer

# tantivy's name of each language that it has a stemmer for, by the first part of the tag.
STEMMERS = {
    "ar": "arabic",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "fi": "finnish",
    "fr": "french",
    "hu": "hungarian",
    "it": "italian",
    "nb": "norwegian",
    "nl": "dutch",
    "nn": "norwegian",
    "no": "norwegian",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sv": "swedish",
    "ta": "tamil",
    "tr": "turkish",
}
# Those of which it does not know what is too frequent to be searched for.
_WITHOUT_STOP_WORDS = frozenset({"arabic", "greek", "romanian", "tamil", "turkish"})

# Words of other languages are compared as they are.
NO_STEMMER = "none"


def stemmer(language: str) -> str:
    """The name of the stemmer for a language, of which there may be several tags; `NO_STEMMER` if there is none."""
    return STEMMERS.get(language.partition("-")[0].lower(), NO_STEMMER)


@lru_cache(maxsize=1 << 16)
def stems(word: str, name: str) -> tuple[str, ...]:
    """The terms of a word in fields of stems: a document has all of them, and a query is met by any.

    Args:
        word: A word in lower case.
        name: The stemmer.
    """
    plain = folded(word)
    if name == NO_STEMMER or not plain.isalpha():
        return (plain,)
    if name == "english":
        word = plain = usual(plain)
    found = [folded(_stem(name, each)) for each in (word, plain)]
    return tuple(dict.fromkeys(filter(None, found))) or (plain,)


@lru_cache(maxsize=1 << 16)
def is_stop_word(word: str, name: str) -> bool:
    """Whether a word is so frequent in a language that it says nothing of a text.

    Args:
        word: A word in lower case.
        name: The stemmer of the language.
    """
    return name != NO_STEMMER and name not in _WITHOUT_STOP_WORDS and not _stopper(name).analyze(word)


def is_frequent(word: str, name: str) -> bool:
    """Whether a word of a query is a stop word, or one of those that questions consist of.

    Args:
        word: A word in lower case.
        name: The stemmer of the language.
    """
    return word in BY_STEMMER.get(name, ()) or is_stop_word(word, name)


def stem_terms(found: Iterable[Word], name: str, *, all_words: bool) -> Iterator[str]:
    """The terms of a text in a field of stems.

    Args:
        found: The words of the text.
        name: The stemmer.
        all_words: Whether stop words are among them.
    """
    for word in found:
        if word.unspaced:
            yield from pairs(folded(word.text))
        elif all_words or not is_stop_word(word.text, name):
            yield from stems(word.text, name)
            if word.text[0] == ".":
                yield from stems(word.text[1:], name)
        if word.joined:
            yield from stems(word.joined, name)


def plain_terms(found: Iterable[Word]) -> Iterator[str]:
    """The words of a text as terms, in their order; of scripts without spaces, every two neighbours."""
    for word in found:
        if word.unspaced:
            yield from pairs(folded(word.text))
        else:
            yield folded(word.text)


def _stem(name: str, word: str) -> str:
    return "".join(_stemming(name).analyze(word))


@cache
def _stemming(name: str) -> TextAnalyzer:
    return TextAnalyzerBuilder(Tokenizer.raw()).filter(Filter.stemmer(name)).build()


@cache
def _stopper(name: str) -> TextAnalyzer:
    return TextAnalyzerBuilder(Tokenizer.raw()).filter(Filter.stopword(name)).build()
