"""A thread that ends though nobody told it to is told of."""

import threading

import pytest
from articles.local.threads import describe, running


def run(work: object, told: list[str], stop: threading.Event | None = None) -> None:
    event = stop or threading.Event()
    with running("the work", work, event.set, told.append):  # type: ignore[arg-type]
        event.wait(0.2)


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (ValueError("boom\nbang"), "the work ended: ValueError: boom bang"),
        (SystemExit(3), "the work ended: SystemExit: 3"),
        (KeyboardInterrupt(), "the work ended: KeyboardInterrupt"),
        (MemoryError(), "the work ended: MemoryError"),
    ],
)
def test_an_error_of_any_kind_is_told(error: BaseException, reason: str) -> None:
    def work() -> None:
        raise error

    told: list[str] = []
    run(work, told)
    assert told == [reason]


def test_an_end_that_nobody_asked_for_is_told() -> None:
    told: list[str] = []
    run(lambda: None, told)
    assert told == ["the work ended"]


def test_an_end_that_was_asked_for_is_not() -> None:
    told: list[str] = []
    stop = threading.Event()
    run(lambda: stop.wait(10), told, stop)
    assert told == []


def test_an_error_at_the_end_is_told_too() -> None:
    told: list[str] = []
    stop = threading.Event()

    def work() -> None:
        stop.wait(10)
        raise ValueError("at the end")

    run(work, told, stop)
    assert told == ["the work ended: ValueError: at the end"]


def test_an_error_is_described_in_a_line() -> None:
    assert describe(OSError(2, "No such file", "a")) == "FileNotFoundError: [Errno 2] No such file: 'a'"
