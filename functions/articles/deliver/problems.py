"""The problems that only requests for articles have; those of all requests are in `articles.common.http_edge`."""

from __future__ import annotations

from articles.common.http_edge import not_acceptable, told, unavailable
from articles.common.representations import KINDS, either
from articles.deliver.error_page import content_security_policy, error_page
from articles.deliver.responses import result

TYPE_CHECKING = False  # the typing module is not imported for annotations
if TYPE_CHECKING:
    from articles.common.http_edge import ProblemDetails, Request
    from articles.deliver.responses import Result

TYPE_NOT_ACCEPTABLE = not_acceptable(
    f"This page is available as {either([kind.media_type for kind in KINDS.values() if kind.is_negotiated])}."
)
CODING_NOT_ACCEPTABLE = not_acceptable(
    "This page is available with the content coding gzip, or with none if it is small enough.",
    {"vary": "Accept, Accept-Encoding"},
)
UNAVAILABLE = unavailable("page")


def answer(problem: ProblemDetails, request: Request) -> Result:
    """Make the result that tells of a problem: a page for browsers, problem details (RFC 9457) for other clients."""
    return result(problem.status, *told(problem, request, _page))


def _page(problem: ProblemDetails) -> tuple[str, str]:
    return error_page(problem.title, problem.detail), content_security_policy()
