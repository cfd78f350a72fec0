"""Links within a text lead to where pages are now, and follow them; their author is told what is missing."""

import gzip
import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from articles.common import keys
from articles.common.representations import HTML, JSON, MARKDOWN
from articles.publishing.reading.text_links import Target
from articles.publishing.storage import page_links
from articles.publishing.storage.article_items import to_feed_entry

from tests.support.linked_site import LinkedSite, crawl
from tests.support.oracle import check
from tests.support.world import BROKEN, World, a_simulated_world, a_world, by_its_name, file

A, B, C, D = (f"/learn/x/questions/{name}" for name in "abcd")
PART = "Text.\n\n## Dispatch(action)"


@pytest.fixture
def world() -> Iterator[World]:
    with a_simulated_world() as world:
        yield world
        check(world)
        assert world.reconcile() == 0


@pytest.fixture
def world_in_moto() -> Iterator[World]:
    """For what is written there in other ways than ours."""
    with a_world() as world:
        yield world
        check(world)
        assert world.reconcile() == 0


def put(world: World, **files: str | None) -> None:
    world.upload(**files)
    world.settle()


def text(world: World, kind: str, path: str = A) -> str:
    return gzip.decompress(bytes(_item(world, keys.representation(path, kind))["body"])).decode()


def links(world: World, path: str = A) -> list[tuple[str, str | None]]:
    """The words of the links of a page, and where they lead."""
    return [(each["text"], each["url"]) for each in json.loads(text(world, JSON, path))["links"]]


def leads_to(world: World, path: str = A) -> list[str | None]:
    """Where the links of a page lead."""
    return [each["path"] for each in json.loads(text(world, JSON, path))["links"]]


def warnings(world: World, name: str = "a") -> list[tuple[int, int, str]]:
    """Where the author of a file is warned, and of what."""
    report: Any = world.objects().get(f"reports/{name}.md.json", b'{"problems": []}')
    return [(each["line"], each["column"], each["code"]) for each in json.loads(report)["problems"]]


@pytest.mark.parametrize("link", ["[b](b.md)", "[b](/B/)", f"[b]({B})", "[[b]]", "[b](b)", f"[b](http://site{B})"])
def test_a_link_appears_when_its_target_is_published_and_goes_with_it(world: World, link: str) -> None:
    link = link.replace("/B/", f"{B.upper()}/")
    put(world, a=file(A, answer=f"See {link}."))
    assert leads_to(world) == [None]
    assert f'href="{B}"' not in text(world, HTML)
    assert "See b." in text(world, MARKDOWN)
    assert [code for _, _, code in warnings(world)] == ["link-missing"]
    put(world, b=file(B))
    assert leads_to(world) == [B]
    assert f'See <a href="{B}">b</a>.' in text(world, HTML)
    assert f"See [b]({B})." in text(world, MARKDOWN)
    assert warnings(world) == []
    put(world, b=None)
    assert leads_to(world) == [None]
    assert [code for _, _, code in warnings(world)] == ["link-missing"]


@pytest.mark.parametrize("link", ["[b](b.md)", f"[b]({B})", "[[b]]"])
def test_it_follows_its_target_through_every_move(world: World, link: str) -> None:
    put(world, b=file(B), a=file(A, answer=link))
    for path in (C, D, B, C):
        put(world, b=file(path))
        assert leads_to(world) == [path]
        assert f'<a href="{path}">b</a>' in text(world, HTML)


def test_a_renamed_file_takes_its_links_along(world: World) -> None:
    """The old name of a file leads to its old path, where the page of the new file is."""
    put(world, b=file(B), a=file(A, answer="[x](b.md)"))
    put(world, b=None, n=file(B))
    assert leads_to(world) == [B]
    put(world, n=file(B, title="New"))
    assert json.loads(text(world, JSON))["links"][0]["title"] == "New"
    put(world, n=file(C))
    assert leads_to(world) == [C]
    put(world, n=None)
    assert leads_to(world) == [None]
    put(world, n=file(B))
    assert leads_to(world) == [B]


def test_what_comes_first_is_followed_when_it_comes_late(world: World) -> None:
    """`b.md` is a file before it is a path beside the page."""
    put(world, n=file(B), a=file(A, answer="[x](b.md)"))
    assert leads_to(world) == [B]
    put(world, b=file(C))
    assert leads_to(world) == [C]
    put(world, b=None)
    assert leads_to(world) == [B]


def test_two_pages_that_exchange_their_paths_keep_their_links(world: World) -> None:
    put(world, b=file(B, title="One"), c=file(C, title="Two"), a=file(A, answer=f"[b](b.md) [[c]] [p]({B})"))
    for name, path in (("b", D), ("c", B), ("b", C)):
        put(world, **{name: file(path, title="One" if name == "b" else "Two")})
    assert leads_to(world) == [C, B, B]


@pytest.mark.parametrize("link", ["[x](b.md#dispatchaction)", "[[b#Dispatch(action)]]", f"[x]({B}#dispatchaction)"])
def test_a_part_has_the_id_that_the_target_has(world: World, link: str) -> None:
    put(world, b=file(B, answer=PART), a=file(A, answer=link))
    assert f'href="{B}#dispatchaction"' in text(world, HTML)
    assert warnings(world) == []
    put(world, b=file(B, answer="Text.\n\n## Dispatch(action) {#other}"))
    assert [code for _, _, code in warnings(world)] == ["link-part"]
    put(world, b=file(B, answer=PART))
    assert warnings(world) == []


def test_of_several_files_of_a_name_the_nearest_counts(world: World) -> None:
    world.put("x/y/n.md", file(B))
    world.put("z/n.md", file(C))
    world.put("x/a.md", file(A, answer="[[n]] [[z/n]]"))
    world.settle()
    assert leads_to(world) == [B, C]
    assert [code for _, _, code in warnings(world, "x/a")] == ["link-ambiguous"]
    world.put("x/n.md", file(D))
    world.settle()
    assert leads_to(world) == [D, C]
    for key in ("x/n.md", "x/y/n.md"):
        world.delete(key)
    world.settle()
    assert leads_to(world) == [C, C]
    assert warnings(world, "x/a") == []


def test_drafts_and_broken_files_are_linked_to_by_nobody(world: World) -> None:
    put(world, b=file(B, more="draft: true"), c=BROKEN, a=file(A, answer="[b](b.md) [c](c.md)"))
    assert leads_to(world) == [None, None]
    put(world, b=file(B), c=file(C))
    assert leads_to(world) == [B, C]


def test_a_page_may_link_to_itself(world: World) -> None:
    put(world, a=file(A, answer=f"[x](a.md#part) [[a]] [p]({A})\n\n## Part"))
    assert leads_to(world) == [A, A, A]
    assert 'href="#part"' in text(world, HTML)
    assert warnings(world) == []
    put(world, a=file(B, answer=f"[x](a.md#part) [[a]] [p]({A})\n\n## Part"))
    assert leads_to(world, B) == [B, B, B]


def test_a_redirect_and_an_alias_are_followed(world: World) -> None:
    put(world, b=file(B, aliases=("/old",)), a=file(A, answer="[x](/old) [y](/older)"))
    world.put("site.yaml", f"redirects:\n  /older: {B}\n")
    world.settle()
    assert leads_to(world) == [B, B]


@pytest.mark.parametrize("target", ["https://example.org/", "/learn"])
def test_a_redirect_that_leads_to_no_article_is_linked_to(world: World, target: str) -> None:
    put(world, a=file(A, answer="[x](/elsewhere)"))
    assert [code for _, _, code in warnings(world)] == ["link-missing"]
    world.put("site.yaml", f"redirects:\n  /elsewhere: {target}\n")
    world.settle()
    assert links(world) == [("x", "http://site/elsewhere")]
    assert warnings(world) == []
    world.delete("site.yaml")
    world.settle()
    assert leads_to(world) == [None]


def test_a_page_that_older_code_stored_keeps_the_links_of_its_text(world_in_moto: World) -> None:
    """It is refreshed before its file is synced with the new code: links in texts were no edges then."""
    world = world_in_moto
    put(world, b=file(B, answer=PART), a=file(A, answer="[b](b.md#dispatchaction)", related=(C,)))
    table, client = world.site.table.name, world.dynamodb
    links_key, card_key, article_key = ({name: {"S": value} for name, value in key.items()} for key in _stored_by(A))
    client.delete_item(TableName=table, Key=links_key)
    for to in _registered(world) - {Target("path", C)}:
        key = keys.referrer(to.kind, to.name, A)
        client.delete_item(TableName=table, Key={name: {"S": value} for name, value in key.items()})
    client.update_item(
        TableName=table,
        Key=card_key,
        UpdateExpression="SET links = :links, rendered = :old",
        ExpressionAttributeValues={":links": {"L": [{"S": C}]}, ":old": {"S": "old"}},
    )
    client.update_item(
        TableName=table,
        Key=article_key,
        UpdateExpression="SET renderer = :old",
        ExpressionAttributeValues={":old": {"S": "old"}},
    )
    world.give("RefreshFunction", {"refresh": A})
    world.settle()
    assert leads_to(world) == [B]
    put(world, b=file(D, answer=PART))
    assert f'href="{D}#dispatchaction"' in text(world, HTML)


def hints(world: World, name: str = "a") -> list[str]:
    """What the author of a file is told of files that were renamed."""
    report: Any = world.objects().get(f"reports/{name}.md.json", b'{"problems": []}')
    found = (re.search(r"; (.*): link to that", each["message"]) for each in json.loads(report)["problems"])
    return [each.group(1) for each in found if each]


RENAMED = "`b.md` may have been renamed to `c.md`, which has the same content"


@pytest.mark.parametrize("link", ["[x](b.md)", "[x](/b)", "[x](/B.html)", "[x](/older)"])
@pytest.mark.parametrize("first", ["deletion", "upload", "together", "upload, and settled"])
def test_the_author_is_told_how_a_file_is_called_now(world: World, link: str, first: str) -> None:
    """Whichever event comes first. Its path followed its name."""
    if link == "[x](/older)":  # where the page was before it had its name for a path
        put(world, b=file("/older"))
    put(world, b=by_its_name(), a=file(A, answer=f"See {link}."))
    assert warnings(world) == []
    match first:
        case "deletion":
            put(world, b=None)
            assert [code for _, _, code in warnings(world)] == ["link-missing"]
            assert hints(world) == []
            put(world, c=by_its_name())
        case "upload":
            world.upload(c=by_its_name(), b=None)
            world.settle()
        case "together":
            world.upload(b=None, c=by_its_name())
            world.settle()
        case _:
            put(world, c=by_its_name())
            put(world, b=None)
    assert leads_to(world) == [None]
    assert hints(world) == [RENAMED]
    put(world, a=file(A, answer="See [x](c.md)."))
    assert warnings(world) == []
    assert leads_to(world) == ["/c"]


def test_the_hint_follows_the_files(world: World) -> None:
    put(world, b=by_its_name(), a=file(A, answer="[x](b.md)"))
    put(world, b=None, c=by_its_name())
    assert hints(world) == [RENAMED]
    put(world, c=by_its_name("Another"))
    assert (hints(world), len(warnings(world))) == ([], 1)
    put(world, d=by_its_name())
    assert hints(world) == [RENAMED.replace("c.md", "d.md")]
    put(world, d=file(D))
    assert hints(world) == []
    put(world, e=by_its_name())
    put(world, e=None)
    assert (hints(world), len(warnings(world))) == ([], 1)
    put(world, b=by_its_name())
    assert warnings(world) == []


def test_a_page_is_no_new_name_of_what_it_links_to(world: World) -> None:
    put(world, b=by_its_name() + "[x](b.md)")
    put(world, c=by_its_name() + "[x](b.md)")
    put(world, b=None)
    assert hints(world, "c") == []
    put(world, d=by_its_name() + "[x](b.md)")
    assert hints(world, "c") == [RENAMED.replace("c.md", "d.md")]
    assert hints(world, "d") == [RENAMED]


def test_a_file_that_is_held_back_is_not_renamed(world: World) -> None:
    put(world, b=by_its_name(), c=by_its_name(), a=file(A, answer="[x](b.md) [y](/b)"))
    put(world, b=by_its_name(more="draft: true"))
    assert (hints(world), len(warnings(world))) == ([], 2)


def test_a_comparison_finds_that_a_content_is_not_in_the_table(world: World) -> None:
    put(world, b=by_its_name(), a=file(A, answer="[x](b.md)"))
    put(world, c=by_its_name())
    (key,) = [item for item in world.items() if item["pk"].startswith(keys.ETAG_PREFIX) and item["file"] == "c.md"]
    stored = {name: {"S": key[name]} for name in ("pk", "sk")}
    world.dynamodb.delete_item(TableName=world.site.table.name, Key=stored)
    assert world.reconcile() == 1
    world.settle()
    put(world, b=None)
    assert hints(world) == [RENAMED]


def test_a_hint_that_a_lost_refresh_left_out_is_found(world: World) -> None:
    put(world, b=by_its_name(), a=file(A, answer="[x](b.md)"))
    put(world, b=None)
    world.put("c.md", by_its_name())
    world.lose_refreshes()
    assert hints(world) == []
    assert world.reconcile() == 1
    world.settle()
    assert hints(world) == [RENAMED]


def test_lists_and_feeds_of_the_site_stay_as_they_are_written(world: World) -> None:
    put(world, a=file(A, answer="[l](/learn) [f](/feed.atom) [s](/search?q=x) [a](/assets/a.zip)"))
    assert links(world) == []
    for address in ("/learn", "/feed.atom", "/search?q=x", "/assets/a.zip"):
        assert f'href="{address}"' in text(world, HTML)


def test_feeds_follow_too(world: World) -> None:
    put(world, b=file(B), a=file(A, answer="[x](b.md)"))
    put(world, b=file(C))
    assert f'href="http://site{C}"' in to_feed_entry(_item(world, keys.article(A))).html


def test_a_file_that_waits_is_not_told_of_links(world: World) -> None:
    put(world, b=file(A))
    put(world, a=file(A, answer="[x](gone.md)"))
    assert [code for _, _, code in warnings(world)] == ["path-taken"]
    put(world, b=None)
    assert [code for _, _, code in warnings(world)] == ["link-missing"]


def test_a_page_of_two_hundred_links_is_registered_for_all(world: World) -> None:
    """More than a transaction has room for."""
    names = [f"{number:03}" for number in range(200)]
    put(world, a=file(A, answer=" ".join(f"[{name}](x/{name}.md)" for name in names)))
    found = _registered(world)
    assert {Target("file", f"x/{name}.md") for name in names} <= found
    assert len(found) > 4 * page_links.MOST_AT_ONCE
    world.put("x/150.md", file(B))
    world.settle()
    assert leads_to(world)[150] == B
    put(world, a=file(A, answer="None."))
    assert _registered(world) == set()


def test_a_lost_refresh_is_found(world: World) -> None:
    put(world, b=file(B), a=file(A, answer="[b](b.md) [n](n.md)"))
    world.put("b.md", file(C))
    world.lose_refreshes()
    assert world.reconcile() == 1
    world.settle()
    assert leads_to(world) == [C, None]


def test_a_registration_that_a_lost_refresh_left_out_is_found(world: World) -> None:
    """The page shows nothing else, but has to learn what becomes of the path that a deleted file left."""
    put(world, a=file(A, answer="[n](n.md)"))
    for change in (file(C), None):
        world.put("n.md", change) if change else world.delete("n.md")
        world.lose_refreshes()
    assert world.reconcile() == 1
    world.settle()
    assert Target("path", C) in _registered(world)


@pytest.mark.parametrize(
    ("files", "links"), [(40, 200), pytest.param(200, 1000, marks=pytest.mark.soak)], ids=["small", "full"]
)
def test_when_all_pages_move_every_link_leads_to_a_live_page_in_one_hop(files: int, links: int) -> None:
    """By path, by file and by name, over and over; and whoever goes through the whole site is answered 200."""
    site = LinkedSite(files, links)
    with a_simulated_world(as_moto=True) as world:
        for folder in ("a", "b", "c/d"):
            site.put(world, folder)
            world.settle()
            for number in range(files):
                found = leads_to(world, f"/{folder}/{number}")
                assert found == [f"/{folder}/{each}" for each in site.linking[number]]
            statuses = crawl(world)
            assert {f"/{folder}/{number}" for number in range(files)} <= statuses.keys()
            assert {target: status for target, status in statuses.items() if status != 200} == {}


def _stored_by(path: str) -> tuple[keys.Key, ...]:
    return keys.links(path), keys.card(path), keys.article(path)


def _item(world: World, key: keys.Key) -> dict[str, Any]:
    return next(item for item in world.items() if (item["pk"], item["sk"]) == (key["pk"], key["sk"]))


def _registered(world: World, path: str = A) -> set[Target]:
    kinds: dict[str, Any] = {"PATH": "path", "SOURCE": "file", "NAME": "name", "ETAG": "content"}
    sorts = {keys.REFERRER_PREFIX + path}
    found: Sequence[str] = [item["pk"] for item in world.items() if item["sk"] in sorts]
    return {Target(kinds[kind], name) for kind, _, name in (each.partition("#") for each in found)}
