"""Split a file's text into its front matter and its body. Front matter is YAML, TOML or JSON, or there is none."""

import json
import re
from dataclasses import dataclass, replace
from typing import Any

from articles.publishing.errors import Problem
from articles.publishing.reading.spoilt import spoilt_front_matter, stray_key
from articles.publishing.reading.toml_nodes import read_toml
from articles.publishing.reading.yaml_nodes import LOADER, Mapping, read_yaml

_YAML_OPENING = re.compile(r"(?:[ \t]*\n)*---[ \t]*(?:\n|\Z)")
# A document of YAML may end in `...`, and the line `---` may follow.
_YAML_CLOSING = re.compile(r"^(?:---|\.\.\.(?:[ \t]*\n---)?)[ \t]*$", re.MULTILINE)
_TOML_OPENING = re.compile(r"(?:[ \t]*\n)*\+\+\+[ \t]*(?:\n|\Z)")
_TOML_CLOSING = re.compile(r"^\+\+\+[ \t]*$", re.MULTILINE)
# `{%`, `{{`, `{#`, `{:` and `{<` are code of templates, and no JSON.
_JSON_OPENING = re.compile(r"\s*(?=\{[^%{#:<])")
_JSON_CLOSING = re.compile(r"[ \t]*(?:\n|\Z)")
# JSON writes a character beyond U+FFFF as two escapes, which YAML does not know.
_SURROGATES = re.compile(r"(?<!\\)((?:\\\\)*)(\\u[dD][89aAbB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2})")


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The parts of a file.

    Attributes:
        mapping: The keys; None if they cannot be read, and then `problems` says why.
        problems: What is wrong with the front matter, in file order.
        body: What follows it; the whole text, if there is none.
        body_line: 1-based line of the file where the body begins.
    """

    mapping: Mapping | None
    problems: tuple[Problem, ...]
    body: str = ""
    body_line: int = 1


def read_front_matter(text: str, loader: Any = LOADER) -> FrontMatter:
    """Split a file into its parts.

    What looks like front matter that cannot be read is a problem, and never a part of the body: it may say that the
    file is not public.

    Args:
        text: The file's text, with a line feed at the end of each line.
        loader: The class of PyYAML that makes the events.

    Returns:
        The parts of the file, and what is wrong with the front matter.
    """
    if opening := _YAML_OPENING.match(text):
        matter = _between(text, opening, _YAML_CLOSING, lambda part, line: read_yaml(part, line, loader))
    elif opening := _TOML_OPENING.match(text):
        matter = _between(text, opening, _TOML_CLOSING, read_toml)
    elif opening := _JSON_OPENING.match(text):
        matter = _json(text, opening, loader)
        if matter.mapping is not None and not matter.mapping.keys:
            return matter
    else:
        matter = FrontMatter(Mapping(1, 1), (), text)
    if matter.mapping is not None and not matter.mapping.keys:
        spoilt = spoilt_front_matter(matter.body, matter.body_line)
        return matter if spoilt is None else FrontMatter(None, (spoilt,))
    stray = stray_key(matter.body, matter.body_line) if matter.mapping is not None else None
    return matter if stray is None else replace(matter, problems=(*matter.problems, stray))


def _between(text: str, opening: re.Match[str], closing: re.Pattern[str], read: Any) -> FrontMatter:
    end = closing.search(text, opening.end())
    if end is None:
        fence = opening[0].strip()
        message = f"The front matter that begins here never ends; after the last key, write a line with only {fence}"
        line = opening[0].rstrip("\n").count("\n") + 1
        return FrontMatter(None, (Problem(line, 1, "front-matter-unclosed", message),))
    mapping, problems = read(text[opening.end() : end.start()], opening[0].count("\n") + 1)
    body_line = text.count("\n", 0, end.end()) + 2
    return FrontMatter(mapping, tuple(problems), text[end.end() + 1 :], body_line)


def _json(text: str, opening: re.Match[str], loader: Any) -> FrontMatter:
    """JSON is YAML but for pairs of surrogates, so YAML's reader tells where each value is."""
    line = opening[0].count("\n") + 1
    try:
        _, end = json.JSONDecoder().raw_decode(text, opening.end())
    except json.JSONDecodeError as error:
        at = f"{error.msg[:1].lower()}{error.msg[1:]}"
        message = f"The file begins with {{, so its front matter must be JSON, but here it is not: {at}."
        return FrontMatter(None, (Problem(error.lineno, error.colno, "front-matter-json", message),))
    except (RecursionError, ValueError):  # nested by thousands, or a number of thousands of digits
        message = "The front matter is not JSON that can be read; nest it less, and put long numbers in quotes."
        return FrontMatter(None, (Problem(line, 1, "front-matter-json", message),))
    closing = _JSON_CLOSING.match(text, end)
    body_line = text.count("\n", 0, end) + 1
    if closing is None:
        message = "The front matter in JSON ends here; begin the text on the next line."
        column = end - text.rfind("\n", 0, end)
        return FrontMatter(None, (Problem(body_line, column, "front-matter-json", message),))
    source = _SURROGATES.sub(lambda match: match[1] + json.loads(f'"{match[2]}"'), text[opening.end() : end])
    mapping, problems = read_yaml(source, line, loader)
    return FrontMatter(mapping, tuple(problems), text[closing.end() :], body_line + 1)
