"""A site to be searched, of any size: articles of words by Zipf's law, their index, and services that take their time.

The same words are given to the peers. What publishes is the project's own code; bucket and table are in memory, and
answer after a while, as services do.
"""

import datetime as dt
import io
import itertools
import random
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict
from types import SimpleNamespace
from typing import Any

from articles.browse.found_pages import FoundPage
from articles.browse.listed_articles import ListedArticle
from articles.publishing.rendering.search_document import SearchDocument
from articles.publishing.storage.article_items import to_search_document
from articles.publishing.storage.cards import Card
from articles.publishing.storage.derived import Derived
from articles.publishing.storage.packing import compressed
from botocore.response import StreamingBody

from tests.support.simulator import S3, Objects

# Seconds until a service answers, and bytes a second of what it sends.
ANSWER, BANDWIDTH = 0.005, 75_000_000

# How many queries are asked.
QUERIES = 300

_BUCKET = "derived"
_WORDS, _LENGTH, _TITLE = 50_000, 600, 6
_SUBJECTS, _AUTHORS, _KEYWORDS, _TAGS = 50, 200, 2_000, 5
_DAYS = 3_650
_FIRST_DAY = dt.date(2016, 11, 24)
_ONSETS = ("b", "br", "c", "ch", "d", "dr", "f", "g", "h", "j", "k", "l", "m", "n", "p", "pl", "r", "s", "st", "t", "v")
_RHYMES = ("a", "ain", "an", "ar", "e", "een", "el", "er", "i", "ide", "in", "ing", "o", "oal", "on", "oor", "u", "um")


def word(number: int) -> str:
    """A word that can be read, another one for each number."""
    syllables = [f"{onset}{rhyme}" for onset, rhyme in itertools.product(_ONSETS, _RHYMES)]
    parts = [syllables[number % len(syllables)]]
    while number := number // len(syllables):
        parts.append(syllables[number % len(syllables)])
    return "".join(parts)


class Site:
    """So many articles; the same each time."""

    def __init__(self, size: int) -> None:
        self.size = size
        self._words = [word(number) for number in range(_WORDS)]

    def path(self, number: int) -> str:
        """The path of an article."""
        return f"/learn/subject-{number % _SUBJECTS}/questions/article-{number:06}"

    def document(self, number: int, version: int = 0) -> SearchDocument:
        """What search knows of an article; of another version with another word in it, `changed<number>x<version>`."""
        chance = random.Random(number)
        text = " ".join(self._some(chance, _LENGTH))
        changed = f" changed{number}x{version}" if version else ""
        return SearchDocument(
            path=self.path(number),
            title=" ".join(self._some(chance, _TITLE, rare=True)).capitalize(),
            keywords=tuple(f"{word(chance.randrange(_KEYWORDS))} {word(7)}" for _ in range(_TAGS)),
            text=f"{text}{changed}",
            subject=f"Subject {number % _SUBJECTS}",
            authors=(f"Author {word(chance.randrange(_AUTHORS))}",),
            date=(_FIRST_DAY + dt.timedelta(days=number * 7919 % _DAYS)).isoformat(),
        )

    def queries(self, count: int) -> list[str]:
        """Queries of all kinds: one word and several, a phrase, a beginning, an error of typing, frequent words."""
        chance = random.Random(self.size)
        return [self._query(chance, kind % 6) for kind in range(count)]

    def _query(self, chance: random.Random, kind: int) -> str:
        document = self.document(chance.randrange(self.size))
        words, title = document.text.split(), document.title.lower().split()
        match kind:
            case 0:
                return chance.choice(title)
            case 1:
                return " ".join(chance.sample(title, 3))
            case 2:
                at = chance.randrange(len(words) - 3)
                return f'"{" ".join(words[at : at + 3])}"'
            case 3:
                return f"{chance.choice(title)} {chance.choice(title)[:3]}"
            case 4:
                longest = max(title, key=len)
                return longest[:2] + longest[3:]
            case _:
                return " ".join(self._words[: chance.randrange(1, 4)])

    def _some(self, chance: random.Random, count: int, *, rare: bool = False) -> Iterator[str]:
        least = 100 if rare else 1
        for _ in range(count):
            yield self._words[int(least * (_WORDS / least) ** chance.random()) - 1]


class Clock:
    """What services took since it was asked last, in seconds."""

    def __init__(self) -> None:
        self.passed = 0.0
        self.requests = 0

    def take(self, seconds: float) -> None:
        """A service takes so long."""
        self.passed += seconds
        self.requests += 1
        time.sleep(seconds)


class Slow:
    """A client of S3 that answers after `ANSWER`, and sends `BANDWIDTH` bytes a second."""

    def __init__(self, client: S3, clock: Clock) -> None:
        self._client, self._clock = client, clock

    def __getattr__(self, name: str) -> Any:
        call = getattr(self._client, name)

        def slowly(**arguments: Any) -> Any:
            try:
                answer = call(**arguments)
            except Exception:
                self._clock.take(ANSWER)
                raise
            body = answer["Body"].read() if "Body" in answer else b""
            self._clock.take(ANSWER + len(body) / BANDWIDTH)
            return {**answer, "Body": StreamingBody(io.BytesIO(body), len(body))}

        return slowly


class Table:
    """In place of the table: which version of each article is live."""

    def __init__(self, site: Site, clock: Clock | None = None) -> None:
        self.site, self._clock = site, clock
        self.versions: dict[int, int] = {}
        self._stored: dict[str, dict[str, bytes]] = {}

    def cards_alone(self, paths: Collection[str]) -> dict[str, Card]:
        """As `Table.cards_alone`."""
        return {path: Card(path, "live", "a.md", 1, search=each.digest) for path, each in self._documents(paths)}

    def search_documents(self, paths: Collection[str]) -> dict[str, SearchDocument]:
        """As `Table.search_documents`."""
        return dict(self._documents(paths))

    def found(self, paths: Sequence[str]) -> Mapping[str, FoundPage]:
        """As `Library.found`. What is stored is made up when it is wanted first."""
        missing = [path for path in paths if path not in self._stored]
        self._stored |= {path: {"search": compressed(asdict(each))} for path, each in self._made(missing)}
        if self._clock is not None:
            self._clock.take(ANSWER)
        documents = filter(None, (to_search_document(self._stored[path]) for path in paths))
        return {
            each.path: FoundPage(ListedArticle(each.path, each.date, title=each.title, date=each.date), each)
            for each in documents
        }

    def _documents(self, paths: Collection[str]) -> list[tuple[str, SearchDocument]]:
        if self._clock is not None:
            self._clock.take(ANSWER)
        return self._made(paths)

    def _made(self, paths: Collection[str]) -> list[tuple[str, SearchDocument]]:
        numbers = {path: int(path.rpartition("-")[2]) for path in paths}
        return [(path, self.site.document(number, self.versions.get(number, 0))) for path, number in numbers.items()]


def bucket() -> S3:
    """A bucket in memory."""
    return S3({_BUCKET: Objects(lambda *_: None, time.time, is_versioned=False)}, lambda *_: None)


def services(client: Any, table: Table) -> Any:
    """What indexing needs: the bucket by this client, the table, and the true time."""
    return SimpleNamespace(derived=Derived(client, _BUCKET), table=table, now=time.time, sleep=time.sleep)
