"""docs/benchmarks.md: what is said of each part of the benchmarks is put between a pair of marks of that part."""

import datetime as dt
import os
import platform
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from articles.local.errors import LocalError

ROOT = Path(__file__).parent.parent
FILE = ROOT / "docs" / "benchmarks.md"
PLOTS = ROOT / "docs" / "plots"


def replace_part(document: str, part: str, text: str) -> str:
    """The document with another text for a part.

    Raises:
        LocalError: It has no marks for the part.
    """
    begin, end = f"<!-- begin {part} -->\n", f"<!-- end {part} -->"
    before, mark, rest = document.partition(begin)
    _, end_mark, after = rest.partition(end)
    if not mark or not end_mark:
        raise LocalError(f"{FILE.name} has no {begin.strip()} and {end} to put the results between")
    return f"{before}{begin}\n{text.strip()}\n\n{end}{after}"


def write(part: str, text: str, versions: Mapping[str, str] | None = None) -> None:
    """Put the results of a part into docs/benchmarks.md, and where, when and of what versions if they are measured."""
    measured = f"\n\n{_circumstances(versions)}" if versions is not None else ""
    document = replace_part(FILE.read_text(encoding="utf-8"), part, text.strip() + measured)
    FILE.write_text(document, encoding="utf-8")


def plot(name: str, svg: str) -> None:
    """Keep a plot as docs/plots/NAME.svg."""
    PLOTS.mkdir(exist_ok=True)
    (PLOTS / f"{name}.svg").write_text(svg, encoding="utf-8")


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table in Markdown; all columns but the first are flush right."""
    rule = ["---", *["---:"] * (len(head) - 1)]
    return "\n".join("| " + " | ".join(row) + " |" for row in (head, rule, *rows))


def target(what: str, value: float, at_most: float) -> str:
    """A line that says whether a target is met."""
    return (
        f"- {what}: **{value:.3g}**; the target is at most {at_most:g}: {'met' if value <= at_most else '**not met**'}"
    )


def _circumstances(versions: Mapping[str, str]) -> str:
    named = ", ".join(f"{name} {version}" for name, version in versions.items())
    today = dt.datetime.now(dt.UTC).date().isoformat()
    load = os.getloadavg()[0]
    return (
        f"<sub>{today}, {_processor()}, {os.cpu_count()} cores, {platform.system()} {platform.machine()}, "
        f"load {load:.1f}. {named}.</sub>"
    )


def _processor() -> str:
    """The processor's name, which Linux alone tells without a library."""
    information = Path("/proc/cpuinfo")
    text = information.read_text(encoding="utf-8") if information.exists() else ""
    found = re.search(r"^model name\s*:\s*(.+)$", text, re.MULTILINE)
    return found[1] if found else platform.processor() or platform.machine()
