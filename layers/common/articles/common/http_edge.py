"""What both HTTP functions share: reading a request, conditional requests, the headers of responses, and problems.

`articles.deliver` and `articles.browse` have only what differs: their content, the problems that only they have, and
how they return a result to Lambda.
"""

from __future__ import annotations

import json

from articles.common.negotiation import prefers_page
from articles.common.origin import is_admitted
from articles.common.paths import is_for_programs
from articles.common.representations import HTML, KINDS

TYPE_CHECKING = False  # the typing module is not imported for annotations
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

METHODS = "GET, HEAD, OPTIONS"
_METHODS = frozenset(METHODS.split(", "))

# Lambda returns at most 6 MB of JSON. Base64 makes content a third longer; the rest is for the headers.
MAX_CONTENT = 4_500_000

PAGE_TYPE = KINDS[HTML].content_type
_PAGE_MEDIA_TYPE = KINDS[HTML].media_type

# Values of Cache-Control. SOON is for problems: a page that is missing may be published the next moment.
SOON = "public, max-age=5, s-maxage=5"
DAY = "public, max-age=86400"
NEVER = "no-store"

# Anyone may read everything, from any origin: there are no cookies or sessions, and no response depends on who asks.
_HEADERS = {
    "access-control-allow-origin": "*",
    "access-control-expose-headers": "Content-Location, ETag, Link, Retry-After",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "cross-origin-resource-policy": "cross-origin",
    "referrer-policy": "strict-origin-when-cross-origin",
    "strict-transport-security": "max-age=63072000",
    "x-content-type-options": "nosniff",
}
_PAGE_HEADERS = {
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
}

# The policy of pictures, recordings and documents: nothing in an SVG runs, or fetches anything from elsewhere, and what
# browsers show in players and viewers of their own is shown. `sandbox` would say the first in a word, and stop those.
MEDIA_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; font-src data:; media-src 'self'; "
    "object-src 'self'; base-uri 'none'; form-action 'none'"
)

# The headers of the response to OPTIONS: any origin may read.
PREFLIGHT: Mapping[str, str] = {
    "allow": METHODS,
    "access-control-allow-methods": METHODS,
    "access-control-allow-headers": "*",
    "access-control-max-age": "86400",
    "cache-control": DAY,
}


class Request:
    """An HTTP request.

    Attributes:
        method: Its method.
        path: Its path, percent-decoded once.
        query: Its query string, as sent.
        headers: Its headers: names in lower case, values of the same name joined by commas.
        domain: The domain of the API that received it.
    """

    __slots__ = ("domain", "headers", "method", "path", "query")

    def __init__(self, method: str, path: str, query: str, headers: Mapping[str, str], domain: str = "") -> None:
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.domain = domain


def from_event(event: Mapping[str, Any]) -> Request:
    """Read the request from an event of API Gateway (payload format version 2.0)."""
    context = event["requestContext"]
    # API Gateway sends names in lower case, `sam local start-api` as it got them. Case has no meaning (RFC 9110, 5.1).
    headers = {name.lower(): value for name, value in event["headers"].items()}
    query = event.get("rawQueryString", "")
    return Request(context["http"]["method"], event["rawPath"], query, headers, context.get("domainName", ""))


def with_headers_of_all(headers: Mapping[str, str]) -> dict[str, str]:
    """Add the headers that every response has, and every page, to those of a response.

    Args:
        headers: The response's own headers, their names in lower case; they win over the added ones.
    """
    page = _PAGE_HEADERS if headers.get("content-type", "").startswith(_PAGE_MEDIA_TYPE) else {}
    return {**_HEADERS, **page, **headers}


def cache_control(environ: Mapping[str, str], left: int | None = None) -> str:
    """Make the Cache-Control header of content and redirects (RFC 9111, RFC 5861) from the environment.

    Args:
        environ: The environment.
        left: Seconds after which nothing may be kept any more, be it fresh or stale; None for no end.

    Raises:
        KeyError: A variable is missing; the template sets them all.
        ValueError: A number of seconds is not a whole number.
    """
    names = ("CACHE_MAX_AGE", "CACHE_S_MAXAGE", "CACHE_STALE_WHILE_REVALIDATE", "CACHE_STALE_IF_ERROR")
    fresh, fresh_if_shared, stale, stale_if_error = (int(environ[name]) for name in names)
    if left is not None:
        fresh, fresh_if_shared = min(fresh, left), min(fresh_if_shared, left)
        left_then = left - max(fresh, fresh_if_shared)
        stale, stale_if_error = min(stale, left_then), min(stale_if_error, left_then)
    return (
        f"public, max-age={fresh}, s-maxage={fresh_if_shared}, "
        f"stale-while-revalidate={stale}, stale-if-error={stale_if_error}"
    )


def is_matched(if_none_match: str, etag: str) -> bool:
    """Whether an If-None-Match header matches an entity tag (RFC 9110, section 13.1.2).

    The comparison is weak, since a cache on the way may have made the tag weak.

    Args:
        if_none_match: The header.
        etag: The entity tag, with its quotes; it contains no comma.
    """
    tags = [tag.strip() for tag in if_none_match.split(",")]
    return tags == ["*"] or etag.removeprefix("W/") in [tag.removeprefix("W/") for tag in tags]


class ProblemDetails:
    """Why a request fails (RFC 9457).

    Attributes:
        status: HTTP status.
        title: The name of the status.
        detail: One sentence for the person who asked.
        headers: Further headers of the response.
        members: The extension members of its document.
        document: The problem details as JSON, made once since most problems are constants.
    """

    __slots__ = ("detail", "document", "headers", "members", "status", "title")

    def __init__(  # noqa: PLR0913 - what a problem consists of
        self,
        status: int,
        title: str,
        detail: str,
        *,
        cache_control: str = SOON,
        headers: Mapping[str, str] | None = None,
        members: Mapping[str, Any] | None = None,
    ) -> None:
        self.status = status
        self.title = title
        self.detail = detail
        self.headers = {**(headers or {}), "cache-control": cache_control}
        self.members = members or {}
        of_all = {"type": "about:blank", "title": title, "status": status, "detail": detail}
        self.document = json.dumps({**of_all, **self.members}, ensure_ascii=False) + "\n"


NOT_ADMITTED = ProblemDetails(403, "Forbidden", "The site cannot be read at this address.", cache_control=NEVER)
NOT_FOUND = ProblemDetails(404, "Not Found", "There is no page at this address.")
METHOD_NOT_ALLOWED = ProblemDetails(
    405, "Method Not Allowed", "Pages can only be read.", cache_control=NEVER, headers={"allow": METHODS}
)
GONE = ProblemDetails(410, "Gone", "The page that was at this address has been removed.")


def refusal(request: Request, secrets: str) -> ProblemDetails | None:
    """Check a request before its path: did it come through CloudFront, and is its method allowed?

    Args:
        request: The request.
        secrets: The secrets that are valid in a request, as in `common.origin`.

    Returns:
        The problem to refuse it with; None if it is admitted.
    """
    if not is_admitted(request.headers, secrets):
        return NOT_ADMITTED
    return None if request.method in _METHODS else METHOD_NOT_ALLOWED


def not_acceptable(detail: str, headers: Mapping[str, str] | None = None) -> ProblemDetails:
    """Make the problem for a client that accepts no form of the content."""
    return ProblemDetails(406, "Not Acceptable", detail, headers=headers)


def unavailable(what: str) -> ProblemDetails:
    """Make the problem for a table that does not answer; `what` cannot be read."""
    detail = f"The {what} cannot be read just now. Try again in a moment."
    return ProblemDetails(503, "Service Unavailable", detail, cache_control=NEVER, headers={"retry-after": "2"})


def told(
    problem: ProblemDetails, request: Request, page: Callable[[ProblemDetails], tuple[str, str]]
) -> tuple[dict[str, str], str]:
    """Choose how to tell a client of a problem: a page for browsers, problem details for programs.

    Args:
        problem: The problem.
        request: The request.
        page: Makes the page of a problem, and its Content-Security-Policy.

    Returns:
        The headers and the content.
    """
    chosen_by_path = is_for_programs(request.path)
    headers = {**({} if chosen_by_path else {"vary": "Accept"}), **problem.headers}
    if not chosen_by_path and prefers_page(request.headers.get("accept")):
        html, policy = page(problem)
        return {**headers, "content-type": PAGE_TYPE, "content-security-policy": policy}, html
    return {**headers, "content-type": "application/problem+json"}, problem.document
