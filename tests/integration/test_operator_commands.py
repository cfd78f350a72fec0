"""What `articles status` and `articles reconcile` show of a site."""

import datetime as dt
import functools
import io
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import boto3
import pytest
from articles.local import cli, stack
from articles.local.cli import articles
from articles.local.errors import LocalError
from articles.local.output import Output
from articles.local.reconcile import reconcile
from articles.local.settled import LOOKS, under_way
from articles.local.snippet import printable
from articles.local.status import show_status
from articles.publishing import sync
from articles.publishing.running.services import connect
from articles.publishing.storage.sites import RebuildProgress
from articles.publishing.storage.uploads import SITE_FILE
from botocore.stub import Stubber
from click.testing import CliRunner
from rich.console import Console

from tests.support.oracle import check
from tests.support.world import BROKEN, QUEUED, World, a_world, file, in_process

A = "/learn/x/questions/a"
B = "/learn/x/questions/b"


@pytest.fixture
def world() -> Iterator[World]:
    with a_world() as world:
        yield world


def status(world: World, key: str | None = None) -> str:
    out = io.StringIO()
    show_status(key, world.site, Output(out))
    return out.getvalue()


def waited(world: World, patience: float, then: Callable[[], object] = lambda: None) -> tuple[int, str, int]:
    """What `status --wait` ends with and shows, and how often it paused; what else happens, happens then."""
    passed: list[float] = []

    def sleep(seconds: float) -> None:
        passed.append(seconds)
        then()

    out = io.StringIO()
    site = replace(world.site, now=lambda: sum(passed), sleep=sleep)
    return show_status(None, site, Output(out), wait=patience), out.getvalue(), len(passed)


def reconciled(world: World, *, everything: bool = False, dry_run: bool = False) -> str:
    out = io.StringIO()
    reconcile(world.site, Output(out), everything=everything, dry_run=dry_run)
    return out.getvalue()


def test_status_tells_state_path_and_problems_of_every_file(world: World) -> None:
    world.put("live.md", file(A))
    world.settle()
    world.put("waiting.md", file(A))
    world.put("rejected.md", BROKEN)
    world.put("deleted.md", file(B))
    world.settle()
    world.delete("deleted.md")
    world.settle()
    lines = status(world).splitlines()
    states = {line.split()[1]: line.split()[0] for line in lines if not line.startswith(" ")}
    assert states == {
        "live.md": "published",
        "waiting.md": "waiting",
        "rejected.md": "rejected",
        "deleted.md": "deleted",
    }
    assert any(line.startswith(f"published  live.md  live at {A}  since 20") for line in lines)
    assert any(f"waits for {A}" in line for line in lines)
    assert any("live.md is already live" in line for line in lines)
    assert any("error: The front matter that begins here never ends" in line for line in lines)


def test_status_tells_what_a_time_will_bring_and_what_is_overdue(world: World) -> None:
    for key, line in (("a.md", "draft: true"), ("b.md", "publish_at: 9998-12-01"), ("c.md", "expires: 9998-12-01")):
        world.put(key, file(f"/learn/x/questions/{key[0]}", more=line))
    world.settle()
    lines = [line.split("  since")[0] for line in status(world).splitlines() if not line.startswith(" ")]
    assert lines == [
        "draft      a.md  not live",
        "scheduled  b.md  not live, will be published at 9998-12-01 00:00 +00:00",
        "published  c.md  live at /learn/x/questions/c, expires at 9998-12-01 00:00 +00:00",
    ]
    out = io.StringIO()
    assert show_status(None, world.site, Output(out), states=("draft", "scheduled")) == 0
    assert [line.split()[1] for line in out.getvalue().splitlines() if line[0] != " "] == ["a.md", "b.md"]
    due = dt.datetime(9998, 12, 1, tzinfo=dt.UTC).timestamp()
    for minutes, expected in ((4, 0), (6, 1)):
        late = replace(world.site, now=functools.partial(float, due + 60 * minutes))
        assert show_status("b.md", late, Output(out)) == expected
        assert show_status(None, late, Output(out)) == expected
        assert show_status(None, late, Output(out), states=("draft",)) == 0
    assert "+00:00, overdue  since" in out.getvalue()


def test_status_of_a_file_is_its_own(world: World) -> None:
    world.put("a.md", file(A))
    world.put("b.md", file(B))
    world.settle()
    assert [line.split()[1] for line in status(world, "b.md").splitlines()] == ["b.md"]


@pytest.mark.parametrize(("key", "expected"), [("good.md", 0), ("bad.md", 1), (None, 1)])
def test_a_rejected_file_is_a_problem_for_whoever_asks_of_it(world: World, key: str | None, expected: int) -> None:
    world.put("good.md", file(A))
    world.put("bad.md", BROKEN)
    world.settle()
    assert show_status(key, world.site, Output(io.StringIO())) == expected


def test_files_that_wait_for_a_path_are_no_problem(world: World) -> None:
    for key in ("a.md", "b.md"):
        world.put(key, file(A))
        world.settle()
    assert show_status(None, world.site, Output(io.StringIO())) == 0


def test_it_waits_for_what_is_uploaded_and_for_what_follows(world: World) -> None:
    world.put("a.md", file(A, related=(B,)))
    world.put("b.md", file(B))
    code, shown, pauses = waited(world, 60, lambda: any(world.step(name) for name in QUEUED))
    assert (code, shown.count("published")) == (0, 2)
    assert pauses > LOOKS
    check(world)


def test_it_does_not_wait_for_what_is_done(world: World) -> None:
    world.put("a.md", file(A))
    world.put("a.md", BROKEN)
    world.put("b.md", file(B))
    world.settle()
    world.delete("b.md")
    world.settle()
    code, shown, pauses = waited(world, 60)
    assert code == 1, "a file is rejected"
    assert "rejected" in shown
    assert pauses == LOOKS - 1


@pytest.mark.parametrize(
    ("change", "left"),
    [
        (lambda world: world.put("a.md", file(A, title="New")), "the newest version of a.md has not been processed"),
        (lambda world: world.put("b.md", file(B)), "the newest version of b.md has not been processed"),
        (lambda world: world.delete("a.md"), "the deletion of a.md has not been processed"),
    ],
    ids=["changed", "new", "deleted"],
)
def test_what_an_event_failed_to_bring_is_waited_for_no_longer_than_allowed(
    world: World, capsys: pytest.CaptureFixture[str], change: Callable[[World], None], left: str
) -> None:
    """The queues are empty, so only bucket and table tell."""
    world.put("a.md", file(A))
    world.settle()
    change(world)
    world.drop_events()
    assert waited(world, 5)[0] == 1
    assert f"articles: after 5 s, {left}; --timeout waits longer" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("function", "delayed"),
    [
        ("RefreshFunction", "2 messages are in the queues"),
        pytest.param("IngestFunction", "1 message is in the queues", id="a file that waits for its time"),
    ],
)
def test_a_message_that_waits_or_is_being_worked_on_counts(world: World, function: str, delayed: str) -> None:
    world.settle()
    (source,) = world.functions[function].queues
    world.sqs.send_message(QueueUrl=source.url, MessageBody="{}")
    assert under_way(world.site, world.sqs) == "1 message is in the queues"
    world.sqs.receive_message(QueueUrl=source.url, VisibilityTimeout=600)
    assert under_way(world.site, world.sqs) == "1 message is in the queues"
    world.sqs.send_message(QueueUrl=source.url, MessageBody="{}", DelaySeconds=600)
    assert under_way(world.site, world.sqs) == delayed


def test_a_commit_that_left_something_to_do_counts(world: World) -> None:
    world.put("a.md", file(A))
    world.drop_events()
    with patch.object(sync, "drain", side_effect=OSError("it dies here")), pytest.raises(OSError, match="dies"):
        sync.sync("a.md", world.site)
    assert under_way(world.site, world.sqs) == "a.md is unfinished"


def test_what_other_code_or_settings_rendered_is_not_under_way(world: World) -> None:
    """The command of somebody's machine may be another version than the deployed one."""
    world.put("a.md", file(A))
    world.settle()
    other = replace(world.site, url="https://another.example")
    assert under_way(other, world.sqs) is None


def test_status_of_an_unknown_file_fails(world: World) -> None:
    out = io.StringIO()
    assert show_status("no.md", world.site, Output(out)) == 1
    assert "does not know" in out.getvalue()


def test_reconcile_names_what_differs_and_mends_it(world: World) -> None:
    world.put("changed.md", file(A, answer="Old."))
    world.put("gone.md", file(B))
    world.settle()
    world.put("changed.md", file(A, answer="New."))
    world.put("new.md", file("/new"))
    world.delete("gone.md")
    world.drop_events()
    dry = reconciled(world, dry_run=True)
    assert "changed.md: another version" in dry
    assert "new.md: not in the table" in dry
    assert "gone.md: not in the bucket any more" in dry
    assert "3 would be repaired" in dry
    assert world.step("IngestFunction") == 0
    assert "3 will be repaired" in reconciled(world)
    world.settle()
    check(world)
    assert "0 will be repaired" in reconciled(world)


def test_a_redirect_that_is_out_of_date_is_named_and_mended(world: World) -> None:
    for path in (A, B, "/learn/x/questions/moved"):
        world.put("moves.md", file(path))
        world.lose_refreshes()
    dry = [line for line in reconciled(world, dry_run=True).splitlines() if line]
    assert dry == [f"moves.md: its redirect at {A} is out of date", "7 compared, 1 would be repaired"]
    assert world.step("RefreshFunction") == 0
    assert "1 will be repaired" in reconciled(world)
    world.settle()
    check(world)
    assert status(world).count("moves.md") == 1


@pytest.mark.parametrize(
    "name", ["\x1b[2J", "\x1b]0;owned\x07", "\u202e", "\x9b2J", "[red]", "a\nb", "\r", ":smile:"], ids=ascii
)
def test_what_a_key_or_a_title_holds_stays_in_its_line(world: World, name: str) -> None:
    world.put(f"{name}.md", file(A))
    world.put("b.md", file(A, title=f"'{name}'") if name.isprintable() else f"---\nx{name}: 1\n---\n")
    for printed in (reconciled(world, dry_run=True), status(world)):
        assert all(line.isprintable() for line in printed.split("\n"))
    world.settle()
    printed = reconciled(world, everything=True, dry_run=True) + status(world)
    assert all(line.isprintable() for line in printed.split("\n"))
    assert printed.count(f"{printable(name)}.md") == 2


def test_a_comparison_shows_how_far_it_is(world: World) -> None:
    for number in range(3):
        world.put(f"{number}.md", file(f"{A}{number}"))
    world.drop_events()
    out = io.StringIO()
    reconcile(
        world.site, Output(out, Console(file=out, width=200, force_terminal=True)), everything=False, dry_run=True
    )
    assert "comparing: 3 so far, 3 different" in out.getvalue()


@pytest.mark.parametrize("command", [["status", "a.md"], ["reconcile", "--all", "--dry-run"]])
def test_a_deployed_stack_is_found_by_its_name(
    world: World, monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    world.put("a.md", file(A))
    world.settle()
    world.restart()
    _deploy(world.functions["ReconcileFunction"].environment, monkeypatch)
    with patch.dict(os.environ):
        result = CliRunner().invoke(articles, [*command, "--stack", "articles"])
    assert result.exit_code == 0, result.output
    assert "a.md" in result.output


def test_a_stack_of_an_earlier_version_is_said_in_one_line(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    variables = world.functions["ReconcileFunction"].environment
    monkeypatch.delenv("DERIVE_QUEUE")
    _deploy({name: value for name, value in variables.items() if name != "DERIVE_QUEUE"}, monkeypatch)
    with patch.dict(os.environ), pytest.raises(LocalError, match="no DERIVE_QUEUE, so it is of an earlier version"):
        stack.deployed_site("articles")


def test_a_stack_that_is_not_there_is_said_in_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    client = boto3.client("cloudformation", region_name="eu-central-1")
    stubber = Stubber(client)
    stubber.add_client_error("describe_stack_resource", "ValidationError", "Stack 'none' does not exist")
    stubber.activate()
    monkeypatch.setattr(stack, "boto3", SimpleNamespace(client=lambda _: client))
    monkeypatch.setattr(sys, "argv", ["articles", "status", "--stack", "none"])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    told = capsys.readouterr().err
    assert ended.value.code == 1
    assert told.startswith("articles: stack none: ")
    assert "Stack 'none' does not exist" in told
    assert told.count("\n") == 1


def _deploy(variables: Mapping[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Have AWS know a stack whose functions have this environment."""
    detail = {
        "LogicalResourceId": "ReconcileFunction",
        "PhysicalResourceId": "physical",
        "ResourceType": "AWS::Lambda::Function",
        "ResourceStatus": "UPDATE_COMPLETE",
        "LastUpdatedTimestamp": dt.datetime(2026, 11, 24, tzinfo=dt.UTC),
    }
    services: dict[str, tuple[str, dict[str, Any]]] = {
        "cloudformation": ("describe_stack_resource", {"StackResourceDetail": detail}),
        "lambda": ("get_function_configuration", {"Environment": {"Variables": variables}}),
    }
    monkeypatch.setattr(stack, "boto3", SimpleNamespace(client=lambda name: _stubbed(name, *services[name])))
    monkeypatch.setattr(stack, "services", lambda: connect(os.environ, boto3.client, in_process))


def _stubbed(service: Any, operation: str, answer: dict[str, Any]) -> Any:
    client: Any = boto3.client(service, region_name="eu-central-1")
    stubber = Stubber(client)
    stubber.add_response(operation, answer)
    stubber.activate()
    return client


def test_reconcile_of_everything_takes_every_file(world: World) -> None:
    world.put("a.md", file(A))
    world.settle()
    assert "a.md: to be rendered again" in reconciled(world, everything=True)


def test_a_waiting_file_whose_path_is_free_is_found(world: World) -> None:
    world.put("a.md", file(A))
    world.settle()
    world.put("b.md", file(A))
    world.settle()
    world.delete("a.md")
    world.step("IngestFunction")
    (source,) = world.functions["RefreshFunction"].queues
    while messages := world.sqs.receive_message(QueueUrl=source.url).get("Messages"):
        for message in messages:
            world.sqs.delete_message(QueueUrl=source.url, ReceiptHandle=message["ReceiptHandle"])
    assert "b.md: waits for a path that is free" in reconciled(world)
    world.settle()
    check(world)


class TestSettings:
    """What is told of site.yaml, and of the rebuild that it causes."""

    def told(self, world: World, key: str | None = None) -> str:
        out = io.StringIO()
        show_status(key, world.site, Output(out))
        return out.getvalue()

    def test_which_version_is_in_force(self, world: World) -> None:
        world.put(SITE_FILE, "name: [")
        world.settle()
        assert "rejected   site.yaml  the defaults are in force" in self.told(world)
        world.put(SITE_FILE, "name: Mine\n")
        world.settle()
        assert "published  site.yaml  in force" in self.told(world, SITE_FILE)
        world.put(SITE_FILE, "name: [")
        world.settle()
        assert "rejected   site.yaml  its last good version is in force" in self.told(world, SITE_FILE)

    def test_how_far_the_rebuild_is(self, world: World) -> None:
        world.put("a.md", file(A))
        world.settle()
        assert "rebuild" not in self.told(world)
        world.put(SITE_FILE, "name: Mine\n")
        world.step("IngestFunction")
        assert "rebuild    will begin: the settings have changed" in self.told(world)
        world.site.table.save_rebuild(RebuildProgress(world.site.table.site().revision, 1_000, done=False))
        assert "rebuild    files asked for so far: 1,000\n" in self.told(world)
        world.step("RefreshFunction")
        assert "rebuild    files asked for: 1, which is all; still waiting: about 1\n" in self.told(world)
        world.settle()
        assert "rebuild" not in self.told(world)
