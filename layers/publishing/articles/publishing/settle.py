"""Make the directories agree with the pages in them."""

from collections.abc import Collection

from articles.publishing.errors import ConflictError
from articles.publishing.retry import attempts
from articles.publishing.running.services import Site
from articles.publishing.storage.cards import is_live
from articles.publishing.storage.directories import Entry, entries
from articles.publishing.storage.writes import check_unchanged, set_places


def settle(joined: Collection[Entry], left: Collection[Entry], site: Site) -> None:
    """Settle the entries that pages have joined and left.

    Where a page joined, an entry that is there is right: whoever takes it out meanwhile looks once more.

    Args:
        joined: Entries that a page was added to.
        left: Entries that a page was taken from.
        site: The site.

    Raises:
        ConflictError: Others kept changing the same entry; the caller should try again later.
    """
    touched = {*joined, *left}
    there = site.table.entries(touched)
    for entry in sorted(touched - (there - {*left})):
        _agree(entry, site, is_there=entry in there)


def settle_entry(entry: Entry, site: Site) -> None:
    """Enter a subject or a month if it has a live page, a sitemap if a live page begins it; else take it out.

    Raises:
        ConflictError: As `settle`.
    """
    _agree(entry, site, is_there=_is_there(entry, site))


def place(path: str, site: Site) -> None:
    """Give a live page the places in the directories that were lost, whatever became of its file since.

    Raises:
        ConflictError: Others kept changing the page; the caller should try again later.
    """
    for _ in attempts(site, f"placing of {path}"):
        card = site.table.card(path)
        if not is_live(card):
            return
        try:
            site.table.commit([check_unchanged(card), *set_places(None, card)])
        except ConflictError:
            continue
        settle(entries(card), (), site)
        return
    raise ConflictError(f"{path} kept changing")


def _agree(entry: Entry, site: Site, *, is_there: bool) -> None:
    """Write until what is read agrees: pages may have come or gone since what was written from was read."""
    for _ in attempts(site, f"settling of {entry}"):
        has_members = site.table.has_members(entry)
        if is_there == has_members:
            return
        if has_members:
            site.table.put_entry(entry)
        else:
            site.table.delete_entry(entry)
        is_there = _is_there(entry, site)
    raise ConflictError(f"{entry} kept changing")


def _is_there(entry: Entry, site: Site) -> bool:
    return entry in site.table.entries({entry})
