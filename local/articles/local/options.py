"""The options that commands of `articles` share, and how their values are read."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

FOLDER = click.Path(path_type=Path, file_okay=False)
PATH = click.Path(path_type=Path, allow_dash=True)
WAIT_SECONDS = 300.0

# Where `articles run` serves a site; the same as SiteUrl in template.yaml, it has no slash at the end.
URL = "http://127.0.0.1:8000"

_DURATION = re.compile(r"([0-9]{1,6})([mhd])")
_SECONDS = {"m": 60, "h": 3600, "d": 86_400}
_LONGEST = 366 * _SECONDS["d"]

_PORT = click.IntRange(0, 65535)
_SCHEME_AND_HOST = re.compile(r"https?://[^/?#@\s]+")

# For the epilogs: click fills paragraphs, and keeps the lines of one that begins with this.
_AS_IT_IS = "\b\n"


def examples(*lines: str) -> str:
    """The epilog of a command: examples of it, a line each."""
    return "\n  ".join([f"{_AS_IT_IS}Examples:", *lines])


def scheme_and_host(_context: click.Context, _parameter: click.Parameter, url: str) -> str:
    """Read the address of a site."""
    if _SCHEME_AND_HOST.fullmatch(url) is None:
        raise click.BadParameter(f"write scheme and host, such as https://www.example.org, not {url}")
    return url


def read_duration(_context: click.Context, _parameter: click.Parameter, text: str) -> int:
    """Read a time such as 2h; gives seconds."""
    match = _DURATION.fullmatch(text.replace(" ", ""))
    seconds = int(match[1]) * _SECONDS[match[2]] if match else 0
    if not 0 < seconds <= _LONGEST:
        raise click.BadParameter(f"write minutes, hours or days, such as 30m, 2h or 14d, not {text}; at most 366d")
    return seconds


def states(_context: click.Context, _parameter: click.Parameter, text: str | None) -> tuple[str, ...]:
    """Read states of files, with commas between them."""
    from articles.publishing.storage.sources import STATES  # noqa: PLC0415 - other commands need none of this

    named = tuple(filter(None, (text or "").replace(" ", "").split(",")))
    unknown = [state for state in named if state not in STATES]
    if unknown:
        raise click.BadParameter(f"{unknown[0]} is no state; there are {', '.join(STATES)}")
    return named


def _port_option(name: str, variable: str, default: int, text: str) -> Callable[[Any], Any]:
    return click.option(
        name, type=_PORT, envvar=variable, default=default, show_default=True, show_envvar=True, help=text
    )


stack_option = click.option("--stack", help="Name of a deployed stack; without it, the local one.")
port_option = _port_option("--port", "PORT", 8000, "Port of the site on this machine.")
s3_port_option = _port_option(
    "--s3-port", "S3_PORT", 9000, "Port of the bucket, the queues and the table on this machine."
)
