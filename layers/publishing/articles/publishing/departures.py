"""How a page leaves its path: what to write, and what must follow. Pure."""

from dataclasses import replace

from articles.publishing import alias_plans
from articles.publishing.errors import ConflictError
from articles.publishing.storage import directories, writes
from articles.publishing.storage.cards import Card, Cards, is_held_by, left
from articles.publishing.storage.sources import Source, Task
from articles.publishing.storage.writes import Write


def own(source: Source, cards: Cards) -> Card:
    """The card of the path where a file is live.

    Raises:
        ConflictError: The path no longer belongs to the file: read again.
    """
    card = cards[source.path] if source.path is not None else None
    if not is_held_by(card, source.key):
        raise ConflictError(f"{source.path} is not held by {source.key}")
    return card


def take_down(source: Source, cards: Cards, now: float, etag: str = "") -> tuple[list[Write], set[Task]]:
    """What to write, and what must follow, so that the page of a file is gone; nothing if it is not live.

    Args:
        source: The file as remembered.
        cards: What is at its path.
        now: The time, in seconds since the epoch.
        etag: By which the same file is to be found under another name.

    Raises:
        ConflictError: The path no longer belongs to the file: read again.
    """
    if source.path is None:
        return [], set()
    old = own(source, cards)
    gone = replace(left(old), etag=etag)
    return leave(old, gone, now), departure(old, gone)


def departure(old: Card, new: Card) -> set[Task]:
    """What must follow when a page has left its path."""
    tasks = {Task("referrers", old.path), Task("claimants", old.path), *settlements(old, new), *told(old)}
    tasks |= indexed(old, new)
    tasks |= alias_plans.rivals(old)
    if old.links or (new.leads_to and new.state == "gone"):
        tasks.add(Task("refresh", old.path))
    return tasks


def told(card: Card) -> set[Task]:
    """A task to tell the author of site.yaml whether its redirect from this path is in use."""
    return {Task("site")} if card.redirect is not None else set()


def indexed(before: Card | None, after: Card) -> set[Task]:
    """A task to have the search index know of a path what it is to know from now on, if that is something else."""
    knew = before.search if before is not None else ""
    return {Task("index", after.path)} if knew != after.search else set()


def leave(old: Card, new: Card, now: float) -> list[Write]:
    """What to write so that another card is at the path of a page; `now` is in seconds since the epoch."""
    return [
        writes.put_card(new, old, now),
        *writes.delete_page(old.path),
        *writes.set_looked_at(old.path, old.looked_at, new.looked_at),
        *writes.set_places(old, new),
    ]


def settlements(before: Card | None, after: Card, *, anew: bool = False) -> set[Task]:
    """Tasks for the entries of the directories that a page joins and leaves."""
    old, new = directories.entries(before), directories.entries(after)
    joined = new if anew else new - old
    return {Task("joined", str(entry)) for entry in joined} | {Task("left", str(entry)) for entry in old - new}
