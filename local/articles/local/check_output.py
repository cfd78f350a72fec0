"""Write what `articles check` has found: for people, for programs, for GitHub, or as a table of paths."""

from collections.abc import Callable, Mapping
from dataclasses import asdict

from articles.local.findings import CheckedFile, Findings
from articles.local.folder import said_of
from articles.local.output import Output, Part
from articles.local.snippet import snippet
from articles.publishing.errors import Problem
from articles.publishing.reading.visibility import WITHHELD
from articles.publishing.storage.uploads import SITE_FILE

_STYLES: Mapping[str, str] = {
    "error": "bold red",
    "warning": "yellow",
    "public": "green",
    **dict.fromkeys(WITHHELD, "yellow"),
}
_INDENT = "    "
_UNDER = " " * 10
_MAX_WIDTH = 120
# Paths are in a column, so wide at most.
_WIDEST = 60


def _write_text(findings: Findings, out: Output) -> None:
    width = min(out.console.width, _MAX_WIDTH) - len(_INDENT)
    for file in findings.files:
        for problem in file.problems:
            out.line(*_heading(file, problem))
            if problem.line in file.lines:
                piece = snippet(file.lines[problem.line], problem.column, width)
                out.line(_INDENT + piece.text)
                out.line((_INDENT + piece.caret, "bold"))
    out.line(_summary(findings))
    if findings.others:
        out.line(("ignored", "dim"), f"  {said_of(findings.others)}")


def write_paths(findings: Findings, out: Output, live: Mapping[str, str] | None) -> None:
    """Write the state, path and title of each file, and which addresses would change.

    Args:
        findings: What was found.
        out: Where to write.
        live: The paths at which a site has files live, by their keys; None if they are not to be compared.
    """
    files = [file for file in findings.files if file.key]
    width = max((len(file.path) for file in files), default=0)
    for file in files:
        out.line((f"{file.state:<10}", _STYLES[file.state]), f"{file.path or '-':<{min(width, _WIDEST)}}  ", file.name)
        if file.title:
            out.line(f"{_UNDER}{file.title}")
        if file.aliases:
            out.line(f"{_UNDER}aliases: ", ", ".join(alias.path for alias in file.aliases))
        for problem in file.problems:
            if problem.severity == "error" or problem.code in (*WITHHELD, "path-unused"):
                out.line(_UNDER, (problem.message, _STYLES[problem.severity]))
    out.line(_summary(findings))
    if live is not None:
        moved = [(file, live[file.key]) for file in files if _moves(file, live)]
        for file, before in moved:
            out.line(("moves", "yellow"), f"     {before} -> {file.path}")
        out.line("1 address changes" if len(moved) == 1 else f"{len(moved) or 'No'} addresses change")


def _moves(file: CheckedFile, live: Mapping[str, str]) -> bool:
    """Whether a file would be published at another path than the one where it is live."""
    return file.state == "public" and live.get(file.key, file.path) != file.path


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


WRITERS: Mapping[str, Callable[[Findings, Output], None]] = {
    "text": _write_text,
    "json": _write_json,
    "github": _write_github,
}
