"""Build the same tree from TOML as from YAML: every value is a text, with its place in the file."""

import re
import tomllib
from typing import Any

from articles.publishing.errors import Problem, shortened
from articles.publishing.reading.yaml_nodes import MAX_ENTRIES, Mapping, Node, Scalar, Sequence
from articles.publishing.reading.yaml_problems import MAX_DEPTH

_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")
# A line that opens a table, or gives a key its value. What is in a text of several lines may look like one, too; then a
# problem with a later key of that name is told a few lines too early.
_TABLE = re.compile(r"[ \t]*\[\[?([^\[\]]+)\]\]?[ \t]*(?:#.*)?$")
_KEY = re.compile(
    r"""[ \t]*((?:[\w-]+|"[^"\n]*"|'[^'\n]*')(?:[ \t]*\.[ \t]*(?:[\w-]+|"[^"\n]*"|'[^'\n]*'))*)[ \t]*=[ \t]*"""
)
_PART = re.compile(r"""[\w-]+|"[^"\n]*"|'[^'\n]*'""")

_Names = tuple[str, ...]
_Position = tuple[int, int, int]


def read_toml(text: str, first_line: int) -> tuple[Mapping | None, list[Problem]]:
    """Read front matter in TOML.

    Args:
        text: The TOML, with a line feed at the end of each line.
        first_line: 1-based line of the file where it begins.

    Returns:
        The keys, or None if they could not be read; and what is wrong with them. `tomllib` tells no places, so a value
        is where its key is given; what is deeper, where the key above it is.
    """
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return None, [_problem(error, text, first_line)]
    except (RecursionError, ValueError):  # nested by thousands, or a number of thousands of digits
        message = "The front matter is not TOML that can be read; nest it less, and put long numbers in quotes."
        return None, [Problem(first_line, 1, "front-matter-toml", message)]
    builder = _Builder(_places(text, first_line), first_line)
    root = builder.mapping(document, ())
    return (None, builder.problems) if builder.problems else (root, [])


class _Builder:
    def __init__(self, places: dict[_Names, _Position], first_line: int) -> None:
        self.problems: list[Problem] = []
        self._places = places
        self._first = (first_line, 1, 1)
        self._entries = 0

    def mapping(self, table: dict[str, Any], names: _Names) -> Mapping:
        line, _, column = self._place(names)
        node = Mapping(line, column)
        for name, value in table.items():
            at_key = self._place((*names, name))
            if not name:
                message = "A key must be text, followed by = and a value."
                self.problems.append(Problem(at_key[0], at_key[1], "yaml-key", message))
                continue
            node.keys[name] = Scalar(name, at_key[0], at_key[1], at_key[0], at_key[1] + len(name))
            node.entries[name] = self._node(value, (*names, name))
        return node

    def _node(self, value: Any, names: _Names) -> Node | None:
        line, _, column = self._place(names)
        self._entries += 1
        if len(names) > MAX_DEPTH or self._entries > MAX_ENTRIES:
            if not self.problems:
                message = f"The front matter has over {MAX_DEPTH} levels or {MAX_ENTRIES:,} values; shorten it."
                self.problems.append(Problem(line, column, "front-matter-toml", message))
            return None
        if isinstance(value, dict):
            return self.mapping(value, names)
        if isinstance(value, list):
            return Sequence(line, column, [self._node(item, (*names, "")) for item in value])
        text = _text(value)
        return Scalar(text, line, column, line, column + len(text), '"' if isinstance(value, str) else "")

    def _place(self, names: _Names) -> _Position:
        """The line and column of a key, and the column of its value; those of a key above it, if it is not found."""
        while names:
            if names in self._places:
                return self._places[names]
            names = names[:-1]
        return self._first


def _text(value: Any) -> str:
    """A value as its author wrote it, or nearly so."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else value.isoformat() if hasattr(value, "isoformat") else str(value)


def _places(text: str, first_line: int) -> dict[_Names, _Position]:
    places: dict[_Names, _Position] = {}
    table: _Names = ()
    for number, line in enumerate(text.split("\n"), start=first_line):
        if key := _KEY.match(line):
            names = (*table, *_parts(key[1]))
            places.setdefault(names, (number, key.start(1) + 1, key.end() + 1))
        elif header := _TABLE.match(line):
            table = _parts(header[1])
            places.setdefault(table, (number, header.start(1) + 1, header.start(1) + 1))
    return places


def _parts(name: str) -> _Names:
    return tuple(part.strip("\"'") for part in _PART.findall(name))


def _problem(error: tomllib.TOMLDecodeError, text: str, first_line: int) -> Problem:
    place = _PLACE.search(str(error))
    if place is not None and place[1]:
        line, column = int(place[1]), int(place[2])
    else:
        line, column = max(text.rstrip("\n").count("\n") + 1, 1), 1
    said = _PLACE.sub("", str(error)).rstrip(".")
    message = (
        f'This is not TOML: {shortened(said[:1].lower() + said[1:], 200)}; texts are in quotes, as in title = "A title"'
    )
    return Problem(first_line + line - 1, column, "front-matter-toml", message)
