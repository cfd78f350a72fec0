"""What the environment says of the site."""

from __future__ import annotations

import functools
import os

TYPE_CHECKING = False  # the typing module is not imported for annotations
if TYPE_CHECKING:
    from collections.abc import Mapping


class Settings:
    """The function's settings; template.yaml sets a variable for each.

    Attributes:
        table: The table's name.
        cache_control: Cache-Control of what is found (RFC 9111 and RFC 5861).
        origin_secret: What CloudFront adds to a request; empty where nothing stands in front of the API.
        service: What the function's metrics are counted under.
        namespace: Where its metrics are.
    """

    __slots__ = ("cache_control", "namespace", "origin_secret", "service", "table")

    def __init__(self, environ: Mapping[str, str]) -> None:
        """Read the settings.

        Raises:
            KeyError: A variable is missing.
            ValueError: A number of seconds is none.
        """
        self.table = environ["TABLE"]
        self.cache_control = (
            f"public, max-age={int(environ['CACHE_MAX_AGE'])}, s-maxage={int(environ['CACHE_S_MAXAGE'])}, "
            f"stale-while-revalidate={int(environ['CACHE_STALE_WHILE_REVALIDATE'])}, "
            f"stale-if-error={int(environ['CACHE_STALE_IF_ERROR'])}"
        )
        self.origin_secret = environ.get("ORIGIN_SECRET", "")
        self.service = environ["POWERTOOLS_SERVICE_NAME"]
        self.namespace = environ["POWERTOOLS_METRICS_NAMESPACE"]


@functools.cache
def settings() -> Settings:
    """The settings of this process."""
    return Settings(os.environ)
