"""What a reader types, taken apart: words, phrases in quotes, and what is excluded by a hyphen before it.

Every text is a query. Of a very long one, or one of very many words, the beginning counts.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from articles.search.engine.words import Word, words

MAX_CHARACTERS = 200
MAX_WORDS = 24
# A phrase of frequent words is slow to find; further ones are taken as words.
MAX_PHRASES = 3
MAX_WORDS_OF_A_PHRASE = 12

_QUOTES = '"\u201c\u201d\u201e\u00ab\u00bb\u300c\u300d'
# A quotation, also one that nothing closes yet; or what stands between spaces. Before both a hyphen excludes.
_PART = re.compile(
    rf"""(?P<minus> (?<!\S)-+ )?
    (?: [{_QUOTES}] (?P<quoted> [^{_QUOTES}]* ) (?: [{_QUOTES}] | \Z ) | (?P<bare> [^\s{_QUOTES}]+ ) )""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Part:
    """Something that a page must have, or must not have.

    Attributes:
        words: Its words: one, or those of a phrase or of a word with hyphens in it.
        phrase: Whether it is in quotes, so that the words must stand together, as they are spelled.
        excluded: Whether pages that have it are left out.
    """

    words: tuple[Word, ...]
    phrase: bool = False
    excluded: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """A query.

    Attributes:
        parts: What pages must have, and must not have.
        unfinished: The last word, if its writer may not have come to its end; or empty.
    """

    parts: tuple[Part, ...] = ()
    unfinished: str = ""

    @property
    def wanted(self) -> tuple[Part, ...]:
        """What pages must have."""
        return tuple(each for each in self.parts if not each.excluded)

    @property
    def excluded(self) -> tuple[Part, ...]:
        """What pages must not have."""
        return tuple(each for each in self.parts if each.excluded)


@dataclass(frozen=True, slots=True)
class Sought:
    """A part of a query, and what it stands for.

    Attributes:
        part: The part.
        others: Words of the index that it may stand for: in lower case, without accents.
        instead: Whether it stands for these alone, since the index does not know it as it is.
        optional: Whether pages need not have it: of a word only the first letters may be there.
        apart: Two words that are written as one, if it may stand for these; or nothing.
    """

    part: Part
    others: tuple[str, ...] = ()
    instead: bool = False
    optional: bool = False
    apart: tuple[str, ...] = ()


def parse(text: str) -> Asked:
    """Take a query apart; never fails."""
    text = text[:MAX_CHARACTERS]
    parts: dict[tuple[object, ...], Part] = {}
    left = MAX_WORDS
    last = None
    for part in _few_phrases(part for match in _PART.finditer(text) for part in _parts(match)):
        last = replace(part, words=part.words[:left])
        left -= len(last.words)
        parts.setdefault((last.phrase, last.excluded, *(each.text for each in last.words)), last)
        if not left:
            break
    unfinished = (
        last is not None
        and not last.phrase
        and not last.excluded
        and text[-1] not in _QUOTES
        and not text[-1].isspace()
    )
    return Asked(tuple(parts.values()), last.words[-1].text if last and unfinished else "")


def _few_phrases(parts: Iterable[Part]) -> Iterator[Part]:
    """Parts with no more phrases than allowed: further ones are words, or left out if pages must not have them."""
    phrases = 0
    for part in parts:
        phrases += part.phrase
        if not part.phrase or phrases <= MAX_PHRASES:
            yield replace(part, words=part.words[:MAX_WORDS_OF_A_PHRASE]) if part.phrase else part
        elif not part.excluded:
            yield from (Part((word,)) for word in part.words)


def _parts(match: re.Match[str]) -> Iterator[Part]:
    quoted = match["quoted"]
    found = list(words(match["bare"] if quoted is None else quoted))
    is_word = any(char.isalpha() for word in found for char in word.text)  # -5 is a number
    if quoted is None:
        for compound in _compounds(found):
            yield Part(compound, excluded=bool(match["minus"]) and is_word)
    elif found:
        yield Part(tuple(found), phrase=True, excluded=bool(match["minus"]) and is_word)


def _compounds(found: Iterable[Word]) -> list[tuple[Word, ...]]:
    """Words, those together that only hyphens are between."""
    compounds: list[tuple[Word, ...]] = []
    for word in found:
        if word.joined:
            compounds[-1] = (*compounds[-1], word)
        else:
            compounds.append((word,))
    return compounds
