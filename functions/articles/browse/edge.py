"""What all routes share: refusing requests, redirecting to canonical paths, and turning errors into responses."""

from http import HTTPStatus

from articles.browse import html_pages, problems, responses
from articles.browse.problems import ProblemError
from articles.browse.query_parameters import ParameterError
from articles.browse.settings import in_force, last_settings_for, origin_secrets
from articles.browse.table import BusyError
from articles.common.http_edge import GONE, NOT_FOUND, ProblemDetails, Request, from_event, refusal, told
from articles.common.paths import MAX_PATH_BYTES, canonical_path
from articles.publishing.rendering.settings import NOINDEX
from articles.publishing.running.observability import metrics_of_invocation
from aws_lambda_powertools import Logger
from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.middlewares import NextMiddleware
from aws_lambda_powertools.metrics import MetricUnit
from botocore.exceptions import BotoCoreError, ClientError

# The prefix of a page's path that asks for the pages that link to it.
REFERRERS = "/api/referrers"

# What is told of an address at which nothing is.
_MISSING = (NOT_FOUND.status, GONE.status)

logger = Logger(child=True)


def edge(app: APIGatewayHttpResolver, next_middleware: NextMiddleware) -> Response[bytes]:
    """Answer a request by its route, and turn the errors that it raises into problems."""
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
    if in_force().last.file.noindex:
        response.headers |= NOINDEX
    try:
        return responses.finish(response, request.headers)
    except responses.TooLargeError:
        return responses.finish(_tell(problems.CODING_NOT_ACCEPTABLE, request), request.headers)


def _answer(
    request: Request, app: APIGatewayHttpResolver, next_middleware: NextMiddleware
) -> Response[str] | Response[bytes]:
    refused = refusal(request, origin_secrets())
    if refused is not None:
        raise ProblemError(refused)
    if request.method == "OPTIONS":
        return responses.preflight()
    canonical = _canonical(request.path)
    if canonical is None:
        raise ProblemError(NOT_FOUND)
    if canonical != request.path:
        return responses.redirect(HTTPStatus.PERMANENT_REDIRECT, canonical, request.query)
    response: Response[str] | Response[bytes] = next_middleware(app)
    return response


def _canonical(request_path: str) -> str | None:
    """Bring a path into its canonical form; None if it cannot be corrected. A page's path may have a prefix."""
    whole = canonical_path(request_path, MAX_PATH_BYTES + len(REFERRERS))
    if whole is None:
        return None
    page = whole.removeprefix(REFERRERS) if whole.startswith(f"{REFERRERS}/") else whole
    return None if canonical_path(page) is None else whole


def _tell(problem: ProblemDetails, request: Request) -> Response[str]:
    """Make the response that tells of a problem: a page for browsers, problem details for other clients."""

    def page(problem: ProblemDetails) -> tuple[str, str]:
        if problem.status in _MISSING:
            try:
                in_force().get()  # it may be the first request of this process
            except (BotoCoreError, BusyError, ClientError):
                logger.warning("the look of errors cannot be read", path=request.path, exc_info=True)
                with metrics_of_invocation() as metrics:
                    metrics.add_metric("ErrorPageUnavailable", MetricUnit.Count, 1)
        settings = last_settings_for(request)
        return html_pages.error(problem, settings, in_force().last), html_pages.content_security_policy(settings)

    headers, text = told(problem, request, page)
    return responses.failure(problem.status, text, headers)
