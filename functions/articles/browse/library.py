"""The queries that lists, sitemaps and feeds are made from.

Reads are eventually consistent, so a list may lag a moment behind. No request reads more than a bounded part of the
table, whatever the table's size.
"""

import functools
import itertools
import operator
import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

import boto3
from articles.browse import changes
from articles.browse.found_pages import FoundPage, found_pages
from articles.browse.introductions import Introduction, StoredPage, seconds_left, to_introduction, to_stored_page
from articles.browse.listed_articles import CARD, ListedArticle, Selection, Subject, Whereabouts, to_listed_article
from articles.browse.paging import Page, Position, Side, Stretch, leading, merged, page
from articles.browse.parallel import WORKERS, at_once
from articles.browse.referrers import ATTRIBUTES, Referrer, to_referrer
from articles.browse.sitemap_reads import SitemapReads
from articles.browse.table import Item, Range, Table
from articles.common import keys
from articles.common.representations import JSON
from articles.publishing.rendering.feed_entry import FeedEntry
from articles.publishing.storage import directories
from articles.publishing.storage.article_items import to_feed_entry
from articles.publishing.storage.items import to_card, to_site
from articles.publishing.storage.page_links import places_of
from articles.publishing.storage.sites import Site
from botocore.config import Config

# A list skips a month that has just lost its last article. To save time, a page is cut short after this many, and the
# next page continues. A page of a hundred articles, each in a month of its own, looks at a hundred months.
MAX_MONTHS = 2_000

_MONTHS_AT_ONCE = 25

# The most articles of a subject that are counted, since that takes a read of each one's place in the directory.
MAX_COUNT = 100

# All within the function's ten seconds.
_CONFIG = Config(retries={"mode": "standard", "max_attempts": 3}, connect_timeout=1, read_timeout=2)


class Library(SitemapReads):
    """The library in a DynamoDB table: what is in one language of the site, where it lists something."""

    def __init__(self, table: Table, now: Callable[[], float] = time.time, edition: str = "") -> None:
        """Read a table.

        Args:
            table: The table.
            now: The time in seconds since the epoch.
            edition: The language of what lists name, if it is not the site's main one.
        """
        super().__init__(table, edition)
        self._now = now

    def site(self) -> Site:
        """The settings in force; the defaults if there never were others."""
        return to_site(self._table.get(keys.site()))

    def articles(self, selection: Selection, position: Position | None, limit: int) -> Page[ListedArticle]:
        """A page of articles, newest first."""
        return page(functools.partial(self._articles, selection), position, limit)

    def subject(self, slug: str) -> Subject | None:
        """A subject with its newest article; None if it has no live article."""
        newest = self._articles(Selection(slug), None, 1).entries
        return Subject(slug, newest[0]) if newest else None

    def subjects(self, position: Position | None, limit: int) -> Page[Subject]:
        """A page of the subjects that have live articles, by slug, each with its newest."""
        return page(self._subjects, position, limit)

    def counts(self, slugs: Sequence[str]) -> list[int]:
        """How many live articles each of these subjects has; `MAX_COUNT` and one if it has more."""
        return at_once(self._count, slugs)

    def years(self, slug: str | None = None) -> tuple[str, ...]:
        """The years of the dates that articles have, the newest first.

        Args:
            slug: The slug of a subject: then those from the year of its oldest article to that of its newest. There may
                be one among them that only articles of other subjects have. None for all articles.
        """
        low, high = keys.index_range("0001")  # without those that have no date
        if slug is not None:
            within = Range(keys.BY_SUBJECT, keys.subject_index(slug, self._edition), low, high)
            ends = at_once(lambda newest_first: self._beyond(None, within, 1, newest_first=newest_first), [False, True])
            if not all(ends):
                return ()
            low, high = keys.index_range(*(end[0].date[:4] for end in ends))
        months = self._table.query(Range(None, self._directory(keys.MONTHS), low, high), reverse=True)
        return tuple(dict.fromkeys(month["sk"][:4] for month in itertools.islice(months, MAX_MONTHS)))

    def changes(self, position: Position | None, since: int, limit: int) -> changes.Changes:
        """What changed at paths, after a position, or since a time in seconds since the epoch if that is None."""
        return changes.read(self._table, position, since, limit, int(self._now()))

    def whereabouts(self, path: str) -> Whereabouts | None:
        """What is at a path; None if nothing ever was."""
        item = self._table.get(keys.card(path))
        if item is None:
            return None
        card = to_card(item)
        return Whereabouts(
            card.state, item.get("location"), card.owner, directories.sort(card), card.edition, card.translations
        )

    def neighbour(self, slug: str, position: Position) -> str | None:
        """The path of the article that is next to a position in the list of a subject; None if there is none."""
        found = self._articles(Selection(slug), position, 1).entries
        return found[0].path if found else None

    def referrers(self, path: str, owner: str, position: Position | None, limit: int) -> Page[Referrer]:
        """A page of the listed articles that link to an article, by path; redirects to it are left out.

        Args:
            path: The path at which the article is live.
            owner: Object key of its file.
            position: Where the page is; None for the first page.
            limit: The most referrers of a page.
        """
        return page(functools.partial(self._referrers, path, owner), position, limit)

    def stored_page(self, path: str, form: str) -> StoredPage | None:
        """One finished form of the article at a path; None if no article is live there.

        Args:
            path: The path.
            form: The name of the representation.
        """
        item = self._representation(path, form)
        return to_stored_page(item, self._now()) if item else None

    def introduction(self, path: str) -> Introduction | None:
        """What introduces the list at a path: the article that is live there; None if there is none."""
        item = self._representation(path, JSON)
        return to_introduction(item, self._now()) if item else None

    def _representation(self, path: str, form: str) -> Item | None:
        """A representation of the article at a path; None if no article is live there, or it has expired."""
        item = self._table.get(keys.representation(path, form))
        return item if item and seconds_left(item, self._now()) != 0 else None

    def summaries(self, paths: Sequence[str]) -> dict[str, FeedEntry | None]:
        """The feed entries of the articles at these paths, without their answers; else as `feed_entries`."""
        return {path: entry and replace(entry, html="") for path, entry in self.feed_entries(paths).items()}

    def feed_entries(self, paths: Sequence[str]) -> dict[str, FeedEntry | None]:
        """The feed entries of the articles at these paths; None if older code published an article without one.

        Those that have expired are left out.
        """
        found = self._table.batch([keys.article(path) for path in paths], attributes=("pk", "entry", "expires"))
        return {
            item["pk"].removeprefix(keys.PATH_PREFIX): to_feed_entry(item) if "entry" in item else None
            for item in found
            if seconds_left(item, self._now()) != 0
        }

    def found(self, paths: Sequence[str]) -> dict[str, FoundPage]:
        """The pages at these paths that search may show. What it must not find is left out."""
        return found_pages(self._table, paths, self._now())

    def _articles(self, selection: Selection, position: Position | None, count: int) -> Stretch[ListedArticle]:
        low, high = keys.index_range(selection.first, selection.last)
        newest_first = position is None or position.side is Side.AFTER
        if position is not None:
            low, high = (low, position.sort) if newest_first else (position.sort, high)
        if selection.paths is not None:
            named = self._listed_at(selection.paths, selection.subject)
            beyond = (each for each in named if low <= each.sort <= high and each.sort != (position and position.sort))
            return Stretch(tuple(sorted(beyond, key=operator.attrgetter("sort"), reverse=newest_first)[:count]))
        if selection.subject is not None:
            within = Range(keys.BY_SUBJECT, keys.subject_index(selection.subject, self._edition), low, high)
            return Stretch(tuple(self._beyond(position, within, count, newest_first=newest_first)))
        entries: list[ListedArticle] = []
        reached, looked, wide = "", 0, 1  # many at once only after an empty one: each costs a read
        months = self._months(low, high, newest_first=newest_first)
        while some := list(itertools.islice(months, wide)):
            if looked >= MAX_MONTHS:
                return Stretch(tuple(entries), reached=reached)
            ranges = [Range(keys.BY_MONTH, keys.month_index(month, self._edition), low, high) for month in some]
            wanted = count - len(entries)
            look = functools.partial(self._beyond, position, count=wanted, newest_first=newest_first)
            found = [*itertools.chain.from_iterable(at_once(look, ranges))]
            entries += found[:wanted]
            if len(entries) == count:
                break
            reached = keys.index_range(some[-1], some[-1])[0 if newest_first else 1]
            looked += len(some)
            wide = 1 if found else WORKERS
        return Stretch(tuple(entries))

    def _listed_at(self, paths: Sequence[str], subject: str | None) -> Iterator[ListedArticle]:
        """The articles that are live and listed at these paths, in no order; those of one subject if it is named."""
        cards = self._table.batch([keys.card(path) for path in paths], attributes=CARD)
        listed = (to_listed_article(card) for card in cards if "month_sk" in card)
        return (each for each in listed if subject is None or each.subject_slug == subject)

    def _beyond(
        self, position: Position | None, within: Range, count: int, *, newest_first: bool
    ) -> list[ListedArticle]:
        """The first `count` articles of a part of an index, without the one at the position."""
        found = self._table.query(within, reverse=newest_first, page_size=count + 1, attributes=CARD)
        beyond = (to_listed_article(item) for item in found if position is None or item["month_sk"] != position.sort)
        return list(itertools.islice(beyond, count))

    def _months(self, low: str, high: str, *, newest_first: bool) -> Iterator[str]:
        wanted = Range(None, self._directory(keys.MONTHS), keys.index_month(low), keys.index_month(high))
        return (item["sk"] for item in self._table.query(wanted, reverse=newest_first, page_size=_MONTHS_AT_ONCE))

    def _subjects(self, position: Position | None, count: int) -> Stretch[Subject]:
        return leading(
            functools.partial(self._beside, self._directory(keys.SUBJECTS), ""), self._found, position, count
        )

    def _count(self, slug: str) -> int:
        return len(self._beside(keys.members_partition(self._directory(keys.SUBJECTS), slug), "", None, MAX_COUNT + 1))

    def _referrers(self, path: str, owner: str, position: Position | None, count: int) -> Stretch[Referrer]:
        partitions = [keys.target_partition(each.kind, each.name) for each in places_of(path, owner)]
        read = functools.partial(self._registered, partitions)
        return leading(read, functools.partial(self._linking, path), position, count)

    def _found(self, slugs: Sequence[str]) -> Iterable[Subject | None]:
        return at_once(self.subject, slugs)

    def _registered(self, partitions: Sequence[str], position: Position | None, count: int) -> list[str]:
        """Read the `count` paths next to a position that are registered in any of these partitions as linking there."""
        read = functools.partial(self._beside, prefix=keys.REFERRER_PREFIX, position=position, count=count)
        return merged(at_once(read, partitions), position, count)

    def _linking(self, to: str, paths: Sequence[str]) -> Iterable[Referrer | None]:
        """What each of these paths is as a referrer of another; None if it is not."""
        wanted = [key(path) for path in paths for key in (keys.card, keys.links)]
        items = self._table.batch(wanted, attributes=(*CARD, *ATTRIBUTES))
        found = {(item["pk"], item["sk"]): item for item in items}
        return [to_referrer(path, found, to) for path in paths]

    def _beside(self, partition: str, prefix: str, position: Position | None, count: int) -> list[str]:
        """Read `count` names, a partition's sort keys with this prefix, next to a position; before it in reverse."""
        low, high = prefix or " ", prefix + chr(0x10FFFF)  # a key is never empty
        reverse = position is not None and position.side is Side.BEFORE
        if position is not None:
            low, high = (low, prefix + position.sort) if reverse else (prefix + position.sort, high)
        found = self._table.query(Range(None, partition, low, high), reverse=reverse, page_size=count + 1)
        names = (item["sk"].removeprefix(prefix) for item in found)
        return list(itertools.islice((name for name in names if position is None or name != position.sort), count))


def library(edition: str = "") -> Library:
    """The library that the function's environment describes; what lists name is in the language of an edition."""
    return _library(edition)


@functools.cache
def _library(edition: str) -> Library:
    return Library(_table(), edition=edition)


@functools.cache
def _table() -> Table:
    """Made once in each process."""
    return Table(boto3.client("dynamodb", config=_CONFIG), os.environ["TABLE"])
