"""Print to a person's terminal so that no text can move the cursor, change colours, or reverse a line.

Keys, names, titles and messages quote what somebody else wrote. So everything that commands print for people goes
through here, and nothing else in this package prints.
"""

import errno
import json
import os
from typing import Any, TextIO

from articles.local.snippet import printable
from rich.console import Console
from rich.text import Text

Part = str | tuple[str, str]


class _Console(Console):
    def on_broken_pipe(self) -> None:
        """Raise it for the caller: rich would end the thread, which may not be the one that can end the program."""
        raise BrokenPipeError(errno.EPIPE, os.strerror(errno.EPIPE))


class Output:
    """A stream for lines that people read.

    Attributes:
        console: Knows its width, and whether it has colours. It also draws progress bars, which show only our own text.
    """

    def __init__(self, file: TextIO, console: Console | None = None) -> None:
        """Write to a stream. Characters that its encoding lacks are written as escapes."""
        if reconfigure := getattr(file, "reconfigure", None):
            reconfigure(errors="backslashreplace")
        self.console = console or _Console(file=file, highlight=False, soft_wrap=True)

    def line(self, *parts: Part) -> None:
        """Write a line made of texts, or of texts with the name of a style."""
        styled = [(part, "") if isinstance(part, str) else part for part in parts]
        self.console.print(Text.assemble(*((printable(text), style) for text, style in styled)), soft_wrap=True)

    def lines(self, text: str) -> None:
        """Write a text of several lines."""
        for line in text.split("\n"):
            self.line(line)

    def json(self, value: Any) -> None:
        """Write a value as JSON, for programs and people."""
        # Everything but ASCII is escaped. Of ASCII, DEL is the one character left that no terminal shows.
        self.console.out(json.dumps(value, indent=2).replace("\x7f", "\\u007f"), highlight=False)


def discard(file: TextIO) -> None:
    """Drop what a stream could not write, and what follows, so that the error is not repeated when the program ends."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, file.fileno())
    os.close(nowhere)


def write_data(file: TextIO, text: str) -> None:
    """Write text that another program may read: unchanged, or made printable if the stream is a terminal."""
    if file.isatty():
        Output(file).lines(text.removesuffix("\n"))
    else:
        file.write(text)
