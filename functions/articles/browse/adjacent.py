"""From an article to the one before or after it in the list of a subject: an address that redirects there.

Pages link to such addresses, so that none of them has to be rendered again when an article comes or goes beside it.
"""

from http import HTTPStatus
from urllib.parse import urlencode

from articles.browse import page_links, query_parameters, responses
from articles.browse.library import library
from articles.browse.listed_articles import Whereabouts
from articles.browse.paging import Position, Side
from articles.browse.problems import ARTICLE_GONE, NO_ARTICLE, NO_SUBJECT, ProblemError
from articles.common.http_edge import Request
from articles.publishing.rendering.settings import NOINDEX
from articles.publishing.rendering.urls import subject_path
from aws_lambda_powertools.event_handler import Response

# Lists are newest first.
_SIDES = {"previous": Side.BEFORE, "next": Side.AFTER}


def redirect(request: Request) -> Response[str]:
    """Redirect from the article that `of` names to the one beside it in the list of the subject in the path.

    At the end of the list, that leads to the list. The article need not be of the subject: its date decides its place.

    Raises:
        ParameterError: `of` is missing or not a path.
        ProblemError: There is no such subject or article, or the article is gone.
    """
    _, _, slug, direction = request.path.split("/")
    there = _live(query_parameters.named_article(request.query))
    listed = library(there.edition)
    path = listed.neighbour(slug, Position(_SIDES[direction], there.sort))
    if path is None and listed.subject(slug) is None:
        raise ProblemError(NO_SUBJECT)
    query = "" if path else urlencode(page_links.of_edition(there.edition))
    response = responses.redirect(HTTPStatus.FOUND, path or subject_path(slug), query)
    response.headers |= NOINDEX
    return response


def _live(path: str) -> Whereabouts:
    """What is live at a path, or where the page that was there has moved."""
    there = library().whereabouts(path)
    if there is not None and there.state == "moved" and there.location is not None:
        there = library().whereabouts(there.location)
    if there is None:
        raise ProblemError(NO_ARTICLE)
    if there.state != "live":
        raise ProblemError(ARTICLE_GONE)
    return there
