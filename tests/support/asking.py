"""Asks browse, and the function `search`, which has some of its routes."""

import base64
import importlib
import json
import re
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

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


# The paths that the template routes to the function `search`.
_SEARCH = re.compile(r"/(api/)?search|/(tags|authors)(/[^/]+(/feed\.(atom|json))?)?|/archive")


# The language in which lists are asked for; empty for the site's main one.
_language = ContextVar("_language", default="")


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Have all that is asked for be asked for in a language, until the end."""
    token = _language.set(language)
    try:
        yield
    finally:
        _language.reset(token)


def ask(target: str, method: str = "GET", **headers: str) -> Answer:
    """Ask browse for a path and query; header names with underscores, in the case in which they are to be sent."""
    url = urlsplit(target)
    language = _language.get()
    more = urlencode({"lang": language}) if language and "lang=" not in url.query else ""
    return asked(url.path, "&".join(filter(None, (url.query, more))), method, **headers)


def asked(path: str, query: str, method: str = "GET", **headers: str) -> Answer:
    """Ask for a path, decoded, and a query as it was sent."""
    event = {
        "version": "2.0",
        "rawPath": path,
        "rawQueryString": query,
        "headers": {name.replace("_", "-"): value for name, value in headers.items()},
        "requestContext": {"http": {"method": method, "path": path}, "stage": "$default", "domainName": "api"},
    }
    # With the function's environment in place.
    handler = importlib.import_module(f"articles.browse.{'search_' * bool(_SEARCH.fullmatch(path))}handler").handler
    return Answer.of(handler(event, Context("browse", 128, time.monotonic() + 10)))
