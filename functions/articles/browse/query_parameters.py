"""Read and check the parameters of a request.

For the API, an unknown parameter is an error. Pages and files ignore it, whatever it is: people who follow a link
cannot help what campaigns, social sites and feed readers have appended to it.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from articles.browse.listed_articles import Selection
from articles.browse.periods import Period
from articles.common.paths import canonical_path
from articles.common.slugs import MAX_SLUG_BYTES, slug

PAGE_SIZE = 50
MAX_LIMIT = 100
MAX_PATHS = 100
FIELDS = ("id", "path", "url", "title", "subject", "date", "description")
# Those that are given only if they are asked for.
FURTHER_FIELDS = ("author", "excerpt", "image", "modified", "tags")
ALL_FIELDS = FIELDS + FURTHER_FIELDS

_MAX_PARAMETERS = 120  # a hundred paths may be given one by one
# Lists of values: separated by commas, or each as a parameter of its own, as many clients send them.
_LISTS = ("paths", "fields")
_MAX_VALUE = 2_000
_SHOWN = 60
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_YEAR = re.compile(r"\d{4}", re.ASCII)
# A date, or a time of RFC 3339.
_TIME = re.compile(
    r"\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2}))?", re.ASCII | re.IGNORECASE
)
_LIMIT = re.compile(r"[1-9]\d{0,2}", re.ASCII)
_CURSOR = re.compile(r"[A-Za-z0-9_-]+")

Reader = Callable[[str], Any]


class ParameterError(ValueError):
    """Parameters of a request are unknown or have bad values.

    Attributes:
        faults: What is wrong with each, in one sentence, by its name.
    """

    def __init__(self, faults: Mapping[str, str]) -> None:
        self.faults = dict(faults)
        super().__init__("; ".join(f"{name}: {fault}" for name, fault in self.faults.items()))


@dataclass(frozen=True, slots=True)
class Paging:
    """Which page of a list is wanted: its cursor, None for the first page, and the most entries that it may have."""

    cursor: str | None = None
    limit: int = PAGE_SIZE

    @property
    def as_sent(self) -> dict[str, str]:
        """The parameters of the page's own address."""
        return {} if self.cursor is None else {"cursor": self.cursor}

    @property
    def repeated(self) -> dict[str, str]:
        """The parameters that the addresses of the pages before and after it have, too."""
        return {} if self.limit == PAGE_SIZE else {"limit": str(self.limit)}


@dataclass(frozen=True, slots=True)
class Listing:
    """Which articles are wanted, which page of them, and which fields of each."""

    selection: Selection
    paging: Paging
    fields: tuple[str, ...]

    @property
    def repeated(self) -> dict[str, str]:
        """The parameters that the addresses of the pages before and after it have, too."""
        chosen = {
            "paths": _joined(self.selection.paths or ()),
            "subject": self.selection.subject,
            "from": self.selection.first,
            "to": self.selection.last,
            "fields": ",".join(self.fields) if self.fields != FIELDS else None,
        }
        return {name: value for name, value in chosen.items() if value} | self.paging.repeated


@dataclass(frozen=True, slots=True)
class Polling:
    """Which changes are wanted: those since a time, in seconds since the epoch, or those at a cursor if it has one."""

    since: int
    paging: Paging


def nothing(query: str) -> None:
    """Accept no parameters.

    Raises:
        ParameterError: There are some.
    """
    _read(query, {})


def some_of(query: str, readers: Mapping[str, Reader]) -> dict[str, Any]:
    """Read the parameters of a page that are known; others are ignored.

    Raises:
        ParameterError: One of them has a bad value, or is given more than once.
    """
    return _checked((pair for pair in parse_qsl(query, keep_blank_values=True) if pair[0] in readers), readers)


def all_of(query: str, readers: Mapping[str, Reader]) -> dict[str, Any]:
    """Read the parameters of an API request.

    Raises:
        ParameterError: A parameter is unknown, has a bad value, or is given more than once.
    """
    return _read(query, readers)


def page_of_site(query: str) -> Paging:
    """Read which page the address of an HTML list names. Parameters other than the cursor are ignored.

    Raises:
        ParameterError: The cursor has a bad value, or is given more than once.
    """
    return Paging(**some_of(query, {"cursor": cursor}))


def page_of_articles(query: str) -> tuple[Paging, Period]:
    """Read which page of a list of articles the address of an HTML list names, and the years that the list is about.

    Parameters other than these are ignored.

    Raises:
        ParameterError: A parameter has a bad value, or is given more than once.
    """
    readers = {"from": _year, "to": _year, "cursor": cursor}
    found = some_of(query, readers)
    period = Period(found.get("from"), found.get("to"))
    if period.first and period.last and period.first > period.last:
        raise ParameterError({"from": f"must not be later than to, which is {period.last}"})
    return Paging(found.get("cursor")), period


def named_article(query: str) -> str:
    """Read the path of the article that is named by `of`. Other parameters are ignored, since people follow such links.

    Raises:
        ParameterError: It is missing, given more than once, or not a path.
    """
    given = [pair for pair in parse_qsl(query, keep_blank_values=True) if pair[0] == "of"]
    path: str = _checked(given or [("of", "")], {"of": _path})["of"]
    return path


def paging(query: str) -> Paging:
    """Read which page an API request asks for.

    Raises:
        ParameterError: A parameter is unknown or has a bad value.
    """
    return Paging(**_read(query, {"cursor": cursor, "limit": _limit}))


def polling(query: str) -> Polling:
    """Read which changes an API request asks for.

    Raises:
        ParameterError: A parameter is unknown or has a bad value.
    """
    found = _read(query, {"since": _since, "cursor": cursor, "limit": _limit})
    return Polling(found.pop("since", 0), Paging(**found))


def listing(query: str) -> Listing:
    """Read what an API request for articles asks for.

    Raises:
        ParameterError: A parameter is unknown or has a bad value.
    """
    readers = {
        "paths": _paths,
        "subject": _subject,
        "from": date,
        "to": date,
        "fields": _fields,
        "cursor": cursor,
        "limit": _limit,
    }
    found = _read(query, readers)
    selection = Selection(found.get("subject"), found.get("from"), found.get("to"), found.get("paths"))
    if selection.first and selection.last and selection.first > selection.last:
        raise ParameterError({"from": f"must not be later than to, which is {selection.last}"})
    wanted = Paging(found.get("cursor"), found.get("limit", PAGE_SIZE if selection.paths is None else MAX_LIMIT))
    return Listing(selection, wanted, found.get("fields", FIELDS))


def _read(query: str, readers: Mapping[str, Reader]) -> dict[str, Any]:
    try:
        pairs = parse_qsl(query, keep_blank_values=True, errors="strict", max_num_fields=_MAX_PARAMETERS)
    except UnicodeDecodeError:
        raise ParameterError({"query": "is not UTF-8"}) from None
    except ValueError:
        raise ParameterError({"query": f"has more than {_MAX_PARAMETERS} parameters"}) from None
    return _checked(_with_whole_lists(pairs), readers)


def _with_whole_lists(pairs: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Parameters with each list as one of them, where its first value is."""
    names = dict.fromkeys(name for name, _ in pairs if name in _LISTS)
    lists = {name: ",".join(value for each, value in pairs if each == name) for name in names}
    for name, value in pairs:
        if name not in _LISTS:
            yield name, value
        elif name in lists:
            yield name, lists.pop(name)


def _checked(pairs: Iterable[tuple[str, str]], readers: Mapping[str, Reader]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    faults: dict[str, str] = {}
    for name, text in pairs:
        reader = readers.get(name)
        if reader is None:
            known = ", ".join(readers) or "none"
            faults[_shortened(name)] = f"is not known here; known: {known}"
        elif name in values or name in faults:
            faults[name] = "is given more than once"
        else:
            try:
                values[name] = reader(text)
            except ValueError as error:
                faults[name] = str(error)
    if faults:
        raise ParameterError(faults)
    return values


def _limit(text: str) -> int:
    if not _LIMIT.fullmatch(text) or int(text) > MAX_LIMIT:
        raise ValueError(f"must be a whole number from 1 to {MAX_LIMIT}")
    return int(text)


def date(text: str) -> str:
    """Read a date.

    Raises:
        ValueError: It is none.
    """
    message = "must be a date, YYYY-MM-DD"
    if not _DATE.fullmatch(text):
        raise ValueError(message)
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        raise ValueError(message) from None
    return text


def _year(text: str) -> str:
    if not _YEAR.fullmatch(text) or text == "0000":
        raise ValueError("must be a year, YYYY")
    return text


def _since(text: str) -> int:
    message = "must be a date, YYYY-MM-DD, or a time as in 2026-02-28T12:00:00Z, in which a + is sent as %2B"
    if not _TIME.fullmatch(text):
        raise ValueError(message)
    try:
        time = dt.datetime.fromisoformat(text.upper())
    except ValueError:
        raise ValueError(message) from None
    return max(0, int((time if time.tzinfo else time.replace(tzinfo=dt.UTC)).timestamp()))


def _subject(text: str) -> str:
    known = slug(text) if len(text) <= MAX_SLUG_BYTES else ""
    if len(known.encode()) > MAX_SLUG_BYTES:
        known = ""
    if not known or known != text:
        raise ValueError("must be the slug of a subject" + (f", such as {known}" if known else ""))
    return text


def _fields(text: str) -> tuple[str, ...]:
    wanted = text.split(",")
    unknown = [_shortened(name) for name in wanted if name not in ALL_FIELDS]
    if unknown:
        raise ValueError(f"has unknown names ({', '.join(unknown)}); known: {', '.join(ALL_FIELDS)}")
    return tuple(name for name in ALL_FIELDS if name in wanted)


def _path(text: str) -> str:
    path = canonical_path(text) if text.startswith("/") else None
    if path is None:
        raise ValueError("must be the path of an article, which begins with a slash")
    return path


def _paths(text: str) -> tuple[str, ...]:
    """Paths in their canonical form, each once. One that no page can have is left out, as if nothing were there."""
    wanted = text.split(",")
    if len(wanted) > MAX_PATHS:
        raise ValueError(f"has more than {MAX_PATHS} paths")
    if not all(path.startswith("/") for path in wanted):
        raise ValueError("must be paths, each of which begins with a slash; a comma in a path is written %2C")
    return tuple(dict.fromkeys(path for path in map(canonical_path, wanted) if path is not None))


def _joined(paths: Iterable[str]) -> str:
    return ",".join(path.replace(",", "%2C") for path in paths)


def cursor(text: str) -> str:
    """Read a cursor, which may still be none of the list.

    Raises:
        ValueError: No list has such a cursor.
    """
    if not _CURSOR.fullmatch(text) or len(text) > _MAX_VALUE:
        raise ValueError("is not a cursor of this site")
    return text


def _shortened(name: str) -> str:
    """A name as it can be told of: not very long, and without halves of characters."""
    told = name[: _SHOWN + 1].encode(errors="replace").decode()
    return told if len(told) <= _SHOWN else told[:_SHOWN] + "…"
