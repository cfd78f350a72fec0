"""The settings of the site that a folder of articles makes: those in its `site.yaml`, and defaults for the others."""

import os
import re
import zoneinfo
from dataclasses import replace
from pathlib import Path

from articles.local.errors import LocalError
from articles.local.files import absolute
from articles.local.stack_parameters import FILE, site_parameters
from articles.publishing.rendering.settings import Settings

DEFAULTS = Settings(name="Articles", url="http://127.0.0.1:8000", time_zone="UTC", author="Editors")

# The same as SiteUrl in template.yaml: scheme and host, no slash at the end.
_URL = re.compile(r"https?://[^/\s]+")


def load_settings(folder: Path) -> Settings:
    """The settings of the site in a folder.

    Args:
        folder: The folder of articles.

    Raises:
        LocalError: `site.yaml` cannot be read, or a setting is not what it should be.
    """
    parameters = site_parameters(folder)
    settings = replace(
        DEFAULTS,
        name=parameters.get("SiteName", DEFAULTS.name),
        url=parameters.get("SiteUrl", DEFAULTS.url),
        time_zone=parameters.get("SiteTimeZone", DEFAULTS.time_zone),
        author=parameters.get("SiteAuthor", DEFAULTS.author),
    )
    _check(settings, folder / FILE)
    return settings


def settings_for(file: Path) -> Settings:
    """The settings of the site that a file belongs to.

    Args:
        file: An article file.

    Raises:
        LocalError: As `load_settings`.
    """
    return load_settings(folder_of(file))


def folder_of(file: Path) -> Path:
    """The folder of the site that a file belongs to: the nearest above it with a `site.yaml`, else the file's own."""
    folders = absolute(file).parents
    return next((folder for folder in folders if os.path.lexists(folder / FILE)), folders[0])


def _check(settings: Settings, file: Path) -> None:
    if not settings.name.strip() or not settings.author.strip():
        raise LocalError(f"{file}: name and author may not be empty")
    if not _URL.fullmatch(settings.url):
        raise LocalError(f"{file}: url must be scheme and host, such as https://www.example.org, not {settings.url}")
    if settings.time_zone not in zoneinfo.available_timezones():
        raise LocalError(f"{file}: {settings.time_zone} is not a time zone; write an IANA name, such as Europe/Berlin")
