"""An article's HTML page."""

import functools
import re
from collections.abc import Callable, Iterable, Sequence
from html import unescape
from typing import Any

import jinja2
from articles.common.paths import is_list
from articles.common.representations import KINDS, Kind
from articles.publishing.reading.article import Article, RelatedArticle
from articles.publishing.rendering import theme, times
from articles.publishing.rendering.body.media import with_width
from articles.publishing.rendering.excerpt import excerpt, reading_minutes
from articles.publishing.rendering.markdown import Body, Heading
from articles.publishing.rendering.search_document import author_names
from articles.publishing.rendering.settings import Settings
from articles.publishing.rendering.shown_dates import date_text
from articles.publishing.rendering.structured_data import structured_data
from articles.publishing.rendering.translations import Alternate
from articles.publishing.rendering.typography import HEADING, name_formulae, set_formulae
from articles.publishing.rendering.urls import article_urls, author_path, image_url, neighbours, subject_path, tag_path
from articles.publishing.rendering.words import words_of_text
from markupsafe import Markup, escape

# A list of contents helps only if the answer is longer than a screen or two, and has parts.
_CONTENTS_FROM_MINUTES = 2
_CONTENTS_FROM_HEADINGS = 3
_CONTENTS_LEVELS = 2

# What stays of a heading in a list of contents: no link, no picture, no block, and no id, which the heading itself has.
_IN_A_LINK = (
    "abbr|annotation|b|bd[io]|cite|code|del|dfn|em|i|ins|kbd|m[a-z]+|q|s|samp|semantics|small|span|strong|su[bp]|time|u"
    "|var"
)
_NOT_IN_A_LINK = re.compile(
    r'<sup class="footnote-ref">.*?</sup>|<span id="[^"]*"></span>'
    rf'|</?(?!(?:{_IN_A_LINK})\b)[a-z][^>]*>| id="[^"]*"(?=[^<>]*>)',
    re.DOTALL,
)


def render_page(
    article: Article,
    body: Body,
    related: Sequence[RelatedArticle],
    settings: Settings,
    translations: Sequence[Alternate] = (),
) -> str:
    """Render the article's complete page.

    Args:
        article: The article.
        body: Its answer, rendered; the HTML is trusted to be safe.
        related: Its live related articles.
        settings: The site's settings, for pages in its language.
        translations: It and its translations, if there are any.
    """
    return _template().render(values(article, body, related, settings, translations))


def values(
    article: Article,
    body: Body,
    related: Sequence[RelatedArticle],
    settings: Settings,
    translations: Sequence[Alternate] = (),
) -> dict[str, Any]:
    """What the template of a page is filled with; arguments as those of `render_page`."""
    breadcrumbs = _breadcrumbs(article, settings)
    minutes = reading_minutes(body.text, article.language or settings.language)
    of_text = words_of_text(article.language, settings)
    return {
        **theme.furniture(settings, body.needs),
        "article": article,
        "title": " | ".join(filter(None, [article.title, article.subject, settings.name])),
        "author": article.author or settings.author,
        "authors": _linked(article, author_names(article, settings), author_path),
        "keywords": _linked(article, article.keywords, tag_path),
        "date_text": date_text(article, settings),
        "modified": times.modified_text(article, settings),
        "description": article.description or excerpt(body.text),
        "image": image_url(article.image or settings.social.image, settings),
        "urls": article_urls(article.path, settings),
        "alternates": _alternates(article.path),
        "style": style(body, settings).css,
        "body": body,
        "text_language": article.language if article.language != settings.language else "",
        "fonts": theme.fonts(body.needs),
        "subject_path": subject_path,
        "breadcrumbs": breadcrumbs,
        "structured_data": structured_data(article, body.text, [*breadcrumbs, (article.title, article.path)], settings),
        "minutes": minutes,
        "contents": _contents(body, minutes),
        "answer": Markup(set_formulae(with_width(body.html, settings.look.width), of_text)),  # noqa: S704 - sanitised by markdown.render_answer
        "related": related,
        "translations": translations,
        "in_main_language": next((each for each in translations if each.language == settings.languages[0]), None),
        "neighbours": neighbours(article.path, article.subject_slug),
    }


def _linked(article: Article, names: Iterable[str], path_of: Callable[[str], str]) -> list[tuple[str, str]]:
    """Names, each with the path of its list; that is empty if there may be none, as for an unlisted article."""
    return [(name, "" if article.visibility.unlisted else path_of(name)) for name in names]


def _alternates(path: str) -> list[Kind]:
    """The other representations that a page links to. At the path of a list, there are none."""
    return [] if is_list(path) else [kind for kind in KINDS.values() if kind.is_negotiated and kind.at(path) != path]


def content_security_policy(body: Body, settings: Settings) -> str:
    """The Content-Security-Policy of the page with this answer."""
    return theme.content_security_policy(settings, style(body, settings), body.needs)


def style(body: Body, settings: Settings) -> theme.StyleSheet:
    """The style sheet of the page with this answer."""
    return theme.style_of(settings, *body.needs.styles)


def _breadcrumbs(article: Article, settings: Settings) -> list[tuple[str, str]]:
    """Name and path of the pages above the article's."""
    home = [(settings.name, "/")] if article.path != "/" else []
    return [*home, (article.subject, subject_path(article.subject_slug))] if article.subject_slug else home


def _contents(body: Body, minutes: int) -> list[tuple[Heading, Markup]]:
    """The headings for a list of contents of a text that takes so long to read, each with the HTML to show there.

    Empty if a list would be in the way, and the author does not ask for one.
    """
    top = min((heading.level for heading in body.headings), default=0)
    listed = [heading for heading in body.headings if heading.level < top + _CONTENTS_LEVELS and heading.text]
    is_in_the_way = minutes < _CONTENTS_FROM_MINUTES or len(listed) < _CONTENTS_FROM_HEADINGS
    if is_in_the_way and not body.asks_for_contents:
        return []
    shown = {
        unescape(identifier): name_formulae(_NOT_IN_A_LINK.sub("", html))
        for identifier, html in HEADING.findall(body.html)
    }
    return [(heading, Markup(shown[heading.id]) or escape(heading.text)) for heading in listed]  # noqa: S704 - sanitised


@functools.cache
def _template() -> jinja2.Template:
    return theme.environment().get_template("article.html.j2")
