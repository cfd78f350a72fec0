"""The values of parameters: each reader takes a text, and raises ValueError with what is wrong with it."""

import datetime as dt
import re
from collections.abc import Iterable

from articles.common.paths import canonical_path
from articles.common.slugs import MAX_SLUG_BYTES, slug

MAX_LIMIT = 100
MAX_PATHS = 100
FIELDS = ("id", "path", "url", "title", "subject", "date", "description")
# Those that are given only if they are asked for.
FURTHER_FIELDS = ("author", "excerpt", "image", "modified", "tags")
ALL_FIELDS = FIELDS + FURTHER_FIELDS

_MAX_VALUE = 2_000
_SHOWN = 60
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_YEAR = re.compile(r"\d{4}", re.ASCII)
# A date, or a time of RFC 3339.
_TIME = re.compile(
    r"\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2}))?", re.ASCII | re.IGNORECASE
)
_LIMIT = re.compile(r"[1-9]\d{0,2}", re.ASCII)
_LANGUAGE = re.compile(r"[A-Za-z0-9]{1,8}(-[A-Za-z0-9]{1,8}){0,4}")
_CURSOR = re.compile(r"[A-Za-z0-9_-]+")


def limit(text: str) -> int:
    """How many entries a page of a list may have."""
    if not _LIMIT.fullmatch(text) or int(text) > MAX_LIMIT:
        raise ValueError(f"must be a whole number from 1 to {MAX_LIMIT}")
    return int(text)


def date(text: str) -> str:
    """A date in ISO form."""
    message = "must be a date, YYYY-MM-DD"
    if not _DATE.fullmatch(text):
        raise ValueError(message)
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        raise ValueError(message) from None
    return text


def year(text: str) -> str:
    """A year, of four digits."""
    if not _YEAR.fullmatch(text) or text == "0000":
        raise ValueError("must be a year, YYYY")
    return text


def since(text: str) -> int:
    """A time, or the beginning of a day in UTC: in seconds since the epoch."""
    message = "must be a date, YYYY-MM-DD, or a time as in 2026-02-28T12:00:00Z, in which a + is sent as %2B"
    if not _TIME.fullmatch(text):
        raise ValueError(message)
    try:
        time = dt.datetime.fromisoformat(text.upper())
    except ValueError:
        raise ValueError(message) from None
    return max(0, int((time if time.tzinfo else time.replace(tzinfo=dt.UTC)).timestamp()))


def subject(text: str) -> str:
    """The slug of a subject."""
    known = slug(text) if len(text) <= MAX_SLUG_BYTES else ""
    if len(known.encode()) > MAX_SLUG_BYTES:
        known = ""
    if not known or known != text:
        raise ValueError("must be the slug of a subject" + (f", such as {known}" if known else ""))
    return text


def language(text: str) -> str:
    """The tag of a language."""
    if not _LANGUAGE.fullmatch(text):
        raise ValueError("must be the tag of a language, such as en")
    return text


def fields(text: str) -> tuple[str, ...]:
    """Names of fields, in the order in which they are given."""
    wanted = text.split(",")
    unknown = [shortened(name) for name in wanted if name not in ALL_FIELDS]
    if unknown:
        raise ValueError(f"has unknown names ({', '.join(unknown)}); known: {', '.join(ALL_FIELDS)}")
    return tuple(name for name in ALL_FIELDS if name in wanted)


def path(text: str) -> str:
    """The path of an article, in its canonical form."""
    path = canonical_path(text) if text.startswith("/") else None
    if path is None:
        raise ValueError("must be the path of an article, which begins with a slash")
    return path


def paths(text: str) -> tuple[str, ...]:
    """Paths in their canonical form, each once. One that no page can have is left out, as if nothing were there."""
    wanted = text.split(",")
    if len(wanted) > MAX_PATHS:
        raise ValueError(f"has more than {MAX_PATHS} paths")
    if not all(path.startswith("/") for path in wanted):
        raise ValueError("must be paths, each of which begins with a slash; a comma in a path is written %2C")
    return tuple(dict.fromkeys(path for path in map(canonical_path, wanted) if path is not None))


def joined(paths: Iterable[str]) -> str:
    """Paths as one value, which `paths` reads."""
    return ",".join(path.replace(",", "%2C") for path in paths)


def cursor(text: str) -> str:
    """A cursor, which may still be none of the list."""
    if not _CURSOR.fullmatch(text) or len(text) > _MAX_VALUE:
        raise ValueError("is not a cursor of this site")
    return text


def shortened(name: str) -> str:
    """A name as it can be told of: not very long, and without halves of characters."""
    told = name[: _SHOWN + 1].encode(errors="replace").decode()
    return told if len(told) <= _SHOWN else told[:_SHOWN] + "…"
