"""Have the search index know what is at paths now.

A run writes what it has read into a new segment, has the manifest name that, and reads again: whatever changed while it
worked is written by the next round. So of two runs of which the slower one comes last, the slower one sees that it has
put something old in force. And the message that asked for a run is there until the run has seen that all is right.
"""

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from articles.publishing.errors import ConflictError
from articles.publishing.rendering.search_document import SearchDocument
from articles.publishing.retry import until_settled
from articles.publishing.running.services import Services
from articles.publishing.storage.cards import is_live
from articles.publishing.storage.search_index import SearchIndex
from articles.publishing.storage.search_manifest import Segment
from articles.search.archives import packed
from articles.search.engine import fingerprints
from articles.search.engine.segments import write_segment

# So many paths are one segment.
PATHS = 500

# What search is to know of each path; None if it must not find a page there.
Wanted = Mapping[str, SearchDocument | None]


def index(paths: Sequence[str], services: Services) -> int:
    """Have the search index know what is at these paths now.

    Args:
        paths: The paths, in any number.
        services: The site's services.

    Returns:
        How many segments were written.

    Raises:
        ContentionError: The same pages kept changing; the caller should try again later.
    """
    each_once = list(dict.fromkeys(paths))
    parts = range(0, len(each_once), PATHS)
    return sum(_index(each_once[start : start + PATHS], services) for start in parts)


def _index(paths: Sequence[str], services: Services) -> int:
    put: dict[str, str] = {}
    written = 0

    def attempt(_: None) -> tuple[None, bool]:
        nonlocal written
        wanted = _wanted(paths, services)
        differing = {path: each for path, each in wanted.items() if put.get(path) != _digest(each)}
        if not differing:
            return None, True
        add_segment(differing, services)
        written += 1
        put.update({path: _digest(each) for path, each in differing.items()})
        return None, False

    until_settled(attempt, services, f"indexing of {paths[0]}")
    return written


def add_segment(wanted: Wanted, services: Services) -> None:
    """Put a new segment in force that decides what search knows of these paths."""
    index_of_site = SearchIndex(services.derived)
    documents = [each for each in wanted.values() if each is not None]
    now = services.now()
    name = index_of_site.add(files_of(documents), {path: _digest(each) for path, each in wanted.items()}, now)
    while True:
        manifest, etag = index_of_site.manifest()
        if not manifest.form:
            manifest = manifest.begun(fingerprints.form())
        segment = Segment(name, len(documents), manifest.generation, fingerprints.schema())
        if index_of_site.replace(manifest.with_segment(segment, now), manifest, etag):
            return


def files_of(documents: Sequence[SearchDocument]) -> bytes:
    """What the engine writes of these documents; nothing if there are none."""
    if not documents:
        return b""
    with TemporaryDirectory() as work:
        folder = Path(work) / "segment"
        write_segment(folder, documents)
        return packed(folder)


def _wanted(paths: Collection[str], services: Services) -> Wanted:
    """What search is to know of these paths now.

    Raises:
        ConflictError: A page has just changed: read again.
    """
    cards = services.table.cards_alone(paths)
    digests = {path: card.search for path, card in cards.items() if is_live(card) and card.search}
    documents = services.table.search_documents(digests)
    for path, digest in digests.items():
        if path not in documents or documents[path].digest != digest:
            raise ConflictError(f"{path} has just changed")
    return {path: documents.get(path) for path in paths}


def _digest(document: SearchDocument | None) -> str:
    return document.digest if document is not None else ""
