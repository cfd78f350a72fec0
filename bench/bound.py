"""What the bound on the work on a file costs: the way to a worker and back, and the forks of a function's start."""

import subprocess
from collections.abc import Mapping
from functools import partial
from pathlib import Path

from articles.local.invoke import build_functions, find_tools
from articles.local.tools import run

from bench import report
from bench.measure import in_turns, spread
from bench.render import SAMPLE, SEED, working
from bench.sites import CONTENT
from bench.startup import ENDPOINT, PARAMETERS, environ_of

RENDER, PASS = "render", "pass"
PEER = Path(__file__).parent / "peers" / "bound_process.py"
ROUNDS = 15
MILLISECONDS = 1e3

# The forks of a start: of the fork server, which a start waits for, and of the first worker, which the first file does.
_START = """\
import time
import articles.ingest.handler
import articles.publishing.running.services

began = time.perf_counter()
bounded = articles.publishing.running.services.Bounded()
ready = time.perf_counter()
bounded(abs, -1)
print(ready - began, time.perf_counter() - ready)
bounded.close()
"""

# In ms, of a file and of a start.
MOST_FOR_A_FILE, MOST_FOR_A_START = 1, 50


def main() -> None:
    """Measure, and write the results."""
    tools = find_tools()
    ingest = next(
        each for each in build_functions(tools, PARAMETERS, ENDPOINT) if each.function.name == "IngestFunction"
    )
    python, environ = tools.runtime.python, environ_of(ingest)
    run([python, "-m", "compileall", "-q", tools.runtime.commands.parent / "lib"])
    first = SEED if SEED.exists() else SAMPLE
    files = {f"a file of {first.stat().st_size:,} bytes": [first], "a file of content/": sorted(CONTENT.rglob("*.md"))}
    with working(python, PEER, environ) as work:
        found = {
            name: in_turns({way: partial(work, way, chosen) for way in (RENDER, PASS)}, ROUNDS)
            for name, chosen in files.items()
        }
    starts = [_start(python, environ) for _ in range(ROUNDS)]
    version = run([python, "--version"]).split()[1]
    rows, goals = [], []
    for name, samples in found.items():
        rendered, passed = (spread(samples[way]).times(MILLISECONDS) for way in (RENDER, PASS))
        rows.append([name, f"{rendered:.2f}", f"{passed:.2f}"])
        goals.append(report.target(f"{name}, ms more", passed.median, MOST_FOR_A_FILE))
    table = report.table(["CPU, ms", "to be rendered", "to the worker and back"], rows)
    server, worker = (spread(each).times(MILLISECONDS) for each in zip(*starts, strict=True))
    forks = f"A start takes {server:.1f} ms more, and the first file after it {worker:.1f} ms."
    goals.append(report.target("a start and its first file, ms more", server.median + worker.median, MOST_FOR_A_START))
    report.write("bound", "\n\n".join([table, forks, "\n".join(goals)]), {"CPython": version})


def _start(python: Path, environ: Mapping[str, str]) -> tuple[float, float]:
    """Seconds until the fork server of a new process is there, and until its first worker has answered."""
    command = [str(python), "-c", _START]
    output = subprocess.run(command, env=environ, cwd="/", check=True, stdout=subprocess.PIPE, text=True).stdout
    server, worker = map(float, output.split())
    return server, worker
