"""Asks browse."""

import base64
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from articles.local.functions import Context


@dataclass(frozen=True)
class Answer:
    """What a function returned for API Gateway to answer."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @classmethod
    def of(cls, result: Mapping[str, Any]) -> "Answer":
        body: str = result["body"]  # a text, even an empty one: some servers do not take null
        content = base64.b64decode(body) if result["isBase64Encoded"] else body.encode()
        return cls(result["statusCode"], result["headers"], content)

    @property
    def type(self) -> str:
        return self.headers["content-type"]

    @property
    def location(self) -> str | None:
        return self.headers.get("location")

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def json(self) -> Any:
        return json.loads(self.body)


def ask(target: str, method: str = "GET", **headers: str) -> Answer:
    """Ask browse for a path and query; header names with underscores, in the case in which they are to be sent."""
    from articles.browse.handler import handler  # noqa: PLC0415 - with the function's environment in place

    url = urlsplit(target)
    event = {
        "version": "2.0",
        "rawPath": url.path,
        "rawQueryString": url.query,
        "headers": {name.replace("_", "-"): value for name, value in headers.items()},
        "requestContext": {"http": {"method": method, "path": url.path}, "stage": "$default", "domainName": "api"},
    }
    return Answer.of(handler(event, Context("browse", 128, time.monotonic() + 10)))
