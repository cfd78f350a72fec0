"""Make the directories agree with the pages in them."""

from collections.abc import Collection

from articles.publishing.errors import ConflictError
from articles.publishing.retry import attempts
from articles.publishing.running.services import Services
from articles.publishing.storage.cards import is_live
from articles.publishing.storage.directories import Entry, entries
from articles.publishing.storage.writes import check_unchanged, set_places


def settle(joined: Collection[Entry], left: Collection[Entry], services: Services) -> None:
    """Settle the entries that pages have joined and left.

    Where a page joined, an entry that is there is right: whoever takes it out meanwhile looks once more.

    Args:
        joined: Entries that a page was added to.
        left: Entries that a page was taken from.
        services: Those of the site.

    Raises:
        ConflictError: Others kept changing the same entry; the caller should try again later.
    """
    touched = {*joined, *left}
    there = services.table.entries(touched)
    for entry in sorted(touched - (there - {*left})):
        _agree(entry, services, is_there=entry in there)


def settle_entry(entry: Entry, services: Services) -> None:
    """Enter a subject or a month if it has a live page, a sitemap if a live page begins it; else take it out.

    Raises:
        ConflictError: As `settle`.
    """
    _agree(entry, services, is_there=_is_there(entry, services))


def place(path: str, services: Services) -> None:
    """Give a live page the places in the directories that were lost, whatever became of its file since.

    Raises:
        ConflictError: Others kept changing the page; the caller should try again later.
    """
    for _ in attempts(services, f"placing of {path}"):
        card = services.table.card(path)
        if not is_live(card):
            return
        try:
            services.table.commit([check_unchanged(card), *set_places(None, card)])
        except ConflictError:
            continue
        settle(entries(card), (), services)
        return
    raise ConflictError(f"{path} kept changing")


def _agree(entry: Entry, services: Services, *, is_there: bool) -> None:
    """Write until what is read agrees: pages may have come or gone since what was written from was read."""
    for _ in attempts(services, f"settling of {entry}"):
        has_members = services.table.has_members(entry)
        if is_there == has_members:
            return
        if has_members:
            services.table.put_entry(entry)
        else:
            services.table.delete_entry(entry)
        is_there = _is_there(entry, services)
    raise ConflictError(f"{entry} kept changing")


def _is_there(entry: Entry, services: Services) -> bool:
    return entry in services.table.entries({entry})
