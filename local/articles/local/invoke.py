"""Run a function as Lambda does, without Docker: what `sam build` made, under Lambda's own runtime client and emulator.

The emulator comes with aws-sam-cli. It must be given both of its addresses, or it listens to everybody. It must be
given one request at a time, or it crashes. It answers 200 even if the handler raised an error.
"""

import http.client
import json
import os
import platform
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from articles.local import aws
from articles.local.build import BUILT, BuiltFunction, Runtime, build_if_changed, built_functions, runtime
from articles.local.errors import LocalError
from articles.local.output import Output
from articles.local.stack import check_answers
from articles.local.stack_parameters import local_parameters
from articles.local.template import IS_INSTALLED, STACK, TEMPLATE, read_template
from articles.local.tools import environment

# The emulators in aws-sam-cli, by the machine's name in `uname -m`.
_EMULATORS: Mapping[str, str] = {"x86_64": "aws-lambda-rie-x86_64", "aarch64": "aws-lambda-rie-arm64"}
_INVOCATIONS = "/2015-03-31/functions/function/invocations"
_START_SECONDS = 10
_POLL_SECONDS = 0.005
# The members of the runtime client's answer if the handler raised.
_ERROR = {"errorType", "errorMessage", "requestId", "stackTrace"}

Invoke = Callable[[Any], "Invocation"]


@dataclass(frozen=True, slots=True)
class Invocation:
    """The result of an invocation.

    Attributes:
        result: What the handler returned, or Lambda's description of its error.
        failed: Whether the handler raised.
        seconds: Time until the answer: from the start of the process for the first invocation, from the request for
            others.
    """

    result: Any
    failed: bool
    seconds: float


@dataclass(frozen=True, slots=True)
class Tools:
    """What functions are built and run with.

    Attributes:
        sam: The folder of the commands of aws-sam-cli.
        runtime: The local copy of Lambda's runtime.
        emulator: The Runtime Interface Emulator.
    """

    sam: Path
    runtime: Runtime
    emulator: Path


def invoke_function(name: str, event: Path, port: int, s3_port: int) -> int:
    """Build a function if need be, and run it on one event, against the running local stack.

    What the function logs goes to standard error, what it returns to standard output.

    Args:
        name: Logical name of the function in template.yaml.
        event: JSON file of the event; ``-`` is standard input.
        port: Port of the local stack's site.
        s3_port: Port of its AWS services.

    Returns:
        The exit status: 0 after an answer, 1 if the function or anything else failed, 2 without a checkout.
    """
    if IS_INSTALLED:
        Output(sys.stderr).line("articles: invoke builds functions from their sources: run it in a checkout")
        return 2
    try:
        payload = _read_event(event)
        endpoint = f"http://{aws.HOST}:{s3_port}"
        check_answers(s3_port)
        parameters = local_parameters(f"http://{aws.HOST}:{port}")
        tools = find_tools()
        function = _named(name, build_functions(tools, parameters, endpoint))
        with tempfile.TemporaryFile("w+") as log:
            with running(function, tools, endpoint, log) as invoke:
                answer = invoke(payload)
            log.seek(0)
            Output(sys.stderr).lines(log.read().removesuffix("\n"))
    except LocalError as error:
        Output(sys.stderr).line(f"articles: {error}")
        return 1
    Output(sys.stdout).json(answer.result)
    return 1 if answer.failed else 0


def find_tools() -> Tools:
    """Find the tools, and install them if need be.

    Raises:
        LocalError: They cannot be installed on this machine.
    """
    emulator = _EMULATORS.get(platform.machine())
    if platform.system() != "Linux" or emulator is None:
        raise LocalError(
            "Lambda's emulator runs on Linux, x86_64 or aarch64; elsewhere, 'sam local invoke' needs a container engine"
        )
    sam = environment("sam", Path(sys.executable))
    found = list(sam.parent.glob(f"lib/python*/site-packages/samcli/local/rapid/{emulator}"))
    if not found:
        raise LocalError(f"this version of aws-sam-cli comes without {emulator}")
    template = read_template(TEMPLATE, {}, "")
    return Tools(sam, runtime(template), found[0])


def build_functions(tools: Tools, parameters: dict[str, str], endpoint: str) -> list[BuiltFunction]:
    """Build all functions for this machine, unless nothing has changed since the last time.

    Args:
        tools: What to build with.
        parameters: Values of template parameters.
        endpoint: Address of the AWS services, scheme and host.

    Raises:
        LocalError: Something does not build.
    """
    machine = platform.machine()
    target = BUILT / f"local-{machine}"
    build_if_changed(target, tools.sam, tools.runtime, machine)
    return built_functions(target, parameters, endpoint)


@contextmanager
def running(function: BuiltFunction, tools: Tools, endpoint: str, log: IO[str]) -> Iterator[Invoke]:
    """Run a function in a process of its own until the block ends.

    Args:
        function: The function.
        tools: What to run it with.
        endpoint: Address of the AWS services, scheme and host.
        log: The file to write the function's log to. It is complete when the block has ended.

    Yields:
        A callable that runs the function on an event. Do not call it twice at the same time.

    Raises:
        LocalError: The function does not start, or ends before it has answered.
    """
    emulator_port, runtime_port = _free_ports(2)
    command: list[str | Path] = [
        tools.emulator,
        *("--runtime-interface-emulator-address", f"{aws.HOST}:{emulator_port}"),
        *("--runtime-api-address", f"{aws.HOST}:{runtime_port}"),
        *(tools.runtime.python, "-m", "awslambdaric", function.function.handler),
    ]
    started = time.monotonic()
    with tempfile.TemporaryFile("w+") as own_log:
        process = subprocess.Popen(  # noqa: S603 - the emulator and the function of this project
            command, cwd=function.code, env=_environment(function, endpoint), stdout=log, stderr=own_log
        )
        try:
            _wait_until_it_listens(process, emulator_port, own_log)
            first = [started]

            def invoke(event: Any) -> Invocation:
                since = first.pop() if first else time.monotonic()
                return _invoke(event, emulator_port, function.function.timeout, since, own_log)

            yield invoke
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(timeout=5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _environment(function: BuiltFunction, endpoint: str) -> dict[str, str]:
    """The environment that Lambda gives a function, as far as functions use it."""
    described = function.function
    return aws.environment(endpoint, {"PATH": os.defpath}) | {
        "AWS_LAMBDA_FUNCTION_NAME": f"{STACK}-{described.name}",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(described.memory),
        "AWS_LAMBDA_FUNCTION_TIMEOUT": str(described.timeout),
        "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
        "AWS_LAMBDA_LOG_FORMAT": "JSON",
        "AWS_LAMBDA_LOG_LEVEL": described.environment.get("POWERTOOLS_LOG_LEVEL", "INFO"),
        "LAMBDA_TASK_ROOT": str(function.code),
        "LANG": "en_US.UTF-8",
        "PYTHONPATH": os.pathsep.join(str(folder) for folder in function.import_path),
        "TZ": ":UTC",
        **described.environment,
    }


def _invoke(event: Any, port: int, timeout: int, since: float, own_log: IO[str]) -> Invocation:
    connection = http.client.HTTPConnection(aws.HOST, port, timeout=timeout + _START_SECONDS)
    try:
        connection.request("POST", _INVOCATIONS, json.dumps(event).encode(), {"Content-Type": "application/json"})
        content = connection.getresponse().read()
    except (OSError, http.client.HTTPException) as error:
        raise LocalError(f"the function gave no answer: {error}\n{_read(own_log)}") from error
    finally:
        connection.close()
    seconds = time.monotonic() - since
    try:
        result = json.loads(content)
    except ValueError as error:  # a message of the emulator itself, for example that the time is over
        raise LocalError(f"the function gave no answer: {content.decode(errors='replace')}") from error
    return Invocation(result, isinstance(result, dict) and result.keys() >= _ERROR, seconds)


def _wait_until_it_listens(process: "subprocess.Popen[bytes]", port: int, own_log: IO[str]) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with suppress(ConnectionRefusedError), socket.create_connection((aws.HOST, port), timeout=_START_SECONDS):
            return
        time.sleep(_POLL_SECONDS)
    raise LocalError(f"the emulator does not start\n{_read(own_log)}")


def _read(log: IO[str]) -> str:
    log.seek(0)
    return log.read().strip()


def _free_ports(count: int) -> list[int]:
    """Find ports that nobody listens on. All are opened before the first is closed, so that they differ."""
    listeners = [socket.create_server((aws.HOST, 0)) for _ in range(count)]
    ports = [listener.getsockname()[1] for listener in listeners]
    for listener in listeners:
        listener.close()
    return ports


def _named(name: str, functions: list[BuiltFunction]) -> BuiltFunction:
    found = [function for function in functions if function.function.name == name]
    if not found:
        names = ", ".join(function.function.name for function in functions)
        raise LocalError(f"there is no function {name}; the functions are {names}")
    return found[0]


def _read_event(event: Path) -> Any:
    try:
        return json.loads(sys.stdin.read() if event == Path("-") else event.read_text(encoding="utf-8"))
    except OSError as error:
        raise LocalError(f"{event}: {error.strerror}") from error
    except ValueError as error:
        raise LocalError(f"{event}: not JSON: {error}") from error
