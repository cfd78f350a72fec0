"""Delivery's error page is in the look of the articles' pages; `REGENERATE=1 pytest` makes it from their templates."""

from pathlib import Path

from articles.deliver import error_page
from articles.publishing.rendering import theme
from articles.publishing.rendering.error_page import TEXT, TITLE
from articles.publishing.rendering.settings import Settings
from markupsafe import Markup

from tests.support.approved import assert_approved

ERROR = Path(error_page.__file__).with_name("error.html")

# Delivery does not know the site's name.
HOME = Settings(name="Home", url="", time_zone="", author="")


def test_it_is_made_from_the_templates() -> None:
    template = theme.environment().get_template("error.html.j2")
    html = template.render(
        theme.furniture(HOME) | {"style": theme.style_sheet().css, "title": Markup(TITLE), "text": Markup(TEXT)}
    )
    assert_approved(html, ERROR)


def test_its_policy_is_that_of_all_pages() -> None:
    assert error_page.content_security_policy() == theme.content_security_policy(HOME, theme.style_of(HOME))


def test_it_says_what_is_wrong() -> None:
    html = error_page.error_page("Not Found", "There is no page at this address.")
    assert "<title>Not Found</title>" in html
    assert "<h1>Not Found</h1>\n<p>There is no page at this address.</p>" in html
    assert TITLE not in html
    assert TEXT not in html
