"""Pictures, recordings and documents beside articles: pages show them as the bucket has them, and follow them."""

import gzip
import io
import json
import re
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest
from articles.common import keys
from articles.common.representations import HTML, JSON, MARKDOWN
from articles.publishing import media_plans
from articles.publishing.media_plans import KEPT
from articles.publishing.sync import sync
from PIL import Image

from tests.support.histories import CrashError
from tests.support.media_oracle import pictures
from tests.support.oracle import check, check_at_any_time
from tests.support.samples import WIDE, noise, picture
from tests.support.simulator.requests import Moment
from tests.support.world import BUCKET, DERIVED, TOO_MUCH, World, a_simulated_world, file

A, B = (f"/learn/x/questions/{name}" for name in "ab")
SHOWS = "Look: ![A cat](cat.png)."


@pytest.fixture
def world() -> Iterator[World]:
    with a_simulated_world() as world:
        yield world
        check(world)
        assert world.reconcile() == 0


def put(world: World, key: str, content: str | bytes) -> None:
    world.put(key, content)
    world.settle()


def delete(world: World, key: str) -> None:
    world.delete(key)
    world.settle()


def text(world: World, kind: str, path: str = A) -> str:
    key = keys.representation(path, kind)
    found = next(item for item in world.items() if (item["pk"], item["sk"]) == (key["pk"], key["sk"]))
    return gzip.decompress(bytes(found["body"])).decode()


def shown(world: World, path: str = A) -> list[str]:
    """The addresses of what a page shows or offers."""
    return re.findall(r'(?:src|href|poster)="/(pictures/[^"]+)"', text(world, HTML, path))


def derived(world: World) -> set[str]:
    return set(pictures(world))


def served(world: World, address: str) -> bytes:
    return pictures(world)[address]


def told(world: World, key: str = "a.md") -> list[tuple[int, str]]:
    report = json.loads(world.objects().get(f"reports/{key}.json", b'{"problems": []}'))
    return [(each["line"], each["code"]) for each in report["problems"]]


@pytest.mark.parametrize("order", ["picture first", "page first"])
@pytest.mark.parametrize("written", ["![A cat](cat.png)", '<img src="cat.png" alt="A cat">', "![[cat.png|A cat]]"])
def test_a_picture_is_shown_whatever_comes_first(world: World, written: str, order: str) -> None:
    files: dict[str, str | bytes] = {"cat.png": picture(), "a.md": file(A, answer=f"Look: {written}.")}
    for key in files if order == "picture first" else reversed(files):
        put(world, key, files[key])
    (address,) = shown(world)
    assert served(world, address) == picture()
    assert f'src="/{address}" alt="A cat" width="8" height="4"' in text(world, HTML)
    assert told(world) == []
    (media,) = json.loads(text(world, JSON))["media"]
    assert (media["url"], media["media_type"], media["width"]) == (f"http://site/{address}", "image/png", 8)


def test_without_the_picture_its_words_are_shown_and_its_author_is_told(world: World) -> None:
    put(world, "a.md", file(A, answer=f"\n{SHOWS}"))
    assert shown(world) == []
    assert "<p>Look: A cat.</p>" in text(world, HTML)
    assert "Look: A cat." in text(world, MARKDOWN)
    assert told(world) == [(10, "media-missing")]
    put(world, "cat.png", picture())
    assert told(world) == []
    assert f"Look: ![A cat](/{shown(world)[0]})." in text(world, MARKDOWN)
    delete(world, "cat.png")
    assert "<p>Look: A cat.</p>" in text(world, HTML)
    assert told(world) == [(10, "media-missing")]


def test_the_page_follows_when_a_picture_is_replaced(world: World) -> None:
    put(world, "cat.png", picture("red"))
    put(world, "a.md", file(A, answer=SHOWS))
    (red,) = shown(world)
    put(world, "cat.png", picture("blue", (6, 6)))
    (blue,) = shown(world)
    assert red != blue
    assert 'width="6" height="6"' in text(world, HTML)
    assert derived(world) == {red, blue}  # whoever has an old page still sees its picture


def test_what_no_page_shows_is_deleted_a_week_later(world: World) -> None:
    put(world, "cat.png", picture("red"))
    put(world, "a.md", file(A, answer=SHOWS))
    (red,) = shown(world)
    put(world, "cat.png", picture("blue"))
    (blue,) = shown(world)
    _pass(world, KEPT - 3600)
    assert derived(world) == {red, blue}
    _pass(world, 7200)
    assert derived(world) == {blue}
    delete(world, "cat.png")
    _pass(world, KEPT + 3600)
    assert derived(world) == set()


def test_a_picture_that_comes_back_is_not_deleted(world: World) -> None:
    put(world, "a.md", file(A, answer=SHOWS))
    for colour in ("red", "blue", "red"):
        put(world, "cat.png", picture(colour))
    (red,) = shown(world)
    _pass(world, KEPT + 3600)
    assert derived(world) == {red}


def test_a_bad_version_leaves_the_good_one_shown_and_is_told_on_both_sides(world: World) -> None:
    put(world, "cat.png", picture())
    put(world, "a.md", file(A, answer=SHOWS))
    before = shown(world)
    put(world, "cat.png", b"<html>no picture</html>")
    assert shown(world) == before
    assert told(world, "cat.png") == [(1, "media-type")]
    assert told(world) == [(9, "media-unusable")]
    put(world, "cat.png", picture("green"))
    assert shown(world) != before
    assert told(world) == told(world, "cat.png") == []


def test_a_large_picture_is_offered_in_narrower_widths(world: World) -> None:
    put(world, "cat.png", noise((1400, 20)))
    put(world, "a.md", file(A, answer=SHOWS))
    (address,) = shown(world)
    stem = address.removesuffix(".png")
    assert derived(world) == {address, f"{stem}-640.webp", f"{stem}-1280.webp"}
    srcset = f"/{stem}-640.webp 640w, /{stem}-1280.webp 1280w, /{address} 1400w"
    assert f'srcset="{srcset}"' in text(world, HTML)
    with Image.open(io.BytesIO(served(world, f"{stem}-640.webp"))) as narrow:
        assert (narrow.format, narrow.size) == ("WEBP", (640, 9))


def test_an_ignored_picture_is_not_shown(world: World) -> None:
    put(world, "a.md", file(A, answer=SHOWS))
    put(world, "cat.png", picture())
    put(world, "site.yaml", "ignore:\n  - '*.png'\n")
    assert shown(world) == []
    assert told(world, "cat.png") == [(1, "file-ignored")]
    put(world, "site.yaml", "name: A site\n")
    assert len(shown(world)) == 1


def test_a_name_leads_to_the_nearest_picture(world: World) -> None:
    put(world, "far/cat.png", picture("red"))
    put(world, "d/a.md", file(A, answer="![[cat.png|A cat]]"))
    assert len(shown(world)) == 1
    put(world, "d/cat.png", picture("blue", (2, 2)))
    assert 'width="2" height="2"' in text(world, HTML)
    assert told(world, "d/a.md") == [(9, "link-ambiguous")]
    delete(world, "d/cat.png")
    assert 'width="8" height="4"' in text(world, HTML)


def test_the_picture_of_the_front_matter_stands_for_the_article(world: World) -> None:
    put(world, "a.md", file(A, more="image: cat.png"))
    assert told(world) == [(7, "media-missing")]
    assert "og:image" not in text(world, HTML)
    put(world, "cat.png", picture())
    assert told(world) == []
    address = json.loads(text(world, JSON))["image"].removeprefix("http://site/")
    assert served(world, address) == picture()
    assert f'<meta property="og:image" content="http://site/{address}">' in text(world, HTML)
    assert '<meta name="twitter:card" content="summary_large_image">' in text(world, HTML)


def test_recordings_are_played_and_documents_are_linked(world: World) -> None:
    put(world, "clip.webm", b"\x1a\x45\xdf\xa3\x84\x42\x82\x84webm")
    put(world, "doc.pdf", b"%PDF-1.7\n")
    put(world, "a.md", file(A, answer="![A film](clip.webm)\n\n[The paper](doc.pdf)\n\n![[doc.pdf]]"))
    film, paper, again = shown(world)
    assert f'<video src="/{film}" title="A film" controls="" preload="metadata"></video>' in text(world, HTML)
    assert f'<a href="/{paper}">The paper</a>' in text(world, HTML)
    assert f'<a href="/{again}">doc.pdf</a>' in text(world, HTML)


def test_what_a_page_still_names_is_kept(world: World) -> None:
    """A page that cannot be rendered any more stays as it was, with the picture that it had."""
    put(world, "cat.png", picture("red"))
    put(world, "b.md", file(B))
    put(world, "a.md", file(A, answer=SHOWS, related=(B,)))
    (red,) = shown(world)
    put(world, "b.md", file(B, title=TOO_MUCH))
    put(world, "cat.png", picture("blue"))
    assert shown(world) == [red]
    _pass(world, KEPT + 3600)
    assert red in derived(world)
    put(world, "b.md", file(B, title="New"))
    (blue,) = shown(world)
    _pass(world, KEPT + 3600)
    assert derived(world) == {blue}


@pytest.mark.parametrize("width", [None, 640])
def test_a_comparison_finds_that_what_is_served_is_missing(world: World, width: int | None) -> None:
    put(world, "cat.png", WIDE)
    put(world, "a.md", file(A, answer=SHOWS))
    there = derived(world)
    (address,) = (each for each in there if each.endswith(".png" if width is None else f"-{width}.webp"))
    world.s3.delete_objects(Bucket=DERIVED, Delete={"Objects": [{"Key": address}], "Quiet": True})
    assert world.reconcile() == 1
    world.settle()
    assert derived(world) == there


def test_a_comparison_finds_that_no_widths_were_made(world: World) -> None:
    put(world, "a.md", file(A, answer=SHOWS))
    world.put("cat.png", WIDE)
    world.step("IngestFunction")
    world.drop_events("DeriveFunction")
    world.settle()
    assert "srcset" not in text(world, HTML)
    assert world.reconcile() == 1
    world.settle()
    assert "srcset" in text(world, HTML)


def test_a_comparison_finds_pictures_that_events_failed_to_bring(world: World) -> None:
    put(world, "a.md", file(A, answer="![[cat.png|A cat]]"))
    world.put("cat.png", picture())
    world.drop_events()
    assert world.reconcile() == 1
    world.settle()
    assert len(shown(world)) == 1
    world.delete("cat.png")
    world.drop_events()
    assert world.reconcile() == 1
    world.settle()
    assert shown(world) == []


def test_a_comparison_finds_that_the_name_of_a_picture_is_missing(world: World) -> None:
    put(world, "cat.png", picture())
    key = keys.name("cat.png", "cat.png")
    world.dynamodb.delete_item(TableName=world.site.table.name, Key={name: {"S": each} for name, each in key.items()})
    assert world.reconcile() == 1
    world.settle()


@pytest.mark.parametrize("everything", [False, True])
def test_a_rebuild_brings_pictures_too(world: World, everything: bool) -> None:
    """Its batches are those of the listing."""
    put(world, "a.md", file(A, answer=SHOWS))
    world.put("cat.png", picture())
    world.drop_events()
    etag = world.s3.head_object(Bucket=BUCKET, Key="cat.png")["ETag"]
    batch = [{"Key": "cat.png", "ETag": etag}, {"Key": "a.txt", "ETag": etag}]
    assert world.invoke("ReconcileFunction", {"Items": batch, "all": everything})["compared"] == 1
    world.settle()
    assert len(shown(world)) == 1


def test_a_forced_sync_makes_everything_again(world: World) -> None:
    put(world, "cat.png", WIDE)
    put(world, "a.md", file(A, answer=SHOWS))
    there, page = derived(world), text(world, HTML)
    world.s3.delete_objects(Bucket=DERIVED, Delete={"Objects": [{"Key": each} for each in there], "Quiet": True})
    world.invoke("IngestFunction", {"sync": ["cat.png"], "force": True})
    world.settle()
    assert (derived(world), text(world, HTML)) == (there, page)


def test_a_picture_that_shrinks_is_not_offered_in_widths_that_it_has_no_more(world: World) -> None:
    put(world, "cat.png", noise((1400, 2)))
    put(world, "a.md", file(A, answer=SHOWS))
    put(world, "cat.png", picture("blue"))
    assert "srcset" not in text(world, HTML)


def test_more_versions_than_are_remembered_are_deleted_all_the_same(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(media_plans, "MAX_RETIRED", 2)
    monkeypatch.setattr(media_plans, "MAX_REMOVED", 3)
    for number in range(8):
        put(world, "cat.png", picture("red", (number + 1, 1)))
    assert len(derived(world)) == 8
    _pass(world, KEPT + 3600)
    assert len(derived(world)) == 1


def test_what_was_replaced_lately_is_kept_while_older_versions_go(world: World) -> None:
    put(world, "cat.png", picture("red"))
    put(world, "a.md", file(A, answer=SHOWS))
    addresses = [*shown(world)]
    for colour in ("blue", "green"):
        _pass(world, KEPT / 2)
        put(world, "cat.png", picture(colour))
        addresses += shown(world)
    red, blue, green = addresses
    _pass(world, KEPT / 2 + 3600)
    assert derived(world) == {blue, green}
    assert red not in derived(world)


def test_a_version_that_comes_back_while_it_is_deleted_is_put_there_again(world: World) -> None:
    red = _replaced(world)

    def come_back(moment: Moment, operation: str) -> None:
        if (moment, operation) == ("before", "delete_objects"):
            with world.unwatched():
                world.put("cat.png", picture("red"))
                world.step("IngestFunction")

    with world.watched(come_back):
        _pass(world, KEPT + 3600)
    assert shown(world) == [red]
    assert red in derived(world)


def test_what_is_in_use_again_is_not_deleted_by_a_run_that_comes_late(world: World) -> None:
    red = _replaced(world)

    def end(moment: Moment, operation: str) -> None:
        if (moment, operation) == ("before", "delete_objects"):
            raise CrashError(operation)

    with world.watched(end), suppress(CrashError):
        _pass(world, KEPT + 3600)
    world.restart()
    put(world, "cat.png", picture("red"))
    assert shown(world) == [red]
    assert red in derived(world)


def test_a_picture_changed_and_changed_back_during_a_sync_ends_as_the_bucket_has_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(world, "cat.png", picture("red"))
    put(world, "a.md", file(A, answer=SHOWS))
    (red,) = shown(world)
    world.put("cat.png", picture("blue"))
    commit = world.site.table.commit

    def overtaken(writes: list[dict[str, object]]) -> None:
        monkeypatch.setattr(world.site.table, "commit", commit)
        world.put("cat.png", picture("red"))
        assert sync("cat.png", world.site).state == "unchanged"
        world.drop_events()
        commit(writes)

    monkeypatch.setattr(world.site.table, "commit", overtaken)
    sync("cat.png", world.site)
    world.settle()
    assert shown(world) == [red]


def test_a_page_never_offers_widths_that_are_still_to_be_made(world: World) -> None:
    put(world, "a.md", file(A, answer=SHOWS))
    put(world, "cat.png", noise((1400, 2)))
    world.put("cat.png", noise((1300, 2)))
    while world.step("IngestFunction") or world.step("RefreshFunction"):
        check_at_any_time(world)
    assert "srcset" not in text(world, HTML)
    world.settle()
    assert "srcset" in text(world, HTML)


def _replaced(world: World) -> str:
    """A page shows a blue picture that was red; the address of the red one."""
    put(world, "cat.png", picture("red"))
    put(world, "a.md", file(A, answer=SHOWS))
    (red,) = shown(world)
    put(world, "cat.png", picture("blue"))
    return red


def _pass(world: World, seconds: float) -> None:
    world.clock.jump_to(world.clock.now() + seconds)
    while world.tick():
        world.settle()
    world.settle()


@pytest.mark.parametrize("before", ["none", "one", "one of long ago", "one that was deleted long ago"])
@pytest.mark.parametrize(
    "after", [None, b"no picture", picture("red")], ids=["deleted", "cannot be shown", "as before"]
)
def test_what_a_run_put_there_before_it_died_is_deleted_although_no_page_ever_showed_it(
    world: World, before: str, after: bytes | None
) -> None:
    if before != "none":
        put(world, "cat.png", picture("red"))
    if before == "one that was deleted long ago":
        delete(world, "cat.png")
    if before.endswith("long ago"):
        _pass(world, KEPT + 3600)
    world.put("cat.png", picture("blue"))
    (left_behind,) = _left_behind(world)
    world.drop_events()
    if after is None:
        delete(world, "cat.png")
    else:
        put(world, "cat.png", after)
    _pass(world, KEPT + 3600)
    assert left_behind not in derived(world)
    assert len(derived(world)) == (
        after == picture("red") or (before in {"one", "one of long ago"} and after is not None)
    )


@pytest.mark.parametrize("before", [None, picture("red")], ids=["none", "another"])
def test_what_a_run_put_there_before_it_died_is_deleted_although_no_event_comes_any_more(
    world: World, before: bytes | None
) -> None:
    if before is not None:
        put(world, "cat.png", before)
        _pass(world, KEPT + 3600)
    served = derived(world)
    world.put("cat.png", picture("blue"))
    assert _left_behind(world)
    if before is None:
        world.delete("cat.png")
    else:
        world.put("cat.png", before)
    world.drop_events()
    _pass(world, KEPT + 3600)
    assert derived(world) == served


def test_what_a_run_put_there_before_it_died_is_deleted_although_others_had_just_looked(world: World) -> None:
    put(world, "cat.png", picture("red"))
    _pass(world, KEPT - 1200)

    def look(_moment: Moment, operation: str) -> None:
        if operation == "put_object":
            with world.unwatched():
                world.put("cat.png", picture("red"))
                _pass(world, 1800)

    world.put("cat.png", picture("blue"))
    assert _left_behind(world, look)
    world.drop_events()
    _pass(world, KEPT)
    assert len(derived(world)) == 1


def test_a_comparison_has_the_widths_made_of_what_stays_while_a_newer_version_cannot_be_shown(world: World) -> None:
    world.put("cat.png", WIDE)
    world.step("IngestFunction")
    world.drop_events("DeriveFunction")
    put(world, "cat.png", b"no picture")
    assert world.reconcile() == 1
    world.settle()
    assert world.site.table.source("cat.png").media.widths  # type: ignore[union-attr]
    assert world.reconcile() == 0


def test_what_stays_and_is_lost_is_not_asked_for_without_end() -> None:
    with a_simulated_world() as world:  # the oracle expects it there
        put(world, "cat.png", WIDE)
        put(world, "cat.png", b"no picture")
        world.site.derived.delete(derived(world))
        assert world.reconcile() == 1
        world.settle()
        assert world.pending() == []


def _left_behind(world: World, before: Callable[[Moment, str], None] = lambda *_: None) -> set[str]:
    """What a run puts there that dies before its commit."""
    served = derived(world)

    def end(moment: Moment, operation: str) -> None:
        if moment == "before":
            before(moment, operation)
        elif operation == "put_object":
            raise CrashError(operation)

    with world.watched(end), suppress(CrashError):
        world.step("IngestFunction")
    return derived(world) - served
