"""The table: every read and write that publishing makes, one method each.

Reads are strongly consistent, but those of an index.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any, Generic, TypeVar

from articles.common import keys
from articles.publishing.errors import ConflictError
from articles.publishing.reading.article import Article
from articles.publishing.reading.text_links import Target, TextLink
from articles.publishing.storage import article_items, claim_items, directories, items, link_items
from articles.publishing.storage.attributes import plain, typed
from articles.publishing.storage.cards import Card, follow
from articles.publishing.storage.directories import Entry
from articles.publishing.storage.linking import FilePage, Surroundings, page_of, place_of
from articles.publishing.storage.page_links import PageLinks, links_of_older
from articles.publishing.storage.requests import Requests
from articles.publishing.storage.sites import RebuildProgress, Site
from articles.publishing.storage.sources import AliasClaim, Claim, Known, Source
from botocore.exceptions import ClientError

BY_SOURCE = "by-source"

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of a query: what it found, and the cursor to continue from, None at the end."""

    found: tuple[T, ...]
    cursor: str | None


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """An article that is live, and the fingerprint of what rendered its entry in feeds."""

    article: Article
    renderer: str


class Table(Requests):
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

    def card(self, path: str) -> Card | None:
        """What is at a path; None if nothing ever was."""
        item = self.get(keys.card(path))
        return items.to_card(item) if item else None

    def page(self, path: str) -> tuple[Card | None, PageLinks, Site]:
        """What is at a path, the links of the page there, and the settings in force, in one request.

        Raises:
            ConflictError: Another run has written the page meanwhile: read again.
        """
        wanted = [keys.card(path), keys.links(path), keys.site()]
        found = {(item["pk"], item["sk"]): item for item in self.batch_get(wanted)}
        card = _card(found, path)
        return card, _links(path, card, found), items.to_site(found.get((keys.SITE, keys.SITE)))

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

    def cards(self, paths: Collection[str]) -> dict[str, Card | None]:
        """What is at each of these paths, and at the paths that they redirect to."""
        return self._followed(paths, self.cards_alone(paths))

    def around(
        self, paths: Collection[str], text: Iterable[TextLink], page: str | None = None
    ) -> tuple[Surroundings, PageLinks]:
        """What is at these paths, and what links of a text may lead to.

        Args:
            paths: The paths.
            text: The links.
            page: One of the paths, of whose page to read the links, too, with its card.

        Raises:
            ConflictError: Another run has written that page meanwhile: read again.
        """
        targets = {place_of(target) for link in text for target in link.targets}
        paths = {*paths, *(each.name for each in targets if each.kind == "path")}
        wanted = [*(keys.card(path) for path in sorted(paths)), *([keys.links(page)] if page is not None else [])]
        wanted += [keys.source(each.name) for each in sorted(targets) if each.kind == "file"]
        found = {(item["pk"], item["sk"]): item for item in self.batch_get(wanted)}
        cards = {path: _card(found, path) for path in paths}
        links = _links(page, cards[page], found) if page is not None else PageLinks("")
        sources = (items.to_source(item) for item in found.values() if item["sk"] == "SOURCE")
        files = {each.key: page_of(each) for each in sources}
        names = {each.name: self._files(each.name) for each in sorted(targets) if each.kind == "name"}
        elsewhere = {each.path for each in chain(filter(None, files.values()), *names.values())} - cards.keys()
        if elsewhere:
            cards |= self.cards_alone(elsewhere)
        known = {key: each for key, each in files.items() if each is not None}
        return Surroundings(self._followed([*cards], cards), known, names), links

    def anchors(self, paths: Collection[str]) -> dict[str, dict[str, str]]:
        """The ids of the parts of pages, by what a link to one may say, by their paths."""
        found = self.batch_get([keys.links(path) for path in sorted(paths)])
        return {item["pk"].removeprefix(keys.PATH_PREFIX): link_items.to_anchors(item) for item in found}

    def links(self, cards: Iterable[Card]) -> dict[str, PageLinks]:
        """The links of pages, by their paths. Another run may have written a page since its card was read."""
        wanted = {keys.path_partition(card.path): card for card in cards}
        found = {item["pk"]: item for item in self.batch_get([keys.links(each.path) for each in wanted.values()])}
        return {
            card.path: link_items.to_links(card.path, found[pk]) if pk in found else links_of_older(card, card.path)
            for pk, card in wanted.items()
        }

    def cards_alone(self, paths: Collection[str]) -> dict[str, Card | None]:
        """What is at each of these paths."""
        return dict.fromkeys(paths) | self._cards(paths)

    def article(self, path: str) -> StoredArticle | None:
        """The article that is live at a path; None if none is."""
        item = self.get(keys.article(path))
        return StoredArticle(article_items.to_article(item), item.get("renderer", "")) if item else None

    def sources(self, wanted: Collection[str]) -> dict[str, Source]:
        """What is remembered of each of these files, by key; those that are not known are left out."""
        found = self.batch_get([keys.source(key) for key in wanted])
        return {item["source"]: items.to_source(item) for item in found}

    def referrers(self, to: Target, cursor: str | None = None, limit: int = 100) -> Page[str]:
        """One page of the paths that link or redirect to something."""
        partition = keys.target_partition(to.kind, to.name)
        found, cursor = self.query(partition, keys.REFERRER_PREFIX, cursor, limit)
        return Page(tuple(item["sk"].removeprefix(keys.REFERRER_PREFIX) for item in found), cursor)

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
        there = {(item["pk"], item["sk"]): item for item in self.batch_get(wanted)}
        card, source, claim = (there.get((each["pk"], each["sk"])) for each in wanted)
        file = items.to_source(source) if source else Source(key)
        return items.to_card(card) if card else None, file, claim_items.to_alias(claim) if claim else None

    def entries(self, wanted: Collection[Entry]) -> set[Entry]:
        """Which of these entries are in their directories."""
        found = self.batch_get([keys.entry(each.directory, each.name) for each in sorted(wanted)])
        return {Entry(item["pk"], item["sk"]) for item in found}

    def has_members(self, entry: Entry) -> bool:
        """Whether a subject or month has a live article, or whether the article that begins a sitemap is live."""
        if entry.directory == keys.SITEMAPS:
            path = keys.index_path(entry.name)
            return directories.begins_sitemap(self._cards({path}).get(path), entry.name)
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
        """When each file of a partition of `by-due` is due, and its key: those that are due until then, in order.

        The index is updated after the table, so what has just been written may be missing.
        """
        low, high = keys.due_sort(0), keys.due_sort(until + 1)
        for item in self.query_index(keys.BY_DUE, "due", keys.due_partition(number), low, high):
            yield keys.due_time(item["due_sk"]), item["pk"].removeprefix(keys.SOURCE_PREFIX)

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

    def _followed(self, paths: Collection[str], cards: dict[str, Card | None]) -> dict[str, Card | None]:
        """These cards, and those of the paths that they redirect to."""
        while missing := {each for path in paths for each in follow(path, cards)[1]}:
            cards |= dict.fromkeys(missing) | self._cards(missing)
        return cards

    def _files(self, name: str) -> tuple[FilePage, ...]:
        """The pages of the files that are live under a name."""
        found: list[FilePage] = []
        cursor = None
        while True:
            page, cursor = self.query(keys.target_partition("name", name), keys.SOURCE_PREFIX, cursor, 100)
            found += (FilePage(item["file"], item["path"]) for item in page)
            if cursor is None:
                return tuple(found)

    def _cards(self, paths: Collection[str]) -> dict[str, Card | None]:
        found = self.batch_get([keys.card(path) for path in sorted(paths)])
        return {item["path"]: items.to_card(item) for item in found}


def _card(found: Mapping[tuple[str, str], Mapping[str, Any]], path: str) -> Card | None:
    key = keys.card(path)
    item = found.get((key["pk"], key["sk"]))
    return items.to_card(item) if item else None


def _links(path: str, card: Card | None, found: Mapping[tuple[str, str], Mapping[str, Any]]) -> PageLinks:
    """The links of the page at a path, if an item has them as of its card."""
    key = keys.links(path)
    item = found.get((key["pk"], key["sk"]))
    links = link_items.to_links(path, item)
    if not links.belongs_to(card):
        raise ConflictError(f"{path} was written meanwhile")
    return links if item else links_of_older(card, path)
