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

from bench import plot, report
from bench.environments import versions
from bench.measure import Samples, in_turns, ratio, spread
from bench.sites import CONTENT, CORPUS, Generator, articles, build, generator_versions, generators, write_site
from bench.startup import ENDPOINT, PARAMETERS
from local.errors import LocalError
from local.invoke import build_functions, find_tools

OURS, MARKDOWN = "this project, four representations", "markdown-it-py alone"
PEERS = Path(__file__).parent / "peers"
ROUNDS = 7
MILLISECONDS = 1e3

# What a page takes is the difference between a small site and a larger one, without the start of the generator.
SMALL, LARGE = 100, 500

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
        seed = CORPUS / "seed.md"
        alone = in_turns({seed.name: partial(publish, "publish", [seed])}, ROUNDS) if seed.exists() else {}
    report.write("render", _text(found, alone), versions(["hugo", "pelican", "markdown"]) | generator_versions())
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
    with subprocess.Popen(
        [tools.runtime.python, PEERS / "publish_process.py"],
        env=environ,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:

        def publish(way: str, files: Sequence[Path]) -> float:
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write(json.dumps([way, [str(file) for file in files]]) + "\n")
            process.stdin.flush()
            answer = process.stdout.readline()
            if not answer:
                raise LocalError("what publishes has ended")
            return float(answer)

        yield publish


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


def _text(found: Mapping[str, Samples], alone: Samples) -> str:
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
    goals += [
        report.target("the first article that there was, ms", spread(values).median * MILLISECONDS, 2.5)
        for values in alone.values()
    ]
    return f"{report.table(head, rows)}\n\n" + "\n".join(goals)
