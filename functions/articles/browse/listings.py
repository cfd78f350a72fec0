"""What a page of a list shows, in whatever form it is written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from articles.browse.listed_articles import ListedArticle
from articles.browse.periods import Period

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Listing(Generic[T]):
    """A page of a list, whatever it lists.

    Attributes:
        entries: What is on this page.
        url: The page's own address.
        links: Addresses of the pages before (`prev`) and after it (`next`), if there are any.
    """

    entries: Sequence[T]
    url: str
    links: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ArticleList:
    """A page of a list of articles, and what is told of the list.

    Attributes:
        name: Its name.
        period: The years that it is about.
        years: The addresses at which it can be entered, by year; none if there is one year alone.
        path: Path of the list.
        is_of_subject: Whether it has the articles of a subject, or else all.
        api: Its address for programs.
        search: Where its articles can be searched and narrowed.
        listing: The page.
    """

    name: str
    period: Period
    years: Mapping[str, str]
    path: str
    is_of_subject: bool
    api: str
    search: str
    listing: Listing[ListedArticle]

    @property
    def feeds(self) -> str:
        """What the paths of its feeds begin with."""
        return self.path if self.is_of_subject else ""
