"""A process that publishes: it gives each function with a queue its messages, one batch at a time.

It is a process of its own, so that rendering and the local AWS services have a core each. What the functions log goes
to standard output, one JSON object per line, and `local.terminal` turns that into lines for people. The worker ends
when its standard input does, so that it cannot outlive the process that started it.
"""

import functools
import gc
import json
import os
import sys
import threading
import traceback
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import boto3
from articles.local.event_sources import WAIT, poll
from articles.local.functions import functions, invoker
from articles.local.template import read_template
from articles.publishing.running.services import Services, services
from botocore.config import Config


def main() -> None:
    """Work the queues off until standard input ends.

    The arguments are the template, the address of the local AWS services, and `NAME=VALUE` for each parameter.
    """
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]  # Lambda does not hold lines back either
    path, endpoint, *overrides = sys.argv[1:]
    template = read_template(Path(path), dict(override.split("=", 1) for override in overrides), endpoint)
    loaded = [(function, function.load()) for function in functions(template) if function.queues]
    queued = [(function, invoker(function, functools.partial(load, connected=_at_once))) for function, load in loaded]
    gc.freeze()  # what was imported is kept, so nobody need look for garbage in it, least of all each worker
    services()  # its workers are forked from this process, so it comes before any thread
    # One client for all threads. The services answer every request within the longest wait for messages.
    sqs = boto3.client("sqs", config=Config(read_timeout=WAIT + 30))
    stop = threading.Event()
    for function, invoke in queued:
        for source in function.queues:
            report = _reporter(function.name)
            work = functools.partial(poll, source, invoke, sqs, report, stop, recovered=_recovery(function.name))
            threading.Thread(target=_for_ever, args=(work, report), name=function.name, daemon=True).start()
    sys.stdin.read()
    # Do not wait for work under way: the table and the queues that it would change are gone by now.
    os._exit(0)


@functools.cache
def _at_once() -> Services:
    """The services of the site, with which pages follow its settings at once: an author looks at one."""
    return replace(services(), rebuild_delay=0)


def _for_ever(work: Callable[[], None], report: Callable[[BaseException], None]) -> None:
    """Do work that should never end. If it does, end this process, and another is started."""
    try:
        work()
    except BaseException as error:  # noqa: BLE001 - also what Python does not count as an error, such as SystemExit
        report(error)
    os._exit(1)


def _reporter(name: str) -> Callable[[BaseException], None]:
    """Make a function that logs the errors of a function, as Lambda does."""

    def report(error: BaseException) -> None:
        fields = {
            "level": "ERROR",
            "message": f"{name} failed: {type(error).__name__}: {error}",
            "exception": "".join(traceback.format_exception(error)),
        }
        print(json.dumps(fields))

    return report


def _recovery(name: str) -> Callable[[], None]:
    """Make a function that logs that a function gets messages again."""

    def recovered() -> None:
        print(json.dumps({"level": "WARNING", "message": f"{name} is given messages again"}))

    return recovered


if __name__ == "__main__":
    main()
