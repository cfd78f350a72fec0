"""What the library holds: the queries that lists, sitemaps and feeds are made from.

Reads are eventually consistent: a list may lag a moment behind. No request reads more than a bounded part of the table,
whatever its size.
"""

import functools
import itertools
import os
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import boto3
from boto3.dynamodb.types import TypeDeserializer, TypeSerializer
from botocore.config import Config
from catalog import keys
from publishing.excerpt import excerpt

from browse.paging import Page, Position, Side, Stretch, page

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

Item = dict[str, Any]
State = Literal["live", "moved", "gone"]

# An empty month costs a query: a page that meets so many of them is cut short, and the next one goes on.
MAX_MONTHS = 24

# The sitemap protocol's limit on the entries of an index and of a sitemap (https://www.sitemaps.org/protocol.html).
MAX_SITEMAPS = 50_000
MAX_SITEMAP_ENTRIES = 50_000

# How many cuts of a month are read at a time: most sitemaps are found among the first ones of their day.
_CUTS = 100

# Parallel reads for a list of subjects; botocore keeps ten connections.
_WORKERS = 10

# BatchGetItem returns at most 16 MB: fifty items of 400 KB take two requests, and throttling may split them further.
_MAX_BATCHES = 8

# A list of a hundred articles stays within what a response can hold.
_MAX_TITLE = 300
_MAX_DESCRIPTION = 600

# All within the function's ten seconds.
_CONFIG = Config(retries={"mode": "standard", "max_attempts": 3}, connect_timeout=1, read_timeout=2)

_CARD = ("path", "id", "title", "subject", "subject_slug", "date", "description", "modified", "month_sk")

_IN_SITEMAP = ("path", "date", "modified", "month_sk")

_serialise = TypeSerializer().serialize
_deserialise = TypeDeserializer().deserialize


@dataclass(frozen=True, slots=True)
class Entry:
    """A live article, as lists show it.

    Attributes:
        path: Canonical path of its page.
        sort: Its key in the lists' order, which is by date.
        id: Its id, if it has one.
        title: What its page is called, its beginning if it is very long.
        subject: Its subject's name.
        subject_slug: Its subject's slug; empty if it has no subject.
        date: ISO date, or empty.
        description: One or two sentences, their beginning if they are very long; or empty.
        modified: When it was last published, in seconds since the epoch, where that is known.
    """

    path: str
    sort: str
    id: int | None = None
    title: str = ""
    subject: str = ""
    subject_slug: str = ""
    date: str = ""
    description: str = ""
    modified: int | None = None


@dataclass(frozen=True, slots=True)
class Subject:
    """A subject of the library: its slug, its name as the first of its articles spelled it, its newest live article."""

    slug: str
    name: str
    newest: Entry | None = None

    @property
    def sort(self) -> str:
        """Subjects are listed by slug."""
        return self.slug


@dataclass(frozen=True, slots=True)
class Selection:
    """Which articles: of one subject or of all, from one date to another, both included."""

    subject: str | None = None
    first: str | None = None
    last: str | None = None


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """What is at a path: a live page, the path it has moved to, or one that is gone."""

    state: State
    location: str | None


@dataclass(frozen=True, slots=True)
class Referrer:
    """A page that links to another."""

    sort: str


@dataclass(frozen=True, slots=True)
class _Range:
    """The part of a partition between two sort keys, both included."""

    index: str | None
    partition: str
    low: str
    high: str


class BusyError(Exception):
    """The table gives less than is needed at the moment."""


class Library:
    """The library in a DynamoDB table."""

    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        """Read the table of this name through a low-level client."""
        self._client = client
        self._table = table

    def articles(self, selection: Selection, position: Position | None, limit: int) -> Page[Entry]:
        """A page of articles, newest first."""
        return page(functools.partial(self._articles, selection), position, limit)

    def subject(self, slug: str) -> Subject | None:
        """A subject, if an article of it was ever published."""
        item = self._get(keys.subject(slug))
        return Subject(slug, item.get("name") or slug) if item else None

    def subjects(self, position: Position | None, limit: int) -> Page[Subject]:
        """A page of the subjects that have articles, by slug, each with its newest.

        A subject whose last article has left is skipped, so that a page may have fewer than `limit`.
        """
        found = page(self._subjects, position, limit)
        with ThreadPoolExecutor(_WORKERS) as pool:
            alive = tuple(subject for subject in pool.map(self._with_newest, found.entries) if subject.newest)
        return Page(alive, found.previous, found.following)

    def whereabouts(self, path: str) -> Whereabouts | None:
        """What is at a path; none if nothing ever was."""
        item = self._get(keys.card(path))
        return Whereabouts(item["state"], item.get("location")) if item else None

    def referrers(self, path: str, position: Position | None, limit: int) -> Page[Entry]:
        """A page of the live articles that link to a path, by path.

        Redirects to the path are skipped, so that a page may have fewer than `limit`.
        """
        found = page(functools.partial(self._referrers, path), position, limit)
        cards = {item["path"]: item for item in self._batch([keys.card(each.sort) for each in found.entries])}
        entries = (_entry(cards[each.sort]) for each in found.entries if _is_live(cards.get(each.sort)))
        return Page(tuple(entries), found.previous, found.following)

    def article_items(self, paths: Iterable[str]) -> dict[str, Item]:
        """The items with the parsed articles of live pages, by path."""
        prefix = keys.path_partition("")
        found = self._batch([keys.article(path) for path in paths])
        return {item["pk"].removeprefix(prefix): item for item in found}

    def sitemap_starts(self) -> tuple[str, ...]:
        """Where each sitemap of the site begins, in order: a month, or the sort key of an article.

        Where there are more than an index may have, one more than that, the newest.
        """
        low, high = keys.index_range()
        entries = itertools.chain.from_iterable(
            itertools.islice(self._query(_Range(None, directory, low, high), reverse=True), MAX_SITEMAPS + 1)
            for directory in (keys.MONTHS, keys.SITEMAPS)
        )
        return tuple(sorted(item["sk"] for item in entries)[-MAX_SITEMAPS - 1 :])

    def sitemap_starts_in(self, beginning: str) -> Iterator[str]:
        """Where the sitemaps of a month begin, in order, from a month or day of it on; read as they are asked for.

        There are none if no article ever had a date in the month.
        """
        month = keys.index_month(beginning)
        if self._get(keys.month(month)) is None:
            return
        if beginning == month:
            yield month
        cuts = _Range(None, keys.SITEMAPS, *keys.index_range(beginning, month))
        yield from (item["sk"] for item in self._query(cuts, page_size=_CUTS))

    def articles_between(self, start: str, end: str | None) -> Iterator[Entry]:
        """The articles of one month from a sort key on, up to another or to the month's end; oldest first.

        They are read as they are asked for.
        """
        month = keys.index_month(start)
        high = keys.index_range(month, month)[1] if end is None else end
        found = self._query(_Range(keys.BY_MONTH, keys.month_index(month), start, high), attributes=_IN_SITEMAP)
        return (_entry(item) for item in found if item["month_sk"] != end)

    def _articles(self, selection: Selection, position: Position | None, count: int) -> Stretch[Entry]:
        low, high = keys.index_range(selection.first, selection.last)
        newest_first = position is None or position.side is Side.AFTER
        if position is not None:
            low, high = (low, position.sort) if newest_first else (position.sort, high)
        months: list[str] = []
        if selection.subject is not None:
            partitions = [(keys.BY_SUBJECT, keys.subject_index(selection.subject))]
        else:
            months = self._months(low, high, newest_first=newest_first)
            partitions = [(keys.BY_MONTH, keys.month_index(month)) for month in months[:MAX_MONTHS]]
        found = itertools.chain.from_iterable(
            self._query(
                _Range(index, partition, low, high), reverse=newest_first, page_size=count + 1, attributes=_CARD
            )
            for index, partition in partitions
        )
        beyond = (_entry(item) for item in found if position is None or item["month_sk"] != position.sort)
        entries = tuple(itertools.islice(beyond, count))
        if len(entries) < count and len(months) > MAX_MONTHS:
            oldest, newest = keys.index_range(months[MAX_MONTHS - 1], months[MAX_MONTHS - 1])
            return Stretch(entries, reached=oldest if newest_first else newest)
        return Stretch(entries)

    def _months(self, low: str, high: str, *, newest_first: bool) -> list[str]:
        wanted = _Range(None, keys.MONTHS, keys.index_month(low), keys.index_month(high))
        found = self._query(wanted, reverse=newest_first, page_size=MAX_MONTHS + 1)
        return [item["sk"] for item in itertools.islice(found, MAX_MONTHS + 1)]

    def _subjects(self, position: Position | None, count: int) -> Stretch[Subject]:
        found = self._beside(keys.SUBJECTS, "", position, count)
        return Stretch(tuple(Subject(item["sk"], item.get("name") or item["sk"]) for item in found))

    def _with_newest(self, subject: Subject) -> Subject:
        newest = self._articles(Selection(subject.slug), None, 1).entries
        return Subject(subject.slug, subject.name, newest[0] if newest else None)

    def _referrers(self, path: str, position: Position | None, count: int) -> Stretch[Referrer]:
        prefix = keys.REFERRER_PREFIX
        found = self._beside(keys.path_partition(path), prefix, position, count)
        return Stretch(tuple(Referrer(item["sk"].removeprefix(prefix)) for item in found))

    def _beside(self, partition: str, prefix: str, position: Position | None, count: int) -> list[Item]:
        """So many items of a partition whose sort keys have a prefix, beside a position; before it in reverse order."""
        low, high = prefix or " ", prefix + chr(0x10FFFF)  # a key is never empty
        reverse = position is not None and position.side is Side.BEFORE
        if position is not None:
            low, high = (low, prefix + position.sort) if reverse else (prefix + position.sort, high)
        found = self._query(_Range(None, partition, low, high), reverse=reverse, page_size=count + 1)
        beyond = (item for item in found if position is None or item["sk"] != prefix + position.sort)
        return list(itertools.islice(beyond, count))

    def _get(self, key: keys.Key) -> Item | None:
        response = self._client.get_item(TableName=self._table, Key=_typed(key))
        return _plain(response["Item"]) if "Item" in response else None

    def _query(
        self, within: _Range, *, reverse: bool = False, page_size: int | None = None, attributes: Sequence[str] = ()
    ) -> Iterator[Item]:
        """The items of a range, read as they are asked for."""
        if within.low > within.high:  # DynamoDB refuses the question
            return
        field = f"{within.index.removeprefix('by-')}_" if within.index else ""
        names = {"#pk": f"{field}pk", "#sk": f"{field}sk"}
        request: Any = {
            "TableName": self._table,
            "KeyConditionExpression": "#pk = :pk AND #sk BETWEEN :low AND :high",
            "ExpressionAttributeValues": _typed({":pk": within.partition, ":low": within.low, ":high": within.high}),
            "ScanIndexForward": not reverse,
            **({"IndexName": within.index} if within.index else {}),
            **({"Limit": page_size} if page_size else {}),
        }
        if attributes:
            projected = {f"#{number}": name for number, name in enumerate(attributes)}
            request["ProjectionExpression"] = ", ".join(projected)
            names |= projected
        request["ExpressionAttributeNames"] = names
        while True:
            response = self._client.query(**request)
            yield from map(_plain, response["Items"])
            if "LastEvaluatedKey" not in response:
                return
            request["ExclusiveStartKey"] = response["LastEvaluatedKey"]

    def _batch(self, wanted: Sequence[keys.Key]) -> Iterator[Item]:
        """The items with these keys, at most a hundred, in no order."""
        pending: Any = {self._table: {"Keys": [_typed(key) for key in wanted]}} if wanted else None
        for _ in range(_MAX_BATCHES):
            if not pending:
                return
            response = self._client.batch_get_item(RequestItems=pending)
            yield from map(_plain, response["Responses"].get(self._table, ()))
            pending = response.get("UnprocessedKeys")
        if pending:
            raise BusyError(f"{_MAX_BATCHES} requests did not bring all items")


@functools.cache
def library() -> Library:
    """The library that the function's environment describes; made once in a process."""
    return Library(boto3.client("dynamodb", config=_CONFIG), os.environ["TABLE"])


def _entry(item: Item) -> Entry:
    return Entry(
        path=item["path"],
        sort=item["month_sk"],
        id=int(item["id"]) if "id" in item else None,
        title=excerpt(item.get("title", ""), _MAX_TITLE),
        subject=item.get("subject", ""),
        subject_slug=item.get("subject_slug", ""),
        date=item.get("date", ""),
        description=excerpt(item.get("description", ""), _MAX_DESCRIPTION),
        modified=int(item["modified"]) if "modified" in item else None,
    )


def _is_live(card: Item | None) -> bool:
    return card is not None and card["state"] == "live"


def _typed(values: Any) -> dict[str, Any]:
    return {name: _serialise(value) for name, value in values.items()}


def _plain(item: Any) -> Item:
    return {name: _deserialise(value) for name, value in item.items()}
