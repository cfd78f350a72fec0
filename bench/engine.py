"""How long the search engine takes: to index pages, to open an index, and for a query of each kind.

The pages are made up of the words of content/, and of words that are put together of these, as often as Zipf's law has
it: a few in every text, most in hardly any.
"""

import datetime as dt
import gc
import itertools
import random
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from articles.publishing.rendering.search_document import SearchDocument
from articles.search.engine.analysis import plain_terms
from articles.search.engine.merging import combine, merge
from articles.search.engine.searching import Question, opened
from articles.search.engine.segments import write_segment
from articles.search.engine.words import words

from bench.sites import CONTENT, articles

SIZES = (1_000, 10_000, 100_000)
QUERIES = {
    "nothing typed": "",
    "a frequent word": "{0} ",
    "a rare word": "{5000} ",
    "two words": "{20} {300} ",
    "a question": "how does the {30} of a {200} change when {800} has {90} ",
    "a word being typed": "{40:3}",
    "a second word being typed": "{300} {40:3}",
    "two letters": "{40:2}",
    "one letter": "{40:1}",
    "a typing error": "{700:x} ",
    "three typing errors": "{700:x} {900:x} {1100:x} ",
    "a phrase": '"{3} {9}"',
    "an excluded word": "{20} -{50}",
    "nothing that is there": "zzzzzz qqqqqqq ",
}

_VOCABULARY = 60_000
_WORDS = 600  # in a text
_SUBJECTS = 50
_TAGS = 2_000
_AUTHORS = 200
_DAYS = 3_650
_FIRST_DAY = dt.date(2016, 11, 24)
_BATCH = 2_000
_TIMES = 200
_LONG = 7  # letters of a word with an error in it


def vocabulary() -> list[str]:
    """Words, the most frequent first."""
    texts = (f"{each.title} {each.answer}" for each in articles(CONTENT))
    counted = Counter(word for text in texts for word in plain_terms(words(text)) if word.isalpha())
    known = [word for word, _ in counted.most_common()]
    together = (f"{first}{second}" for second, first in itertools.product(known[100:], known[100:]))
    return list(itertools.islice(dict.fromkeys(itertools.chain(known, together)), _VOCABULARY))


def pages(count: int, words: Sequence[str]) -> Iterator[SearchDocument]:
    """So many pages; the same each time."""
    weights = list(itertools.accumulate(1 / (rank + 3) for rank in range(len(words))))
    for number in range(count):
        chance = random.Random(number)
        drawn = chance.choices(words, cum_weights=weights, k=_WORDS)
        title = drawn[:8]
        tags = {int(_TAGS ** chance.random()) for _ in range(5)}
        yield SearchDocument(
            path=f"/learn/subject-{number % _SUBJECTS}/questions/{'-'.join(title)}-{number}",
            title=" ".join(title),
            description=" ".join(drawn[8:28]),
            headings=tuple(" ".join(drawn[start : start + 4]) for start in range(30, 50, 5)),
            keywords=tuple(f"{words[tag]} {words[tag + 7]}" for tag in sorted(tags)),
            text=" ".join(drawn),
            subject=f"Subject {number % _SUBJECTS}",
            authors=(f"Author {int(_AUTHORS ** chance.random())}",),
            date=(_FIRST_DAY + dt.timedelta(days=number * 7919 % _DAYS)).isoformat(),
        )


def build(folder: Path, count: int, words: Sequence[str]) -> float:
    """Make an index of one large segment and seven small ones. Returns the seconds that writing took for a page."""
    spent = 0.0
    folders: list[Path] = []
    made = pages(count, words)
    while batch := list(itertools.islice(made, min(_BATCH, max(1, count // 10)))):
        folders.append(folder / f"of-{len(folders)}")
        started = time.process_time()
        write_segment(folders[-1], batch)
        spent += time.process_time() - started
    large, small = folders[:-7], folders[-7:]
    merge(large, folder / "large", [()] * len(large))
    combine([folder / "large", *small], folder / "index", [()] * 8)
    return spent / count


def query(pattern: str, words: Sequence[str]) -> str:
    """A query, with words of some ranks in it, or their beginnings, or with an error in them."""

    def word(field: str) -> str:
        rank, _, how = field.partition(":")
        text = words[int(rank)]
        if how == "x":
            text = next(each for each in words[int(rank) :] if len(each) >= _LONG)
            return text[:3] + text[4] + text[3] + text[5:]
        return text[: int(how)] if how else text

    head, *rest = pattern.split("{")
    return head + "".join(word(each.partition("}")[0]) + each.partition("}")[2] for each in rest)


def timed(action: Callable[[], object], times: int = _TIMES) -> tuple[float, float]:
    """The median and the 99th percentile of the milliseconds of CPU that something takes."""
    action()
    gc.collect()
    taken = []
    for _ in range(times):
        started = time.process_time()
        action()
        taken.append((time.process_time() - started) * 1000)
    taken.sort()
    return statistics.median(taken), taken[int(len(taken) * 0.99)]


def main(sizes: Sequence[int]) -> None:
    """Measure indexes of these sizes."""
    words = vocabulary()
    for size in sizes:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            each = build(folder, size, words)
            held = sum(file.stat().st_size for file in (folder / "index").iterdir())
            print(f"{size:,} pages: {each * 1000:.2f} ms and {held / size:,.0f} bytes a page")
            print(f"  opening: {timed(lambda: opened(folder / 'index'), 20)[0]:.2f} ms")  # noqa: B023 - called here
            searching = opened(folder / "index")
            for kind, pattern in QUERIES.items():
                asked = query(pattern, words)
                found = searching.find(Question(asked))
                plain = timed(lambda: searching.find(Question(asked)))  # noqa: B023
                counted = timed(lambda: searching.find(Question(asked, facets=10)))  # noqa: B023
                print(
                    f"  {kind:24} {plain[0]:7.2f} {plain[1]:7.2f}   with facets {counted[0]:7.2f} {counted[1]:7.2f}"
                    f"   {found.total:,} found  {asked!r}"
                )


if __name__ == "__main__":
    main([int(each) for each in sys.argv[1:]] or SIZES)
