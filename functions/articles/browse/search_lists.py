"""Lists that are made from the search index: keywords and authors, their articles and feeds, and the archive."""

import calendar
import dataclasses
import functools
import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter

from articles.browse import (
    feeds,
    html_pages,
    page_links,
    query_parameters,
    responses,
    search_parameters,
    search_results,
    site_feeds,
)
from articles.browse.feeds import Feed
from articles.browse.library import library
from articles.browse.paging import Position, Side, Stretch
from articles.browse.paging import page as page_of
from articles.browse.problems import ProblemError
from articles.browse.search_pages import page
from articles.browse.search_parameters import Asked
from articles.browse.search_results import Results
from articles.browse.translated import introduction_in
from articles.common import http_edge
from articles.common.http_edge import NOT_FOUND, Request
from articles.common.slugs import slug
from articles.publishing.rendering.search_document import SearchDocument
from articles.publishing.rendering.settings import Settings
from articles.publishing.rendering.words import words_of
from articles.search.engine.facets import ALL, Facet, Facets
from articles.search.engine.searching import Question, Searching
from aws_lambda_powertools.event_handler import Response

# So many names are on a page of a directory.
_NAMES = 200


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of lists.

    Attributes:
        root: The path of its directory, below which its lists are.
        parameter: What a search has that is narrowed to one.
        word: What the directory is called, among the words of the interface.
        of_all: Finds the names of all of them among facets.
        of_page: Finds those that a page has.
    """

    root: str
    parameter: str
    word: str
    of_all: Callable[[Facets], tuple[Facet, ...]]
    of_page: Callable[[SearchDocument], tuple[str, ...]]


TAGS = Kind("/tags", "tag", "keywords", attrgetter("tags"), attrgetter("keywords"))
AUTHORS = Kind("/authors", "author", "authors", attrgetter("authors"), attrgetter("authors"))


@dataclass(frozen=True, slots=True)
class _Named:
    """A name in a directory, which is in the order of slugs."""

    facet: Facet

    @property
    def sort(self) -> str:
        return self.facet.slug


@dataclass(frozen=True, slots=True)
class Month:
    """A month of the archive: its first and last day, and how many articles it has."""

    first: str
    last: str
    count: int


def directory(kind: Kind, searching: Searching | None, request: Request, settings: Settings) -> Response[str]:
    """A page of the list of all keywords, or authors, each with how many articles it has.

    Args:
        kind: Which of these.
        searching: The index.
        request: The request.
        settings: The site's.

    Raises:
        ParameterError: The cursor is not from this list.
    """
    wanted = query_parameters.page_of_site(request.query)
    names = sorted(map(_Named, kind.of_all(_everything(searching, settings))), key=attrgetter("sort"))
    found = page_of(functools.partial(_names, names), page_links.position(wanted, kind.root), _NAMES)
    links = page_links.neighbours(found, kind.root, kind.root, settings)
    introduction = introduction_in(kind.root, settings) if found.previous is None else None
    html = html_pages.render(
        "names.html.j2",
        settings,
        names=[each.facet for each in found.entries],
        root=kind.root,
        word=kind.word,
        url=page_links.address(kind.root, settings, wanted.as_sent),
        links=links,
        **html_pages.introduced(introduction, words_of(settings).plain(kind.word), settings),
    )
    return page(html, page_links.header(links), settings, introduction)


def articles(kind: Kind, searching: Searching | None, request: Request, settings: Settings) -> Response[str]:
    """A page of the list of the articles with a keyword, or of an author, newest first; arguments as of `directory`.

    Raises:
        ParameterError: The cursor is not from this list.
        ProblemError: No article has it, and none introduces the list.
    """
    asked = search_parameters.of_list(request.query, **_narrowing(kind, request, settings))
    found = search_results.find(asked.question, searching, library())
    introduction = introduction_in(request.path, settings) if asked.cursor is None else None
    name = _name(kind, asked, found, searching) or (introduction.title if introduction else "")
    if not name:
        raise ProblemError(NOT_FOUND)
    links = {} if found.following is None else {"next": _after(request, asked.following(found.following), settings)}
    html = html_pages.render(
        "named.html.j2",
        settings,
        name=name,
        found=found,
        kind=kind,
        slug=_slug(request),
        path=request.path,
        articles=[each.entry for each in found.results],
        url=page_links.address(request.path, settings, {"cursor": asked.cursor} if asked.cursor else {}),
        links=links,
        **html_pages.introduced(introduction, name, settings),
    )
    return page(html, page_links.header(links), settings, introduction)


def feed(  # noqa: PLR0913, PLR0917 - as the others, and how it is written
    kind: Kind,
    searching: Searching | None,
    write: site_feeds.Write,
    content_type: str,
    request: Request,
    settings: Settings,
) -> Response[str]:
    """The newest articles with a keyword, or of an author, as a feed; arguments as of `directory`.

    Raises:
        ProblemError: No article has it.
    """
    asked = search_parameters.of_list("", **_narrowing(kind, request, settings))
    found = search_results.find(dataclasses.replace(asked.question, limit=site_feeds.SIZE), searching, library())
    name = _name(kind, asked, found, searching)
    if not name:
        raise ProblemError(NOT_FOUND)
    listed = [each.entry for each in found.results]
    made = Feed(
        title=f"{name} | {settings.name}",
        url=page_links.address(f"{kind.root}/{_slug(request)}", settings),
        entries=feeds.entries(listed, library().feed_entries([each.path for each in listed]), settings),
    )
    text = write(made, page_links.address(request.path, settings), settings, http_edge.MAX_CONTENT)
    return responses.content(text, content_type, page_links.header({"alternate": made.url}))


def archive(searching: Searching | None, request: Request, settings: Settings) -> Response[str]:
    """The years and months that articles are of, the latest first, with how many each has.

    Args:
        searching: The index.
        request: The request.
        settings: The site's.
    """
    introduction = introduction_in(request.path, settings)
    months = _everything(searching, settings).months
    years = {
        f"{year:04}": [_month(month, count) for month, count in of_year]
        for year, of_year in itertools.groupby(months, key=lambda each: each[0] // 100)
    }
    html = html_pages.render(
        "years.html.j2",
        settings,
        years=years,
        url=page_links.address(request.path, settings),
        **html_pages.introduced(introduction, words_of(settings).plain("archive"), settings),
    )
    return page(html, {}, settings, introduction)


def _narrowing(kind: Kind, request: Request, settings: Settings) -> dict[str, str]:
    """What a list is narrowed to, as parameters of a search."""
    return {kind.parameter: _slug(request), **page_links.of_edition(settings.edition)}


def _everything(searching: Searching | None, settings: Settings) -> Facets:
    """All names and months that the index has in a language; counted once for each state of the index."""
    return _counted(searching, settings.edition) if searching is not None else Facets()


@functools.lru_cache(maxsize=20)
def _counted(searching: Searching, edition: str) -> Facets:
    return searching.find(Question(language=edition, limit=1, facets=ALL)).facets


def _slug(request: Request) -> str:
    """What the path of a list, or of its feeds, has for a name."""
    return request.path.split("/")[2]


def _name(kind: Kind, asked: Asked, found: Results, searching: Searching | None) -> str:
    """A keyword, or an author, as the newest page with that slug spells it; empty if there is none."""
    if asked.cursor is not None:
        found = search_results.find(dataclasses.replace(asked.question, position=0, limit=1), searching, library())
    wanted = asked.parameters[kind.parameter]
    spelled = (name for each in found.results[:1] for name in kind.of_page(each.document))
    return next((name for name in spelled if slug(name) == wanted), "")


def _names(names: Sequence[_Named], position: Position | None, count: int) -> Stretch[_Named]:
    """The `count` names next to a position; before it in reverse."""
    if position is not None and position.side is Side.BEFORE:
        before = [each for each in reversed(names) if each.sort < position.sort]
        return Stretch(tuple(before[:count]))
    after = [each for each in names if position is None or each.sort > position.sort]
    return Stretch(tuple(after[:count]))


def _after(request: Request, parameters: Mapping[str, str], settings: Settings) -> str:
    return page_links.address(request.path, settings, {"cursor": parameters["cursor"]})


def _month(month: int, count: int) -> Month:
    year, number = divmod(month, 100)
    _, days = calendar.monthrange(year, number)
    return Month(f"{year:04}-{number:02}-01", f"{year:04}-{number:02}-{days}", count)
