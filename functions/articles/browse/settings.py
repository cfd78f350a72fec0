"""The site's settings for one request: those in force, and the address from the environment."""

import functools
import os
import time
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import parse_qsl

from articles.browse.files import files
from articles.browse.library import library
from articles.common.http_edge import Request
from articles.common.origin import site_url
from articles.publishing.rendering.settings import Settings
from articles.publishing.rendering.urls import LANGUAGE
from articles.publishing.storage.own_words import OwnWordsReader
from articles.publishing.storage.sites import Site

# Seconds for which a process keeps the settings.
KEPT = 5


def origin_secrets() -> str:
    """The secrets that are valid in a request, as in `common.origin`."""
    return os.environ.get("ORIGIN_SECRET", "")


class SiteInForce:
    """The settings in force, with the words of the site, as this process read them a few seconds ago at most."""

    def __init__(
        self, read: Callable[[], Site], words: OwnWordsReader, now: Callable[[], float] = time.monotonic
    ) -> None:
        """Read them by this function, and words by that; `now` is a clock that does not go back."""
        self._read = read
        self._words = words
        self._now = now
        self._until = 0.0
        self.last = Site()
        self.words = words.of(self.last.own)

    def get(self) -> Site:
        """The settings. They are read again if they are older than `KEPT` seconds."""
        now = self._now()
        if now >= self._until:
            site = self._read()
            self.last, self.words = site, self._words.of(site.own)
            self._until = now + KEPT
        return self.last


@functools.cache
def in_force() -> SiteInForce:
    """The settings in force of the library's table; made once in each process."""
    return SiteInForce(lambda: library().site(), OwnWordsReader(lambda address: files().content(address)))


def settings_for(request: Request) -> Settings:
    """The site's settings, in the language that the request asks for, if that is one of the site's.

    If the environment names no URL, they have the one that the request was for.

    Raises:
        BusyError, ClientError, BotoCoreError: They cannot be read, as `library.Library` raises them.
        KeyError: A variable of the environment is missing; the template sets them all.
    """
    return _with_address(in_force().get(), request)


def last_settings_for(request: Request) -> Settings:
    """The site's settings as they were read last, or the defaults: to tell of a problem, which may be the table's."""
    return _with_address(in_force().last, request)


def _with_address(site: Site, request: Request) -> Settings:
    asked = dict(parse_qsl(request.query)).get(LANGUAGE, "")
    made = site.settings(os.environ["SITE_URL"], os.environ["MEDIA_HOST"], in_force().words)
    settings = made.in_edition(asked)
    return replace(settings, url=site_url(request.headers, request.domain, settings.url, origin_secrets()))
