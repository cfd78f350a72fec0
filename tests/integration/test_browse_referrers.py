"""Which pages link to one, as browse tells: by their related links and in their texts, each page once, by path."""

import itertools
from collections.abc import Iterator, Sequence

import pytest
from articles.browse import paging
from articles.common import keys
from articles.publishing.reading.text_links import Target, TextLink
from articles.publishing.storage.cards import Card
from articles.publishing.storage.items import from_card

from tests.support.asking import Answer, ask
from tests.support.browse import SITE, Filler, a_site, card, linking, related, walk
from tests.support.world import World, file

TARGET = "/learn/x/questions/target"
HERE = Target("path", card(0).path)
OF_FILE, OF_NAME = Target("file", "0.md"), Target("name", "0")


@pytest.fixture
def world() -> Iterator[World]:
    """A site with a page to link to."""
    with a_site() as world:
        world.put("notes/target.md", file(TARGET, "Target"))
        world.settle()
        yield world
        assert world.errors == []


@pytest.fixture
def table() -> Iterator[Filler]:
    """The table of a site with a page to link to, its first."""
    with a_site():
        table = Filler()
        table.publish([card(0)])
        yield table


def told(answers: Sequence[Answer]) -> list[tuple[str, list[str]]]:
    """The last part of each referrer's path, and where its links are."""
    return [
        (each["path"].rpartition("/")[2], each["linked_from"])
        for answer in answers
        for each in answer.json["referrers"]
    ]


def referrers(path: str, limit: int = 100) -> list[tuple[str, list[str]]]:
    return told(walk(f"/api/referrers{path}?limit={limit}", "next"))


@pytest.mark.parametrize(
    ("answer", "named", "where"),
    [
        ("Nothing.", (TARGET,), ["related"]),
        (f"[By path]({TARGET}).", (), ["text"]),
        ("[By file](target.md).", (), ["text"]),
        ("[By file, without its ending](target).", (), ["text"]),
        ("By name: [[Target]].", (), ["text"]),
        ("By name, in a folder: [[notes/target#part]].", (), ["text"]),
        (f"[By path]({TARGET}), [by file](target.md), and [[target]].", (), ["text"]),
        (f"[Both]({TARGET}).", (TARGET,), ["related", "text"]),
        ("By name, [[target]].", (TARGET,), ["related", "text"]),
    ],
)
def test_a_page_links_by_its_related_links_or_in_its_text(
    world: World, answer: str, named: tuple[str, ...], where: list[str]
) -> None:
    world.put("notes/a.md", file("/a", answer=answer, related=named))
    world.settle()
    assert referrers(TARGET) == [("a", where)]


def test_a_page_that_only_looked_there_does_not_link_to_it(world: World) -> None:
    world.put("notes/near.md", file("/near", answer="[[target]]"))
    world.put("other/target.md", file("/other"))
    world.put("other/far.md", file("/far", answer="[[target]]"))
    world.settle()
    assert referrers(TARGET) == [("near", ["text"])]
    assert referrers("/other") == [("far", ["text"])]


def test_a_path_that_a_link_would_fall_back_to_is_not_named_by_it(world: World) -> None:
    """Its file is live elsewhere; the related link has the page registered there."""
    world.put("notes/a.md", file("/x/a", answer="[A file](b.md)", related=("/x/b",)))
    world.put("notes/b.md", file("/b"))
    world.put("c.md", file("/x/b"))
    world.settle()
    assert referrers("/x/b") == [("a", ["related"])]
    assert referrers("/b") == [("a", ["text"])]


def test_what_led_there_and_leads_elsewhere_now_does_not_link_to_it(world: World) -> None:
    world.put("notes/a.md", file("/a", answer="[[target]]"))
    world.settle()
    assert referrers(TARGET) == [("a", ["text"])]
    world.put("notes/target.md", file("/moved"))
    world.put("b.md", file(TARGET))
    world.settle()
    assert referrers(TARGET) == []
    assert referrers("/moved") == [("a", ["text"])]


def test_a_page_is_no_referrer_of_itself_and_an_unlisted_one_is_in_no_list(world: World) -> None:
    links = f"[One]({TARGET}), [two](target.md), [[target]]"
    world.put("notes/target.md", file(TARGET, answer=links, related=(TARGET,)))
    world.put("notes/a.md", file("/a", answer=links, related=(TARGET,), more="unlisted: true"))
    world.settle()
    assert referrers(TARGET) == []


def test_one_list_is_made_of_three_in_both_directions(table: Filler) -> None:
    """By path, by file and by name; some by two of them or all, and some entries lead to nothing."""
    places = (HERE, OF_FILE, OF_NAME)
    some = [each for count in (1, 2, 3) for each in itertools.combinations(places, count)]
    pages = [card(number) for number in range(1, 31)]
    table.publish(pages)
    for number, page in enumerate(pages):
        table.put(linking(page.path, some[number % 7], led_to=(card(0).path,)))
    gone = [f"/learn/physics/questions/{number}x" for number in range(1, 31)]
    table.put([{**keys.referrer(each.kind, each.name, path)} for path in gone for each in places])
    # More than are read at once, in one of the three only.
    many = [f"/learn/physics/questions/1-{number:03}" for number in range(150)]
    table.put([{**keys.referrer(HERE.kind, HERE.name, path)} for path in many])
    for limit in (1, 4, 7, 100):
        answers = walk(f"/api/referrers{card(0).path}?limit={limit}", "next")
        assert [path for path, _ in told(answers)] == sorted(str(number) for number in range(1, 31))
        assert {len(answer.json["referrers"]) for answer in answers[:-1]} <= {limit}
        if len(answers) > 1:
            back = walk(answers[-1].json["prev"].removeprefix(SITE), "prev")
            assert told([*back[::-1], answers[-1]]) == told(answers)


def test_many_that_only_looked_there_cut_a_page_short_and_lose_nothing(
    table: Filler, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paging, "MAX_ROUNDS", 2)
    others = [f"/learn/physics/a/{number:03}" for number in range(250)]
    table.publish([card(1)])
    table.put([from_card(Card(path, "live", "a.md", 1, title="T", date="2026-01-01")) for path in others])
    table.put([item for path in others for item in linking(path, [OF_NAME], led_to=("/elsewhere",))])
    table.put(linking(card(1).path, [OF_NAME], led_to=(card(0).path,)))
    answers = walk(f"/api/referrers{card(0).path}?limit=5", "next")
    assert told(answers) == [("1", ["text"])]
    assert len(answers) > 1
    assert table.count(lambda: ask(f"/api/referrers{card(0).path}?limit=5")) <= 1 + 1 + 2 * (3 + 2)


def test_a_page_of_fifty_takes_a_request_a_place_and_two_for_cards_and_links(table: Filler) -> None:
    pages = [card(number) for number in range(1, 200)]
    table.publish(pages)
    table.put([item for each in pages for item in related(each.path, card(0).path)])
    first = ask(f"/api/referrers{card(0).path}")
    assert len(first.json["referrers"]) == 50
    # The card of the path besides; the settings are kept for some seconds.
    assert table.count(lambda: ask(f"/api/referrers{card(0).path}")) == 1 + 3 + 2
    assert table.count(lambda: ask(first.json["next"].removeprefix(SITE))) == 1 + 3 + 2


def test_a_text_names_a_path_before_its_page_is_rendered_with_the_link(table: Filler) -> None:
    """And of several targets of a link, the one that is looked at first."""
    table.publish([card(1), card(2), card(3)])
    table.put(linking(card(1).path, [HERE], text=(TextLink((HERE,), "part"),)))
    table.put(linking(card(2).path, [HERE], text=(TextLink((OF_FILE, HERE)),)))
    table.put(linking(card(3).path, [HERE], text=(TextLink((HERE, OF_NAME)), TextLink((OF_NAME,)))))
    assert referrers(card(0).path) == [("1", ["text"]), ("3", ["text"])]


def test_a_page_of_older_code_has_its_related_links_in_its_card(table: Filler) -> None:
    pages = [card(number) for number in range(1, 4)]
    named = [["/a", card(0).path], [card(0).path], ["/a"]]
    table.publish(pages)
    table.put([{**from_card(page), "links": links} for page, links in zip(pages, named, strict=True)])
    table.put(
        [keys.referrer("path", path, page.path) for page, links in zip(pages, named, strict=True) for path in links]
    )
    table.put([keys.referrer("path", card(0).path, pages[2].path)])
    assert referrers(card(0).path) == [("1", ["related"]), ("2", ["related"])]


def test_registered_alone_is_no_link(table: Filler) -> None:
    table.publish([card(1)])
    table.put([keys.referrer(each.kind, each.name, card(1).path) for each in (HERE, OF_FILE, OF_NAME)])
    assert referrers(card(0).path) == []
