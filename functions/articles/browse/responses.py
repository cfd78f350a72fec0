"""From content to an HTTP response: validators, compression, caching and security headers (RFC 9110, RFC 9111)."""

import hashlib
import os
import zlib
from collections.abc import Mapping
from http import HTTPStatus

from articles.common import http_edge
from articles.common.negotiation import GZIP, IDENTITY, acceptable_codings
from articles.common.paths import href
from aws_lambda_powertools.event_handler import Response

_MIN_COMPRESSED = 500  # less than that comes in one packet either way
_GZIP = 31  # zlib's wbits for a gzip stream, which it writes without time and name
_ETAG_CHARACTERS = 20


class TooLargeError(Exception):
    """The content fits into no response in a coding that the client accepts."""


def content(text: str, content_type: str, headers: Mapping[str, str] | None = None) -> Response[str]:
    """What was asked for; it is kept as long as the environment says, unless a header says otherwise.

    Args:
        text: The content.
        content_type: Its type.
        headers: Further headers, their names in lower case.
    """
    kept = http_edge.cache_control(os.environ)
    return _response(HTTPStatus.OK, text, {"content-type": content_type, "cache-control": kept, **(headers or {})})


def failure(status: int, text: str, headers: Mapping[str, str]) -> Response[str]:
    """What is said instead, with its content type among the headers."""
    return _response(status, text, headers)


def redirect(status: HTTPStatus, path: str, query: str = "") -> Response[str]:
    """A redirect to a path of the site."""
    return _response(status, "", {"location": href(path, query), "cache-control": http_edge.cache_control(os.environ)})


def preflight() -> Response[str]:
    """The answer to OPTIONS: what may be asked, from any origin."""
    return _response(HTTPStatus.NO_CONTENT, "", http_edge.PREFLIGHT)


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
        if http_edge.is_matched(request_headers.get("if-none-match", ""), headers["etag"]):
            return Response(HTTPStatus.NOT_MODIFIED, headers=headers)
    sent = _compressed(body) if coding else body
    if len(sent) > http_edge.MAX_CONTENT:
        raise TooLargeError
    return Response(response.status_code, body=sent, headers=headers)


def _coding(size: int, accept_encoding: str | None) -> str:
    """The coding for content of this many bytes, empty for none: the client's choice, unless that would not fit."""
    acceptable = acceptable_codings(accept_encoding)
    if size > http_edge.MAX_CONTENT and GZIP in acceptable:
        return GZIP
    preferred = next(iter(acceptable), IDENTITY)
    return GZIP if preferred == GZIP and size >= _MIN_COMPRESSED else ""


def _response(status: int, text: str, headers: Mapping[str, str]) -> Response[str]:
    return Response(int(status), body=text, headers=http_edge.with_headers_of_all(headers))


def _compressed(body: bytes) -> bytes:
    compressor = zlib.compressobj(6, zlib.DEFLATED, _GZIP)
    return compressor.compress(body) + compressor.flush()
