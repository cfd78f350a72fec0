"""Results for API Gateway (payload format version 2.0), with their headers.

HEAD gets the same result as GET. The server in front drops the body, but needs it to know its length.
"""

from __future__ import annotations

import binascii

from articles.common.http_edge import MAX_CONTENT, NEVER, PREFLIGHT, with_headers_of_all
from articles.common.negotiation import GZIP
from articles.common.paths import href
from articles.deliver.conditional import is_not_modified
from articles.deliver.http_dates import format_date

TYPE_CHECKING = False  # the typing module is not imported for annotations
if TYPE_CHECKING:
    from collections.abc import Mapping

    from articles.deliver.table import Stored

    Result = dict[str, object]


def result(status: int, headers: Mapping[str, str], body: str = "", *, is_base64: bool = False) -> Result:
    """Make a result, with the headers that all responses have. The body is text, or base64 if `is_base64`."""
    return {
        "statusCode": status,
        "headers": with_headers_of_all(headers),
        "body": body,
        "isBase64Encoded": is_base64,
    }


def representation(
    stored: Stored, coding: str, headers: Mapping[str, str], request_headers: Mapping[str, str]
) -> Result | None:
    """Make the result with a representation: 200, or 304 if the client has it; None if it is too large for a result.

    Args:
        stored: The representation.
        coding: The content coding, gzip or identity.
        headers: Headers that depend on the request: Cache-Control, Vary, Content-Location.
        request_headers: The request's headers, their names in lower case.

    Raises:
        TableError: The stored body is malformed.
    """
    etag = f'"{stored.etag}-gzip"' if coding == GZIP else f'"{stored.etag}"'
    sent = {
        "content-type": stored.content_type,
        "etag": etag,
        "last-modified": format_date(stored.modified),
        **({"content-encoding": GZIP} if coding == GZIP else {}),
        **headers,
        **stored.headers,
    }
    validators = request_headers.get("if-none-match"), request_headers.get("if-modified-since")
    if is_not_modified(etag, stored.modified, *validators):
        return result(304, sent)
    if coding == GZIP:
        return result(200, sent, stored.body, is_base64=True)
    content = stored.content(MAX_CONTENT)
    if content is None:
        return None
    return result(200, sent, binascii.b2a_base64(content, newline=False).decode(), is_base64=True)


def redirect(status: int, path: str, cache_control: str, query: str = "") -> Result:
    """Make a redirect to a path of the site, decoded, and a query string as it was sent."""
    return result(status, {"location": href(path, query), "cache-control": cache_control})


def redirect_elsewhere(address: str, cache_control: str) -> Result:
    """Make a redirect to an address of another host, as site.yaml has it, or to a path of the site, decoded."""
    location = href(address) if address.startswith("/") else address
    return result(301, {"location": location, "cache-control": cache_control})


def preflight() -> Result:
    """Make the response to OPTIONS: any origin may read."""
    return result(204, PREFLIGHT)


def healthy() -> Result:
    """Make the response to a health check that succeeds."""
    return result(200, {"content-type": "application/json", "cache-control": NEVER}, '{"status": "ok"}\n')
