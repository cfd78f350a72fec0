"""Split a file's text into its front matter and its body."""

import re
from dataclasses import dataclass
from typing import Any

from articles.publishing.errors import Problem
from articles.publishing.reading.yaml_nodes import LOADER, Mapping, read_yaml

_OPENING = re.compile(r"(?:[ \t]*\n)*---[ \t]*(?:\n|\Z)")
_CLOSING = re.compile(r"^---[ \t]*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The parts of a file.

    Attributes:
        mapping: The keys; None if they cannot be read, and then `problems` says why.
        problems: What is wrong with the YAML, in file order.
        body: What follows the closing line.
        body_line: 1-based line of the file where the body begins.
    """

    mapping: Mapping | None
    problems: tuple[Problem, ...]
    body: str = ""
    body_line: int = 1


def read_front_matter(text: str, loader: Any = LOADER) -> FrontMatter:
    """Split a file into its parts.

    Args:
        text: The file's text, with a line feed at the end of each line.
        loader: The class of PyYAML that makes the events.

    Returns:
        The parts of the file, and what is wrong with the front matter.
    """
    opening = _OPENING.match(text)
    if opening is None:
        message = "The file must begin with a line --- followed by keys such as title and url, and another line ---."
        return FrontMatter(None, (Problem(1, 1, "front-matter-missing", message),))
    closing = _CLOSING.search(text, opening.end())
    if closing is None:
        line = opening[0].rstrip("\n").count("\n") + 1
        message = "The front matter that begins here never ends; after the last key, write a line with only ---"
        return FrontMatter(None, (Problem(line, 1, "front-matter-unclosed", message),))
    first_line = opening[0].count("\n") + 1
    mapping, problems = read_yaml(text[opening.end() : closing.start()], first_line, loader)
    body_line = text.count("\n", 0, closing.end()) + 2
    return FrontMatter(mapping, tuple(problems), text[closing.end() + 1 :], body_line)
