"""Problems, each explained in one sentence to the person who can fix it, and the errors of the protocol."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

Severity = Literal["error", "warning"]

# An author with more problems than this should fix these first, and upload the file again.
MAX_PROBLEMS = 50


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """Something in a file that its author should know of.

    Attributes:
        line: 1-based line in the file.
        column: 1-based column in that line, in characters.
        code: Stable name of the kind of problem, documented in docs/format.md.
        message: One sentence that says what is wrong and what to do.
        severity: An error stops publication, a warning does not.
    """

    line: int
    column: int
    code: str
    message: str
    severity: Severity = "error"


class ArticleError(Exception):
    """The file cannot be published.

    Attributes:
        problems: Why, in file order, warnings included.
        article: The article as far as it could be read, whose text may have problems, too; None if it could not.
    """

    def __init__(self, problems: Iterable[Problem], article: Any = None) -> None:
        self.problems = tuple(sorted(problems))
        self.article = article
        super().__init__("; ".join(f"{p.line}:{p.column}: {p.message}" for p in self.problems))

    def __reduce__(self) -> tuple[type["ArticleError"], tuple[tuple[Problem, ...], Any]]:
        """Pickle the problems: by default, the constructor would be given the message instead."""
        return type(self), (self.problems, self.article)


class ConflictError(Exception):
    """Another run changed the table between this run's read and its write: read again."""


class ContentionError(Exception):
    """Other runs changed the same items during every attempt: try again later."""


def most_important(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Keep at most `MAX_PROBLEMS` of the problems, preferring errors to warnings, and return them in file order."""
    by_severity = sorted(set(problems), key=lambda problem: (problem.severity, problem))
    return tuple(sorted(by_severity[:MAX_PROBLEMS]))


def shortened(text: str, length: int = 40) -> str:
    """Cut the author's text to at most `length` printable characters, so that a message of one line can quote it."""
    quoted = "".join(each if each.isprintable() else " " for each in text[:length])
    return quoted if len(text) <= length else quoted[:-1] + "\u2026"
