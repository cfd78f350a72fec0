"""What readers are told that find no page: in the look and the words of site.yaml, and at what cost."""

import base64
import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from articles.common.http_edge import Request
from articles.deliver import problems
from articles.deliver.table import Table
from articles.publishing import site_comparison
from articles.publishing.storage.attributes import typed

from tests.support.asking import Answer, ask
from tests.support.oracle import check
from tests.support.readers import answered_by, browsing, deliver_table
from tests.support.world import World, a_simulated_world, publish_two, set_up

A, B = (f"/learn/x/questions/{name}" for name in "ab")


@pytest.fixture
def world() -> Iterator[World]:
    """Two pages."""
    with a_simulated_world() as world:
        publish_two(world, A, B)
        yield world
        assert world.errors == []
        check(world)
        assert world.reconcile() == 0


ERRORS = """
errors:
    not_found: {title: Nothing <here>, text: Look & find.}
    gone: {text: It was here.}
    unavailable: {title: Soon}
"""


def person(path: str, world: World, table: Table) -> Answer:
    """Ask deliver for a page, as a browser does."""
    return answered_by(table, path, world, accept="text/html")


def reading(world: World, asked: list[str]) -> Table:
    """The table as deliver reads it; notes the sort keys."""

    def read(key: Mapping[str, str]) -> Mapping[str, Any] | None:
        asked.append(key["sk"])
        return next((item for item in world.items() if (item["pk"], item["sk"]) == (key["pk"], key["sk"])), None)

    return deliver_table(read)


def test_errors_are_told_in_the_language_of_the_site(world: World) -> None:
    set_up(world, "language: fr\nerrors: {gone: {text: Partie.}}\n")
    world.delete("b.md")
    world.settle()
    missing, gone = (person(path, world, reading(world, [])).text for path in ("/nowhere", B))
    assert '<html lang="fr" dir="ltr">' in missing
    assert "<h1>Page introuvable</h1>" in missing
    assert "<p>Partie.</p>" in gone
    assert not {"Not Found", "Subjects", "Gone"} & {*re.findall(r">([^<>]+)<", missing + gone)}


def test_errors_are_told_in_the_look_and_the_words_of_the_site(world: World) -> None:
    set_up(world, f"name: Mine\nfooter: [{{Imprint: {A}}}]\ncolors: {{light: {{accent: 0b57a4}}}}\n{ERRORS}")
    world.delete("b.md")
    world.settle()
    missing, gone = (person(path, world, reading(world, [])) for path in ("/nowhere", B))
    assert (missing.status, gone.status) == (404, 410)
    assert "<h1>Nothing &lt;here&gt;</h1>\n<p>Look &amp; find.</p>" in missing.text
    assert "<h1>Gone</h1>\n<p>It was here.</p>" in gone.text
    with browsing(world):
        listed = ask("/learn/nothing", Accept="text/html")
    assert "<h1>Nothing &lt;here&gt;</h1>\n<p>Look &amp; find.</p>" in listed.text
    for answer in (missing, gone, listed):
        assert f'<a href="{A}">Imprint</a>' in answer.text
        assert '<a class="site-name" href="/">Mine</a>' in answer.text
        style = answer.text.partition("<style>")[2].partition("</style>")[0]
        assert "--accent:#0b57a4;" in style
        digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
        assert f"style-src 'sha256-{digest}'" in answer.headers["content-security-policy"]


def test_a_hit_costs_one_read_and_errors_to_people_one_more_in_five_seconds(world: World) -> None:
    set_up(world, ERRORS)
    asked: list[str] = []
    table = reading(world, asked)
    assert person(A, world, table).status == 200
    assert asked == ["REP#html"]
    asked.clear()
    for _ in range(3):
        assert "Nothing &lt;here&gt;" in person("/nowhere", world, table).text
    assert sorted(asked) == ["CARD"] * 3 + ["ERRORS"] + ["REP#html"] * 3
    set_up(world, "errors: {not_found: {title: Other}}\n")
    world.pass_long()
    assert "<h1>Other</h1>" in person("/nowhere", world, table).text


def test_a_page_of_errors_that_cannot_be_read_is_replaced_by_ours_and_told_of(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up(world, ERRORS)
    table = reading(world, [])
    key = {"pk": "SITE", "sk": "ERRORS"}
    kept = next(item for item in world.items() if item["sk"] == "ERRORS")
    world.dynamodb.put_item(TableName=world.site.table.name, Item=typed(kept | {"page": b"no gzip"}))
    capsys.readouterr()
    for _ in range(3):  # it is told of once in five seconds
        assert "<h1>Not Found</h1>" in person("/nowhere", world, table).text
    (line,) = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert line["level"] == "WARNING"
    assert line["message"].startswith("the page of errors cannot be read: ItemMalformed: An item is not as publishing")
    assert (line["path"], line["ErrorPageUnavailable"]) == ("/nowhere", 1)
    world.dynamodb.delete_item(TableName=world.site.table.name, Key=typed(key))
    assert "<h1>Not Found</h1>" in person("/nowhere", world, reading(world, [])).text
    world.dynamodb.put_item(TableName=world.site.table.name, Item=typed(kept))


def test_a_silent_table_is_told_of_in_the_words_that_were_read_last(world: World) -> None:
    set_up(world, ERRORS)
    asked: list[str] = []
    table = reading(world, asked)
    request = Request("GET", "/a", "", {"accept": "text/html"}, "")
    ours = Answer.of(problems.answer(problems.UNAVAILABLE, request, lambda: table.last_error_page))
    assert "<h1>Service Unavailable</h1>" in ours.text
    assert asked == []
    person("/nowhere", world, table)
    own = Answer.of(problems.answer(problems.UNAVAILABLE, request, lambda: table.last_error_page))
    assert (own.status, own.headers["retry-after"]) == (503, "2")
    assert "<h1>Soon</h1>\n<p>This page cannot be read just now." in own.text


def test_errors_alone_have_no_page_rendered_again(world: World) -> None:
    before = world.items()
    set_up(world, ERRORS)
    assert {item["pk"] for item in world.items() if item not in before} == {"SITE", "SOURCE#site.yaml"}


def test_a_page_of_errors_of_other_code_is_made_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    set_up(world, "name: [\n")
    kept = next(item for item in world.items() if item["sk"] == "ERRORS")
    world.dynamodb.put_item(TableName=world.site.table.name, Item=typed(kept | {"page": b"of older code"}))
    monkeypatch.setattr(site_comparison, "code_fingerprint", lambda: "other")
    assert world.reconcile() >= 1
    world.settle()
    assert next(item for item in world.items() if item["sk"] == "ERRORS") == kept
    monkeypatch.undo()
    world.reconcile()
    world.settle()
