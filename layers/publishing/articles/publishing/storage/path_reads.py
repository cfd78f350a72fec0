"""Reads of what is at paths: cards, the links of pages, what links may lead to, and who links."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from articles.common import keys
from articles.publishing.errors import ConflictError
from articles.publishing.media.facts import MediaFile
from articles.publishing.reading.article import Translation
from articles.publishing.reading.text_links import Destinations, Target, TextLink
from articles.publishing.storage import items, link_items
from articles.publishing.storage.cards import Card, follow
from articles.publishing.storage.claim_items import to_translation
from articles.publishing.storage.linking import (
    FilePage,
    Outlook,
    Surroundings,
    contents_to_look_for,
    names_to_look_for,
    place_in_site,
)
from articles.publishing.storage.neighbours import Neighbours
from articles.publishing.storage.page_links import PageLinks, links_of_older
from articles.publishing.storage.requests import Requests
from articles.publishing.storage.sites import Site

T = TypeVar("T")

_LOOKS_AT_ONCE = 16


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of a query: what it found, and the cursor to continue from, None at the end."""

    found: tuple[T, ...]
    cursor: str | None


class PathReads(Requests):
    """Reads of what is at paths. They are strongly consistent."""

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
        found = self.by_key(wanted)
        card = _card(found, path)
        return card, _links(path, card, found), items.to_site(found.get((keys.SITE, keys.SITE)))

    def cards(self, paths: Collection[str]) -> dict[str, Card | None]:
        """What is at each of these paths, and at the paths that they redirect to."""
        return self._followed(paths, self.cards_alone(paths))

    def around(
        self,
        paths: Collection[str],
        text: Collection[TextLink],
        page: str | None = None,
        pool: Callable[[int], Executor] = ThreadPoolExecutor,
        groups: Collection[str] = (),
    ) -> tuple[Surroundings, PageLinks]:
        """What is at these paths, and what links of a text may lead to.

        Args:
            paths: The paths.
            text: The links.
            page: One of the paths, of whose page to read the links, too, with its card.
            pool: Makes what looks for several names at once.
            groups: What articles have in common of which to read the translations. Empty ones have none.

        Raises:
            ConflictError: Another run has written that page meanwhile: read again.
        """
        targets = {target for link in text for target in link.targets}
        paths = {*paths, *(each.name for each in targets if each.kind == "path")}
        wanted = [*(keys.card(path) for path in sorted(paths)), *([keys.links(page)] if page is not None else [])]
        wanted += [keys.source(each.name) for each in sorted(targets) if each.kind == "file"]
        found = self.by_key(wanted)
        cards = {path: _card(found, path) for path in paths}
        links = _links(page, cards[page], found) if page is not None else PageLinks("")
        files = _places(item for item in found.values() if item["sk"] == "SOURCE")
        around = self._with_cards(Surroundings(cards, files))
        names = sorted(names_to_look_for(text, around))
        if names:
            around = self._with_names(around, names, pool)
        contents = sorted(contents_to_look_for(text, around))
        if contents:
            with pool(_LOOKS_AT_ONCE) as at_once:
                by_content = dict(zip(contents, at_once.map(self._came_with, contents), strict=True))
            around = replace(around, contents=by_content)
        wanted_groups = sorted({*groups} - {""})
        if wanted_groups:
            with pool(_LOOKS_AT_ONCE) as at_once:
                found_of = dict(zip(wanted_groups, at_once.map(self._translations, wanted_groups), strict=True))
            around = replace(around, translations=found_of)
        return around, links

    def with_paths(self, around: Surroundings, paths: Collection[str]) -> Surroundings:
        """The same with what is at these paths, too, and at those that they redirect to."""
        cards = {**around.cards}
        cards |= self.cards_alone({*paths} - cards.keys())
        return replace(around, cards=self._followed([*cards], cards))

    def neighbours(self, path: str) -> Neighbours:
        """The pages that are most like the one at a path, as they were computed."""
        item = self.get(keys.links(path))
        return link_items.to_links(path, item).neighbours

    def destinations(self, outlook: Outlook) -> Destinations:
        """Where the links of a text lead, as rendering takes it, with the parts of the pages there."""
        found = self.batch_get([keys.links(path) for path in sorted(outlook.with_parts)])
        anchors = {item["pk"].removeprefix(keys.PATH_PREFIX): link_items.to_anchors(item) for item in found}
        return outlook.destinations(anchors)

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

    def referrers(self, to: Target, cursor: str | None = None, limit: int = 100) -> Page[str]:
        """One page of the paths that link or redirect to something."""
        partition = keys.target_partition(to.kind, to.name)
        found, cursor = self.query(partition, keys.REFERRER_PREFIX, cursor, limit)
        return Page(tuple(item["sk"].removeprefix(keys.REFERRER_PREFIX) for item in found), cursor)

    def shown_by(self, paths: Iterable[str]) -> set[str]:
        """The addresses of the files beside articles that the pages at these paths show or offer."""
        found = self.batch_get([keys.links(path) for path in paths])
        return {address for item in found for address in link_items.to_shown(item)}

    def _with_names(self, around: Surroundings, names: Sequence[str], pool: Callable[[int], Executor]) -> Surroundings:
        """The same with the files of these names."""
        with pool(_LOOKS_AT_ONCE) as at_once:
            items_of = dict(zip(names, at_once.map(self._of_name, names), strict=True))
        named = [item for found in items_of.values() for item in found]
        pages = {item["file"]: FilePage(item["file"], item["path"]) for item in named if "path" in item}
        others = {item["file"] for item in named} - pages.keys() - around.files.keys()
        files = _places(self.batch_get([keys.source(key) for key in sorted(others)]))
        by_name = {name: tuple(item["file"] for item in found) for name, found in items_of.items()}
        return self._with_cards(replace(around, files={**files, **pages, **around.files}, names=by_name))

    def _with_cards(self, around: Surroundings) -> Surroundings:
        """The same with what is at the paths of its pages, and at those that they redirect to."""
        return self.with_paths(around, [each.path for each in around.files.values() if isinstance(each, FilePage)])

    def _translations(self, group: str) -> tuple[Translation, ...]:
        """The live pages that have this in common."""
        return tuple(map(to_translation, self._live_files(Target("group", group))))

    def _of_name(self, name: str) -> tuple[dict[str, Any], ...]:
        """The items of the files that are live under a name."""
        return self._live_files(Target("name", name))

    def _live_files(self, of: Target) -> tuple[dict[str, Any], ...]:
        """The items of the files that are live at a target."""
        found: list[dict[str, Any]] = []
        cursor = None
        while True:
            page, cursor = self.query(keys.target_partition(of.kind, of.name), keys.SOURCE_PREFIX, cursor, 100)
            found += page
            if cursor is None:
                return tuple(found)

    def _came_with(self, etag: str) -> tuple[str, ...]:
        """The keys of the first files that came with this content, and are live with it: one more than is shown."""
        found, _ = self.query(keys.target_partition("content", etag), keys.SOURCE_PREFIX, None, 2)
        return tuple(item["file"] for item in found)

    def _followed(self, paths: Collection[str], cards: dict[str, Card | None]) -> dict[str, Card | None]:
        """These cards, and those of the paths that they redirect to."""
        while missing := {each for path in paths for each in follow(path, cards)[1]}:
            cards |= dict.fromkeys(missing) | self._cards(missing)
        return cards

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


def _places(found: Iterable[Mapping[str, Any]]) -> dict[str, FilePage | MediaFile]:
    """Where links to files lead, by their keys, of the items of these files."""
    sources = [items.to_source(item) for item in found]
    return {each.key: place for each in sources if (place := place_in_site(each)) is not None}
