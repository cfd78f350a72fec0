"""Make the directories agree with the pages in them."""

from collections.abc import Collection

from articles.publishing.retry import until_settled
from articles.publishing.running.services import Services
from articles.publishing.storage.cards import is_live
from articles.publishing.storage.directories import Entry, entries
from articles.publishing.storage.writes import check_unchanged, set_places


def settle(joined: Collection[Entry], left: Collection[Entry], services: Services) -> None:
    """Settle the entries that pages have joined and left.

    An entry that a page has joined is right if it is there: a run that removes it meanwhile looks once more.

    Args:
        joined: Entries that a page was added to.
        left: Entries that a page was taken from.
        services: The site's services.

    Raises:
        ContentionError: Others kept changing the same entry; the caller should try again later.
    """
    touched = {*joined, *left}
    there = services.table.entries(touched)
    for entry in sorted(touched - (there - {*left})):
        _agree(entry, services, is_there=entry in there)


def settle_entry(entry: Entry, services: Services) -> None:
    """Add the entry of a subject or month with a live page, or of a sitemap that a live page begins; else remove it.

    Raises:
        ContentionError: As `settle`.
    """
    _agree(entry, services, is_there=_is_there(entry, services))


def place(path: str, services: Services) -> None:
    """Give a live page the places in the directories that it has lost, whatever the state of its file is now.

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
    """Write until a fresh read agrees: pages may have come or gone since the read that the last write relied on."""
    until_settled(lambda written: _write_entry(entry, services, is_there, written), services, f"settling of {entry}")


def _write_entry(entry: Entry, services: Services, was_there: bool, written: bool | None) -> tuple[bool, bool]:
    """Add or remove an entry if it does not agree. Returns whether it is there now, and whether it agreed before."""
    is_there = was_there if written is None else _is_there(entry, services)
    has_members = services.table.has_members(entry)
    if has_members and not is_there:
        services.table.put_entry(entry)
    if is_there and not has_members:
        services.table.delete_entry(entry)
    return has_members, is_there == has_members


def _is_there(entry: Entry, services: Services) -> bool:
    return entry in services.table.entries({entry})
