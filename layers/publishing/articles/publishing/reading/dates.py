"""Read dates as authors write them, and show them as `date_format` asks."""

import datetime as dt
import functools
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from arrow.formatter import DateTimeFormatter

# A date as YAML and ISO 8601 write it. A time of day may follow; it is ignored.
_DATE = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:(?:[Tt]|[ \t]+)[0-9]{1,2}:[0-9]{2}[-+0-9:.Zz \t]*)?")

# A day, and a time of day after it as YAML 1.1, ISO 8601 and RFC 3339 write it, with or without a zone.
_DAY = re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}")
_TIME = re.compile(
    r"(?:[Tt]|[ \t]+)([0-9]{1,2}:[0-9]{2})(:[0-9]{2})?(?:\.[0-9]*)?"
    r"[ \t]*(?:[Zz]|(?P<sign>[-+])(?P<hours>[0-9]{1,2}):?(?P<minutes>[0-9]{2})?)?"
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

# The tokens that mean the same to arrow. Its d, W, x and X differ, and tokens for zones are no use: a date has none.
_ARROW_TOKENS = frozenset(
    "YYYY YY MMMM MMM MM M DDDD DDD DD D Do dddd ddd HH H hh h mm m ss s A a".split()  # noqa: SIM905 -- as in its table
)


def parse_date(text: str) -> dt.date | None:
    """Read a date such as ``2025-02-06``; None if the text is not a date."""
    match = _DATE.fullmatch(text)
    if match is None:
        return None
    try:
        return dt.date(*map(int, match.groups()))
    except ValueError:
        return None


def parse_moment(text: str) -> str:
    """Read a day, or a day and time such as ``2025-02-06 12:30 +01:00``.

    Returns:
        ISO 8601: a date, or a date and time, with the offset of its zone if the text names one. Empty if the text is
        neither.
    """
    day = _DAY.match(text)
    date = parse_date(day[0]) if day else None
    if day is None or date is None or not _FIRST <= date.isoformat() <= _LAST:
        return ""
    if day.end() == len(text):
        return date.isoformat()
    time = _TIME.fullmatch(text, day.end())
    if time is None:
        return ""
    zone = "Z" if text[-1] in "Zz" else ""
    if time["sign"]:
        zone = f"{time['sign']}{time['hours']:0>2}:{time['minutes'] or '00'}"
    try:
        return dt.datetime.fromisoformat(f"{date}T{time[1]:0>5}{time[2] or ':00'}{zone}").isoformat()
    except ValueError:
        return ""


def format_date(date: dt.date, date_format: str) -> tuple[str, str]:
    """Show a date in a format of moment.js (https://momentjs.com/docs/#/displaying/format/).

    Args:
        date: The date.
        date_format: Tokens such as ``MMM DD, YYYY``; text in brackets stands for itself.

    Returns:
        The text, and an empty text. If the format has a token or letter that cannot be shown: an empty text, and the
        first of those.
    """
    moment = dt.datetime.combine(date, dt.time.min)
    parts: list[str] = []
    for match in _MOMENT.finditer(date_format):
        match match.lastgroup:
            case "token" if match[0] in _ARROW_TOKENS:
                parts.append(_formatter().format(moment, match[0]))
            case "token" | "letter":
                return "", match[0]
            case kind:
                parts.append(match[str(kind)])
    return "".join(parts), ""


@functools.cache
def _formatter() -> "DateTimeFormatter":
    from arrow.formatter import DateTimeFormatter  # noqa: PLC0415 -- takes 50 ms, and only a date_format needs it

    return DateTimeFormatter("en-us")
