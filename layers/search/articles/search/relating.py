"""Compute which pages are most like one, while the index is at rest: related articles that nobody names.

Each run that changes the index sends a message that is delivered a while later. It names the newest segment by its
number. If the index has a newer one by then, the message does nothing: the run that added that sent another one. So a
pass begins when nothing has changed for so long, whoever died on the way, and without asking any clock.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from articles.publishing.rendering.search_document import SearchDocument
from articles.publishing.running.services import Services
from articles.publishing.storage.cards import Card, Cards, is_live
from articles.publishing.storage.derived import MissingError
from articles.publishing.storage.messages import Pass, Relate, Related
from articles.publishing.storage.neighbours import KEPT, Candidates, Neighbours
from articles.publishing.storage.search_index import SearchIndex
from articles.publishing.storage.search_manifest import latest
from articles.search.engine.searching import Searching
from articles.search.local_copy import LocalCopy

# So many paths are in one message: ten such messages are sent at once, with at most 256 KiB.
PATHS = 20

# So many more pages are looked for than are kept: some may be gone that the index still has.
_MORE = 4


@dataclass(frozen=True, slots=True)
class _Page:
    card: Card
    candidates: Candidates


def ask_for_pass(services: Services) -> None:
    """Have a pass begin later, unless the index changes again until then."""
    manifest, _ = SearchIndex(services.derived).manifest()
    services.derive.send([Pass(manifest.number)], delay=services.pass_delay)


def begin_pass(asked: Pass, services: Services) -> int:
    """Ask for the neighbours of every page that the index has got since the last pass.

    If this run dies, its message comes again, and asks again: then nothing is due any more.

    Returns:
        Of how many pages; 0 if the index has changed since the pass was asked for, or is damaged: then `reconcile` has
        it built anew, which has another pass begin.
    """
    index = SearchIndex(services.derived)
    manifest, _ = index.manifest()
    if manifest.number != asked.number:
        return 0
    try:
        known = latest(index.paths(each.name) for each in manifest.segments if each.number > manifest.related)
    except MissingError:
        return 0
    paths = [path for path, digest in known.items() if digest]
    services.derive.send(Relate(tuple(paths[start : start + PATHS])) for start in range(0, len(paths), PATHS))
    _remember(asked.number, index)
    return len(paths)


def relate(asked: Sequence[Relate], services: Services) -> int:
    """Compute the neighbours of these pages, as far as they are due, and have the pages changed to show them.

    Returns:
        How many pages are changed; 0 if the index is damaged, as for `begin_pass`.
    """
    forced = {path for each in asked if each.force for path in each.paths}
    pages = _without_enough({path for each in asked for path in each.paths}, services)
    pages = {path: each for path, each in pages.items() if path in forced or each.candidates.lack(each.card.search)}
    if not pages:
        return 0
    with TemporaryDirectory() as folder:
        try:
            searching = LocalCopy(SearchIndex(services.derived), Path(folder), pool=services.pool).searching()
        except MissingError:
            return 0
        found = _computed(pages, searching, services) if searching is not None else {}
    changed = [Related(path, each) for path, each in found.items() if each != pages[path].candidates.neighbours]
    return services.refresh.send(changed)


def _remember(number: int, index: SearchIndex) -> None:
    """Remember that the neighbours of all pages up to a segment have been asked for."""
    index.change(lambda before: replace(before, related=max(before.related, number)))


def _without_enough(paths: Collection[str], services: Services) -> Mapping[str, _Page]:
    """Those of these pages of which the author names fewer related articles than there are to be."""
    site = services.table.site()
    cards = services.table.cards_alone(paths) if site.file.related.fill else {}
    live = [card for card in cards.values() if is_live(card) and card.search]
    links = services.table.links(live)

    def candidates(card: Card) -> Candidates:
        has = links[card.path]
        return site.candidates(has.related, has.neighbours, unlisted=card.unlisted)

    pages = {card.path: _Page(card, candidates(card)) for card in live}
    return {path: each for path, each in pages.items() if each.candidates.are_few}


def _computed(pages: Mapping[str, _Page], searching: Searching, services: Services) -> Mapping[str, Neighbours]:
    documents = services.table.search_documents(pages)
    found = {
        path: [hit.path for hit in searching.similar(document, KEPT + _MORE)]
        for path, document in documents.items()
        if document.digest == pages[path].card.search  # else it has just changed, which begins another pass
    }
    cards = services.table.cards_alone({hit for hits in found.values() for hit in hits})
    return {path: _of(documents[path], hits, cards, searching.pages) for path, hits in found.items()}


def _of(document: SearchDocument, hits: Iterable[str], cards: Cards, among: int) -> Neighbours:
    """Those of the pages that were found that are live and listed."""
    listed = [hit for hit in hits if is_live(card := cards[hit]) and card.search]
    return Neighbours(tuple(listed[:KEPT]), document.digest, among)
