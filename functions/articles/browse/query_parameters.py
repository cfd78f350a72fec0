"""Read and check the parameters of a request.

For the API, an unknown parameter is an error. Pages and files ignore it, whatever it is: people who follow a link
cannot help what campaigns, social sites and feed readers have appended to it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from articles.browse import parameter_values as values
from articles.browse.listed_articles import Selection
from articles.browse.periods import Period
from articles.publishing.rendering.urls import LANGUAGE

PAGE_SIZE = 50

_MAX_PARAMETERS = 120  # a hundred paths may be given one by one
# Lists of values: separated by commas, or each as a parameter of its own, as many clients send them.
_LISTS = ("paths", "fields")

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
    """Which articles are wanted, which page of them, which fields of each, and in which language; empty for none."""

    selection: Selection
    paging: Paging
    fields: tuple[str, ...]
    language: str = ""

    @property
    def repeated(self) -> dict[str, str]:
        """The parameters that the addresses of the pages before and after it have, too."""
        chosen = {
            "paths": values.joined(self.selection.paths or ()),
            "subject": self.selection.subject,
            "from": self.selection.first,
            "to": self.selection.last,
            "fields": ",".join(self.fields) if self.fields != values.FIELDS else None,
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
    return Paging(**some_of(query, {"cursor": values.cursor}))


def page_of_articles(query: str) -> tuple[Paging, Period]:
    """Read which page of a list of articles the address of an HTML list names, and the years that the list is about.

    Parameters other than these are ignored.

    Raises:
        ParameterError: A parameter has a bad value, or is given more than once.
    """
    readers = {"from": values.year, "to": values.year, "cursor": values.cursor}
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
    path: str = _checked(given or [("of", "")], {"of": values.path})["of"]
    return path


def paging(query: str) -> Paging:
    """Read which page an API request asks for.

    Raises:
        ParameterError: A parameter is unknown or has a bad value.
    """
    return Paging(**_read(query, {"cursor": values.cursor, "limit": values.limit}))


def subjects(query: str) -> tuple[Paging, str]:
    """Read which page of the list of subjects an API request asks for, and in which language; empty if it names none.

    Raises:
        ParameterError: A parameter is unknown or has a bad value.
    """
    found = _read(query, {"cursor": values.cursor, "limit": values.limit, LANGUAGE: values.language})
    language = found.pop(LANGUAGE, "")
    return Paging(**found), language


def polling(query: str) -> Polling:
    """Read which changes an API request asks for.

    Raises:
        ParameterError: A parameter is unknown or has a bad value.
    """
    found = _read(query, {"since": values.since, "cursor": values.cursor, "limit": values.limit})
    return Polling(found.pop("since", 0), Paging(**found))


def listing(query: str) -> Listing:
    """Read what an API request for articles asks for.

    Raises:
        ParameterError: A parameter is unknown or has a bad value.
    """
    readers = {
        "paths": values.paths,
        "subject": values.subject,
        "from": values.date,
        "to": values.date,
        "fields": values.fields,
        "cursor": values.cursor,
        "limit": values.limit,
        LANGUAGE: values.language,
    }
    found = _read(query, readers)
    selection = Selection(found.get("subject"), found.get("from"), found.get("to"), found.get("paths"))
    if selection.first and selection.last and selection.first > selection.last:
        raise ParameterError({"from": f"must not be later than to, which is {selection.last}"})
    wanted = Paging(found.get("cursor"), found.get("limit", PAGE_SIZE if selection.paths is None else values.MAX_LIMIT))
    return Listing(selection, wanted, found.get("fields", values.FIELDS), found.get(LANGUAGE, ""))


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
    found: dict[str, Any] = {}
    faults: dict[str, str] = {}
    for name, text in pairs:
        reader = readers.get(name)
        if reader is None:
            known = ", ".join(readers) or "none"
            faults[values.shortened(name)] = f"is not known here; known: {known}"
        elif name in found or name in faults:
            faults[name] = "is given more than once"
        else:
            try:
                found[name] = reader(text)
            except ValueError as error:
                faults[name] = str(error)
    if faults:
        raise ParameterError(faults)
    return found
