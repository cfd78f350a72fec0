"""What readers of these articles would want to find first, and whether it is.

`tests/fixtures/search` has queries of several kinds, each with the last segments of the paths that are right. Other
people's queries are the better judges: whoever chooses weights by these should leave every second one out.
"""

import json
from pathlib import Path

import pytest
from articles.publishing.rendering.search_document import SearchDocument
from articles.search.engine.searching import Searching

from tests.support import corpus
from tests.support.search_pages import ask, index_of, pages_of

ROOT = Path(__file__).parents[2]
JUDGED = ROOT / "tests" / "fixtures" / "search"

FIRST = 0.95
AMONG_THREE = 0.97


def judged(name: str) -> list[tuple[str, list[str]]]:
    kinds: dict[str, list[list[str]]] = json.loads((JUDGED / f"{name}.json").read_text(encoding="utf-8"))
    return [(query, right) for queries in kinds.values() for query, *right in queries]


def rank(searching: Searching, query: str, right: list[str]) -> int | None:
    names = [hit.path.rpartition("/")[2] for hit in searching.find(ask(query)).hits]
    return min((names.index(each) for each in right if each in names), default=None)


def check(searching: Searching, queries: list[tuple[str, list[str]]]) -> None:
    ranks = {query: rank(searching, query, right) for query, right in queries}
    not_first = {query: place for query, place in ranks.items() if place != 0}
    not_among = {query: place for query, place in ranks.items() if place is None or place > 2}
    assert len(not_first) <= (1 - FIRST) * len(ranks), not_first
    assert len(not_among) <= (1 - AMONG_THREE) * len(ranks), not_among


def of_corpus() -> list[SearchDocument]:
    if not corpus.FILES:
        pytest.skip(f"{corpus.FOLDER} has no articles")
    return list({page.path: page for page in pages_of(corpus.FOLDER)}.values())


def test_right_results_come_first_among_our_articles(tmp_path: Path) -> None:
    check(index_of(tmp_path, *pages_of(ROOT / "content")), judged("content"))


@pytest.mark.corpus
def test_right_results_come_first_among_real_articles(tmp_path: Path) -> None:
    check(index_of(tmp_path, *of_corpus()), judged("corpus"))


@pytest.mark.corpus
def test_right_results_come_first_among_all_of_them(tmp_path: Path) -> None:
    check(index_of(tmp_path, *of_corpus(), *pages_of(ROOT / "content")), judged("content") + judged("corpus"))
