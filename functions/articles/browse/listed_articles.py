"""What lists consist of: live articles, subjects, and which of them are wanted."""

from dataclasses import dataclass
from typing import Literal

from articles.browse.table import Item
from articles.publishing.rendering.excerpt import excerpt

State = Literal["live", "moved", "gone"]

# A list of a hundred articles stays within what a response can hold.
_MAX_TITLE = 300
_MAX_DESCRIPTION = 600


@dataclass(frozen=True, slots=True)
class ListedArticle:
    """A live article, as lists show it.

    Attributes:
        path: Canonical path of its page.
        sort: Its key in the lists' order, which is by date.
        id: Its id, if it has one.
        title: What its page is called, its beginning if it is very long.
        subject: Its subject's name.
        subject_slug: Its subject's slug; empty if it has no subject.
        date: ISO date, or empty.
        description: One or two sentences, their beginning if they are very long; or empty.
        modified: When it was last published, in seconds since the epoch, where that is known.
    """

    path: str
    sort: str
    id: int | None = None
    title: str = ""
    subject: str = ""
    subject_slug: str = ""
    date: str = ""
    description: str = ""
    modified: int | None = None


@dataclass(frozen=True, slots=True)
class Subject:
    """A subject of the library, which is called as its newest live article calls it."""

    slug: str
    newest: ListedArticle

    @property
    def name(self) -> str:
        """What it is called."""
        return self.newest.subject

    @property
    def sort(self) -> str:
        """Subjects are listed by slug."""
        return self.slug


@dataclass(frozen=True, slots=True)
class Selection:
    """Which articles: of one subject or of all, from one date to another, both included."""

    subject: str | None = None
    first: str | None = None
    last: str | None = None


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """What is at a path: a live page, the path it has moved to, or one that is gone."""

    state: State
    location: str | None


@dataclass(frozen=True, slots=True)
class Referrer:
    """A live page that links to another."""

    entry: ListedArticle

    @property
    def sort(self) -> str:
        """Referrers are listed by path."""
        return self.entry.path


def to_listed_article(item: Item) -> ListedArticle:
    """The live article that a card's item is about."""
    return ListedArticle(
        path=item["path"],
        sort=item["month_sk"],
        id=int(item["id"]) if "id" in item else None,
        title=excerpt(item.get("title", ""), _MAX_TITLE),
        subject=item.get("subject", ""),
        subject_slug=item.get("subject_slug", ""),
        date=item.get("date", ""),
        description=excerpt(item.get("description", ""), _MAX_DESCRIPTION),
        modified=int(item["modified"]) if "modified" in item else None,
    )
