"""What a request for a search asks: its words, what its results are narrowed to, and where they go on."""

import datetime as dt
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from articles.browse import cursors, parameter_values, query_parameters
from articles.browse.paging import Position, Side
from articles.browse.query_parameters import ParameterError, Reader
from articles.common.slugs import MAX_SLUG_BYTES, slug
from articles.search.engine.query_text import MAX_CHARACTERS
from articles.search.engine.searching import Question

RESULTS = 20

# What no page can show: control characters, and halves of characters.
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
# What would turn round the text that stands beside it on the page.
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class Asked:
    """A search.

    Attributes:
        question: What is asked of the index.
        parameters: The parameters by which it is asked, without those that say nothing and without the cursor.
        cursor: Where it goes on; None for the beginning.
    """

    question: Question
    parameters: Mapping[str, str]
    cursor: str | None = None

    @property
    def text(self) -> str:
        """The words, as they were typed."""
        return self.question.text

    @property
    def as_sent(self) -> dict[str, str]:
        """All parameters of its address."""
        return {**self.parameters, **({} if self.cursor is None else {"cursor": self.cursor})}

    def narrowed(self, name: str, value: str) -> dict[str, str]:
        """The parameters of the same search with another value of one; without it, if that is empty."""
        others = {key: each for key, each in self.parameters.items() if key != name}
        return {**others, name: value} if value else others

    def following(self, position: int) -> dict[str, str]:
        """The parameters of what follows a result."""
        return {**self.parameters, "cursor": _cursor_of(position, self.parameters)}


def of_page(query: str) -> Asked:
    """Read what the address of the page of search asks. Other parameters are ignored, and so are empty fields of forms.

    Raises:
        ParameterError: A parameter has a bad value, or is given more than once.
    """
    return _asked(query_parameters.some_of(query, {name: _or_nothing(reader) for name, reader in READERS.items()}))


def of_api(query: str) -> Asked:
    """Read what a request to the API asks.

    Raises:
        ParameterError: A parameter is unknown or has a bad value.
    """
    return _asked(query_parameters.all_of(query, READERS))


def of_list(query: str, **narrowing: str) -> Asked:
    """Read which part of a list of the index a page's address names.

    Args:
        query: The query string, of which only the cursor counts.
        narrowing: What the list is narrowed to, as parameters of a search.

    Raises:
        ParameterError: The cursor is not from this list.
    """
    cursor = query_parameters.page_of_site(query).cursor
    return _asked({**narrowing, **({} if cursor is None else {"cursor": cursor})})


def _asked(found: Mapping[str, str]) -> Asked:
    first, last = found.get("from"), found.get("to")
    if first and last and first > last:
        raise ParameterError({"from": f"must not be later than to, which is {last}"})
    parameters = {name: value for name, value in found.items() if value and name != "cursor"}
    parameters = {name: value for name, value in parameters.items() if (name, value) != ("sort", "relevance")}
    question = Question(
        text=found.get("q", ""),
        subject=found.get("subject", ""),
        tags=(found["tag"],) if found.get("tag") else (),
        author=found.get("author", ""),
        language=found.get("lang", ""),
        first=dt.date.fromisoformat(first) if first else None,
        last=dt.date.fromisoformat(last) if last else None,
        newest=found.get("sort") == "newest",
        limit=RESULTS,
    )
    asked = Asked(question, parameters, found.get("cursor") or None)
    if asked.cursor is None:
        return asked
    return replace(asked, question=replace(question, position=_position(asked.cursor, parameters)))


def _position(cursor: str, parameters: Mapping[str, str]) -> int:
    try:
        return int(cursors.decode(cursor, _scope(parameters), os.environ["CURSOR_SECRET"]).sort)
    except cursors.CursorError:
        raise ParameterError({"cursor": "is not from this search; start again without it"}) from None


def _cursor_of(position: int, parameters: Mapping[str, str]) -> str:
    return cursors.encode(Position(Side.AFTER, str(position)), _scope(parameters), os.environ["CURSOR_SECRET"])


def _scope(parameters: Mapping[str, str]) -> str:
    return f"search {sorted(parameters.items())!r}"


def _text(text: str) -> str:
    if len(text) > MAX_CHARACTERS:
        raise ValueError(f"has more than {MAX_CHARACTERS} characters")
    seen = _TURNING.sub("", _UNSEEN.sub(" ", text))
    # A space at the end says that the last word is finished.
    return " ".join(seen.split()) + (" " if seen[-1:].isspace() and seen.strip() else "")


def _slug(text: str) -> str:
    if not text or len(text) > MAX_SLUG_BYTES or _UNSEEN.search(text) or slug(text) != text:
        raise ValueError("must be a slug, as the addresses of lists have it")
    return text


def _sort(text: str) -> str:
    if text not in ("relevance", "newest"):
        raise ValueError("must be relevance or newest")
    return text


def _or_nothing(reader: Reader) -> Reader:
    """A reader that takes an empty value, too."""
    return lambda text: reader(text) if text else ""


READERS: Mapping[str, Reader] = {
    "q": _text,
    "subject": _slug,
    "tag": _slug,
    "author": _slug,
    "lang": parameter_values.language,
    "from": parameter_values.date,
    "to": parameter_values.date,
    "sort": _sort,
    "cursor": parameter_values.cursor,
}
