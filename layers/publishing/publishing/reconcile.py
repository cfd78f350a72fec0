"""Compare the bucket with the table, a step at a time: what an event failed to bring, and what older code rendered."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Literal

from publishing import queues
from publishing.bucket import is_article
from publishing.cards import Cards, is_held_by, related_articles, updated_redirect
from publishing.renderer import fingerprint, rendered_from
from publishing.site import Site
from publishing.sources import Source

_LOOKS_AT_ONCE = 16


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a comparison is: first through the bucket's listing, then through what the table knows."""

    through: Literal["bucket", "table"] = "bucket"
    cursor: str | None = None

    @classmethod
    def at(cls, saved: tuple[str, str]) -> "Progress":
        """Where an earlier run stopped, as the table has it."""
        through, cursor = saved
        return cls("table" if through == "table" else "bucket", cursor or None)

    @property
    def saved(self) -> tuple[str, str] | None:
        """This, as the table has it: nothing at the beginning."""
        return None if self == Progress() else (self.through, self.cursor or "")


@dataclass(frozen=True, slots=True)
class Difference:
    """A file for which bucket and table differ, or what the table has of others, and how.

    Attributes:
        key: Its object key.
        reason: What differs.
        force: Whether its sync would find nothing to do by itself.
        redirect: The path at which it left a redirect, if that is what differs.
    """

    key: str
    reason: str
    force: bool = False
    redirect: str | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One page of a comparison; `progress` says where to go on, and is the beginning after the last page."""

    compared: int
    differences: tuple[Difference, ...]
    progress: Progress


def steps(site: Site, progress: Progress, *, everything: bool = False) -> Iterator[Step]:
    """Compare page by page, from where an earlier run stopped.

    Args:
        site: The site.
        progress: Where to begin.
        everything: Take every file of the bucket as different.
    """
    while True:
        if progress.through == "bucket":
            step = _through_bucket(site, progress.cursor, everything=everything)
        else:
            step = _through_table(site, progress.cursor)
        yield step
        progress = step.progress
        if progress == Progress():
            return


def compare(etags: Mapping[str, str], site: Site) -> tuple[Difference, ...]:
    """The files of the bucket with which the table does not agree.

    Args:
        etags: The ETag of each file, by its key.
        site: The site.
    """
    sources = site.table.sources(etags)
    cards = _cards(sources.values(), site)
    renderer = fingerprint(site.settings)
    found = (_difference(key, sources.get(key), etag, cards, renderer) for key, etag in etags.items())
    return tuple(difference for difference in found if difference is not None)


def all_of(keys: Iterable[str]) -> tuple[Difference, ...]:
    """Each of these files, taken as different."""
    return tuple(Difference(key, "to be rendered again", force=True) for key in keys)


def enqueue(differences: Iterable[Difference], site: Site) -> int:
    """Have files synced, and redirects refreshed; returns how many."""
    differences = tuple(differences)
    files = (queues.sync([each.key], force=each.force) for each in differences if each.redirect is None)
    redirects = (queues.refresh(each.redirect) for each in differences if each.redirect is not None)
    return site.ingest.send(files) + site.refresh.send(redirects)


def _through_bucket(site: Site, cursor: str | None, *, everything: bool) -> Step:
    objects, cursor = site.bucket.page(cursor or "")
    etags = {key: etag for key, etag in objects if is_article(key)}
    differences = all_of(etags) if everything else compare(etags, site)
    return Step(len(etags), differences, Progress("bucket", cursor) if cursor else Progress("table"))


def _through_table(site: Site, cursor: str | None) -> Step:
    page = site.table.known(cursor)
    sources = site.table.sources([known.key for known in page.found if known.redirect is None]).values()
    unfinished = [Difference(source.key, "unfinished") for source in sources if source.outbox]
    absent = [Difference(key, "not in the bucket any more") for key in _absent(sources, site)]
    files = {difference.key: difference for difference in (*unfinished, *absent)}
    redirects = _redirects([known.redirect for known in page.found if known.redirect is not None], site)
    progress = Progress("table", page.cursor) if page.cursor else Progress()
    return Step(len(page.found), (*files.values(), *redirects), progress)


def _absent(sources: Collection[Source], site: Site) -> list[str]:
    keys = [source.key for source in sources if source.state != "deleted"]
    with ThreadPoolExecutor(_LOOKS_AT_ONCE) as pool:
        return [key for key, exists in zip(keys, pool.map(site.bucket.exists, keys), strict=True) if not exists]


def _redirects(paths: Collection[str], site: Site) -> list[Difference]:
    cards = site.table.cards(paths)
    found = [card for path in paths if (card := cards[path]) is not None]
    return [
        Difference(card.owner, f"its redirect at {card.path} is out of date", redirect=card.path)
        for card in found
        if updated_redirect(card, cards) != card
    ]


def _cards(sources: Collection[Source], site: Site) -> Cards:
    """What is at the paths that files are live at or wait for, and where the links of these pages lead."""
    paths = {path for source in sources for path in (source.path, source.claim) if path is not None}
    cards = site.table.cards(paths)
    links = {link for card in cards.values() if card is not None for link in card.links}
    return {**cards, **site.table.cards(links - cards.keys())}


def _difference(key: str, source: Source | None, etag: str, cards: Cards, renderer: str) -> Difference | None:
    """How the table differs from the bucket for a file that is in the bucket, or none."""
    if source is None or source.state == "deleted":
        return Difference(key, "not in the table")
    if source.etag != etag:
        return Difference(key, "another version")
    if source.renderer != renderer:
        return Difference(key, "rendered by other code or settings")
    if source.outbox:
        return Difference(key, "unfinished")
    return _difference_of_page(source, cards, renderer)


def _difference_of_page(source: Source, cards: Cards, renderer: str) -> Difference | None:
    """How what is at a file's path differs from what its last sync would find there now, or none."""
    if source.claim is not None and not is_held_by(cards[source.claim], source.holder):
        return Difference(source.key, "waits for a path that is free")
    if source.path is None:
        return None
    card = cards[source.path]
    if not is_held_by(card, source.key):
        return Difference(source.key, "not live at its path", force=True)
    rendered = rendered_from(related_articles(card.path, card.links, cards), renderer)
    if card.refused == rendered:
        # It stays as it is, as its author has been told, or is to be.
        untold = source.state == "published"
        return Difference(source.key, "its page cannot be rendered again", force=True) if untold else None
    if card.rendered != rendered or card.refused:
        return Difference(source.key, "its page shows links as they were", force=True)
    return None
