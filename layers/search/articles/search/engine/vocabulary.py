"""What readers write to what the index knows: ends of words that are not written yet, and errors of typing."""

from collections.abc import Iterator
from dataclasses import dataclass

from articles.search.engine import schema
from articles.search.engine.analysis import stems
from articles.search.engine.query_text import Asked, Part
from articles.search.engine.words import Word, folded
from tantivy import Searcher

# A prefix stands for the most frequent words that begin with it.
_ENDINGS = 8
_SHORTEST_PREFIX = 2
# In shorter words an error makes another word too easily.
_SHORTEST_MISTAKEN = 5
_LONGEST_MISTAKEN = 24
_MOST_MISTAKEN = 3
_CORRECTIONS = 2
# What somebody may have meant to type, by the script of the word.
_ALPHABETS = (
    "abcdefghijklmnopqrstuvwxyz",
    "абвгдежзийклмнопрстуфхцчшщъыьэюяіїєґ",
    "αβγδεζηθικλμνξοπρςστυφχψω",
    "אבגדהוזחטיךכלםמןנסעףפץצקרשת",
    "ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىيپچژکگی",
)


@dataclass(frozen=True, slots=True)
class Sought:
    """A part of a query, and what it stands for.

    Attributes:
        part: The part.
        others: Words of the index that it may stand for: in lower case, without accents.
        instead: Whether it stands for these alone, since the index does not know it as it is.
        optional: Whether pages need not have it: of a word only the first letter may be there.
        apart: Two words that are written as one, if it may stand for these; or nothing.
    """

    part: Part
    others: tuple[str, ...] = ()
    instead: bool = False
    optional: bool = False
    apart: tuple[str, ...] = ()


def sought(asked: Asked, searcher: Searcher, names: tuple[str, ...]) -> tuple[Sought, ...]:
    """What a query asks for, in words of the index.

    Args:
        asked: The query.
        searcher: The index.
        names: The stemmers of its languages.
    """
    found = []
    mistaken = 0
    for part in asked.wanted:
        word = part.words[-1]
        if not part.phrase and word.text == asked.unfinished:
            each = _begun(part, searcher, only=len(asked.wanted) == 1)
        else:
            each = Sought(part)
        is_open = each == Sought(part) and mistaken < _MOST_MISTAKEN and _may_be_mistaken(part)
        if is_open and not _is_known(word, searcher, names):
            mistaken += 1
            each = _mended(part, folded(word.text), searcher)
        found.append(each)
    return tuple(found)


def _begun(part: Part, searcher: Searcher, *, only: bool) -> Sought:
    """A part whose last word may go on.

    Args:
        part: The part.
        searcher: The index.
        only: Whether nothing else is sought.
    """
    word = part.words[-1]
    prefix = folded(word.text)
    if len(prefix) < _SHORTEST_PREFIX and not word.unspaced:
        return Sought(part, optional=not only and len(part.words) == 1)
    if not prefix.isalnum() or (word.unspaced and len(prefix) > 1):
        return Sought(part)
    endings = searcher.terms_with_prefix(schema.WORDS, prefix, limit=_ENDINGS)
    if not endings:
        return Sought(part)
    return Sought(part, tuple(term for term, _ in endings), instead=not searcher.doc_freq(schema.WORDS, prefix))


def _is_known(word: Word, searcher: Searcher, names: tuple[str, ...]) -> bool:
    terms = {term for name in names for term in stems(word.text, name)}
    return any(searcher.doc_freq(field, term) for term in terms for field in schema.STEMS)


def _may_be_mistaken(part: Part) -> bool:
    word = part.words[-1]
    return (
        len(part.words) == 1
        and not part.phrase
        and not word.unspaced
        and _SHORTEST_MISTAKEN <= len(folded(word.text)) <= _LONGEST_MISTAKEN
    )


def _mended(part: Part, word: str, searcher: Searcher) -> Sought:
    others = _corrections(word, searcher)
    return Sought(part, others, instead=True) if others else Sought(part, apart=_apart(word, searcher))


def _apart(word: str, searcher: Searcher) -> tuple[str, ...]:
    """The two words of the index that a word consists of, of which the rarer one is the most frequent."""
    halves = [(word[:place], word[place:]) for place in range(2, len(word))]
    halves = [each for each in halves if len(each[1]) > 1 or each[1].isdigit()]
    counted = [(min(searcher.doc_freq(schema.WORDS, half) for half in each), each) for each in halves]
    count, found = max(counted, default=(0, ()))
    return found if count else ()


def _corrections(word: str, searcher: Searcher) -> tuple[str, ...]:
    """The most frequent words of the index that are one error away from a word."""
    counted = ((searcher.doc_freq(schema.WORDS, each), each) for each in dict.fromkeys(_one_error(word)))
    known = sorted(((-count, each) for count, each in counted if count))
    return tuple(each for _, each in known[:_CORRECTIONS])


def _one_error(word: str) -> Iterator[str]:
    alphabet = next((each for each in _ALPHABETS if word[0] in each), "")
    for place in range(len(word) + 1):
        before, after = word[:place], word[place:]
        if after:
            yield before + after[1:]
        if len(after) > 1:
            yield before + after[1] + after[0] + after[2:]
        for letter in alphabet:
            yield before + letter + after
            if after:
                yield before + letter + after[1:]
