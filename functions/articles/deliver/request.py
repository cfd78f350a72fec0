"""A request, from the event that API Gateway makes of it (payload format version 2.0)."""

from __future__ import annotations

TYPE_CHECKING = False  # the typing module is not imported for annotations
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any


class Request:
    """What delivery looks at of a request.

    Attributes:
        method: Its method.
        path: Its path, percent-decoded once.
        query: Its query string, as sent.
        headers: Its headers: names in lower case, values of the same name joined by commas.
    """

    __slots__ = ("headers", "method", "path", "query")

    def __init__(self, method: str, path: str, query: str, headers: Mapping[str, str]) -> None:
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers


def from_event(event: Mapping[str, Any]) -> Request:
    """The request that an event stands for."""
    method = event["requestContext"]["http"]["method"]
    # API Gateway gives names in lower case; `sam local start-api` as they came, and they have no case (RFC 9110, 5.1).
    headers = {name.lower(): value for name, value in event["headers"].items()}
    return Request(method, event["rawPath"], event.get("rawQueryString", ""), headers)
