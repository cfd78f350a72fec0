from collections.abc import Callable, Iterator

import pytest

FIGURES = "figure"


@pytest.fixture
def figure(record_property: Callable[[str, object], None]) -> Iterator[list[str]]:
    """Measured figures of a test, each a line, that are printed when all tests have run."""
    lines: list[str] = []
    yield lines
    for line in lines:
        record_property(FIGURES, line)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    reports = [report for outcome in ("passed", "failed") for report in terminalreporter.stats.get(outcome, [])]
    figures = [value for report in reports for name, value in report.user_properties if name == FIGURES]
    if figures:
        terminalreporter.section("measured")
        for line in figures:
            terminalreporter.write_line(line)
