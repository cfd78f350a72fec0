"""The directories: which subjects and months have live articles, which articles these are, and where sitemaps begin.

A page's places are items of its own, written in its transactions: one among the members of its subject, one among those
of its month, and one if it begins a sitemap. Many pages share the entry of a subject or month, so these transactions do
not write it. Instead, a commit that adds a page to an entry, or removes one, settles the entry afterwards, from its
outbox.
"""

from dataclasses import dataclass
from typing import TypeGuard

from articles.common import keys
from articles.publishing.reading.site import SiteFile
from articles.publishing.storage.cards import Card, is_live

NO_DATE = "0000-00-00"


@dataclass(frozen=True, slots=True, order=True)
class Entry:
    """An entry of a directory, by its name.

    Attributes:
        directory: One of `names`.
        name: A subject's slug; a month, ``YYYY-MM``; or the sort key of the page that begins a sitemap.
    """

    directory: str
    name: str

    def __str__(self) -> str:
        return f"{self.directory}#{self.name}"

    @classmethod
    def parse(cls, text: str) -> "Entry":
        """Read an entry from the text that `str` made of it."""
        directory, _, name = text.partition("#")
        return cls(directory, name)


def names(site: SiteFile) -> tuple[str, ...]:
    """The names of all directories of a site: three, and three more for each language besides the main one."""
    return tuple(
        keys.of_edition(name, edition)
        for edition in ("", *site.languages[1:])
        for name in (keys.MONTHS, keys.SITEMAPS, keys.SUBJECTS)
    )


def of_sitemaps(directory: str) -> bool:
    """Whether a directory says where sitemaps begin."""
    return directory.partition("@")[0] == keys.SITEMAPS


def sort(card: Card) -> str:
    """The sort key of a page in all lists of articles."""
    return keys.index_sort(card.date or NO_DATE, card.id, card.path)


def is_listed(card: Card | None) -> TypeGuard[Card]:
    """Whether lists, feeds and sitemaps name the page at the card's path."""
    return is_live(card) and not card.unlisted


def entries(card: Card | None) -> frozenset[Entry]:
    """The entries that a page is a member of while it is listed."""
    if not is_listed(card):
        return frozenset()
    months, subjects = (keys.of_edition(name, card.edition) for name in (keys.MONTHS, keys.SUBJECTS))
    month = Entry(months, (card.date or NO_DATE)[:7])
    return frozenset([month, Entry(subjects, card.subject_slug)] if card.subject_slug else [month])


def places(card: Card | None) -> list[keys.Key]:
    """The keys of the items that a page has in the directories while it is listed."""
    possible = possible_places(card)
    return [
        place
        for place in possible
        if not of_sitemaps(place["pk"]) or begins_sitemap(card, Entry(place["pk"], place["sk"]))
    ]


def possible_places(card: Card | None) -> list[keys.Key]:
    """The keys of all items that a listed page may have there, also if older code with another sitemap rule wrote it.

    Empty if the page is not listed.
    """
    if not is_listed(card):
        return []
    members = [keys.member(entry.directory, entry.name, card.path) for entry in sorted(entries(card))]
    return [*members, keys.sitemap_start(sort(card), card.edition)]


def begins_sitemap(card: Card | None, entry: Entry) -> bool:
    """Whether a page begins the sitemap of an entry."""
    if not is_listed(card) or not keys.starts_sitemap(card.path):
        return False
    return entry == Entry(keys.of_edition(keys.SITEMAPS, card.edition), sort(card))
