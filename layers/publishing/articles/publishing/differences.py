"""What differs between bucket and table, and the request that repairs it; how one file differs."""

from collections.abc import Mapping
from dataclasses import dataclass

from articles.publishing.alias_plans import knows_holders
from articles.publishing.media_plans import is_processed
from articles.publishing.reading.visibility_keys import published_key
from articles.publishing.rendering.fingerprint import fingerprint, rendered_from
from articles.publishing.rendering.settings import Settings
from articles.publishing.storage.cards import Card, Cards, is_held_by
from articles.publishing.storage.directories import Entry
from articles.publishing.storage.linking import Surroundings, look
from articles.publishing.storage.messages import Place, Refresh, Request, Settle, Sync
from articles.publishing.storage.page_links import PageLinks
from articles.publishing.storage.sites import Site
from articles.publishing.storage.sources import Source
from articles.publishing.storage.uploads import SITE_FILE


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference, and the request that repairs it.

    Attributes:
        key: Object key of the file, or an entry of the directories, as text.
        reason: What differs.
        request: What to ask for to repair it.
    """

    key: str
    reason: str
    request: Request

    @classmethod
    def of_file(cls, key: str, reason: str, *, force: bool = False) -> "Difference":
        """A file to sync; `force` if a sync would otherwise find nothing to do."""
        return cls(key, reason, Sync(key, force))

    @classmethod
    def of_page(cls, key: str, card: Card) -> "Difference":
        """A file whose live page lacks a place in the directories."""
        return cls(key, "its page is not among those of its subject, month or sitemap", Place(card.path))

    @classmethod
    def of_entry(cls, entry: Entry, reason: str) -> "Difference":
        """An entry of a directory to settle."""
        return cls(str(entry), reason, Settle(entry))


def difference(  # noqa: PLR0913, PLR0917 - what was read
    source: Source,
    etag: str,
    around: Surroundings,
    links: Mapping[str, PageLinks],
    site: Site,
    settings: Settings,
    now: float,
) -> Difference | None:
    """How the table differs from the bucket for a file that is in the bucket; None if it does not.

    Args:
        source: The file as remembered.
        etag: Its ETag in the bucket.
        around: What is at its paths, and what its page may link to.
        links: The links of its page, by its path.
        site: The settings in force.
        settings: What pages depend on by these.
        now: The time, in seconds since the epoch.
    """
    key, renderer = source.key, fingerprint(settings)
    reason = _unprocessed(
        source,
        etag,
        now,
        (source.renderer != renderer, "rendered with other code or settings"),
        (not site.treats_alike(source), f"{SITE_FILE} has other extra_keys, or ignores other files, by now"),
    )
    if reason is not None:
        return Difference.of_file(key, reason)
    return _difference_of_page(source, around, links, site, renderer)


def media_difference(source: Source, etag: str, site: Site, now: float) -> Difference | None:
    """How the table differs from the bucket for a file beside the articles; arguments and result as of `difference`."""
    other_code = (not is_processed(source, site), f"read with other code, or {SITE_FILE} ignores other files by now")
    reason = _unprocessed(source, etag, now, other_code)
    return Difference.of_file(source.key, reason) if reason is not None else None


def _unprocessed(source: Source, etag: str, now: float, *others: tuple[bool, str]) -> str | None:
    """Why a file that is in the bucket has to be synced; None if it has not.

    Args:
        source: The file as remembered.
        etag: Its ETag in the bucket.
        now: The time, in seconds since the epoch.
        others: Other reasons, each with whether it is so.
    """
    reasons = (
        (source.state == "deleted", "not in the table"),
        (source.etag != etag, "another version"),
        *others,
        (bool(source.outbox), "unfinished"),
        (source.is_due(now), "its time has come"),
    )
    return next((reason for differs, reason in reasons if differs), None)


def _untold(source: Source, cards: Cards) -> str | None:
    """What has become of the paths that a file wants, and its author was not told; None if nothing has."""
    if source.claim is not None and not is_held_by(cards[source.claim], source.holder):
        return "waits for a path that is free"
    return None if knows_holders(source, cards) else "has an alias that another file has taken, or has given up"


def _difference_of_page(
    source: Source, around: Surroundings, links: Mapping[str, PageLinks], site: Site, renderer: str
) -> Difference | None:
    """How a file's paths differ from how its sync would leave them now; None if they do not."""
    cards = around.cards
    if (reason := _untold(source, cards)) is not None:
        return Difference.of_file(source.key, reason)
    if source.path is None:
        return None
    card = cards[source.path]
    if not is_held_by(card, source.key):
        return Difference.of_file(source.key, "not live at its path", force=True)
    has = links[card.path]
    candidates = site.candidates(has.related, has.neighbours, unlisted=card.unlisted)
    outlook = look(card.path, published_key(source.key), candidates, has.text, around, has.group)
    if has.unsettled or has.edges != outlook.edges:
        return Difference(source.key, "its page is not registered where its links lead", Refresh(card.path))
    reason = _outdated(source, card, rendered_from(outlook.shown, renderer))
    return Difference.of_file(source.key, reason, force=True) if reason is not None else None


def _outdated(source: Source, card: Card, rendered: str) -> str | None:
    """Why a page has to be made again from what its links lead to now; None if it has not."""
    if card.refused == rendered:
        # The page stays as it is. If its file still counts as published, its author has yet to be told.
        return "its page cannot be rendered again" if source.state == "published" else None
    return "its page shows old links" if card.rendered != rendered or card.refused else None
