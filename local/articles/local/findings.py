"""What `articles check` has found in files, and what it finds across them."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from articles.publishing.errors import Problem
from articles.publishing.reading.aliases import Alias
from articles.publishing.reading.visibility import Withheld

State = Literal["public", "error"] | Withheld


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """A file and what is wrong with it.

    Attributes:
        name: The file's path, as it was given; `<stdin>` for standard input.
        problems: In the order of the file.
        lines: The lines of the file; empty if it cannot be read.
        is_beside: Whether it is the `site.yaml` of a folder, which is no reason to look into a folder without articles.
        key: Its key in the bucket; empty for `site.yaml`.
        state: What an upload of it would come to.
        path: The path of its page; empty if it has none.
        title: The title of its page.
        place: Line and column that say its path.
        aliases: Other paths of its page.
    """

    name: str
    problems: tuple[Problem, ...]
    lines: tuple[str, ...]
    is_beside: bool = False
    key: str = ""
    state: State = "error"
    path: str = ""
    title: str = ""
    place: tuple[int, int] = (1, 1)
    aliases: tuple[Alias, ...] = ()


@dataclass(slots=True)
class Findings:
    """What was found.

    Attributes:
        files: All files that were checked.
        ignored: How many were not, since the `site.yaml` of their folder ignores them.
        others: The names of all other files, which do not belong in the bucket.
    """

    files: list[CheckedFile] = field(default_factory=list)
    ignored: int = 0
    others: list[str] = field(default_factory=list)


def compare(files: Sequence[CheckedFile]) -> list[CheckedFile]:
    """Report files of one folder that want the same path: only one of them can be live there, or lead from there.

    Args:
        files: All files of the folder.

    Returns:
        The same, with a problem in each but the first of those that want a path.
    """
    owners: dict[str, str] = {}
    for file in files:
        if file.state == "public":
            owners.setdefault(file.path, file.name)
    pages = set(owners)
    for file in files:
        for alias in file.aliases if file.state == "public" else ():
            owners.setdefault(alias.path, file.name)
    return [replace(file, problems=tuple(sorted((*file.problems, *_taken(file, owners, pages))))) for file in files]


def _taken(file: CheckedFile, owners: Mapping[str, str], pages: Collection[str]) -> Iterator[Problem]:
    """The paths that another file of the folder has."""
    if file.state != "public":
        return
    if owners[file.path] != file.name:
        message = f"{owners[file.path]} wants {file.path}, too, and only one of the two can be live; change one's url."
        yield Problem(file.place[0], file.place[1], "path-taken", message)
    for alias in file.aliases:
        owner = owners[alias.path]
        if owner != file.name:
            what = "is at" if alias.path in pages else "has the same alias"
            message = f"{owner} {what} {alias.path}, so this alias is not used; remove one of the two."
            yield Problem(alias.line, alias.column, "alias-taken", message, "warning")
