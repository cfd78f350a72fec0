"""What lies in a folder of articles: what belongs into the bucket, what cannot be taken there and why, and what else.

A folder is a person's, and anything may lie in it: names that are no text, pipes, links to what is private, files that
grow, go, or may not be read. Each is named with what is wrong, and all others go on.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass

from articles.local.files import Signature, examine, is_skipped, reason, why_no_key
from articles.local.stack_parameters import FILE
from articles.publishing.storage.uploads import ASSETS, is_article

Snapshot = Mapping[str, Signature]


@dataclass(frozen=True, slots=True)
class Contents:
    """What lies in a folder, but for hidden files and backups. Names are paths below it, with slashes.

    Attributes:
        files: What belongs into the bucket, by object key: articles, and everything under `assets/`.
        refused: What would, and cannot be taken there: why, by its name; that of a folder ends in a slash.
        ignored: What is neither an article nor an asset.
    """

    files: Snapshot
    refused: Mapping[str, str]
    ignored: frozenset[str]


def look(folder: str | os.PathLike[str]) -> Contents:
    """Look through a folder. What goes while it is looked at is left out."""
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
            elif not (is_article(key) or key.startswith(ASSETS)):
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
    return Contents(files, refused, frozenset(ignored - {FILE}))


def _entries(folder: str) -> list[tuple[str, str]]:
    """What is to be looked at in a folder: names, and which of them are folders or links to some."""
    with os.scandir(folder) as entries:
        return [(entry.name, _kind(entry)) for entry in entries if not is_skipped(entry.name)]


def _kind(entry: os.DirEntry[str]) -> str:
    if entry.is_dir(follow_symlinks=False):
        return "folder"
    return "link to a folder" if entry.is_symlink() and os.path.isdir(entry.path) else "file"  # noqa: PTH112
