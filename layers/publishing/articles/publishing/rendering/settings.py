"""The site's settings: the few facts that pages need and that no article has."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Settings:
    """The site's settings; template.yaml has a parameter for each.

    Attributes:
        name: The site's name, as titles and feeds show it.
        url: Scheme and host, without a slash at the end; article paths are appended to it.
        time_zone: IANA name of the time zone of articles' dates.
        author: The author of articles that do not name one.
    """

    name: str
    url: str
    time_zone: str
    author: str


def from_environment(environment: Mapping[str, str]) -> Settings:
    """Read the settings from a function's environment.

    Raises:
        KeyError: A variable is missing; the template sets them all.
    """
    return Settings(
        name=environment["SITE_NAME"],
        url=environment["SITE_URL"].rstrip("/"),
        time_zone=environment["SITE_TIME_ZONE"],
        author=environment["SITE_AUTHOR"],
    )
