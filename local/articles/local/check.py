"""Say what is wrong with article files where authors work: in a terminal, an editor, or a pull request."""

import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from articles.local.files import absolute, name_of, read, read_named, reason, resolve, why_no_key
from articles.local.folder import look
from articles.local.output import Output, Part
from articles.local.site_settings import folder_of
from articles.local.snippet import snippet
from articles.publishing.errors import ArticleError, Problem, most_important
from articles.publishing.reading.article import parse_article
from articles.publishing.reading.encoding import lines_of
from articles.publishing.rendering.representations import represent
from articles.publishing.rendering.settings import Settings
from articles.publishing.running.bounded import Bound
from articles.publishing.storage.uploads import EXTENSIONS, MAX_SOURCE, is_article

# No check depends on the settings.
_SETTINGS = Settings(name="", url="https://example.com", time_zone="UTC", author="")

_STYLES = {"error": "bold red", "warning": "yellow"}
_INDENT = "    "
_MAX_WIDTH = 120


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """A file and what is wrong with it.

    Attributes:
        name: The file's path, as it was given; `<stdin>` for standard input.
        problems: In the order of the file.
        lines: The lines of the file; empty if it cannot be read.
    """

    name: str
    problems: tuple[Problem, ...]
    lines: tuple[str, ...]


def check_files(paths: Sequence[Path], output_format: str, bounded: Bound) -> int:
    """Check files, and write what is wrong with them to standard output.

    Args:
        paths: Files, folders whose article files are checked, and `-` for standard input.
        output_format: `text` for people, `json` for editors, or `github` for the annotations of GitHub Actions.
        bounded: Calls what reads and renders a file.

    Returns:
        The exit status: 1 if a file has an error, 2 if there is no file, else 0.
    """
    checked = [file for path in paths for file in _checked(path, bounded)]
    _WRITERS[output_format](checked, Output(sys.stdout))
    if not checked:
        folders = ", ".join(map(name_of, paths))
        Output(sys.stderr).line(f"articles: nothing to check: no article ({', '.join(EXTENSIONS)}) is in {folders}")
        return 2
    return int(any(problem.severity == "error" for file in checked for problem in file.problems))


def _check_file(path: Path, key: str, read_source: Callable[[], bytes], bounded: Bound) -> CheckedFile:
    """Find the problems that an upload of a file would report, except those that involve other files."""
    try:
        if (why := why_no_key(key)) is not None:
            return _unreadable(path, why)
        source = read_source()
    except OSError as error:
        return _unreadable(path, reason(error))
    return CheckedFile(name_of(path), most_important(_problems(source, path.name, bounded)), lines_of(source))


def _problems(source: bytes, name: str, bounded: Bound) -> Iterator[Problem]:
    try:
        article = bounded(parse_article, source, name)
        yield from article.warnings
        yield from bounded(represent, article, (), _SETTINGS).warnings
    except ArticleError as error:
        yield from error.problems


def _checked(path: Path, bounded: Bound) -> Iterator[CheckedFile]:
    """Check a file or a pipe, or all files of a folder that would be uploaded from there or cannot be."""
    if os.path.isdir(path):  # noqa: PTH112 - pathlib raises where it may not look
        yield from _checked_folder(path, bounded)
        return
    folder = folder_of(path)
    key = os.fspath(absolute(path).relative_to(folder))
    yield _check_file(path, key, lambda: read_named(path, folder, MAX_SOURCE), bounded)


def _checked_folder(folder: Path, bounded: Bound) -> Iterator[CheckedFile]:
    root = os.path.realpath(folder)
    contents = look(root)

    def check(key: str) -> CheckedFile:
        return _check_file(folder / key, key, lambda: read(resolve(f"{root}/{key}", root), MAX_SOURCE), bounded)

    for key in sorted(contents.files.keys() | contents.refused.keys()):
        if key in contents.refused:
            yield _unreadable(folder / key, contents.refused[key])
        elif is_article(key):
            yield check(key)


def _unreadable(path: Path, why: str) -> CheckedFile:
    message = f"The file cannot be published: {why}."
    return CheckedFile(name_of(path), (Problem(1, 1, "file-unreadable", message),), ())


def _write_text(checked: Sequence[CheckedFile], out: Output) -> None:
    width = min(out.console.width, _MAX_WIDTH) - len(_INDENT)
    for file in checked:
        for problem in file.problems:
            out.line(*_heading(file, problem))
            if problem.line <= len(file.lines):
                piece = snippet(file.lines[problem.line - 1], problem.column, width)
                out.line(_INDENT + piece.text)
                out.line((_INDENT + piece.caret, "bold"))
    out.line(_summary(checked))


def _heading(file: CheckedFile, problem: Problem) -> tuple[Part, ...]:
    place = f"{file.name}:{problem.line}:{problem.column}: "
    kind = f"{problem.severity}[{problem.code}]"
    return (place, "bold"), (kind, _STYLES[problem.severity]), " ", problem.message


def _summary(checked: Sequence[CheckedFile]) -> str:
    severities = [problem.severity for file in checked for problem in file.problems]
    counts = (
        _count(len(checked), "file"),
        _count(severities.count("error"), "error"),
        _count(severities.count("warning"), "warning"),
    )
    return ", ".join(counts)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _write_json(checked: Sequence[CheckedFile], out: Output) -> None:
    out.json([{"file": file.name, **asdict(problem)} for file in checked for problem in file.problems])


def _write_github(checked: Sequence[CheckedFile], out: Output) -> None:
    """Write workflow commands: https://docs.github.com/actions/reference/workflow-commands-for-github-actions."""
    for file in checked:
        for problem in file.problems:
            place = {"file": file.name, "line": problem.line, "col": problem.column, "title": problem.code}
            properties = ",".join(f"{name}={_property(str(value))}" for name, value in place.items())
            out.line(f"::{problem.severity} {properties}::{_data(problem.message)}")


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


_WRITERS: Mapping[str, Callable[[Sequence[CheckedFile], Output], None]] = {
    "text": _write_text,
    "json": _write_json,
    "github": _write_github,
}
