"""What `/api/changes` tells mirrors of the site, and that they miss nothing."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from articles.browse.changes import MAX_MONTHS, OVERLAP
from articles.browse.library import library
from articles.local.template import read_template
from articles.publishing.storage.attributes import typed
from articles.publishing.storage.cards import Card
from articles.publishing.storage.items import from_card
from articles.publishing.storage.uploads import SITE_FILE

from tests.support.asking import Answer, ask
from tests.support.browse import SITE, Filler, a_site, card
from tests.support.histories import at_request
from tests.support.mirror import Mirror, mirror_of
from tests.support.oracle import check, check_mirror
from tests.support.readers import browsing
from tests.support.world import ROOT, START, World, a_simulated_world, file

A, B, C = (f"/learn/x/questions/{name}" for name in "abc")
CHANGES = "/api/changes"


@pytest.fixture
def world() -> Iterator[World]:
    """A world in the simulator, of which a mirror is right in the end that followed now and then."""
    with a_simulated_world() as world:
        yield world
        world.settle_all()
        check(world)
        mirror_of(world).poll(world)
        check_mirror(world)


@pytest.fixture
def table(monkeypatch: pytest.MonkeyPatch) -> Iterator[Filler]:
    """An empty table, ten years later."""
    with a_site():
        monkeypatch.setattr(library(), "_now", lambda: _time(2036, 2) + 0.5)
        yield Filler()


def put(world: World, **files: str | None) -> None:
    world.upload(**files)
    world.settle()


def told(world: World, query: str = "") -> dict[str, Any]:
    """The last change of each path, in order; the mirror follows, too."""
    world.pass_long()
    mirror_of(world).poll(world)
    with browsing(world):
        return {each["path"]: each for each in ask(f"{CHANGES}{query}").json["changes"]}


def kinds(world: World, query: str = "") -> dict[str, str]:
    return {path: each["change"] for path, each in told(world, query).items()}


def test_a_page_is_published_and_changed_and_gone(world: World) -> None:
    put(world, a=file(A))
    first = told(world)[A]
    assert first == {
        "path": A,
        "url": f"{SITE}{A}",
        "change": "published",
        "time": first["published"],
        "published": first["published"],
        "location": None,
        "etag": first["etag"],
    }
    put(world, a=file(A, answer="Another answer."))
    second = told(world)[A]
    assert (second["change"], second["published"]) == ("changed", first["published"])
    assert second["time"] > first["time"]
    assert second["etag"] != first["etag"]
    put(world, a=None)
    third = told(world)[A]
    assert third == {**second, "change": "gone", "time": third["time"], "published": None, "etag": None}
    assert third["time"] > second["time"]
    put(world, a=file(A))
    assert kinds(world) == {A: "published"}


def test_a_page_that_moves_leaves_where_it_went(world: World) -> None:
    put(world, a=file(A))
    put(world, a=file(B))
    found = told(world)
    assert {path: each["change"] for path, each in found.items()} == {A: "moved", B: "published"}
    assert found[A]["location"] == f"{SITE}{B}"


def test_a_page_that_shows_another_title_has_changed(world: World) -> None:
    put(world, a=file(A, related=(B,)), b=file(B))
    put(world, b=file(B, title="Another title"))
    assert kinds(world) == {B: "changed", A: "changed"}


def test_what_is_made_again_as_it_was_has_not_changed(world: World) -> None:
    put(world, a=file(A, related=(B,)), b=file(B))
    before = told(world)
    world.pass_long()
    world.invoke("ReconcileFunction", {"all": True})
    world.settle()
    world.put("a.md", file(A, related=(B,)))
    world.settle()
    assert told(world) == before


def test_an_unlisted_page_is_never_named(world: World) -> None:
    put(world, a=file(A, more="unlisted: true", aliases=("/old",)))
    assert kinds(world) == {}
    put(world, a=file(A, aliases=("/old",)))
    assert kinds(world) == {A: "published", "/old": "moved"}
    put(world, a=file(A, more="unlisted: true", aliases=("/old",)))
    found = told(world)
    assert {path: each["change"] for path, each in found.items()} == {A: "gone", "/old": "gone"}
    assert found["/old"]["location"] is None
    put(world, a=file(B, more="unlisted: true", aliases=("/old",)))
    assert kinds(world) == {A: "gone", "/old": "gone"}
    put(world, a=None)
    assert kinds(world) == {A: "gone", "/old": "gone"}


def test_a_redirect_to_an_unlisted_page_that_leads_elsewhere_is_told(world: World) -> None:
    world.put(SITE_FILE, f"redirects:\n  /out: {A}\n")
    put(world, a=file(A, more="unlisted: true"))
    assert kinds(world) == {}
    world.put(SITE_FILE, "redirects:\n  /out: https://example.org/\n")
    world.settle()
    assert told(world)["/out"]["location"] == "https://example.org/"


def test_drafts_and_redirects_to_nothing_have_no_entry(world: World) -> None:
    world.put(SITE_FILE, f"redirects:\n  /nowhere: {C}\n  /out: https://example.org/\n  /of-site: /learn/x\n")
    put(world, a=file(A, more="draft: true"), b=file(B, aliases=("/old",)))
    found = told(world)
    assert {path: each["location"] for path, each in found.items()} == {
        B: None,
        "/old": f"{SITE}{B}",
        "/out": "https://example.org/",
        "/of-site": f"{SITE}/learn/x",
    }


def test_a_commit_that_takes_minutes_is_not_missed(world: World) -> None:
    """The time is taken, others publish and mirrors follow them, and only then the transaction comes through."""
    put(world, b=file(B), c=file(C))
    world.clock.pass_seconds(2 * OVERLAP)
    assert kinds(world) == {B: "published", C: "published"}
    world.put("a.md", file(A))

    def meanwhile(_: str) -> None:
        with world.unwatched():
            world.clock.pass_seconds(OVERLAP - 120)
            world.put("b.md", file(B, answer="Another."))
            world.give("IngestFunction", {"sync": ["b.md"]})
            assert kinds(world) == {C: "published", B: "changed"}

    with at_request(world, _commit(world), "before", meanwhile):
        world.step("IngestFunction")
    world.pass_long()
    assert [each["path"] for each in mirror_of(world).poll(world)] == [A, B]


def _commit(world: World) -> int:
    """At which request of the next batch of ingest its transaction is."""
    put_back = world.remember()
    with at_request(world, 0, "before", lambda _: None) as requests:
        world.step("IngestFunction")
    put_back()
    return requests.index("transact_write_items") + 1


def test_a_cursor_of_the_last_page_leads_back_and_one_in_between_goes_on(world: World) -> None:
    put(world, a=file(A), b=file(B), c=file(C))
    with browsing(world):
        world.pass_long()
        first = ask(f"{CHANGES}?limit=2")
        assert (paths(first), first.json["more"]) == ([A, B], True)
        assert first.headers["link"] == f'<{first.json["next"]}>; rel="next"'
        second = follow(first)
        assert (paths(second), second.json["more"]) == ([C], False)
        # From there, all that was seen a moment ago comes again, whenever it is asked.
        assert paths(follow(second)) == [A, B]
        world.clock.pass_seconds(2 * OVERLAP)
        again = follow(second)
        assert paths(again) == [A, B]
        # A page in between that was kept for long goes on where it was; then comes what its reading had begun with.
        assert paths(follow(first)) == [C]
        assert paths(follow(follow(first))) == [A, B]
        # When nothing is new, there is a cursor, too.
        quiet = follow(follow(again))
        assert (paths(quiet), quiet.json["more"]) == ([], False)
        assert paths(follow(quiet)) == []


def test_the_same_moment_is_answered_in_the_same_way(table: Filler) -> None:
    """What comes next depends on the time, so a poll is answered 304 only within the same second."""
    table.put([from_card(changed(1, _time(2036, 1)))])
    first = ask(CHANGES)
    again = ask(CHANGES, if_none_match=first.headers["etag"])
    assert (first.status, again.status, again.body) == (200, 304, b"")
    assert first.headers["cache-control"] == ask("/api/articles").headers["cache-control"]


def test_a_change_comes_again_until_a_cache_of_its_page_has_it(world: World) -> None:
    """Whoever asks for the page at once may get an old one, from a cache; a later poll has it asked for again."""
    put(world, a=file(A))
    world.pass_long()
    mirror = Mirror()
    assert [each["path"] for each in mirror.poll(world)] == [A]
    world.clock.pass_seconds(OVERLAP - 100)
    assert [each["path"] for each in mirror.poll(world)] == [A]
    world.clock.pass_seconds(OVERLAP)
    assert [each["path"] for each in mirror.poll(world)] == [A]
    assert mirror.poll(world) == []


def test_a_page_of_older_code_is_told_of_when_it_is_rendered_again_and_a_redirect_by_a_comparison(world: World) -> None:
    put(world, a=file(A), c=file(C))
    put(world, a=file(B))
    put(world, c=None)
    world.pass_long()  # then the pass over new pages has nothing left to do
    world.settle()
    for item in world.items():
        if item["sk"] == "CARD":
            old = {name: value for name, value in item.items() if name not in _NEW}
            world.dynamodb.put_item(TableName=world.site.table.name, Item=typed(old))
    assert kinds(world) == {}
    assert world.reconcile() == 1
    world.settle()
    assert kinds(world) == {A: "moved"}
    world.invoke("ReconcileFunction", {"all": True})
    world.settle()
    assert kinds(world) == {A: "moved", B: "published"}


_NEW = {"time_pk", "time_sk", "json_etag", "published"}


@pytest.mark.parametrize("name", ["IngestFunction", "RefreshFunction", "DeriveFunction"])
def test_no_function_that_publishes_runs_for_half_as_long_as_a_change_may_take_to_be_seen(name: str) -> None:
    template = read_template(ROOT / "template.yaml", {"SiteUrl": "http://site"}, "http://aws")
    assert template.function_properties(name)["Timeout"] < OVERLAP / 2


def test_changes_of_many_months_are_read_in_order_and_none_are_left_out(table: Filler) -> None:
    every = [changed(number, each) for number, each in enumerate(range(_time(2026, 1), _time(2046, 1), 86_400 * 30))]
    table.put([*map(from_card, every)])
    seen = [ask(f"{CHANGES}?limit=10&since=2020-01-01")]
    while seen[-1].json["more"]:
        seen.append(follow(seen[-1]))
    told_of = [path for answer in seen for path in paths(answer)]
    assert len(told_of) > 120
    assert told_of == [each.path for each in every if (each.changed or 0) < _time(2036, 3)]


def test_a_reading_stops_after_so_many_months_and_goes_on(table: Filler, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("articles.browse.changes.MAX_MONTHS", 3)
    first, last = changed(1, _time(2026, 1)), changed(2, _time(2035, 12))
    table.put([*map(from_card, [first, last])])
    seen = [ask(CHANGES)]
    while seen[-1].json["more"]:
        seen.append(follow(seen[-1]))
    assert [paths(answer) for answer in seen] == [[first.path], *[[]] * 38, [last.path], []]


def test_a_poll_costs_a_query_a_month(table: Filler) -> None:
    following = ask(f"{CHANGES}?since=2036-01-01").json["next"].removeprefix(SITE)
    assert table.count(lambda: ask(f"{CHANGES}?since=2036-02-01")) == 1
    table.put([from_card(changed(number, _time(2036, 2))) for number in range(100)])
    assert table.count(lambda: ask(f"{CHANGES}?since=2036-02-01&limit=100")) == 2
    assert table.count(lambda: ask(following)) == 3  # it is the first of the month: five minutes ago was another
    assert table.count(lambda: ask(f"{CHANGES}?since=2020-01-01")) == MAX_MONTHS


def test_a_path_that_changes_while_it_is_read_comes_in_the_next_reading(table: Filler) -> None:
    before, after = changed(1, _time(2036, 2) - 10), changed(1, _time(2036, 2))
    table.put([from_card(before)])
    events = library()._table._client.meta.events
    events.register("before-call.dynamodb.BatchGetItem", lambda **_: table.put([from_card(after)]))
    first = ask(f"{CHANGES}?since=2036-01-31")
    assert (paths(first), first.json["more"]) == ([], False)
    assert [(each["path"], each["time"]) for each in follow(first).json["changes"]] == [
        (after.path, "2036-02-01T00:00:00Z")
    ]


@pytest.mark.parametrize(
    ("since", "expected"),
    [
        ("2026-02-01", [0, 1, 2]),
        ("2026-02-01T00:00:01Z", [1, 2]),
        ("2026-02-01T01:00:01%2B01:00", [1, 2]),
        ("2026-02-01t00:00:01.5z", [1, 2]),
        ("2026-01-31T22:00:02-02:00", [2]),
        ("2026-02-02", []),
        ("9999-12-31T23:59:59-12:00", []),
        ("0001-01-01", [0, 1, 2]),
    ],
)
def test_since_is_a_date_or_a_time(table: Filler, since: str, expected: list[int]) -> None:
    every = [changed(number, int(START) + number) for number in range(3)]
    table.put([*map(from_card, every)])
    assert paths(ask(f"{CHANGES}?since={since}")) == [every[number].path for number in expected]


@pytest.mark.parametrize(
    "query",
    [
        *("since=yesterday", "since=2026-02-30", "since=2026-02-01T24:61:00Z", "since=2026-02-01T00:00:00"),
        *("since=2026-02-01T01:00:00+01:00", "since=20260201", "since=", "since=2026-02-01&since=2026-02-01"),
    ],
)
@pytest.mark.usefixtures("table")
def test_a_bad_since_is_told(query: str) -> None:
    answer = ask(f"{CHANGES}?{query}")
    assert (answer.status, answer.type) == (400, "application/problem+json")
    assert [each["parameter"] for each in answer.json["errors"]] == ["since"]


def test_a_cursor_of_another_list_is_told(table: Filler) -> None:
    table.publish([card(1), card(2)])
    other = ask("/api/articles?limit=1").json["next"].partition("cursor=")[2].partition("&")[0]
    assert ask(f"{CHANGES}?cursor={other}").status == 400


def changed(number: int, at: int) -> Card:
    return card(number, changed=at, published=at, json_etag=f"{number}")


def paths(answer: Answer) -> list[str]:
    return [each["path"] for each in answer.json["changes"]]


def follow(answer: Answer) -> Answer:
    return ask(answer.json["next"].removeprefix(SITE))


def _time(year: int, month: int) -> int:
    return int(dt.datetime(year, month, 1, tzinfo=dt.UTC).timestamp())
