"""One change, live: from the upload of a file to the first answer with its new text, beside rebuilding the site."""

import itertools
import os
import signal
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from bench import plot, report
from bench.environments import versions
from bench.library import Library, change, filled_stack, wait_until
from bench.measure import Samples, in_turns, ratio, slope, spread
from bench.sites import CONTENT, Generator, articles, build, generator_versions, generators, name, watching, write_site

if TYPE_CHECKING:
    import subprocess

SIZES = (100, 1_000, 10_000)
ROUNDS = 7
OURS = "upload to answer"
CHANGED = 7  # the article that is changed
MILLISECONDS = 1e3

_SETTLED = 5.0  # a generator that follows a folder is given this long after its first build


def main() -> None:
    """Measure, and write the results. LARGEST=100000 in the environment measures sites of that size too."""
    largest = int(os.environ.get("LARGEST", SIZES[-1]))
    sizes = sorted({*(size for size in SIZES if size <= largest), largest})
    found = {size: _measure(size) for size in sizes}
    names = list(found[sizes[0]])
    report.write("live", _text(found), versions(["hugo", "pelican"]) | generator_versions())
    series = {
        each: {float(size): spread(samples[each]).median for size, samples in found.items() if each in samples}
        for each in names
    }
    report.plot("live", plot.lines("From a change to the page that shows it", "articles", "seconds", series))


def _measure(size: int) -> Samples:
    """Seconds until a change is live, on a site of so many articles, in each way."""
    library = Library(size)
    numbers = itertools.count(1)
    with ExitStack() as stack:
        steps: dict[str, Callable[[], float]] = {}
        running = stack.enter_context(filled_stack(library))
        watchers: dict[str, subprocess.Popen[bytes]] = {}
        steps[OURS] = lambda: change(running, library, CHANGED, _note(next(numbers)))
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        models = articles(CONTENT)
        for generator in _peers(size):
            for way in ("rebuild", "watch"):
                site = folder / f"{generator.name}-{way}"
                write_site(generator, site, models, size)
                if way == "watch":
                    watchers[f"{generator.name}, {way}"] = stack.enter_context(watching(generator, site))
                    wait_until(partial(_is_built, site / generator.output.format(name(size - 1))))
                    time.sleep(_SETTLED)
                command = generator.rebuild if way == "rebuild" else None
                steps[f"{generator.name}, {way}"] = partial(_rebuild, generator, site, numbers, command)
        return in_turns({name: partial(_undisturbed, name, step, watchers) for name, step in steps.items()}, ROUNDS)


def _undisturbed(name: str, step: Callable[[], float], watchers: Mapping[str, "subprocess.Popen[bytes]"]) -> float:
    """What a step measures while only the watcher of its name, if there is one, may run."""
    # Some of them look at all of their files over and over.
    with _stopped([process for each, process in watchers.items() if each != name]):
        return step()


@contextmanager
def _stopped(processes: Sequence["subprocess.Popen[bytes]"]) -> Iterator[None]:
    """Have processes stand still until the block ends."""
    for process in processes:
        process.send_signal(signal.SIGSTOP)
    try:
        yield
    finally:
        for process in processes:
            process.send_signal(signal.SIGCONT)


def _peers(size: int) -> Sequence[Generator]:
    """The generators to measure on a site of a size: where the others take minutes for each build, Hugo alone."""
    return [generator for generator in generators() if size <= SIZES[-1] or generator.name == "Hugo"]


def _rebuild(generator: Generator, site: Path, numbers: Iterator[int], command: list[str | Path] | None) -> float:
    """Change a file, build the site if nothing follows it, and look at the page until it shows the change."""
    note = _note(next(numbers))
    file, page = site / "content" / f"{name(CHANGED)}.md", site / generator.output.format(name(CHANGED))
    before = file.read_text(encoding="utf-8").partition("\n\nChange ")[0]
    started = time.perf_counter()
    file.write_text(f"{before}\n\n{note}\n", encoding="utf-8")
    if command is not None:
        build(command, site)
    wait_until(lambda: page.exists() and note in page.read_text(encoding="utf-8"))
    return time.perf_counter() - started


def _note(number: int) -> str:
    return f"Change number {number}."


def _is_built(page: Path) -> bool:
    return page.exists()


def _text(found: Mapping[int, Samples]) -> str:
    sizes = list(found)
    names = list(found[sizes[0]])
    shared = max(size for size in sizes if found[size].keys() == set(names))
    rows = []
    for each in names:
        medians = {size: spread(found[size][each]).median for size in sizes if each in found[size]}
        common = {size: median for size, median in medians.items() if size <= shared}
        rows.append(
            [
                each,
                *(f"{spread(found[size][each]).times(MILLISECONDS):,.0f}" if size in medians else "" for size in sizes),
                f"{slope(list(common), list(common.values())):.2f}",
                f"{1 / ratio(found[shared][OURS], found[shared][each]).median:,.1f}" if each != OURS else "",
            ]
        )
    head = [
        "ms until it is live, articles:",
        *(f"{size:,}" for size in sizes),
        "slope",
        f"at {shared:,}, times ours",
    ]
    ours = [spread(found[size][OURS]).median for size in sizes]
    hugo = {way: spread(found[shared][f"Hugo, {way}"]).median for way in ("rebuild", "watch")}
    goals = [
        report.target(f"at {sizes[-1]:,} beside {sizes[0]:,} articles", ours[-1] / ours[0], 1.5),
        report.target(
            f"at {shared:,} beside Hugo's rebuild", spread(found[shared][OURS]).median / hugo["rebuild"], 0.01
        ),
        report.target(f"at {shared:,} beside Hugo watching", spread(found[shared][OURS]).median / hugo["watch"], 0.05),
    ]
    return f"{report.table(head, rows)}\n\n" + "\n".join(goals)
