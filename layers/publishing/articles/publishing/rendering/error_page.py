"""The page that tells a person of an error, in the look of a site; `deliver` fills in what the error is.

It shows nothing that depends on the site's address: so it is of the code and of site.yaml alone.
"""

from dataclasses import replace

from articles.publishing.reading.site_parts import NO_SOCIAL, Errors
from articles.publishing.rendering import theme
from articles.publishing.rendering.rendered import ErrorPage
from articles.publishing.rendering.settings import Settings
from markupsafe import Markup, escape

# What is replaced by the title and the text. No text of a site can be the same, since `<` is escaped in it.
TITLE, TEXT = "<!--title-->", "<!--text-->"

_STATUSES = (404, 410, 503)


def error_page(settings: Settings, errors: Errors) -> ErrorPage:
    """Make the page.

    Args:
        settings: The site's.
        errors: What site.yaml tells of errors.
    """
    own = replace(settings, url="", media_host="", social=NO_SOCIAL)
    style = theme.style_of(own)
    template = theme.environment().get_template("error.html.j2")
    title, text = Markup(TITLE), Markup(TEXT)  # noqa: S704 - constants
    html = template.render(site=own, style=style.css, title=title, text=text)
    texts = {status: (errors.of(status).title, errors.of(status).text) for status in _STATUSES}
    told = {status: (str(escape(one)), str(escape(other))) for status, (one, other) in texts.items() if one or other}
    return ErrorPage(html, theme.content_security_policy(own, style), told)
