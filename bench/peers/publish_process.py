"""A process that publishes without a network: from the bytes of files to the finished representations.

python bench/peers/publish_process.py

Each line of input is the name of one of `WAYS` and a list of files, in JSON. Each line of output is the CPU in seconds
that one of them took.
"""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt
from publishing.article import parse_article
from publishing.representations import represent
from publishing.settings import Settings

SETTINGS = Settings(name="Articles", url="https://www.example.org", time_zone="UTC", author="Editors")
WARM_UP = 1
ARTICLES = 200


def main() -> None:
    """Answer what is asked on standard input."""
    for line in sys.stdin:
        way, names = json.loads(line)
        prepare, work = WAYS[way]
        prepared = [prepare(Path(name)) for name in names]
        rounds = max(ARTICLES // len(prepared), 1)
        _work_off(work, prepared, WARM_UP)
        started = time.process_time()
        _work_off(work, prepared, rounds)
        print((time.process_time() - started) / rounds / len(prepared), flush=True)


def _work_off(work: Callable[[Any], object], prepared: list[Any], rounds: int) -> None:
    for _ in range(rounds):
        for each in prepared:
            work(each)


def _source(file: Path) -> tuple[bytes, str]:
    return file.read_bytes(), file.name


def _publish(source: tuple[bytes, str]) -> None:
    represent(parse_article(*source), (), SETTINGS)


def _answer(file: Path) -> str:
    return parse_article(*_source(file)).answer


# What is read before, and what is measured: all of it, or the parser and renderer that it is built on, as it comes.
WAYS: dict[str, tuple[Callable[[Path], Any], Callable[[Any], object]]] = {
    "publish": (_source, _publish),
    "markdown": (_answer, MarkdownIt("commonmark").enable("table").render),
}


if __name__ == "__main__":
    main()
