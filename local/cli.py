"""The command `articles`: each command is one function of a module of its own, imported when it is called."""

import sys
from pathlib import Path

import click

_FOLDER = click.Path(path_type=Path, file_okay=False)
_PATH = click.Path(path_type=Path)
_PORT = click.IntRange(0, 65535)


_content = click.option("--content", type=_FOLDER, envvar="CONTENT", default=Path("content"), show_default=True)
_port = click.option("--port", type=_PORT, envvar="PORT", default=8000, show_default=True)
_s3_port = click.option("--s3-port", type=_PORT, envvar="S3_PORT", default=9000, show_default=True)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Publish article files, and look at what becomes of them."""


@main.command()
@_content
@_port
@_s3_port
def run(content: Path, port: int, s3_port: int) -> None:
    """Run the site on this machine: bucket, queues, table, functions and HTTP API."""
    from local import run as local_stack  # noqa: PLC0415 - other commands need none of this

    sys.exit(local_stack.run(content, port, s3_port))


@main.command()
@click.argument("files", type=_PATH, nargs=-1, required=True)
@click.option("--format", "output_format", type=click.Choice(["text", "json", "github"]), default="text")
def check(files: tuple[Path, ...], output_format: str) -> None:
    """Say what is wrong with article files, or with all those in a folder."""
    from local.check import check_files  # noqa: PLC0415 - as above

    sys.exit(check_files(files, output_format))


@main.command()
@click.argument("file", type=_PATH)
@click.option("--as", "kind", type=click.Choice(["html", "json", "md", "related"]), default="html", show_default=True)
def render(file: Path, kind: str) -> None:
    """Write an article's page, or another representation of it, to standard output."""
    from local.render import render_file  # noqa: PLC0415 - as above

    sys.exit(render_file(file, kind, sys.stdout))


@main.command()
@click.argument("function")
@click.option("-e", "--event", type=click.Path(path_type=Path, allow_dash=True), required=True)
@_content
@_port
@_s3_port
def invoke(function: str, event: Path, content: Path, port: int, s3_port: int) -> None:
    """Have a built function answer one event in Lambda's runtime, against the local stack that runs."""
    from local.invoke import invoke_function  # noqa: PLC0415 - as above

    sys.exit(invoke_function(function, event, content, port, s3_port))
