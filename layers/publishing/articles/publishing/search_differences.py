"""What differs between the pages and what search knows of them, and the requests that repair it."""

import functools
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from articles.publishing.differences import Difference
from articles.publishing.running.services import Services
from articles.publishing.storage.cards import Card, Cards, is_live
from articles.publishing.storage.derived import MissingError
from articles.publishing.storage.messages import Index, IndexAnew, Pass, Relate
from articles.publishing.storage.neighbours import KEPT as KEPT_NEIGHBOURS
from articles.publishing.storage.page_links import PageLinks
from articles.publishing.storage.search_index import MANIFEST, SearchIndex, age
from articles.publishing.storage.search_manifest import KEPT, latest, names_in
from articles.publishing.storage.sites import Site

# With more than so many entries for each path, most of what a query looks at is out of date.
_MOST_ENTRIES = 2
_FEW = 1_000

# Seconds after which the message is lost that has neighbours computed.
_LATE = 900


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What search knows.

    Attributes:
        digests: What it knows of each path; None if a part of the index is lost, so that it has to be built anew.
        entries: How many entries its segments have.
        is_at_rest: Whether the neighbours of all pages that it knows have been asked for.
    """

    digests: Mapping[str, str] | None
    entries: int = 0
    is_at_rest: bool = True

    @property
    def pages(self) -> int:
        """How many pages search finds."""
        return sum(map(bool, (self.digests or {}).values()))


# Reads what search knows, once.
Know = Callable[[], Knowledge]


def knowledge_of(services: Services) -> Know:
    """What reads what search knows when it is first called."""

    @functools.cache
    def read() -> Knowledge:
        index = SearchIndex(services.derived)
        manifest, _ = index.manifest()
        try:
            lists = [index.paths(each.name) for each in manifest.segments]
        except MissingError:
            return Knowledge(None)
        return Knowledge(latest(lists), sum(map(len, lists)), manifest.related == manifest.number)

    return read


def of_index(know: Know, services: Services) -> list[Difference]:
    """Find out whether the index has to be built anew; and delete what no manifest names, as dead runs leave it."""
    index = SearchIndex(services.derived)
    manifest, _ = index.manifest()
    stored, now = index.stored(), services.now()
    # A run puts a segment in force within minutes of storing it, or never.
    index.delete(name for name in stored.keys() - names_in(manifest) if age(name, now) > KEPT)
    if not all(stored.get(each.name) for each in manifest.segments) or know().digests is None:
        return [Difference(MANIFEST, "a part of the search index is lost", IndexAnew())]
    if manifest.is_abandoned(now):
        return [Difference(MANIFEST, "nobody goes on with building the search index", IndexAnew())]
    known = know()
    if known.entries > _FEW + _MOST_ENTRIES * len(known.digests or ()):
        return [Difference(MANIFEST, "most of the search index is out of date", IndexAnew())]
    newest = min((age(each.name, now) for each in manifest.segments), default=0)
    if not known.is_at_rest and newest > _LATE:
        return [Difference(MANIFEST, "nobody has asked which pages are like new ones", Pass(manifest.number))]
    return []


def of_pages(cards: Iterable[Card | None], know: Know) -> list[Difference]:
    """Find the pages, among what is at these paths, of which search knows something else than it is to know."""
    live = [card for card in cards if is_live(card)]
    digests = know().digests if live else {}
    if digests is None:
        return []
    return [_of_path(card.path) for card in live if digests.get(card.path, "") != card.search]


def of_neighbours(
    pages: Iterable[tuple[Card | None, PageLinks]], site: Site, cards: Cards, know: Know
) -> list[Difference]:
    """Find the pages of which the neighbours have to be computed, if nobody is about to do it.

    Args:
        pages: What is at the paths to look at, with its links.
        site: The settings in force.
        cards: What is at the paths that they link to.
        know: What reads what search knows.
    """
    if not site.file.related.fill or not know().is_at_rest:
        return []
    return [
        Difference(card.path, "which pages are like it has to be computed", Relate((card.path,), force=True))
        for card, links in pages
        if is_live(card) and _are_neighbours_due(card, links, site, cards, know().pages)
    ]


def _are_neighbours_due(card: Card, links: PageLinks, site: Site, cards: Cards, among: int) -> bool:
    """Whether the neighbours of a page have to be computed, also because too few of them are left."""
    candidates = site.candidates(links.related, links.neighbours, unlisted=card.unlisted)
    shown, _ = candidates.chosen(card.path, cards)
    are_used_up = len(shown) < candidates.fill and len(links.neighbours.paths) == KEPT_NEIGHBOURS
    return candidates.are_few and (links.neighbours.are_due(card.search, among) or are_used_up)


def of_known(after: str, count: int, know: Know, services: Services) -> tuple[list[Difference], int, str | None]:
    """Find the pages that search finds and must not, a part of them at a time.

    Args:
        after: The path after which to begin.
        count: How many paths to look at.
        know: What reads what search knows.
        services: The site's services.

    Returns:
        What differs; how many paths were looked at; and the last one, None if there are no more.
    """
    paths = sorted(path for path, digest in (know().digests or {}).items() if digest and path > after)
    looked = paths[:count]
    cards = services.table.cards_alone(looked)
    found = [_of_path(path) for path, card in cards.items() if not (is_live(card) and card.search)]
    return found, len(looked), looked[-1] if len(paths) > count else None


def _of_path(path: str) -> Difference:
    return Difference(path, "search knows something else of it", Index((path,)))
