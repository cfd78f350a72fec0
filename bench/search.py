"""What search takes at any size: of the disk, a change, a cold start and a query; beside SQLite and Pagefind."""

import os
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from articles.browse.search_results import find
from articles.local.tools import node_packages, run
from articles.publishing.storage.search_index import MANIFEST, PREFIX, SearchIndex
from articles.search.compaction import compact
from articles.search.engine.searching import Question
from articles.search.indexing import index
from articles.search.local_copy import FRESH, LocalCopy

from bench import report
from bench.measure import slope
from bench.search_library import QUERIES, Clock, Site, Slow, Table, bucket, services

SIZES = (1_000, 10_000, 100_000)
CHANGES, STARTS = 15, 3
# Pagefind builds the whole index again; it is not asked to for more pages than this.
PAGEFIND_AT_MOST = 10_000
WARM_MS, COLD_SECONDS, SLOPE, MEMORY_MB = 20, 3, 0.1, 1024
MILLISECONDS = 1e3

_PAGEFIND = Path(__file__).parent / "pagefind"
_IMPORTS = "import articles.browse.search_handler"


@dataclass(frozen=True, slots=True)
class Measured:
    """What was measured at one size; times in seconds, sizes in bytes.

    Attributes:
        size: Of the index in its bucket.
        segments: How many it consists of.
        change: From a commit until the page is found.
        requests: How many requests a query makes, one after the other.
        cold: From an empty disk to the first answer.
        wall: Of each query, with services that take their time.
        cpu: Of each query.
        memory: That a process has at most which starts, fetches the index and answers the queries.
        sqlite_size: Of a table of FTS5 with the same.
        sqlite: Of each query there.
        sqlite_change: Of a change there.
        pagefind: Of a build by Pagefind; None if there was none.
    """

    size: int
    segments: int
    change: float
    requests: float
    cold: float
    wall: Sequence[float]
    cpu: Sequence[float]
    memory: int
    sqlite_size: int
    sqlite: Sequence[float]
    sqlite_change: float
    pagefind: float | None


def main() -> None:
    """Measure, and write the results. SIZES=1000,10000 in the environment measures these sizes."""
    sizes = [int(each) for each in os.environ.get("SIZES", ",".join(map(str, SIZES))).split(",")]
    node_packages(_PAGEFIND)
    imports = statistics.median(_imported() for _ in range(STARTS))
    found = {size: measure(size) for size in sizes}
    report.write("search", results(found, imports), {"tantivy": metadata.version("tantivy"), **_versions()})


def results(found: dict[int, Measured], imports: float) -> str:
    """What docs/benchmarks.md says.

    Args:
        found: What was measured, by size.
        imports: Seconds that the function's imports take.
    """
    rows = [
        _row(found, "index, bytes an article", lambda size, each: f"{each.size / size:,.0f}"),
        _row(found, "segments", lambda _, each: f"{each.segments}"),
        _row(found, "a change, until it is found, ms", lambda _, each: f"{each.change * MILLISECONDS:,.0f}"),
        _row(found, "cold start to the first answer, s", lambda _, each: f"{imports + each.cold:.2f}"),
        _row(found, "a query, ms (median; 99 in 100)", lambda _, each: _both(each.wall)),
        _row(found, "a query, CPU ms (median; 99 in 100)", lambda _, each: _both(each.cpu)),
        _row(found, "requests of a query", lambda _, each: f"{each.requests:.1f}"),
        _row(found, "memory at most, MB", lambda _, each: f"{each.memory / 1e6:,.0f}"),
        _row(found, "FTS5: bytes an article", lambda size, each: f"{each.sqlite_size / size:,.0f}"),
        _row(found, "FTS5: a query, ms (median; 99 in 100)", lambda _, each: _both(each.sqlite)),
        _row(found, "FTS5: a change, ms", lambda _, each: f"{each.sqlite_change * MILLISECONDS:,.1f}"),
        _row(
            found, "Pagefind: a change is a build, s", lambda _, each: f"{each.pagefind:,.1f}" if each.pagefind else ""
        ),
    ]
    head = ["articles", *(f"{size:,}" for size in found)]
    largest = found[max(found)]
    flat = slope([*found], [each.change for each in found.values()])
    targets = [
        report.target("ms of a warm query, median", statistics.median(largest.wall) * MILLISECONDS, WARM_MS),
        report.target("s of a cold start", imports + largest.cold, COLD_SECONDS),
        report.target("slope of a change", flat, SLOPE),
        report.target("MB of memory", largest.memory / 1e6, MEMORY_MB),
    ]
    return f"{report.table(head, rows)}\n\n" + "\n".join(targets)


def measure(size: int) -> Measured:
    """Measure a site of so many articles."""
    site = Site(size)
    shelf = bucket()
    _fill(site, shelf)
    clock = Clock()
    slow = services(Slow(shelf, clock), Table(site, clock))
    index_of_site = SearchIndex(slow.derived)
    manifest, _ = index_of_site.manifest()
    bytes_of = sum(len(each) for each in _objects(slow, shelf).values())
    with tempfile.TemporaryDirectory() as folder:
        cold = statistics.median(_cold(index_of_site, Path(folder) / str(number), site) for number in range(STARTS))
        copy = LocalCopy(index_of_site, Path(folder) / "warm")
        change = statistics.median(_changed(number, slow, copy) for number in range(CHANGES))
        wall, cpu, requests = _asked(site.queries(QUERIES), copy, slow.table, clock)
        sqlite_size, sqlite, sqlite_change = _sqlite(site, Path(folder) / "fts5.db")
        pagefind = _pagefind(site, Path(folder) / "pages") if size <= PAGEFIND_AT_MOST else None
        memory = _memory(size, _objects(slow, shelf), Path(folder) / "stored")
    return Measured(
        bytes_of,
        len(manifest.segments),
        change,
        requests,
        cold,
        wall,
        cpu,
        memory,
        sqlite_size,
        sqlite,
        sqlite_change,
        pagefind,
    )


def _fill(site: Site, shelf: object) -> None:
    """Index a site as an import does, by batches that are merged as they come."""
    fast = services(shelf, Table(site))
    for start in range(0, site.size, 100):
        index([site.path(number) for number in range(start, min(start + 100, site.size))], fast)
        compact(fast)


def _cold(index_of_site: SearchIndex, folder: Path, site: Site) -> float:
    started = perf_counter()
    copy = LocalCopy(index_of_site, folder)
    searching = copy.searching()
    if searching is None or not searching.find(Question(site.document(0).title, facets=10)).hits:
        raise LookupError("nothing is found")
    took = perf_counter() - started
    shutil.rmtree(folder)
    return took


def _changed(number: int, slow: object, copy: LocalCopy) -> float:
    """Seconds from a commit until a word that is new in a page is found."""
    table = slow.table  # type: ignore[attr-defined]
    version = table.versions.get(number, 0) + 1
    copy.searching()
    table.versions[number] = version
    started = perf_counter()
    index([table.site.path(number)], slow)  # type: ignore[arg-type]
    copy.now = _later(copy.now)
    searching = copy.searching()
    if searching is None or not searching.find(Question(f"changed{number}x{version}")).hits:
        raise LookupError(f"the change of {table.site.path(number)} is not found")
    took = perf_counter() - started
    compact(slow)  # type: ignore[arg-type]
    return took


def _later(now: Callable[[], float]) -> Callable[[], float]:
    """A clock that stands, and is ahead of another by as long as a manifest is not looked at again."""
    then = now() + FRESH
    return lambda: then


def _asked(
    queries: Sequence[str], copy: LocalCopy, table: Table, clock: Clock
) -> tuple[list[float], list[float], float]:
    """Seconds of each query, of CPU, and how many requests one makes; the manifest is looked at for each.

    Each is asked twice, and measured when the pages that it finds are there.
    """
    wall, cpu = [], []
    requests = 0
    for query in queries:
        for is_measured in (False, True):
            copy.now = _later(copy.now)
            clock.requests = 0
            started, started_cpu = perf_counter(), process_time()
            find(Question(query), copy.searching(), table, facets=10)  # type: ignore[arg-type]
            if is_measured:
                wall.append(perf_counter() - started)
                cpu.append(process_time() - started_cpu)
                requests += clock.requests
    return wall, cpu, requests / len(queries)


def _objects(of_site: Any, shelf: Any) -> dict[str, bytes]:
    """The objects of the index, by key. What was merged is kept for an hour, and is no part of it."""
    manifest, _ = SearchIndex(of_site.derived).manifest()
    beginnings = (MANIFEST, *(f"{PREFIX}{each.name}/" for each in manifest.segments))
    keys = [key for key in of_site.derived.listed(PREFIX) if key.startswith(beginnings)]
    return {key: shelf.get_object(Bucket="derived", Key=key)["Body"].read() for key in keys}


def _memory(size: int, objects: Mapping[str, bytes], folder: Path) -> int:
    """Bytes that a process of its own takes which fetches the index from a folder, and answers the queries."""
    for key, content in objects.items():
        file = folder / key
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    told = run([sys.executable, "-m", "bench.search_memory", str(size), folder])
    return int(told.split()[-1])


def _sqlite(site: Site, file: Path) -> tuple[int, list[float], float]:
    """The same by SQLite's FTS5, on the disk of this machine: its bytes, seconds of each query, and of a change."""
    with sqlite3.connect(file) as database:
        database.execute("CREATE VIRTUAL TABLE page USING fts5(title, keywords, text, tokenize='porter', content='')")
        documents = (site.document(number) for number in range(site.size))
        rows = ((number, each.title, " ".join(each.keywords), each.text) for number, each in enumerate(documents, 1))
        database.executemany("INSERT INTO page(rowid, title, keywords, text) VALUES (?, ?, ?, ?)", rows)
        database.commit()
        size = file.stat().st_size
        times = []
        for query in site.queries(QUERIES):
            words = query if query.startswith('"') else " ".join(f'"{word}"' for word in query.split())
            started = perf_counter()
            database.execute("SELECT rowid FROM page WHERE page MATCH ? ORDER BY rank LIMIT 20", [words]).fetchall()
            times.append(perf_counter() - started)
        changes = []
        for number in range(CHANGES):
            started = perf_counter()
            values = [site.size + number + 1, "A title", "a word", site.document(number, 1).text]
            database.execute("INSERT INTO page(rowid, title, keywords, text) VALUES (?, ?, ?, ?)", values)
            database.commit()
            changes.append(perf_counter() - started)
    return size, times, statistics.median(changes)


def _pagefind(site: Site, folder: Path) -> float:
    """Seconds until Pagefind has indexed the pages of a site, as after every change."""
    for number in range(site.size):
        document = site.document(number)
        page = folder / f"{document.path[1:]}.html"
        page.parent.mkdir(parents=True, exist_ok=True)
        title, text = document.title, document.text
        page.write_text(f'<html lang="en"><title>{title}</title><body><h1>{title}</h1><p>{text}</p></body></html>')
    started = perf_counter()
    run([_PAGEFIND / "node_modules" / ".bin" / "pagefind", "--site", folder])
    return perf_counter() - started


def _imported() -> float:
    """Seconds until a new process has imported the function."""
    environment = {**os.environ, "POWERTOOLS_SERVICE_NAME": "search", "AWS_DEFAULT_REGION": "us-east-1"}
    started = perf_counter()
    subprocess.run([sys.executable, "-c", _IMPORTS], check=True, env=environment)
    return perf_counter() - started


def _versions() -> dict[str, str]:
    found = run([_PAGEFIND / "node_modules" / ".bin" / "pagefind", "--version"]).split()[-1]
    return {"SQLite": sqlite3.sqlite_version, "Pagefind": found}


def _row(found: dict[int, Measured], name: str, value: Callable[[int, Measured], str]) -> list[str]:
    return [name, *(value(size, each) for size, each in found.items())]


def _both(times: Sequence[float]) -> str:
    """The median, and what 99 in 100 do not exceed."""
    return f"{statistics.median(times) * MILLISECONDS:.1f}; {statistics.quantiles(times, n=100)[98] * MILLISECONDS:.1f}"
