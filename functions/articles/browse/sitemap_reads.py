"""The queries that sitemaps are made from."""

import itertools
from collections.abc import Iterator

from articles.browse.listed_articles import ListedArticle, to_listed_article
from articles.browse.table import Range, Table
from articles.common import keys

# The sitemap protocol's limit on the entries of an index and of a sitemap (https://www.sitemaps.org/protocol.html).
MAX_SITEMAPS = 50_000
MAX_SITEMAP_ENTRIES = 50_000

# How many cuts of a month are read at a time. Most sitemaps are among the first ones of their day.
_CUTS = 100

_IN_SITEMAP = ("path", "date", "modified", "month_sk", "language", "translations")


class SitemapReads:
    """What sitemaps name, in one language of the site."""

    def __init__(self, table: Table, edition: str) -> None:
        """Read a table; `edition` is the language, if it is not the site's main one."""
        self._table = table
        self._edition = edition

    def sitemap_starts(self) -> tuple[str, ...]:
        """Where each sitemap of the site begins, in order: a month, or the sort key of an article.

        At most one more than an index may have, the newest.
        """
        low, high = keys.index_range()
        entries = itertools.chain.from_iterable(
            itertools.islice(
                self._table.query(Range(None, self._directory(directory), low, high), reverse=True), MAX_SITEMAPS + 1
            )
            for directory in (keys.MONTHS, keys.SITEMAPS)
        )
        return tuple(sorted(item["sk"] for item in entries)[-MAX_SITEMAPS - 1 :])

    def sitemap_starts_in(self, beginning: str) -> Iterator[str]:
        """Where the sitemaps of a month begin, in order, from the month or a day of it on; read on demand.

        Empty if no article has a date in the month.
        """
        month = keys.index_month(beginning)
        if self._table.get(keys.entry(self._directory(keys.MONTHS), month)) is None:
            return
        if beginning == month:
            yield month
        cuts = Range(None, self._directory(keys.SITEMAPS), *keys.index_range(beginning, month))
        yield from (item["sk"] for item in self._table.query(cuts, page_size=_CUTS))

    def articles_between(self, start: str, end: str | None) -> Iterator[ListedArticle]:
        """The articles of one month from a sort key on, up to another (excluded) or the month's end; oldest first.

        They are read on demand.
        """
        month = keys.index_month(start)
        high = keys.index_range(month, month)[1] if end is None else end
        found = self._table.query(
            Range(keys.BY_MONTH, keys.month_index(month, self._edition), start, high), attributes=_IN_SITEMAP
        )
        return (to_listed_article(item) for item in found if item["month_sk"] != end)

    def _directory(self, name: str) -> str:
        return keys.of_edition(name, self._edition)
