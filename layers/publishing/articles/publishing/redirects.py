"""Have a path lead where site.yaml says."""

from collections.abc import Iterable
from dataclasses import replace

from articles.publishing.reading.text_links import Target
from articles.publishing.refresh import redirected, tell_referrers
from articles.publishing.retry import until_settled
from articles.publishing.running.services import Services
from articles.publishing.storage.cards import unused
from articles.publishing.storage.messages import Sync
from articles.publishing.storage.uploads import SITE_FILE


def settle_redirects(paths: Iterable[str], services: Services) -> None:
    """Have paths lead where site.yaml says, and its author told of what they lead to.

    Raises:
        ContentionError: Others kept changing a path; the caller should try again later.
    """
    for path in paths:
        _settle(path, services)
    services.ingest.send([Sync(SITE_FILE)])


def _settle(path: str, services: Services) -> None:
    """Make the card of a path agree with the redirects in force, and have what links to the path follow.

    The card is read before the redirects are, and written only if it is still the same. So of two runs that read
    different redirects, the one that read the older ones finds another card, or is followed by the other.
    """
    until_settled(lambda _: _attempt(path, services), services, f"redirect from {path}")


def _attempt(path: str, services: Services) -> tuple[None, bool]:
    card = services.table.card(path)
    wanted = services.table.redirects().get(path)
    if card is None and wanted is None:
        return None, True
    before = card or unused(path, SITE_FILE)
    if before.redirect == wanted:
        tell_referrers(Target("path", path), services)  # whoever wrote it may have died before it did
        return None, True
    _, changes = redirected(before, replace(before, redirect=wanted), services)
    services.table.commit(changes)
    return None, False
