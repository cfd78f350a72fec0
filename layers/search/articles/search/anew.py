"""Build the search index anew from the table, a page of its files at a time, while the old one serves.

A page that was indexed before the new generation began has to be among the files that are gone through. The index of
the table that lists them is late by a moment, so that they are listed some seconds after.
"""

from dataclasses import replace

from articles.publishing.running.services import Services
from articles.publishing.storage.messages import IndexAnew
from articles.publishing.storage.search_index import SearchIndex
from articles.publishing.storage.search_manifest import Manifest
from articles.search.engine import fingerprints
from articles.search.indexing import index


def index_anew(asked: IndexAnew, services: Services) -> bool:
    """Begin a new generation of the index, go on with it, or complete it.

    Args:
        asked: Which generation, and where to go on; a new one if it names none.
        services: The site's services.

    Returns:
        Whether the index is complete, or another generation has begun since.
    """
    index_of_site = SearchIndex(services.derived)
    if asked.generation is None:
        begun = _begin(index_of_site, services.now())
        services.derive.send([replace(asked, generation=begun.generation)], delay=services.anew_delay)
        return False
    if index_of_site.manifest()[0].generation != asked.generation:
        return True
    page = services.table.scan(asked.cursor)
    sources = services.table.sources([known.key for known in page.found if known.redirect is None]).values()
    index([source.path for source in sources if source.path is not None], services)
    if page.cursor is not None:
        services.derive.send([replace(asked, cursor=page.cursor)])
        return False
    _complete(index_of_site, asked.generation, services.now())
    return True


def _begin(index_of_site: SearchIndex, now: float) -> Manifest:
    return index_of_site.change(lambda before: before.begun(fingerprints.form(), now))


def _complete(index_of_site: SearchIndex, generation: int | None, now: float) -> None:
    index_of_site.change(lambda before: before.completed(now) if before.generation == generation else before)
