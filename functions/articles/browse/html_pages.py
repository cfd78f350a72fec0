"""HTML pages for lists and problems. They look like the pages of articles."""

import functools
from collections.abc import Mapping, Sequence
from pathlib import Path

import jinja2
from articles.browse.introductions import Introduction
from articles.browse.listed_articles import ListedArticle, Subject
from articles.browse.listings import ArticleList, Listing
from articles.common.http_edge import ProblemDetails
from articles.publishing.rendering import theme
from articles.publishing.rendering.needs import Needs, needs_of
from articles.publishing.rendering.settings import Settings
from articles.publishing.rendering.structured_data import site_data
from articles.publishing.rendering.typography import set_formulae
from articles.publishing.rendering.urls import subject_path
from articles.publishing.rendering.words import words_in, words_of_text
from markupsafe import Markup

_TEMPLATES = Path(__file__).parent / "templates"
_DESCRIBED = 3  # titles in the description of a subject's page


def home(
    subjects: Sequence[Subject],
    newest: Sequence[ListedArticle],
    pictures: Mapping[str, str],
    url: str,
    settings: Settings,
) -> str:
    """Write the home page: the site's first subjects and newest articles.

    Args:
        subjects: The first subjects.
        newest: The newest articles.
        pictures: Addresses of the pictures that stand for them, by path. Those of other hosts are left out.
        url: The page's own address.
        settings: The site's settings.
    """
    own = {path: address for path, address in pictures.items() if address.startswith(f"{settings.url}/")}
    values = {"subjects": subjects, "articles": newest, "pictures": own, "structured_data": site_data(settings)}
    return render("home.html.j2", settings, url=url, **values)


def subject_list(of: Listing[Subject], settings: Settings, introduction: Introduction | None) -> str:
    """Write a page of the list of subjects.

    Args:
        of: The subjects on this page.
        settings: The site's settings.
        introduction: What stands above them, if anything does.
    """
    shown = introduced(introduction, words_in(settings.language).plain("subjects"), settings)
    return render("subjects.html.j2", settings, url=of.url, subjects=of.entries, links=of.links, **shown)


def article_list(of: ArticleList, settings: Settings, introduction: Introduction | None) -> str:
    """Write a page of a list of articles.

    Args:
        of: The list and the page.
        settings: The site's settings.
        introduction: What stands above the articles, if anything does.
    """
    shown = introduced(introduction, of.period.of(of.name, words_in(settings.language)), settings)
    articles = of.listing.entries
    titles = "; ".join(each.title for each in articles[:_DESCRIBED])
    values = {"list": of, "articles": articles, "titles": titles}
    return render("articles.html.j2", settings, url=of.listing.url, links=of.listing.links, **values, **shown)


def error(problem: ProblemDetails, settings: Settings) -> str:
    """Write the page that tells a person of a problem: what its status means, in the site's language."""
    words = words_in(settings.language)
    key = f"problem_{problem.status}"
    names = ", ".join(each["parameter"] for each in problem.members.get("errors", ()))
    return render("error.html.j2", settings, title=words(key), text=words(f"{key}_text", names=names))


def content_security_policy(introduction: Introduction | None = None, media_host: str = "") -> str:
    """The Content-Security-Policy of these pages.

    Args:
        introduction: What stands above the list, if anything does.
        media_host: As in `Settings`.
    """
    needs = _needs(introduction)
    return theme.content_security_policy(_style(needs), needs, media_host)


def _needs(introduction: Introduction | None) -> Needs:
    return needs_of(introduction.html) if introduction else theme.NOTHING


def _style(needs: Needs) -> theme.StyleSheet:
    """The style sheet of a list with what the HTML above it needs."""
    return theme.style_sheet("list", *needs.styles)


def introduced(introduction: Introduction | None, heading: str, settings: Settings) -> dict[str, object]:
    """What a template shows of what stands above a list, and the heading of the page: its title, if there is any."""
    words = words_of_text(introduction.language if introduction else "", settings.language)
    return {
        "introduction": introduction,
        "introduction_html": Markup(set_formulae(introduction.html, words)) if introduction else "",  # noqa: S704 - sanitised
        "heading": introduction.title if introduction else heading,
        "style": _style(_needs(introduction)).css,
    }


def render(template: str, settings: Settings, **values: object) -> str:
    """Write a page in the look of the site.

    Args:
        template: The name of its template.
        settings: The site's settings.
        values: What the template needs besides the settings and the style of lists.
    """
    style = _style(theme.NOTHING).css
    return _environment().get_template(template).render(theme.furniture(settings) | {"style": style} | values)


@functools.cache
def _environment() -> jinja2.Environment:
    env = theme.environment([_TEMPLATES])
    env.filters["subject_path"] = subject_path
    env.globals["link"] = Markup('<a href="{}">').format
    return env
