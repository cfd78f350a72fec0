"""Processor time that an answer takes to become safe HTML, beside markdown-it-py alone on it, which does less.

python bench/markdown.py [FILE]
"""

import statistics
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from markdown_it import MarkdownIt
from publishing.article import parse_article
from publishing.body.sanitise import sanitise
from publishing.escapes import decode_newlines
from publishing.markdown import render_answer
from publishing.representations import represent
from publishing.settings import Settings

ROOT = Path(__file__).parents[1]
SEED = ROOT.parent / "shared/corpus/seed.md"
SAMPLE = ROOT / "content/mathematics/why-is-matrix-multiplication-defined-row-by-column.md"
SITE = Settings(name="Site", url="https://example.org", time_zone="UTC", author="")
ROUNDS = 300


def main() -> None:
    """Print the medians."""
    file = Path(sys.argv[1]) if sys.argv[1:] else SEED if SEED.exists() else SAMPLE
    article = parse_article(file.read_bytes(), file.name)
    encoded = article.answer.replace("\n", "\\n")
    html = render_answer(article.answer).html
    peer = MarkdownIt("gfm-like", {"linkify": False, "html": False})
    medians = measure(
        {
            "decode, render, sanitise": lambda: render_answer(decode_newlines(encoded)),
            "  decode newlines": lambda: decode_newlines(encoded),
            "  render and sanitise": lambda: render_answer(article.answer),
            "    sanitise alone": lambda: sanitise(html),
            "all representations": lambda: represent(article, (), SITE),
            "markdown-it-py": lambda: peer.render(article.answer),
        }
    )
    print(f"{file.name}: {len(article.answer):,} characters of Markdown, median of {ROUNDS:,}")
    for name, median in medians.items():
        print(f"{name:<24} {median * 1000:7.3f} ms")
    ratio = medians["decode, render, sanitise"] / medians["markdown-it-py"]
    print(
        f"decode, render, sanitise takes {ratio:.2f} times as long as markdown-it-py without formulae and colored code"
    )


def measure(steps: Mapping[str, Callable[[], object]]) -> dict[str, float]:
    """The median of each step in seconds; they take turns, so that what else the machine does disturbs all alike."""
    times: dict[str, list[float]] = {name: [] for name in steps}
    for _ in range(ROUNDS):
        for name, step in steps.items():
            start = time.process_time()
            step()
            times[name].append(time.process_time() - start)
    return {name: statistics.median(values) for name, values in times.items()}


if __name__ == "__main__":
    main()
