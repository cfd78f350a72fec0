"""HTML pages for lists and problems. They look like the pages of articles."""

import functools
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import jinja2
from articles.browse import page_links
from articles.browse.introductions import Introduction
from articles.browse.listed_articles import ListedArticle
from articles.browse.listings import ArticleList, Listing
from articles.browse.subject_cards import SubjectCard
from articles.common.http_edge import ProblemDetails
from articles.publishing.rendering import theme
from articles.publishing.rendering.needs import Needs, needs_of
from articles.publishing.rendering.settings import Settings
from articles.publishing.rendering.structured_data import site_data
from articles.publishing.rendering.translations import editions
from articles.publishing.rendering.typography import set_formulae
from articles.publishing.rendering.urls import EVERYTHING, list_href, subject_path
from articles.publishing.rendering.words import words_of, words_of_text
from articles.publishing.storage.sites import Site
from markupsafe import Markup

_TEMPLATES = Path(__file__).parent / "templates"
# The lists that every language has.
_IN_EVERY_LANGUAGE = frozenset({"/", "/learn", EVERYTHING, "/archive", "/tags", "/authors"})

_DESCRIBED = 3  # titles in the description of a subject's page


def home(  # noqa: PLR0913, PLR0917 - what the page shows
    subjects: Sequence[SubjectCard],
    newest: Listing[ListedArticle],
    pictures: Mapping[str, str],
    settings: Settings,
    site: Site,
    introduction: Introduction | None = None,
) -> str:
    """Write the home page: the site's newest articles and first subjects, or these first and a field of search above.

    Args:
        subjects: The first subjects.
        newest: The newest articles, and the page's own address.
        pictures: Addresses of the pictures that stand for them, by path. Those of other hosts are left out.
        settings: The site's settings.
        site: What is in force of site.yaml.
        introduction: What stands above them, if anything does.
    """
    own = {path: address for path, address in pictures.items() if address.startswith(f"{settings.url}/")}
    values: dict[str, Any] = {"subjects": subjects, "articles": newest.entries, "pictures": own, "about": site.file}
    values |= {"structured_data": site_data(settings, site.file.description)}
    return render(
        "home.html.j2", settings, url=newest.url, **values, **introduced(introduction, settings.name, settings)
    )


def subject_list(of: Listing[SubjectCard], settings: Settings, introduction: Introduction | None) -> str:
    """Write a page of the list of subjects.

    Args:
        of: The subjects on this page.
        settings: The site's settings.
        introduction: What stands above them, if anything does.
    """
    shown = introduced(introduction, words_of(settings).plain("subjects"), settings)
    return render("subjects.html.j2", settings, url=of.url, subjects=of.entries, links=of.links, **shown)


def article_list(of: ArticleList, settings: Settings, introduction: Introduction | None) -> str:
    """Write a page of a list of articles.

    Args:
        of: The list and the page.
        settings: The site's settings.
        introduction: What stands above the articles, if anything does.
    """
    shown = introduced(introduction, of.period.of(of.name, words_of(settings)), settings)
    articles = of.listing.entries
    titles = "; ".join(each.title for each in articles[:_DESCRIBED])
    values: dict[str, Any] = {"list": of, "articles": articles, "titles": titles}
    return render("articles.html.j2", settings, url=of.listing.url, links=of.listing.links, **values, **shown)


def error(problem: ProblemDetails, settings: Settings, site: Site) -> str:
    """Write the page that tells a person of a problem: what its status means, in the site's language or its own words.

    Args:
        problem: The problem.
        settings: The site's settings.
        site: What is in force of site.yaml.
    """
    words = words_of(settings)
    own = site.file.errors.of(problem.status)
    key = f"problem_{problem.status}"
    names = ", ".join(each["parameter"] for each in problem.members.get("errors", ()))
    title, text = own.title or words(key), own.text or words(f"{key}_text", names=names)
    return render("error.html.j2", settings, title=title, text=text)


def content_security_policy(settings: Settings, introduction: Introduction | None = None) -> str:
    """The Content-Security-Policy of these pages.

    Args:
        settings: The site's settings.
        introduction: What stands above the list, if anything does.
    """
    needs = _needs(introduction)
    return theme.content_security_policy(settings, _style(needs, settings), needs)


def _needs(introduction: Introduction | None) -> Needs:
    return needs_of(introduction.html) if introduction else theme.NOTHING


def _style(needs: Needs, settings: Settings) -> theme.StyleSheet:
    """The style sheet of a list with what the HTML above it needs."""
    return theme.style_of(settings, "list", *needs.styles)


def introduced(introduction: Introduction | None, heading: str, settings: Settings) -> dict[str, Any]:
    """What a template shows of what stands above a list, and the heading of the page: its title, if there is any."""
    words = words_of_text(introduction.language if introduction else "", settings)
    return {
        "introduction": introduction,
        "introduction_html": Markup(set_formulae(introduction.html, words)) if introduction else "",  # noqa: S704 - sanitised
        "heading": introduction.title if introduction else heading,
    }


def render(template: str, settings: Settings, introduction: Introduction | None = None, **values: object) -> str:
    """Write a page in the look of the site.

    Args:
        template: The name of its template.
        settings: The site's settings.
        introduction: What stands above a list, if anything does.
        values: What the template needs besides these and their style.
    """
    needs = _needs(introduction)
    of_all: dict[str, object] = {"style": _style(needs, settings).css, "introduction": introduction}
    path = urlsplit(str(values.get("url", ""))).path
    if path in _IN_EVERY_LANGUAGE:
        of_all["in_languages"] = editions(path, settings)
    return _environment().get_template(template).render(theme.furniture(settings, needs) | of_all | values)


@jinja2.pass_context
def _asking(context: jinja2.runtime.Context, path: str, parameters: Mapping[str, str]) -> str:
    """The address, without scheme and host, of a list with parameters, in the language of the page."""
    return page_links.target(path, {**page_links.of_edition(context["site"].edition), **parameters})


@functools.cache
def _environment() -> jinja2.Environment:
    env = theme.environment([_TEMPLATES])
    env.filters["subject_path"] = subject_path
    env.filters["subject_href"] = lambda entry: list_href(subject_path(entry.subject_slug), entry.edition)
    env.filters["asking"] = _asking
    env.globals["link"] = Markup('<a href="{}">').format
    return env
