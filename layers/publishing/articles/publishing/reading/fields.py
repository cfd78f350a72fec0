"""Read the values of a mapping as the types that the schema gives their keys, with a problem for each that is not."""

import datetime as dt
import math
import re
from dataclasses import dataclass
from typing import Any

from articles.common.paths import PathError, parse_path
from articles.publishing.errors import Problem, Severity, shortened
from articles.publishing.reading.dates import parse_date, parse_moment
from articles.publishing.reading.yaml_nodes import Mapping, Node, Scalar, Sequence

MAX_TEXT = 4_000

_WHITE_SPACE = re.compile(r"[ \t\n]+")
_INTEGER = re.compile(r"[0-9]{1,18}")
_NUMBER = re.compile(r"[-+]?[0-9]{1,30}(?:\.[0-9]{0,30})?(?:[eE][-+]?[0-9]{1,3})?")

# How editors write that a key of a type other than text has no value.
_NONE = frozenset({"", "~", "null", "Null", "NULL"})


@dataclass(frozen=True, slots=True)
class Fields:
    """The keys of one mapping.

    Attributes:
        mapping: The keys and their values.
        problems: The list that problems are added to.
        severity: The severity of a value that cannot be used.
    """

    mapping: Mapping
    problems: list[Problem]
    severity: Severity = "error"

    def lenient(self) -> "Fields":
        """The same keys, but a value that cannot be used does not stop publication."""
        return Fields(self.mapping, self.problems, "warning")

    def is_empty(self, *keys: str) -> bool:
        """Whether all of the keys are without a value, be it usable or not."""
        nodes = (self.mapping.entries[key] for key in keys if key in self.mapping.entries)
        return all(isinstance(node, Scalar) and not node.text.strip() for node in nodes)

    def has_no_value(self, key: str) -> bool:
        """Whether a key is without a value, or an editor wrote that it has none."""
        node = self.mapping.entries.get(key)
        return node is None or (isinstance(node, Scalar) and node.text.strip() in _NONE)

    def scalar(self, key: str) -> Scalar | None:
        """The value of a key as a scalar; None if it is missing, empty, or something else, which is reported."""
        node = self.mapping.entries.get(key)
        if isinstance(node, Scalar):
            return node if node.text.strip() else None
        if node is not None:
            self.report(node, "wrong-type", f"{key} must be text; write it on this line, or after >- on the next.")
        return None

    def text(self, key: str, limit: int = MAX_TEXT) -> str:
        """The value of a key as one line of text; empty if it has no value, or too long a one."""
        scalar = self.scalar(key)
        return self._line(scalar, key, limit) if scalar else ""

    def integer(self, key: str) -> int | None:
        """The value of a key as a whole number, not negative; None if it has no value, or another."""
        scalar = self.typed(key)
        if scalar is None:
            return None
        if _INTEGER.fullmatch(scalar.text.strip()) is None:
            message = f"{key} must be a whole number of at most 18 digits, not {shortened(scalar.text)}"
            self.report(scalar, "not-an-integer", message)
            return None
        return int(scalar.text)

    def number(self, key: str) -> float | None:
        """The value of a key as a number; None if it has no value, or another."""
        scalar = self.typed(key)
        if scalar is None:
            return None
        number = float(scalar.text) if _NUMBER.fullmatch(scalar.text.strip()) else math.inf
        if math.isinf(number):
            self.report(scalar, "not-a-number", f"{key} must be a number, not {shortened(scalar.text)}")
            return None
        return number

    def date(self, key: str) -> dt.date | None:
        """The value of a key as a date; None if it has no value, or another."""
        scalar = self.typed(key)
        if scalar is None:
            return None
        date = parse_date(scalar.text.strip())
        if date is None:
            message = f"{key} must be a day such as 2025-02-06, not {shortened(scalar.text)}"
            self.report(scalar, "not-a-date", message)
        return date

    def moment(self, key: str) -> str:
        """The value of a key as a day, or a day and time, in ISO 8601; empty if it has no value, or another."""
        scalar = self.typed(key)
        if scalar is None:
            return ""
        moment = parse_moment(scalar.text.strip())
        if not moment:
            message = f"{key} must be a day or a time such as 2025-02-06 12:30 +01:00, not {shortened(scalar.text)}"
            self.report(scalar, "not-a-time", message)
        return moment

    def path(self, key: str) -> str | None:
        """The canonical path that the value of a key names; None if it has no value, or another."""
        scalar = self.scalar(key)
        if scalar is None:
            return None
        try:
            return parse_path(scalar.text)
        except PathError as error:
            self.report(scalar, error.code, error.message)
            return None

    def words(self, key: str) -> tuple[str, ...]:
        """The value of a key as a list without duplicates; written as a list in YAML, or as a text with commas."""
        node = self.mapping.entries.get(key)
        if isinstance(node, Sequence):
            texts = [self._line(item, key, MAX_TEXT) for item in node.items if isinstance(item, Scalar)]
        else:
            texts = self.text(key).split(",")
        return tuple(dict.fromkeys(text.strip() for text in texts if text.strip()))

    def group(self, key: str) -> "Fields | None":
        """The keys below a key; None if there are none."""
        node = self.mapping.entries.get(key)
        if isinstance(node, Mapping):
            return Fields(node, self.problems, self.severity)
        if isinstance(node, Sequence) or (isinstance(node, Scalar) and node.text.strip() not in _NONE):
            self.report(node, "wrong-type", f"{key} must hold keys of its own, indented on the lines below it.")
        return None

    def others(self, known: frozenset[str]) -> dict[str, Any]:
        """The keys that are not known, with the text and structure of their values."""
        return {key: _plain(node) for key, node in self.mapping.entries.items() if key not in known}

    def report(self, node: Node | None, code: str, message: str) -> None:
        """Add a problem at the place of a value, or of the mapping if the value is None."""
        place = node or self.mapping
        self.problems.append(Problem(place.line, place.column, code, message, self.severity))

    def typed(self, key: str) -> Scalar | None:
        """The value of a key of a type other than text as a scalar; None also if an editor wrote that it has none."""
        scalar = self.scalar(key)
        return None if scalar is None or scalar.text.strip() in _NONE else scalar

    def _line(self, scalar: Scalar, key: str, limit: int) -> str:
        text = _WHITE_SPACE.sub(" ", scalar.text).strip()
        if len(text) > limit:
            message = f"{key} has {len(text):,} characters; shorten it to at most {limit:,}."
            self.report(scalar, "text-too-long", message)
            return ""
        return text


def _plain(node: Node | None) -> Any:
    """A node as JSON can hold it. Recursion is safe, as the depth of YAML is limited."""
    match node:
        case Scalar():
            return node.text
        case Sequence():
            return [_plain(item) for item in node.items]
        case Mapping():
            return {key: _plain(value) for key, value in node.entries.items()}
    return None
