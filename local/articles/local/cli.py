"""The command `articles`. Each of its commands is a function of another module, which is imported only when it runs."""

import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import click
from articles.common.representations import HTML, KINDS

if TYPE_CHECKING:
    from articles.publishing.running.services import Services

_FOLDER = click.Path(path_type=Path, file_okay=False)
_PATH = click.Path(path_type=Path)
_PORT = click.IntRange(0, 65535)


_content = click.option("--content", type=_FOLDER, envvar="CONTENT", default=Path("content"), show_default=True)
_stack = click.option("--stack", help="Name of a deployed stack; without it, the local one.")
_port = click.option("--port", type=_PORT, envvar="PORT", default=8000, show_default=True)
_s3_port = click.option("--s3-port", type=_PORT, envvar="S3_PORT", default=9000, show_default=True)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def articles() -> None:
    """Publish article files, and look at what becomes of them."""


@articles.command()
@_content
@_port
@_s3_port
@click.option("--bridge", envvar="BRIDGE", help="Address and prefix for containers, such as 172.17.0.1/16.")
@click.option("--sam-local", type=_FOLDER, envvar="SAM_LOCAL", help="Where SAM finds the stack.  [default: .sam-local]")
def run(content: Path, port: int, s3_port: int, bridge: str | None, sam_local: Path | None) -> None:
    """Run the site on this machine: bucket, queues, table, functions and HTTP API."""
    from articles.local import run as local_stack  # noqa: PLC0415 - other commands need none of this
    from articles.local import sam  # noqa: PLC0415 - as above

    sys.exit(local_stack.run(content, port, s3_port, sam_local or sam.FOLDER, bridge))


@articles.command()
@click.argument("files", type=_PATH, nargs=-1, required=True)
@click.option("--format", "output_format", type=click.Choice(["text", "json", "github"]), default="text")
def check(files: tuple[Path, ...], output_format: str) -> None:
    """Check article files, or all files in a folder, and say what is wrong."""
    from articles.local.check import check_files  # noqa: PLC0415 - as above
    from articles.publishing.running.bounded import Bounded  # noqa: PLC0415 - as above

    with closing(Bounded()) as bounded:
        sys.exit(check_files(files, output_format, bounded))


@articles.command()
@click.argument("file", type=_PATH)
@click.option("--as", "kind", type=click.Choice(list(KINDS)), default=HTML, show_default=True)
def render(file: Path, kind: str) -> None:
    """Write an article's page, or another representation of it, to standard output."""
    from articles.local.render import render_file  # noqa: PLC0415 - as above
    from articles.publishing.running.bounded import Bounded  # noqa: PLC0415 - as above

    with closing(Bounded()) as bounded:
        sys.exit(render_file(file, kind, sys.stdout, bounded))


@articles.command()
@click.argument("function")
@click.option("-e", "--event", type=click.Path(path_type=Path, allow_dash=True), required=True)
@_content
@_port
@_s3_port
def invoke(function: str, event: Path, content: Path, port: int, s3_port: int) -> None:
    """Run a built function on one event, in Lambda's runtime, against the running local stack."""
    from articles.local.invoke import invoke_function  # noqa: PLC0415 - as above

    sys.exit(invoke_function(function, event, content, port, s3_port))


@articles.command()
@click.argument("key", required=False)
@_stack
@_content
@_port
@_s3_port
def status(key: str | None, stack: str | None, content: Path, port: int, s3_port: int) -> None:
    """Show what the table knows of one file, or of all: state, path, since when, problems."""
    from articles.local.output import Output  # noqa: PLC0415 - as above
    from articles.local.status import show_status  # noqa: PLC0415 - as above

    sys.exit(show_status(key, _site(stack, content, port, s3_port), Output(sys.stdout)))


@articles.command()
@click.option("--all", "everything", is_flag=True, help="Render every file again.")
@click.option("--dry-run", is_flag=True, help="Only show what differs.")
@_stack
@_content
@_port
@_s3_port
def reconcile(  # noqa: PLR0913 - one for each option
    *, everything: bool, dry_run: bool, stack: str | None, content: Path, port: int, s3_port: int
) -> None:
    """Compare the bucket with the table, and publish what differs."""
    from articles.local.output import Output  # noqa: PLC0415 - as above
    from articles.local.reconcile import reconcile as compare  # noqa: PLC0415 - as above

    compare(_site(stack, content, port, s3_port), Output(sys.stdout), everything=everything, dry_run=dry_run)


def main() -> None:
    """Run a command, and exit with its status. If its output cannot be written, say so in a line, and exit with 1."""
    from articles.local.output import Output, discard  # noqa: PLC0415 - as above

    if sys.stdout is None:
        Output(sys.stderr).line("articles: standard output is closed")
        sys.exit(1)
    status: str | int | None = 0
    try:
        try:
            articles()
        except SystemExit as ending:
            status = ending.code
            sys.stdout.flush()  # what is still buffered may fail to be written
    except OSError as error:
        discard(sys.stdout)
        # A command that failed has said why, and whoever closed a pipe (`| head`) knows.
        if not status and not isinstance(error, BrokenPipeError):
            where = f"{error.filename}: " if error.filename else ""
            Output(sys.stderr).line(f"articles: {where}{error.strerror or error}")
        status = status or 1
    sys.exit(status)


def _site(stack: str | None, content: Path, port: int, s3_port: int) -> "Services":
    from articles.local.errors import LocalError  # noqa: PLC0415 - as above
    from articles.local.output import Output  # noqa: PLC0415 - as above
    from articles.local.stack import deployed_site, local_site  # noqa: PLC0415 - as above

    try:
        return deployed_site(stack) if stack else local_site(content, port, s3_port)
    except LocalError as error:
        Output(sys.stderr).line(f"articles: {error}")
        sys.exit(1)
