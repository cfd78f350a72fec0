"""What readers, and those who run the site, are told if the search index or the table fails; and what logs hold."""

import json
import logging
from collections.abc import Iterator
from unittest.mock import patch

import pytest
from articles.browse.library import library
from articles.publishing.storage.search_index import PREFIX
from botocore.exceptions import ConnectTimeoutError

from tests.support.asking import Answer, ask
from tests.support.browse import a_site
from tests.support.searched import article
from tests.support.world import World, in_process

ROUTES = ["/search", "/search?q=stone", "/tags", "/tags/rivers", "/authors", "/archive"]


@pytest.fixture(autouse=True)
def world() -> Iterator[World]:
    with a_site(bounded=in_process) as world:
        world.put("a.md", article("/a", "A stone", keywords="[Rivers]"))
        world.settle()
        yield world


def told(path: str) -> tuple[Answer, Answer]:
    """What a person and what a program is told."""
    return ask(path, accept="text/html"), ask(path, accept="application/json")


@pytest.mark.parametrize("path", ROUTES)
def test_a_damaged_index_is_a_problem_that_is_logged(world: World, path: str, caplog: pytest.LogCaptureFixture) -> None:
    derived = world.site.derived
    derived.delete(each for each in derived.listed(PREFIX) if each.endswith("/files"))
    for answer, media_type in zip(told(path), ("text/html; charset=utf-8", "application/problem+json"), strict=True):
        assert (answer.status, answer.type, answer.headers["retry-after"]) == (503, media_type, "2")
        what = "search index" if answer.type.endswith("json") else "page"
        assert f"{what} cannot be read just now. Try again in a moment." in answer.text
        assert answer.headers["cache-control"] == "no-store"
    assert [each.message for each in caplog.records if each.levelno == logging.ERROR] == [
        "the search index cannot be read"
    ] * 2
    world.put("b.md", article("/b", "Another stone", keywords="[Rivers]"))
    world.settle()
    world.reconcile()
    world.settle()
    assert ask(path, accept="text/html").status == 200


def test_a_bucket_that_does_not_answer_is_the_same() -> None:
    with patch(
        "articles.publishing.storage.search_index.SearchIndex.changed",
        side_effect=ConnectTimeoutError(endpoint_url="x"),
    ):
        answer = ask("/api/search?q=stone")
    assert (answer.status, answer.json["detail"]) == (
        503,
        "The search index cannot be read just now. Try again in a moment.",
    )
    assert ask("/api/search?q=stone").json["total"] == 1


def test_a_busy_table_is_a_problem_of_the_library(capsys: pytest.CaptureFixture[str]) -> None:
    with patch.object(library()._table, "batch", side_effect=ConnectTimeoutError(endpoint_url="x")):
        answer = ask("/api/search?q=stone")
    assert (answer.status, answer.type) == (503, "application/problem+json")
    counted = [json.loads(line) for line in capsys.readouterr().out.splitlines() if "TableUnavailable" in line]
    assert len(counted) == 1


def test_what_nothing_is_found_for_is_a_line_without_the_address_of_who_asked(
    caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.INFO)
    event = {"X_Forwarded_For": "203.0.113.7", "User_Agent": "Somebody's browser"}
    assert ask("/search?q=zyzzyva&subject=x&utm_source=abc", **event).status == 200
    (line,) = [vars(each) for each in caplog.records if each.message == "search found nothing"]
    assert line["asked"] == {"q": "zyzzyva", "subject": "x"}
    everything = capsys.readouterr().out + repr([vars(each) for each in caplog.records])
    assert "203.0.113.7" not in everything
    assert "Somebody" not in everything


@pytest.mark.parametrize("path", ["/search?q=stone", "/search", "/search?subject=none", "/api/search?tag=x", "/tags/x"])
def test_what_is_found_or_not_sought_by_words_is_not_logged(path: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    ask(path)
    assert "search found nothing" not in caplog.messages
