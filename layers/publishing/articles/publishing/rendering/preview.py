"""The preview of an article: its page, with a notice above it that says what it is."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from articles.publishing.errors import Problem
from articles.publishing.reading.article import Article, RelatedArticle, Translation
from articles.publishing.reading.site_parts import NO_HEAD
from articles.publishing.reading.text_links import NOWHERE, Destinations
from articles.publishing.rendering import page, theme
from articles.publishing.rendering.markdown import parse_answer
from articles.publishing.rendering.representations import rendered_text
from articles.publishing.rendering.settings import Settings
from articles.publishing.rendering.translations import alternates
from articles.publishing.rendering.translations import problems as translation_problems

_STYLE = "preview"


@dataclass(frozen=True, slots=True)
class Notice:
    """What stands above a preview.

    Attributes:
        key: Object key of the file.
        state: What it is, in a word.
        text: What that means, in a sentence.
        uploaded: When it was uploaded, as its author reads times.
        problems: What is wrong with it.
    """

    key: str
    state: str
    text: str
    uploaded: str
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Preview:
    """A finished preview: its HTML, and its Content-Security-Policy."""

    html: str
    policy: str


def preview_page(  # noqa: PLR0913, PLR0917 - what it shows
    article: Article,
    related: Sequence[RelatedArticle],
    notice: Notice,
    settings: Settings,
    destinations: Destinations = NOWHERE,
    translations: Sequence[Translation] = (),
) -> Preview:
    """Render the preview of an article.

    Args:
        article: The article, as far as it could be read.
        related: Its live related articles.
        notice: What stands above it. The problems of the text are added.
        settings: The site's.
        destinations: Where the links of its text lead. Those that are missing lead to nothing that is live.
        translations: The live pages that say the same in other languages.

    Raises:
        ArticleError: Its Markdown cannot be rendered.
    """
    settings = settings.in_edition(article.edition)
    parsed = parse_answer(article.answer)
    body, article, found = rendered_text(article, parsed, settings, destinations)
    problems = tuple(sorted({*notice.problems, *found, *translation_problems(article, translations, settings)}))
    settings = replace(settings, noindex=True, head=NO_HEAD)
    style = theme.style_of(settings, *body.needs.styles, _STYLE)
    values = page.values(
        article, body, related, settings, alternates(article.language, article.path, translations, settings)
    )
    html = (
        theme.environment()
        .get_template("preview.html.j2")
        .render(
            {
                **values,
                "style": style.css,
                "alternates": [],
                "neighbours": {},
                "notice": replace(notice, problems=problems),
            }
        )
    )
    return Preview(html, theme.content_security_policy(settings, style, body.needs))


def unreadable_page(notice: Notice, settings: Settings) -> Preview:
    """Render the preview of a file of which nothing can be shown."""
    settings = replace(settings, noindex=True, head=NO_HEAD)
    style = theme.style_of(settings, _STYLE)
    template = theme.environment().get_template("unreadable.html.j2")
    html = template.render(theme.furniture(settings) | {"style": style.css, "notice": notice})
    return Preview(html, theme.content_security_policy(settings, style))
