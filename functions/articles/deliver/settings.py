"""The function's settings, from the environment."""

from __future__ import annotations

import functools
import os

from articles.common.http_edge import cache_control

TYPE_CHECKING = False  # the typing module is not imported for annotations
if TYPE_CHECKING:
    from collections.abc import Mapping


class Settings:
    """The function's settings. template.yaml sets a variable for each.

    Attributes:
        table: The table's name.
        cache_control: The Cache-Control header of representations and redirects.
        origin_secret: The secrets that are valid in a request, as in `common.origin`.
        service: The dimension `service` of the function's metrics.
        namespace: The CloudWatch namespace of its metrics.
    """

    __slots__ = ("_environ", "cache_control", "namespace", "origin_secret", "service", "table")

    def __init__(self, environ: Mapping[str, str]) -> None:
        """Read the settings.

        Raises:
            KeyError: A variable is missing.
            ValueError: A number of seconds is not a whole number.
        """
        self._environ = environ
        self.table = environ["TABLE"]
        self.cache_control = cache_control(environ)
        self.origin_secret = environ.get("ORIGIN_SECRET", "")
        self.service = environ["POWERTOOLS_SERVICE_NAME"]
        self.namespace = environ["POWERTOOLS_METRICS_NAMESPACE"]

    def cache_control_until(self, left: int) -> str:
        """The Cache-Control header of what ends in so many seconds."""
        return cache_control(self._environ, left)


@functools.cache
def settings() -> Settings:
    """The settings of this process."""
    return Settings(os.environ)
