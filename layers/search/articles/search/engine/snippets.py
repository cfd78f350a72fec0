"""What is shown of a result: its title and a few lines of its text, with the words marked that were sought."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from articles.publishing.rendering.search_document import SearchDocument
from articles.search.engine.matching import Matcher, Place, matcher
from articles.search.engine.query_text import Sought

# So many characters are shown; fewer if the text or a block of it ends.
_LENGTH = 220
_ENOUGH = 160
# How far before the first marked word a fragment begins.
_BEFORE = 60
# A fragment is shortened by so much if a formula or code ends there.
_SHORTENED = 80

_SENTENCES = (". ", "? ", "! ")
_MORE = "\u2026"
_BRACKETS = {"{": 1, "}": -1}


@dataclass(frozen=True, slots=True)
class Marked:
    """A text with places in it.

    Attributes:
        text: The text.
        ranges: Where each place begins and ends; they are in order and apart.
    """

    text: str
    ranges: tuple[tuple[int, int], ...] = ()

    @property
    def html(self) -> str:
        """The text as HTML, with the places as `mark`."""
        pieces, end = [], 0
        for start, stop in self.ranges:
            pieces += [escape(self.text[end:start]), "<mark>", escape(self.text[start:stop]), "</mark>"]
            end = stop
        return "".join([*pieces, escape(self.text[end:])])


@dataclass(frozen=True, slots=True)
class Snippet:
    """What is shown of a result.

    Attributes:
        title: Its title.
        fragment: What has the most of the words that were sought: its description, or a part of its text.
    """

    title: Marked
    fragment: Marked


def snippet(document: SearchDocument, sought: tuple[Sought, ...]) -> Snippet:
    """Choose what is shown of a result.

    Args:
        document: What search knows of its page.
        sought: What was sought: `Found.sought`.
    """
    matching = matcher(sought, document.language)
    title = _marked(document.title, matching.places(document.title))
    return Snippet(title, _fragment(document, matching))


def _fragment(document: SearchDocument, matching: Matcher) -> Marked:
    description = document.description
    of_description = matching.places(description)
    of_text = matching.places(document.text)
    best = _best(of_text)
    if description and _different(of_description) >= _different(best):
        return _cut(description, of_description)
    return _cut(document.text, of_text, best[0].start if best else 0)


def _different(places: Iterable[Place]) -> int:
    return len({each.part for each in places})


def _best(places: Sequence[Place]) -> Sequence[Place]:
    """Those near each other that are of the most parts of the query, and of these the most; the first if several."""
    starts = [each.start for each in places]
    best: Sequence[Place] = ()
    value = (0, 0)
    for first, place in enumerate(places):
        near = places[first : bisect_left(starts, place.start + _LENGTH - _BEFORE)]
        worth = (_different(near), len(near))
        if worth > value:
            best, value = near, worth
    return best


def _cut(text: str, places: Sequence[Place], at: int = 0) -> Marked:
    """The part of a text around a place, cut between words."""
    start = _start(text, at)
    end = _end(text, start)
    before, after = (_MORE if start else ""), (_MORE if end < len(text.rstrip()) else "")
    shift = len(before) - start
    inside = [
        Place(each.start + shift, each.end + shift, each.part)
        for each in places
        if each.start >= start and each.end <= end
    ]
    shown = "".join(" " if char.isspace() else char for char in text[start:end])
    return _marked(f"{before}{shown}{after}", inside)


def _start(text: str, at: int) -> int:
    """Where to begin, to show what is at a place: there begins a block or sentence, or else a word."""
    earliest = max(0, at - _BEFORE)
    block = text.rfind("\n", earliest, at) + 1
    sentence = max(text.rfind(mark, earliest, at) for mark in _SENTENCES)
    if block or sentence >= 0 or not earliest:
        return max(block, sentence + 2 if sentence >= 0 else 0)
    space = text.find(" ", earliest, at)
    start = space + 1 if space >= 0 else earliest
    return _outside(text, start, at)


def _outside(text: str, start: int, at: int) -> int:
    """The next place, not beyond another, that is in no brackets which a fragment from there on would close."""
    depth = 0
    for place in range(start, at):
        if place >= start:
            depth += _BRACKETS.get(text[place], 0)
        if depth < 0:
            space = text.find(" ", place, at)
            start, depth = (space + 1 if space >= 0 else at), 0
    return start


def _end(text: str, start: int) -> int:
    """Where to end a fragment: with the text, or with a block if enough is shown, or between words and formulae."""
    if len(text) - start <= _LENGTH:
        return len(text.rstrip())
    block = text.rfind("\n", start + _ENOUGH, start + _LENGTH)
    if block >= 0:
        return block
    spaces = [place for place in range(start + _LENGTH, start + _LENGTH - _SHORTENED, -1) if text[place].isspace()]
    whole = (place for place in spaces if text.count("{", start, place) == text.count("}", start, place))
    return next(whole, spaces[0] if spaces else start + _LENGTH)


def _marked(text: str, places: Iterable[Place]) -> Marked:
    ranges: list[tuple[int, int]] = []
    for each in places:
        if ranges and each.start <= ranges[-1][1]:
            ranges[-1] = (ranges[-1][0], max(ranges[-1][1], each.end))
        else:
            ranges.append((each.start, each.end))
    return Marked(text, tuple(ranges))
