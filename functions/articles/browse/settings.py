"""What the environment says of the site, as it holds for one request."""

import os
from dataclasses import replace

from articles.common.http_edge import Request
from articles.common.origin import site_url
from articles.publishing.rendering.settings import Settings, from_environment


def origin_secrets() -> str:
    """What CloudFront may add to a request; empty where nothing stands in front of the API."""
    return os.environ.get("ORIGIN_SECRET", "")


def settings_for(request: Request) -> Settings:
    """The site's settings, with the URL that the request was for where the environment names none.

    Raises:
        KeyError: A variable of the environment is missing; the template sets them all.
    """
    settings = from_environment(os.environ)
    return replace(settings, url=site_url(request.headers, request.domain, settings.url, origin_secrets()))
