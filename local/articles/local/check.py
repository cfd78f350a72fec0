"""Say what is wrong with articles and `site.yaml` where authors work: in a terminal, an editor, or a pull request."""

import functools
import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from articles.local.check_output import WRITERS, write_paths
from articles.local.files import absolute, key_of, name_of, read, read_named, reason, resolve, why_no_key
from articles.local.findings import CheckedFile, Findings, compare
from articles.local.folder import Contents, look
from articles.local.folder_links import FolderPages, pages_of, problems_with_links, rendered_alone, with_others
from articles.local.folder_media import FolderMedia
from articles.local.folder_translations import what_is_said, with_translations
from articles.local.output import Output
from articles.local.site_settings import folder_of, own_key
from articles.publishing.errors import ArticleError, Problem, most_important
from articles.publishing.media.limits import MAX_MEDIA_BYTES
from articles.publishing.problems import reading_of
from articles.publishing.reading.encoding import lines_of
from articles.publishing.reading.ignoring import is_ignored
from articles.publishing.reading.site import MAX_SITE, SiteFile, parse_site
from articles.publishing.reading.site_own_files import read_own_file
from articles.publishing.reading.text_links import Destinations
from articles.publishing.rendering.settings import settings_of
from articles.publishing.running.bounded import Bound
from articles.publishing.storage.uploads import EXTENSIONS, MAX_SOURCE, SITE_FILE, is_article, is_media, is_own

# Nobody knows the address here, and no link has this one (RFC 2606).
_URL = "https://site.invalid"


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
        own = own_key(path)
        if own is not None:
            site = self._site(absolute(path).parents[own.count("/")])
            found = self._own(path, own, site, lambda: read_named(path, folder, MAX_SITE))
            self._findings.files.append(replace(found, is_beside=False))
            return
        if path.name == SITE_FILE:
            checked, _ = self._check_site(path, lambda: read_named(path, folder, MAX_SITE))
            self._findings.files.append(replace(checked, is_beside=False))
            return
        key, site = key_of(path, folder), self._site(folder)
        self._findings.files.append(self._article(path, key, site, lambda: read_named(path, folder, MAX_SOURCE)))

    def _check_folder(self, folder: Path) -> None:
        root = os.path.realpath(folder)
        site: SiteFile | None = SiteFile()
        settings: list[CheckedFile] = []
        if os.path.lexists(folder / SITE_FILE):
            checked, site = self._check_site(folder / SITE_FILE, lambda: _read_below(root, SITE_FILE, MAX_SITE))
            settings = [checked]
        check = functools.partial(self._file_of_folder, folder, root, site or SiteFile())
        contents = look(root)
        self._findings.others += sorted(contents.ignored)
        files = [*self._files_of_folder(folder, contents, site or SiteFile(), check)]
        # Nobody knows the paths while the settings cannot be used, nor those outside of a part of the folder of a site.
        if site is not None and folder_of(folder / SITE_FILE) == absolute(folder):
            shown = [key for key in contents.files if is_media(key) and not is_ignored(key, site.ignore)]
            media = FolderMedia(shown, lambda key: _read_below(root, key, MAX_MEDIA_BYTES), self._bounded)
            pages = pages_of(files, site.redirects, media)
            settings = [with_others(each, site, contents.files, pages) for each in settings]
            files = with_translations(_with_links(files, pages, check), site)
        self._findings.files += [*settings, *compare(files)]

    def _files_of_folder(
        self, folder: Path, contents: Contents, site: SiteFile, check: Callable[[str], CheckedFile]
    ) -> Iterator[CheckedFile]:
        """Check all articles of a folder, each by itself."""
        for key in sorted((contents.files.keys() | contents.refused.keys()) - {SITE_FILE}):
            if key in contents.files and not (is_article(key) or is_own(key)):
                continue
            if is_ignored(key, site.ignore):
                self._findings.ignored += 1
            elif key in contents.refused:
                yield _unreadable(folder / key, contents.refused[key])
            else:
                yield check(key)

    def _file_of_folder(
        self, folder: Path, root: str, site: SiteFile, key: str, destinations: Destinations | None = None
    ) -> CheckedFile:
        check = self._own if is_own(key) else functools.partial(self._article, destinations=destinations)
        return check(folder / key, key, site, lambda: _read_below(root, key, MAX_SOURCE))

    def _own(self, path: Path, key: str, site: SiteFile, read_source: Callable[[], bytes]) -> CheckedFile:
        """Check an own file of a site."""
        try:
            source = read_source()
        except OSError as error:
            return replace(_unreadable(path, reason(error)), is_beside=True)
        try:
            problems = self._bounded(read_own_file, key, source, site.head.hosts).problems
        except ArticleError as error:
            problems = error.problems
        return CheckedFile(name_of(path), problems, is_beside=True).quoting(source)

    def _article(
        self,
        path: Path,
        key: str,
        site: SiteFile,
        read_source: Callable[[], bytes],
        destinations: Destinations | None = None,
    ) -> CheckedFile:
        """Check an article file; nothing is said of its links to others unless it is known where they lead."""
        try:
            if (why := why_no_key(key)) is not None:
                return _unreadable(path, why)
            source = read_source()
        except OSError as error:
            return _unreadable(path, reason(error))
        return self._checked(CheckedFile(name_of(path), key=key), source, site, destinations).quoting(source)

    def _checked(
        self, file: CheckedFile, source: bytes, site: SiteFile, destinations: Destinations | None
    ) -> CheckedFile:
        reading = reading_of(source, file.key, site, "", self._bounded)
        article = reading.article
        if article is None:
            return replace(file, problems=reading.problems)
        place, aliases = article.source_map.url, article.aliases
        said = replace(file, path=article.path, title=article.title, place=place, aliases=aliases)
        said = replace(said, translation=what_is_said(article))
        state = article.visibility.state(self._now)
        if state != "public":
            reason = article.visibility.reason(self._now, site.time_zone)
            problems = [*reading.all_problems(site.frames, self._bounded), *filter(None, [reason])]
            return replace(said, problems=most_important(problems), state=state)
        if not reading.is_valid:
            return replace(file, problems=reading.all_problems(site.frames, self._bounded))
        settings, links = settings_of(site, _URL), b""
        try:
            if destinations is None:
                warnings, links = self._bounded(rendered_alone, article, settings)
            else:
                warnings = self._bounded(problems_with_links, article, settings, destinations)
        except ArticleError as error:
            return replace(said, problems=most_important([*article.warnings, *error.problems]))
        return replace(said, problems=most_important([*article.warnings, *warnings]), state="public", links=links)

    def _check_site(self, path: Path, read_source: Callable[[], bytes]) -> tuple[CheckedFile, SiteFile | None]:
        """Check the settings of a site, and return them, too; None if they cannot be used."""
        try:
            source = read_source()
        except OSError as error:
            return replace(_unreadable(path, reason(error)), is_beside=True), None
        site: SiteFile | None = None
        try:
            site = self._bounded(parse_site, source)
            problems = site.warnings
        except ArticleError as error:
            problems = error.problems
        lines = dict(enumerate(lines_of(source), 1))  # all of them: what they lead to is looked at later
        return CheckedFile(name_of(path), problems, lines, is_beside=True), site

    def _site(self, folder: Path) -> SiteFile:
        """The settings of the site of a file that was named; the defaults, if there are none that can be used."""
        root = os.path.realpath(folder)
        if root not in self._sites:
            try:
                self._sites[root] = self._bounded(parse_site, _read_below(root, SITE_FILE, MAX_SITE))
            except (OSError, ArticleError):
                self._sites[root] = SiteFile()
        return self._sites[root]


def _with_links(
    files: Sequence[CheckedFile],
    pages: FolderPages,
    check: Callable[[str, Destinations], CheckedFile],
) -> list[CheckedFile]:
    """Say which links of files lead to nothing among them. Only files that have such links are rendered again."""
    to_mend = (pages.to_mend(file) if file.state == "public" else None for file in files)
    return [file if found is None else check(file.key, found) for file, found in zip(files, to_mend, strict=True)]


def _read_below(root: str, key: str, most: int) -> bytes:
    return read(resolve(f"{root}/{key}", root), most)


def _unreadable(path: Path, why: str) -> CheckedFile:
    message = f"The file cannot be published: {why}."
    return CheckedFile(name_of(path), (Problem(1, 1, "file-unreadable", message),))
