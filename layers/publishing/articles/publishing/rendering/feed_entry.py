"""An article as feeds and lists for programs show it.

It is rendered when it is published, so that nothing is rendered when somebody reads them.
"""

import itertools
import re
from dataclasses import dataclass

from articles.publishing.reading.article import Article
from articles.publishing.rendering import times
from articles.publishing.rendering.absolute_links import with_absolute_links
from articles.publishing.rendering.excerpt import excerpt
from articles.publishing.rendering.settings import Settings
from articles.publishing.rendering.urls import image_url, page_url

# With these limits, fifty entries without their answers fit into any response; so does a list of a hundred articles.
_MAX_TITLE = 300
_MAX_SUMMARY = 600
_MAX_AUTHOR = 200
_MAX_TAGS = 20
_MAX_TAG = 100
_MAX_IMAGE = 2_000

# What scrolls in a page takes the focus there. In a feed reader it would only be in the way.
_FOCUS = re.compile(r'(<[a-z]+\b[^>]*) tabindex="0"')


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
        excerpt: The beginning of its answer, on one line.
        image: The address of the picture that stands for it; empty if there is none, or if it is very long.
        language: Its language, a BCP 47 tag; empty if it is the site's.
    """

    url: str
    title: str
    updated: str | None
    published: str | None
    author: str
    tags: tuple[str, ...]
    summary: str
    html: str
    excerpt: str = ""
    image: str = ""
    language: str = ""


def feed_entry(article: Article, html: str, text: str, settings: Settings) -> FeedEntry:
    """Make the feed entry of an article.

    Args:
        article: The article.
        html: Its answer, with formulae in TeX.
        text: Its answer as plain text.
        settings: The site's settings.
    """
    url = page_url(article.path, settings)
    image = image_url(article.image, settings)
    return FeedEntry(
        url=url,
        title=excerpt(article.title, _MAX_TITLE),
        updated=times.modified_text(article, settings),
        published=times.published(article, settings),
        author=excerpt(article.author or settings.author, _MAX_AUTHOR),
        tags=_tags(article.subject, *article.keywords),
        summary=excerpt(article.description or text, _MAX_SUMMARY),
        html=_FOCUS.sub(r"\1", with_absolute_links(html, url)),
        excerpt=excerpt(text),
        image=image if len(image) <= _MAX_IMAGE else "",
        language=article.language,
    )


def _tags(*names: str) -> tuple[str, ...]:
    """The first `_MAX_TAGS` of these names, without repetitions, each cut if it is too long."""
    shortened = (excerpt(name, _MAX_TAG) for name in names if name)
    return tuple(itertools.islice(dict.fromkeys(shortened), _MAX_TAGS))
