"""What both functions that answer over HTTP have in common: requests as they come, and what every response says.

Only what is truly each one's own stands in `articles.deliver` and `articles.browse`: what they answer with, the texts
of what only they can say, and how a result is given to Lambda.
"""

from __future__ import annotations

import json

from articles.common.negotiation import prefers_page
from articles.common.origin import is_admitted
from articles.common.paths import is_for_programs
from articles.common.representations import HTML, KINDS

TYPE_CHECKING = False  # the typing module would be a part of delivery's start-up
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

METHODS = "GET, HEAD, OPTIONS"
_METHODS = frozenset(METHODS.split(", "))

# Lambda returns at most 6 MB of JSON. Content comes in base64, a third more than it is; the rest is for the headers.
MAX_CONTENT = 4_500_000

PAGE_TYPE = KINDS[HTML].content_type
_PAGE_MEDIA_TYPE = KINDS[HTML].media_type

# How long something may be kept. What is missing may be published the next moment.
SOON = "public, max-age=5, s-maxage=5"
DAY = "public, max-age=86400"
NEVER = "no-store"

# Everything here may be read by anyone and from anywhere: no cookie, no session, nothing that depends on who asks.
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

# The answer to OPTIONS: what may be asked, from any origin.
PREFLIGHT: Mapping[str, str] = {
    "allow": METHODS,
    "access-control-allow-methods": METHODS,
    "access-control-allow-headers": "*",
    "access-control-max-age": "86400",
    "cache-control": DAY,
}


class Request:
    """A request, from the event that API Gateway makes of it (payload format version 2.0).

    Attributes:
        method: Its method.
        path: Its path, percent-decoded once.
        query: Its query string, as sent.
        headers: Its headers: names in lower case, values of the same name joined by commas.
        domain: The API's own domain, at which it arrived.
    """

    __slots__ = ("domain", "headers", "method", "path", "query")

    def __init__(self, method: str, path: str, query: str, headers: Mapping[str, str], domain: str = "") -> None:
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.domain = domain


def from_event(event: Mapping[str, Any]) -> Request:
    """The request that an event stands for."""
    context = event["requestContext"]
    # API Gateway gives names in lower case; `sam local start-api` as they came, and they have no case (RFC 9110, 5.1).
    headers = {name.lower(): value for name, value in event["headers"].items()}
    query = event.get("rawQueryString", "")
    return Request(context["http"]["method"], event["rawPath"], query, headers, context.get("domainName", ""))


def with_headers_of_all(headers: Mapping[str, str]) -> dict[str, str]:
    """The headers of a response, and those that every response has, or every page.

    Args:
        headers: Its own, their names in lower case; they stand where both have one.
    """
    page = _PAGE_HEADERS if headers.get("content-type", "").startswith(_PAGE_MEDIA_TYPE) else {}
    return {**_HEADERS, **page, **headers}


def cache_control(environ: Mapping[str, str]) -> str:
    """Cache-Control of what is found (RFC 9111 and RFC 5861), as the environment says.

    Raises:
        KeyError: A variable is missing; the template sets them all.
        ValueError: A number of seconds is not a whole number.
    """
    return (
        f"public, max-age={int(environ['CACHE_MAX_AGE'])}, s-maxage={int(environ['CACHE_S_MAXAGE'])}, "
        f"stale-while-revalidate={int(environ['CACHE_STALE_WHILE_REVALIDATE'])}, "
        f"stale-if-error={int(environ['CACHE_STALE_IF_ERROR'])}"
    )


def is_matched(if_none_match: str, etag: str) -> bool:
    """Whether an If-None-Match header names an entity tag (RFC 9110, section 13.1.2).

    Compared weakly: a cache on the way may have made the tag a weak one.

    Args:
        if_none_match: The header.
        etag: The tag, quotes included; it has no comma in it.
    """
    tags = [tag.strip() for tag in if_none_match.split(",")]
    return tags == ["*"] or etag in [tag.removeprefix("W/") for tag in tags]


class ProblemDetails:
    """Why there is no answer to a request (RFC 9457).

    Attributes:
        status: HTTP status.
        title: What the status is called.
        detail: One sentence for the person who asked.
        headers: Further headers of the response.
        document: All of it as JSON, written once: most problems are always the same.
    """

    __slots__ = ("detail", "document", "headers", "status", "title")

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
        """Make a problem; `members` is what else its document says."""
        self.status = status
        self.title = title
        self.detail = detail
        self.headers = {**(headers or {}), "cache-control": cache_control}
        of_all = {"type": "about:blank", "title": title, "status": status, "detail": detail}
        self.document = json.dumps({**of_all, **(members or {})}, ensure_ascii=False) + "\n"


NOT_ADMITTED = ProblemDetails(403, "Forbidden", "The site cannot be read at this address.", cache_control=NEVER)
NOT_FOUND = ProblemDetails(404, "Not Found", "There is no page at this address.")
METHOD_NOT_ALLOWED = ProblemDetails(
    405, "Method Not Allowed", "Pages can only be read.", cache_control=NEVER, headers={"allow": METHODS}
)
GONE = ProblemDetails(410, "Gone", "The page that was at this address has been removed.")


def refusal(request: Request, secrets: str) -> ProblemDetails | None:
    """Why a request is refused before anyone looks at what it asks for; None if it is not.

    Args:
        request: The request.
        secrets: What CloudFront may add to a request; see `common.origin`.
    """
    if not is_admitted(request.headers, secrets):
        return NOT_ADMITTED
    return None if request.method in _METHODS else METHOD_NOT_ALLOWED


def not_acceptable(detail: str, headers: Mapping[str, str] | None = None) -> ProblemDetails:
    """What is there cannot be had in the form that the client wants."""
    return ProblemDetails(406, "Not Acceptable", detail, headers=headers)


def unavailable(what: str) -> ProblemDetails:
    """The table does not answer; `what` cannot be read."""
    detail = f"The {what} cannot be read just now. Try again in a moment."
    return ProblemDetails(503, "Service Unavailable", detail, cache_control=NEVER, headers={"retry-after": "2"})


def told(
    problem: ProblemDetails, request: Request, page: Callable[[ProblemDetails], tuple[str, str]]
) -> tuple[dict[str, str], str]:
    """A problem as one request is told of it: a page for browsers where pages are, its document for all others.

    Args:
        problem: The problem.
        request: The request.
        page: Makes the page that tells of a problem, and its Content-Security-Policy.

    Returns:
        The headers and the content.
    """
    chosen_by_path = is_for_programs(request.path)
    headers = {**({} if chosen_by_path else {"vary": "Accept"}), **problem.headers}
    if not chosen_by_path and prefers_page(request.headers.get("accept")):
        html, policy = page(problem)
        return {**headers, "content-type": PAGE_TYPE, "content-security-policy": policy}, html
    return {**headers, "content-type": "application/problem+json"}, problem.document
