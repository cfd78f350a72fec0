"""Explain the errors of YAML's parser to someone who writes articles, or settings.

libyaml and PyYAML's parser in Python word their errors differently, but report them at the same places. So the words
that they share select a sentence of our own.
"""

import re
from dataclasses import dataclass
from typing import Any

import yaml
from articles.publishing.errors import Problem

MAX_DEPTH = 10

TOO_DEEP = f"Keys and lists can be nested at most {MAX_DEPTH} levels deep; flatten this."
DOUBLE_QUOTES = "In double quotes a backslash begins an escape; use single quotes, or write the text after >- instead."


@dataclass(frozen=True, slots=True)
class _Rule:
    """Which errors become which problem.

    Attributes:
        pattern: Searched for in the error's context and problem.
        code: The problem's code.
        message: The problem's message; ``{char}`` is the character at its place.
        at_context: Whether the problem is reported where the construct begins, and not where the parser gave up.
    """

    pattern: re.Pattern[str]
    code: str
    message: str
    at_context: bool


_RULES = (
    _Rule(re.compile("maximum nesting depth"), "yaml-depth", TOO_DEEP, at_context=False),
    _Rule(re.compile("escape|hexdecimal"), "yaml-escape", DOUBLE_QUOTES, at_context=True),
    _Rule(
        re.compile("quoted scalar"),
        "yaml-quote",
        "The quote that begins here is never closed; close it, or write the text after >- instead.",
        at_context=True,
    ),
    _Rule(
        re.compile("block scalar"),
        "yaml-block",
        "After > or | the rest of the line must be empty; begin the text on the next line, indented.",
        at_context=False,
    ),
    _Rule(
        re.compile("mapping values are not allowed"),
        "yaml-colon",
        "A colon and a space end a key; put the value in quotes, or write it after >- on an indented line.",
        at_context=False,
    ),
    _Rule(
        re.compile("simple key"),
        "yaml-line",
        "This line is not a key with a colon; indent it if it belongs to the value above.",
        at_context=True,
    ),
    _Rule(
        re.compile("(?:scanning|parsing) an? (?:alias|anchor|tag)"),
        "yaml-character",
        "A value cannot begin with {char} in YAML; put it in quotes, or write it after >- on an indented line.",
        at_context=True,
    ),
    _Rule(
        re.compile("cannot start any token|are not allowed"),
        "yaml-character",
        "A value cannot begin with {char} in YAML; put it in quotes, or write it after >- on an indented line.",
        at_context=False,
    ),
    _Rule(
        re.compile("parsing a flow (?:sequence|mapping)"),
        "yaml-bracket",
        "The bracket that begins here is not closed as YAML expects; put text that begins with {char} in quotes.",
        at_context=True,
    ),
    _Rule(
        re.compile("block mapping|block collection|document start"),
        "yaml-indent",
        "This does not fit what comes before it; indent it like its neighbours, or put the whole value in quotes.",
        at_context=False,
    ),
)
_OTHER = _Rule(
    re.compile(""), "yaml-syntax", "YAML does not allow this here; put the value in quotes.", at_context=False
)
_TAB = _Rule(re.compile(""), "yaml-tab", "YAML is indented with spaces; replace the tab.", at_context=False)


def explain(error: yaml.MarkedYAMLError, text: str, first_line: int) -> Problem:
    """Make a problem of a parser's error.

    Args:
        error: What PyYAML raised.
        text: The YAML that was parsed.
        first_line: 1-based line of the file where the YAML begins.
    """
    rule = _rule(error)
    mark: Any = error.context_mark if rule.at_context else error.problem_mark
    char = text[mark.index : mark.index + 1]
    if char == "\t":
        rule = _TAB
    return Problem(first_line + mark.line, mark.column + 1, rule.code, rule.message.format(char=char))


def _rule(error: yaml.MarkedYAMLError) -> _Rule:
    complaint = f"{error.context} {error.problem}"
    return next((rule for rule in _RULES if rule.pattern.search(complaint)), _OTHER)
