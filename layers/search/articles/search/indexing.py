"""Have the search index know what is at paths now.

A run reads the manifest, then the pages, and puts a segment of them in force only if the manifest is still the one that
it read. Else it reads both again. So nothing that a run has read comes after something newer, wherever the run stops;
and the message that asked for it is there until its segment is in force.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from articles.publishing.errors import ConflictError
from articles.publishing.rendering.search_document import SearchDocument
from articles.publishing.retry import until_settled
from articles.publishing.running.services import Services
from articles.publishing.storage.cards import is_live
from articles.publishing.storage.search_index import SearchIndex
from articles.publishing.storage.search_manifest import Known, Segment, names_in
from articles.search.archives import packed
from articles.search.engine import fingerprints
from articles.search.engine.segments import write_segment

# So many paths are one segment.
PATHS = 500


@dataclass(frozen=True, slots=True)
class _Stored:
    """A segment that is stored: its name, what it decides, and how many documents it has."""

    name: str
    known: Known
    documents: int


def index(paths: Sequence[str], services: Services) -> int:
    """Have the search index know what is at these paths now.

    Args:
        paths: The paths, in any number.
        services: The site's services.

    Returns:
        How many segments were put in force.

    Raises:
        ContentionError: Others were in the way each time; the caller should try again later.
    """
    each_once = list(dict.fromkeys(paths))
    parts = range(0, len(each_once), PATHS)
    for start in parts:
        _index(each_once[start : start + PATHS], services)
    return len(parts)


def _index(paths: Sequence[str], services: Services) -> None:
    index_of_site = SearchIndex(services.derived)

    def attempt(stored: _Stored | None) -> tuple[_Stored, bool]:
        manifest, etag = index_of_site.manifest()
        digests = _digests(paths, services)
        if stored is None or stored.known != digests:
            stored = _store(digests, index_of_site, services)
        if stored.name in names_in(manifest):  # the answer to the request that put it in force was lost
            return stored, True
        if not manifest.form:
            manifest = manifest.begun(fingerprints.form(), services.now())
        segment = Segment(stored.name, stored.documents, manifest.generation, fingerprints.schema())
        after = manifest.with_segment(segment, services.now())
        return stored, index_of_site.replace(after, manifest, etag)

    until_settled(attempt, services, f"indexing of {paths[0]}")


def _digests(paths: Sequence[str], services: Services) -> dict[str, str]:
    """The digest of what search is to know of each path now; empty if it must not find a page there."""
    cards = services.table.cards_alone(paths)
    return {path: card.search if is_live(card) else "" for path, card in cards.items()}


def _store(digests: Mapping[str, str], into: SearchIndex, services: Services) -> _Stored:
    """Store a segment that decides what search knows of these paths.

    Raises:
        ConflictError: A page has just changed: read again.
    """
    there = services.table.search_documents([path for path, digest in digests.items() if digest])
    for path, digest in digests.items():
        if digest and (path not in there or there[path].digest != digest):
            raise ConflictError(f"{path} has just changed")
    documents = [each for path, each in there.items() if digests[path]]
    return _Stored(into.add(files_of(documents), digests, services.now()), digests, len(documents))


def files_of(documents: Sequence[SearchDocument]) -> bytes:
    """What the engine writes of these documents; nothing if there are none."""
    if not documents:
        return b""
    with TemporaryDirectory() as work:
        folder = Path(work) / "segment"
        write_segment(folder, documents)
        return packed(folder)
