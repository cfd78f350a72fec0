"""The other side of `running.bounded`: a process that forks workers, and the worker that does one job at a time.

The fork server does nothing but fork, so that a worker begins with all modules imported and no thread, connection or
lock of the process that publishes. Both end when that process does. Neither uses shared memory or semaphores, which
Lambda does not have.
"""

import os
import pickle
import resource
import signal
import socket
import struct
import traceback
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

# Requests to the fork server, of a byte each. START: fork a worker for the socket that comes with the request; the
# answer is its process id. WAIT: wait for that worker; the answer is its wait status and how many megabytes it grew by.
START = b"w"
WAIT = b"s"

# The kinds of a worker's answer: the job's result, the error that it raised, or what it ran out of.
RESULT, ERROR, NO_MEMORY, NO_STACK = range(4)

_ANSWER = struct.Struct("!qq")
# Length of the content that follows; its kind; whether the worker ends now.
_HEAD = struct.Struct("!QB?")

_MEGABYTE = 1024 * 1024
# Positions in /proc/<pid>/statm (proc(5)): the pages that a process has in memory, and those of its data and stack.
_RESIDENT, _DATA = 1, 5
# If a worker has kept more than this part of its memory after a job, less is left for the next: another takes over.
_MOST_KEPT = 0.25


class EndedError(Exception):
    """The other end of a socket is closed."""


def serve(control: socket.socket, seconds: float, megabytes: int) -> NoReturn:
    """Fork workers until the other end of a socket is closed, then end.

    Args:
        control: The socket on which workers are asked for.
        seconds: Processor time that a job may take.
        megabytes: Memory that a job may take.
    """
    status = 1
    try:
        _become_quiet()
        _fork_workers(control, seconds, megabytes)
        status = 0
    except BaseException:  # noqa: BLE001 - nothing may come back to the code that was forked
        traceback.print_exc()
    finally:
        os._exit(status)


def send(connection: socket.socket, content: bytes, kind: int = RESULT, *, last: bool = False) -> None:
    """Send a job, or what became of one.

    Raises:
        OSError: The other end is closed, or does not take it in time.
    """
    connection.sendall(_HEAD.pack(len(content), kind, last) + content)


def receive(connection: socket.socket) -> tuple[bytes, int, bool]:
    """Receive a job, or what became of one: its content, its kind, and whether it was the worker's last.

    Raises:
        EndedError: The other end is closed.
        OSError: Nothing came in time.
    """
    length, kind, last = _HEAD.unpack(_exactly(connection, _HEAD.size))
    return _exactly(connection, length), kind, last


def receive_answer(connection: socket.socket) -> tuple[int, int]:
    """Receive the fork server's answer: a process id or wait status, and megabytes.

    Raises:
        EndedError: It has ended.
    """
    number, grown = _ANSWER.unpack(_exactly(connection, _ANSWER.size))
    return number, grown


def _fork_workers(control: socket.socket, seconds: float, megabytes: int) -> None:
    worker = begun_with = 0
    while True:
        request, descriptors = _request(control)
        if request == START:
            worker = os.fork()
            if worker == 0:
                control.close()
                _work(socket.socket(fileno=descriptors[0]), seconds, megabytes)
            begun_with = _memory(worker, _RESIDENT)
            os.close(descriptors[0])
            control.sendall(_ANSWER.pack(worker, 0))
        elif request == WAIT:
            _, status, used = os.wait4(worker, 0)
            worker = 0
            control.sendall(_ANSWER.pack(status, used.ru_maxrss // 1024 - begun_with // _MEGABYTE))
        else:
            break
    if worker:
        os.kill(worker, signal.SIGKILL)
        os.waitpid(worker, 0)


def _request(control: socket.socket) -> tuple[bytes, list[int]]:
    """Receive a request, empty at the end, and the file descriptors that came with it."""
    try:
        request, descriptors, _, _ = socket.recv_fds(control, 1, 1)
    except ConnectionResetError:  # closed with an answer that nobody read
        return b"", []
    return request, descriptors


def _become_quiet() -> None:
    """Let go of the signal handlers and the standard input and output of the process that was forked.

    An interrupt from the keyboard reaches every process of a terminal. This one ignores it, and leaves it to the
    process that publishes to end both.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for number in (signal.SIGTERM, signal.SIGPROF):
        signal.signal(number, signal.SIG_DFL)
    nothing = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1):
        os.dup2(nothing, standard)
    os.close(nothing)


def _work(jobs: socket.socket, seconds: float, megabytes: int) -> NoReturn:
    """Do one job after the other until the other end is closed.

    The timer counts the processor time of this process. Its signal ends the process even inside a library that never
    checks a flag or returns to the interpreter.
    """
    with suppress(EndedError, OSError):
        begun_with = _memory(os.getpid(), _DATA)
        _limit(resource.RLIMIT_DATA, begun_with + megabytes * _MEGABYTE)
        _limit(resource.RLIMIT_CORE, 0)
        last = False
        while not last:
            job, _, _ = receive(jobs)
            signal.setitimer(signal.ITIMER_PROF, seconds)
            content, kind = _outcome(job)
            signal.setitimer(signal.ITIMER_PROF, 0)
            last = _memory(os.getpid(), _DATA) - begun_with > _MOST_KEPT * megabytes * _MEGABYTE
            send(jobs, content, kind, last=last)
    os._exit(0)


def _outcome(job: bytes) -> tuple[bytes, int]:
    try:
        function, args, kwargs = pickle.loads(job)  # noqa: S301 - of the process that this is forked from
        return pickle.dumps(function(*args, **kwargs), pickle.HIGHEST_PROTOCOL), RESULT
    except MemoryError:
        return b"", NO_MEMORY
    except RecursionError:
        return b"", NO_STACK
    except BaseException as error:  # noqa: BLE001 - a panic of a library in Rust is no Exception
        where = traceback.format_exc()
        return pickle.dumps((_portable(error), where), pickle.HIGHEST_PROTOCOL), ERROR


def _portable(error: BaseException) -> Exception:
    """Return an error that another process can unpickle, and that ``except Exception`` catches."""
    try:
        copy = pickle.loads(pickle.dumps(error))  # noqa: S301 - of this process
    except Exception:  # noqa: BLE001 - whatever it holds
        copy = None
    return copy if isinstance(copy, Exception) else RuntimeError(f"{type(error).__name__}: {error}")


def _exactly(connection: socket.socket, length: int) -> bytes:
    parts = bytearray()
    while len(parts) < length:
        part = connection.recv(min(length - len(parts), _MEGABYTE))
        if not part:
            raise EndedError
        parts += part
    return bytes(parts)


def _memory(process: int, which: int) -> int:
    """Bytes of memory that a process has, by one of the numbers of its statm; 0 if the system does not tell."""
    try:
        pages = Path(f"/proc/{process}/statm").read_bytes().split()[which]
    except FileNotFoundError:
        return 0
    return int(pages) * resource.getpagesize()


def _limit(what: int, most: int) -> None:
    _, hard = resource.getrlimit(what)
    resource.setrlimit(what, (most, hard))
