"""What one change and one read cost in libraries of growing size, in the local stack."""

import itertools
import os
import re
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from importlib import metadata

import httpx
from articles.publishing.reconcile import compare
from articles.publishing.running.services import Services

from bench import plot, report
from bench.library import Library, change, filled_stack, publish, site, sources
from bench.measure import ROUNDS, Samples, in_turns, slope, spread
from tests.support.stack import Stack

Get = Callable[[str], httpx.Response]

SIZES = (100, 1_000, 10_000)
MILLISECONDS = 1e3
HUB = 0  # the article that most others link to
LATE = 1_000  # pages of a list that are turned, where there are so many
ENTRIES = 10  # of each
UPLOADS = 40
REFERRERS = 50
COMPARED = 100

CHANGED = 7
_NEXT = re.compile(r'<([^>]*)>; rel="next"')


def main() -> None:
    """Measure, and write the results. LARGEST=100000 in the environment measures a library of that size too."""
    largest = int(os.environ.get("LARGEST", SIZES[-1]))
    sizes = sorted({*(size for size in SIZES if size <= largest), largest})
    found: dict[int, Samples] = {}
    memory: dict[int, float] = {}
    for size in sizes:
        found[size], memory[size] = _measure(size)
    report.write("growth", _text(found, memory), {"moto": metadata.version("moto")})
    report.plot(
        "growth",
        plot.lines(
            "What one change or one read takes",
            "articles",
            "milliseconds",
            {
                step: {float(size): spread(samples[step]).median * MILLISECONDS for size, samples in found.items()}
                for step in found[sizes[0]]
            },
        ),
    )


def _measure(size: int) -> tuple[Samples, float]:
    """Seconds of each step in a library of a size, and MB of the stack's memory."""
    library = Library(size)
    numbers = itertools.count(1)
    with filled_stack(library) as stack:
        get = stack.get
        subject = f"/learn/{library.article(HUB).subject_slug}"
        month = str(library.article(HUB).date)[:7]
        late = _late_page(get, f"/api/articles?limit={ENTRIES}")
        target, referrers = library.linked_by(REFERRERS)
        to, listed = site(stack), sources(library, range(max(0, size - COMPARED), size))
        paths = {
            "a page": library.path(HUB),
            "a list, first page": f"{subject}",
            f"a list, page {LATE:,}, or its last": late,
            "links to the hub": f"/api/referrers{library.path(HUB)}?limit=100",
            "the index of sitemaps": "/sitemap.xml",
            "a month's sitemap": f"/sitemaps/{month}.xml",
        }
        steps: dict[str, Callable[[], float]] = {name: partial(_timed, get, path) for name, path in paths.items()}
        steps["a change, until live"] = lambda: change(stack, library, CHANGED, f"Change number {next(numbers)}.")
        steps[f"{UPLOADS} uploads, until all are live"] = lambda: _upload(
            stack, library, f"Change number {next(numbers)}."
        )
        steps[f"a new title, until the {REFERRERS} pages that link to it show it"] = lambda: _retitle(
            stack, library, target, referrers, f"Title number {next(numbers)}"
        )
        steps[f"a comparison of {COMPARED} files with the table"] = lambda: _compare(to, listed)
        return in_turns(steps, ROUNDS), _memory(stack)


def _upload(stack: Stack, library: Library, note: str) -> float:
    numbers = range(CHANGED + 1, min(CHANGED + 1 + UPLOADS, library.size))
    files = {number: library.file(number, note) for number in numbers}
    return publish(files, numbers, note, stack, library)


def _retitle(stack: Stack, library: Library, number: int, referrers: Sequence[int], title: str) -> float:
    return publish({number: library.file(number, title=title)}, referrers, title, stack, library)


def _compare(to: Services, listed: Mapping[str, str]) -> float:
    started = time.perf_counter()
    compare(listed, to)
    return time.perf_counter() - started


def _late_page(get: Get, path: str) -> str:
    """The address of a late page of a list."""
    for _ in range(LATE):
        following = _NEXT.search(get(path).headers.get("link", ""))
        if following is None:
            break
        path = following[1]
    return path


def _timed(get: Get, path: str) -> float:
    started = time.perf_counter()
    get(path).raise_for_status()
    return time.perf_counter() - started


def _memory(stack: Stack) -> float:
    """MB that the stack's first process, which has the table and the bucket, holds."""
    listed = subprocess.run(
        ["ps", "-o", "rss=", "-p", str(stack.process.pid)], capture_output=True, text=True, check=True
    )
    return int(listed.stdout) / 1024


def _text(found: Mapping[int, Samples], memory: Mapping[int, float]) -> str:
    sizes = list(found)
    rows = [
        [
            step,
            *(f"{spread(found[size][step]).times(MILLISECONDS):,.1f}" for size in sizes),
            f"{slope(sizes, [spread(found[size][step]).median for size in sizes]):.2f}",
        ]
        for step in found[sizes[0]]
    ]
    rows.append(["memory of the stack, MB", *(f"{memory[size]:,.0f}" for size in sizes), ""])
    head = ["ms, in a library of", *(f"{size:,}" for size in sizes), "slope"]
    return report.table(head, rows)
