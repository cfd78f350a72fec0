"""The links of an article's text that stay within the site."""

import re
from collections.abc import Iterable

from articles.publishing.errors import ArticleError
from articles.publishing.reading.article import Article
from articles.publishing.reading.site_kinds import FRAME_HOSTS
from articles.publishing.reading.text_links import TextLink
from articles.publishing.rendering.article_image import image_link
from articles.publishing.rendering.body.internal_links import links_in
from articles.publishing.rendering.body.site_links import Base
from articles.publishing.rendering.markdown import parse_answer, prepare

# What a link within the site or a picture is written with: a destination that is no address and no part of the page; a
# definition; a name in brackets; an attribute; a page in a frame, which can become a link; a picture in template code.
_SIGN = re.compile(
    r"""
    \]\( \s*+ (?! https?:// | mailto: | \# )
    | \]: | \[\[ | href | src | poster | <iframe | link\s*+=
    """,
    re.IGNORECASE | re.VERBOSE,
)
_HOST = re.compile(r"[a-z]+://", re.IGNORECASE)
# An address whose host is not written as it is.
_HIDDEN_HOST = re.compile(r"://[^\s/)&\\\x80-\U0010ffff]*[&\\\x80-\U0010ffff]")


def text_links(article: Article, url: str) -> tuple[TextLink, ...]:
    """The distinct links of an article that stay within the site, and the files that it shows.

    They come in the order of the text; the picture that stands for the article comes last. A text that cannot be
    rendered has none.

    Args:
        article: The article.
        url: The site's own address; empty if it is not known.
    """
    base = Base(article.key, article.path, url)
    image = image_link(article, base)
    return tuple(dict.fromkeys([*_links_of_text(article, base), *([image] if image else [])]))


def _links_of_text(article: Article, base: Base) -> Iterable[TextLink]:
    if not may_have_links(article.answer, base.url):
        return ()
    try:
        prepared = prepare(parse_answer(article.answer), FRAME_HOSTS, article.title)
    except ArticleError:
        return ()
    return links_in(prepared.tokens, base)


def may_have_links(markdown: str, url: str) -> bool:
    """Whether a text may have links that stay within the site, judged without parsing it."""
    if _SIGN.search(markdown):
        return True
    host = _HOST.sub("", url).partition("/")[0].lower()
    return bool(host) and (host in markdown.lower() or _HIDDEN_HOST.search(f"{url} {markdown}") is not None)
