"""What holds for every route: who is answered, which methods there are, and how each error becomes a response."""

from http import HTTPStatus

from articles.browse import html_pages, problems, responses
from articles.browse.problems import Problem, ProblemError
from articles.browse.query_parameters import ParameterError
from articles.browse.request import Request, from_event
from articles.browse.table import BusyError
from articles.common.negotiation import prefers_page
from articles.common.origin import is_admitted
from articles.common.paths import MAX_PATH_BYTES, canonical_path, is_for_programs
from articles.publishing.running.observability import metrics_of_invocation
from aws_lambda_powertools import Logger
from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.middlewares import NextMiddleware
from aws_lambda_powertools.metrics import MetricUnit
from botocore.exceptions import BotoCoreError, ClientError

# What stands before a page's path to ask for the pages that link to it.
REFERRERS = "/api/referrers"

logger = Logger(child=True)


def edge(app: APIGatewayHttpResolver, next_middleware: NextMiddleware) -> Response[bytes]:
    """Answer a request by its route, or with the problem that it ends in."""
    request = from_event(app.current_event.raw_event)
    try:
        response = _answer(request, app, next_middleware)
    except ProblemError as error:
        response = _tell(error.problem, request)
    except ParameterError as error:
        response = _tell(problems.bad_parameters(error.faults), request)
    except (BotoCoreError, BusyError, ClientError):
        logger.exception("answered 503", path=request.path)
        with metrics_of_invocation() as metrics:
            metrics.add_metric("TableUnavailable", MetricUnit.Count, 1)
        response = _tell(problems.UNAVAILABLE, request)
    try:
        return responses.finish(response, request.headers)
    except responses.TooLargeError:
        return responses.finish(_tell(problems.CODING_NOT_ACCEPTABLE, request), request.headers)


def _answer(request: Request, app: APIGatewayHttpResolver, next_middleware: NextMiddleware) -> Response[str]:
    if not is_admitted(request.headers, request.origin_secret):
        raise ProblemError(problems.NOT_ADMITTED)
    if request.method == "OPTIONS":
        return responses.preflight()
    if request.method not in ("GET", "HEAD"):
        raise ProblemError(problems.METHOD_NOT_ALLOWED)
    canonical = _canonical(request.path)
    if canonical is None:
        raise ProblemError(problems.NOT_FOUND)
    if canonical != request.path:
        return responses.redirect(HTTPStatus.PERMANENT_REDIRECT, canonical, request.query)
    response: Response[str] = next_middleware(app)
    return response


def _canonical(request_path: str) -> str | None:
    """The nearest canonical form of a path, if there is one near; a page's path may stand behind a prefix."""
    whole = canonical_path(request_path, MAX_PATH_BYTES + len(REFERRERS))
    if whole is None:
        return None
    page = whole.removeprefix(REFERRERS) if whole.startswith(f"{REFERRERS}/") else whole
    return None if canonical_path(page) is None else whole


def _tell(problem: Problem, request: Request) -> Response[str]:
    """A problem as HTTP: a page for browsers where pages are, and problem details for all others."""
    chosen_by_path = is_for_programs(request.path)
    headers = {**({} if chosen_by_path else {"vary": "Accept"}), **problem.headers}
    if not chosen_by_path and prefers_page(request.headers.get("accept")):
        page = {"content-type": html_pages.HTML, "content-security-policy": html_pages.content_security_policy()}
        return responses.failure(problem.status, html_pages.error(problem, request.settings), {**headers, **page})
    return responses.failure(
        problem.status, problems.to_json(problem), {**headers, "content-type": problems.PROBLEM_JSON}
    )
