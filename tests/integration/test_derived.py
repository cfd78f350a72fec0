"""The bucket of what is derived, and the function that makes what takes long."""

import json
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from articles.derive import handler as derive
from articles.publishing.running.services import Services
from articles.publishing.storage.derived import MissingError, UndeletedError
from articles.publishing.storage.messages import Index, Widths

from tests.support import work
from tests.support.histories import at_request, fail
from tests.support.world import BUCKET, DERIVED, World, a_simulated_world, a_world

KEYS = [f"pictures/{'0' * 32}/{number:032x}.png" for number in range(3)]


@pytest.fixture(params=["moto", "simulator"])
def world(request: pytest.FixtureRequest) -> Iterator[World]:
    with (a_world if request.param == "moto" else a_simulated_world)() as world:
        yield world


def test_what_was_put_is_read_listed_and_deleted(world: World) -> None:
    derived = world.site.derived
    for key in KEYS:
        derived.put(key, key.encode(), "image/png", "a.png")
    derived.put("other/a.png", b"x", "image/png", "a.png")
    assert [derived.get(key) for key in KEYS] == [key.encode() for key in KEYS]
    assert derived.listed(f"pictures/{'0' * 32}/") == KEYS
    assert derived.listed("nothing/") == []
    derived.delete([*KEYS[:2], "pictures/never-was.png"])
    assert derived.listed("") == ["other/a.png", KEYS[2]]
    with pytest.raises(MissingError, match=KEYS[0]):
        derived.get(KEYS[0])
    derived.delete([])


def test_nothing_of_it_is_in_the_bucket_of_authors_and_nobody_is_told(world: World) -> None:
    world.settle()
    world.site.derived.put(KEYS[0], b"x", "image/png", "a.png")
    assert world.objects(BUCKET) == {}
    assert world.objects(DERIVED) == {KEYS[0]: b"x"}
    assert world.pending() == []


def test_more_are_deleted_and_listed_than_one_request_takes(world: World) -> None:
    keys = [f"pictures/{number:04}" for number in range(1001)]
    for key in keys:
        world.s3.put_object(Bucket=DERIVED, Key=key, Body=b"")
    assert world.site.derived.listed("pictures/") == keys
    world.site.derived.delete(iter(keys))
    assert world.objects(DERIVED) == {}


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("a.png", "a.png"),
        ("a b (1).png", "a%20b%20%281%29.png"),
        ("é'\"\n%*;.png", "%C3%A9%27%22%0A%25%2A%3B.png"),
        ("#a+b!.png", "#a+b!.png"),
    ],
)
def test_readers_may_keep_it_for_ever_and_save_it_under_its_name(name: str, said: str) -> None:
    with a_world() as world:
        world.site.derived.put(KEYS[0], b"x", "image/png", name)
        found = world.s3.get_object(Bucket=DERIVED, Key=KEYS[0])
    assert found["ContentType"] == "image/png"
    assert found["CacheControl"] == "public, max-age=31536000, immutable"
    assert found["ContentDisposition"] == f"inline; filename*=UTF-8''{said}"


def test_an_object_that_stays_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    with a_simulated_world() as world:
        refused = {"Errors": [{"Key": KEYS[0], "Code": "InternalError", "Message": "try again"}]}
        monkeypatch.setattr(world.site.derived._client, "delete_objects", lambda **_: refused)
        with pytest.raises(UndeletedError, match="1 objects: try again"):
            world.site.derived.delete(KEYS[:1])


@pytest.fixture
def making(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The keys of the pictures whose narrower forms were asked for; of one they cannot be made."""
    made: list[str] = []

    def make(key: str, to: Services) -> str | None:
        assert to.derived.name == DERIVED
        made.append(key)
        if key == "broken.png":
            raise ValueError(key)
        return "made" if key == "a.png" else None

    monkeypatch.setattr(derive, "make_widths", make)
    return made


def test_each_picture_is_made_narrower_and_only_what_failed_comes_again(
    making: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with a_simulated_world() as world:
        world.drop_events()
        world.site.derive.send([Widths(key) for key in ("a.png", "broken.png", "small.png")])
        assert world.step("DeriveFunction") == 3
        assert making == ["a.png", "broken.png", "small.png"]
        assert world.pending() == ['{"widths":"broken.png"}']
    (metrics,) = [json.loads(line) for line in capsys.readouterr().out.splitlines() if "_aws" in line]
    assert metrics["Derived"] == [1.0]


def test_pages_are_indexed_first_and_pictures_that_there_is_no_time_for_come_again(
    making: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def index(paths: list[str], _: Services) -> int:
        making.append(" ".join(paths))
        return 1

    def make(key: str, _: Services) -> str:
        making.append(key)
        clock.append(clock[-1] + derive.PICTURES_SECONDS - 1)
        return "made"

    clock = [0.0]
    monkeypatch.setattr(derive, "index", index)
    monkeypatch.setattr(derive, "make_widths", make)
    monkeypatch.setattr(derive, "time", SimpleNamespace(monotonic=lambda: clock[-1]))
    with a_simulated_world() as world:
        world.drop_events()
        world.site.derive.send([Widths("a.png"), Index(("/a",)), Widths("b.png"), Widths("c.png"), Index(("/b", "/c"))])
        world.step("DeriveFunction")
        assert making == ["/a /b /c", "a.png", "b.png"]
        assert world.pending() == ['{"widths":"c.png"}']
        world.site.derive.send([Index(("/d",))])
        world.step("DeriveFunction")
        assert making[3:] == ["/d", "c.png"]
        assert world.pending() == []


def test_pictures_that_cannot_be_put_off_come_again_all_the_same(
    making: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(derive, "PICTURES_SECONDS", -1)
    with a_simulated_world() as world:
        world.drop_events()
        world.site.derive.send([Widths("a.png")])
        with at_request(world, 1, "before", fail):
            world.step("DeriveFunction")
        assert world.pending() == ['{"widths":"a.png"}']
    assert making == []


def test_of_a_batch_that_cannot_be_indexed_all_paths_come_again(
    making: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(derive, "index", lambda *_: work.fail("no index"))
    with a_simulated_world() as world:
        world.drop_events()
        world.site.derive.send([Index(("/a",)), Widths("a.png"), Index(("/b",))])
        world.step("DeriveFunction")
        assert making == ["a.png"]
        assert world.step("DeriveFunction") == 2
