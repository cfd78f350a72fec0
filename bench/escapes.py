"""How long the newlines of an answer take, beside a plain replace, which gets formulae and code wrong.

python bench/escapes.py [FILE]
"""

import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

from publishing.escapes import decode_newlines

ROOT = Path(__file__).parents[1]
SEED = ROOT.parent / "shared/corpus/seed.md"
SAMPLE = ROOT / "content/mathematics/why-is-matrix-multiplication-defined-row-by-column.md"
ROUNDS = 2_000
MEGABYTE = 1_000_000
HOSTILE = ("\\n", "$\\nu", "$$\\nu", "`\\n ", "\\(", "\\begin{a}\\nu", "\\n```")


def main() -> None:
    """Print the median for an answer, and what a megabyte of nothing but openers takes."""
    file = Path(sys.argv[1]) if sys.argv[1:] else SEED if SEED.exists() else SAMPLE
    text = file.read_text(encoding="utf-8").replace("\n", "\\n")
    print(f"{file.name}: {len(text):,} characters, median of {ROUNDS:,}")
    print(f"decode_newlines {median(lambda: decode_newlines(text)) * 1000:7.3f} ms")
    print(f"str.replace     {median(lambda: text.replace(chr(92) + 'n', chr(10))) * 1000:7.3f} ms")
    for unit in HOSTILE:
        hostile = unit * (MEGABYTE // len(unit)) + "\\n"
        start = time.perf_counter()
        decode_newlines(hostile)
        print(f"1 MB of {unit:<15} {time.perf_counter() - start:7.3f} s")


def median(step: Callable[[], object]) -> float:
    """The median time of a step in seconds."""
    times: list[float] = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        step()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


if __name__ == "__main__":
    main()
