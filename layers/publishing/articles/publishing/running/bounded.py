"""Do the work on a file in another process, which is killed if it takes too much time or memory.

What a file will cost is estimated before it is parsed (`rendering.body.limits`), but only as far as we know the costs.
No library is trusted with the time or memory of the batch, or with the life of the process: if a file exceeds a limit
or makes its worker crash, that is a problem of that file alone.
"""

import os
import pickle
import signal
import socket
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import ParamSpec, Protocol, TypeVar

from articles.publishing.errors import ArticleError, Problem
from articles.publishing.running import fork_server

P = ParamSpec("P")
T = TypeVar("T")

# Starts a fork server, given the processor seconds and megabytes of a job. Returns its process id, and the socket that
# takes requests.
Start = Callable[[float, int], tuple[int, socket.socket]]

# The signals that end a process when a library makes it crash, for example by overflowing the stack.
_CRASHES = frozenset(
    {
        signal.SIGABRT,
        signal.SIGBUS,
        signal.SIGFPE,
        signal.SIGILL,
        signal.SIGSEGV,
        signal.SIGSYS,
        signal.SIGTRAP,
    }
)

_SPAWNED = """\
import socket, sys
sys.path[:] = {path!r}
import articles.publishing.reading.article, articles.publishing.rendering.representations
from articles.publishing.running import fork_server
fork_server.serve(socket.socket(fileno={descriptor}), {seconds!r}, {megabytes!r})
"""


@dataclass(frozen=True, slots=True)
class Limits:
    """What each step of the work on a file may take.

    Attributes:
        seconds: Processor time.
        patience: Elapsed seconds until a worker is given up, for example because it waits for something. Far more than
            a busy machine needs for `seconds` of processor time.
        megabytes: Memory, in addition to what a worker begins with.
    """

    seconds: float
    patience: float
    megabytes: int


# At least five times what the worst files take that pass the estimates (docs/decisions.md, 'The work on a file is
# bounded from outside'). The time-outs of the functions and the margin of `running.deadline` are chosen to match.
LIMITS = Limits(seconds=15, patience=35, megabytes=512)


class Bound(Protocol):
    """Calls a function, within limits."""

    def __call__(self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Return what the function returns, and raise what it raises."""


class WorkerError(Exception):
    """A worker ended, but not because of the file that it worked on: try again."""


def fork(seconds: float, megabytes: int) -> tuple[int, socket.socket]:
    """Start a fork server as a copy of this process, which must have no other threads."""
    here, there = socket.socketpair()
    process = os.fork()
    if process == 0:
        here.close()
        fork_server.serve(there, seconds, megabytes)
    there.close()
    return process, here


def spawn(seconds: float, megabytes: int) -> tuple[int, socket.socket]:
    """Start a fork server as a new interpreter: slower, but safe if this process has threads."""
    here, there = socket.socketpair()
    with there:
        there.set_inheritable(True)
        code = _SPAWNED.format(path=sys.path, descriptor=there.fileno(), seconds=seconds, megabytes=megabytes)
        return os.posix_spawn(sys.executable, [sys.executable, "-c", code], os.environ), here


class Bounded:
    """Calls functions in a worker process, one call at a time.

    Make it before this process has threads or connections: the worker should inherit none. Fork server and worker end
    when this process does, however it ends.
    """

    def __init__(self, limits: Limits = LIMITS, start: Start = fork) -> None:
        """Start the fork server.

        Args:
            limits: What a call may take.
            start: How to start the fork server.
        """
        self._limits = limits
        self._lock = threading.Lock()
        self._worker: tuple[int, socket.socket] | None = None
        self._server = start(limits.seconds, limits.megabytes)

    def __call__(self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Call a function of a module, with arguments that can be pickled.

        Returns:
            What the function returns.

        Raises:
            ArticleError: The call exceeded a limit, its worker crashed, or the function raised it.
            WorkerError: The worker ended for another reason.
            Exception: Whatever else the function raises, with the worker's traceback as a note.
        """
        job = pickle.dumps((function, args, kwargs), pickle.HIGHEST_PROTOCOL)
        with self._lock:
            content, kind = self._done(job)
        if kind == fork_server.NO_MEMORY:
            raise ArticleError([self._too_large()])
        if kind == fork_server.NO_STACK:
            raise ArticleError([_crash("RecursionError")])
        if kind == fork_server.ERROR:
            error, where = pickle.loads(content)  # noqa: S301 - of our worker
            if not isinstance(error, ArticleError):
                error.add_note(where)
            raise error
        result: T = pickle.loads(content)  # noqa: S301 - as above
        return result

    def close(self) -> None:
        """End the worker and the fork server, and wait until they have."""
        with self._lock:
            if self._worker is not None:
                self._worker[1].close()
                self._worker = None
            self._end_server()

    def _done(self, job: bytes) -> tuple[bytes, int]:
        """Have a worker do a job. Returns what became of it, and which kind of answer that is."""
        if self._worker is None:
            self._worker = self._new_worker()
        process, jobs = self._worker
        try:
            fork_server.send(jobs, job)
            content, kind, was_last = fork_server.receive(jobs)
        except TimeoutError:
            os.kill(process, signal.SIGKILL)
            self._let_go()
            raise ArticleError([self._too_slow()]) from None
        except (fork_server.EndedError, OSError):
            raise self._cause_of_death(self._let_go()) from None
        except BaseException:
            # Interrupted. The worker's late answer would be taken for the answer to the next job.
            os.kill(process, signal.SIGKILL)
            self._let_go()
            raise
        if was_last:
            self._let_go()
        return content, kind

    def _new_worker(self) -> tuple[int, socket.socket]:
        """Start a worker. If the fork server has ended, spawn another: by now this process may have threads."""
        here, there = socket.socketpair()
        here.settimeout(self._limits.patience)
        with there:
            try:
                return self._ask(fork_server.START, [there.fileno()])[0], here
            except (fork_server.EndedError, OSError):
                self._end_server()
                self._server = spawn(self._limits.seconds, self._limits.megabytes)
                return self._ask(fork_server.START, [there.fileno()])[0], here

    def _let_go(self) -> tuple[int, int] | None:
        """Have the fork server wait for a worker that has ended, or is about to.

        Returns:
            Its wait status, and by how many megabytes it grew; None if the fork server has ended, too.
        """
        if self._worker is not None:
            self._worker[1].close()
            self._worker = None
        try:
            return self._ask(fork_server.WAIT, [])
        except (fork_server.EndedError, OSError):
            return None

    def _ask(self, request: bytes, descriptors: list[int]) -> tuple[int, int]:
        _, control = self._server
        socket.send_fds(control, [request], descriptors)
        return fork_server.receive_answer(control)

    def _end_server(self) -> None:
        process, control = self._server
        control.close()
        os.waitpid(process, 0)

    def _cause_of_death(self, ended: tuple[int, int] | None) -> Exception:
        status, grown = ended or (0, 0)
        number = -os.waitstatus_to_exitcode(status)
        if number == signal.SIGPROF:
            return ArticleError([self._too_slow()])
        if number in _CRASHES and grown > self._limits.megabytes / 2:
            # A library that is refused memory aborts, often when it tries to double what it has.
            return ArticleError([self._too_large()])
        if number in _CRASHES:
            return ArticleError([_crash(signal.Signals(number).name)])
        return WorkerError(f"the worker ended with wait status {status}")

    def _too_slow(self) -> Problem:
        message = (
            f"Reading this file took more than {self._limits.seconds:g} s, and was stopped. Something in it takes "
            "very long, such as a formula or lists inside lists: simplify it, or split the article."
        )
        return Problem(1, 1, "too-slow", message)

    def _too_large(self) -> Problem:
        message = (
            f"Reading this file took more than {self._limits.megabytes} MB of memory, and was stopped. Something in "
            "it grows very large: simplify it, or split the article."
        )
        return Problem(1, 1, "too-large", message)


def _crash(how: str) -> Problem:
    message = (
        f"Reading this file ended in a crash ({how}). Most likely something in it is nested too deeply: simplify it. "
        "If that does not help, show the file to whoever runs the site."
    )
    return Problem(1, 1, "crash", message)
