"""What is in the bucket: an uploaded file, and what its key says about it."""

import datetime as dt
from dataclasses import dataclass

from articles.common.paths import folded
from articles.publishing.media.formats import format_of
from articles.publishing.media.own_files import own_format_of
from articles.publishing.reading.file_names import EXTENSIONS
from articles.publishing.reading.ignoring import SITE_FILE

__all__ = [
    "ASSETS",
    "EXTENSIONS",
    "MAX_KEY",
    "MAX_SOURCE",
    "REPORTS",
    "SITE_FILE",
    "NotModified",
    "Upload",
    "is_article",
    "is_content",
    "is_media",
    "is_own",
    "is_reportable",
    "is_served",
    "is_synced",
    "name_of",
    "report_key",
]

MAX_SOURCE = 1024 * 1024
MAX_KEY = 1024
REPORTS = "reports/"
ASSETS = "assets/"

_NOT_ARTICLES = (REPORTS, ASSETS)


@dataclass(frozen=True, slots=True)
class Upload:
    """One version of a file.

    Attributes:
        body: Its bytes, but at most one more than it may have: enough to see that it is too large.
        etag: Its ETag, without quotes.
        version: Its version id, empty in an unversioned bucket.
        modified: When it was uploaded.
    """

    body: bytes
    etag: str
    version: str
    modified: dt.datetime


class NotModified:
    """The object still has the ETag that was asked about."""


def is_article(key: str) -> bool:
    """Whether an object is an article file."""
    return key.lower().endswith(EXTENSIONS) and not key.startswith(_NOT_ARTICLES)


def is_media(key: str) -> bool:
    """Whether an object is a file beside articles that their pages can show or offer."""
    return format_of(key) is not None and not key.startswith(REPORTS)


def is_own(key: str) -> bool:
    """Whether an object is an own file of the site: of the folder `site/`, and about how all pages look."""
    return own_format_of(key) is not None


def is_served(key: str) -> bool:
    """Whether an object is a file of which a copy is served: one that pages can show or offer, or an own file."""
    return is_media(key) or is_own(key)


def is_content(key: str) -> bool:
    """Whether an object is an article file, or one of which a copy is served."""
    return is_article(key) or is_served(key)


def is_synced(key: str) -> bool:
    """Whether an object is content, or the file of the site's settings."""
    return key == SITE_FILE or is_content(key)


def name_of(key: str) -> str:
    """The name by which texts may link to a file, or show it: the last part of its key, in lower case and NFC.

    That of an article file is without its ending. NFC, because some systems store the names of files in another form
    than texts have.
    """
    name = key.rpartition("/")[2]
    return folded(name if is_media(key) else name.rpartition(".")[0])


def is_reportable(key: str) -> bool:
    """Whether the key of a report on this file would fit: S3 allows 1,024 bytes."""
    return len(report_key(key).encode()) <= MAX_KEY


def report_key(key: str) -> str:
    """The key of the author's report on a file."""
    return f"{REPORTS}{key}.json"
