"""The feeds of the site and of its subjects."""

from collections.abc import Callable

from articles.browse import feeds, page_links, responses
from articles.browse.library import library
from articles.browse.listed_articles import Selection
from articles.browse.problems import ProblemError
from articles.common import http_edge
from articles.common.http_edge import NOT_FOUND, Request
from articles.publishing.rendering.settings import Settings
from articles.publishing.rendering.urls import subject_path
from aws_lambda_powertools.event_handler import Response

# How many entries a feed has.
SIZE = 50

# Writes a feed: what it says, its own address, the site's settings, and the most bytes that it may have.
Write = Callable[[feeds.Feed, str, Settings, int], str]


def answer(write: Write, content_type: str, slug: str | None, request: Request, settings: Settings) -> Response[str]:
    """Answer with the newest articles.

    Args:
        write: Writes the feed.
        content_type: The Content-Type header.
        slug: The slug of the subject of which they are; None for all.
        request: The request.
        settings: The site's.

    Raises:
        ProblemError: There is no such subject.
    """
    subject = library(settings.edition).subject(slug) if slug is not None else None
    if slug is not None and subject is None:
        raise ProblemError(NOT_FOUND)
    listed = library(settings.edition).articles(Selection(slug), None, SIZE).entries
    feed = feeds.Feed(
        title=f"{subject.name} | {settings.name}" if subject else settings.name,
        url=page_links.address(subject_path(subject.slug) if subject else "/", settings),
        entries=feeds.entries(listed, library().feed_entries([each.path for each in listed]), settings),
    )
    text = write(feed, page_links.address(request.path, settings), settings, http_edge.MAX_CONTENT)
    return responses.content(text, content_type, page_links.header({"alternate": feed.url}))
