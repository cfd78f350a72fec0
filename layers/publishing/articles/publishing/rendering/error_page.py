"""The page that tells a person of an error, in the look of a site; `deliver` fills in what the error is.

It shows nothing that depends on the site's address: so it is of the code and of site.yaml alone.
"""

from dataclasses import replace

from articles.publishing.reading.site_parts import NO_SOCIAL, Errors
from articles.publishing.rendering import theme
from articles.publishing.rendering.rendered import ErrorPage
from articles.publishing.rendering.settings import Settings
from articles.publishing.rendering.words import Words, words_of
from markupsafe import Markup, escape

# What is replaced by the title and the text. No text of a site can be the same, since `<` is escaped in it.
TITLE, TEXT = "<!--title-->", "<!--text-->"

_STATUSES = (403, 404, 405, 406, 410, 416, 503)


def error_page(settings: Settings, errors: Errors) -> ErrorPage:
    """Make the page.

    Args:
        settings: The site's.
        errors: What site.yaml tells of errors. Others are told in the language of the site.
    """
    own = replace(settings, url="", media_host="", social=NO_SOCIAL)
    style = theme.style_of(own)
    template = theme.environment().get_template("error.html.j2")
    title, text = Markup(TITLE), Markup(TEXT)  # noqa: S704 - constants
    html = template.render(theme.furniture(own) | {"style": style.css, "title": title, "text": text})
    told = {status: _told(status, errors, words_of(own)) for status in _STATUSES}
    return ErrorPage(html, theme.content_security_policy(own, style), told)


def _told(status: int, errors: Errors, words: Words) -> tuple[str, str]:
    """The title and the text of an error, as HTML."""
    own = errors.of(status)
    title, text = own.title or words.plain(f"problem_{status}"), own.text or words.plain(f"problem_{status}_text")
    return str(escape(title)), str(escape(text))
