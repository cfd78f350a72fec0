"""The site's settings for one request, from the environment."""

import os
from dataclasses import replace

from articles.common.http_edge import Request
from articles.common.origin import site_url
from articles.publishing.rendering.settings import Settings, from_environment


def origin_secrets() -> str:
    """The secrets that are valid in a request, as in `common.origin`."""
    return os.environ.get("ORIGIN_SECRET", "")


def settings_for(request: Request) -> Settings:
    """The site's settings. If the environment names no URL, they have the one that the request was for.

    Raises:
        KeyError: A variable of the environment is missing; the template sets them all.
    """
    settings = from_environment(os.environ)
    return replace(settings, url=site_url(request.headers, request.domain, settings.url, origin_secrets()))
