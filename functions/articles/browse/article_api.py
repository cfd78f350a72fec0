"""`/api/articles`: articles by path, subject and date, with the fields that are asked for."""

from articles.browse import json_lists, page_links, query_parameters, responses
from articles.browse.library import library
from articles.browse.problems import NO_SUBJECT, ProblemError, require_language
from articles.common.http_edge import Request
from articles.publishing.rendering.settings import Settings
from aws_lambda_powertools.event_handler import Response

# The fields that are read from the articles themselves: lists do not have them.
_OF_ARTICLES = frozenset({"author", "excerpt", "image", "tags"})


def article_list(request: Request, settings: Settings) -> Response[str]:
    """A page of a list of articles.

    Args:
        request: The request.
        settings: The site's.

    Raises:
        ParameterError: A parameter is unknown or wrong.
        ProblemError: There is no such subject.
    """
    wanted = query_parameters.listing(request.query)
    require_language(wanted.language, settings)
    scope = page_links.of_articles(wanted.selection)
    found = library(settings.edition).articles(
        wanted.selection, page_links.position(wanted.paging, scope), wanted.paging.limit
    )
    subject = wanted.selection.subject
    if subject is not None and not found.entries and library(settings.edition).subject(subject) is None:
        raise ProblemError(NO_SUBJECT)
    links = page_links.neighbours(found, request.path, scope, settings, wanted.repeated)
    summaries = library().summaries([each.path for each in found.entries]) if _OF_ARTICLES & {*wanted.fields} else {}
    document = json_lists.article_list(found.entries, wanted.fields, links, settings, summaries)
    return responses.content(document, json_lists.JSON, page_links.header(links))
