"""An article as feeds show it, rendered when it is published, so that nothing is rendered when a feed is read."""

import itertools
import re
from dataclasses import dataclass
from urllib.parse import urljoin

from articles.publishing.reading.article import Article
from articles.publishing.rendering import times
from articles.publishing.rendering.excerpt import excerpt
from articles.publishing.rendering.settings import Settings
from articles.publishing.rendering.urls import page_url

# With these limits, fifty entries without their answers fit into any response.
_MAX_TITLE = 300
_MAX_SUMMARY = 600
_MAX_AUTHOR = 200
_MAX_TAGS = 20
_MAX_TAG = 100

_LINKING_TAG = re.compile(r'<(?:a|audio|img|source|track|video)(?:\s+[\w-]+(?:="[^"]*")?)*')
_REFERENCE = re.compile(r'(\s(?:href|poster|src)=")([^"]*)')
_REFERENCES = re.compile(r'(\ssrcset=")([^"]*)')
_FIRST_OF_SOURCE = re.compile(r"(?:\A|(?<=, ))[^\s,]\S*")


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """An article as feeds show it.

    Attributes:
        url: Its page.
        title: The title of its page, cut if it is very long.
        updated: When it last changed, RFC 3339; None if that is not known.
        published: When it was published, RFC 3339; None if that is not known.
        author: Who wrote it.
        tags: Its subject and keywords.
        summary: One or two sentences.
        html: Its answer, with formulae in TeX and absolute links.
    """

    url: str
    title: str
    updated: str | None
    published: str | None
    author: str
    tags: tuple[str, ...]
    summary: str
    html: str


def feed_entry(article: Article, html: str, text: str, settings: Settings) -> FeedEntry:
    """Make the feed entry of an article.

    Args:
        article: The article.
        html: Its answer, with formulae in TeX.
        text: Its answer as plain text.
        settings: The site's settings.
    """
    url = page_url(article.path, settings)
    return FeedEntry(
        url=url,
        title=excerpt(article.title, _MAX_TITLE),
        updated=times.modified_text(article, settings),
        published=times.published(article, settings),
        author=excerpt(article.author or settings.author, _MAX_AUTHOR),
        tags=_tags(article.subject, *article.keywords),
        summary=excerpt(article.description or text, _MAX_SUMMARY),
        html=_with_absolute_links(html, url),
    )


def _tags(*names: str) -> tuple[str, ...]:
    """The first `_MAX_TAGS` of these names, without repetitions, each cut if it is too long."""
    shortened = (excerpt(name, _MAX_TAG) for name in names if name)
    return tuple(itertools.islice(dict.fromkeys(shortened), _MAX_TAGS))


def _with_absolute_links(html: str, url: str) -> str:
    """Make the URLs of links and images absolute, because a feed is read elsewhere."""

    def absolute(tag: re.Match[str]) -> str:
        linked = _REFERENCE.sub(lambda reference: reference[1] + _absolute(url, reference[2]), tag[0])
        return _REFERENCES.sub(lambda sources: sources[1] + _FIRST_OF_SOURCE.sub(of_source, sources[2]), linked)

    def of_source(address: re.Match[str]) -> str:
        return _absolute(url, address[0])

    return _LINKING_TAG.sub(absolute, html)


def _absolute(url: str, reference: str) -> str:
    try:
        return urljoin(url, reference)
    except ValueError:  # brackets without an IPv6 address in them: this leads nowhere anyway
        return reference
