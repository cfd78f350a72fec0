"""The own files of a site, in the folder `site/`: what of them readers get, and what their authors are told."""

import gzip
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from articles.common import keys
from articles.common.representations import HTML
from articles.publishing.media.own_files import STYLE, words_key
from articles.publishing.media_plans import KEPT
from articles.publishing.preview import Library, preview
from articles.publishing.storage.uploads import SITE_FILE

from tests.support.asking import ask
from tests.support.histories import at_request
from tests.support.media_oracle import pictures
from tests.support.oracle import check
from tests.support.readers import answered_by, browsing, deliver_table
from tests.support.samples import BAD_STYLE, NO_FONT, NO_PICTURE, OTHER_STYLE, font
from tests.support.samples import BLUE as BLUE_PICTURE
from tests.support.samples import RED as RED_PICTURE
from tests.support.samples import STYLE as RED
from tests.support.world import DERIVED, World, a_simulated_world, a_world, file, in_process, publish_two, set_up

A, B = (f"/learn/x/questions/{name}" for name in "ab")
BLUE = "p { color: blue }\n"


@pytest.fixture
def world() -> Iterator[World]:
    """Two pages; at the end everything agrees."""
    with a_simulated_world() as world:
        publish_two(world, A, B)
        yield world
        assert world.errors == []
        check(world)
        assert world.reconcile() == 0


def put(world: World, key: str, text: str | bytes) -> None:
    """Upload a file, and let all be done that follows from it."""
    world.put(key, text)
    world.settle()
    world.pass_long()


def delete(world: World, key: str) -> None:
    world.delete(key)
    world.settle()
    world.pass_long()


def page(world: World, path: str = A) -> Mapping[str, Any]:
    key = keys.representation(path, HTML)
    return next(item for item in world.items() if (item["pk"], item["sk"]) == (key["pk"], key["sk"]))


def styles(html: str) -> list[str]:
    """The addresses of the style sheets that a page names, without the slash."""
    return re.findall(r'<link rel="stylesheet" href="/([^"]+)">', html)


def style(world: World, path: str = A) -> str:
    """The style sheet that a page names; empty if it names none."""
    found = styles(gzip.decompress(bytes(page(world, path)["body"])).decode())
    return pictures(world)[found[0]].decode() if found else ""


def told(world: World, key: str = STYLE) -> list[tuple[int, int, str]]:
    report = json.loads(world.objects().get(f"reports/{key}.json", b'{"problems": []}'))
    return [(each["line"], each["column"], each["code"]) for each in report["problems"]]


def test_every_page_has_the_style_of_the_site(world: World) -> None:
    put(world, STYLE, RED)
    assert [style(world, path) for path in (A, B)] == [RED, RED]
    with browsing(world):
        pages = {path: ask(path).text for path in ("/", "/learn", "/search?q=x", "/tags", "/archive")}
    (address,) = styles(pages["/"])
    assert {path: styles(html) for path, html in pages.items()} == {path: [address] for path in pages}
    table = deliver_table(
        lambda key: next((each for each in world.items() if (each["pk"], each["sk"]) == (key["pk"], key["sk"])), None)
    )
    missing = answered_by(table, "/nothing", world, accept="text/html")
    assert (missing.status, styles(missing.text)) == (404, [address])


def test_the_style_comes_after_ours_and_the_policy_lets_it_load_what_it_may(world: World) -> None:
    put(world, STYLE, RED)
    item = page(world)
    html, policy = gzip.decompress(bytes(item["body"])).decode(), item["headers"]["Content-Security-Policy"]
    assert html.index("</style>") < html.index('<link rel="stylesheet"')
    directives = {name: sources for name, *sources in (part.split() for part in policy.split(";"))}
    assert "'self'" in directives["style-src"]
    assert directives["font-src"] == ["'self'", "data:"]
    assert "data:" in directives["img-src"]


def test_it_is_served_as_a_style_sheet_that_may_be_kept_for_ever() -> None:
    with a_world() as world:
        put(world, STYLE, RED)
        (address,) = pictures(world)
        found = world.s3.head_object(Bucket=DERIVED, Key=address)
    assert found["ContentType"] == "text/css; charset=utf-8"
    assert "immutable" in found["CacheControl"]


def test_another_style_has_another_address_and_the_old_one_is_served_for_a_week(world: World) -> None:
    put(world, STYLE, RED)
    put(world, STYLE, BLUE)
    assert style(world) == BLUE
    assert {body.decode() for body in pictures(world).values()} == {RED, BLUE}
    world.clock.pass_seconds(KEPT + 3600)
    world.tick()
    world.settle()
    assert [body.decode() for body in pictures(world).values()] == [BLUE]


def test_without_the_file_pages_have_our_style_alone(world: World) -> None:
    put(world, STYLE, RED)
    delete(world, STYLE)
    assert style(world) == ""
    assert "data:" not in page(world)["headers"]["Content-Security-Policy"]


def test_a_broken_style_takes_nothing_down_and_its_author_is_told(world: World) -> None:
    put(world, STYLE, RED)
    put(world, STYLE, BAD_STYLE)
    assert style(world) == RED
    assert told(world) == [(1, 3, "style-syntax")]
    put(world, STYLE, BLUE)
    assert style(world) == BLUE
    assert told(world) == []


def test_a_broken_site_file_does_not_hold_the_style_up(world: World) -> None:
    set_up(world, "name: Kitchen\n")
    put(world, SITE_FILE, "name: [")
    put(world, STYLE, RED)
    assert style(world) == RED
    assert "Kitchen" in gzip.decompress(bytes(page(world)["body"])).decode()
    assert [code for _, _, code in told(world, SITE_FILE)] != []


def test_settings_come_and_go_and_the_style_stays(world: World) -> None:
    put(world, STYLE, RED)
    set_up(world, "name: Kitchen\n")
    assert style(world) == RED
    delete(world, SITE_FILE)
    assert style(world) == RED


def test_its_author_is_told_of_a_host_until_the_settings_name_it(world: World) -> None:
    put(world, STYLE, OTHER_STYLE)
    assert told(world) == [(1, 17, "style-host")]
    set_up(world, "head: {hosts: [fonts.example.org]}\n")
    assert told(world) == []
    assert "fonts.example.org" in page(world)["headers"]["Content-Security-Policy"]
    set_up(world, "name: Kitchen\n")
    assert told(world) == [(1, 17, "style-host")]
    assert style(world) == OTHER_STYLE


def test_other_files_of_the_folder_are_what_they_are_elsewhere(world: World) -> None:
    put(world, "site/other.css", RED)
    put(world, "site/about.md", file("/learn/x/questions/about"))
    assert style(world) == ""
    assert style(world, "/learn/x/questions/about") == ""


def test_an_ignored_style_is_not_used(world: World) -> None:
    put(world, STYLE, RED)
    set_up(world, "ignore: site/\n")
    assert style(world) == ""
    set_up(world, "name: Kitchen\n")
    assert style(world) == RED


def test_a_comparison_finds_a_style_that_events_failed_to_bring(world: World) -> None:
    world.put(STYLE, RED)
    world.drop_events()
    assert world.reconcile() > 0
    world.settle()
    assert style(world) == RED


def test_a_comparison_finds_that_the_site_was_not_told_of_a_style(world: World) -> None:
    world.put(STYLE, RED)
    world.step("IngestFunction")  # its commit, and the message to the site
    world.drop_events()
    assert world.reconcile() > 0
    world.settle()
    assert style(world) == RED


def test_a_comparison_finds_that_what_is_served_of_the_style_is_missing(world: World) -> None:
    put(world, STYLE, RED)
    world.site.derived.delete(pictures(world))
    assert world.reconcile() > 0
    world.settle()
    assert style(world) == RED


FRENCH = words_key("fr")


def shown(world: World, path: str = A) -> str:
    return gzip.decompress(bytes(page(world, path)["body"])).decode()


def test_words_of_the_site_are_on_every_page_that_says_them(world: World) -> None:
    set_up(world, "language: fr\n")
    put(world, FRENCH, "search: Chercher ici\nproblem_404: Rien ici\n")
    assert 'aria-label="Chercher ici"' in shown(world)
    with browsing(world):
        pages = {path: ask(path).text for path in ("/", "/learn", "/tags", "/search?q=x")}
        assert [path for path, html in pages.items() if "Chercher ici" not in html] == []
        assert "<h1>Rien ici</h1>" in ask("/tags/none", accept="text/html").text
    table = deliver_table(
        lambda key: next((each for each in world.items() if (each["pk"], each["sk"]) == (key["pk"], key["sk"])), None)
    )
    assert "<h1>Rien ici</h1>" in answered_by(table, "/nothing", world, accept="text/html").text
    assert "Chercher ici" in preview_of(world)


def preview_of(world: World) -> str:
    library = Library(world.site.bucket, world.site.table, "http://site", in_process, world.site.words)
    found = preview("a.md", library, world.clock.now())
    assert found is not None
    return found.html


def test_words_of_another_language_change_nothing(world: World) -> None:
    put(world, FRENCH, "search: Chercher ici\n")
    assert "Chercher ici" not in shown(world)


def test_words_within_a_text_are_those_of_its_language(world: World) -> None:
    put(world, FRENCH, "callout_tip: Astuce\n")
    put(world, "b.md", file(B, answer="> [!TIP]\n> Text.", more="lang: fr"))
    assert "Astuce" in shown(world, B)


def test_without_the_file_words_are_ours(world: World) -> None:
    put(world, words_key("en"), "search: Find\n")
    assert 'aria-label="Find"' in shown(world)
    delete(world, words_key("en"))
    assert 'aria-label="Search"' in shown(world)


def test_broken_words_take_nothing_down_and_their_author_is_told(world: World) -> None:
    put(world, words_key("en"), "search: Find\n")
    put(world, words_key("en"), "search: Look\nskip: '{nothing}'\n")
    assert 'aria-label="Find"' in shown(world)
    assert told(world, words_key("en")) == [(2, 7, "words-text")]
    put(world, words_key("en"), "search: Look\nskpi: x\n")
    assert 'aria-label="Look"' in shown(world)
    assert told(world, words_key("en")) == [(2, 1, "words-key-unknown")]


def test_words_that_were_lost_are_ours_until_a_comparison_finds_it(world: World) -> None:
    put(world, words_key("en"), "search: Find\n")
    world.site.derived.delete(pictures(world))
    world.restart()
    put(world, "a.md", file(A, title="New"))
    assert 'aria-label="Search"' in shown(world)
    assert world.reconcile() > 0
    world.settle()
    world.reconcile()
    world.settle()
    assert 'aria-label="Find"' in shown(world)


def test_words_are_read_once_in_a_process(world: World) -> None:
    put(world, words_key("en"), "search: Find\n")

    def reads(title: str) -> int:
        world.put("a.md", file(A, title=title))
        world.drop_events()
        with at_request(world, 0, "before", lambda _: None) as made:
            world.give("IngestFunction", {"sync": ["a.md"]})
        world.settle()
        return made.count("get_object")

    warm = reads("New")
    world.restart()
    assert reads("Newer") == warm + 1
    assert reads("Newest") == warm


FONT, LOGO = "site/fonts/literata.woff2", "site/logo.png"
BRAND = f"fonts: {{text: {FONT}}}\nlogo: {LOGO}\n"


@pytest.mark.parametrize("order", ["files first", "settings first"])
def test_fonts_and_pictures_of_the_site_are_used_whatever_comes_first(world: World, order: str) -> None:
    files: dict[str, str | bytes] = {FONT: font(), LOGO: RED_PICTURE, SITE_FILE: BRAND}
    for key in files if order == "files first" else reversed(files):
        put(world, key, files[key])
    html = shown(world)
    (face,) = re.findall(r'@font-face\{font-family:"site serif";src:url\(/([^)]+)\)', html)
    assert pictures(world)[face] == font()
    (logo,) = re.findall(r'class="site-name" href="/"><img src="/([^"]+)"', html)
    assert pictures(world)[logo] == RED_PICTURE
    assert "font-src 'self'" in page(world)["headers"]["Content-Security-Policy"]
    assert told(world, SITE_FILE) == []


def test_who_names_a_file_that_is_not_there_is_told_until_it_is(world: World) -> None:
    set_up(world, BRAND)
    assert told(world, SITE_FILE) == [(1, 15, "site-file-missing"), (2, 7, "site-file-missing")]
    put(world, FONT, NO_FONT)
    assert told(world, FONT) == [(1, 1, "font-file")]
    assert "@font-face" not in shown(world).partition(":root")[0]
    put(world, FONT, font())
    assert told(world, SITE_FILE) == [(2, 7, "site-file-missing")]
    delete(world, FONT)
    assert "@font-face" not in shown(world).partition(":root")[0]
    assert told(world, SITE_FILE) == [(1, 15, "site-file-missing"), (2, 7, "site-file-missing")]


def test_another_font_or_logo_is_on_every_page_and_a_broken_one_on_none(world: World) -> None:
    for key, body in ((FONT, font()), (LOGO, RED_PICTURE), (SITE_FILE, BRAND)):
        put(world, key, body)
    before = shown(world)
    put(world, FONT, NO_FONT)
    put(world, LOGO, NO_PICTURE)
    assert shown(world) == before
    put(world, FONT, font("math-all"))
    put(world, LOGO, BLUE_PICTURE)
    named = re.findall(r"/(pictures/[0-9a-f]+/[0-9a-f]+[.](?:png|woff2))", shown(world))
    assert {pictures(world)[each] for each in named} == {font("math-all"), BLUE_PICTURE}


def test_a_font_that_nobody_names_is_on_no_page(world: World) -> None:
    put(world, FONT, font())
    assert "@font-face" not in shown(world)
    assert world.site.table.site().own == ()
