"""Whether the index is as today's code writes it."""

from articles.publishing.running.services import Services
from articles.publishing.storage.messages import IndexAnew
from articles.publishing.storage.search_index import SearchIndex
from articles.search.engine import fingerprints


def ensure_form(services: Services) -> bool:
    """Have the index built anew if other code wrote it. Returns whether that is so."""
    manifest, _ = SearchIndex(services.derived).manifest()
    is_other = manifest.form not in ("", fingerprints.form())
    if is_other:
        services.derive.send([IndexAnew()])
    return is_other
