"""What the `site.yaml` of a folder of articles says, and which folder that is."""

import os
from pathlib import Path

from articles.local.errors import LocalError
from articles.local.files import absolute, read, reason
from articles.publishing.errors import ArticleError
from articles.publishing.reading.site import MAX_SITE, SiteFile, parse_site
from articles.publishing.storage.uploads import SITE_FILE, is_own

# So many parts does the key of an own file have.
_DEPTHS = (2, 3)


def load_site(folder: Path) -> SiteFile:
    """What the `site.yaml` of a folder says; the defaults if there is none.

    Args:
        folder: The folder of articles.

    Raises:
        LocalError: It cannot be read, or used. The error names the first reason, with its line and column.
    """
    file = folder / SITE_FILE
    if not os.path.lexists(file):
        return SiteFile()
    try:
        return parse_site(read(file, MAX_SITE))
    except OSError as error:
        raise LocalError(f"{file}: {reason(error)}") from error
    except ArticleError as error:
        first = next(problem for problem in error.problems if problem.severity == "error")
        raise LocalError(f"{file}:{first.line}:{first.column}: {first.message}") from error


def own_key(file: Path) -> str | None:
    """The key of an own file of a site, such as `site/style.css`, by its path; None for any other."""
    parts = absolute(file).parts
    keys = ("/".join(parts[-count:]) for count in _DEPTHS)
    return next((key for key in keys if is_own(key)), None)


def folder_of(file: Path) -> Path:
    """The folder of the site that a file belongs to: the nearest above it with a `site.yaml`, else the file's own."""
    folders = absolute(file).parents
    return next((folder for folder in folders if os.path.lexists(folder / SITE_FILE)), folders[0])
