"""What readers write to what the index knows: ends of words that are not written yet, and errors of typing."""

from collections.abc import Iterator, Sequence

from articles.search.engine import schema
from articles.search.engine.analysis import is_frequent, stems
from articles.search.engine.queries import wanted
from articles.search.engine.query_text import Asked, Part, Sought
from articles.search.engine.words import Word, folded
from tantivy import Searcher

# A prefix stands for the most frequent words that begin with it.
_ENDINGS = 8
_SHORTEST_PREFIX = 2
_LONG_PREFIX = 3
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


def sought(asked: Asked, searcher: Searcher, names: tuple[str, ...]) -> tuple[Sought, ...]:
    """What a query asks for, in words of the index.

    Args:
        asked: The query.
        searcher: The index.
        names: The stemmers of its languages.
    """
    found: list[Sought] = []
    mistaken = 0
    for part in asked.wanted:
        each = Sought(part)
        if _is_unfinished(part, asked):
            each = _begun(part, found, searcher, names)
        if each == Sought(part) and mistaken < _MOST_MISTAKEN and _may_be_mistaken(part):
            is_known = _is_known(part.words[-1], searcher, names)
            mistaken += not is_known
            each = each if is_known else _mended(part, folded(part.words[-1].text), searcher)
        found.append(each)
    return tuple(found)


def _is_unfinished(part: Part, asked: Asked) -> bool:
    return not part.phrase and part.words[-1].text == asked.unfinished


def _begun(part: Part, before: Sequence[Sought], searcher: Searcher, names: Sequence[str]) -> Sought:
    """A part whose last word may go on: as it does in pages that have what was sought before it, if there are any.

    Of a word with few letters it cannot be said how it goes on. Pages that have it so come before those that do not.
    """
    word = part.words[-1]
    prefix = folded(word.text)
    few = len(prefix) < _LONG_PREFIX and len(part.words) == 1 and not word.unspaced
    optional = few and bool(before)
    is_complete = word.unspaced and len(prefix) > 1
    if is_complete or not prefix.isalnum() or (few and len(prefix) < _SHORTEST_PREFIX):
        return Sought(part, optional=optional)
    telling = [each for each in before if not any(is_frequent(each.part.words[0].text, name) for name in names)]
    among = wanted(telling, names, half=False) if telling and not few else None
    endings = searcher.terms_with_prefix(schema.WORDS, prefix, among, _ENDINGS)
    if among is not None and not endings:
        endings = searcher.terms_with_prefix(schema.WORDS, prefix, limit=_ENDINGS)
    if not endings:
        return Sought(part, optional=optional)
    others = tuple(term for term, _ in endings)
    return Sought(part, others, instead=not searcher.doc_freq(schema.WORDS, prefix), optional=optional)


def _is_known(word: Word, searcher: Searcher, names: tuple[str, ...]) -> bool:
    terms = {term for name in names for term in stems(word.text, name)}
    return any(searcher.doc_freq(field, term) for term in terms for field in schema.STEMS)


def _may_be_mistaken(part: Part) -> bool:
    if part.phrase or len(part.words) > 1 or part.words[0].unspaced:
        return False
    return _SHORTEST_MISTAKEN <= len(folded(part.words[0].text)) <= _LONGEST_MISTAKEN


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
