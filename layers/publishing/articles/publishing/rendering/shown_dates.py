"""Dates as people read them, in their language: by CLDR, or in the format that an author asks for."""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Literal, cast

from articles.publishing.reading.article import Article
from articles.publishing.reading.dates import parts_of
from articles.publishing.reading.languages import base_language
from articles.publishing.rendering.settings import Settings

if TYPE_CHECKING:
    from babel.core import Locale

# What tokens stand for that are numbers. A day begins at midnight.
_NUMBERS: Mapping[str, Callable[[dt.date], str]] = {
    "YYYY": lambda date: f"{date.year:04}",
    "YY": lambda date: f"{date.year % 100:02}",
    "MM": lambda date: f"{date.month:02}",
    "M": lambda date: str(date.month),
    "DDDD": lambda date: f"{date.timetuple().tm_yday:03}",
    "DDD": lambda date: str(date.timetuple().tm_yday),
    "DD": lambda date: f"{date.day:02}",
    "D": lambda date: str(date.day),
    **dict.fromkeys(("HH", "mm", "ss"), lambda _: "00"),
    **dict.fromkeys(("H", "m", "s"), lambda _: "0"),
    **dict.fromkeys(("hh", "h"), lambda _: "12"),
}

_DAY_OF_MONTH = frozenset({"Do"})
# A day of a month with the sign that some languages write after it; in English it depends on the number.
_DAYS = {"de": "{}.", "ja": "{}日", "ko": "{}일", "zh-Hans": "{}日", "zh-Hant": "{}日"}
_ENGLISH = "en"
_ENDINGS = {1: "st", 2: "nd", 3: "rd"}


def date_text(article: Article, settings: Settings) -> str:
    """The date of an article as its page shows it; empty if it has none.

    In a format of the author's own, names of months and days are in the language of the article, and else all of it is
    as the site has it.
    """
    if article.date is None:
        return ""
    language = article.language if base_language(article.language) else settings.language
    return in_format(article.date, article.date_format, language) or shown_date(article.date, settings)


def shown_date(date: dt.date, settings: Settings) -> str:
    """A date in the language of a site, in its format."""
    from babel.dates import format_date  # noqa: PLC0415 - takes 20 ms, and not every answer of `browse` has a date

    length = cast('Literal["full", "long", "medium", "short"]', settings.date_format)
    return format_date(date, length, locale=locale_of(settings.language))


def shown_month(date: dt.date, settings: Settings) -> str:
    """The name of a month that stands alone, in the language of a site."""
    name: str = locale_of(settings.language).months["stand-alone"]["wide"][date.month]
    return name


def locale_of(language: str) -> "Locale":
    """What CLDR knows of a language of `LANGUAGES` and its region, if it knows that region.

    Args:
        language: A BCP 47 tag.
    """
    from babel.core import Locale, UnknownLocaleError  # noqa: PLC0415 - as above

    try:
        return Locale.parse(language, sep="-")
    except UnknownLocaleError:
        return Locale.parse(base_language(language), sep="-")


def in_format(date: dt.date, date_format: str, language: str) -> str:
    """A date in a format of moment.js; empty if the format is, or has what cannot be shown.

    Args:
        date: The date.
        date_format: The format, as `dates.parts_of` reads it.
        language: That of names of months and days, a BCP 47 tag.
    """
    parts, _ = parts_of(date_format)
    return "".join(_shown(part.text, date, language) if part.is_token else part.text for part in parts)


def _shown(token: str, date: dt.date, language: str) -> str:
    """What a token stands for."""
    if token in _NUMBERS:
        return _NUMBERS[token](date)
    if token in _DAY_OF_MONTH:
        return _day_of_month(date.day, base_language(language))
    locale = locale_of(language)
    width = "wide" if len(token) == len("MMMM") else "abbreviated"
    if token.startswith("M"):
        name: str = locale.months["format"][width][date.month]
    elif token.startswith("d"):
        name = locale.days["format"][width][date.weekday()]
    else:
        name = locale.day_periods["format"]["abbreviated"]["am"]
    return name.lower() if token == "a" else name  # noqa: S105 - of a format


def _day_of_month(day: int, language: str) -> str:
    if language != _ENGLISH:
        return _DAYS.get(language, "{}").format(day)
    is_teen = day // 10 == 1
    return f"{day}{'th' if is_teen else _ENDINGS.get(day % 10, 'th')}"
