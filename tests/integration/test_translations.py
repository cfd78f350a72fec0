"""Articles that say the same in several languages lead to each other, and follow each other."""

import gzip
import json
import re
from collections.abc import Iterator

import pytest
from articles.common import keys
from articles.common.representations import HTML, JSON, MARKDOWN
from articles.publishing.storage.uploads import SITE_FILE

from tests.support.asking import ask
from tests.support.oracle import check
from tests.support.readers import browsing
from tests.support.world import World, a_simulated_world, by_its_name, file

A, B, C, D = (f"/learn/x/questions/{name}" for name in "abcd")
FRENCH, GERMAN = (f"lang: {language}\ntranslation_of: a.md" for language in ("fr", "de"))


@pytest.fixture
def world() -> Iterator[World]:
    with a_simulated_world() as world:
        put(world, SITE_FILE, "languages: [en, fr, de]\n")
        yield world
        check(world)


def put(world: World, key: str, content: str) -> None:
    world.put(key, content)
    world.settle_all()


def text(world: World, path: str, kind: str = HTML) -> str:
    key = keys.representation(path, kind)
    items = {(item["pk"], item["sk"]): item for item in world.items()}
    return gzip.decompress(bytes(items[key["pk"], key["sk"]]["body"])).decode()


def alternates(world: World, path: str) -> dict[str, str]:
    found = re.findall(r'<link rel="alternate" hreflang="([^"]*)" href="https?://[^/]*([^"]*)"', text(world, path))
    return dict(found)


def problems(world: World, key: str) -> list[tuple[int, str]]:
    return [(each.line, each.code) for each in world.site.table.source(key).problems]


def test_a_translation_and_its_original_lead_to_each_other(world: World) -> None:
    put(world, "a.md", file(A))
    assert alternates(world, A) == {}
    put(world, "b.md", file(B, more=FRENCH))
    assert alternates(world, A) == alternates(world, B) == {"en": A, "fr": B, "x-default": A}
    assert '<html lang="fr" dir="ltr">' in text(world, B)
    assert f'Autres langues : <a href="{A}" hreflang="en" lang="en" dir="ltr">English</a>' in text(world, B)
    assert f'Other languages: <a href="{B}" hreflang="fr" lang="fr" dir="ltr">Français</a>' in text(world, A)
    found = json.loads(text(world, A, JSON))["translations"]
    assert [(each["language"], each["path"]) for each in found] == [("fr", B)]
    assert f'translations:\n  - lang: "fr"\n    url: "{found[0]["url"]}"' in text(world, A, MARKDOWN)


def test_translations_lead_to_each_other_whatever_comes_first(world: World) -> None:
    put(world, "c.md", file(C, more=GERMAN))
    assert problems(world, "c.md") == [(8, "translation-missing")]
    put(world, "b.md", file(B, more=FRENCH))
    assert alternates(world, C) == {"de": C, "fr": B}
    put(world, "a.md", file(A))
    assert alternates(world, C) == alternates(world, A) == {"de": C, "en": A, "fr": B, "x-default": A}
    assert problems(world, "c.md") == problems(world, "b.md") == []


def test_files_of_one_name_in_the_folders_of_languages_are_translations(world: World) -> None:
    put(world, "en/guide/a.md", by_its_name())
    put(world, "fr/guide/a.mdx", by_its_name())
    put(world, "fr/guide/b.md", by_its_name())
    assert alternates(world, "/en/guide/a") == {"en": "/en/guide/a", "fr": "/fr/guide/a", "x-default": "/en/guide/a"}
    assert '<html lang="fr"' in text(world, "/fr/guide/b")
    assert alternates(world, "/fr/guide/b") == {}
    put(world, "guide/b.md", by_its_name())
    assert alternates(world, "/fr/guide/b") == {"en": "/guide/b", "fr": "/fr/guide/b", "x-default": "/guide/b"}


def test_articles_with_the_same_key_of_translations_are_translations(world: World) -> None:
    put(world, "a.md", file(A, more="translationKey: one"))
    put(world, "b.md", file(B, more="translationKey: one\nlang: de"))
    assert alternates(world, A) == {"de": B, "en": A, "x-default": A}


def test_a_page_follows_when_its_translation_moves_and_goes(world: World) -> None:
    put(world, "a.md", file(A))
    put(world, "b.md", file(B, more=FRENCH))
    put(world, "b.md", file(D, more=FRENCH))
    assert alternates(world, A) == {"en": A, "fr": D, "x-default": A}
    put(world, "b.md", file(D, more=f"{FRENCH}\nunlisted: true"))
    assert alternates(world, A) == {}
    assert alternates(world, D) == {"en": A, "fr": D, "x-default": A}
    put(world, "b.md", file(D, more=GERMAN))
    assert alternates(world, A) == {"de": D, "en": A, "x-default": A}
    world.delete("b.md")
    world.settle_all()
    assert alternates(world, A) == {}


def test_of_two_in_one_language_the_first_counts_and_the_other_author_is_told(world: World) -> None:
    put(world, "a.md", file(A))
    put(world, "c.md", file(C, more=FRENCH))
    put(world, "b.md", file(B, more=FRENCH))
    assert alternates(world, A) == {"en": A, "fr": B, "x-default": A}
    assert problems(world, "b.md") == []
    assert problems(world, "c.md") == [(8, "translation-twice")]
    world.delete("b.md")
    world.settle_all()
    assert alternates(world, A) == {"en": A, "fr": C, "x-default": A}
    assert problems(world, "c.md") == []


def test_without_several_languages_no_page_has_translations(world: World) -> None:
    put(world, "a.md", file(A))
    put(world, "b.md", file(B, more=FRENCH))
    put(world, SITE_FILE, "name: Other\n")
    assert alternates(world, A) == {}
    assert '<html lang="en"' in text(world, B)
    put(world, SITE_FILE, "languages: [fr, en]\n")
    assert alternates(world, B) == {}
    assert problems(world, "b.md") == [(8, "translation-twice")]
    put(world, "a.md", file(A, more="lang: en"))
    assert alternates(world, B) == {"en": A, "fr": B, "x-default": B}


@pytest.mark.parametrize("value", ["/a", "../a.md", "a", "b.md", "https://example.org/a.md"])
def test_what_is_no_other_file_is_told_to_the_author(world: World, value: str) -> None:
    put(world, "b.md", file(B, more=f"lang: fr\ntranslation_of: {value}"))
    assert problems(world, "b.md") == [(8, "translation-of")]


def test_each_language_has_lists_of_its_own(world: World) -> None:
    put(world, "a.md", file(A, title="One"))
    put(world, "b.md", file(B, title="Un", more=FRENCH, subject="Y"))
    put(world, "c.md", file(C, title="Deux", more="lang: fr-CA\nkeywords: eau"))
    with browsing(world):
        for target in ("/", "/archive/all", "/feed.atom", "/feed.json", "/api/articles", "/llms.txt", "/learn/x"):
            main, french = ask(target).text, ask(f"{target}?lang=fr").text
            assert ("One" in main, "Deux" in main, "One" in french, "Deux" in french) == (True, False, False, True)
        home = ask("/?lang=fr")
        assert '<html lang="fr" dir="ltr">' in home.text
        assert '<link rel="canonical" href="http://site/?lang=fr">' in home.text
        assert '<link rel="alternate" hreflang="en" href="http://site/">' in home.text
        assert '<a href="/learn/x?lang=fr">X</a>' in home.text
        assert '<input type="hidden" name="lang" value="fr">' in home.text
        assert 'xml:lang="fr"' in ask("/feed.atom?lang=fr").text
        assert ask("/feed.json?lang=fr").json["language"] == "fr"
        assert [each["slug"] for each in ask("/api/subjects?lang=fr").json["subjects"]] == ["x", "y"]
        assert [each["slug"] for each in ask("/api/subjects").json["subjects"]] == ["x"]
        assert ask("/learn/y").status == 404
        assert ask("/tags/eau?lang=fr").text.count("<h2>") == 1
        assert ask("/tags/eau?lang=de").status == 404
        assert ask("/search?q=deux&lang=fr").text.count("<h2>Deux") + ask("/search?lang=fr").text.count("<h2>") >= 2
        moved = ask(f"/learn/x/next?of={C}")
        assert (moved.status, moved.location) == (302, "/learn/x?lang=fr")


def test_a_language_that_the_site_does_not_have_is_not_there_and_changes_no_page(world: World) -> None:
    put(world, "a.md", file(A))
    with browsing(world):
        assert ask("/api/articles?lang=it").status == ask("/api/subjects?lang=it").status == 404
        assert ask("/api/articles?lang=*").status == 400
        assert ask("/api/articles?lang=en").json["articles"][0]["path"] == A
        assert ask("/?lang=it").text == ask("/").text
        assert ask("/archive/all?lang=it").text == ask("/archive/all").text


def test_what_stands_above_a_list_is_its_translation() -> None:
    with a_simulated_world() as world:  # of pages above lists, the oracle does not know
        put(world, SITE_FILE, "languages: [en, fr, de]\n")
        put(world, "index.md", by_its_name("Welcome"))
        put(world, "fr/index.md", by_its_name("Bienvenue"))
        put(world, "learn/x.md", by_its_name("Fields"))
        put(world, "fr/learn/x.md", by_its_name("Domaines"))
        with browsing(world):
            found = ask("/?lang=fr")
            assert (found.status, found.location) == (302, "/fr")
            assert "<h1>Domaines</h1>" in ask("/learn/x?lang=fr").text
            assert "<h1>Fields</h1>" in ask("/learn/x").text
            assert ask("/learn/x?lang=de").status == 404
        put(world, SITE_FILE, "languages: [en, fr, de]\nhome: introduction\n")
        with browsing(world):
            assert "<h1>Bienvenue</h1>" in ask("/?lang=fr").text
            assert "<h1>Welcome</h1>" in ask("/").text


def test_sitemaps_have_all_languages_and_say_what_is_a_translation(world: World) -> None:
    put(world, "a.md", file(A))
    put(world, "b.md", file(B, more=FRENCH))
    with browsing(world):
        index = ask("/sitemap.xml").text
        assert "http://site/sitemaps/2025-02.xml</loc>" in index
        assert "http://site/sitemaps/2025-02.xml?lang=fr</loc>" in index
        found = ask("/sitemaps/2025-02.xml?lang=fr").text
        assert f"<loc>http://site{B}</loc>" in found
        assert f'<xhtml:link rel="alternate" hreflang="en" href="http://site{A}"/>' in found
        assert f'<xhtml:link rel="alternate" hreflang="fr" href="http://site{B}"/>' in found


@pytest.mark.parametrize("prefix", [keys.GROUP_PREFIX, "MONTHS@fr", "SUBJECTS@fr", "MEMBERS#MONTHS@fr"])
def test_a_comparison_finds_what_the_table_lost(world: World, prefix: str) -> None:
    put(world, "a.md", file(A))
    put(world, "b.md", file(B, more=FRENCH))
    lost = [each for each in world.items() if each["pk"].startswith(prefix) and each.get("file") != "a.md"]
    assert lost
    for item in lost:
        if not item["sk"].startswith(keys.REFERRER_PREFIX):
            world.site.table.commit([{"Delete": {"Key": {"pk": item["pk"], "sk": item["sk"]}}}])
    assert world.reconcile() > 0
    world.settle_all()
    while world.reconcile():  # a page may have been made again before what it leads to was there
        world.settle_all()
    assert alternates(world, A) == {"en": A, "fr": B, "x-default": A}


def test_a_comparison_finds_an_entry_of_a_language_that_has_no_article(world: World) -> None:
    world.site.table.commit([{"Put": {"Item": {"pk": "SUBJECTS@fr", "sk": "y"}}}])
    assert world.reconcile() == 1
    world.settle_all()
    assert not [item for item in world.items() if item["pk"] == "SUBJECTS@fr"]
