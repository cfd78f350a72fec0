"""A preview shows a file as it will be, to whoever has a signed link, and nobody else anything."""

import base64
import gzip
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from articles.common.preview_links import preview_target
from articles.preview.handler import handler
from articles.publishing.preview import Library
from articles.publishing.storage.uploads import SITE_FILE
from botocore.exceptions import ClientError

from tests.support.readers import deliver
from tests.support.world import BROKEN, START, TOMORROW, World, a_simulated_world, file, in_process

A, B = "/learn/x/questions/a", "/learn/x/questions/b"
EVENT = json.loads((Path(__file__).parents[2] / "events/preview-unsigned.json").read_text())
SECRET = "of-this-stack"


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    monkeypatch.setenv("PREVIEW_SECRETS", f"new,{SECRET}")
    with a_simulated_world() as made:
        yield made


class Answer:
    """What a client gets."""

    def __init__(self, result: dict[str, Any]) -> None:
        self.status = result["statusCode"]
        self.headers = result["headers"]
        body = base64.b64decode(result["body"])
        self.text = (gzip.decompress(body) if self.headers.get("content-encoding") == "gzip" else body).decode()

    @property
    def notice(self) -> str:
        """The text of the notice above the preview."""
        found = re.search('<aside class="preview".*?</aside>', self.text, re.DOTALL)
        return re.sub(r"\s+", " ", re.sub("<[^>]*>", " ", found[0])) if found else ""


def ask(
    world: World, target: str, method: str = "GET", connected: Callable[[], Library] | None = None, **headers: str
) -> Answer:
    """Ask for a path and query; header names with underscores."""
    parts = urlsplit(target)
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    event = EVENT | {"rawPath": unquote(parts.path), "rawQueryString": parts.query, "headers": sent}
    event["requestContext"] = EVENT["requestContext"] | {"http": {"method": method, "path": parts.path}}
    library = Library(world.site.bucket, world.site.table, "", in_process, world.site.words)
    context: Any = SimpleNamespace(
        function_name="preview", memory_limit_in_mb=1, invoked_function_arn="arn", aws_request_id="1"
    )
    return Answer(handler(event, context, connected=connected or (lambda: library), now=world.site.now))


def preview(world: World, key: str = "a.md", **headers: str) -> Answer:
    return ask(world, preview_target(key, int(START) + 7 * 86_400, SECRET), "GET", None, **headers)


def test_it_is_the_page_as_it_will_be_with_a_notice_above_it(world: World) -> None:
    world.put("b.md", file(B, title="Now"))
    world.put("a.md", file(A, title="Later", answer="# Part\n\nText with $x$.", related=(B,), more="draft: true"))
    world.settle()
    shown = preview(world)
    assert shown.status == 200
    assert shown.notice.startswith(" Preview: draft. draft says true, so this file is not public;")
    assert "a.md, as it was uploaded at 2026-02-01 00:00:" in shown.notice
    world.put("a.md", file(A, title="Later", answer="# Part\n\nText with $x$.", related=(B,)))
    world.settle()
    page = deliver(A, world).text
    assert re.search("<article>.*</article>", page, re.DOTALL)[0] in shown.text  # type: ignore[index]


def test_it_follows_what_there_is_now(world: World) -> None:
    world.put("a.md", file(A, title="Later", related=(B,), more="draft: true"))
    world.settle()
    assert B not in preview(world).text
    world.put("b.md", file(B, title="Now"))
    world.settle()
    assert ">Now</a>" in preview(world).text
    world.put("a.md", file(A, title="Another", related=(B,), more="draft: true"))
    assert "<h1>Another</h1>" in preview(world).text, "though nobody has synced it yet"


@pytest.mark.parametrize(
    ("text", "state", "said"),
    [
        (file(A, more=f"publish_at: {TOMORROW}"), "scheduled", "published by itself at 2026-02-02 00:00 +00:00"),
        (file(A, more="expires: 2026-01-01"), "expired", "expires has passed"),
        (file(A).replace("score", "x") + "\n", "public", f"It is published at {A}."),
        (file(A, more="id: -3"), "rejected", "Line 7, column 5: id must be a whole number"),
        (file(A, more="unlisted: true"), "unlisted", f"It is published at {A}, and no list or feed names it."),
        (
            file(B, more="draft: true"),
            "draft",
            f"b.md is already live at {B}; change the url, or remove the other file, or",
        ),
        (file(B), "waiting", f"b.md is already live at {B}"),
    ],
)
def test_it_says_what_a_file_is(text: str, state: str, said: str, world: World) -> None:
    world.put("b.md", file(B))
    world.put("a.md", text)
    world.settle()
    shown = preview(world)
    assert f"Preview: {state}." in shown.notice
    assert said in shown.notice
    assert "<h1>A title</h1>" in shown.text


def test_a_file_that_site_yaml_leaves_out_is_shown(world: World) -> None:
    world.put(SITE_FILE, "ignore: a.md\n")
    world.put("a.md", file(A))
    world.settle()
    assert "Preview: ignored. site.yaml leaves it out." in preview(world).notice


def test_the_next_version_of_a_file_is_shown(world: World) -> None:
    world.put("a.md", file(A, title="Now"))
    world.put("_drafts/a.md", file(A, title="Next"))
    world.settle()
    shown = preview(world, "_drafts/a.md")
    assert "<h1>Next</h1>" in shown.text
    assert "This is the next version of a.md" in shown.notice


def test_a_file_that_cannot_be_read_has_its_problems(world: World) -> None:
    world.put("a.md", BROKEN)
    world.settle()
    shown = preview(world)
    assert "Preview: rejected." in shown.notice
    assert "Line 1, column 1:" in shown.notice
    assert "<article>" not in shown.text


@pytest.mark.parametrize("url", ["/learn?", "/search", "/API/x?", "/learn/x", "//", "", "x" * 1000])
def test_a_file_without_a_path_that_can_be_used_is_shown(url: str, world: World) -> None:
    world.put("a.md", file(url or '""'))
    shown = preview(world)
    assert (shown.status, "<h1>A title</h1>" in shown.text) == (200, True)


def test_a_next_version_is_not_in_the_way_of_its_own(world: World) -> None:
    world.put("a.md", file(A))
    world.settle()
    for key in ("_drafts/a.md", "a.md"):
        world.put(key, file(A, more="draft: true"))
        assert "already live" not in preview(world, key).notice


def test_a_text_that_cannot_be_rendered_has_its_problems(world: World) -> None:
    world.put("a.md", file(A, answer="[" * 20_000, more="draft: true"))
    shown = preview(world)
    assert (shown.status, "Preview: draft." in shown.notice) == (200, True)


def test_nobody_keeps_it_or_learns_its_address(world: World) -> None:
    world.put("a.md", file(A, more="draft: true"))
    for answer in (preview(world), ask(world, "/preview/a.md")):
        headers = answer.headers
        assert (headers["cache-control"], headers["x-robots-tag"]) == ("no-store", "noindex")
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["cross-origin-resource-policy"] == "same-origin"
        assert not [name for name in headers if name.startswith("access-control")]
    page = preview(world)
    assert '<meta name="robots" content="noindex">' in page.text
    assert "script-src" not in page.headers["content-security-policy"]
    assert 'rel="alternate" type="application/json"' not in page.text


def test_a_wrong_old_or_cut_signature_tells_nothing(world: World) -> None:
    world.put("a.md", file(A, more="draft: true"))
    good = preview_target("a.md", int(START) + 60, SECRET)
    wrong = (good[:-1], good + "A", "/preview/a.md", preview_target("a.md", int(START) - 60, SECRET))
    others = (preview_target("a.md", int(START) + 60, "another"), good.replace("a.md", "b.md"), "/preview/")
    missing = (preview_target("none.md", int(START) + 60, SECRET), preview_target("a.txt", int(START) + 60, SECRET))
    answers = [ask(world, target, accept="text/html") for target in (*wrong, *others, *missing)]
    assert {answer.status for answer in answers} == {404}
    assert len({(answer.text, *sorted(answer.headers.items())) for answer in answers}) == 1
    assert answers[0].headers["content-type"] == "text/html; charset=utf-8"
    assert ask(world, good).status == 200
    world.clock.jump_to(START + 61)
    assert ask(world, good).status == 404


def test_two_secrets_are_taken_while_one_is_changed(world: World) -> None:
    world.put("a.md", file(A, more="draft: true"))
    for secret in ("new", SECRET):
        assert ask(world, preview_target("a.md", int(START) + 60, secret)).status == 200


def test_a_program_is_told_by_problem_details(world: World) -> None:
    answer = ask(world, "/preview/a.md", accept="application/json")
    assert answer.headers["content-type"] == "application/problem+json"
    assert json.loads(answer.text)["status"] == 404


def test_it_comes_compressed_to_who_takes_that(world: World) -> None:
    world.put("a.md", file(A, more="draft: true"))
    assert "content-encoding" not in preview(world).headers
    assert preview(world, accept_encoding="gzip, br").headers["content-encoding"] == "gzip"


def test_it_can_only_be_read(world: World) -> None:
    world.put("a.md", file(A, more="draft: true"))
    target = preview_target("a.md", int(START) + 60, SECRET)
    assert ask(world, target, "HEAD").status == 200
    assert ask(world, target, "POST").status == 405
    assert ask(world, target, "OPTIONS").status == 404


def test_only_cloudfront_may_ask(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.put("a.md", file(A, more="draft: true"))
    monkeypatch.setenv("ORIGIN_SECRET", "of-cloudfront")
    assert preview(world).status == 403
    assert preview(world, x_origin_secret="of-cloudfront").status == 200


def test_nothing_is_read_before_the_link_has_been_checked(world: World) -> None:
    world.log = []
    ask(world, "/preview/a.md?expires=1&signature=x")
    assert world.log == []


def test_a_bucket_that_does_not_answer_is_a_503(world: World) -> None:
    def refuse() -> Library:
        raise ClientError({"Error": {"Code": "SlowDown", "Message": ""}}, "GetObject")

    target = preview_target("a.md", int(START) + 60, SECRET)
    answer = ask(world, target, connected=refuse)
    assert (answer.status, answer.headers["retry-after"], answer.headers["cache-control"]) == (503, "2", "no-store")


def test_nothing_is_written(world: World) -> None:
    world.put("a.md", file(A, more="draft: true"))
    world.settle()
    before = world.items(), world.objects()
    preview(world)
    assert (world.items(), world.objects()) == before
