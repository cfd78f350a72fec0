"""`sam local` beside the local stack, with a container engine: does each answer what the other does?

    check.py            everything
    check.py TEXT       the checks with this text in their name

Follows the README: the stack runs, `sam build` builds for this machine, and then each event of events/ is given to its
function by `sam local invoke` and by `articles invoke`; requests go to `sam local start-api` and to the stack; and
a client of Lambda asks `sam local start-lambda`. Exits with 1 if anything differs.
"""

# ruff: noqa: T201 - what it prints is for people

import base64
import gzip
import http.client
import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from http import HTTPStatus
from pathlib import Path
from typing import IO, Any

import boto3
from articles.local import aws
from articles.local.build import runtime
from articles.local.errors import LocalError
from articles.local.template import REGION, TEMPLATE, read_template
from articles.local.tools import ROOT, environment, run
from botocore.config import Config

from tests.sam_local.asked import Request, requests
from tests.sam_local.engine import Engine, an_engine, provide_image
from tests.support.checks import passes

ARTICLES = Path(sys.executable).with_name("articles")
EVENTS = ROOT / "events"

# Which function an event is for, by how its name begins.
FUNCTIONS = {
    "browse": "BrowseFunction",
    "clock": "ClockFunction",
    "deliver": "DeliverFunction",
    "derive": "DeriveFunction",
    "preview": "PreviewFunction",
    "rebuild": "ReconcileFunction",
    "refresh": "RefreshFunction",
    "s3": "IngestFunction",
    "search": "SearchFunction",
    "schedule": "ReconcileFunction",
    "sqs": "IngestFunction",
}

# An event of each.
EACH = ("s3-put", "refresh", "schedule", "deliver-html", "browse-home", "search")

START_SECONDS = 120.0

# Of the connection, and of the server that each has.
HOP = {"connection", "date", "keep-alive", "server", "transfer-encoding"}
# SAM's server leaves these out of a 304, and calls an empty answer that names no type JSON, where API Gateway, and the
# stack with it, calls it text.
DROPPED = {"content-type", "last-modified"}
EMPTY_TYPES = ("text/plain; charset=utf-8", "application/json")


def main(text: str) -> int:
    """Run the checks that have a text in their name; returns the exit status."""
    try:
        # SAM keeps locks in the folder of temporary files, and waits for those that nobody holds any more.
        with tempfile.TemporaryDirectory() as temporary, an_engine() as engine, _stack(engine) as ports:
            return _checks(text, Sam(engine, temporary), engine, *ports)
    except LocalError as error:
        print(f"FAILED  sam local\n{error}", flush=True)
        return 1


def _checks(text: str, sam: "Sam", engine: Engine, port: int, s3_port: int) -> int:
    if not (passes("image", lambda: provide_image(engine)) and passes("sam build", sam.build)):
        return 1
    checks: dict[str, Callable[[], str]] = {
        **{event.name: partial(_invoke, sam, event, port, s3_port) for event in sorted(EVENTS.glob("*.json"))},
        "start-api": partial(_start_api, sam, port),
        "start-lambda": partial(_start_lambda, sam, port, s3_port),
    }
    passed = [passes(name, check) for name, check in checks.items() if text in name]
    return 0 if passed and all(passed) else 1


class Sam:
    """aws-sam-cli, which finds the engine, and nothing of the user's accounts."""

    def __init__(self, engine: Engine, temporary: str) -> None:
        self._command = environment("sam", Path(sys.executable)) / "sam"
        commands = runtime(read_template(TEMPLATE, {}, "")).commands
        path = os.pathsep.join([str(commands), os.environ.get("PATH", os.defpath)])
        clean = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
        self._environ = {**clean, **engine.environ, "PATH": path, "TMPDIR": temporary, "SAM_CLI_TELEMETRY": "0"}

    def build(self) -> str:
        """Build for this machine, as the README says."""
        run([self._command, "build", "--build-dir", ".aws-sam/local"], self._environ)
        return ""

    def local(self, *arguments: str) -> list[str]:
        """A command line of `sam local`, which is not to look for a newer image than the one that is there."""
        command, *others = arguments
        return [str(self._command), "local", command, "--skip-pull-image", *others]

    def invoke(self, function: str, event: Path) -> tuple[Any, str]:
        """What a function answers, and what it logs."""
        done = subprocess.run(
            self.local("invoke", function, "-e", str(event)),
            cwd=ROOT,
            env=self._environ,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise LocalError(done.stderr)
        return json.loads(done.stdout or "null"), done.stderr

    @contextmanager
    def serving(self, command: str) -> Iterator[int]:
        """What serves, on a port that it gives, until the block ends."""
        port = _free_port()
        with tempfile.TemporaryFile("w+") as log:
            words = self.local(command, "--port", str(port))
            process = subprocess.Popen(words, cwd=ROOT, env=self._environ, stdout=log, stderr=log)
            try:
                _wait_for(port, process, log)
                yield port
            finally:
                process.terminate()
                process.wait()


def _invoke(sam: Sam, event: Path, port: int, s3_port: int) -> str:
    """An event by SAM, and by `articles invoke`."""
    function = _function_for(event)
    started = time.monotonic()
    answer, log = sam.invoke(function, event)
    seconds = time.monotonic() - started
    wanted = _wanted(event, port, s3_port)
    if _timeless(answer) != _timeless(wanted):
        raise LocalError(f"{function} answers {answer}\nnot {wanted}\n{log}")
    return f"{function} in {seconds:.1f} s"


def _function_for(event: Path) -> str:
    return FUNCTIONS[event.stem.partition("-")[0]]


def _wanted(event: Path, port: int, s3_port: int) -> Any:
    """What `articles invoke` gives."""
    done = subprocess.run(
        [str(ARTICLES), "invoke", _function_for(event), "-e", str(event)],
        cwd=ROOT,
        env={**os.environ, "PORT": str(port), "S3_PORT": str(s3_port)},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise LocalError(done.stderr)
    return json.loads(done.stdout)


def _timeless(answer: Any) -> Any:
    """An answer of a function without how long a search took, which differs each time."""
    if not isinstance(answer, dict) or answer.get("headers", {}).get("content-encoding") != "gzip":
        return answer
    body = gzip.decompress(base64.b64decode(answer["body"])).decode()
    return {**answer, "body": re.sub(r'"took":[0-9.]+', "", body)}


def _start_api(sam: Sam, port: int) -> str:
    """Requests to the API that SAM serves, and to the stack."""
    problems = []
    asked = requests(port)
    with sam.serving("start-api") as other:
        for request in asked:
            wanted, found = _ask(port, request), _ask(other, request)
            problems += [f"{request}: {each}" for each in _differences(wanted, found)]
        started = time.monotonic()
        for request in asked:
            _ask(other, request)
        warm = (time.monotonic() - started) / len(asked)
    if problems:
        raise LocalError("\n".join(problems))
    return f"{len(asked)} requests, {warm * 1000:.0f} ms each when warm"


def _start_lambda(sam: Sam, port: int, s3_port: int) -> str:
    """An event of each function by a client of Lambda, twice, and by `articles invoke`."""
    took = []
    with sam.serving("start-lambda") as other:
        client = boto3.client(
            "lambda",
            endpoint_url=f"http://{aws.HOST}:{other}",
            region_name=REGION,
            aws_access_key_id="local",
            aws_secret_access_key="local",
            config=Config(read_timeout=START_SECONDS, retries={"total_max_attempts": 1}),
        )
        for name in EACH:
            event = EVENTS / f"{name}.json"
            function, wanted = _function_for(event), _wanted(event, port, s3_port)
            seconds = []
            for _ in range(2):
                started = time.monotonic()
                answer = client.invoke(FunctionName=function, Payload=event.read_bytes())
                seconds.append(time.monotonic() - started)
                found = json.loads(answer["Payload"].read())
                if _timeless(found) != _timeless(wanted):
                    raise LocalError(f"{function} answers {found}\nnot {wanted}")
            took.append(f"{function} {seconds[0]:.1f} s, then {seconds[1] * 1000:.0f} ms")
    return "; ".join(took)


Answer = tuple[int, Mapping[str, str], bytes]


def _ask(port: int, request: Request) -> Answer:
    connection = http.client.HTTPConnection(aws.HOST, port, timeout=60)
    connection.request(request.method, request.target, headers=dict(request.headers))
    response = connection.getresponse()
    headers = {name.lower(): value for name, value in response.getheaders() if name.lower() not in HOP}
    answer = response.status, headers, response.read()
    connection.close()
    return answer


def _differences(wanted: Answer, found: Answer) -> Iterator[str]:
    if found[0] != wanted[0]:
        yield f"status {found[0]}, not {wanted[0]}: {found[2][:500]!r}"
        return
    for name in sorted(wanted[1].keys() | found[1].keys()):
        theirs, ours = found[1].get(name), wanted[1].get(name)
        is_of_sam = (found[0] == HTTPStatus.NOT_MODIFIED and name in DROPPED and theirs is None) or (
            not found[2] and name == "content-type" and (ours, theirs) == EMPTY_TYPES
        )
        if theirs != ours and not is_of_sam:
            yield f"{name}: {theirs!r}, not {ours!r}"
    if found[2] != wanted[2]:
        yield f"{len(found[2])} bytes, which are not the {len(wanted[2])} of the stack: {found[2][:300]!r}"


@contextmanager
def _stack(engine: Engine) -> Iterator[tuple[int, int]]:
    """The local stack with the articles of content/, as `make run` starts it; gives its ports."""
    port, s3_port = _free_port(), _free_port()
    environ = {**os.environ, **engine.environ, "PORT": str(port), "S3_PORT": str(s3_port)}
    with tempfile.TemporaryFile("w+") as log:
        process = subprocess.Popen([ARTICLES, "run"], cwd=ROOT, env=environ, stdout=log, stderr=log)
        try:
            _wait_for(port, process, log)
            count = len(list((ROOT / "content").rglob("*.md")))
            _wait_for_pages(log, count, process)
            yield port, s3_port
        finally:
            process.terminate()
            process.wait()


def _wait_for_pages(log: IO[str], count: int, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + START_SECONDS
    while True:
        log.seek(0)
        text = log.read()
        if len({line.split()[1] for line in text.splitlines() if line.startswith("published  /")}) >= count:
            return
        if process.poll() is not None or time.monotonic() > until:
            raise LocalError(f"the articles are not published\n{text}")
        time.sleep(0.2)


def _wait_for(port: int, process: "subprocess.Popen[bytes]", log: IO[str]) -> None:
    until = time.monotonic() + START_SECONDS
    while True:
        try:
            socket.create_connection((aws.HOST, port), timeout=1).close()
        except OSError:
            if process.poll() is not None or time.monotonic() > until:
                log.seek(0)
                raise LocalError(f"nothing listens on port {port}\n{log.read()}") from None
            time.sleep(0.2)
        else:
            return


def _free_port() -> int:
    with socket.create_server((aws.HOST, 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


if __name__ == "__main__":
    sys.exit(main("".join(sys.argv[1:])))
