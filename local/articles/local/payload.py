"""Convert HTTP requests to events, and what functions return to HTTP responses, as API Gateway does.

See 'Create AWS Lambda proxy integrations for HTTP APIs' in its developer guide, payload format version 2.0.
"""

import base64
import binascii
import datetime as dt
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, unquote

from articles.local.routing import Match
from articles.local.template import ACCOUNT

Headers = tuple[tuple[str, str], ...]

MAX_RESULT = 6 * 1024 * 1024
_BODILESS = (204, 304)
_FULL_STATUSES = range(200, 600)
_HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding", "upgrade"}

# Observed: bodies of all other content types, including forms, and bodies without a content type come in base64.
_TEXT_TYPES = {"application/json", "application/javascript", "application/xml"}


class ResultError(Exception):
    """A function returned something that cannot become a response."""


def may_have_body(status: int) -> bool:
    """Whether a response of this status may have a body, or a Content-Length (RFC 9110, 6.4.1 and 8.6)."""
    return status not in _BODILESS


@dataclass(frozen=True, slots=True)
class Request:
    """An HTTP request.

    Attributes:
        method: The method.
        raw_path: The path as sent.
        query: The query string as sent, without the question mark.
        headers: Names in lower case, and values, in the order sent.
        body: The body.
        client: Address of the client.
    """

    method: str
    raw_path: str
    query: str = ""
    headers: Headers = ()
    body: bytes = b""
    client: str = "127.0.0.1"

    @property
    def path(self) -> str:
        """The path, decoded once."""
        return unquote(self.raw_path)


@dataclass(frozen=True, slots=True)
class Response:
    """An HTTP response; its headers are without the content's length."""

    status: int
    headers: Headers = ()
    body: bytes = b""


def to_event(request: Request, match: Match, now: dt.datetime) -> dict[str, Any]:
    """The event for a request that a route takes."""
    headers = _joined(request.headers)
    cookies = [cookie.strip() for cookie in headers.pop("cookie", "").split(";") if cookie.strip()]
    host = headers.get("host", "")
    event = {
        "version": "2.0",
        "routeKey": match.route_key,
        "rawPath": request.path,
        "rawQueryString": request.query,
        "headers": headers | {"x-forwarded-for": request.client, "x-forwarded-proto": "http"},
        "requestContext": {
            "accountId": ACCOUNT,
            "apiId": "local",
            "domainName": host.rpartition(":")[0] or host,
            "domainPrefix": "local",
            "http": {
                "method": request.method,
                "path": request.path,
                "protocol": "HTTP/1.1",
                "sourceIp": request.client,
                "userAgent": headers.get("user-agent", ""),
            },
            "requestId": str(uuid.uuid4()),
            "routeKey": match.route_key,
            "stage": "$default",
            "time": now.strftime("%d/%b/%Y:%H:%M:%S %z"),
            "timeEpoch": round(now.timestamp() * 1000),
        },
        "isBase64Encoded": False,
    }
    if cookies:
        event["cookies"] = cookies
    if request.query:
        event["queryStringParameters"] = _joined(parse_qsl(request.query, keep_blank_values=True))
    if match.parameters:
        event["pathParameters"] = dict(match.parameters)
    return event | _body(request.body, headers.get("content-type", ""))


def to_response(result: Any) -> Response:
    """Make a response from a function's result.

    Raises:
        ResultError: The result cannot become a response.
    """
    if not isinstance(result, Mapping) or "statusCode" not in result:
        text = result if isinstance(result, str) else _dumped(result)
        return Response(200, (("content-type", "application/json"),), text.encode())
    status = result["statusCode"]
    if not str(status).isdecimal() or int(status) not in _FULL_STATUSES:
        raise ResultError(f"statusCode is {status!r}")
    headers = {str(name).lower(): _header_value(value) for name, value in (result.get("headers") or {}).items()}
    kept = [(name, value) for name, value in headers.items() if name not in _HOP_BY_HOP and name != "content-length"]
    if "content-type" not in headers:
        kept.append(("content-type", "text/plain; charset=utf-8"))
    cookies = [("set-cookie", str(cookie)) for cookie in result.get("cookies") or []]
    return Response(int(status), (*kept, *cookies), _decoded(result))


def _joined(pairs: Any) -> dict[str, str]:
    """Turn pairs into a map. Values of the same name are joined with commas."""
    joined: dict[str, str] = {}
    for name, value in pairs:
        joined[name] = f"{joined[name]},{value}" if name in joined else value
    return joined


def _body(body: bytes, content_type: str) -> dict[str, Any]:
    if not body:
        return {}
    media_type = content_type.partition(";")[0].strip().lower()
    if media_type.startswith("text/") or media_type in _TEXT_TYPES:
        return {"body": body.decode("utf-8", "replace"), "isBase64Encoded": False}
    return {"body": base64.b64encode(body).decode(), "isBase64Encoded": True}


def _decoded(result: Mapping[str, Any]) -> bytes:
    body = result.get("body")
    if body is None:
        return b""
    text = body if isinstance(body, str) else _dumped(body)
    if len(text) > MAX_RESULT:
        raise ResultError(f"the body has {len(text)} characters; Lambda returns at most {MAX_RESULT} bytes")
    if not result.get("isBase64Encoded"):
        return text.encode()
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise ResultError(f"the body is not base64: {error}") from error


def _header_value(value: Any) -> str:
    return value if isinstance(value, str) else _dumped(value)


def _dumped(value: Any) -> str:
    try:
        return json.dumps(value)
    except (TypeError, ValueError) as error:
        raise ResultError(f"{type(value).__name__} is not JSON: {error}") from error
