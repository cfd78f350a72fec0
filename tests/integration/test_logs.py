"""What logs say of files that are not published, and of people: docs/operations.md, 'What logs hold'."""

import json
import logging
from collections.abc import Iterator, Mapping
from typing import Any

import articles.ingest.handler
import pytest

from tests.support.world import World, a_world, file

A = "/learn/x/questions/a"
SECRET = "unreleased"
DRAFTS = [
    file(A, date=f"{SECRET} date"),
    file(f"/{SECRET} path?"),
    file(A, related=(f"{SECRET}.example",)),
    file(A).replace("subject: X", f"subject: [{SECRET}"),
    file(A, answer=f"\\{SECRET}{{ $\\{SECRET}{{x}}$"),
    f"---\n{SECRET}",
]
PLACE = {"line", "column", "code", "severity"}


@pytest.fixture
def world() -> Iterator[World]:
    with a_world() as world:
        yield world


def problems(caplog: pytest.LogCaptureFixture) -> list[Mapping[str, Any]]:
    return [each for record in caplog.records for each in vars(record).get("problems", [])]


@pytest.mark.parametrize("draft", DRAFTS)
def test_a_draft_is_not_quoted(
    world: World, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture, draft: str
) -> None:
    world.put("a.md", draft)
    world.settle()
    found = problems(caplog)
    assert found
    assert all(each.keys() == PLACE for each in found)
    assert SECRET not in capsys.readouterr().out + caplog.text + repr([vars(record) for record in caplog.records])


def test_its_problems_are_logged_in_full_for_who_asks_for_it(world: World, caplog: pytest.LogCaptureFixture) -> None:
    articles.ingest.handler.logger.setLevel(logging.DEBUG)
    try:
        world.put("a.md", DRAFTS[0])
        world.settle()
    finally:
        articles.ingest.handler.logger.setLevel(logging.INFO)
    (found,) = problems(caplog)
    assert SECRET in found["message"]


@pytest.mark.parametrize("key", [None, 1, ["a.md"]])
def test_who_uploaded_a_file_and_from_where_is_not_logged(
    world: World, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture, key: Any
) -> None:
    record = {
        "userIdentity": {"principalId": "AWS:AIDAEXAMPLE"},
        "requestParameters": {"sourceIPAddress": "192.0.2.10"},
        "s3": {"object": {} if key is None else {"key": key}},
    }
    world.send("IngestFunction", {"Records": [record]})
    world.step("IngestFunction")
    (error,) = [vars(record) for record in caplog.records if record.levelname == "ERROR"]
    assert error["message_id"]
    said = capsys.readouterr().out + caplog.text + repr(error)
    assert "192.0.2.10" not in said
    assert "AIDAEXAMPLE" not in said


def test_a_message_of_ours_that_nobody_can_read_is_named(world: World, caplog: pytest.LogCaptureFixture) -> None:
    world.send("RefreshFunction", {"refresh": 1})
    world.step("RefreshFunction")
    (error,) = [vars(record) for record in caplog.records if record.levelname == "ERROR"]
    assert json.loads(error["body"]) == {"refresh": 1}
