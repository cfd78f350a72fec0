"""Delivery beside what people would write instead: how it starts, and what a warm request takes."""

import os
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from articles.local.errors import LocalError

from bench import plot, report
from bench.environments import FUNCTIONS, LAYERS, PEERS, commands, python, versions
from bench.measure import ROUNDS, Samples, in_turns, on_one_core, ratio, spread
from tests.support import certificates

DELIVER, POWERTOOLS, FASTAPI = "deliver", "Powertools + boto3", "FastAPI + Mangum + boto3"
RUNTIME, BARE, BYTES = "runtime client alone", "python -c pass", "the bytes alone"
MODULES = {
    RUNTIME: "constant",
    DELIVER: "articles.deliver.handler",
    POWERTOOLS: "powertools_resolver",
    FASTAPI: "fastapi_mangum",
    BYTES: "bytes_alone",
}
STARTED = (RUNTIME, DELIVER, POWERTOOLS, FASTAPI)
ASKED = (DELIVER, POWERTOOLS, FASTAPI, BYTES)

KILOBYTE = 1000
BODIES = (1, 10, 100, 300)
PAGE = 8  # what a page of content/ has, compressed
REQUESTS = 200

MILLISECONDS, MICROSECONDS = 1e3, 1e6

_DONE = 20.0  # seconds in which a process has ended
_PADDING = 2  # bytes that base64 may seem to be longer


@dataclass(frozen=True, slots=True)
class Answered:
    """What one line of requests took.

    Attributes:
        request: CPU of one request in seconds.
        process: CPU of the process so far in seconds.
    """

    request: float
    process: float


class Process:
    """A process with a handler in it: `lambda_process.py`."""

    def __init__(self, name: str, environ: Mapping[str, str]) -> None:
        command: list[str | Path] = [python(), PEERS / "lambda_process.py", MODULES[name]]
        self._name = name
        self._process = subprocess.Popen(
            command,
            env=environ,
            cwd="/",
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def ask(self, kilobytes: int, count: int) -> Answered:
        """Request a page as often as that.

        Raises:
            LocalError: The answer was another.
        """
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        size = kilobytes * KILOBYTE
        self._process.stdin.write(f"/bytes/{size} {count}\n")
        self._process.stdin.flush()
        words = self._process.stdout.readline().split()
        if not words:
            _, errors = self._process.communicate()
            raise LocalError(f"{self._name} did not answer\n{errors}")
        if self._name != RUNTIME and abs(int(words[2]) - size) > _PADDING:
            raise LocalError(f"{self._name} answered with {words[2]} bytes, not {size}")
        return Answered(float(words[0]), float(words[1]))

    def end(self) -> None:
        """End it."""
        self._process.communicate(timeout=_DONE)


def main() -> None:
    """Measure, and write the results."""
    commands()
    with on_one_core(), read_server() as environ:
        wall, cpu = start_up(environ)
        warm = warm_requests(environ)
    report.write("deliver", f"{_start_up_text(wall, cpu)}\n\n{_warm_text(warm)}", _versions())
    report.plot(
        "start-up",
        plot.bars(
            "From a new process to the first answer",
            "milliseconds",
            {name: spread(wall[name]).median * MILLISECONDS for name in (DELIVER, POWERTOOLS, FASTAPI, RUNTIME, BARE)},
        ),
    )
    series = {name: {float(size): spread(warm[size][name]).median * MICROSECONDS for size in BODIES} for name in ASKED}
    report.plot(
        "warm-requests",
        plot.lines("What a warm request takes", "body, KB compressed", "microseconds of CPU a request", series),
    )


def start_up(environ: Mapping[str, str], rounds: int = ROUNDS) -> tuple[Samples, Samples]:
    """Seconds from a new process to its first answer, and the CPU that it took, of each stack in turn."""
    cpu: Samples = {name: [] for name in STARTED}

    def start(name: str) -> float:
        started = time.perf_counter()
        process = Process(name, environ)
        answered = process.ask(PAGE, 1)
        waited = time.perf_counter() - started
        process.end()
        cpu[name].append(answered.process)
        return waited

    def bare() -> float:
        started = time.perf_counter()
        subprocess.run([python(), "-c", "pass"], env=environ, cwd="/", check=True)
        return time.perf_counter() - started

    wall = in_turns({BARE: bare, **{name: partial(start, name) for name in STARTED}}, rounds)
    return wall, {name: values[1:] for name, values in cpu.items()}


def warm_requests(environ: Mapping[str, str], rounds: int = ROUNDS) -> dict[int, Samples]:
    """CPU in seconds of a request once the process is warm, by size of the body in KB."""
    with ExitStack() as stack:
        processes = {name: Process(name, environ) for name in ASKED}
        for process in processes.values():
            stack.callback(process.end)
        return {
            size: in_turns({name: partial(_request, process, size) for name, process in processes.items()}, rounds)
            for size in BODIES
        }


def _request(process: Process, size: int) -> float:
    return process.ask(size, REQUESTS).request


@contextmanager
def read_server() -> Iterator[dict[str, str]]:
    """Run `read_server.py` until the block ends; gives the environment of a function that reads from it."""
    with tempfile.TemporaryDirectory() as folder:
        _, roots = certificates.make(Path(folder), "localhost")
        command: list[str | Path] = [python(), PEERS / "read_server.py", Path(folder) / "server.pem"]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
            assert server.stdout is not None
            yield _environ(int(server.stdout.readline()), roots)
            server.communicate(timeout=_DONE)


def _environ(port: int, roots: Path) -> dict[str, str]:
    """As Lambda would set it, for the read server; one authority to verify against, for all alike."""
    return {
        "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE",
        "AWS_CA_BUNDLE": str(roots),
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ENDPOINT_URL_DYNAMODB": f"https://localhost:{port}",
        "AWS_REGION": "us-east-1",
        "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
        "AWS_SESSION_TOKEN": "FQoGZXIvYXdzEXAMPLETOKEN",
        "CACHE_MAX_AGE": "60",
        "CACHE_STALE_IF_ERROR": "86400",
        "CACHE_STALE_WHILE_REVALIDATE": "30",
        "CACHE_S_MAXAGE": "60",
        "LANG": "en_US.UTF-8",
        "PATH": os.defpath,
        "POWERTOOLS_METRICS_NAMESPACE": "Articles",
        "POWERTOOLS_SERVICE_NAME": "deliver",
        "PYTHONPATH": os.pathsep.join(str(folder) for folder in (FUNCTIONS, *LAYERS, PEERS)),
        "TABLE": "articles",
    }


def _start_up_text(wall: Samples, cpu: Samples) -> str:
    rows = [
        [
            name,
            f"{spread(wall[name]).times(MILLISECONDS):.0f}",
            f"{spread(cpu[name]).times(MILLISECONDS):.0f}" if name in cpu else "",
            f"{ratio(wall[DELIVER], wall[name]):.2f}" if name != DELIVER else "",
        ]
        for name in (BARE, RUNTIME, DELIVER, POWERTOOLS, FASTAPI)
    ]
    head = ["", "to the first answer, ms", "CPU, ms", "deliver takes, times as long"]
    goals = [
        report.target(f"deliver, beside {name}", ratio(wall[DELIVER], wall[name]).median, at_most)
        for name, at_most in ((RUNTIME, 2), (POWERTOOLS, 0.2), (FASTAPI, 0.1))
    ]
    return f"{report.table(head, rows)}\n\n" + "\n".join(goals)


def _warm_text(warm: Mapping[int, Samples]) -> str:
    rows = [
        [
            f"{size} KB",
            *(f"{spread(samples[name]).times(MICROSECONDS):,.0f}" for name in ASKED),
            f"{ratio(samples[DELIVER], samples[POWERTOOLS]):.3f}",
            f"{ratio(samples[DELIVER], samples[FASTAPI]):.3f}",
        ]
        for size, samples in warm.items()
    ]
    head = ["body", *ASKED, "deliver beside Powertools", "beside FastAPI"]
    goals = [
        report.target(f"{size} KB, beside {name}", ratio(samples[DELIVER], samples[name]).median, 0.1)
        for size, samples in warm.items()
        for name in (POWERTOOLS, FASTAPI)
    ]
    return (
        f"Microseconds of CPU for a warm request, by the size of the compressed body:\n\n{report.table(head, rows)}\n\n"
        + "\n".join(goals)
    )


def _versions() -> dict[str, str]:
    return versions(["awslambdaric", "aws-lambda-powertools", "boto3", "fastapi", "mangum"])
