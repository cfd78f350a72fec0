"""Read the site's settings, in `site.yaml` beside the articles, as values of template.yaml's parameters."""

import os
from collections.abc import Mapping
from pathlib import Path

import yaml
from articles.local.errors import LocalError
from articles.local.files import read, reason

FILE = "site.yaml"
_MAX_BYTES = 64 * 1024

# The bucket's name in the local stack.
BUCKET = "articles"

_PARAMETERS: Mapping[str, str] = {
    "name": "SiteName",
    "url": "SiteUrl",
    "time_zone": "SiteTimeZone",
    "author": "SiteAuthor",
}


def local_parameters(site: str, folder: Path) -> dict[str, str]:
    """The values of template parameters with which the stack runs on this machine.

    Args:
        site: Where the site is served, scheme and host.
        folder: The folder of articles, whose settings are the site's.

    Raises:
        LocalError: The settings cannot be read.
    """
    stack = {"BucketName": BUCKET, "CloudFront": "disabled", "LogLevel": "DEBUG"}  # an author sees what is wrong
    return {**stack, "SiteUrl": site, **site_parameters(folder)}


def site_parameters(folder: Path) -> dict[str, str]:
    """Read the settings.

    Args:
        folder: The folder of articles.

    Returns:
        Values of template parameters, for the settings that are such; empty if there is no such file.

    Raises:
        LocalError: The file cannot be read, or has something other than settings in it.
    """
    file = folder / FILE
    if not os.path.lexists(file):
        return {}
    try:
        settings = yaml.load(_read(file), Loader=yaml.BaseLoader)  # noqa: S506 - makes text only
    except OSError as error:
        raise LocalError(f"{file}: {reason(error)}") from error
    except (RecursionError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise LocalError(f"{file}: {' '.join(str(error).split())}") from error
    if not isinstance(settings, dict):
        raise LocalError(f"{file}: it must hold settings, each on a line of its own")
    return {_PARAMETERS[name]: value for name, value in settings.items() if name in _PARAMETERS and value}


def _read(file: Path) -> str:
    source = read(file, _MAX_BYTES)
    if len(source) > _MAX_BYTES:
        raise LocalError(
            f"{file}: it has more than {_MAX_BYTES:,} bytes, the most that is read; a few lines are enough"
        )
    return source.decode("utf-8")
