"""What `articles check` has found in files, and what it finds across them."""

from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import Literal

from articles.publishing.errors import Problem

State = Literal["public", "held", "error", "ignored"]


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


@dataclass(slots=True)
class Findings:
    """What was found.

    Attributes:
        files: All files that were checked.
        ignored: How many were not, since the `site.yaml` of their folder ignores them.
        others: The names of the files that are no articles, and not for the bucket at all.
    """

    files: list[CheckedFile] = field(default_factory=list)
    ignored: int = 0
    others: list[str] = field(default_factory=list)


def compare(files: list[CheckedFile]) -> list[CheckedFile]:
    """Report files of one folder that want the same path: only one of them can be live there.

    Args:
        files: All files of the folder.

    Returns:
        The same, with a problem in each but the first of those.
    """
    owners: defaultdict[str, list[str]] = defaultdict(list)
    compared = []
    for file in files:
        if file.state == "public":
            owners[file.path].append(file.name)
            first = owners[file.path][0]
            if first != file.name:
                message = f"{first} wants {file.path}, too, and only one of the two can be live; change one's url."
                problem = Problem(file.place[0], file.place[1], "path-taken", message)
                compared.append(replace(file, problems=tuple(sorted((*file.problems, problem)))))
                continue
        compared.append(file)
    return compared
