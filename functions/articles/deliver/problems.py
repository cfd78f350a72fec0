"""The problems that only requests for articles have; those of all requests are in `articles.common.http_edge`."""

from __future__ import annotations

from articles.common.http_edge import not_acceptable, told, unavailable
from articles.common.representations import KINDS, either
from articles.deliver.error_page import content_security_policy, error_page
from articles.deliver.responses import result

TYPE_CHECKING = False  # the typing module is not imported for annotations
if TYPE_CHECKING:
    from collections.abc import Callable

    from articles.common.http_edge import ProblemDetails, Request
    from articles.deliver.responses import Result
    from articles.deliver.table import ErrorPage

TYPE_NOT_ACCEPTABLE = not_acceptable(
    f"This page is available as {either([kind.media_type for kind in KINDS.values() if kind.is_negotiated])}."
)
CODING_NOT_ACCEPTABLE = not_acceptable(
    "This page is available with the content coding gzip, or with none if it is small enough.",
    {"vary": "Accept, Accept-Encoding"},
)
UNAVAILABLE = unavailable("page")


def answer(problem: ProblemDetails, request: Request, own: Callable[[], ErrorPage | None]) -> Result:
    """Make the result that tells of a problem: a page for browsers, problem details (RFC 9457) for other clients.

    Args:
        problem: The problem.
        request: The request.
        own: Gives the site's page of errors, if it has one.
    """

    def page(problem: ProblemDetails) -> tuple[str, str]:
        site = own()
        if site is None:
            return error_page(problem.title, problem.detail), content_security_policy()
        title, text = site.texts.get(str(problem.status), ("", ""))
        return error_page(title or problem.title, text or problem.detail, site.html), site.policy

    return result(problem.status, *told(problem, request, page))
