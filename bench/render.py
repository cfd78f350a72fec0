"""From the bytes of a file to its finished representations, beside what generators of sites take for a page."""

import json
import os
import resource
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path

from articles.local.errors import LocalError
from articles.local.invoke import build_functions, find_tools

from bench import plot, report
from bench.environments import versions
from bench.measure import Samples, in_turns, ratio, spread
from bench.sites import CONTENT, CORPUS, Generator, articles, build, generator_versions, generators, write_site
from bench.startup import ENDPOINT, PARAMETERS

OURS, MARKDOWN = "this project, four representations", "markdown-it-py alone"
PEERS = Path(__file__).parent / "peers"
ROUNDS = 7
MILLISECONDS = 1e3

# What a page takes is the difference between a small site and a larger one, without the start of the generator.
SMALL, LARGE = 100, 500

# The steps from a file to its representations, by the name of each for `publish_process.WAYS`, and that of the library
# under it.
STEPS = (
    ("the file, to an article", "read", "yaml"),
    ("its answer, to safe HTML", "render", "markdown"),
    ("the page around it", "page", None),
    ("JSON, Markdown and related links", "documents", None),
)
SEED = CORPUS / "seed.md"
SAMPLE = CONTENT / "mathematics" / "why-is-matrix-multiplication-defined-row-by-column.md"

Publish = Callable[[str, Sequence[Path]], float]


def main() -> None:
    """Measure, and write the results."""
    sources = {"content/": CONTENT}
    if CORPUS.is_dir():
        sources["other articles"] = CORPUS
    with publisher() as publish, ExitStack() as stack:
        found = {
            name: _measure(publish, folder, Path(stack.enter_context(tempfile.TemporaryDirectory())))
            for name, folder in sources.items()
        }
        first = SEED if SEED.exists() else SAMPLE
        ways = ["publish", *(way for _, *ways in STEPS for way in ways if way is not None)]
        steps = in_turns({way: partial(publish, way, [first]) for way in ways}, ROUNDS)
    report.write(
        "render",
        f"{_text(found)}\n\n{_steps_text(first, steps)}",
        versions(["hugo", "pelican", "markdown"]) | generator_versions(),
    )
    report.plot(
        "render",
        plot.bars(
            "CPU for an article",
            f"milliseconds, articles of {next(iter(found))}",
            {name: spread(values).median * MILLISECONDS for name, values in next(iter(found.values())).items()},
        ),
    )


@contextmanager
def publisher() -> Iterator[Publish]:
    """What works files off in the interpreter of the functions, and gives the CPU in seconds that one of them took."""
    tools = find_tools()
    ingest = next(
        each for each in build_functions(tools, PARAMETERS, ENDPOINT) if each.function.name == "IngestFunction"
    )
    environ = {"PATH": os.defpath, "PYTHONPATH": os.pathsep.join(map(str, ingest.import_path))}
    with working(tools.runtime.python, PEERS / "publish_process.py", environ) as publish:
        yield publish


@contextmanager
def working(python: Path, script: Path, environ: Mapping[str, str]) -> Iterator[Publish]:
    """A process that works files off in one of its ways when it is asked to, until the block ends.

    Args:
        python: Its interpreter.
        script: What it runs: it reads a way and files, as a line of JSON, and writes the CPU in seconds that one took.
        environ: Its environment.
    """
    with subprocess.Popen(
        [python, script], env=environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:

        def work(way: str, files: Sequence[Path]) -> float:
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write(json.dumps([way, [str(file) for file in files]]) + "\n")
            process.stdin.flush()
            answer = process.stdout.readline()
            if not answer:
                raise LocalError(f"{script.name} has ended")
            return float(answer)

        yield work


def _measure(publish: Publish, source: Path, folder: Path) -> Samples:
    """CPU in seconds for an article of the source."""
    parsed = articles(source)
    for generator in generators():
        for count in (SMALL, LARGE):
            write_site(generator, folder / generator.name / str(count), parsed, count)
    files = sorted(source.rglob("*.md"))
    steps: Mapping[str, Callable[[], float]] = {
        OURS: partial(publish, "publish", files),
        MARKDOWN: partial(publish, "markdown", files),
        **{each.name: partial(_page, each, folder / each.name) for each in generators()},
    }
    return in_turns(steps, ROUNDS)


def _page(generator: Generator, folder: Path) -> float:
    """CPU in seconds that a generator takes for one page more."""
    cpu = [_cpu(generator, folder / str(count)) for count in (SMALL, LARGE)]
    return (cpu[1] - cpu[0]) / (LARGE - SMALL)


def _cpu(generator: Generator, folder: Path) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    build(generator.build, folder)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _text(found: Mapping[str, Samples]) -> str:
    names = [OURS, *(each.name for each in generators()), MARKDOWN]
    head = ["CPU for an article, ms", *names, *(f"beside {name}" for name in names[1:])]
    rows = [
        [
            source,
            *(f"{spread(samples[name]).times(MILLISECONDS):.2f}" for name in names),
            *(f"{ratio(samples[OURS], samples[name]):.2f}" for name in names[1:]),
        ]
        for source, samples in found.items()
    ]
    goals = [
        report.target(f"{source}, beside {name}", ratio(samples[OURS], samples[name]).median, 1)
        for source, samples in found.items()
        for name in ("Eleventy", "Pelican")
    ]
    return f"{report.table(head, rows)}\n\n" + "\n".join(goals)


def _steps_text(file: Path, steps: Samples) -> str:
    """What the steps of one article take, each beside what the library under it takes by itself."""
    whole = steps["publish"]
    rest = [each - sum(parts) for each, *parts in zip(whole, *(steps[way] for _, way, _ in STEPS), strict=True)]
    measured = [
        *((words, steps[way], steps[library] if library else None) for words, way, library in STEPS),
        ("compression, and the rest", rest, None),
        ("all", whole, None),
    ]
    head = [
        f"CPU for an article of {file.stat().st_size:,} bytes, ms",
        "",
        "of the whole",
        "the library under it, alone",
    ]
    rows = [
        [
            words,
            f"{spread(values).times(MILLISECONDS):.2f}",
            f"{ratio(values, whole).median:.0%}",
            f"{spread(library).times(MILLISECONDS):.2f}" if library else "",
        ]
        for words, values, library in measured
    ]
    goal = report.target("all of it, ms", spread(whole).median * MILLISECONDS, 2.5)
    return f"{report.table(head, rows)}\n\n{goal}"
