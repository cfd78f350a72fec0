"""Pictures, recordings and documents, where no CloudFront serves them: small ones whole or in part, others by S3."""

from http import HTTPStatus

from articles.browse import problems
from articles.browse.files import File, files
from articles.browse.problems import ProblemError
from articles.common.http_edge import MEDIA_POLICY, NEVER, NOT_FOUND, Request, is_matched, with_headers_of_all
from articles.common.ranges import UnsatisfiableError, asked_part, content_range
from articles.publishing.media.facts import is_address
from aws_lambda_powertools import Logger
from aws_lambda_powertools.event_handler import Response
from botocore.exceptions import BotoCoreError, ClientError

# What is larger is read from S3 itself: Lambda returns at most 6 MB of JSON, in which content is a third longer.
MAX_SIZE = 4 * 1024 * 1024

logger = Logger(child=True)


def answer(request: Request) -> Response[bytes]:
    """Answer a GET or HEAD of what is derived.

    Raises:
        ProblemError: There is no such file, or not that part of it, or it cannot be read.
    """
    key = request.path.removeprefix("/")
    if not is_address(key):
        raise ProblemError(NOT_FOUND)
    try:
        with files().opened(key) as file:
            if file is None:
                raise ProblemError(NOT_FOUND)
            return _answer(request, key, file)
    except (BotoCoreError, ClientError) as error:
        logger.exception("answered 503", path=request.path)
        raise ProblemError(problems.FILE_UNAVAILABLE) from error


def _answer(request: Request, key: str, file: File) -> Response[bytes]:
    headers = {
        **file.headers,
        "accept-ranges": "bytes",
        "content-security-policy": MEDIA_POLICY,
        "etag": file.etag,
    }
    if is_matched(request.headers.get("if-none-match", ""), file.etag):
        return _response(HTTPStatus.NOT_MODIFIED, b"", headers)
    if file.size > MAX_SIZE:
        location = files().address(key, "HEAD" if request.method == "HEAD" else "GET")
        return _response(HTTPStatus.TEMPORARY_REDIRECT, b"", {"location": location, "cache-control": NEVER})
    part = _part(request, file)
    if part is None:
        return _response(HTTPStatus.OK, file.read(), headers)
    body = file.read()[part.start : part.stop]
    return _response(HTTPStatus.PARTIAL_CONTENT, body, {**headers, "content-range": content_range(part, file.size)})


def _part(request: Request, file: File) -> range | None:
    """The part that is asked for; None for all of it, as always by HEAD (RFC 9110, section 14.2)."""
    if request.method == "HEAD":
        return None
    try:
        return asked_part(request.headers, file.etag, file.size)
    except UnsatisfiableError:
        raise ProblemError(problems.no_such_part(file.size)) from None


def _response(status: HTTPStatus, body: bytes, headers: dict[str, str]) -> Response[bytes]:
    return Response(int(status), body=body, headers=with_headers_of_all(headers))
