"""What is now at paths that the search index names: it may have yet to be told of a change."""

from collections.abc import Sequence
from typing import NamedTuple

from articles.browse.introductions import seconds_left
from articles.browse.listed_articles import CARD, ListedArticle, to_listed_article
from articles.browse.table import Table
from articles.common import keys
from articles.publishing.rendering.search_document import SearchDocument
from articles.publishing.storage.article_items import to_search_document


class FoundPage(NamedTuple):
    """A page that search may show: as lists have it, and what search is to know of it."""

    entry: ListedArticle
    document: SearchDocument


def found_pages(table: Table, paths: Sequence[str], now: float) -> dict[str, FoundPage]:
    """The pages at these paths that are live, listed and not expired, by path.

    Args:
        table: Where they are.
        paths: The paths.
        now: The time in seconds since the epoch.

    Raises:
        BusyError: The table is busy.
    """
    wanted = [key(path) for path in paths for key in (keys.card, keys.article)]
    items = [*table.batch(wanted, attributes=(*CARD, "pk", "sk", "search", "expires"))]
    listed = {item["path"]: to_listed_article(item) for item in items if "month_sk" in item}
    articles = (item for item in items if item["sk"] == "ARTICLE" and seconds_left(item, now) != 0)
    documents = {each.path: each for each in map(to_search_document, articles) if each is not None}
    return {path: FoundPage(listed[path], document) for path, document in documents.items() if path in listed}
