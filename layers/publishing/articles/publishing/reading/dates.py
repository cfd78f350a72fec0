"""Read dates, and the formats in which they are to be shown, as authors write them."""

import datetime as dt
import re
from typing import NamedTuple

# Days as people write them; months in English, since those are the names that other tools take.
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<name>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DAY_OF_MONTH = r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th|\.)?"
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?[ \t]+)?"
_DAYS = (
    re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})"),
    re.compile(r"(?P<year>[0-9]{4})(?P<sign>[/.])(?P<month>[0-9]{1,2})(?P=sign)(?P<day>[0-9]{1,2})"),
    re.compile(r"(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})(?![0-9])"),
    re.compile(
        rf"{_WEEKDAY}{_MONTH}[ \t]+{_DAY_OF_MONTH}(?:,[ \t]*|[ \t]+)(?P<year>[0-9]{{4}})(?![0-9])", re.IGNORECASE
    ),
    re.compile(
        rf"{_WEEKDAY}{_DAY_OF_MONTH}(?:[ \t]+(?:of[ \t]+)?|-){_MONTH},?(?:[ \t]+|-)(?P<year>[0-9]{{4}})(?![0-9])",
        re.IGNORECASE,
    ),
)

# What may follow a day, where only the day counts: any time of day.
_ANY_TIME = re.compile(r"(?:[Tt]|[ \t]+)[0-9]{1,2}:[0-9]{2}[-+0-9:.Zz \t]*")

# A time of day as YAML 1.1, ISO 8601, RFC 3339, RFC 5322, Go and people write it, with or without a zone.
_TIME = re.compile(
    r"(?:[Tt]|,?[ \t]+(?:at[ \t]+)?)(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?P<second>:[0-9]{2})?(?:[.,][0-9]*)?"
    r"(?:[ \t]*(?P<half>[AaPp])\.?[Mm]\.?)?"
    r"[ \t]*(?:(?P<utc>Z|z|UTC|GMT)|(?P<sign>[-+])(?P<hours>[0-9]{1,2}):?(?P<minutes>[0-9]{2})?"
    r"(?:[ \t]+\(?[A-Za-z]{1,5}\)?)?)?"
)

# Between these days, the year has four digits in every time zone.
_FIRST, _LAST = "0001-01-03", "9999-12-29"

# The grammar of moment.js's format(): text in brackets, an escaped token, a token, or any other character.
_MOMENT = re.compile(
    r"\[(?P<literal>[^\[\]]*)\]"
    r"|\\(?P<escaped>.)"
    r"|(?P<token>Mo|MM?M?M?|DDDo|Do|DD?D?D?|ddd?d?|do|YYYYYY|YYYYY|YYYY|YY|Y|y{1,4}|HH?|hh?|kk?|mm?|ss?|S{1,9}|[aA]"
    r"|w[ow]?|W[oW]?|Qo?|N{1,5}|gg(?:gg)?|GG(?:GG)?|[eE]|[xX]|zz?|ZZ?|LTS?|L{1,4}|l{1,4})"
    r"|(?P<letter>[A-Za-z])"
    r"|(?P<other>.)",
    re.DOTALL,
)

# The tokens that a day gives a meaning to: it has no zone, quarter or week.
_TOKENS = frozenset(
    "YYYY YY MMMM MMM MM M DDDD DDD DD D Do dddd ddd HH H hh h mm m ss s A a".split()  # noqa: SIM905 -- as in the docs
)


class FormatPart(NamedTuple):
    """A part of a date's format: a token, or text that stands for itself."""

    text: str
    is_token: bool


def parse_date(text: str) -> dt.date | None:
    """Read a day such as ``2025-02-06``, ``20250206``, ``Feb 6, 2025`` or ``6 February 2025``.

    A time of day may follow; it is ignored.

    Returns:
        The day; None if the text is not a date, or one that is read as another elsewhere, such as ``06/02/2025``.
    """
    found = _day(text)
    if found is None:
        return None
    date, end = found
    return date if end == len(text) or _ANY_TIME.fullmatch(text, end) or _TIME.fullmatch(text, end) else None


def parse_moment(text: str) -> str:
    """Read a day, or a day and time such as ``2025-02-06 12:30 +01:00``.

    Returns:
        ISO 8601: a date, or a date and time, with the offset of its zone if the text names one. Empty if the text is
        neither.
    """
    found = _day(text)
    if found is None or not _FIRST <= found[0].isoformat() <= _LAST:
        return ""
    date, end = found
    if end == len(text):
        return date.isoformat()
    time = _TIME.fullmatch(text, end)
    if time is None:
        return ""
    hour = int(time["hour"])
    if time["half"]:
        if not 1 <= hour <= 12:  # noqa: PLR2004 - a clock's
            return ""
        hour = hour % 12 + (12 if time["half"] in "Pp" else 0)
    zone = "Z" if time["utc"] else ""
    if time["sign"]:
        zone = f"{time['sign']}{time['hours']:0>2}:{time['minutes'] or '00'}"
    try:
        return dt.datetime.fromisoformat(
            f"{date}T{hour:02}:{time['minute']}{time['second'] or ':00'}{zone}"
        ).isoformat()
    except ValueError:
        return ""


def _day(text: str) -> tuple[dt.date, int] | None:
    """The day that a text begins with, and where it ends there."""
    match = next(filter(None, (pattern.match(text) for pattern in _DAYS)), None)
    if match is None:
        return None
    parts = match.groupdict()
    month = _MONTHS.index(parts["name"][:3].lower()) + 1 if "name" in parts else int(parts["month"])
    try:
        return dt.date(int(parts["year"]), month, int(parts["day"])), match.end()
    except ValueError:
        return None


def parts_of(date_format: str) -> tuple[tuple[FormatPart, ...], str]:
    """Read a format of moment.js (https://momentjs.com/docs/#/displaying/format/).

    Args:
        date_format: Tokens such as ``MMM DD, YYYY``; text in brackets stands for itself.

    Returns:
        Its parts, and an empty text. If the format has a token or letter that cannot be shown: no parts, and the first
        of those.
    """
    parts = []
    for match in _MOMENT.finditer(date_format):
        kind = str(match.lastgroup)
        if kind == "letter" or (kind == "token" and match[0] not in _TOKENS):
            return (), match[0]
        parts.append(FormatPart(match[kind], is_token=kind == "token"))
    return tuple(parts), ""
