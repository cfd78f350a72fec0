"""site.yaml is published like an article, and all that shows it follows."""

import base64
import functools
import hashlib
import json
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import fields, replace
from typing import Any

import pytest
from articles.browse.settings import KEPT, SiteInForce
from articles.publishing.running.services import Services
from articles.publishing.storage.own_words import OwnWordsReader
from articles.publishing.storage.sites import Site
from articles.publishing.storage.uploads import SITE_FILE
from articles.publishing.sync import sync

from tests.support.asking import ask
from tests.support.histories import CrashError, at_request, crash
from tests.support.oracle import check
from tests.support.readers import browsing, deliver
from tests.support.world import World, a_simulated_world, a_world, file, in_process, noting, set_up

A, B, C = (f"/learn/x/questions/{name}" for name in "abc")


@pytest.fixture
def world() -> Iterator[World]:
    """Two pages, of which one links to the other."""
    with a_simulated_world() as world:
        world.pass_after(900)
        world.put("a.md", file(A, related=(B,)))
        world.put("b.md", file(B))
        world.settle()
        yield world
        assert world.errors == []
        assert world.pending() == []
        check(world)
        assert world.reconcile() == 0


def report(world: World) -> Any:
    return json.loads(world.objects()["reports/site.yaml.json"])


def test_another_name_is_on_every_page_list_and_feed(world: World) -> None:
    set_up(world, "name: Mine\nauthor: Me\nlanguage: de\n")
    for path in (A, B):
        page = deliver(path, world).text
        assert '<html lang="de" dir="ltr">' in page
        assert "Mine</title>" in page
    assert deliver(f"{A}.json", world).json["author"] == "Me"
    with browsing(world):
        assert "<title>Mine</title>" in ask("/").text
        assert '<html lang="de" dir="ltr">' in ask("/learn").text
        assert ask("/feed.json").json["title"] == "Mine"


def test_a_broken_file_changes_nothing_but_the_report(world: World) -> None:
    set_up(world, "name: Mine\n")
    before = world.items()
    set_up(world, "name: Other\ntime_zone: Mars/Olympus\n")
    changed = [item["pk"] for item in world.items() if item not in before]
    assert changed == ["SOURCE#site.yaml"]
    told = report(world)
    assert (told["state"], told["problems"][0]["line"], told["problems"][0]["column"]) == ("rejected", 2, 12)
    assert "Mine</title>" in deliver(A, world).text


def test_without_a_file_the_defaults_are_in_force(world: World) -> None:
    set_up(world, "name: Mine\n")
    world.delete(SITE_FILE)
    world.settle()
    assert "Articles</title>" in deliver(A, world).text
    assert world.site.table.source(SITE_FILE).state == "deleted"


@pytest.mark.parametrize("body", [b"\xff\xfe\x00", b"- a\n- b\n", b"# " + b"x" * 65_536, b"&a [*a]"])
def test_what_is_no_mapping_in_utf_8_of_64_kib_is_a_problem_of_the_file(world: World, body: bytes) -> None:
    world.put(SITE_FILE, body)
    world.settle()
    assert report(world)["state"] == "rejected"


@pytest.mark.parametrize(
    "text",
    [
        "robots: |\n  User-agent: *\n  Disallow: /\n",
        f"redirects:\n  {C}: {A}\n",
        "extra_keys: rating\n",
        "ignore: drafts/\n",
        "errors: {not_found: {title: Nothing}}\n",
        "home: introduction\nsections: {newest: New, subjects: Fields}\n",
        "tagline: Why\ndescription: Because.\n",
        "# nothing but a comment\n",
    ],
)
def test_what_no_page_shows_renders_nothing_again(text: str) -> None:
    worked: list[str] = []
    with a_world(bounded=noting(worked, in_process)) as world:
        world.put("a.md", file(A).replace("title:", "rating: 5\ntitle:"))
        world.settle()
        before = {item["sk"]: item["modified"] for item in world.items() if item["sk"].startswith("REP#")}
        worked.clear()
        set_up(world, text)
        assert "represent" not in worked
        assert {item["sk"]: item["modified"] for item in world.items() if item["sk"].startswith("REP#")} == before
        check(world)


def test_keys_that_are_used_on_purpose_are_quiet(world: World) -> None:
    world.put("a.md", file(A, related=(B,)).replace("title:", "rating: 5\ntitle:", 1))
    world.settle()
    assert [problem.code for problem in world.site.table.source("a.md").problems] == ["key-unknown"]
    set_up(world, "extra_keys: rating\n")
    assert world.site.table.source("a.md").problems == ()
    assert json.loads(world.objects()["reports/a.md.json"])["problems"] == []
    set_up(world, "extra_keys: other\n")
    assert [problem.code for problem in world.site.table.source("a.md").problems] == ["key-unknown"]


def test_a_file_that_is_ignored_goes_and_comes_back(world: World) -> None:
    set_up(world, "ignore: b.md\n")
    assert deliver(B, world).status == 410
    assert "b.md" not in deliver(A, world).text
    source = world.site.table.source("b.md")
    assert (source.state, source.path, [problem.code for problem in source.problems]) == (
        "ignored",
        None,
        ["file-ignored"],
    )
    world.put("b.md", file(B, title="Changed"))
    world.settle()
    assert deliver(B, world).status == 410
    set_up(world, "# Nothing is ignored any more, and no page shows that.\n")
    assert deliver(B, world).status == 200


def test_other_rules_of_paths_move_pages(world: World) -> None:
    set_up(world, "name: Set\n")
    world.put("notes/first.md", "# First\n\nx")
    world.settle()
    assert deliver("/notes/first", world).status == 200
    set_up(world, "name: Set\npaths:\n  notes: /blog/:slug\n")
    assert "<h1>First</h1>" in deliver("/blog/first", world).text
    assert deliver("/notes/first", world).location == "/blog/first"
    world.delete(SITE_FILE)
    world.settle()
    assert deliver("/notes/first", world).status == 200
    assert deliver("/blog/first", world).location == "/notes/first"


def test_a_redirect_leads_where_the_file_says(world: World) -> None:
    old, over, out, listed = (f"/{name}" for name in ("old", "over", "out", "listed"))
    lines = {old: B, over: old, out: "https://example.org/x?y=1", listed: "/learn/x"}
    set_up(world, "redirects:\n" + "".join(f"  {path}: {target}\n" for path, target in lines.items()))
    assert deliver(old, world).location == B
    assert deliver(over, world).location == B
    assert deliver(f"{old}.json", world).location == f"{B}.json"
    assert deliver(out, world).location == "https://example.org/x?y=1"
    assert deliver(listed, world).location == "/learn/x"
    world.put("b.md", file(C))
    world.settle()
    assert deliver(old, world).location == C
    set_up(world, "name: Mine\n")
    assert [deliver(path, world).status for path in lines] == [410] * 4


def test_a_live_page_wins_and_the_author_is_told(world: World) -> None:
    set_up(world, f"redirects:\n  {B}: {A}\n")
    assert deliver(B, world).status == 200
    assert [(each["line"], each["code"]) for each in report(world)["problems"]] == [(2, "redirect-unused")]
    world.delete("b.md")
    world.settle()
    assert deliver(B, world).location == A
    assert report(world)["problems"] == []


@pytest.mark.parametrize("target", [A, "https://example.org/"])
def test_the_author_is_told_when_a_page_comes_and_when_it_goes(world: World, target: str) -> None:
    set_up(world, f"redirects:\n  {C}: {target}\n")
    assert deliver(C, world).location == target
    assert world.site.table.source(SITE_FILE).problems == ()
    world.put("c.md", file(C))
    world.settle()
    assert [each["code"] for each in report(world)["problems"]] == ["redirect-unused"]
    world.delete("c.md")
    world.settle()
    assert deliver(C, world).location == target
    assert report(world)["problems"] == []


def test_a_redirect_that_a_page_left_comes_back_when_the_line_goes(world: World) -> None:
    world.put("b.md", file(C))
    world.settle()
    assert deliver(B, world).location == C
    set_up(world, f"redirects:\n  {B}: https://example.org/\n")
    assert deliver(B, world).location == "https://example.org/"
    world.delete(SITE_FILE)
    world.settle()
    assert deliver(B, world).location == C


def test_a_redirect_to_nothing_is_gone_until_there_is_a_page(world: World) -> None:
    set_up(world, f"redirects:\n  /old: {C}\n")
    assert deliver("/old", world).status == 410
    assert [each["code"] for each in report(world)["problems"]] == ["redirect-nowhere"]
    world.put("c.md", file(C))
    world.settle()
    assert deliver("/old", world).location == C
    assert report(world)["problems"] == []


def test_a_page_that_links_to_a_redirect_shows_its_end(world: World) -> None:
    set_up(world, f"redirects:\n  {C}: /over\n  /over: {B}\n")
    world.put("a.md", file(A, related=(C,)))
    world.settle()
    assert [each["path"] for each in deliver(f"{A}.json", world).json["related"]] == [B]
    world.put("b.md", file(B, title="Another title"))
    world.settle()
    assert [each["title"] for each in deliver(f"{A}.json", world).json["related"]] == ["Another title"]


def test_navigation_and_footer_are_on_every_page_and_list(world: World) -> None:
    set_up(world, f"navigation: [{{One: {A}}}, {{More: [{{Two: {B}}}]}}]\nfooter: [Mine, {{Imprint: {B}}}]\n")
    with browsing(world):
        pages = [deliver(A, world).text, ask("/").text, ask("/learn").text]
    for page in pages:
        assert f'<nav aria-label="Site">\n<a href="{A}">One</a>' in page
        assert f'<summary>More</summary><ul>\n<li><a href="{B}">Two</a>' in page
        assert f'<span>Mine</span>\n<a href="{B}">Imprint</a>' in page
    set_up(world, "name: Mine\n")
    assert '<nav aria-label="Site"><a href="/learn">Subjects</a></nav>' in deliver(A, world).text


def test_another_look_is_that_of_every_page_and_list(world: World) -> None:
    set_up(world, "colors: {light: {accent: '#0b57a4'}}\nfonts: {text: sans}\nwidth: 50\n")
    with browsing(world):
        answers = [deliver(A, world), ask("/")]
    for answer in answers:
        style = answer.text.partition("<style>")[2].partition("</style>")[0]
        assert "--accent:#0b57a4;" in style
        digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
        assert f"style-src 'sha256-{digest}'" in answer.headers["content-security-policy"]


def test_a_logo_and_a_favicon_are_on_every_page_and_allowed(world: World) -> None:
    set_up(world, "name: A - B\nlogo: https://cdn.example.org/logo.svg\nfavicon: /assets/Icon.png\n")
    with browsing(world):
        answers = [deliver(A, world), ask("/"), ask("/learn")]
    for answer in answers:
        assert '<img src="https://cdn.example.org/logo.svg" alt="A - B" height="36"></a>' in answer.text
        assert '<link rel="icon" href="/assets/Icon.png">' in answer.text
        assert "; img-src 'self' https://cdn.example.org;" in answer.headers["content-security-policy"]


def test_a_page_without_a_picture_has_that_of_the_site(world: World) -> None:
    world.put("b.md", file(B).replace("title:", "image: https://example.org/own.png\ntitle:", 1))
    set_up(world, "social: {image: /assets/card.png, twitter: me, fediverse: me@social.example}\n")
    with browsing(world):
        pages = [deliver(A, world).text, deliver(B, world).text, ask("/").text, ask("/learn").text]
    shown = ["http://site/assets/card.png", "https://example.org/own.png", *["http://site/assets/card.png"] * 2]
    assert [re.findall('property="og:image" content="(.*?)"', page) for page in pages] == [[each] for each in shown]
    for page in pages:
        assert '<meta name="twitter:site" content="@me">' in page
        assert '<meta name="fediverse:creator" content="@me@social.example">' in page


def test_a_snippet_is_in_the_head_of_every_page_and_list_and_allowed(world: World) -> None:
    set_up(world, "head: {html: <script src=https://stats.example/a.js></script>, hosts: stats.example}\n")
    with browsing(world):
        answers = [deliver(A, world), ask("/"), ask("/learn"), ask("/search?q=x"), ask("/nowhere", Accept="text/html")]
    for answer in answers:
        assert "<script src=https://stats.example/a.js></script>" in answer.text.partition("</head>")[0]
        assert "; script-src stats.example; " in answer.headers["content-security-policy"]


def test_sections_are_called_as_the_file_says(world: World) -> None:
    set_up(world, "sections: {related: Read <on>, subjects: Fields, newest: New here}\n")
    assert '<h2 id="related">Read &lt;on&gt;</h2>' in deliver(A, world).text
    with browsing(world):
        page = ask("/").text
    assert '<h2 id="subjects">Fields</h2>' in page
    assert '<h2 id="newest">New here</h2>' in page


def test_tagline_and_description_are_on_the_home_page_alone(world: World) -> None:
    before = world.items()
    set_up(world, "tagline: Why & how\ndescription: Much.\n")
    assert {item["pk"] for item in world.items() if item not in before} == {"SITE", "SOURCE#site.yaml"}
    with browsing(world):
        page = ask("/").text
    assert ">Why &amp; how</p>" in page
    assert '<meta name="description" content="Much.">' in page
    assert '<meta property="og:description" content="Much.">' in page
    assert '"description":"Much."' in page


def test_a_link_of_the_navigation_that_leads_nowhere_is_told_while_it_does(world: World) -> None:
    set_up(world, f"name: A\nnavigation:\n  - One: {A}\n  - Two: {C}#part\n")
    assert [(each["line"], each["column"], each["code"]) for each in report(world)["problems"]] == [
        (4, 5, "site-link-nowhere")
    ]
    assert f'href="{C}#part"' in deliver(A, world).text  # the author's word stands
    world.put("c.md", file(C))
    world.settle()
    assert report(world)["problems"] == []
    world.put("c.md", file("/learn/x/questions/d"))
    world.settle()
    assert report(world)["problems"] == []  # readers are redirected
    world.delete("c.md")
    world.settle()
    assert [each["code"] for each in report(world)["problems"]] == ["site-link-nowhere"]
    set_up(world, f"footer: [{{One: {A}}}]\n")
    world.delete("a.md")
    world.settle()
    assert [each["line"] for each in report(world)["problems"]] == [1]


def test_a_site_that_is_not_to_be_indexed_says_so_everywhere(world: World) -> None:
    with browsing(world):
        assert "x-robots-tag" not in ask("/").headers
        assert "Sitemap:" in ask("/robots.txt").text
    set_up(world, "noindex: true\n")
    page = deliver(A, world)
    assert page.headers["x-robots-tag"] == "noindex"
    assert '<meta name="robots" content="noindex">' in page.text
    assert deliver(f"{A}.md", world).headers["x-robots-tag"] == "noindex"
    with browsing(world):
        assert ask("/").headers["X-Robots-Tag"] == "noindex"
        assert '<meta name="robots" content="noindex">' in ask("/").text
        assert "Sitemap:" not in ask("/robots.txt").text


def test_robots_of_the_file_take_the_place_of_ours(world: World) -> None:
    set_up(world, "robots: |\n  User-agent: *\n  Disallow: /private/\n")
    with browsing(world):
        text = ask("/robots.txt").text
    assert text.startswith("User-agent: *\nDisallow: /private/\n")
    assert "Disallow: /api" not in text
    assert "\nSitemap: http://site/sitemap.xml\n" in text


class TestRebuild:
    """Other settings have every file synced, page by page of the listing."""

    @pytest.fixture
    def paged(self, world: World) -> World:
        """A world whose listing comes two objects at a time."""
        world.site.bucket.page = functools.partial(world.site.bucket.page, limit=2)  # type: ignore[method-assign]
        return world

    def test_it_goes_on_page_by_page_and_says_how_far_it_is(self, paged: World) -> None:
        paged.put("c.md", file(C))
        paged.settle()
        paged.put(SITE_FILE, "name: Mine\n")
        paged.step("IngestFunction")
        asked = []
        while paged.step("RefreshFunction"):
            progress = paged.site.table.rebuild()
            assert progress is not None
            asked.append((progress.asked, progress.done))
        assert asked[0] == (2, False)
        assert asked[-1] == (3, True)
        paged.settle()
        assert "Mine</title>" in deliver(C, paged).text

    def test_one_for_settings_that_are_no_longer_in_force_ends(self, world: World) -> None:
        set_up(world, "name: Mine\n")
        old = world.site.table.site().revision
        set_up(world, "name: Other\n")
        worked: list[str] = []
        with world.watched(lambda moment, operation: worked.append(operation) if moment == "before" else None):
            world.give("RefreshFunction", {"rebuild": old, "cursor": None, "asked": 0})
        assert worked == ["get_item"]

    @pytest.mark.parametrize("number", range(1, 7))
    def test_a_worker_that_dies_in_the_middle_changes_nothing(self, paged: World, number: int) -> None:
        paged.put(SITE_FILE, "name: Mine\n")
        paged.step("IngestFunction")
        with suppress(CrashError), at_request(paged, number, "after", crash):
            paged.step("RefreshFunction")
        paged.restart()
        paged.settle()
        for path in (A, B):
            assert "Mine</title>" in deliver(path, paged).text

    def test_it_begins_ten_seconds_late_so_that_several_changes_are_one(self, world: World) -> None:
        assert {each.name: each.default for each in fields(Services)}["rebuild_delay"] == 10
        world.log = []
        world.put(SITE_FILE, "name: Mine\n")
        sync(SITE_FILE, replace(world.site, rebuild_delay=10))
        (sent,) = (
            entry
            for moment, operation, content in world.log
            if (moment, operation) == ("before", "send_message_batch")
            for entry in content["Entries"]
            if "rebuild" in entry["MessageBody"]
        )
        assert sent["DelaySeconds"] == 10
        world.log = None
        world.settle_all()


def test_no_page_stays_behind_that_was_made_while_the_settings_changed() -> None:
    """The rebuild has been through before the file is there, and the event of the file is the one that is at work."""
    with a_simulated_world() as world:

        def change(_: str) -> None:
            with world.unwatched():
                set_up(world, "name: Mine\n")
                world.put("a.md", file(A))
                world.drop_events()

        with at_request(world, 2, "before", change) as requests:
            world.give("IngestFunction", {"sync": ["a.md"]})
        assert requests[1] == "get_object"
        world.settle()
        check(world)
        assert "Mine</title>" in deliver(A, world).text


def test_browse_keeps_the_settings_for_a_few_seconds() -> None:
    now = [100.0]
    read: list[Site] = [Site(1), Site(2)]
    site = SiteInForce(lambda: read.pop(0), OwnWordsReader(lambda _: None), lambda: now[0])
    assert site.last == Site()
    assert [site.get().revision, site.get().revision] == [1, 1]
    now[0] += KEPT
    assert site.get().revision == 2
    assert site.last.revision == 2


def test_a_comparison_begins_with_the_settings(world: World) -> None:
    world.put(SITE_FILE, f"name: Mine\nredirects:\n  /old: {A}\n")
    world.drop_events()
    assert world.reconcile() == 1
    world.settle()
    assert deliver("/old", world).location == A


def test_a_comparison_finds_a_redirect_that_was_lost(world: World) -> None:
    world.put(SITE_FILE, f"redirects:\n  /old: {A}\n")
    world.lose_refreshes()
    assert world.reconcile() == 1
    world.settle()
    world.delete(SITE_FILE)
    world.lose_refreshes()
    assert world.reconcile() == 1
    world.settle()
    assert deliver("/old", world).status == 410


def test_a_sync_of_the_same_file_again_writes_nothing(world: World) -> None:
    set_up(world, "name: Mine\n")
    assert sync(SITE_FILE, world.site).state == "unchanged"
    assert sync(SITE_FILE, replace(world.site), force=True).state == "published"
    world.settle()
