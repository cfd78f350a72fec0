"""Say what is wrong with articles and `site.yaml` where authors work: in a terminal, an editor, or a pull request."""

import functools
import os
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from articles.local.check_output import WRITERS, write_paths
from articles.local.files import key_of, name_of, read, read_named, reason, resolve, why_no_key
from articles.local.findings import CheckedFile, Findings, compare
from articles.local.folder import look
from articles.local.output import Output
from articles.local.site_settings import folder_of
from articles.publishing.errors import ArticleError, Problem, most_important
from articles.publishing.problems import reading_of
from articles.publishing.reading.encoding import lines_of
from articles.publishing.reading.ignoring import is_ignored
from articles.publishing.reading.site import MAX_SITE, SiteFile, parse_site
from articles.publishing.rendering.representations import represent
from articles.publishing.rendering.settings import settings_of
from articles.publishing.running.bounded import Bound
from articles.publishing.storage.uploads import EXTENSIONS, MAX_SOURCE, SITE_FILE, is_article

# No check depends on the address.
_URL = "https://example.com"


def check_files(
    paths: Sequence[Path], output_format: str, bounded: Bound, live: Mapping[str, str] | None = None
) -> int:
    """Check files, and write what is wrong with them to standard output.

    Args:
        paths: Article files, `site.yaml`, folders in which both are checked, and `-` for standard input.
        output_format: `text` for people, `json` for editors, `github` for the annotations of GitHub Actions, or `paths`
            for the path of each file.
        bounded: Calls what reads and renders a file.
        live: The paths at which a site has files live, by their keys; None if they are not to be compared.

    Returns:
        The exit status: 1 if a file has an error, 2 if there is no article and no file that was named, else 0.
    """
    findings = Findings()
    checker = _Checker(findings, bounded)
    for path in paths:
        checker.check(path)
    if output_format == "paths":
        write_paths(findings, Output(sys.stdout), live)
    else:
        WRITERS[output_format](findings, Output(sys.stdout))
    if any(problem.severity == "error" for file in findings.files for problem in file.problems):
        return 1
    if all(file.is_beside for file in findings.files):
        folders = ", ".join(map(name_of, paths))
        Output(sys.stderr).line(f"articles: nothing to check: no article ({', '.join(EXTENSIONS)}) is in {folders}")
        return 2
    return 0


class _Checker:
    """Finds the problems that an upload would report; those that involve other files in a folder."""

    def __init__(self, findings: Findings, bounded: Bound) -> None:
        self._findings = findings
        self._bounded = bounded
        self._sites: dict[str, SiteFile] = {}
        self._now = time.time()

    def check(self, path: Path) -> None:
        """Check a file or a pipe, or all files of a folder that would be uploaded from there or cannot be."""
        if os.path.isdir(path):  # noqa: PTH112 - pathlib raises where it may not look
            self._check_folder(path)
            return
        folder = folder_of(path)
        if path.name == SITE_FILE:
            self._check_site(path, lambda: read_named(path, folder, MAX_SITE), is_beside=False)
            return
        self._check_article(
            path, key_of(path, folder), self._site(folder), lambda: read_named(path, folder, MAX_SOURCE)
        )

    def _check_folder(self, folder: Path) -> None:
        root = os.path.realpath(folder)
        site = SiteFile()
        if os.path.lexists(folder / SITE_FILE):
            site = self._check_site(folder / SITE_FILE, lambda: _read_below(root, SITE_FILE, MAX_SITE), is_beside=True)
        contents = look(root)
        self._findings.others += sorted(contents.ignored)
        first = len(self._findings.files)
        for key in sorted((contents.files.keys() | contents.refused.keys()) - {SITE_FILE}):
            if key in contents.files and not is_article(key):
                continue
            if is_ignored(key, site.ignore):
                self._findings.ignored += 1
            elif key in contents.refused:
                self._findings.files.append(_unreadable(folder / key, contents.refused[key]))
            else:
                self._check_article(folder / key, key, site, functools.partial(_read_below, root, key, MAX_SOURCE))
        self._findings.files[first:] = compare(self._findings.files[first:])

    def _check_article(self, path: Path, key: str, site: SiteFile, read_source: Callable[[], bytes]) -> None:
        try:
            if (why := why_no_key(key)) is not None:
                self._findings.files.append(_unreadable(path, why))
                return
            source = read_source()
        except OSError as error:
            self._findings.files.append(_unreadable(path, reason(error)))
            return
        self._findings.files.append(
            self._checked(CheckedFile(name_of(path), (), lines_of(source), key=key), source, site)
        )

    def _checked(self, file: CheckedFile, source: bytes, site: SiteFile) -> CheckedFile:
        reading = reading_of(source, file.key, site, "", self._bounded)
        article = reading.article
        if article is None:
            return replace(file, problems=reading.problems)
        place, aliases = article.source_map.url, article.aliases
        said = replace(file, path=article.path, title=article.title, place=place, aliases=aliases)
        state = article.visibility.state(self._now)
        if state != "public":
            reason = article.visibility.reason(self._now, site.time_zone)
            problems = [*reading.all_problems(site.frames, self._bounded), *filter(None, [reason])]
            return replace(said, problems=most_important(problems), state=state)
        if not reading.is_valid:
            return replace(file, problems=reading.all_problems(site.frames, self._bounded))
        try:
            warnings = self._bounded(represent, article, (), settings_of(site, _URL)).warnings
        except ArticleError as error:
            return replace(said, problems=most_important([*article.warnings, *error.problems]))
        return replace(said, problems=most_important([*article.warnings, *warnings]), state="public")

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
