"""From content to an HTTP response: validators, compression, caching and security headers (RFC 9110, RFC 9111)."""

import hashlib
import os
from collections.abc import Mapping
from http import HTTPStatus

from articles.common import http_edge
from articles.common.compression import gzipped
from articles.common.negotiation import GZIP, IDENTITY, acceptable_codings
from articles.common.paths import href
from aws_lambda_powertools.event_handler import Response

_MIN_COMPRESSED = 500  # fewer bytes fit into one packet anyway
_LEVEL = 6  # of compression
_ETAG_CHARACTERS = 20
_EMPTY = b""  # some servers fail at a body that is null


class TooLargeError(Exception):
    """The content is too large for a response in any coding that the client accepts."""


def content(text: str, content_type: str, headers: Mapping[str, str] | None = None) -> Response[str]:
    """Make a response with content. Its Cache-Control is from the environment, unless `headers` has another.

    Args:
        text: The content.
        content_type: The Content-Type header.
        headers: Further headers, their names in lower case. Without an ETag among them, it gets one of its own.
    """
    kept = http_edge.cache_control(os.environ)
    return _response(HTTPStatus.OK, text, {"content-type": content_type, "cache-control": kept, **(headers or {})})


def failure(status: int, text: str, headers: Mapping[str, str]) -> Response[str]:
    """Make the response that tells of a problem. The headers include Content-Type."""
    return _response(status, text, headers)


def redirect(status: HTTPStatus, path: str, query: str = "") -> Response[str]:
    """Make a redirect to a path of the site, decoded, and a query string as it was sent."""
    return _response(status, "", {"location": href(path, query), "cache-control": http_edge.cache_control(os.environ)})


def preflight() -> Response[str]:
    """Make the response to OPTIONS: any origin may read."""
    return _response(HTTPStatus.NO_CONTENT, "", http_edge.PREFLIGHT)


def finish(response: Response[str] | Response[bytes], request_headers: Mapping[str, str]) -> Response[bytes]:
    """Finish a response for one request: compress it, or replace it by a 304 if the client has its content.

    HEAD gets the same response as GET. The server in front drops the body, but needs it to know its length. What is
    bytes already is finished.

    Args:
        response: The response before content coding.
        request_headers: The request's headers, their names in lower case.

    Raises:
        TooLargeError: It is too large for the codings that the client accepts.
    """
    if isinstance(response.body, bytes):
        return Response(response.status_code, body=response.body, headers=response.headers)
    text = response.body or ""
    headers = {name: str(value) for name, value in response.headers.items()}
    if not text:
        return Response(response.status_code, body=_EMPTY, headers=headers)
    body = text.encode()
    coding = _coding(len(body), request_headers.get("accept-encoding"))
    headers["vary"] = ", ".join(filter(None, [headers.get("vary"), "Accept-Encoding"]))
    if coding:
        headers["content-encoding"] = coding
    if response.status_code == HTTPStatus.OK:
        headers.setdefault("etag", _strong_etag(body, coding))
        if http_edge.is_matched(request_headers.get("if-none-match", ""), headers["etag"]):
            return Response(HTTPStatus.NOT_MODIFIED, body=_EMPTY, headers=headers)
    sent = gzipped(body, _LEVEL) if coding else body
    if len(sent) > http_edge.MAX_CONTENT:
        raise TooLargeError
    return Response(response.status_code, body=sent, headers=headers)


def weak_etag(text: str) -> str:
    """The entity tag of content that says the same as other content, though its bytes differ (RFC 9110, 8.8.1).

    Args:
        text: What all of them say.
    """
    return f'W/"{_digest(text.encode())}"'


def _strong_etag(body: bytes, coding: str) -> str:
    return f'"{_digest(body)}-{coding}"' if coding else f'"{_digest(body)}"'


def _digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()[:_ETAG_CHARACTERS]


def _coding(size: int, accept_encoding: str | None) -> str:
    """Choose the coding for content of this many bytes, empty for none: what the client prefers, if that fits."""
    acceptable = acceptable_codings(accept_encoding)
    if size > http_edge.MAX_CONTENT and GZIP in acceptable:
        return GZIP
    preferred = next(iter(acceptable), IDENTITY)
    return GZIP if preferred == GZIP and size >= _MIN_COMPRESSED else ""


def _response(status: int, text: str, headers: Mapping[str, str]) -> Response[str]:
    return Response(int(status), body=text, headers=http_edge.with_headers_of_all(headers))
