"""The local stack: bucket, queues, table, functions and HTTP API on one machine."""

import errno
import gc
import logging
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass, field, replace
from pathlib import Path

import boto3
import uvicorn
from articles.local import aws, preview, sam
from articles.local.bridge import FORWARDED, Bridge, find_bridge, parse_bridge
from articles.local.errors import LocalError
from articles.local.event_sources import WAIT
from articles.local.functions import functions, invoker
from articles.local.http_api import for_own_host, http_api
from articles.local.live_reload import LiveReload
from articles.local.output import Output
from articles.local.resources import create_resources
from articles.local.stack_parameters import BUCKET, local_parameters
from articles.local.stored_files import with_stored_files
from articles.local.supervisor import Supervisor
from articles.local.template import TEMPLATE, Template, read_template
from articles.local.terminal import LogHandler, LogStream, Terminal
from articles.local.threads import describe, running
from articles.local.unpublished import with_unpublished
from articles.local.watch import follow
from articles.publishing.clock import tick
from articles.publishing.media.own_files import is_used
from articles.publishing.storage.queues import Queue
from articles.publishing.storage.table import Table

# While one waits for the AWS services, the other renders.
_WORKERS = 2
_PUBLISHING = "a publishing process"
# Lambda's clock ticks once a minute.
_TICK_SECONDS = 1


@dataclass(frozen=True, slots=True)
class Ending:
    """What ends the stack: a signal, or a part that ended though nobody told it to.

    Attributes:
        event: Set when the stack must end.
        reasons: Why; empty if it was a signal.
    """

    event: threading.Event = field(default_factory=threading.Event)
    reasons: list[str] = field(default_factory=list)

    def fail(self, reason: str) -> None:
        """End the stack, for this reason; unless it is ending already, as parts may notice sooner than the stack."""
        if not self.event.is_set():
            self.reasons.append(reason)
            self.event.set()


def run(content: Path, port: int, s3_port: int, told: Path | None, bridge: str | None = None) -> int:
    """Run the local stack until it is interrupted or terminated.

    Args:
        content: Folder of article files, which is uploaded and watched.
        port: Port of the site, 0 for any.
        s3_port: Port of the AWS services, 0 for any.
        told: Folder for the files that tell SAM about the stack; None for no such files.
        bridge: Address and prefix by which containers reach it; if not given, those of the running engine.

    Returns:
        The exit status: 0 after being told to stop; 1 if the stack cannot run, or a part of it ended; 2 if there is no
        such folder.
    """
    if not os.path.isdir(content):  # noqa: PTH112 - pathlib raises where it may not look
        Output(sys.stderr).line(f"articles: {content}: there is no such folder; 'articles run FOLDER' names another")
        return 2
    ending = Ending()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ending.event.set())
    try:
        _run(content, port, s3_port, told, parse_bridge(bridge) if bridge else find_bridge(), ending)
    except LocalError as error:
        Output(sys.stderr).line(f"articles: {error}")
        return 1
    except OSError as error:  # the output is a pipe that nobody reads any more, or its disk is full
        Output(sys.stderr).line(f"articles: {describe(error)}")
        return 1
    return 0


def _run(  # noqa: PLR0913, PLR0917 - what `run` takes
    content: Path, port: int, s3_port: int, told: Path | None, bridge: Bridge | None, ending: Ending
) -> None:
    gc.disable()  # what a start makes is kept, so looking for garbage would be a quarter of its work
    with listening(port, "--port") as site_listener, listening(s3_port, "--s3-port") as aws_listener:
        site, endpoint = _address(site_listener), _address(aws_listener)
        overrides = local_parameters(site)
        template = read_template(TEMPLATE, overrides, endpoint)
        link = preview.linker(template, site)
        terminal = Terminal(content, sys.stdout, link)
        logging.basicConfig(handlers=[LogHandler(terminal)])
        with aws.services(), redirect_stdout(LogStream(terminal.log)):
            _create_resources(template)
            _enter(aws.environment(endpoint))
            with (
                aws.answering(aws_listener, ending.fail),
                _serving_site(template, site_listener, terminal, link, ending) as pages,
                _publishing(endpoint, overrides, terminal, pages, ending),
                _ticking(template, ending),
                _reached_by_containers(bridge, aws_listener, ending) as address,
                sam.telling(told, replace(template, endpoint=address)),
            ):
                _introduce(terminal, site, endpoint, address if bridge else None)
                gc.freeze()
                gc.enable()
                with _following(content, template, terminal, ending):
                    ending.event.wait()
    if ending.reasons:
        raise LocalError(ending.reasons[0])


def _create_resources(template: Template) -> None:
    """Create bucket, queues and tables before anybody else is answered. Early clients wait, and lose no event."""
    with listening(0, "--s3-port") as listener:
        endpoint = _address(listener)
        _enter(aws.environment(endpoint))
        session = boto3.DEFAULT_SESSION = boto3.Session()  # a second one would read the models of the services again
        with aws.answering(listener):
            create_resources(replace(template, endpoint=endpoint), session)


@contextmanager
def listening(port: int, option: str) -> Iterator[socket.socket]:
    """Open a socket that listens on a port, which an option chooses, before anything else is started."""
    try:
        listener = socket.create_server((aws.HOST, port))
    except OSError as error:
        reason = "is in use" if error.errno == errno.EADDRINUSE else f"cannot be used: {error.strerror}"
        raise LocalError(f"port {port} {reason}; {option} chooses another") from error
    with listener:
        # Connections inherit this. asyncio sets it only if the socket names its protocol, which a listener's socket
        # does not. Without it, the body of an answer waits until its head is acknowledged: 40 ms on Linux.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        yield listener


def _address(listener: socket.socket) -> str:
    host, port = listener.getsockname()
    return f"http://{host}:{port}"


def _enter(environment: dict[str, str]) -> None:
    """Make this the environment of this process, and of those that it starts."""
    for name in os.environ.keys() - environment.keys():
        del os.environ[name]
    os.environ.update(environment)


@contextmanager
def _serving_site(
    template: Template, listener: socket.socket, terminal: Terminal, link: Callable[[str], str], ending: Ending
) -> Iterator[LiveReload]:
    """Serve the HTTP API, and what CloudFront serves beside it, until the block ends. The server is a thread."""
    reached = [function for function in functions(template) if function.routes]
    invokes = {function.name: invoker(function, function.load()) for function in reached}
    routes = [route for function in reached for route in function.routes]
    site = with_stored_files(http_api(routes, invokes, terminal.failure), template)
    pages = LiveReload(with_unpublished(site, terminal.unpublished, link))
    server = uvicorn.Server(
        uvicorn.Config(
            for_own_host(pages, listener.getsockname()[1]),
            http="h11",
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=2,
        )
    )

    def stop() -> None:
        pages.close()
        server.should_exit = True

    with running("the server of the site", lambda: server.run(sockets=[listener]), stop, ending.fail):
        yield pages


@contextmanager
def _publishing(
    endpoint: str, overrides: dict[str, str], terminal: Terminal, pages: LiveReload, ending: Ending
) -> Iterator[None]:
    """Run workers that publish what is uploaded, until the block ends."""

    def log(line: str) -> None:
        for path in terminal.log(line):
            pages.changed(path)
        pages.told(terminal.errors)

    def died(status: int) -> None:
        terminal.line("error", f"{_PUBLISHING} ended with status {status}; starting another")
        ending.event.wait(WAIT + 1)  # by then its last requests for messages have been answered, to nobody
        aws.release_in_flight()

    command = [sys.executable, "-m", "articles.local.worker", str(TEMPLATE), endpoint]
    arguments = [f"{name}={value}" for name, value in overrides.items()]
    workers = [Supervisor(_PUBLISHING, [*command, *arguments], log, died, ending.fail) for _ in range(_WORKERS)]
    try:
        yield
    finally:
        for worker in workers:
            worker.end()


@contextmanager
def _ticking(template: Template, ending: Ending) -> Iterator[None]:
    """Look every second for files that are due, until the block ends. The work is done in a thread."""
    ended = threading.Event()
    table = Table(boto3.client("dynamodb"), template.reference("Table"))
    ingest = Queue(boto3.client("sqs"), template.reference("IngestQueue"))

    def work() -> None:
        while not ended.wait(_TICK_SECONDS):
            tick(table, ingest, time.time(), 2 * _TICK_SECONDS)

    with running("the clock", work, ended.set, ending.fail):
        yield


@contextmanager
def _reached_by_containers(bridge: Bridge | None, listener: socket.socket, ending: Ending) -> Iterator[str]:
    """Answer containers, too, on the bridge if there is one, until the block ends. Yields the address for them."""
    port = listener.getsockname()[1]
    if bridge is None:
        yield f"http://{FORWARDED}:{port}"
        return
    try:
        second = bridge.listen(port)
    except OSError as error:
        raise LocalError(
            f"port {port} of {bridge.address} cannot be used: {error.strerror}; --s3-port chooses another port,"
            " --bridge another address"
        ) from error
    with second, aws.answering(second, ending.fail, bridge.network):
        yield f"http://{bridge.address}:{port}"


@contextmanager
def _following(content: Path, template: Template, terminal: Terminal, ending: Ending) -> Iterator[None]:
    """Keep the bucket in line with the folder until the block ends. The work is done in a thread."""
    s3 = boto3.client("s3")
    table = Table(boto3.client("dynamodb"), template.reference("Table"))

    def is_in_force(uploaded: Mapping[str, str]) -> bool:
        return ending.event.is_set() or _is_processed(uploaded, table)

    def watch() -> None:
        follow(content, s3, BUCKET, terminal, stop=ending.event, is_in_force=is_in_force)

    with running(f"the watching of {content}", watch, ending.event.set, ending.fail):
        yield


def _is_processed(uploaded: Mapping[str, str], table: Table) -> bool:
    """Whether these versions of site.yaml and of own files are in force, or have been refused."""
    sources, site = table.sources(uploaded), table.site()
    processed = all(key in sources and sources[key].etag == etag for key, etag in uploaded.items())
    in_use = {key: each.media for key, each in sources.items() if key in site.file.own_keys or is_used(key)}
    served = {key: media.address for key, media in in_use.items() if media is not None}
    return processed and served.items() <= dict(site.own).items()


def _introduce(terminal: Terminal, site: str, endpoint: str, address: str | None) -> None:
    """Say where everything is, and how to upload a file."""
    keys = 'aws_access_key_id="local", aws_secret_access_key="local"'
    terminal.say(f"Site    {site}")
    terminal.say(f"Bucket  {BUCKET} at {endpoint}")
    if address:
        terminal.say(f"        and at {address}, for containers of this machine")
    terminal.say("Upload a file with the AWS CLI or boto3:")
    terminal.say(
        "  AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local "
        f"aws --endpoint-url {endpoint} s3 cp FILE.md s3://{BUCKET}/"
    )
    terminal.say(
        f'  boto3.client("s3", endpoint_url="{endpoint}", {keys}).upload_file("FILE.md", "{BUCKET}", "FILE.md")'
    )
    terminal.say()
