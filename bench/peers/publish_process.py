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

import yaml
from articles.publishing.reading.article import Article, parse_article
from articles.publishing.rendering.documents import article_document, related_document
from articles.publishing.rendering.markdown import Body, render_answer
from articles.publishing.rendering.markdown_file import markdown_file
from articles.publishing.rendering.page import render_page
from articles.publishing.rendering.representations import represent
from articles.publishing.rendering.settings import Settings
from markdown_it import MarkdownIt

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


def _front_matter(file: Path) -> str:
    return file.read_text(encoding="utf-8").split("---\n")[1]


def _load_yaml(front_matter: str) -> None:
    yaml.load(front_matter, Loader=yaml.CSafeLoader)


def _rendered(file: Path) -> tuple[Article, Body]:
    article = parse_article(*_source(file))
    return article, render_answer(article.answer)


def _page(rendered: tuple[Article, Body]) -> None:
    render_page(*rendered, (), SETTINGS)


def _documents(rendered: tuple[Article, Body]) -> None:
    article, body = rendered
    json.dumps(article_document(article, body, article.answer, (), SETTINGS), ensure_ascii=False, sort_keys=True)
    json.dumps(related_document(article, (), SETTINGS), ensure_ascii=False, sort_keys=True)
    markdown_file(article, article.answer, (), SETTINGS)


# What is prepared, and what is measured: all of it, each of its steps, and the libraries that these are built on, as
# they come.
WAYS: dict[str, tuple[Callable[[Path], Any], Callable[[Any], object]]] = {
    "publish": (_source, _publish),
    "read": (_source, lambda source: parse_article(*source)),
    "yaml": (_front_matter, _load_yaml),
    "render": (_answer, render_answer),
    "markdown": (_answer, MarkdownIt("commonmark").enable("table").render),
    "page": (_rendered, _page),
    "documents": (_rendered, _documents),
}


if __name__ == "__main__":
    main()
