"""Where in a text the words stand that a query was met by."""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain, islice, takewhile
from operator import attrgetter

from articles.search.engine.analysis import is_frequent, stemmer, stems
from articles.search.engine.query_text import Sought
from articles.search.engine.words import Word, folded, pairs, words

# Letters by which a word that may be meant is found, before it is analysed.
_LETTERS = 3
# What one token of a text can take, with those that it may be joined with.
_REACH = 120
_JOINED = 3
# In a long text that has the words very often, the first of them count.
_MOST = 400


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a text.

    Attributes:
        start: Where it begins.
        end: Where it ends.
        part: Which part of the query stands there, by its number.
    """

    start: int
    end: int
    part: int


@dataclass(frozen=True, slots=True)
class Matcher:
    """What to look for in texts of a language.

    Attributes:
        name: The stemmer of the language.
        parts: The part of the query that each term belongs to.
        phrases: The words of each phrase, without accents, and the number of the part.
        runs: The terms in scripts without spaces, which stand anywhere.
        pattern: Where a word may begin that is looked for.
    """

    name: str
    parts: dict[str, int]
    phrases: tuple[tuple[tuple[str, ...], int], ...]
    runs: frozenset[str]
    pattern: re.Pattern[str] | None

    def places(self, text: str) -> list[Place]:
        """Where the words stand, in order, without overlaps."""
        if self.pattern is None:
            return []
        plain = text.lower() if text.isascii() else text.translate(_plain_letters())
        found: list[Place] = []
        begin = (match.start() for match in self.pattern.finditer(plain) if self._may_begin(match, plain))
        for start in islice(begin, _MOST):
            if not found or start >= found[-1].end:
                found.extend(self._at(text, start))
        return found

    def _may_begin(self, match: re.Match[str], plain: str) -> bool:
        """Whether a word begins where its first letters stand; a lookbehind would take five times as long."""
        before = plain[match.start() - 1] if match.start() else " "
        return not before.isalnum() or match[0] in self.runs

    def _at(self, text: str, start: int) -> Iterator[Place]:
        """The place that begins at one of a text, if there is one."""
        following = words(text, start, start + _REACH)
        first = next(following, None)
        if first is None or first.start > start:
            return
        for phrase, part in self.phrases:
            end = _end_of(phrase, text, start)
            if end:
                yield Place(start, end, part)
                return
        if first.unspaced:
            yield from self._in_run(first)
            return
        for word in chain([first], takewhile(attrgetter("joined"), islice(following, _JOINED - 1))):
            number = self._part(word.joined or word.text)
            if number is not None:
                yield Place(start, word.end, number)
                return

    def _part(self, spelled: str) -> int | None:
        return next((self.parts[term] for term in stems(spelled, self.name) if term in self.parts), None)

    def _in_run(self, run: Word) -> Iterator[Place]:
        """The places in a run of a script without spaces, from its beginning on."""
        start = end = 0
        part = None
        for place, pair in enumerate(pairs(folded(run.text))):
            term = pair if pair in self.parts else pair[0]
            if term not in self.parts:
                continue
            if part is not None and place > end:
                break
            if part is None:
                start = place
            end, part = max(end, place + len(term)), self.parts[term]
        if part is not None and len(run.text) == run.end - run.start:
            yield Place(run.start + start, run.start + end, part)


@lru_cache(maxsize=64)
def matcher(sought: tuple[Sought, ...], language: str) -> Matcher:
    """What a query was met by, in texts of a language."""
    name = stemmer(language)
    telling = [each for each in sought if each.part.phrase or not is_frequent(each.part.words[0].text, name)]
    parts: dict[str, int] = {}
    phrases = []
    for number, each in enumerate(telling or sought):
        if each.part.phrase:
            phrases.append((tuple(_spelled(each.part.words)), number))
        else:
            parts |= {term: number for term in _terms(each, name) if term not in parts}
    terms = {*parts, *(phrase[0] for phrase, _ in phrases)}
    runs = frozenset(term[:_LETTERS] for term in terms if any(word.unspaced for word in words(term)))
    return Matcher(name, parts, tuple(phrases), runs, _pattern(terms, runs))


def _pattern(terms: Iterable[str], runs: Collection[str]) -> re.Pattern[str] | None:
    """Where one of these terms, or a word with such a stem, may begin."""
    beginnings = set()
    for term in terms:
        is_short = len(term) < _LETTERS and term not in runs
        beginnings.add(re.escape(term[:_LETTERS]) + (rf"(?![^\W_]{{{_LETTERS}}})" if is_short else ""))
    return re.compile("|".join(sorted(beginnings))) if beginnings else None


def _terms(each: Sought, name: str) -> Iterator[str]:
    spelled = [*each.others, *each.apart]
    for word in each.part.words:
        if word.unspaced:
            run = folded(word.text)
            yield from pairs(run)[:-1] or [run]
        else:
            spelled += filter(None, [word.text, word.joined])
    for text in spelled:
        yield from stems(text, name)


def _spelled(found: Iterable[Word]) -> Iterator[str]:
    return (folded(word.text) for word in found)


def _end_of(phrase: tuple[str, ...], text: str, start: int) -> int:
    """Where a phrase ends that begins at a place of a text; 0 if it does not stand there."""
    reach = _REACH + sum(2 * len(each) for each in phrase)
    here = list(islice(words(text, start, start + reach), len(phrase)))
    if len(here) < len(phrase) or here[0].start != start:
        return 0
    if here[-1].unspaced and folded(here[-1].text).startswith(phrase[-1]):
        same = tuple(_spelled(here[:-1])) == phrase[:-1]
        return here[-1].start + len(phrase[-1]) if same else 0
    return here[-1].end if tuple(_spelled(here)) == phrase else 0


@cache
def _plain_letters() -> dict[int, str]:
    """Letters in lower case and without accents, one for one, so that places stay what they are."""
    letters = (chr(code) for code in (*range(0x41, 0x5B), *range(0xC0, 0x530), *range(0x1E00, 0x2000)))
    plain = {ord(each): folded(each.lower()) for each in letters if each.isalpha()}
    return {code: letter for code, letter in plain.items() if len(letter) == 1}
