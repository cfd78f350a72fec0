"""Each address that a page names is asked at the outermost door: CloudFront's function, then delivery."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from articles.common.paths import href, is_reserved
from articles.common.representations import HTML, KINDS

from tests.support.cloudfront import needs_node
from tests.support.cloudfront_reader import Reader, addresses
from tests.support.world import a_world, file, in_process

ROOT = Path(__file__).parents[2]

PATH = "/learn/x/questions/café"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"

pytestmark = needs_node


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    with a_world(bounded=in_process) as world:
        world.put("a.md", file(PATH))
        world.settle()
        yield Reader(world.items())


def test_each_address_that_a_page_names_is_answered_with_what_it_says(reader: Reader) -> None:
    own = {href(kind.at(PATH)): kind for kind in KINDS.values()}
    named = addresses(reader, PATH)
    assert own.keys() <= named
    others = {each.partition("?")[0] for each in named - own.keys()}
    assert all(map(is_reserved, others))  # the site's own, which browse answers
    for address, kind in own.items():
        for answer in reader.ask_all([(address, accept) for accept in (None, "*/*", BROWSER)]):
            assert (answer.status, answer.type) == (200, kind.content_type), address


def test_accept_has_no_say_where_the_address_says_what_is_wanted(reader: Reader) -> None:
    accepts = [kind.media_type for kind in KINDS.values()] + ["image/png", "none/none"]
    for kind in KINDS.values():
        if kind.at(PATH) != PATH:
            answers = reader.ask_all([(href(kind.at(PATH)), accept) for accept in accepts])
            assert {(answer.status, answer.type) for answer in answers} == {(200, kind.content_type)}


def test_the_page_is_had_as_whatever_can_be_negotiated_and_as_nothing_else(reader: Reader) -> None:
    negotiated = [kind for kind in KINDS.values() if kind.is_negotiated]
    for kind in negotiated:
        answer = reader.ask(href(PATH), kind.media_type)
        assert (answer.status, answer.type) == (200, kind.content_type)
        assert answer.headers.get("content-location") == (None if kind.name == HTML else href(kind.at(PATH)))
    refused = reader.ask(href(PATH), "image/png")
    assert refused.status == 406
    assert all(kind.media_type in refused.text for kind in negotiated)


@pytest.fixture(scope="module")
def plain_text() -> dict[str, Any]:
    """What a process found that had a row more in the table: plain text, at the suffix .txt."""
    script = ROOT / "tests/support/made_up_representation.py"
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, script], env=environ, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def test_a_row_more_in_the_table_is_stored_and_deleted_by_a_sync(plain_text: dict[str, Any]) -> None:
    assert plain_text["stored"] == ["REP#html", "REP#json", "REP#md", "REP#related", "REP#txt"]
    assert plain_text["left"] == []


def test_it_is_served_at_its_suffix_and_by_accept(plain_text: dict[str, Any]) -> None:
    content = [200, "text/plain; charset=utf-8", "A title\n\nAn answer.\n"]
    assert plain_text["at_suffix"] == content
    assert plain_text["negotiated"] == [*content, "/learn/x/a.txt"]
    assert plain_text["without_cloudfront"][0] == 406  # which the tests of CloudFront's function are there to say


def test_it_is_linked_by_all_others_and_named_to_people(plain_text: dict[str, Any]) -> None:
    assert "/learn/x/a.txt" in plain_text["addresses"]
    assert (
        '<link rel="alternate" type="text/plain" title="Plain text" href="http://site/learn/x/a.txt">'
        in plain_text["page"]
    )
    assert '<a href="/learn/x/a.txt">Plain text</a>' in plain_text["page"]
    for header in plain_text["links"]:
        assert '<http://site/learn/x/a.txt>; rel="alternate"; type="text/plain"' in header
    assert "as text/html, application/json, text/markdown or text/plain." in plain_text["not_acceptable"]
    assert "as Plain text, Markdown, and JSON: add `.txt`, `.md`, or `.json` to" in plain_text["llms"]


def test_no_page_can_have_its_suffix(plain_text: dict[str, Any]) -> None:
    assert plain_text["refused"].startswith("The url may not end in .json, .md or .txt:")
