"""Look through a folder of articles: what belongs in the bucket, what cannot be uploaded and why, and what else.

The folder belongs to a person, and anything may be in it: names that are not text, pipes, links to private files, files
that grow, disappear, or may not be read. Each of these is reported with what is wrong. The others are not affected.
"""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from articles.local.files import Signature, examine, is_skipped, reason, why_no_key
from articles.publishing.storage.uploads import ASSETS, EXTENSIONS, is_synced

# How many ignored files are named. That is enough to see that something is in the wrong place.
_NAMED = 10

Snapshot = Mapping[str, Signature]


@dataclass(frozen=True, slots=True)
class Contents:
    """What is in a folder, except hidden files and backups. Names are paths below the folder, with slashes.

    Attributes:
        files: What belongs in the bucket, by object key: articles, site.yaml and the site's own files, pictures,
            recordings and documents that pages can show, and everything under `assets/`.
        refused: What belongs there but cannot be uploaded: the reason, by its name. A folder's name ends in a slash.
        ignored: All other files.
    """

    files: Snapshot
    refused: Mapping[str, str]
    ignored: frozenset[str]


def look(folder: str | os.PathLike[str]) -> Contents:
    """Look through a folder. Files that disappear meanwhile are left out."""
    root = os.path.realpath(folder)
    files: dict[str, Signature] = {}
    refused: dict[str, str] = {}
    ignored: set[str] = set()
    folders = [""]
    while folders:
        prefix = folders.pop()
        try:
            entries = _entries(f"{root}/{prefix}")
        except OSError as error:
            refused[prefix] = f"the folder cannot be read: {reason(error)}"
            continue
        for name, kind in entries:
            key = prefix + name
            if kind == "folder":
                folders.append(f"{key}/")
            elif kind == "link to a folder":
                refused[f"{key}/"] = "it is a link to a folder, which is not followed; put the folder itself here"
            elif not (is_synced(key) or key.startswith(ASSETS)):
                ignored.add(key)
            elif (why := why_no_key(key)) is not None:
                refused[key] = why
            else:
                try:
                    files[key] = examine(f"{root}/{key}", root)
                except FileNotFoundError:
                    continue
                except OSError as error:
                    refused[key] = reason(error)
    return Contents(files, refused, frozenset(ignored))


def _entries(folder: str) -> list[tuple[str, str]]:
    """The names in a folder that are not skipped, each with its kind: a folder, a link to a folder, or a file."""
    with os.scandir(folder) as entries:
        return [(entry.name, _kind(entry)) for entry in entries if not is_skipped(entry.name)]


def _kind(entry: os.DirEntry[str]) -> str:
    if entry.is_dir(follow_symlinks=False):
        return "folder"
    return "link to a folder" if entry.is_symlink() and os.path.isdir(entry.path) else "file"  # noqa: PTH112


def said_of(ignored: Sequence[str]) -> str:
    """Which files of a folder are not uploaded by their names. Only the first few are named.

    Args:
        ignored: Their names, in order.
    """
    more = f" and {len(ignored) - _NAMED:,} more" if len(ignored) > _NAMED else ""
    article, file = ("not an article", "nor a file") if len(ignored) == 1 else ("not articles", "nor files")
    kinds = f"{article} ({', '.join(EXTENSIONS)}), {file} that pages can show"
    return f"{', '.join(ignored[:_NAMED])}{more}: {kinds}, and not under {ASSETS}"
