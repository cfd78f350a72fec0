"""What a person sees of the local stack: a line for each event, and a bar while many files are uploaded."""

import io
import json
import logging
import os
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

from articles.local.folder import said_of
from articles.local.output import Output
from articles.local.threads import describe
from articles.publishing.errors import Problem
from articles.publishing.reading.visibility import WITHHELD
from articles.publishing.storage.uploads import is_article
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

# The number of files from which on a bar is worth showing.
_MANY = 50

_STYLES: Mapping[str, str] = {
    "published": "green",
    "refreshed": "cyan",
    "deleted": "magenta",
    "waiting": "yellow",
    **dict.fromkeys(WITHHELD, "yellow"),
    "warning": "yellow",
    "rejected": "bold red",
    "error": "bold red",
    "ignored": "dim",
    "preview": "dim",
}
_WIDTH = 10

# What the functions log for a page that has changed, and for a file that did not change one.
_CHANGES = ("published", "refreshed", "deleted")
_OUTCOMES = ("published", "deleted", "ignored", "waiting", *WITHHELD)
_REFUSALS = ("rejected", "waiting", *WITHHELD)


class Terminal:
    """The lines that a person sees.

    Attributes:
        unpublished: The files that are held back now: the state of each, by its key.
        errors: Why the newest versions of files cannot be published, by the names of the files.
    """

    def __init__(self, folder: Path, output: TextIO, link: Callable[[str], str] | None = None) -> None:
        """Print to this output.

        Args:
            folder: Lines name files of this folder.
            output: Where to print.
            link: Makes a link to the preview of a file, by its key; None if there are no previews.
        """
        self._folder = folder
        self._output = Output(output)
        self._link = link
        self.unpublished: dict[str, str] = {}
        self.errors: dict[str, tuple[Problem, ...]] = {}

    def say(self, text: str = "") -> None:
        """Print a text, of one line or more."""
        self._output.lines(text)

    def line(self, kind: str, text: str) -> None:
        """Print a line that begins with what happened."""
        self._output.line((f"{kind:<{_WIDTH}}", _STYLES.get(kind, "")), " ", text)

    def failure(self, name: str, error: Exception) -> None:
        """Print an unexpected error with its traceback."""
        self.line("error", f"{name} failed")
        self.say("".join(traceback.format_exception(error)).rstrip())

    def log(self, output: str) -> list[str]:
        """Print what a line of a function's output means to a person. A line that is not a log record is printed as is.

        Returns:
            The paths of the pages that have changed.
        """
        records = _records(output)
        if records is None:
            self.say(output)
            return []
        try:
            return [path for record in records if (path := self._record(record)) is not None]
        except (AttributeError, KeyError, TypeError, ValueError):
            self.say(output)  # a record of some other shape
            return []

    @contextmanager
    def uploading(self, count: int) -> Iterator[Callable[[], None]]:
        """Show a bar for the upload of this many files. Yields a function to call for each that is done."""
        columns = (TextColumn("uploading"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        hidden = count < _MANY or not self._output.console.is_terminal
        with Progress(
            *columns,
            console=self._output.console,
            transient=True,
            disable=hidden,
            redirect_stdout=False,
            redirect_stderr=False,
        ) as progress:
            task = progress.add_task("", total=count)
            yield lambda: progress.advance(task)

    def refused(self, name: str, why: str) -> None:
        """Say that a file of the folder cannot be uploaded."""
        self.line("error", f"{self._file(name)}: {why}")

    def ignored(self, names: Sequence[str]) -> None:
        """Say which files of the folder are neither articles nor assets. Only the first few are named."""
        self.line("ignored", said_of(names))

    def _record(self, record: Mapping[str, Any]) -> str | None:
        message = record.get("message")
        self._remember(message, record)
        if message in _CHANGES:
            path, key = record.get("path"), record.get("key", "")
            duration = f" ({record['duration_ms']:.0f} ms)" if "duration_ms" in record else ""
            self.line(message, f"{path or self._file(key)}{duration}")
            self._problems("warning", record)
            return path
        if message in _REFUSALS:
            self._problems(message, record)
            if self._link is not None and is_article(record.get("key", "")):
                self.line("preview", self._link(record["key"]))
        elif record.get("level") in ("WARNING", "ERROR", "CRITICAL"):
            self.line("warning" if record["level"] == "WARNING" else "error", str(message))
            if "exception" in record:
                self.say(str(record["exception"]).rstrip())
        return None

    def _remember(self, message: object, record: Mapping[str, Any]) -> None:
        """Remember errors of files, and which articles are held back. Of a rejected one, an older may be live."""
        if message == "rejected":
            problems = [Problem(**each) for each in record["problems"]]
            self.errors[self._file(record["key"])] = tuple(each for each in problems if each.severity == "error")
        elif message in _OUTCOMES:
            self.errors.pop(self._file(record.get("key", "")), None)
        if message in _REFUSALS and is_article(record["key"]):
            keeps = message == "rejected" and record.get("path")
            self.unpublished[record["key"]] = f"{message}, and its last good version is live" if keeps else str(message)
        elif message in ("published", "deleted", "ignored"):
            self.unpublished.pop(record.get("key", ""), None)

    def _problems(self, kind: str, record: Mapping[str, Any]) -> None:
        for problem in record.get("problems", []):
            where = f"{self._file(record.get('key', ''))}:{problem['line']}:{problem['column']}"
            self.line(_label(kind, problem), f"{where} {problem['message']}")

    def _file(self, key: str) -> str:
        """The path of an object key's file, to click on; the key itself if the object was uploaded from elsewhere."""
        file = os.path.join(self._folder, key)  # noqa: PTH118 - a key may not be a path at all; then this finds no file
        return os.path.relpath(file) if os.path.lexists(file) else key


def _label(kind: str, problem: Mapping[str, Any]) -> str:
    """How a problem is called: by what became of the file if it is the reason for that, else by its severity."""
    if problem.get("code") == kind or (problem.get("severity") != "warning" and kind in ("rejected", "waiting")):
        return kind
    return "warning" if problem.get("severity") == "warning" else "error"


class LogHandler(logging.Handler):
    """Prints what libraries log in this process, one line each, in the same form as everything else."""

    def __init__(self, terminal: Terminal) -> None:
        """Print warnings and errors to this terminal."""
        super().__init__(logging.WARNING)
        self._terminal = terminal

    def emit(self, record: logging.LogRecord) -> None:
        """Print a record, with the error that it is about."""
        error = record.exc_info[1] if record.exc_info else None
        text = " ".join(record.getMessage().split())
        kind = "warning" if record.levelno < logging.ERROR else "error"
        self._terminal.line(kind, f"{text}: {describe(error)}" if error else text)


class LogStream(io.TextIOBase):
    """A text stream that passes on what is written to it, line by line."""

    def __init__(self, log: Callable[[str], object]) -> None:
        """Pass lines to this function."""
        self._log = log
        self._rest = ""

    def write(self, text: str) -> int:
        """Take text, and pass on the lines that are complete."""
        *lines, self._rest = (self._rest + text).split("\n")
        for line in lines:
            self._log(line)
        return len(text)


def _records(output: str) -> list[Mapping[str, Any]] | None:
    """The log records in a line; more than one if threads wrote at the same time. None if it is something else."""
    decoder = json.JSONDecoder()
    records: list[Mapping[str, Any]] = []
    rest = output.strip()
    while rest:
        try:
            record, end = decoder.raw_decode(rest)
        except ValueError:
            return None
        if not isinstance(record, dict):
            return None
        records.append(record)
        rest = rest[end:].lstrip()
    return records
