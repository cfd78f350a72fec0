"""What differs between the pages and what search knows of them, and the requests that repair it."""

import functools
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from articles.publishing.differences import Difference
from articles.publishing.running.services import Services
from articles.publishing.storage.cards import Card, is_live
from articles.publishing.storage.derived import MissingError
from articles.publishing.storage.messages import Index, IndexAnew
from articles.publishing.storage.search_index import MANIFEST, SearchIndex, age
from articles.publishing.storage.search_manifest import KEPT, latest, names_in

# With more than so many entries for each path, most of what a query looks at is out of date.
_MOST_ENTRIES = 2
_FEW = 1_000


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What search knows.

    Attributes:
        digests: What it knows of each path; None if a part of the index is lost, so that it has to be built anew.
        entries: How many entries its segments have.
    """

    digests: Mapping[str, str] | None
    entries: int = 0


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
        return Knowledge(latest(lists), sum(map(len, lists)))

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
    return []


def of_pages(cards: Iterable[Card | None], know: Know) -> list[Difference]:
    """Find the pages, among what is at these paths, of which search knows something else than it is to know."""
    live = [card for card in cards if is_live(card)]
    digests = know().digests if live else {}
    if digests is None:
        return []
    return [_of_path(card.path) for card in live if digests.get(card.path, "") != card.search]


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
