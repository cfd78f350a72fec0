"""The table: every read and write that publishing makes, one method each.

Reads are strongly consistent, but those of an index.
"""

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from articles.common import keys
from articles.publishing.reading.article import Article
from articles.publishing.rendering.search_document import SearchDocument
from articles.publishing.storage import article_items, claim_items, directories, items
from articles.publishing.storage.attributes import plain, typed
from articles.publishing.storage.cards import Card
from articles.publishing.storage.directories import Entry
from articles.publishing.storage.path_reads import Page, PathReads
from articles.publishing.storage.sites import RebuildProgress, Site
from articles.publishing.storage.sources import AliasClaim, Claim, Known, Source
from botocore.exceptions import ClientError

BY_SOURCE = "by-source"


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """An article that is live.

    Attributes:
        article: The article.
        renderer: The fingerprint of what rendered its entry in feeds.
        search: What search is to know of it; None if search must not find it.
    """

    article: Article
    renderer: str
    search: SearchDocument | None


class Table(PathReads):
    """A DynamoDB table, with the few reads and writes that publishing makes."""

    # Reads

    def source(self, key: str) -> Source:
        """What is remembered of a file; a `Source` of revision 0 if nothing is."""
        item = self.get(keys.source(key))
        return items.to_source(item) if item else Source(key)

    def source_and_site(self, key: str) -> tuple[Source, Site]:
        """What is remembered of a file, and the settings in force, in one request."""
        item, site = self._with_site(keys.source(key))
        return items.to_source(item) if item else Source(key), site

    def site(self) -> Site:
        """The settings in force; the defaults, of revision 0, if there never were others."""
        return items.to_site(self.get(keys.site()))

    def redirects(self) -> dict[str, str]:
        """The redirects in force: where each path leads."""
        return items.to_redirects(self.get(keys.redirects()))

    def rebuild(self) -> RebuildProgress | None:
        """How far the last rebuild has come; None if there was none."""
        item = self.get(keys.rebuild())
        return items.to_rebuild(item) if item else None

    def article(self, path: str) -> StoredArticle | None:
        """The article that is live at a path; None if none is."""
        item = self.get(keys.article(path))
        if item is None:
            return None
        search = article_items.to_search_document(item)
        return StoredArticle(article_items.to_article(item), item.get("renderer", ""), search)

    def search_documents(self, paths: Collection[str]) -> dict[str, SearchDocument]:
        """What search is to know of the pages at these paths; those that it must not find are left out."""
        there = self.batch_get([keys.article(path) for path in paths])
        return {each.path: each for each in map(article_items.to_search_document, there) if each is not None}

    def sources(self, wanted: Collection[str]) -> dict[str, Source]:
        """What is remembered of each of these files, by key; those that are not known are left out."""
        found = self.batch_get([keys.source(key) for key in wanted])
        return {item["source"]: items.to_source(item) for item in found}

    def claims(self, path: str, cursor: str | None = None, limit: int = 100) -> Page[Claim]:
        """One page of the files that wait for a path."""
        found, cursor = self.query(keys.path_partition(path), keys.CLAIM_PREFIX, cursor, limit)
        return Page(tuple(claim_items.to_claim(item) for item in found), cursor)

    def aliases(self, path: str, cursor: str | None = None, limit: int = 100) -> Page[AliasClaim]:
        """One page of the files that have a path as an alias, those that named it first at the beginning."""
        found, cursor = self.query(keys.path_partition(path), keys.ALIAS_PREFIX, cursor, limit)
        return Page(tuple(claim_items.to_alias(item) for item in found), cursor)

    def alias(self, path: str, since: str, key: str) -> tuple[Card | None, Source, AliasClaim | None]:
        """What is at a path, what is remembered of a file, and its claim to that alias, in one request."""
        wanted = (keys.card(path), keys.source(key), keys.alias(path, since, key))
        there = self.by_key(wanted)
        card, source, claim = (there.get((each["pk"], each["sk"])) for each in wanted)
        file = items.to_source(source) if source else Source(key)
        return items.to_card(card) if card else None, file, claim_items.to_alias(claim) if claim else None

    def entries(self, wanted: Collection[Entry]) -> set[Entry]:
        """Which of these entries are in their directories."""
        found = self.batch_get([keys.entry(each.directory, each.name) for each in sorted(wanted)])
        return {Entry(item["pk"], item["sk"]) for item in found}

    def has_members(self, entry: Entry) -> bool:
        """Whether a subject or month has a live article, or whether the article that begins a sitemap is live."""
        if directories.of_sitemaps(entry.directory):
            path = keys.index_path(entry.name)
            return directories.begins_sitemap(self._cards({path}).get(path), entry)
        found, _ = self.query(keys.members_partition(entry.directory, entry.name), "", None, 1)
        return bool(found)

    def directory(self, after: Entry, limit: int = 500) -> Page[Entry]:
        """One page of the entries of a directory after a given one, by name. The cursor is an entry as text."""
        found, cursor = self.query(after.directory, "", after.name, limit)
        entries = tuple(Entry(item["pk"], item["sk"]) for item in found)
        return Page(entries, None if cursor is None else str(Entry(after.directory, cursor)))

    def are_there(self, wanted: Collection[keys.Key]) -> list[bool]:
        """For each of these keys, whether there is an item with it."""
        found = {(item["pk"], item["sk"]) for item in self.batch_get([*wanted])}
        return [(key["pk"], key["sk"]) in found for key in wanted]

    def scan(self, cursor: str | None = None, limit: int = 500) -> Page[Known]:
        """One page of all files and redirects, in no order. New ones may be missing: the index is updated later."""
        start: Any = {"ExclusiveStartKey": json.loads(cursor)} if cursor is not None else {}
        response = self._client.scan(TableName=self.name, IndexName=BY_SOURCE, Limit=limit, **start)
        last = response.get("LastEvaluatedKey")
        found = tuple(items.to_known(plain(item)) for item in response["Items"])
        return Page(found, json.dumps(last) if last else None)

    def due(self, number: int, until: int) -> Iterator[tuple[int, str]]:
        """When each file of a partition of `by-time` is due, and its key: those that are due until then, in order.

        The index is updated after the table, so what has just been written may be missing.
        """
        low, high = keys.due_sort(0), keys.due_sort(until + 1)
        for item in self.query_index(keys.BY_TIME, "time", keys.due_partition(number), low, high):
            yield keys.due_time(item["time_sk"]), item["pk"].removeprefix(keys.SOURCE_PREFIX)

    # Writes

    def clear_outbox(self, source: Source) -> bool:
        """Forget what had to follow a commit, unless a newer commit has taken it over.

        Returns:
            False if there was a newer commit.
        """
        try:
            self._client.update_item(
                TableName=self.name,
                Key=typed(keys.source(source.key)),
                UpdateExpression="REMOVE outbox",
                ConditionExpression="revision = :revision",
                ExpressionAttributeValues=typed({":revision": source.revision}),
            )
        except ClientError as error:
            if error.response["Error"]["Code"] == "ConditionalCheckFailedException":
                return False
            raise
        return True

    def put_entry(self, entry: Entry) -> None:
        """Add an entry to its directory."""
        self._client.put_item(TableName=self.name, Item=typed(keys.entry(entry.directory, entry.name)))

    def delete_entry(self, entry: Entry) -> None:
        """Remove an entry from its directory."""
        self._client.delete_item(TableName=self.name, Key=typed(keys.entry(entry.directory, entry.name)))

    def progress(self) -> tuple[str, str] | None:
        """Where the last comparison of bucket and table stopped: its stage and cursor; None if it came to the end."""
        item = self.get(keys.progress())
        return items.to_progress(item) if item else None

    def save_progress(self, progress: tuple[str, str] | None) -> None:
        """Remember where a comparison of bucket and table stopped; None if it came to the end."""
        if progress is None:
            self._client.delete_item(TableName=self.name, Key=typed(keys.progress()))
        else:
            self._client.put_item(TableName=self.name, Item=typed(items.from_progress(*progress)))

    def save_rebuild(self, progress: RebuildProgress) -> None:
        """Remember how far a rebuild has come."""
        self._client.put_item(TableName=self.name, Item=typed(items.from_rebuild(progress)))

    # Helpers

    def _with_site(self, key: keys.Key) -> tuple[dict[str, Any] | None, Site]:
        found = {item["pk"]: item for item in self.batch_get([key, keys.site()])}
        return found.get(key["pk"]), items.to_site(found.get(keys.SITE))
