"""Articles that a program asks for by their paths, and the fields that lists do not have, from tables in moto."""

from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import quote, urlencode

import pytest
from articles.browse.parameter_values import ALL_FIELDS
from articles.common import keys
from articles.common.paths import href
from articles.publishing.reading.article import parse_article
from articles.publishing.rendering.representations import represent
from articles.publishing.rendering.settings import Settings
from articles.publishing.storage.article_items import from_article
from articles.publishing.storage.cards import Card
from articles.publishing.storage.items import from_card

from tests.support.asking import Answer, ask
from tests.support.browse import SITE, Filler, a_site, card, titles, walk
from tests.support.readers import deliver
from tests.support.world import file

SETTINGS = Settings(name="Articles", url=SITE, time_zone="UTC", author="Editors")


@pytest.fixture
def table() -> Iterator[Filler]:
    """An empty table of the site."""
    with a_site():
        yield Filler()


def named(*paths: str, **more: str) -> str:
    """The address of the articles at these paths."""
    return "/api/articles?" + urlencode({"paths": ",".join(paths), **more})


def paths_of(answer: Answer) -> list[str]:
    return [each["path"] for each in answer.json["articles"]]


def publish(table: Filler, cards: list[Card], front_matter: str, text: str = "An answer.") -> None:
    """Put cards, and articles with this front matter."""
    table.publish(cards)
    for each in cards:
        source = f"---\ntitle: T\nurl: {each.path}\n{front_matter}---\n\n{text}\n"
        article = parse_article(source.encode(), "a.md")
        table.put([from_article(article, represent(article, (), SETTINGS).entry, "")])


# Paths


def test_the_articles_at_some_paths_are_listed_once_each_and_in_the_order_of_lists(table: Filler) -> None:
    cards = [card(number, f"2026-01-{1 + number:02}") for number in range(6)]
    table.publish(cards)
    answer = ask(named(*(cards[number].path for number in (1, 4, 2, 4))))
    assert answer.status == 200
    assert paths_of(answer) == [cards[number].path for number in (4, 2, 1)]
    assert (answer.json["prev"], answer.json["next"]) == (None, None)


def test_a_path_at_which_nothing_is_listed_is_left_out(table: Filler) -> None:
    live, unlisted = card(1), replace(card(2), unlisted=True)
    moved, gone = Card("/old", "moved", "x.md", 1, location=live.path), Card("/gone", "gone", "y.md", 1)
    table.publish([live, unlisted])
    table.put([from_card(moved), from_card(gone)])
    others = ["/nothing", "/", "/%FF", "/a{b}", "/" + "x" * 901, moved.path, gone.path, unlisted.path]
    assert paths_of(ask(named(*others, live.path))) == [live.path]
    assert paths_of(ask(named(*others))) == []
    assert paths_of(ask(named("/a{b}"))) == []


def test_a_path_may_be_written_in_any_form_that_leads_to_its_page(table: Filler) -> None:
    cards = [replace(card(number), path=path) for number, path in enumerate(["/a,b", "/a", "/caf\u00e9+1"])]
    table.publish(cards)
    assert paths_of(ask(named("/A%2Cb"))) == ["/a,b"]
    assert paths_of(ask(named(href("/caf\u00e9+1"), "/caf\u00e9+1", "/A/"))) == ["/caf\u00e9+1", "/a"]
    assert ask(named("/a,b")).status == 400


def test_a_hundred_paths_are_one_page_unless_fewer_are_asked_for(table: Filler) -> None:
    cards = [replace(card(number), path=f"/a,{number}") for number in range(103)]
    table.publish(cards)
    written = [each.path.replace(",", "%2C") for each in cards[:100]]
    assert len(ask(named(*written)).json["articles"]) == 100
    pages = walk(named(*written, limit="30", fields="title"), "next")
    assert titles(pages) == [f"Title {number}" for number in reversed(range(100))]
    back = walk(pages[-1].json["prev"].removeprefix(SITE), "prev")
    assert [len(page.json["articles"]) for page in back] == [30, 30, 30]
    refused = ask(named(*written, "/one-more"))
    assert (refused.status, refused.json["errors"][0]["parameter"]) == (400, "paths")
    cursor = pages[0].json["next"].partition("cursor=")[2]
    assert ask(f"/api/articles?cursor={cursor}").status == 400


def test_lists_of_values_may_be_parameters_of_their_own(table: Filler) -> None:
    cards = [replace(card(number), path=f"/a,{number}") for number in range(103)]
    table.publish(cards)
    written = [("paths", each.path.replace(",", "%2C")) for each in cards[:100]]
    several = "/api/articles?" + urlencode([*written, ("fields", "path"), ("limit", "100"), ("fields", "id,title")])
    assert ask(several).json == ask(named(*(path for _, path in written), fields="id,path,title")).json
    assert ask(f"{several}&paths=/b").status == 400
    assert ask(f"{several}&limit=100").status == 400


def test_paths_and_subject_and_dates_all_have_to_hold(table: Filler) -> None:
    cards = [card(number, f"2026-01-0{1 + number}", ("Physics", "Music")[number % 2]) for number in range(6)]
    table.publish(cards)
    everything = [each.path for each in cards]
    assert paths_of(ask(named(*everything, subject="music"))) == [everything[number] for number in (5, 3, 1)]
    wanted = named(*everything, subject="music", **{"from": "2026-01-03", "to": "2026-01-05"})
    assert paths_of(ask(wanted)) == [everything[3]]


@pytest.mark.parametrize("value", ["", "a", "/a,", "/a,b", ",/a", "2503"])
def test_what_is_not_a_list_of_paths_is_refused(table: Filler, value: str) -> None:
    assert table.count(lambda: None) == 0
    answer = ask(f"/api/articles?paths={quote(value)}")
    assert answer.status == 400
    assert answer.json["detail"].startswith("paths must be paths, each of which begins with a slash")


def test_articles_by_path_take_one_read_whatever_the_site_has(table: Filler) -> None:
    cards = [card(number, f"{1990 + number}-01-01") for number in range(40)]
    table.publish(cards)
    ask("/api/articles")  # the settings are in force for seconds
    assert table.count(lambda: ask(named(*(each.path for each in cards)))) == 1


# Fields

FRONT_MATTER = "author: Ann\nsubject: Physics\nkeywords: [light, waves]\nimage: https://example.org/a.png\n"


def test_fields_that_lists_do_not_have_are_given_if_they_are_named(table: Filler) -> None:
    publish(table, [replace(card(1), modified=1_700_000_000)], FRONT_MATTER, "What *light* is.")
    (article,) = ask("/api/articles?fields=tags,modified,image,excerpt,author,title").json["articles"]
    assert list(article.items()) == [
        ("title", "Title 1"),
        ("author", "Ann"),
        ("excerpt", "What light is."),
        ("image", "https://example.org/a.png"),
        ("modified", "2023-11-14T22:13:20Z"),
        ("tags", ["Physics", "light", "waves"]),
    ]


def test_what_an_article_does_not_say_has_its_default(table: Filler) -> None:
    publish(table, [card(1)], "")
    further = ask("/api/articles?fields=author,image,modified,tags").json["articles"]
    assert further == [{"author": "Editors", "image": None, "modified": None, "tags": []}]


def test_an_article_of_older_code_or_that_has_just_gone_is_listed_all_the_same(table: Filler) -> None:
    table.publish([card(1), card(2)])
    table.put([{**keys.article(card(1).path), "body": b""}])
    found = ask("/api/articles?fields=id,author,excerpt,tags").json["articles"]
    assert found == [{"id": number, "author": "Editors", "excerpt": "", "tags": []} for number in (2, 1)]


def test_articles_are_read_only_if_a_field_needs_them(table: Filler) -> None:
    publish(table, [card(number) for number in range(3)], FRONT_MATTER)
    ask("/api/articles")
    plain = table.count(lambda: ask("/api/articles"))
    assert table.count(lambda: ask("/api/articles?fields=title,modified")) == plain
    assert table.count(lambda: ask("/api/articles?fields=title,tags")) == plain + 1


@pytest.mark.parametrize("char", ["\U0001d400", '"', "\u0e01"])
def test_the_largest_list_fits_into_a_response(table: Filler, char: str) -> None:
    long = char * 2_000 if char != '"' else "x" + char * 2_000
    words = "".join(f"  - '{number:02}{long[:120]}'\n" for number in range(25))
    image = f"image: https://example.org/{'y' * 1_900}.png\n"
    cards = [
        replace(
            card(number),
            path=f"/{number:03}" + "\u0e01" * 298,
            title=long,
            description=long,
            subject=long,
            subject_slug="\u0e01" * 260,
            modified=1,
        )
        for number in range(100)
    ]
    publish(table, cards, f"author: '{long}'\n{image}keywords:\n{words}", "\u0e01" * 500)
    answer = ask(f"/api/articles?limit=100&fields={','.join(ALL_FIELDS)}")
    assert answer.status == 200
    found = answer.json["articles"]
    assert len(found) == 100
    assert all(len(each["tags"]) == 20 and each["excerpt"] and each["image"] for each in found)


def test_the_fields_are_what_the_article_itself_says() -> None:
    with a_site() as world:
        world.put("a.md", file("/learn/x/questions/a"))
        world.settle()
        (listed,) = ask(f"/api/articles?fields={','.join(ALL_FIELDS)}").json["articles"]
        article = deliver("/learn/x/questions/a.json", world).json
        same = ("id", "path", "url", "title", "subject", "date", "description", "author", "excerpt", "modified")
        assert {name: listed[name] for name in same} == {name: article[name] for name in same}
