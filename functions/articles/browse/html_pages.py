"""HTML pages for lists and problems. They look like the pages of articles."""

import datetime as dt
import functools
from collections.abc import Mapping, Sequence
from pathlib import Path

import jinja2
from articles.browse.listed_articles import ListedArticle, Subject
from articles.common.http_edge import ProblemDetails
from articles.publishing.rendering import theme
from articles.publishing.rendering.settings import Settings
from articles.publishing.rendering.urls import subject_path

_TEMPLATES = Path(__file__).parent / "templates"
_MONTHS = (
    "January February March April May June July August September October November December".split()  # noqa: SIM905
)
_DESCRIBED = 3  # titles in the description of a subject's page


def home(subjects: Sequence[Subject], newest: Sequence[ListedArticle], url: str, settings: Settings) -> str:
    """Write the home page: the site's first subjects and newest articles.

    Args:
        subjects: The first subjects.
        newest: The newest articles.
        url: The page's own address.
        settings: The site's settings.
    """
    return _render("home.html.j2", settings, url=url, subjects=subjects, articles=newest)


def subject_list(subjects: Sequence[Subject], url: str, links: Mapping[str, str], settings: Settings) -> str:
    """Write a page of the list of subjects.

    Args:
        subjects: The subjects on this page.
        url: The page's own address.
        links: Addresses of the pages before (`prev`) and after it (`next`), if there are any.
        settings: The site's settings.
    """
    return _render("subjects.html.j2", settings, url=url, subjects=subjects, links=links)


def article_list(
    subject: Subject, articles: Sequence[ListedArticle], url: str, links: Mapping[str, str], settings: Settings
) -> str:
    """Write a page of the list of a subject's articles.

    Args:
        subject: The subject.
        articles: The articles on this page.
        url: The page's own address.
        links: Addresses of the pages before (`prev`) and after it (`next`), if there are any.
        settings: The site's settings.
    """
    titles = "; ".join(each.title for each in articles[:_DESCRIBED])
    return _render("subject.html.j2", settings, url=url, subject=subject, articles=articles, links=links, titles=titles)


def error(problem: ProblemDetails, settings: Settings) -> str:
    """Write the page that tells a person of a problem."""
    return _render("error.html.j2", settings, title=problem.title, text=problem.detail)


@functools.cache
def content_security_policy() -> str:
    """The Content-Security-Policy of these pages."""
    return theme.content_security_policy(theme.style_sheet("list"))


def _render(name: str, settings: Settings, **values: object) -> str:
    style = theme.style_sheet("list").css
    return _environment().get_template(name).render(site=settings, style=style, **values)


@functools.cache
def _environment() -> jinja2.Environment:
    env = theme.environment([_TEMPLATES])
    env.filters["shown_date"] = _shown_date
    env.filters["subject_path"] = subject_path
    return env


def _shown_date(date: str) -> str:
    """An ISO date as people read it, such as 6 February 2025."""
    day = dt.date.fromisoformat(date)
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
