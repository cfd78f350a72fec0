"""The paths that Docusaurus gives to the files of its docs and its blog, below the address of each."""

import datetime as dt
import re
from collections.abc import Sequence

# A number that sorts files, as in 02-name, but not a version such as 2.1 or a day.
_NUMBER = re.compile(r"(?![0-9]+[-_.][0-9])[0-9]+\s*[-_.]+\s*(?=[^-_.\s])")


def document_path(folders: Sequence[str], name: str, *, is_folder: bool, slug: str, id_: str) -> list[str]:
    """Make the path of a file of the docs (https://docusaurus.io/docs/create-doc).

    Args:
        folders: The folders that the file is in, from that of the docs on.
        name: The name of the file; if it stands for its folder, the name of that.
        is_folder: Whether the file stands for its folder.
        slug: The key `slug` of the file; with a slash at its beginning, it is the whole path.
        id_: The key `id` of the file, which takes the place of its name.

    Returns:
        The names that the path consists of; some may be empty.
    """
    if slug.startswith("/"):
        return slug.split("/")
    parents, own = [_without_number(each) for each in folders], _without_number(name)
    if slug:
        return [*parents, *([own] if is_folder else []), *slug.split("/")]
    if is_folder:
        return [*parents, own]
    is_called_like_its_folder = bool(parents) and own.lower() == parents[-1].lower()
    return parents if is_called_like_its_folder else [*parents, id_ or own]


def post_path(folders: Sequence[str], name: str, *, date: dt.date | None, slug: str) -> list[str]:
    """Make the path of a file of the blog (https://docusaurus.io/docs/blog).

    Args:
        folders: The folders that the file is in, from that of the blog on.
        name: The name of the file or its folder, without the day.
        date: The day in that name; None if it has none.
        slug: The key `slug` of the file, which is the whole path.

    Returns:
        The names that the path consists of; some may be empty.
    """
    day = f"{date:%Y/%m/%d}".split("/") if date else []
    return slug.split("/") if slug else [*day, *folders, name]


def _without_number(name: str) -> str:
    return _NUMBER.sub("", name, count=1) if _NUMBER.match(name) else name
