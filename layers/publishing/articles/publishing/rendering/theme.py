"""The look that every page of the site shares: templates, one inline style sheet, Content-Security-Policy."""

import base64
import datetime as dt
import functools
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jinja2
from articles.common import paths
from articles.publishing.reading.languages import direction
from articles.publishing.reading.site_head import sources
from articles.publishing.reading.site_kinds import WIDTH
from articles.publishing.reading.site_pictures import host_of
from articles.publishing.rendering.look import OUR_LOOK, Look, variables
from articles.publishing.rendering.needs import Needs
from articles.publishing.rendering.settings import Settings
from articles.publishing.rendering.shown_dates import shown_date, shown_month
from articles.publishing.rendering.translations import editions
from articles.publishing.rendering.urls import EVERYTHING, image_url, list_href
from articles.publishing.rendering.words import words_of
from markupsafe import Markup

NOTHING = Needs()

TEMPLATES = Path(__file__).parent / "templates"

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
# White space that neither selectors nor values need: around punctuation, and after the colon of a declaration.
_SPACE = re.compile(r"\s*([{},;])\s*|(?<=:)\s+|\n\s*")


_ANYWHERE = "'self' https:"

# From which width of the window on the contents stand in the margin: that of the text, and so much more, in rem.
_CONDITIONS = ("(width >= {}rem)", "(width < {}rem)")
_MARGIN = 34

# What `deliver` serves for pages that have code.
COPY_SCRIPT = "/scripts/copy-24b37f0e1809.js"

_FONT = re.compile(r"url\((/fonts/[^)]+)\)")


@dataclass(frozen=True, slots=True)
class StyleSheet:
    """A page's one style sheet.

    Attributes:
        css: Its text, to put between `<style>` and `</style>` as it is.
        source: The source expression that allows it in a Content-Security-Policy.
    """

    css: Markup
    source: str


@functools.cache
def style_sheet(*parts: str, look: Look = OUR_LOOK) -> StyleSheet:
    """A page's style sheet: what every page needs, and the parts that this one needs.

    Args:
        parts: Names of style sheets among the templates, without `.css`: those of `needs`, and `list` for lists.
        look: The look of the site.
    """
    css = variables(look, parts) + "".join(map(_part, ("page", *parts)))
    if look.width != WIDTH:  # a condition has no variables
        for condition in _CONDITIONS:
            css = css.replace(condition.format(WIDTH + _MARGIN), condition.format(look.width + _MARGIN))
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    return StyleSheet(Markup(css), f"'sha256-{digest}'")  # noqa: S704 - the site's own


def style_of(settings: Settings, *parts: str) -> StyleSheet:
    """The style sheet of a page of a site.

    Args:
        settings: The site's settings.
        parts: As those of `style_sheet`.
    """
    own = {"logo": settings.logo, "navigation": settings.navigation or settings.footer}
    return style_sheet(*(name for name, is_needed in own.items() if is_needed), *parts, look=settings.look)


def fonts(needs: Needs) -> tuple[str, ...]:
    """The paths of the fonts that a page needs, as its style sheet names them.

    Args:
        needs: What the page needs.
    """
    return tuple(_FONT.findall(style_sheet(*needs.styles).css))


def content_security_policy(settings: Settings, style: StyleSheet, needs: Needs = NOTHING) -> str:
    """The policy of a page with one inline style sheet, and with no scripts but that of code and the snippet's.

    Args:
        settings: The site's settings.
        style: The page's style sheet.
        needs: What the page has to be allowed for the answer that it shows.
    """
    own = f"'self' {settings.media_host}" if settings.media_host else "'self'"
    hosts = dict.fromkeys(filter(None, map(host_of, (settings.logo, settings.favicon))))
    more = [*settings.head.hosts, *(["data:"] if settings.style else [])]
    pictures = "'self' https:" if needs.remote_images else " ".join([own, *(f"https://{host}" for host in hosts)])
    snippet = sources(settings.head.html)
    scripts = [*snippet.scripts, *settings.head.hosts] if settings.head.html else []
    if needs.code:
        scripts = [*dict.fromkeys(["'self'", *scripts])]
    directives = [
        "default-src 'none'",
        " ".join(["style-src", style.source, *snippet.styles, *(["'self'"] if settings.style else [])]),
        *([" ".join(["script-src", *scripts])] if scripts else []),
        " ".join(
            ["connect-src 'self'", *settings.head.hosts]
        ),  # nothing here connects, but audits load robots.txt as the page would
        " ".join(["img-src", pictures, *more]),
        *_fonts_from(settings, needs),
        *([f"media-src {own if needs.media == 'site' else _ANYWHERE}"] if needs.media else []),
        *(["frame-src " + " ".join(f"https://{host}" for host in needs.frames)] if needs.frames else []),
        "base-uri 'none'",
        "form-action 'self'",  # the field of search
        "frame-ancestors 'none'",
    ]
    return "; ".join(directives)


def _fonts_from(settings: Settings, needs: Needs) -> list[str]:
    """The directive for fonts: those of formulae, and what the site's own style may name."""
    if settings.style:
        return [" ".join(["font-src 'self' data:", *settings.head.hosts])]
    return ["font-src 'self'"] if needs.math or settings.look.files else []


def environment(folders: Sequence[Path] = ()) -> jinja2.Environment:
    """The Jinja2 environment of the site's pages. It escapes values, and a missing value is an error.

    Args:
        folders: Where to look for templates before this package's own folder, which has `base.html.j2`.
    """
    env = jinja2.Environment(
        loader=jinja2.FileSystemLoader([*folders, TEMPLATES]),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    env.filters["href"] = paths.href
    env.filters["list_href"] = _list_href
    env.filters["direction"] = direction
    env.globals |= {"everything": EVERYTHING, "image_url": image_url}
    return env


def furniture(settings: Settings, needs: Needs = NOTHING) -> dict[str, Any]:
    """What `base.html.j2` shows around the content of every page, of the site's settings and in its language.

    Args:
        settings: The site's settings.
        needs: What the page needs for the answer that it shows.
    """
    return {
        "copy_script": COPY_SCRIPT if needs.code else "",
        "site": settings,
        "editions": editions("/", settings),
        "in_languages": (),
        "words": words_of(settings),
        "shown_date": lambda iso: shown_date(dt.date.fromisoformat(iso), settings),
        "shown_month": lambda iso: shown_month(dt.date.fromisoformat(iso), settings),
    }


@jinja2.pass_context
def _list_href(context: jinja2.runtime.Context, path: str) -> str:
    return list_href(path, context["site"].edition)


@functools.cache
def _part(name: str) -> str:
    return _compact((TEMPLATES / f"{name}.css").read_text(encoding="utf-8"))


def _compact(css: str) -> str:
    """The style sheet without comments and needless white space."""
    return _SPACE.sub(r"\1", _COMMENT.sub("", css)).replace(";}", "}").strip()
