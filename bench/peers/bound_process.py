"""A process that renders files, and has them rendered by a worker that has done so before.

python bench/peers/bound_process.py

Each line of input is one of `render` and `pass` and a list of files, in JSON. Each line of output is the CPU in seconds
that one of them took, in both processes: to be rendered here; or to be passed to the worker and back, as what it is
read from and as what is made of it.
"""

import functools
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from articles.publishing.reading.article import Article, parse_article
from articles.publishing.rendering.rendered import Rendered
from articles.publishing.rendering.representations import represent
from articles.publishing.rendering.settings import Settings
from articles.publishing.running.bounded import Bounded

SETTINGS = Settings(name="Articles", url="https://www.example.org", time_zone="UTC", author="Editors")
ARTICLES = 200

_rendered: dict[str, Rendered] = {}


def main() -> None:
    """Answer what is asked on standard input."""
    bounded = Bounded()
    ways: dict[str, Callable[[bytes, str], object]] = {
        "render": lambda content, name: represent(parse_article(content, name), (), SETTINGS),
        "pass": lambda content, name: bounded(known, bounded(known_article, content, name), (), SETTINGS),
    }
    for line in sys.stdin:
        way, names = json.loads(line)
        work = ways[way]
        sources = [(Path(name).read_bytes(), Path(name).name) for name in names]
        rounds = max(ARTICLES // len(sources), 1)
        _work_off(work, sources, 1)
        started = time.process_time() + bounded(time.process_time)
        _work_off(work, sources, rounds)
        spent = time.process_time() + bounded(time.process_time) - started
        print(spent / rounds / len(sources), flush=True)


@functools.cache
def _article(content: bytes, name: str) -> Article:
    return parse_article(content, name)


def known_article(content: bytes, name: str) -> Article:
    """The article of a file, which is read once."""
    return _article(content, name)


def known(article: Article, *others: Any) -> Rendered:
    """What is made of an article, which is made once."""
    if article.title not in _rendered:
        _rendered[article.title] = represent(article, *others)
    return _rendered[article.title]


def _work_off(work: Callable[[bytes, str], object], sources: list[tuple[bytes, str]], rounds: int) -> None:
    for _ in range(rounds):
        for each in sources:
            work(*each)


if __name__ == "__main__":
    main()
