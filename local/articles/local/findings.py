"""What `articles check` has found in files, and what it finds across them."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from articles.publishing.errors import Problem
from articles.publishing.reading.aliases import Alias
from articles.publishing.reading.article import Article
from articles.publishing.reading.encoding import lines_of
from articles.publishing.reading.visibility import Withheld

State = Literal["public", "error"] | Withheld


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """A file and what is wrong with it.

    Attributes:
        name: The file's path, as it was given; `<stdin>` for standard input.
        problems: In the order of the file.
        lines: Those lines of the file that its problems are in, or may be, by their numbers.
        is_beside: Whether it is the `site.yaml` of a folder, or an own file of the site there: these are no reason to
            look into a folder without articles.
        key: Its key in the bucket; empty for `site.yaml`.
        state: What an upload of it would come to.
        path: The path of its page; empty if it has none.
        title: The title of its page.
        place: Line and column that say its path.
        aliases: Other paths of its page.
        translation: What it says of its translations, if it can have any; a part of the article.
        links: The links and parts of its page, as `folder_links` packs them; empty if it has none.
    """

    name: str
    problems: tuple[Problem, ...] = ()
    lines: Mapping[int, str] = field(default_factory=dict)
    is_beside: bool = False
    key: str = ""
    state: State = "error"
    path: str = ""
    title: str = ""
    place: tuple[int, int] = (1, 1)
    aliases: tuple[Alias, ...] = ()
    translation: Article | None = None
    links: bytes = b""

    def quoting(self, source: bytes) -> "CheckedFile":
        """The same with the lines to quote, and no others: a folder may have a hundred thousand files."""
        places = {*(problem.line for problem in self.problems), *(alias.line for alias in self.aliases), self.place[0]}
        return replace(self, lines={n: line for n, line in enumerate(lines_of(source), 1) if n in places})


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


def live_pages(files: Iterable[CheckedFile]) -> dict[str, CheckedFile]:
    """Which of these files would be live at each path: the first one that wants it."""
    pages: dict[str, CheckedFile] = {}
    for file in files:
        if file.state == "public":
            pages.setdefault(file.path, file)
    return pages


def compare(files: Sequence[CheckedFile]) -> list[CheckedFile]:
    """Report files of one folder that want the same path: only one of them can be live there, or lead from there.

    Args:
        files: All files of the folder.

    Returns:
        The same, with a problem in each but the first of those that want a path.
    """
    owners = {path: file.name for path, file in live_pages(files).items()}
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
