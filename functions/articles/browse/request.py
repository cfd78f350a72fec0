"""A request, from the event that API Gateway makes of it (payload format version 2.0)."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from articles.common.origin import site_url
from articles.publishing.rendering.settings import Settings, from_environment


@dataclass(frozen=True, slots=True)
class Request:
    """What is looked at of a request.

    Attributes:
        method: Its method.
        path: Its path, percent-decoded once.
        query: Its query string, as sent.
        headers: Its headers: names in lower case, values of the same name joined by commas.
        settings: The site's settings, with the URL that the request was for where the environment names none.
        origin_secret: What CloudFront adds to a request; empty where nothing stands in front of the API.
    """

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    settings: Settings
    origin_secret: str


def from_event(event: Mapping[str, Any]) -> Request:
    """The request that an event stands for.

    Raises:
        KeyError: A variable of the environment is missing; the template sets them all.
    """
    settings = from_environment()
    secrets = os.environ.get("ORIGIN_SECRET", "")
    context = event["requestContext"]
    # API Gateway gives names in lower case; `sam local start-api` as they came (RFC 9110, 5.1: they have no case).
    headers = {name.lower(): value for name, value in event["headers"].items()}
    return Request(
        method=context["http"]["method"],
        path=event["rawPath"],
        query=event.get("rawQueryString", ""),
        headers=headers,
        settings=replace(settings, url=site_url(headers, context.get("domainName", ""), settings.url, secrets)),
        origin_secret=secrets,
    )
