"""The directories of subjects and months: which of them have live articles, and which articles these are.

A page's places are items of its own, written in its transactions. An entry is shared by many pages, so that it stays
out of these: each commit that adds a page to it, or takes one from it, settles it afterwards, from its outbox.
"""

from dataclasses import dataclass

from catalog import keys

from publishing.cards import Card, is_live

NO_DATE = "0000-00-00"


@dataclass(frozen=True, slots=True, order=True)
class Entry:
    """A subject, by its slug, or a month, ``YYYY-MM``, in its directory: `keys.SUBJECTS` or `keys.MONTHS`."""

    directory: str
    name: str

    def __str__(self) -> str:
        return f"{self.directory}#{self.name}"

    @classmethod
    def parse(cls, text: str) -> "Entry":
        """The entry that `str` gave this text for."""
        directory, _, name = text.partition("#")
        return cls(directory, name)


def sort(card: Card) -> str:
    """The sort key of a page in all lists of articles."""
    return keys.index_sort(card.date or NO_DATE, card.id, card.path)


def entries(card: Card | None) -> frozenset[Entry]:
    """The entries that a page is a member of while it is live."""
    if card is None or not is_live(card):
        return frozenset()
    month = Entry(keys.MONTHS, (card.date or NO_DATE)[:7])
    return frozenset([month, Entry(keys.SUBJECTS, card.subject_slug)] if card.subject_slug else [month])


def places(card: Card | None) -> list[keys.Key]:
    """The keys of the items that a page has in the directories while it is live."""
    if card is None or not is_live(card):
        return []
    members = [keys.member(entry.directory, entry.name, card.path) for entry in sorted(entries(card))]
    return [*members, keys.sitemap_start(sort(card))] if keys.starts_sitemap(card.path) else members
