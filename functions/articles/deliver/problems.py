"""Everything that a request can end in besides what it asked for: each one said once, mapped to HTTP once."""

from __future__ import annotations

import json

from articles.common.negotiation import prefers_page
from articles.common.paths import is_for_programs
from articles.common.representations import KINDS, either
from articles.deliver.error_page import content_security_policy, error_page
from articles.deliver.responses import METHODS, result

TYPE_CHECKING = False  # the typing module is not imported for annotations
if TYPE_CHECKING:
    from collections.abc import Mapping

    from articles.deliver.request import Request
    from articles.deliver.responses import Result

# What is missing may be published the next moment.
_SOON = {"cache-control": "public, max-age=5, s-maxage=5"}
_NEVER = {"cache-control": "no-store"}


class Problem:
    """A reason for not sending what was asked for.

    Attributes:
        status: HTTP status.
        title: What the status is called.
        detail: One sentence for the person who asked.
        headers: Further headers of the response.
    """

    __slots__ = ("detail", "headers", "status", "title")

    def __init__(self, status: int, title: str, detail: str, headers: Mapping[str, str]) -> None:
        self.status = status
        self.title = title
        self.detail = detail
        self.headers = headers


NOT_ADMITTED = Problem(403, "Forbidden", "The site cannot be read at this address.", _NEVER)
NOT_FOUND = Problem(404, "Not Found", "There is no page at this address.", _SOON)
METHOD_NOT_ALLOWED = Problem(405, "Method Not Allowed", "Pages can only be read.", {"allow": METHODS, **_NEVER})
TYPE_NOT_ACCEPTABLE = Problem(
    406,
    "Not Acceptable",
    f"This page is available as {either([kind.media_type for kind in KINDS.values() if kind.is_negotiated])}.",
    _SOON,
)
CODING_NOT_ACCEPTABLE = Problem(
    406,
    "Not Acceptable",
    "This page is available with the content coding gzip, or with none if it is small enough.",
    {**_SOON, "vary": "Accept, Accept-Encoding"},
)
GONE = Problem(410, "Gone", "The page that was at this address has been removed.", _SOON)
UNAVAILABLE = Problem(
    503,
    "Service Unavailable",
    "The page cannot be read just now. Try again in a moment.",
    {"retry-after": "2", **_NEVER},
)


def answer(problem: Problem, request: Request) -> Result:
    """A problem as HTTP: a page for browsers, and problem details (RFC 9457) for all others."""
    chosen_by_path = is_for_programs(request.path)
    headers = {**({} if chosen_by_path else {"vary": "Accept"}), **problem.headers}
    if not chosen_by_path and prefers_page(request.headers.get("accept")):
        page = error_page(problem.title, problem.detail)
        headers |= {"content-type": "text/html; charset=utf-8", "content-security-policy": content_security_policy()}
        return result(problem.status, headers, page)
    details = {"type": "about:blank", "title": problem.title, "status": problem.status, "detail": problem.detail}
    return result(problem.status, {**headers, "content-type": "application/problem+json"}, json.dumps(details) + "\n")
