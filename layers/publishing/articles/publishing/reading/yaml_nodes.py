"""Build a tree from YAML's events, in which every scalar is the text that the file has, with its place.

No value gets a type here: a YAML 1.1 loader turns ``00123`` into 83 and ``on`` into True. What nobody needs here and
what makes YAML dangerous is refused: anchors, aliases, tags, merge keys, duplicate keys, and too deep nesting.
"""

import re
from dataclasses import dataclass, field
from typing import Any, NoReturn

import yaml
from articles.publishing.errors import Problem, shortened
from articles.publishing.reading.encoding import UNWRITABLE, with_line_feeds
from articles.publishing.reading.yaml_problems import DOUBLE_QUOTES, MAX_DEPTH, TOO_DEEP, explain

MAX_ENTRIES = 10_000

# The parser of libyaml, or else the one in Python, which makes the same events.
LOADER: Any = getattr(yaml, "CLoader", yaml.Loader)

_DIRECTIVE = re.compile(r"(?:[ \t]*(?:#[^\n]*)?\n)*%")
_COMMENT = re.compile(r"[ \t]+#")

# Line breaks to YAML 1.1 but not to editors, and a byte order mark that does not begin the file. To authors, these are
# plain characters.
_PLAIN_TO_AUTHORS = ("\x85", "\u2028", "\u2029", "\ufeff")
_PRIVATE_USE = range(0xE000, 0xF900)


@dataclass(frozen=True, slots=True)
class Scalar:
    """A text.

    Attributes:
        text: Its value, after YAML's quoting and folding, without a type.
        line: 1-based line of the file where it begins.
        column: 1-based column in that line.
        end_line: 1-based line where it ends.
        end_column: 1-based column after its last character, in that line.
        style: How it is written: ``'``, ``"``, ``|``, ``>``, or empty for a plain scalar.
    """

    text: str
    line: int
    column: int
    end_line: int
    end_column: int
    style: str = ""


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list; an item that was refused is None."""

    line: int
    column: int
    items: "list[Node | None]" = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys and their values, in the file's order; a value that was refused is None."""

    line: int
    column: int
    entries: "dict[str, Node | None]" = field(default_factory=dict)
    keys: dict[str, Scalar] = field(default_factory=dict)


Node = Scalar | Sequence | Mapping


def read_yaml(text: str, first_line: int, loader: Any = LOADER) -> tuple[Mapping | None, list[Problem]]:
    """Read one document that consists of keys.

    Args:
        text: The YAML, with a line feed at the end of each line.
        first_line: 1-based line of the file where it begins.
        loader: The class of PyYAML that makes the events.

    Returns:
        The keys, or None if they could not be read to the end; and what is wrong with them.
    """
    builder = _Builder(text, first_line)
    return builder.build(loader), builder.problems


class _Stop(Exception):  # noqa: N818 -- not an error: the rest is not worth reading
    """The YAML cannot be read any further."""


@dataclass(slots=True)
class _Level:
    """A collection that is still open, and its key that waits for a value."""

    node: Sequence | Mapping
    key: str | None = None
    has_key: bool = False


class _Builder:
    """Builds the tree of one document, without recursion, so that no depth of nesting can exhaust the stack."""

    def __init__(self, text: str, first_line: int) -> None:
        self.problems: list[Problem] = []
        self._text, self._restore = _hide_plain_characters(text)
        self._first_line = first_line
        self._root: Node | None = None
        self._open: list[_Level] = []
        self._entries = 0

    def build(self, loader: Any) -> Mapping | None:
        try:
            if directive := _DIRECTIVE.match(self._text):
                line = self._first_line + directive[0].count("\n")
                self._stop(line, 1, "yaml-directive", "% begins a directive, which cannot be used here; remove it.")
            for event in yaml.parse(self._text, Loader=loader):
                self._add(event)
        except _Stop:
            return None
        except yaml.MarkedYAMLError as error:
            self.problems.append(explain(error, self._text, self._first_line))
            return None
        except (ValueError, OverflowError):  # the parser in Python calls chr() with the number of \UFFFFFFFF
            self.problems.append(Problem(self._first_line, 1, "yaml-escape", DOUBLE_QUOTES))
            return None
        if self._root is None:
            return Mapping(self._first_line, 1)
        if not isinstance(self._root, Mapping):
            message = "There must be keys with values here, each as in name: value"
            self.problems.append(Problem(self._root.line, self._root.column, "front-matter-keys", message))
            return None
        return self._root

    def _add(self, event: Any) -> None:
        line, column = self._place(event.start_mark)
        match event:
            case yaml.ScalarEvent():
                self._add_scalar(event, line, column)
            case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                self._add_collection(event, line, column)
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                self._open.pop()
            case yaml.AliasEvent(anchor=str() as name):
                message = f"* begins an alias in YAML, which cannot be used here: put *{shortened(name)} in quotes."
                self.problems.append(Problem(line, column, "yaml-alias", message))
                self._attach(None, line, column)
            case yaml.DocumentStartEvent() if self._root is not None:
                message = (
                    "A second document begins here; remove the line, or write --- alone where an article's keys end."
                )
                self._stop(line, column, "yaml-documents", message)

    def _add_scalar(self, event: Any, line: int, column: int) -> None:
        self._check_properties(event, line, column)
        text = event.value.translate(self._restore) if self._restore else event.value
        if event.style == '"':
            text = with_line_feeds(text)  # an escape may be a carriage return
            if UNWRITABLE.search(text):
                self._stop(line, column, "yaml-escape", DOUBLE_QUOTES)
        end_line, end_column = self._place(event.end_mark)
        if not event.style and _COMMENT.match(self._text, event.end_mark.index):
            message = "To YAML, what follows # is a comment; if it belongs to the value, put that in quotes."
            self.problems.append(Problem(end_line, end_column + 1, "yaml-comment", message, "warning"))
        self._attach(Scalar(text, line, column, end_line, end_column, event.style or ""), line, column)

    def _add_collection(self, event: Any, line: int, column: int) -> None:
        self._check_properties(event, line, column)
        node = Mapping(line, column) if isinstance(event, yaml.MappingStartEvent) else Sequence(line, column)
        self._attach(node, line, column)
        self._open.append(_Level(node))
        if len(self._open) > MAX_DEPTH:
            self._stop(line, column, "yaml-depth", TOO_DEEP)

    def _check_properties(self, event: Any, line: int, column: int) -> None:
        if event.anchor is not None:
            message = (
                f"& begins an anchor in YAML, which cannot be used here: put &{shortened(event.anchor)} in quotes."
            )
            self.problems.append(Problem(line, column, "yaml-anchor", message))
        if event.tag is not None:
            message = "! begins a tag in YAML, which cannot be used here: put the value in quotes."
            self.problems.append(Problem(line, column, "yaml-tag", message))

    def _attach(self, node: Node | None, line: int, column: int) -> None:
        """Put a node where it belongs: into a list, to a key, or as the next key."""
        if not self._open:
            self._root = node
            return
        level = self._open[-1]
        if isinstance(level.node, Mapping) and level.has_key:
            level.has_key = False
            if level.key is not None:
                level.node.entries[level.key] = node
            return
        self._entries += 1
        if self._entries > MAX_ENTRIES:
            self._stop(
                line, column, "yaml-entries", f"There are more than {MAX_ENTRIES:,} keys and list items; remove some."
            )
        if isinstance(level.node, Sequence):
            level.node.items.append(node)
        else:
            level.has_key = True
            level.key = self._usable_key(level.node, node, line, column)

    def _usable_key(self, mapping: Mapping, node: Node | None, line: int, column: int) -> str | None:
        if not isinstance(node, Scalar) or not node.text:
            self.problems.append(Problem(line, column, "yaml-key", "A key must be text, followed by a colon."))
        elif node.text == "<<" and not node.style:
            message = "<< merges keys in YAML, which cannot be used here; write out the keys."
            self.problems.append(Problem(line, column, "yaml-merge", message))
        elif node.text in mapping.keys:
            first = mapping.keys[node.text].line
            message = f"The key {shortened(node.text)} is already on line {first}; remove one of the two."
            self.problems.append(Problem(line, column, "yaml-duplicate", message))
        else:
            mapping.keys[node.text] = node
            return node.text
        return None

    def _stop(self, line: int, column: int, code: str, message: str) -> NoReturn:
        self.problems.append(Problem(line, column, code, message))
        raise _Stop

    def _place(self, mark: Any) -> tuple[int, int]:
        return self._first_line + mark.line, mark.column + 1


def _hide_plain_characters(text: str) -> tuple[str, dict[int, str]]:
    """Replace characters that YAML takes for more than text with unused ones; returns a table to undo it, too."""
    hidden = [char for char in _PLAIN_TO_AUTHORS if char in text]
    if not hidden:
        return text, {}
    unused = (code for code in _PRIVATE_USE if chr(code) not in text)
    places = dict(zip(unused, hidden, strict=False))
    return text.translate({ord(char): code for code, char in places.items()}), places
