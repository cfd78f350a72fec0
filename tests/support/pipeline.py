"""The way of a file from its bytes to what is written, without what is read: to be called by a worker."""

import datetime as dt
import json

from articles.common.paths import PathError, href, parse_path
from articles.publishing import plans
from articles.publishing.errors import ArticleError
from articles.publishing.planning import Facts
from articles.publishing.reading.article import RelatedArticle, parse_article
from articles.publishing.reading.visibility import Visibility
from articles.publishing.rendering.representations import represent
from articles.publishing.rendering.settings import Settings
from articles.publishing.storage import article_items
from articles.publishing.storage.linking import Outlook
from articles.publishing.storage.page_links import PageLinks
from articles.publishing.storage.report import author_report
from articles.publishing.storage.sources import Source
from articles.publishing.storage.uploads import Upload

SITE = Settings(name="Site", url="https://example.org", time_zone="UTC", author="Editors")


def publish(content: bytes, key: str) -> str:
    """Plan what is written for a file.

    Returns:
        The state that it comes to.
    """
    upload = Upload(content, "etag", "version", dt.datetime(2026, 3, 14, tzinfo=dt.UTC))
    facts = Facts(Source(key), upload, "renderer", "", 0.0, 0.0, anew=False)
    try:
        article = parse_article(content, key)
        related = tuple(RelatedArticle(each.path, each.id, each.title, each.subject) for each in article.related)
        outlook = Outlook(article.path, related, (), ())
        rendered = represent(article, related, SITE)
    except ArticleError as error:
        plan = plans.reject(facts, {}, error.problems, Visibility())
    else:
        item = article_items.from_article(article, rendered.entry, "renderer")
        assert article_items.to_article(item) == article, "the table gives back another article"
        assert article_items.to_feed_entry(item) == rendered.entry, "the table gives back another entry of a feed"
        plan = plans.publish(facts, {article.path: None}, PageLinks(article.path), article, outlook, rendered)
    _check_problems(plan.source, content)
    return plan.source.state


def read_path(url: str) -> str:
    """The path that a url stands for, or what is wrong with it."""
    try:
        path = parse_path(url)
    except PathError as error:
        return error.message
    assert parse_path(href(path)) == path, "its own address leads elsewhere"
    return path


def _check_problems(source: Source, content: bytes) -> None:
    """An author can read the problems, and find where they are."""
    lines = content.count(b"\n") + content.count(b"\r") + 1
    for problem in json.loads(author_report(source))["problems"]:
        assert 1 <= problem["line"] <= lines, problem
        assert problem["column"] >= 1, problem
        assert problem["message"].isprintable(), problem
        assert len(problem["message"]) < 1000, problem
