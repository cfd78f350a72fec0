"""How long a file takes to become an article, beside PyYAML's fastest loader on the same front matter, which does less.

python bench/parse.py [FILE]
"""

import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import yaml
from publishing.article import parse_article
from publishing.encoding import decode
from publishing.escapes import decode_newlines
from publishing.front_matter import read_front_matter
from publishing.yaml_nodes import Scalar

ROOT = Path(__file__).parents[1]
SEED = ROOT.parent / "shared/corpus/seed.md"
SAMPLE = ROOT / "content/mathematics/why-is-matrix-multiplication-defined-row-by-column.md"
ROUNDS = 2_000


def main() -> None:
    """Print the medians."""
    file = Path(sys.argv[1]) if sys.argv[1:] else SEED if SEED.exists() else SAMPLE
    source = file.read_bytes()
    text, _ = decode(source)
    front_matter = text.split("---\n")[1]
    mapping = read_front_matter(text).mapping
    answer = mapping.entries.get("answer") if mapping else None
    encoded = answer.text if isinstance(answer, Scalar) else ""
    steps: dict[str, Callable[[], object]] = {
        "parse_article": lambda: parse_article(source, file.name),
        "  bytes to text": lambda: decode(source),
        "  front matter": lambda: read_front_matter(text),
        "  newlines": lambda: decode_newlines(encoded),
        "CSafeLoader": lambda: yaml.load(front_matter, Loader=yaml.CSafeLoader),
    }
    medians = measure(steps)
    print(f"{file.name}: {len(source):,} bytes, median of {ROUNDS:,}")
    for name, median in medians.items():
        print(f"{name:<16} {median * 1000:7.3f} ms")
    ratio = medians["parse_article"] / medians["CSafeLoader"]
    print(f"parse_article takes {ratio:.2f} times as long as CSafeLoader takes for the front matter alone")


def measure(steps: dict[str, Callable[[], object]]) -> dict[str, float]:
    """The median of each step in seconds; they take turns, so that what else the machine does disturbs all alike."""
    times: dict[str, list[float]] = {name: [] for name in steps}
    for _ in range(ROUNDS):
        for name, step in steps.items():
            start = time.perf_counter()
            step()
            times[name].append(time.perf_counter() - start)
    return {name: statistics.median(values) for name, values in times.items()}


if __name__ == "__main__":
    main()
