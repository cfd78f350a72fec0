import functools
import gc
import signal
from collections.abc import Callable, Generator

import pytest

from tests.support import corpus

FIGURES = "figure"


@pytest.fixture
def figure(record_property: Callable[[str, object], None]) -> Callable[[str], None]:
    """Takes what a test has measured, a line, which is printed when all tests have run."""
    return functools.partial(record_property, FIGURES)


def pytest_configure() -> None:
    """Let processes that tests start be interrupted, though a shell that runs these in the background forbids it."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Look for garbage neither during the collection nor ever in what it made: thousands of tests, which are kept.

    What tests make is looked through after each 10,000 objects instead of 700.
    """
    gc.disable()
    gc.set_threshold(10_000)
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip tests that need real articles if there are no such files. The summary has one line for all of them."""
    if item.get_closest_marker("corpus") and not corpus.FILES:
        pytest.skip(f"real articles are needed, and {corpus.FOLDER} has no .md file (CORPUS names another folder)")


@pytest.hookimpl(wrapper=True, optionalhook=True)
def pytest_xdist_auto_num_workers() -> Generator[None, int, int]:
    """With `-n auto`, one process more than there are cores, since tests wait for other processes."""
    return (yield) + 1


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--stack", metavar="NAME", help="a deployed stack to test, instead of the local one")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    reports = [report for outcome in ("passed", "failed") for report in terminalreporter.stats.get(outcome, [])]
    figures = [value for report in reports for name, value in report.user_properties if name == FIGURES]
    if figures:
        terminalreporter.section("measured")
        for line in figures:
            terminalreporter.write_line(line)
