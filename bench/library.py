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
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import boto3
from articles.common.slugs import slug
from articles.local.errors import LocalError
from articles.publishing import plans
from articles.publishing.planning import Facts
from articles.publishing.reading.article import Article, RelatedArticle, RelatedLink
from articles.publishing.rendering.fingerprint import fingerprint
from articles.publishing.rendering.representations import represent
from articles.publishing.rendering.settings import Settings
from articles.publishing.running.bounded import Bounded, spawn
from articles.publishing.running.services import Services
from articles.publishing.storage.attributes import typed
from articles.publishing.storage.bucket import Bucket
from articles.publishing.storage.derived import Derived
from articles.publishing.storage.directories import Entry
from articles.publishing.storage.linking import Outlook
from articles.publishing.storage.own_words import OwnWordsReader
from articles.publishing.storage.page_links import PageLinks, paths
from articles.publishing.storage.queues import Queue
from articles.publishing.storage.sources import Source
from articles.publishing.storage.table import Table
from articles.publishing.storage.uploads import Upload
from articles.publishing.storage.writes import put_source

from bench.sites import CONTENT, articles
from tests.support.stack import Stack

SUBJECTS = 50
LINKS = 3

_DAYS = 3_650
_FIRST_DAY = dt.date(2016, 11, 24)
_BATCH = 25  # items in one BatchWriteItem
_AT_ONCE = 50  # articles
_THREADS = 4
_UPLOADS_AT_ONCE = 8
_ETAG = "-"
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

    def linked_by(self, wanted: int) -> tuple[int, list[int]]:
        """The article that is linked to by about as many others as are wanted, and those others."""
        referrers: dict[int, list[int]] = {}
        for number in range(self.size):
            for linked in self.links(number):
                referrers.setdefault(linked, []).append(number)
        return min(referrers.items(), key=lambda each: (abs(len(each[1]) - wanted), each[0]))

    def file(self, number: int, note: str = "", title: str | None = None) -> str:
        """Its file, with a note as the last paragraph, and another title if one is given."""
        article = self.article(number)
        if title is not None:
            article = replace(article, title=title, question=title)
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


def site(stack: Stack) -> Services:
    """What publishes to the site of a stack."""
    dynamodb, sqs = _client("dynamodb", stack), _client("sqs", stack)
    urls = sqs.list_queues()["QueueUrls"]
    ingest, refresh, derive = (
        next(url for url in urls if url.endswith(name)) for name in ("IngestQueue", "RefreshQueue", "DeriveQueue")
    )
    s3 = _client("s3", stack)
    return Services(
        bucket=Bucket(s3, "articles"),
        derived=Derived(s3, "articles-derivedbucket"),
        table=Table(dynamodb, dynamodb.list_tables()["TableNames"][0]),
        ingest=Queue(sqs, ingest),
        refresh=Queue(sqs, refresh),
        derive=Queue(sqs, derive),
        url=_settings(stack).url,
        media_host="",
        words=OwnWordsReader(lambda _: None),
        bounded=Bounded(start=spawn),  # it renders nothing
    )


def sources(library: Library, numbers: Iterable[int]) -> dict[str, str]:
    """The ETags of files of a library, by their keys, as the table has them, unless they were uploaded since."""
    return {library.key(number): _ETAG for number in numbers}


def change(stack: Stack, library: Library, number: int, note: str) -> float:
    """Seconds from the upload of a file with a note in it to the first answer that shows the note."""
    return publish({number: library.file(number, note)}, [number], note, stack, library)


def publish(files: Mapping[int, str], shown_by: Iterable[int], text: str, stack: Stack, library: Library) -> float:
    """Seconds from the upload of some files, eight at a time, to the first answers of some pages that show a text.

    Args:
        files: Each file, by the number of its article.
        shown_by: The numbers of the articles whose pages come to show the text.
        text: The text.
        stack: The stack.
        library: The library in it.
    """
    connection = http.client.HTTPConnection(urlsplit(stack.site).netloc)

    def shows(number: int) -> bool:
        connection.request("GET", quote(library.path(number)))
        return text.encode() in connection.getresponse().read()

    started = time.perf_counter()
    with ThreadPoolExecutor(_UPLOADS_AT_ONCE) as pool:
        for upload in [pool.submit(stack.upload, library.key(number), file) for number, file in files.items()]:
            upload.result()
    for number in shown_by:
        wait_until(partial(shows, number))
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
    settings = _settings(stack)
    renderer = fingerprint(settings)
    rendered = [represent(model, (), settings) for model in articles(CONTENT)]
    dynamodb = _client("dynamodb", stack)
    (name,) = dynamodb.list_tables()["TableNames"]
    table = Table(dynamodb, name)

    def publish_all(numbers: Sequence[int]) -> set[Entry]:
        items: list[Any] = []
        joined: set[Entry] = set()
        for number in numbers:
            source, upload = Source(library.key(number)), Upload(b"", _ETAG, "", _NOW)
            facts = Facts(source, upload, renderer, "", *(_NOW.timestamp(),) * 2, anew=True)
            article = library.article(number)
            cards = {library.path(number): None}
            had, made = PageLinks(article.path), rendered[number % len(rendered)]
            outlook = Outlook(article.path, library.related(number), (), paths([link.path for link in article.related]))
            plan = plans.publish(facts, cards, had, article, outlook, made)
            joined |= {Entry.parse(task.path) for task in plan.source.outbox if task.action == "joined"}
            # The first write is that of the file, with what has to follow: nothing has but the directories.
            writes = [put_source(replace(plan.source, outbox=())), *plan.writes[1:]]
            items += [typed(write["Put"]["Item"]) for write in writes]
        for batch in _batches(items, _BATCH):
            requests: Any = [{"PutRequest": {"Item": item}} for item in batch]
            dynamodb.batch_write_item(RequestItems={name: requests})
        return joined

    with ThreadPoolExecutor(_THREADS) as pool:
        joined = set().union(*pool.map(publish_all, _batches(range(library.size), _AT_ONCE)))
    for entry in joined:
        table.put_entry(entry)


def _settings(stack: Stack) -> Settings:
    return Settings("Articles", stack.site, "UTC", "Editors")


def _client(service: Any, stack: Stack) -> Any:
    session = boto3.Session("local", "local", region_name="us-east-1")
    return session.client(service, endpoint_url=stack.endpoint)


def _batches(items: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]
