"""Make the directories agree with the pages in them."""

from collections.abc import Collection

from articles.publishing.retry import until_settled
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
        ContentionError: Others kept changing the same entry; the caller should try again later.
    """
    touched = {*joined, *left}
    there = services.table.entries(touched)
    for entry in sorted(touched - (there - {*left})):
        _agree(entry, services, is_there=entry in there)


def settle_entry(entry: Entry, services: Services) -> None:
    """Enter a subject or a month if it has a live page, a sitemap if a live page begins it; else take it out.

    Raises:
        ContentionError: As `settle`.
    """
    _agree(entry, services, is_there=_is_there(entry, services))


def place(path: str, services: Services) -> None:
    """Give a live page the places in the directories that were lost, whatever became of its file since.

    Raises:
        ContentionError: Others kept changing the page; the caller should try again later.
    """
    until_settled(lambda _: _place(path, services), services, f"placing of {path}")


def _place(path: str, services: Services) -> tuple[None, bool]:
    card = services.table.card(path)
    if is_live(card):
        services.table.commit([check_unchanged(card), *set_places(None, card)])
        settle(entries(card), (), services)
    return None, True


def _agree(entry: Entry, services: Services, *, is_there: bool) -> None:
    """Write until what is read agrees: pages may have come or gone since what was written from was read."""
    until_settled(lambda written: _write_entry(entry, services, is_there, written), services, f"settling of {entry}")


def _write_entry(entry: Entry, services: Services, was_there: bool, written: bool | None) -> tuple[bool, bool]:
    """Write an entry if it does not agree; tells whether it is there now, and whether it agreed."""
    is_there = was_there if written is None else _is_there(entry, services)
    has_members = services.table.has_members(entry)
    if has_members and not is_there:
        services.table.put_entry(entry)
    if is_there and not has_members:
        services.table.delete_entry(entry)
    return has_members, is_there == has_members


def _is_there(entry: Entry, services: Services) -> bool:
    return entry in services.table.entries({entry})
