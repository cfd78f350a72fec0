"""What lists consist of: live articles, subjects, and the selection of articles."""

from dataclasses import dataclass
from typing import Literal

from articles.browse.table import Item
from articles.publishing.rendering.excerpt import excerpt
from articles.publishing.rendering.translations import Translation

State = Literal["live", "moved", "gone"]

# The attributes of cards that lists need.
CARD = (
    *("path", "id", "title", "subject", "subject_slug", "date", "description", "excerpt", "modified", "month_sk"),
    "edition",
)

# With these limits, a list of a hundred articles fits into a response.
_MAX_TITLE = 300
_MAX_DESCRIPTION = 600


@dataclass(frozen=True, slots=True)
class ListedArticle:
    """A live article, as lists show it.

    Attributes:
        path: Canonical path of its page.
        sort: Its sort key in lists, which are ordered by date.
        id: Its id; None if it has none.
        title: The title of its page, cut if it is very long.
        subject: The name of its subject; empty if it has none.
        subject_slug: The slug of its subject; empty if it has none.
        date: ISO date, or empty.
        description: One or two sentences, cut if they are very long; or empty.
        modified: When it last changed, in seconds since the epoch; None if that is not known.
        excerpt: The beginning of its answer, if it has no description.
        edition: The language of the lists that name it; empty for the main ones.
        language: Its language; empty if it is the site's main one.
        translations: The pages that say the same in other languages.
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
    excerpt: str = ""
    edition: str = ""
    language: str = ""
    translations: tuple[Translation, ...] = ()


@dataclass(frozen=True, slots=True)
class Subject:
    """A subject of the library. It has the name that its newest live article gives it."""

    slug: str
    newest: ListedArticle

    @property
    def name(self) -> str:
        """The subject's name."""
        return self.newest.subject

    @property
    def sort(self) -> str:
        """The sort key: subjects are listed by slug."""
        return self.slug


@dataclass(frozen=True, slots=True)
class Selection:
    """Which articles are wanted.

    Attributes:
        subject: Only those of the subject with this slug; None for all.
        first: The first date that they may have; None for no limit.
        last: The last such date; None for no limit.
        paths: Only those at these paths, each of which is there once; None for all.
    """

    subject: str | None = None
    first: str | None = None
    last: str | None = None
    paths: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """What is at a path: a live page, a page that has moved to `location`, or one that is gone.

    `owner` is the object key of the file that holds the path, or held it last. `sort` is the sort key in lists that the
    page has or, if it is unlisted, would have; `edition` is the language of these lists, empty for the main ones. The
    `translations` are the pages that say the same in others.
    """

    state: State
    location: str | None
    owner: str
    sort: str
    edition: str = ""
    translations: tuple[Translation, ...] = ()


def to_listed_article(item: Item) -> ListedArticle:
    """Make the live article that a card's item describes."""
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
        excerpt=item.get("excerpt", ""),
        edition=item.get("edition", ""),
        language=item.get("language", ""),
        translations=tuple(Translation(*each) for each in item.get("translations", ())),
    )
