"""What a request can end in besides what it asked for, each said once: problem details (RFC 9457), or a page."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from articles.browse.responses import METHODS, NEVER, SOON

PROBLEM_JSON = "application/problem+json"

# What CloudFront's function puts in place of all parameters that it does not know: nobody has sent that name.
_SUBSTITUTE = "unknown"


@dataclass(frozen=True, slots=True)
class Problem:
    """Why there is no answer.

    Attributes:
        status: HTTP status.
        detail: One sentence for the person who asked.
        headers: Further headers of the response.
        errors: What is wrong with each parameter, by its name.
    """

    status: HTTPStatus
    detail: str
    headers: Mapping[str, str] = field(default_factory=lambda: {"cache-control": SOON})
    errors: Mapping[str, str] = field(default_factory=dict)


class ProblemError(Exception):
    """Ends a request with a problem."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(problem.detail)


NOT_ADMITTED = Problem(HTTPStatus.FORBIDDEN, "The site cannot be read at this address.", {"cache-control": NEVER})
NOT_FOUND = Problem(HTTPStatus.NOT_FOUND, "There is no page at this address.")
METHOD_NOT_ALLOWED = Problem(
    HTTPStatus.METHOD_NOT_ALLOWED, "Pages can only be read.", {"allow": METHODS, "cache-control": NEVER}
)
CODING_NOT_ACCEPTABLE = Problem(
    HTTPStatus.NOT_ACCEPTABLE, "This is too large to be sent without the content coding gzip."
)
GONE = Problem(HTTPStatus.GONE, "The page that was at this address has been removed.")
UNAVAILABLE = Problem(
    HTTPStatus.SERVICE_UNAVAILABLE,
    "The library cannot be read just now. Try again in a moment.",
    {"cache-control": NEVER, "retry-after": "2"},
)


def bad_parameters(faults: Mapping[str, str]) -> Problem:
    """Parameters are unknown or have bad values; what is wrong with each, by its name."""
    named = ((name if name != _SUBSTITUTE else "a parameter", fault) for name, fault in faults.items())
    detail = "; ".join(f"{name} {fault}" for name, fault in named)
    return Problem(HTTPStatus.BAD_REQUEST, f"{detail}.", errors=faults)


def to_json(problem: Problem) -> str:
    """A problem as problem details."""
    document: dict[str, Any] = {
        "type": "about:blank",
        "title": problem.status.phrase,
        "status": problem.status.value,
        "detail": problem.detail,
    }
    if problem.errors:
        document["errors"] = [{"parameter": name, "detail": fault} for name, fault in problem.errors.items()]
    return json.dumps(document, ensure_ascii=False) + "\n"
