"""Threads that do not fail silently."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def running(
    name: str, work: Callable[[], object], stop: Callable[[], object], failed: Callable[[str], object]
) -> Iterator[None]:
    """Do some work in a thread until the block ends.

    Args:
        name: What the work is called in a message, such as "the server of the site".
        work: The work; it returns when it has been told to stop.
        stop: Tells it to stop.
        failed: Called with a short reason if the work ends with an error, or without having been told to stop.
    """
    ending = threading.Event()

    def run() -> None:
        try:
            work()
        except BaseException as error:  # noqa: BLE001 - whatever ends a thread, somebody has to know
            failed(f"{name} ended: {describe(error)}")
        else:
            if not ending.is_set():
                failed(f"{name} ended")

    thread = threading.Thread(target=run, name=name, daemon=True)
    thread.start()
    try:
        yield
    finally:
        ending.set()
        stop()
        thread.join()


def describe(error: BaseException) -> str:
    """Describe an unexpected error in one line."""
    text = " ".join(str(error).split())
    return f"{type(error).__name__}: {text}" if text else type(error).__name__
