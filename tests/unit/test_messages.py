import json

import pytest
from articles.publishing.reading.text_links import Target
from articles.publishing.storage.directories import Entry
from articles.publishing.storage.messages import (
    Claimants,
    DeriveRequest,
    FollowUp,
    Index,
    IndexAnew,
    Pass,
    Place,
    Rebuild,
    Redirects,
    Referrers,
    Refresh,
    Relate,
    Related,
    Rivals,
    Settle,
    Sync,
    Widths,
    syncs_in,
    to_derive_request,
    to_follow_up,
    to_message,
)
from articles.publishing.storage.neighbours import Neighbours


def event(*keys: str) -> dict[str, object]:
    return {"Records": [{"s3": {"object": {"key": key}}} for key in keys]}


@pytest.mark.parametrize(
    ("encoded", "key"),
    [
        ("a.md", "a.md"),
        ("folder%2Fa.md", "folder/a.md"),
        ("folder/a.md", "folder/a.md"),
        ("a+b.md", "a b.md"),
        ("a%2Bb.md", "a+b.md"),
        ("a%252Bb.md", "a%2Bb.md"),
        ("%C3%A9.md", "é.md"),
        ("100%.md", "100%.md"),
    ],
)
def test_keys_are_decoded_once(encoded: str, key: str) -> None:
    assert syncs_in(event(encoded)) == [Sync(key)]


def test_a_key_that_occurs_twice_is_synced_once() -> None:
    assert syncs_in(event("b.md", "a.md", "b.md")) == [Sync("b.md"), Sync("a.md")]


def test_the_extension_may_be_in_upper_case_or_long() -> None:
    keys = ["UP.MD", "a.markdown", "folder/b.MarkDown", "c.Md"]
    assert syncs_in(event(*keys)) == [Sync(key) for key in keys]


def test_other_objects_are_left_out() -> None:
    assert (
        syncs_in(event("a.txt", "assets/a.md", "reports/a.md", "a.md.json", "folder/", "folder.md/", "md", "a.mdx.txt"))
        == []
    )


def test_the_settings_are_synced_by_their_name_at_the_root_alone() -> None:
    assert syncs_in(event("site.yaml", "folder/site.yaml", "Site.yaml", "site.yml")) == [Sync("site.yaml")]


def test_the_test_event_of_s3_names_no_file() -> None:
    body = {"Service": "Amazon S3", "Event": "s3:TestEvent", "Time": "2026-11-24T00:00:00.000Z", "Bucket": "articles"}
    assert syncs_in(body) == []


def test_a_request_of_our_own_is_not_decoded() -> None:
    assert syncs_in({"sync": ["a+b%20.md"]}) == [Sync("a+b%20.md")]
    assert syncs_in({"sync": ["a.md"], "force": True}) == [Sync("a.md", force=True)]


@pytest.mark.parametrize("sync", [Sync("a+b%20.md"), Sync("a.md", force=True)])
def test_a_sync_is_read_as_it_was_made(sync: Sync) -> None:
    assert syncs_in(json.loads(json.dumps(to_message(sync)))) == [sync]


@pytest.mark.parametrize(
    "request_",
    [
        Refresh("/a"),
        Referrers(Target("path", "/a")),
        Referrers(Target("path", "/a"), "/b"),
        Referrers(Target("file", "a.md")),
        Referrers(Target("name", "a"), "/b", passed=True),
        Claimants("/a"),
        Claimants("/a", "CLAIM#b.md"),
        Rivals("/a"),
        Rivals("/a", "ALIAS#2026-11-29#b.md"),
        Place("/a"),
        Settle(Entry("MONTHS", "2026-11")),
        Related("/a", Neighbours(("/b", "/é"), "digest", 7)),
        Refresh("/a", passed=True),
        Referrers(Target("path", "/a"), "/b", passed=True),
        Redirects(("/a", "/b")),
        Rebuild(3),
        Rebuild(3, "a.md", 1000),
    ],
    ids=lambda request: type(request).__name__,
)
def test_what_follows_a_commit_is_read_as_it_was_made(request_: FollowUp) -> None:
    assert to_follow_up(json.loads(json.dumps(to_message(request_)))) == request_


@pytest.mark.parametrize(
    "message",
    [
        *({}, {"refresh": 1}, {"referrers": "/a"}, {"claimants": "/a", "cursor": 1}, {"sync": ["a.md"]}),
        *({"redirects": [1]}, {"redirects": "/a"}, {"rebuild": "3", "cursor": None, "asked": 0}, {"rebuild": 3}),
    ],
)
def test_any_other_message_is_refused(message: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="not a message for this queue"):
        to_follow_up(message)


@pytest.mark.parametrize(
    "request_",
    [Widths("a b.png"), Index(("/a",)), IndexAnew(2, "/a"), Pass(3), Relate(("/a", "/b")), Relate(("/a",), force=True)],
    ids=repr,
)
def test_what_is_derived_later_is_read_as_it_was_asked_for(request_: DeriveRequest) -> None:
    assert to_derive_request(json.loads(json.dumps(to_message(request_)))) == request_


@pytest.mark.parametrize("message", [{}, {"widths": 1}, {"sync": ["a.png"]}, {"pass": "1"}, {"relate": [1]}])
def test_any_other_message_is_refused_by_the_derive_queue(message: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="not a message for this queue"):
        to_derive_request(message)
