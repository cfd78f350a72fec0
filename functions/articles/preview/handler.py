"""Answer a signed link to a preview. Any other request is answered as one for a page that is not there."""

import base64
import functools
import os
import time
from collections.abc import Callable
from typing import Any

import boto3
from articles.common.compression import gzipped
from articles.common.http_edge import (
    MAX_CONTENT,
    NEVER,
    NOT_FOUND,
    PAGE_TYPE,
    ProblemDetails,
    Request,
    from_event,
    not_acceptable,
    refusal,
    told,
    unavailable,
    with_headers_of_all,
)
from articles.common.negotiation import GZIP, acceptable_codings
from articles.common.preview_links import PREFIX, is_signed
from articles.common.sam_local import require_local_stack
from articles.publishing.preview import Library, preview
from articles.publishing.rendering import theme
from articles.publishing.rendering.preview import Preview
from articles.publishing.rendering.settings import Settings
from articles.publishing.running.bounded import Bounded, Limits, WorkerError, spawn
from articles.publishing.running.observability import traced
from articles.publishing.storage.bucket import Bucket
from articles.publishing.storage.derived import Derived
from articles.publishing.storage.own_words import OwnWordsReader
from articles.publishing.storage.table import Table
from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.typing import LambdaContext
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

require_local_stack()

logger = Logger()

# A file is read, and then rendered: together within the 29 seconds that API Gateway waits.
_LIMITS = Limits(seconds=10, patience=12, megabytes=512)
_CONFIG = Config(retries={"mode": "standard", "max_attempts": 2}, connect_timeout=1, read_timeout=3)

_UNAVAILABLE = unavailable("preview")
_TOO_LARGE = not_acceptable("This preview is available with the content coding gzip.")

# Nobody may keep it, and no other site may read it or learn its address.
_HEADERS = {
    "cache-control": NEVER,
    "referrer-policy": "no-referrer",
    "x-robots-tag": "noindex",
    "cross-origin-resource-policy": "same-origin",
}
_FOR_ALL = ("access-control-allow-origin", "access-control-expose-headers")

Result = dict[str, Any]


@traced
@logger.inject_lambda_context(clear_state=True)
def handler(
    event: dict[str, Any],
    _context: LambdaContext,
    *,
    connected: Callable[[], Library] | None = None,
    now: Callable[[], float] = time.time,
) -> Result:
    """Answer an HTTP request, payload format version 2.0.

    Args:
        event: The event of API Gateway.
        _context: Lambda's.
        connected: What previews are made of; made from the environment, in Lambda.
        now: The time, in seconds since the epoch.
    """
    request = from_event(event)
    refused = refusal(request, os.environ.get("ORIGIN_SECRET", ""))
    if refused is not None:
        return _problem(refused, request)
    key = request.path.removeprefix(PREFIX)
    is_get = request.method in ("GET", "HEAD")
    if not is_get or not is_signed(key, request.query, os.environ["PREVIEW_SECRETS"], now()):
        return _problem(NOT_FOUND, request)
    try:
        found = preview(key, (connected or library)(), now())
    except (BotoCoreError, ClientError, WorkerError):
        logger.exception("answered 503", key=key)
        return _problem(_UNAVAILABLE, request)
    return _problem(NOT_FOUND, request) if found is None else _page(found, request)


@functools.cache
def library() -> Library:
    """What previews are made of, as the environment names it; made once in each process.

    Raises:
        KeyError: A variable is missing; the template sets them all.
    """
    s3 = boto3.client("s3", config=_CONFIG)
    return Library(
        bucket=Bucket(s3, os.environ["BUCKET"]),
        table=Table(boto3.client("dynamodb", config=_CONFIG), os.environ["TABLE"]),
        url=os.environ["SITE_URL"].rstrip("/"),
        bounded=Bounded(_LIMITS, spawn),  # this process may have threads
        words=OwnWordsReader(Derived(s3, os.environ["DERIVED_BUCKET"]).found),
        media_host=os.environ["MEDIA_HOST"],
    )


def _page(found: Preview, request: Request) -> Result:
    headers = {"content-type": PAGE_TYPE, "content-security-policy": found.policy, "vary": "Accept-Encoding"}
    content = found.html.encode()
    codings = acceptable_codings(request.headers.get("accept-encoding"))
    if GZIP in codings and (codings[0] == GZIP or len(content) > MAX_CONTENT):
        content = gzipped(content, 6)
        headers["content-encoding"] = GZIP
    return _problem(_TOO_LARGE, request) if len(content) > MAX_CONTENT else _result(200, headers, content)


def _problem(problem: ProblemDetails, request: Request) -> Result:
    """The result that tells of a problem: a page for browsers, whatever the key ends in."""
    asked = Request(request.method, PREFIX, "", request.headers)
    headers, text = told(problem, asked, _problem_page)
    return _result(problem.status, headers, text.encode())


def _problem_page(problem: ProblemDetails) -> tuple[str, str]:
    settings = Settings(name="Articles", url="", time_zone="UTC", author="")
    style = theme.style_of(settings)
    template = theme.environment().get_template("error.html.j2")
    html = template.render(
        theme.furniture(settings) | {"style": style.css, "title": problem.title, "text": problem.detail}
    )
    return html, theme.content_security_policy(settings, style)


def _result(status: int, headers: dict[str, str], content: bytes) -> Result:
    sent = with_headers_of_all({**headers, **_HEADERS})
    for name in _FOR_ALL:
        del sent[name]
    body = base64.b64encode(content).decode()
    return {"statusCode": status, "headers": sent, "body": body, "isBase64Encoded": True}
