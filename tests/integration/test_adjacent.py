"""From an article to the one before or after it in the list of a subject, in tables in moto."""

import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from urllib.parse import unquote, urlencode

import pytest
from articles.common import keys
from articles.common.paths import href
from articles.publishing.storage.cards import Card
from articles.publishing.storage.items import from_card

from tests.support.asking import Answer, ask
from tests.support.browse import Filler, a_site, card
from tests.support.readers import deliver
from tests.support.world import World, file

A, B, C = (f"/learn/x/questions/{name}" for name in "abc")


@pytest.fixture
def table() -> Iterator[Filler]:
    """An empty table of the site."""
    with a_site():
        yield Filler()


def beside(of: str, direction: str, subject: str = "physics") -> Answer:
    return ask(f"/learn/{subject}/{direction}?{urlencode({'of': of})}")


def follow(address: str) -> Answer:
    """What is answered to an address of a page, whose path the API decodes."""
    path, _, query = address.partition("?")
    return ask(f"{unquote(path)}?{query}")


def both(of: str, subject: str = "physics") -> list[str | None]:
    """Where previous and next lead."""
    return [beside(of, direction, subject).location for direction in ("previous", "next")]


def test_previous_is_newer_next_is_older_and_at_the_ends_there_is_the_list(table: Filler) -> None:
    cards = [card(number, f"2026-01-{1 + number // 2:02}") for number in range(5)]
    others = [card(number, f"2026-01-{1 + number // 2:02}", "Music") for number in range(5)]
    table.publish([*cards, *others])
    paths = ["/learn/physics", *(each.path for each in cards), "/learn/physics"]
    for older, here, newer in zip(paths, paths[1:], paths[2:], strict=False):
        assert both(here) == [newer, older]


def test_the_way_is_not_kept_by_search_engines_and_by_caches_no_longer_than_a_list(
    table: Filler, cache_control: str
) -> None:
    table.publish([card(1), card(2)])
    answer = beside(card(1).path, "previous")
    assert (answer.status, answer.body) == (302, b"")
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert answer.headers["cache-control"] == cache_control
    assert ask(f"/learn/physics/previous?of={card(1).path}&utm_source=x", "HEAD").headers == answer.headers


def test_another_form_of_the_address_or_of_the_path_in_it_leads_to_the_same(table: Filler) -> None:
    paths = ["/caf\u00e9+1", "/a(b),c=d@e"]
    table.publish([replace(card(number), path=path) for number, path in enumerate(paths)])
    assert both(paths[0]) == [href(paths[1]), "/learn/physics"]
    assert both("/CAF\u00c9+1/") == [href(paths[1]), "/learn/physics"]
    assert beside(paths[0], "next", "Physics").location == f"/learn/physics/next?{urlencode({'of': paths[0]})}"


@pytest.mark.parametrize("query", ["", "of=", "of", "of=learn/x", "of=/a{b}", "of=/%FF", "of=/a&of=/b", "x=/a"])
def test_what_is_not_the_path_of_an_article_is_refused(table: Filler, query: str) -> None:
    table.publish([card(1)])
    answer = ask(f"/learn/physics/next?{query}")
    assert answer.status == 400
    assert [each["parameter"] for each in answer.json["errors"]] == ["of"]


def test_an_unknown_subject_or_article_is_404_and_one_that_is_gone_410(table: Filler) -> None:
    table.publish([card(1), card(2)])
    table.put([from_card(Card("/gone", "gone", "y.md", 1))])
    assert beside(card(1).path, "next", "music").status == 404
    assert beside(card(1).path, "next", "music").json["detail"] == "There is no subject of this name."
    assert beside("/nothing", "next").status == 404
    assert beside("/gone", "next").status == 410
    page = ask("/learn/physics/next?of=/nothing", accept="text/html,*/*;q=0.8")
    assert "<h1>Not Found</h1>" in page.text


def test_an_article_that_has_moved_is_found_where_it_is(table: Filler) -> None:
    cards = [card(number) for number in range(3)]
    table.publish(cards)
    table.put([from_card(Card("/old", "moved", "x.md", 1, location=cards[1].path))])
    table.put([from_card(Card("/elsewhere", "moved", "x.md", 1, redirect="https://example.org/"))])
    assert both("/old") == [cards[2].path, cards[0].path]
    assert beside("/elsewhere", "next").status == 410


def test_an_article_of_another_subject_or_in_no_list_has_its_place_by_its_date(table: Filler) -> None:
    cards = [card(number, f"2026-01-0{1 + number}") for number in (0, 2)]
    table.publish([*cards, card(1, "2026-01-02", "Music"), replace(card(7, "2026-01-02"), unlisted=True)])
    assert both(card(1, subject="Music").path) == [cards[1].path, cards[0].path]
    assert both(card(7).path) == [cards[1].path, cards[0].path]


def test_the_reads_do_not_grow_with_the_subject(table: Filler) -> None:
    table.publish([card(number, f"2026-01-{1 + number % 28:02}") for number in range(400)])
    ask("/api/articles")  # the settings are in force for seconds
    assert table.count(lambda: beside(card(200).path, "next")) == 2


# Pages


def links_of(path: str, world: World) -> dict[str, tuple[str, str]]:
    """The address and the words of both links of a page, by relation."""
    found = re.findall(r'<a rel="(prev|next) nofollow" href="([^"]*)">([^<]*)</a>', deliver(path, world).text)
    return {relation: (unescape(address), unescape(words)) for relation, address, words in found}


def test_a_page_leads_to_both_and_does_not_change_with_them() -> None:
    with a_site() as world:
        world.put("b.md", file(B))
        world.settle()
        before = deliver(B, world)
        world.put("a.md", file(A))
        world.put("c.md", file(C))
        world.settle()
        links = links_of(B, world)
        subject = re.search(r"^subject: (.*)$", file(B), re.MULTILINE)
        assert subject is not None
        assert [words for _, words in links.values()] == [f"Newer in {subject[1]}", f"Older in {subject[1]}"]
        assert [follow(address).location for address, _ in links.values()] == [C, A]
        document = deliver(f"{B}.json", world).json
        assert {document["previous"], document["next"]} == {world.site.url + address for address, _ in links.values()}
        assert deliver(B, world).headers["etag"] == before.headers["etag"]
        world.delete("c.md")
        world.settle()
        assert follow(links["prev"][0]).location == document["subject"]["url"].removeprefix(world.site.url)


@pytest.mark.parametrize("subject", ["C++ & C#", "\u0939\u093f\u0928\u094d\u0926\u0940"])
def test_the_links_of_a_page_work_whatever_its_path_and_subject(subject: str) -> None:
    with a_site() as world:
        for name in ("a+b,c", "d(e)=f"):
            world.put(f"{name}.md", f"---\ntitle: T\nurl: /{name}\nsubject: '{subject}'\n---\n\nText.\n")
        world.settle()
        links = links_of("/a+b,c", world)
        assert sorted(words for _, words in links.values()) == [f"Newer in {subject}", f"Older in {subject}"]
        assert {follow(address).status for address, _ in links.values()} == {302}
        assert href("/d(e)=f") in {follow(address).location for address, _ in links.values()}


@pytest.mark.parametrize("more", ["unlisted: true\nsubject: Physics\n", ""])
def test_an_article_in_the_list_of_no_subject_leads_nowhere(more: str) -> None:
    with a_site() as world:
        world.put("a.md", f"---\ntitle: T\nurl: /a\n{more}---\n\nText.\n")
        world.settle()
        document = deliver("/a.json", world).json
        assert (document["previous"], document["next"]) == (None, None)
        assert links_of("/a", world) == {}


def test_a_subject_that_has_just_lost_its_articles_is_not_there(table: Filler) -> None:
    table.publish([card(1)])
    table.put([{**keys.entry(keys.SUBJECTS, "music")}])
    assert beside(card(1).path, "next", "music").status == 404
