"""The functions that template.yaml describes, and what starts each of them."""

import importlib
import os
import threading
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from articles.local.template import ACCOUNT, FUNCTION, QUEUE, REGION, STACK, Template, TemplateError

Handler = Callable[..., Any]
Invoke = Callable[[Any], Any]

_DEFAULT_TIMEOUT = 3
_DEFAULT_MEMORY = 128
_DEFAULT_BATCH = 10


@dataclass(frozen=True, slots=True)
class QueueSource:
    """A queue that gives a function its messages, in batches.

    Attributes:
        url: The queue's URL.
        arn: The queue's ARN.
        batch_size: The most messages in a batch.
        reports_failures: Whether the function names the messages that failed.
    """

    url: str
    arn: str
    batch_size: int
    reports_failures: bool


@dataclass(frozen=True, slots=True)
class Route:
    """A route of the HTTP API.

    Attributes:
        method: A method, or ANY.
        path: A path with `{name}` and `{name+}` in it, or `$default`.
        function: Logical name of the function that it leads to.
    """

    method: str
    path: str
    function: str


@dataclass(frozen=True, slots=True)
class Function:
    """A function.

    Attributes:
        name: Its logical name.
        handler: Module and attribute of its handler.
        environment: Its environment variables.
        timeout: Seconds that an invocation may take.
        memory: Its memory in MB.
        queues: The queues that give it messages.
        routes: The routes that lead to it.
    """

    name: str
    handler: str
    environment: Mapping[str, str]
    timeout: int
    memory: int
    queues: tuple[QueueSource, ...] = ()
    routes: tuple[Route, ...] = ()

    def load(self) -> Handler:
        """Import the handler, with the function's environment in place.

        Functions that share a process share the environment, too. So what differs between them (the service name in
        their logs) must be read before the import of the handler has ended.
        """
        os.environ.update(self.environment)
        module, _, attribute = self.handler.rpartition(".")
        handler: Handler = getattr(importlib.import_module(module), attribute)
        return handler


@dataclass(frozen=True, slots=True)
class Context:
    """What a handler can learn about its invocation: the attributes of Lambda's context object."""

    function_name: str
    memory_limit_in_mb: int
    deadline: float
    aws_request_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    function_version: str = "$LATEST"
    log_group_name: str = "local"
    log_stream_name: str = "local"

    @property
    def invoked_function_arn(self) -> str:
        """The function's ARN."""
        return f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{self.function_name}"

    def get_remaining_time_in_millis(self) -> int:
        """How long the invocation may still take, in ms."""
        return max(0, round((self.deadline - time.monotonic()) * 1000))


def invoker(function: Function, handler: Handler) -> Invoke:
    """Make a callable that invokes a function: it takes an event, and returns what the handler returns.

    As in an execution environment of Lambda, there is one invocation at a time; other threads wait.
    """
    lock = threading.Lock()

    def invoke(event: Any) -> Any:
        with lock:
            deadline = time.monotonic() + function.timeout
            return handler(event, Context(f"{STACK}-{function.name}", function.memory, deadline))

    return invoke


def functions(template: Template) -> list[Function]:
    """All functions of a template.

    Raises:
        TemplateError: A function is not described as the local stack can run it.
    """
    return [function_named(template, name) for name in template.names(FUNCTION)]


def function_named(template: Template, name: str) -> Function:
    """The function of a template with this logical name.

    Raises:
        TemplateError: It is not described as the local stack can run it.
    """
    properties = template.function_properties(name)
    if "Handler" not in properties:
        raise TemplateError(f"{name}: the function has no Handler")
    events = properties.get("Events", {}).values()
    variables = template.resolve(properties.get("Environment", {}).get("Variables", {}), name)
    return Function(
        name=name,
        handler=properties["Handler"],
        environment={key: str(value) for key, value in variables.items()},
        timeout=int(template.resolve(properties.get("Timeout", _DEFAULT_TIMEOUT), name)),
        memory=int(template.resolve(properties.get("MemorySize", _DEFAULT_MEMORY), name)),
        queues=tuple(_queue(template, name, event["Properties"]) for event in events if event["Type"] == "SQS"),
        routes=tuple(_route(name, event.get("Properties", {})) for event in events if event["Type"] == "HttpApi"),
    )


def _queue(template: Template, function: str, event: Mapping[str, Any]) -> QueueSource:
    arn = template.resolve(event["Queue"], function)
    name = next((name for name in template.names(QUEUE) if template.arn(name) == arn), None)
    if name is None:
        raise TemplateError(f"{function}: {arn} is not a queue of the template")
    return QueueSource(
        url=template.reference(name),
        arn=arn,
        batch_size=int(template.resolve(event.get("BatchSize", _DEFAULT_BATCH), function)),
        reports_failures="ReportBatchItemFailures" in event.get("FunctionResponseTypes", []),
    )


def _route(function: str, event: Mapping[str, Any]) -> Route:
    return Route(event.get("Method", "ANY").upper(), event.get("Path", "$default"), function)
