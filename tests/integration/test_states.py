"""A page is public exactly when its file says so: nothing of it can be read before, and all of it after, its time."""

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from articles.common import keys
from articles.common.representations import KINDS
from articles.publishing.clock import HORIZON, OVERDUE
from articles.publishing.reading.article import parse_article
from articles.publishing.reading.visibility import Visibility
from articles.publishing.storage.uploads import SITE_FILE

from tests.support.asking import ask
from tests.support.oracle import check
from tests.support.readers import browsing, deliver
from tests.support.world import DUE, START, TOMORROW, World, a_simulated_world, file
from tests.unit.test_visibility import DRAFTS, EXPIRED, SCHEDULED, UNCLEAR

PATH, OTHER, ALIAS = "/learn/apart/questions/a", "/learn/x/questions/b", "/old"
WORD = "Unmistakable"
# Lines beside which a file has a date.
DATED = ("score: 1", "unlisted: true")


@pytest.fixture
def world() -> Iterator[World]:
    with a_simulated_world() as made:
        yield made


def put(world: World, more: str, key: str = "a.md") -> None:
    """A file with other lines, and another one that is linked to it and it to that."""
    text = file(PATH, WORD, f"{WORD} text.", (OTHER,), subject="Apart", aliases=(ALIAS,), more=more)
    if more not in DATED:
        text = text.replace("date: 2025-02-06\n", "")
    world.put("b.md", file(OTHER, related=(PATH,)))
    world.put(key, text)
    world.settle()


def public_texts(world: World) -> Mapping[str, str]:
    """All that readers can get, by address, but what they ask for by the path of the page alone."""
    world.pass_long()
    with browsing(world):
        lists = ("/", "/learn", "/learn/apart", "/learn/x", "/feed.atom", "/feed.json", "/learn/apart/feed.atom")
        apis = ("/api/articles", "/api/subjects", f"/api/referrers{OTHER}", "/llms.txt", "/sitemap.xml")
        texts = {path: ask(path).text for path in (*lists, *apis)}
        for month in ("0000-00", "2025-02", "2026-02", "2026-03"):
            texts[month] = ask(f"/sitemaps/{month}.xml").text
    texts |= {kind.name: deliver(kind.at(OTHER), world).text for kind in KINDS.values()}
    return texts


def forms(world: World) -> list[int]:
    """How each form of the page is answered."""
    return [deliver(kind.at(PATH), world).status for kind in KINDS.values()]


def names(world: World) -> list[str]:
    """The addresses at which the page is named, or a part of it shown."""
    return [where for where, text in public_texts(world).items() if WORD in text or PATH in text or "Apart" in text]


def report(world: World, key: str = "a.md") -> Any:
    return json.loads(world.objects()[f"reports/{key}.json"])


def iso(seconds: int) -> str:
    return dt.datetime.fromtimestamp(seconds, dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def go_to(world: World, time: float) -> None:
    """Let it be another time, which the clock notices."""
    world.clock.jump_to(time)
    world.tick()
    world.settle()


@pytest.mark.parametrize("line", DRAFTS)
def test_nothing_is_readable_of_a_draft(line: str, world: World) -> None:
    put(world, line)
    assert (names(world), forms(world), deliver(ALIAS, world).status) == ([], [404] * 4, 404)
    assert report(world)["state"] == "draft"
    go_to(world, DUE[1])
    assert forms(world) == [404] * 4


@pytest.mark.parametrize("line", DRAFTS[:3])
def test_a_live_page_that_becomes_a_draft_goes(line: str, world: World) -> None:
    put(world, "score: 1")
    assert len(names(world)) >= 15
    put(world, line)
    assert (names(world), forms(world), deliver(ALIAS, world).status) == ([], [410] * 4, 410)
    check(world)


def times(line: str) -> Visibility:
    """What a line says of times, for a site in UTC."""
    return parse_article(f"---\n{line}\n---\nText.".encode(), "a.md").visibility


@pytest.mark.parametrize("line", SCHEDULED)
def test_a_page_comes_at_its_time_and_not_before(line: str, world: World) -> None:
    since = times(line).since
    assert since is not None
    put(world, line)
    told = report(world)
    assert (told["state"], told["next"]) == ("scheduled", {"state": "published", "at": iso(since.seconds)})
    assert {problem["code"] for problem in told["problems"]} - {"key-superseded"} == {"scheduled"}
    go_to(world, since.seconds - 120)
    assert (names(world), forms(world), deliver(ALIAS, world).status) == ([], [404] * 4, 404)
    go_to(world, since.seconds + 5)
    assert forms(world) == [200] * 4
    assert len(names(world)) >= 14
    assert deliver(ALIAS, world).status == 301
    assert '"scheduled"' not in json.dumps(report(world)["problems"])


@pytest.mark.parametrize("line", EXPIRED)
def test_a_page_goes_at_its_time(line: str, world: World) -> None:
    until = times(line).until
    assert until is not None
    world.clock.jump_to(until.seconds - 86_400)
    put(world, line)
    told = report(world)
    assert (told["state"], told["problems"], told["until"]) == ("published", [], iso(until.seconds))
    assert told["next"] == {"state": "expired", "at": iso(until.seconds)}
    assert forms(world) == [200] * 4
    world.clock.jump_to(until.seconds)
    assert forms(world) == [410] * 4, "before anything has been done about it"
    world.pass_long()
    with browsing(world):
        assert f"{WORD} text." not in ask("/feed.atom").text + ask("/feed.json").text
    go_to(world, until.seconds + 5)
    assert (names(world), forms(world), deliver(ALIAS, world).status) == ([], [410] * 4, 410)
    assert report(world)["state"] == "expired"


def test_all_agrees_before_and_after(world: World) -> None:
    for key, more in (("a.md", f"publish_at: {TOMORROW}"), ("c.md", f"expires: {TOMORROW}"), ("d.md", "draft: true")):
        world.put(
            key, file(f"/learn/apart/questions/{key[0]}", related=(PATH,), aliases=(f"/old-{key[0]}",), more=more)
        )
    world.settle()
    for time in (START + 60, DUE[0] - 200, DUE[0] + 5):
        go_to(world, time)
        check(world)


def test_a_home_page_and_an_introduction_go_at_their_time(world: World) -> None:
    for key in ("index.md", "learn/x.md"):
        world.put(key, f"---\ntitle: {WORD}\nexpires: {TOMORROW}\n---\n\n{WORD} text.\n")
    world.put("b.md", file(OTHER))
    world.settle()
    world.pass_long()
    with browsing(world):
        assert ask("/").headers["cache-control"].startswith("public, max-age=60,")
        assert all(f"<p>{WORD} text.</p>" in ask(path).text for path in ("/", "/learn/x"))
        world.clock.jump_to(DUE[0] - 10.5)
        for path in ("/", "/learn/x"):
            kept = "public, max-age=10, s-maxage=10, stale-while-revalidate=0, stale-if-error=0"
            assert ask(path).headers["cache-control"] == kept
        world.clock.jump_to(DUE[0])
        assert not any(f"<p>{WORD} text.</p>" in ask(path).text for path in ("/", "/learn/x"))
        assert f'href="{OTHER}"' in ask("/").text


@pytest.mark.parametrize(("line", "code"), UNCLEAR)
def test_what_cannot_be_understood_publishes_nothing_and_takes_nothing_down(line: str, code: str, world: World) -> None:
    put(world, line)
    assert (names(world), forms(world)) == ([], [404] * 4)
    assert (report(world)["state"], code in str(report(world)["problems"])) == ("rejected", True)
    put(world, "score: 1")
    put(world, line)
    assert forms(world) == [200] * 4
    check(world)


def test_the_next_version_of_a_file_is_checked_and_never_public(world: World) -> None:
    put(world, "score: 1")
    put(world, "rating: 5", "_drafts/a.md")
    assert forms(world) == [200] * 4
    told = report(world, "_drafts/a.md")
    assert (told["state"], told["live"]) == ("draft", None)
    assert {problem["code"] for problem in told["problems"]} == {"draft", "key-unknown"}
    check(world)


def test_a_version_that_is_broken_keeps_the_end_of_the_one_that_is_live(world: World) -> None:
    put(world, f"expires: {TOMORROW}")
    put(world, "draft: soon")
    assert forms(world) == [200] * 4
    assert report(world)["next"] == {"state": "expired", "at": f"{TOMORROW}T00:00:00Z"}
    go_to(world, DUE[0] + 5)
    assert (names(world), forms(world)) == ([], [410] * 4)
    told = report(world)
    assert (told["state"], told["live"], told["next"]) == ("rejected", None, None)
    check(world)


def test_a_version_that_waits_keeps_the_end_of_the_one_that_is_live(world: World) -> None:
    put(world, f"expires: {TOMORROW}")
    world.put("a.md", file(OTHER))
    world.settle()
    assert (world.site.table.source("a.md").state, forms(world)) == ("waiting", [200] * 4)
    go_to(world, DUE[0] + 5)
    assert (world.site.table.source("a.md").state, forms(world)) == ("waiting", [410] * 4)
    check(world)


def test_a_scheduled_file_has_its_path_from_its_time_on(world: World) -> None:
    put(world, f"publish_at: {TOMORROW}")
    world.put("c.md", file(PATH, title="First"))
    world.settle()
    assert forms(world) == [200] * 4
    world.invoke("IngestFunction", {"sync": ["a.md"], "force": True})
    told = report(world)
    assert {each["code"]: each["severity"] for each in told["problems"]} == dict.fromkeys(
        ("path-taken", "scheduled"), "warning"
    )
    assert told["next"]["state"] == "waiting"
    go_to(world, DUE[0] + 5)
    assert world.site.table.source("a.md").state == "waiting"
    world.delete("c.md")
    world.settle()
    assert WORD in deliver(PATH, world).text
    check(world)


@pytest.mark.parametrize("key", ["a.md", "_drafts/other.md"])
def test_a_draft_is_told_beforehand_that_another_file_has_its_path(key: str, world: World) -> None:
    world.put("c.md", file(PATH, title="First"))
    world.settle()
    put(world, "draft: true", key)
    told = {each["code"]: each for each in report(world, key)["problems"]}
    assert (set(told), told["path-taken"]["severity"]) == ({"path-taken", "draft"}, "warning")
    assert told["path-taken"]["message"].startswith(f"c.md is already live at {PATH}; change the url,")
    check(world)


def test_a_next_version_has_the_path_of_the_page_that_it_is_for(world: World) -> None:
    put(world, "score: 1")
    put(world, "draft: true", "_drafts/a.md")
    assert {each["code"] for each in report(world, "_drafts/a.md")["problems"]} == {"draft"}


def test_a_file_with_errors_is_told_before_its_time(world: World) -> None:
    put(world, f"publish_at: {TOMORROW}\nid: -3")
    told = report(world)
    assert (told["state"], told["next"]["state"]) == ("scheduled", "rejected")
    assert {each["code"] for each in told["problems"]} == {"not-an-integer", "scheduled"}
    go_to(world, DUE[0] + 5)
    assert (report(world)["state"], forms(world)) == ("rejected", [404] * 4)
    check(world)


def test_nothing_that_we_compute_names_an_unlisted_page(world: World) -> None:
    put(world, "unlisted: true")
    assert forms(world) == [200] * 4
    shown = [where for where, text in public_texts(world).items() if WORD in text or PATH in text]
    assert shown == [*KINDS], "only where an author links to it"
    page = deliver(PATH, world)
    assert page.headers["X-Robots-Tag".lower()] == "noindex"
    assert '<meta name="robots" content="noindex">' in page.text
    assert '"/learn/apart"' not in page.text, "there is no such list"
    assert "/learn/apart/feed" not in page.text
    check(world)
    put(world, "score: 1")
    assert len(names(world)) >= 15
    put(world, "unlisted: true")
    check(world)


def test_other_settings_decide_again(world: World) -> None:
    put(world, f"date: {TOMORROW}")
    assert forms(world) == [404] * 4
    world.put(SITE_FILE, "future: true\n")
    world.settle()
    assert forms(world) == [200] * 4
    world.put(SITE_FILE, "time_zone: Pacific/Kiritimati\n")
    world.settle()
    assert forms(world) == [410] * 4
    go_to(world, DUE[0] - 14 * 3600 + 5)
    assert forms(world) == [200] * 4, "tomorrow begins there 14 hours before it does in UTC"


def test_a_tick_that_is_lost_late_or_doubled_changes_nothing_but_the_delay(world: World) -> None:
    put(world, f"publish_at: {TOMORROW}")
    world.clock.jump_to(DUE[0] - 90)
    for _ in range(2):  # it passes a minute
        assert world.tick() == 1
    world.drop_events()
    world.settle()
    assert forms(world) == [404] * 4
    world.clock.jump_to(DUE[0] + 3600)
    assert world.tick() == 1
    world.settle()
    assert forms(world) == [200] * 4
    assert world.tick() == 0
    check(world)


def test_a_file_is_sent_before_its_time_and_received_then(world: World) -> None:
    put(world, f"publish_at: {TOMORROW}")
    world.clock.jump_to(DUE[0] - 60 - HORIZON + 1)
    assert world.tick() == 1
    world.settle()
    assert forms(world) == [404] * 4
    world.clock.jump_to(DUE[0] + 2)
    world.settle()
    assert forms(world) == [200] * 4, "with no further tick"


def test_a_time_that_is_nearer_than_the_next_tick_is_waited_for_without_one(world: World) -> None:
    world.clock.jump_to(DUE[0] - 30)
    put(world, f"publish_at: {TOMORROW}")
    assert forms(world) == [404] * 4
    world.clock.jump_to(DUE[0] + 2)
    world.settle()
    assert forms(world) == [200] * 4


def test_what_is_overdue_is_counted(world: World) -> None:
    put(world, f"publish_at: {TOMORROW}")
    world.clock.jump_to(DUE[0] + OVERDUE - 60)
    assert world.invoke("ClockFunction", {}) == {"sent": 1, "overdue": 0}
    world.clock.jump_to(DUE[0] + OVERDUE + 1)
    assert world.invoke("ClockFunction", {}) == {"sent": 1, "overdue": 1}


def test_every_partition_of_the_index_is_asked(world: World) -> None:
    names = [f"{number}.md" for number in range(40)]
    assert {keys.due_index(name) for name in names} == {keys.due_partition(each) for each in range(8)}
    for name in names:
        world.put(name, file(f"/learn/x/questions/{name[:-3]}", more=f"publish_at: {TOMORROW}"))
    world.settle()
    world.clock.jump_to(DUE[0])
    assert world.tick() == len(names)
    world.settle()
    assert all(world.site.table.source(name).state == "published" for name in names)


def test_a_version_never_goes_back_on_a_machine_whose_clock_is_late(world: World) -> None:
    put(world, f"publish_at: {TOMORROW}")
    go_to(world, DUE[0] + 1)
    assert forms(world) == [200] * 4
    world.clock.jump_to(DUE[0] - 5)
    world.invoke("IngestFunction", {"sync": ["a.md"]})
    world.settle()
    assert forms(world) == [200] * 4
    world.put(SITE_FILE, "name: Other\n")  # every file is rendered again
    world.settle()
    assert forms(world) == [200] * 4
    world.invoke("IngestFunction", {"sync": ["a.md"], "force": True})
    assert forms(world) == [200] * 4
    world.clock.jump_to(DUE[0] - 3600)
    world.invoke("IngestFunction", {"sync": ["a.md"]})
    assert forms(world) == [200] * 4
    world.invoke("IngestFunction", {"sync": ["a.md"], "force": True})
    assert forms(world) == [410] * 4, "a forced one does not believe a clock that was ahead by an hour"


def test_a_comparison_finds_what_no_tick_has(world: World) -> None:
    put(world, f"publish_at: {TOMORROW}")
    world.clock.jump_to(DUE[0] + 10)
    world.settle()
    assert world.reconcile() == 1
    world.settle()
    assert forms(world) == [200] * 4
    check(world)


def test_a_date_is_the_day_in_the_zone_of_the_site_whatever_the_season(world: World) -> None:
    """Clocks in Berlin go forward on 29 March 2026: that day begins an hour earlier by UTC than the one before."""
    world.put(SITE_FILE, "time_zone: Europe/Berlin\n")
    for day, begins in (("2026-03-29", "2026-03-28T23:00:00Z"), ("2026-03-30", "2026-03-29T22:00:00Z")):
        put(world, f"publish_at: {day}")
        assert report(world)["next"]["at"] == begins
        moment = dt.datetime.fromisoformat(begins).timestamp()
        go_to(world, moment - 70)
        assert forms(world)[0] in (404, 410)
        go_to(world, moment)
        assert forms(world) == [200] * 4
