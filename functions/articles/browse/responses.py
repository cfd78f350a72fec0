"""From content to an HTTP response: validators, compression, caching and security headers (RFC 9110, RFC 9111)."""

import hashlib
import os
import re
import zlib
from collections.abc import Mapping
from http import HTTPStatus

from articles.common.negotiation import GZIP, IDENTITY, acceptable_codings
from articles.common.paths import href
from aws_lambda_powertools.event_handler import Response

# Lambda returns at most 6 MB of JSON. Content comes in base64, a third more than it is; the rest is for the headers.
MAX_CONTENT = 4_500_000

METHODS = "GET, HEAD, OPTIONS"

# What is missing may be published the next moment.
SOON = "public, max-age=5, s-maxage=5"
NEVER = "no-store"
DAY = "public, max-age=86400"

_HTML = "text/html"
_MIN_COMPRESSED = 500  # less than that comes in one packet either way
_GZIP = 31  # zlib's wbits for a gzip stream, which it writes without time and name
_ETAG_CHARACTERS = 20

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
_PREFLIGHT = {
    "allow": METHODS,
    "access-control-allow-methods": METHODS,
    "access-control-allow-headers": "*",
    "access-control-max-age": "86400",
    "cache-control": DAY,
}

_ENTITY_TAG = re.compile(r'"[^"]*"')


class TooLargeError(Exception):
    """The content fits into no response in a coding that the client accepts."""


def content(text: str, content_type: str, headers: Mapping[str, str] | None = None) -> Response[str]:
    """What was asked for; it is kept as long as the environment says, unless a header says otherwise.

    Args:
        text: The content.
        content_type: Its type.
        headers: Further headers, their names in lower case.
    """
    return _response(
        HTTPStatus.OK, text, {"content-type": content_type, "cache-control": _cache_control(), **(headers or {})}
    )


def failure(status: HTTPStatus, text: str, headers: Mapping[str, str]) -> Response[str]:
    """What is said instead, with its content type among the headers."""
    return _response(status, text, headers)


def redirect(status: HTTPStatus, path: str, query: str = "") -> Response[str]:
    """A redirect to a path of the site."""
    return _response(status, "", {"location": href(path, query), "cache-control": _cache_control()})


def preflight() -> Response[str]:
    """The answer to OPTIONS: what may be asked, from any origin."""
    return _response(HTTPStatus.NO_CONTENT, "", _PREFLIGHT)


def finish(response: Response[str], request_headers: Mapping[str, str]) -> Response[bytes]:
    """The response as one request gets it: compressed if it may be, and without content if the client has it.

    HEAD is answered as GET is: the server in front keeps the body back, and knows its length only if it gets it.

    Args:
        response: What any client would get.
        request_headers: The request's headers, their names in lower case.

    Raises:
        TooLargeError: It is too large for the codings that the client accepts.
    """
    text = response.body or ""
    headers = {name: str(value) for name, value in response.headers.items()}
    if not text:
        return Response(response.status_code, headers=headers)
    body = text.encode()
    coding = _coding(len(body), request_headers.get("accept-encoding"))
    headers["vary"] = ", ".join(filter(None, [headers.get("vary"), "Accept-Encoding"]))
    if coding:
        headers["content-encoding"] = coding
    if response.status_code == HTTPStatus.OK:
        digest = hashlib.sha256(body).hexdigest()[:_ETAG_CHARACTERS]
        headers["etag"] = f'"{digest}-{coding}"' if coding else f'"{digest}"'
        if is_matched(request_headers.get("if-none-match", ""), headers["etag"]):
            return Response(HTTPStatus.NOT_MODIFIED, headers=headers)
    sent = _compressed(body) if coding else body
    if len(sent) > MAX_CONTENT:
        raise TooLargeError
    return Response(response.status_code, body=sent, headers=headers)


def _coding(size: int, accept_encoding: str | None) -> str:
    """The coding for content of this many bytes, empty for none: the client's choice, unless that would not fit."""
    acceptable = acceptable_codings(accept_encoding)
    if size > MAX_CONTENT and GZIP in acceptable:
        return GZIP
    preferred = next(iter(acceptable), IDENTITY)
    return GZIP if preferred == GZIP and size >= _MIN_COMPRESSED else ""


def is_matched(if_none_match: str, etag: str) -> bool:
    """Whether an If-None-Match header names the entity tag, by weak comparison (RFC 9110, section 13.1.2)."""
    return if_none_match.strip() == "*" or etag in _ENTITY_TAG.findall(if_none_match)


def _response(status: HTTPStatus, text: str, headers: Mapping[str, str]) -> Response[str]:
    page = _PAGE_HEADERS if headers.get("content-type", "").startswith(_HTML) else {}
    return Response(status.value, body=text, headers={**_HEADERS, **page, **headers})


def _compressed(body: bytes) -> bytes:
    compressor = zlib.compressobj(6, zlib.DEFLATED, _GZIP)
    return compressor.compress(body) + compressor.flush()


def _cache_control() -> str:
    return (
        f"public, max-age={os.environ['CACHE_MAX_AGE']}, s-maxage={os.environ['CACHE_S_MAXAGE']}, "
        f"stale-while-revalidate={os.environ['CACHE_STALE_WHILE_REVALIDATE']}, "
        f"stale-if-error={os.environ['CACHE_STALE_IF_ERROR']}"
    )
