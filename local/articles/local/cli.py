"""The command `articles`. Each of its commands is a function of another module, which is imported only when it runs."""

import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import click
from articles.common.representations import HTML, KINDS
from articles.local import options

if TYPE_CHECKING:
    from articles.publishing.running.services import Services

_STATUS = """Exit status: 0 if all is well; 1 if there are problems, such as errors in a file, a rejected file, or
something that failed; 2 if the command cannot be understood, or there is nothing to check."""


@click.group(
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=options.examples(
        "articles check content", "articles run content", "articles status --help", "articles --version"
    )
    + f"\n\n{_STATUS}",
)
@click.version_option(package_name="articles", message="%(prog)s %(version)s", help="Show the version and exit.")
def articles() -> None:
    """Publish article files, and look at what becomes of them."""


@articles.command(
    epilog=options.examples(
        "articles run",
        "articles run ~/articles --port 8080 --s3-port 9090",
        "articles run --port 0 --s3-port 0   (any that are free)",
        "articles run --bridge 172.17.0.1/16 --sam-local .sam-local",
    )
)
@click.argument("folder", type=options.FOLDER, envvar="CONTENT", default=Path("content"))
@options.port_option
@options.s3_port_option
@click.option("--bridge", envvar="BRIDGE", show_envvar=True, help="Address and prefix by which containers reach it.")
@click.option(
    "--sam-local",
    type=options.FOLDER,
    envvar="SAM_LOCAL",
    show_envvar=True,
    help="Where to tell `sam local` about it; in a checkout, .sam-local is the default.",
)
def run(folder: Path, port: int, s3_port: int, bridge: str | None, sam_local: Path | None) -> None:
    """Run a site on this machine.

    That is bucket, queues, table, functions and HTTP API. It publishes the articles in FOLDER, which is `content` by
    default or what CONTENT names, and follows its changes. Nothing is kept when it ends.
    """
    from articles.local import run as local_stack  # noqa: PLC0415 - other commands need none of this
    from articles.local import sam  # noqa: PLC0415 - as above

    sys.exit(local_stack.run(folder, port, s3_port, sam_local or sam.FOLDER, bridge))


@articles.command(
    epilog=options.examples(
        "articles check content",
        "articles check a.md b.md",
        "articles check content/site.yaml",
        "git show HEAD:a.md | articles check -",
        "articles check --paths content   (where each file would be, before it is uploaded)",
        "articles check --paths --stack articles content   (and which live addresses change)",
        "articles check --format json content > problems.json",
        "articles check --format github content   (annotations of a pull request)",
    )
)
@click.argument("files", type=options.PATH, nargs=-1, required=True)
@click.option(
    "--format",
    "output_format",
    type=click.Choice(["text", "json", "github"]),
    default="text",
    show_default=True,
    help="For people, for programs, or as annotations of GitHub Actions.",
)
@click.option("--paths", is_flag=True, help="Show the path, state and title of each file instead.")
@click.option("--stack", help="With --paths: show which addresses of this deployed stack would change.")
def check(files: tuple[Path, ...], output_format: str, *, paths: bool, stack: str | None) -> None:
    """Check article files and the settings of a site, and say what is wrong.

    FILES are article files, site.yaml, folders in which both are checked, or - for an article from standard input. In a
    folder, what site.yaml ignores is left out, and links between its files are checked, too. Exits with 1 if there is
    an error, and with 2 if there is no article to check. Warnings are no errors.
    """
    from articles.local.check import check_files  # noqa: PLC0415 - as above
    from articles.publishing.running.bounded import Bounded  # noqa: PLC0415 - as above

    live = None
    if stack is not None and not paths:
        raise click.UsageError("--stack says with which addresses --paths compares; give both.")
    if stack is not None:
        from articles.local.status import live_paths  # noqa: PLC0415 - as above

        live = live_paths(_site(stack, 0, 0))
    with closing(Bounded()) as bounded:
        sys.exit(check_files(files, "paths" if paths else output_format, bounded, live))


@articles.command(
    epilog=options.examples(
        "articles render a.md > a.html",
        "articles render --as json a.md",
        "articles render --url https://www.example.org a.md",
        "git show HEAD:a.md | articles render -",
    )
)
@click.argument("file", type=options.PATH)
@click.option(
    "--as", "kind", type=click.Choice(list(KINDS)), default=HTML, show_default=True, help="Which representation."
)
@click.option(
    "--url",
    default=options.URL,
    show_default=True,
    callback=options.scheme_and_host,
    help="Scheme and host of the site, for links.",
)
def render(file: Path, kind: str, url: str) -> None:
    """Write an article's page to standard output.

    FILE is a file, or - for standard input. The nearest site.yaml above it has its settings. Of links to other pages
    only the words are shown. Problems go to standard error. Exits with 1 if there is an error.
    """
    from articles.local.render import render_file  # noqa: PLC0415 - as above
    from articles.publishing.running.bounded import Bounded  # noqa: PLC0415 - as above

    with closing(Bounded()) as bounded:
        sys.exit(render_file(file, kind, sys.stdout, url, bounded))


@articles.command(
    epilog=options.examples(
        "articles invoke IngestFunction --event events/s3-put.json",
        "articles invoke DeliverFunction -e - < event.json",
        "articles invoke IngestFunction -e event.json --port 8080 --s3-port 9090",
    )
)
@click.argument("function")
@click.option(
    "-e", "--event", type=options.PATH, required=True, help="A file with the event as JSON; - for standard input."
)
@options.port_option
@options.s3_port_option
def invoke(function: str, event: Path, port: int, s3_port: int) -> None:
    """Run a function on one event, in Lambda's runtime. Only in a checkout of the project.

    FUNCTION is a function's name in template.yaml. It is built if need be, and works on the local stack that runs.
    Exits with 1 if it raises an error.
    """
    from articles.local.invoke import invoke_function  # noqa: PLC0415 - as above

    sys.exit(invoke_function(function, event, port, s3_port))


@articles.command(
    epilog=options.examples(
        "articles status",
        "articles status physics/light.md --stack articles",
        "articles status --state draft,scheduled --stack articles",
        "articles status --wait --timeout 600 --stack articles",
        "articles status --port 8080 --s3-port 9090",
    )
)
@click.argument("key", required=False)
@click.option(
    "--state",
    "states",
    callback=options.states,
    metavar="STATES",
    help="Only files in these states, such as draft,scheduled, in place of all.",
)
@click.option("--wait", is_flag=True, help="First wait until nothing is under way: no message, no file.")
@click.option(
    "--timeout",
    type=click.FloatRange(0),
    default=options.WAIT_SECONDS,
    show_default=True,
    help="Seconds that --wait waits at most; then it exits with 1.",
)
@options.stack_option
@options.port_option
@options.s3_port_option
def status(  # noqa: PLR0913 - one for each option
    *,
    key: str | None,
    states: tuple[str, ...],
    wait: bool,
    timeout: float,
    stack: str | None,
    port: int,
    s3_port: int,
) -> None:
    """Show what became of a file, or of all files.

    That is its state, its path, what a time will bring, since when, and its problems. KEY is the file's path in the
    bucket. Exits with 1 if a file that is shown is rejected, or should have changed five minutes ago, or KEY is not
    known.
    """
    if key is not None and states:
        raise click.UsageError("KEY names one file; leave it out, or leave --state out.")
    from articles.local.output import Output  # noqa: PLC0415 - as above
    from articles.local.status import show_status  # noqa: PLC0415 - as above

    site = _site(stack, port, s3_port)
    sys.exit(show_status(key, site, Output(sys.stdout), wait=timeout if wait else None, states=states))


@articles.command(
    epilog=options.examples(
        "articles preview physics/light.md",
        "articles preview _drafts/physics/light.md --stack articles --for 30d",
        "articles preview physics/light.md --port 8080 --s3-port 9090",
    )
)
@click.argument("key")
@click.option(
    "--for",
    "seconds",
    default="7d",
    show_default=True,
    callback=options.read_duration,
    metavar="TIME",
    help="How long the link lasts, such as 30m, 2h or 14d.",
)
@options.stack_option
@options.port_option
@options.s3_port_option
def preview(key: str, seconds: int, stack: str | None, port: int, s3_port: int) -> None:
    """Write a link that shows a file as it will be, whether it is public or not.

    Whoever has the link can see it, until it ends. KEY is the file's path in the bucket. Exits with 1 if the bucket has
    no such article.
    """
    from articles.local.preview import write_link  # noqa: PLC0415 - as above

    sys.exit(write_link(key, seconds, stack, port, s3_port, sys.stdout))


@articles.command(
    epilog=options.examples(
        "articles reconcile --dry-run",
        "articles reconcile --stack articles",
        "articles reconcile --all --port 8080 --s3-port 9090",
    )
)
@click.option("--all", "everything", is_flag=True, help="Render every file again.")
@click.option("--dry-run", is_flag=True, help="Only show what differs.")
@options.stack_option
@options.port_option
@options.s3_port_option
def reconcile(*, everything: bool, dry_run: bool, stack: str | None, port: int, s3_port: int) -> None:
    """Compare the bucket with the table, and publish what differs.

    A page also differs if other code or settings rendered it. So use the version of this command that is deployed.
    """
    from articles.local.output import Output  # noqa: PLC0415 - as above
    from articles.local.reconcile import reconcile as compare  # noqa: PLC0415 - as above

    compare(_site(stack, port, s3_port), Output(sys.stdout), everything=everything, dry_run=dry_run)


def main() -> None:
    """Run a command, and exit with its status. If it cannot be run, or its output written, say so, and exit with 1."""
    from articles.local.errors import LocalError  # noqa: PLC0415 - as above
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
    except LocalError as error:
        Output(sys.stderr).line(f"articles: {error}")
        status = 1
    except OSError as error:
        discard(sys.stdout)
        # A command that failed has said why, and whoever closed a pipe (`| head`) knows.
        if not status and not isinstance(error, BrokenPipeError):
            where = f"{error.filename}: " if error.filename else ""
            Output(sys.stderr).line(f"articles: {where}{error.strerror or error}")
        status = status or 1
    sys.exit(status)


def _site(stack: str | None, port: int, s3_port: int) -> "Services":
    from articles.local.stack import deployed_site, local_site  # noqa: PLC0415 - as above

    return deployed_site(stack) if stack else local_site(port, s3_port)
