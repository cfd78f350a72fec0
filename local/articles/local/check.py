"""Say what is wrong with articles and `site.yaml` where authors work: in a terminal, an editor, or a pull request."""

import functools
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from articles.local.files import absolute, name_of, read, read_named, reason, resolve, why_no_key
from articles.local.folder import look
from articles.local.output import Output, Part
from articles.local.site_settings import folder_of
from articles.local.snippet import snippet
from articles.publishing.errors import ArticleError, Problem, most_important
from articles.publishing.reading.article import parse_article
from articles.publishing.reading.encoding import lines_of
from articles.publishing.reading.ignoring import is_ignored
from articles.publishing.reading.site import MAX_SITE, SiteFile, parse_site
from articles.publishing.rendering.representations import represent
from articles.publishing.rendering.settings import Settings
from articles.publishing.running.bounded import Bound
from articles.publishing.storage.uploads import EXTENSIONS, MAX_SOURCE, SITE_FILE, is_article

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
        is_beside: Whether it is the `site.yaml` of a folder, which is no reason to look into a folder without articles.
    """

    name: str
    problems: tuple[Problem, ...]
    lines: tuple[str, ...]
    is_beside: bool = False


@dataclass(slots=True)
class Findings:
    """What was found.

    Attributes:
        files: All files that were checked.
        ignored: How many were not, since the `site.yaml` of their folder ignores them.
    """

    files: list[CheckedFile] = field(default_factory=list)
    ignored: int = 0


def check_files(paths: Sequence[Path], output_format: str, bounded: Bound) -> int:
    """Check files, and write what is wrong with them to standard output.

    Args:
        paths: Article files, `site.yaml`, folders in which both are checked, and `-` for standard input.
        output_format: `text` for people, `json` for editors, or `github` for the annotations of GitHub Actions.
        bounded: Calls what reads and renders a file.

    Returns:
        The exit status: 1 if a file has an error, 2 if there is no article and no file that was named, else 0.
    """
    findings = Findings()
    checker = _Checker(findings, bounded)
    for path in paths:
        checker.check(path)
    _WRITERS[output_format](findings, Output(sys.stdout))
    if any(problem.severity == "error" for file in findings.files for problem in file.problems):
        return 1
    if all(file.is_beside for file in findings.files):
        folders = ", ".join(map(name_of, paths))
        Output(sys.stderr).line(f"articles: nothing to check: no article ({', '.join(EXTENSIONS)}) is in {folders}")
        return 2
    return 0


class _Checker:
    """Finds the problems that an upload would report, except those that involve other files."""

    def __init__(self, findings: Findings, bounded: Bound) -> None:
        self._findings = findings
        self._bounded = bounded
        self._sites: dict[str, SiteFile] = {}

    def check(self, path: Path) -> None:
        """Check a file or a pipe, or all files of a folder that would be uploaded from there or cannot be."""
        if os.path.isdir(path):  # noqa: PTH112 - pathlib raises where it may not look
            self._check_folder(path)
            return
        folder = folder_of(path)
        if path.name == SITE_FILE:
            self._check_site(path, lambda: read_named(path, folder, MAX_SITE), is_beside=False)
            return
        key = os.fspath(absolute(path).relative_to(folder))
        self._check_article(path, key, self._site(folder), lambda: read_named(path, folder, MAX_SOURCE))

    def _check_folder(self, folder: Path) -> None:
        root = os.path.realpath(folder)
        site = SiteFile()
        if os.path.lexists(folder / SITE_FILE):
            site = self._check_site(folder / SITE_FILE, lambda: _read_below(root, SITE_FILE, MAX_SITE), is_beside=True)
        contents = look(root)
        for key in sorted((contents.files.keys() | contents.refused.keys()) - {SITE_FILE}):
            if key in contents.files and not is_article(key):
                continue
            if is_ignored(key, site.ignore):
                self._findings.ignored += 1
            elif key in contents.refused:
                self._findings.files.append(_unreadable(folder / key, contents.refused[key]))
            else:
                self._check_article(folder / key, key, site, functools.partial(_read_below, root, key, MAX_SOURCE))

    def _check_article(self, path: Path, key: str, site: SiteFile, read_source: Callable[[], bytes]) -> None:
        try:
            if (why := why_no_key(key)) is not None:
                self._findings.files.append(_unreadable(path, why))
                return
            source = read_source()
        except OSError as error:
            self._findings.files.append(_unreadable(path, reason(error)))
            return
        problems = most_important(self._problems(source, path.name, site))
        self._findings.files.append(CheckedFile(name_of(path), problems, lines_of(source)))

    def _problems(self, source: bytes, name: str, site: SiteFile) -> Iterator[Problem]:
        try:
            article = self._bounded(parse_article, source, name, site.extra_keys)
            yield from article.warnings
            yield from self._bounded(represent, article, (), _SETTINGS).warnings
        except ArticleError as error:
            yield from error.problems

    def _check_site(self, path: Path, read_source: Callable[[], bytes], *, is_beside: bool) -> SiteFile:
        """Check the settings of a site, and return them; the defaults, if they cannot be used."""
        try:
            source = read_source()
        except OSError as error:
            self._findings.files.append(replace(_unreadable(path, reason(error)), is_beside=is_beside))
            return SiteFile()
        try:
            site = self._bounded(parse_site, source)
            problems = site.warnings
        except ArticleError as error:
            site, problems = SiteFile(), error.problems
        self._findings.files.append(CheckedFile(name_of(path), problems, lines_of(source), is_beside))
        return site

    def _site(self, folder: Path) -> SiteFile:
        """The settings of the site of a file that was named; the defaults, if there are none that can be used."""
        root = os.path.realpath(folder)
        if root not in self._sites:
            try:
                self._sites[root] = self._bounded(parse_site, _read_below(root, SITE_FILE, MAX_SITE))
            except (OSError, ArticleError):
                self._sites[root] = SiteFile()
        return self._sites[root]


def _read_below(root: str, key: str, most: int) -> bytes:
    return read(resolve(f"{root}/{key}", root), most)


def _unreadable(path: Path, why: str) -> CheckedFile:
    message = f"The file cannot be published: {why}."
    return CheckedFile(name_of(path), (Problem(1, 1, "file-unreadable", message),), ())


def _write_text(findings: Findings, out: Output) -> None:
    width = min(out.console.width, _MAX_WIDTH) - len(_INDENT)
    for file in findings.files:
        for problem in file.problems:
            out.line(*_heading(file, problem))
            if problem.line <= len(file.lines):
                piece = snippet(file.lines[problem.line - 1], problem.column, width)
                out.line(_INDENT + piece.text)
                out.line((_INDENT + piece.caret, "bold"))
    out.line(_summary(findings))


def _heading(file: CheckedFile, problem: Problem) -> tuple[Part, ...]:
    place = f"{file.name}:{problem.line}:{problem.column}: "
    kind = f"{problem.severity}[{problem.code}]"
    return (place, "bold"), (kind, _STYLES[problem.severity]), " ", problem.message


def _summary(findings: Findings) -> str:
    severities = [problem.severity for file in findings.files for problem in file.problems]
    counts = (
        _count(len(findings.files), "file"),
        _count(severities.count("error"), "error"),
        _count(severities.count("warning"), "warning"),
    )
    ignored = f"; {_count(findings.ignored, 'file')} ignored by {SITE_FILE}" if findings.ignored else ""
    return ", ".join(counts) + ignored


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _write_json(findings: Findings, out: Output) -> None:
    out.json([{"file": file.name, **asdict(problem)} for file in findings.files for problem in file.problems])


def _write_github(findings: Findings, out: Output) -> None:
    """Write workflow commands: https://docs.github.com/actions/reference/workflow-commands-for-github-actions."""
    for file in findings.files:
        for problem in file.problems:
            place = {"file": file.name, "line": problem.line, "col": problem.column, "title": problem.code}
            properties = ",".join(f"{name}={_property(str(value))}" for name, value in place.items())
            out.line(f"::{problem.severity} {properties}::{_data(problem.message)}")


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


_WRITERS: Mapping[str, Callable[[Findings, Output], None]] = {
    "text": _write_text,
    "json": _write_json,
    "github": _write_github,
}
