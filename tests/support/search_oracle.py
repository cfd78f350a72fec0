"""What must be true of the search index, as the oracle asks: what it knows of each page, and what readers find."""

import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from articles.publishing.storage.article_items import to_search_document
from articles.publishing.storage.cards import Card
from articles.publishing.storage.search_index import SearchIndex
from articles.publishing.storage.search_manifest import Manifest
from articles.search.engine.searching import Question, Searching
from articles.search.local_copy import LocalCopy

from tests.support.search_segments import content
from tests.support.world import World


def check_whole(cards: Mapping[str, Card], items: Mapping[str, Mapping[str, object]]) -> None:
    """At any time: a card says what search is to know of its page as the article beside it has it.

    Args:
        cards: What is at each path.
        items: The items of the live articles, by path.
    """
    for path, card in cards.items():
        document = to_search_document(items[path]) if path in items else None
        digest = document.digest if document is not None else ""
        assert card.search == digest, f"{path} says that search knows something else of it"
        assert bool(digest) is (card.state == "live" and not card.unlisted), f"search knows {path}, or does not"


def check_settled(cards: Mapping[str, Card], world: World) -> None:
    """When nothing is under way: search knows of each page what it is to know, and nothing else."""
    index = SearchIndex(world.site.derived)
    manifest, _ = index.manifest()
    known = {path: digest for path, digest in index.known(manifest).items() if digest}
    assert known == {path: card.search for path, card in cards.items() if card.search}, "search knows something else"
    assert not manifest.is_being_built, "an older index serves, although nothing is under way"
    check_index(world)


def check_index(world: World) -> None:
    """At any time: the index has the documents that it says."""
    index = SearchIndex(world.site.derived)
    manifest, _ = index.manifest()
    known = {path: digest for path, digest in index.known(manifest).items() if digest}
    listed = sum(bool(digest) for each in manifest.segments for digest in index.paths(each.name).values())
    assert sum(each.documents for each in manifest.segments) == listed, "a segment has other documents than it says"
    assert _found(index, manifest, world) == known, "the documents of the index are others than its segments say"


def check_at_rest(world: World) -> None:
    """When it has been at rest for a minute: the neighbours of all pages in it have been asked for."""
    manifest, _ = SearchIndex(world.site.derived).manifest()
    assert manifest.related == manifest.number, "nobody has asked for the neighbours of new pages"


def _found(index: SearchIndex, manifest: Manifest, world: World) -> dict[str, str]:
    """The path and the digest of every document that readers find. Of the same segments they find the same."""
    names = [each.name for each in manifest.segments]
    key = tuple((content(index.files(name)), frozenset(index.paths(name).items())) for name in names)
    if key not in _once:
        # Whatever the engine still has open there may be deleted a moment later.
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            searching = LocalCopy(index, Path(folder), pool=world.site.pool).searching()
            _once[key] = dict(_everything(searching)) if searching is not None else {}
    return _once[key]


_once: dict[object, dict[str, str]] = {}


def _everything(searching: Searching) -> Iterator[tuple[str, str]]:
    """The path and the digest of every document, from one page of results to the next."""
    position = 0
    while hits := searching.find(Question(position=position, limit=2)).hits:
        yield from ((hit.path, hit.digest) for hit in hits)
        position = hits[-1].position
