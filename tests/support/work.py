"""In place of a worker; and what one may be given to do, and does not come back from."""

import os
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from typing import NoReturn, ParamSpec, TypeVar

from articles.publishing.errors import ArticleError, Problem

P = ParamSpec("P")
T = TypeVar("T")


def directly(function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
    """Call a function in this process, and without limits."""
    return function(*args, **kwargs)


def loop() -> NoReturn:
    """Never end."""
    while True:
        pass


def loop_in_a_library() -> int:
    """Not end for hours, nor give the interpreter a turn."""
    return sum(range(10**15))


def sleep() -> None:
    """Wait, without using the processor."""
    time.sleep(60)


def grow() -> int:
    """Take a gigabyte, in pieces."""
    return len([bytes(1_000_000) for _ in range(1000)])


def grow_at_once() -> int:
    """Take a gigabyte."""
    return len(bytes(1_000_000_000))


_kept: list[bytearray] = []


def keep(megabytes: int) -> int:
    """Take memory, and keep it after the job."""
    _kept.append(bytearray(megabytes * 1_000_000))
    return os.getpid()


def end_by(number: int) -> None:
    """End by a signal."""
    os.kill(os.getpid(), number)


def grow_and_abort(megabytes: int) -> None:
    """End as a library does that gets no more memory."""
    taken = bytearray(megabytes * 1_000_000)
    os.abort()
    del taken


def overflow() -> object:
    """Run over the end of the stack, as Python knows it."""
    return overflow()


def leave() -> NoReturn:
    """End by itself."""
    os._exit(3)


def print_something() -> None:
    """Write to standard output, and read standard input."""
    print("from the worker", sys.stdin.read(), flush=True)  # noqa: T201


def fail(*why: object) -> NoReturn:
    """Raise an ordinary error."""
    raise ValueError(*why)


class _LocalError(Exception):
    """An error that cannot be read elsewhere."""

    def __init__(self, one: int, two: int) -> None:
        super().__init__(one + two)


def fail_locally() -> NoReturn:
    """Raise an error that another process cannot read."""
    raise _LocalError(1, 2)


def panic() -> NoReturn:
    """Raise what is no `Exception`, as a library in Rust does when it panics."""
    raise KeyboardInterrupt("panicked")


def refuse() -> NoReturn:
    """Raise what an author is told."""
    raise ArticleError([Problem(3, 4, "a-code", "A message."), Problem(1, 2, "another", "Another.", "warning")])


def open_descriptors() -> list[int]:
    """What this process has open besides the standard ones."""
    found = []
    for number in range(3, 256):
        with suppress(OSError):
            os.fstat(number)
            found.append(number)
    return found


def handlers() -> tuple[object, ...]:
    """What is done on an interrupt, and when the time is over."""
    return signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGPROF)
