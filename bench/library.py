"""A library of any size for the local stack, and a stack that is filled with it.

Its articles are those of content/ over and over, each at a path of its own, in fifty subjects and ten years. Each links
to three others, of which a few are linked to very often (Zipf's law). Publishing plans what is stored of each, as in a
sync, but each text is rendered once, and what is planned is written in batches without the queues: a stack of 10,000
articles is there in a minute or two.
"""

import datetime as dt
import http.client
import random
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import boto3
from catalog.paths import slug
from publishing.article import Article, RelatedArticle, RelatedLink
from publishing.bucket import Upload
from publishing.plans import Facts, publish
from publishing.renderer import fingerprint
from publishing.representations import represent
from publishing.settings import Settings
from publishing.sources import Source
from publishing.table import Table, put_source

from bench.sites import CONTENT, articles
from local.errors import LocalError
from tests.support.stack import Stack

SUBJECTS = 50
LINKS = 3

_DAYS = 3_650
_FIRST_DAY = dt.date(2016, 11, 24)
_BATCH = 25  # items in one BatchWriteItem
_AT_ONCE = 50  # articles
_THREADS = 4
_POLL = 0.002  # seconds
_PATIENCE = 600.0
_NOW = dt.datetime(2026, 11, 24, tzinfo=dt.UTC)


class Library:
    """So many articles; the same each time."""

    def __init__(self, size: int) -> None:
        self.size = size
        self._models = articles(CONTENT)

    def key(self, number: int) -> str:
        """The object key of an article's file."""
        return f"library/{number:06}.md"

    def article(self, number: int) -> Article:
        """The article of a number."""
        model = self._models[number % len(self._models)]
        date = _FIRST_DAY + dt.timedelta(days=number * 7919 % _DAYS)
        title = self.title(number)
        return replace(
            model,
            path=self.path(number),
            id=number + 1,
            title=title,
            question=title,
            date=date,
            date_text=date.isoformat(),
            subject=self.subject(number),
            subject_slug=slug(self.subject(number)),
            related=tuple(
                RelatedLink(self.path(each), each + 1, self.title(each), self.subject(each))
                for each in self.links(number)
            ),
        )

    def related(self, number: int) -> tuple[RelatedArticle, ...]:
        """What the article's links lead to."""
        return tuple(
            RelatedArticle(self.path(each), each + 1, self.title(each), self.subject(each))
            for each in self.links(number)
        )

    def links(self, number: int) -> list[int]:
        """The articles that an article links to, by Zipf's law: the one of rank r with a likelihood of 1/r."""
        chance = random.Random(number)
        found: dict[int, None] = {}
        while len(found) < min(LINKS, self.size - 1):
            rank = int(self.size ** chance.random()) - 1
            if rank != number:
                found[rank] = None
        return list(found)

    def path(self, number: int) -> str:
        """Its path."""
        return f"/learn/{slug(self.subject(number))}/questions/article-{number:06}"

    def title(self, number: int) -> str:
        """Its title."""
        return f"{self._models[number % len(self._models)].title} (number {number})"

    def subject(self, number: int) -> str:
        """Its subject."""
        return f"Subject {number % SUBJECTS}"

    def file(self, number: int, note: str = "") -> str:
        """Its file, with a note as the last paragraph."""
        article = self.article(number)
        head = [f"id: {article.id}", f"title: {article.title}", f"question: {article.question}", f"url: {article.path}"]
        head += [f"subject: {article.subject}", f"date: {article.date}"]
        for place, link in enumerate(article.related, 1):
            head += [f"related_article{place}:", f"    title: {link.title}", f"    url: {link.path}"]
        return "\n".join(["---", *head, "---", "", article.answer, "", note, ""])


@contextmanager
def filled_stack(library: Library) -> Iterator[Stack]:
    """Run a local stack with a library in its table, until the block ends; its files are not in the bucket."""
    with tempfile.TemporaryDirectory() as folder:
        stack = Stack(Path(folder))
        try:
            _fill(stack, library)
            yield stack
        finally:
            stack.end()


def change(stack: Stack, library: Library, number: int, note: str) -> float:
    """Seconds from the upload of a file with a note in it to the first answer that shows the note."""
    connection = http.client.HTTPConnection(urlsplit(stack.site).netloc)
    path = quote(library.path(number))

    def shows() -> bool:
        connection.request("GET", path)
        return note.encode() in connection.getresponse().read()

    file = library.file(number, note)
    started = time.perf_counter()
    stack.upload(library.key(number), file)
    wait_until(shows)
    waited = time.perf_counter() - started
    connection.close()
    return waited


def wait_until(condition: Callable[[], bool]) -> None:
    """Wait until something holds.

    Raises:
        LocalError: It did not come to hold.
    """
    deadline = time.monotonic() + _PATIENCE
    while not condition():
        if time.monotonic() > deadline:
            raise LocalError("a change did not come to be seen")
        time.sleep(_POLL)


def _fill(stack: Stack, library: Library) -> None:
    settings = Settings("Articles", stack.site, "UTC", "Editors")
    renderer = fingerprint(settings)
    rendered = [represent(model, (), settings) for model in articles(CONTENT)]
    dynamodb = _client("dynamodb", stack)
    (name,) = dynamodb.list_tables()["TableNames"]
    table = Table(dynamodb, name)

    def publish_all(numbers: Sequence[int]) -> None:
        items: list[Any] = []
        for number in numbers:
            source, upload = Source(library.key(number)), Upload(b"", "-", "", _NOW)
            facts = Facts(source, upload, {library.path(number): None}, renderer, _NOW.timestamp())
            article = library.article(number)
            table.add_to_directories(article)
            plan = publish(facts, article, rendered[number % len(rendered)], library.related(number))
            # The first write is that of the file, with what has to follow: nothing has.
            writes = [put_source(replace(plan.source, outbox=())), *plan.writes[1:]]
            items += [write["Put"]["Item"] for write in writes]
        for batch in _batches(items, _BATCH):
            requests: Any = [{"PutRequest": {"Item": item}} for item in batch]
            dynamodb.batch_write_item(RequestItems={name: requests})

    with ThreadPoolExecutor(_THREADS) as pool:
        for _ in pool.map(publish_all, _batches(range(library.size), _AT_ONCE)):
            pass


def _client(service: Any, stack: Stack) -> Any:
    session = boto3.Session("local", "local", region_name="us-east-1")
    return session.client(service, endpoint_url=stack.endpoint)


def _batches(items: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]
