"""The bytes of site.yaml to what it says, or to every reason why it cannot be used."""

import hashlib
import json
import time
import zlib
from contextlib import suppress
from dataclasses import fields, replace
from typing import Any

import pytest
from articles.publishing.errors import MAX_PROBLEMS, ArticleError, Problem
from articles.publishing.reading.languages import LANGUAGES, language_tag
from articles.publishing.reading.site import (
    MAX_PACKED,
    MAX_SITE,
    Redirect,
    SiteFile,
    in_force,
    packed,
    parse_site,
    unpacked,
)
from articles.publishing.reading.site_keys import SITE_KEYS
from articles.publishing.reading.site_links import Link
from articles.publishing.reading.site_parts import Colors, Errors, ErrorText, Fonts, Head, Palette, Sections, Social
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support import grammar

WHOLE = """# yaml-language-server: $schema=site.schema.json
name: Kitchen Notes
author: >-
    The
    Kitchen
time_zone: Europe/Berlin   # since we are there
language: de-at
date_format: Medium
noindex: Yes
robots: |
    User-agent: *
    # nothing for robots

    Disallow: /
extra_keys: level, reviewed_by, level
ignore:
    - drafts/
    - "*.tmp.md"
tagline: Recipes
home: introduction
sections: {related: More}
errors: {gone: {text: It was.}}
head: {html: <meta>, hosts: a.example}
logo: /assets/Logo.svg
favicon: https://cdn.example.org/f.png
social: {image: /assets/card.png, twitter: a, fediverse: b@c.example}
colors: {light: {accent: "#0B57A4"}}
fonts: {code: Fira Code}
width: 46
description: Recipes, and why.
navigation: {A: /a, B: [{C: /c#d}, {E: "mailto:e@example.org"}]}
footer: [F, {G: /g}]
frames: [Maps.example.org, player.vimeo.com, maps.example.org]
redirects:
    /Old: /learn/physics/questions/new
    /shop: HTTPS://Shop.Example.org/käse?x=<y>#z
    /everything: /
"""


def site(text: str) -> SiteFile:
    return parse_site(text.encode())


def problems(text: str | bytes) -> tuple[Problem, ...]:
    """What is wrong with a file that cannot be used."""
    with pytest.raises(ArticleError) as caught:
        parse_site(text if isinstance(text, bytes) else text.encode())
    return caught.value.problems


def places(text: str | bytes) -> list[tuple[int, int, str]]:
    return [(problem.line, problem.column, problem.code) for problem in problems(text)]


def warnings(text: str) -> list[tuple[int, int, str]]:
    return [(problem.line, problem.column, problem.code) for problem in site(text).warnings]


def test_every_key_is_read() -> None:
    assert site(WHOLE) == SiteFile(
        name="Kitchen Notes",
        author="The Kitchen",
        time_zone="Europe/Berlin",
        language="de-AT",
        date_format="medium",
        noindex=True,
        robots="User-agent: *\n# nothing for robots\n\nDisallow: /",
        extra_keys=("level", "reviewed_by"),
        ignore=("drafts/", "*.tmp.md"),
        tagline="Recipes",
        home="introduction",
        sections=Sections("More"),
        errors=Errors(gone=ErrorText(text="It was.")),
        head=Head("<meta>", ("a.example",)),
        logo="/assets/Logo.svg",
        favicon="https://cdn.example.org/f.png",
        social=Social("/assets/card.png", "@a", "@b@c.example"),
        colors=Colors(Palette(accent="#0b57a4")),
        fonts=Fonts(code="Fira Code"),
        width=46,
        description="Recipes, and why.",
        navigation=(
            Link("A", "/a"),
            Link("B", "", (Link("C", "/c#d"), Link("E", "mailto:e@example.org"))),
        ),
        footer=(Link("F"), Link("G", "/g")),
        frames=("maps.example.org", "player.vimeo.com"),
        redirects=(
            Redirect("/old", "/learn/physics/questions/new", 35, 5),
            Redirect("/shop", "https://shop.example.org/k%C3%A4se?x=%3Cy%3E#z", 36, 5),
            Redirect("/everything", "/", 37, 5),
        ),
    )


def test_the_definition_of_the_keys_has_the_fields_and_their_defaults() -> None:
    of_file = {each.name: each.default for each in fields(SiteFile) if each.name not in ("files", "warnings")}
    assert {key.name: key.default for key in SITE_KEYS} == of_file


@pytest.mark.parametrize(
    "text",
    [
        *("", "\ufeff", "\n# nothing\n", "---\nname:\n", "name:\nauthor: ''\ntime_zone: ' '\nlanguage:\n"),
        *("noindex: ~\nrobots:\nextra_keys: null\nignore: []\nredirects:\n", "robots: |\n\n\n", "redirects: {}\n"),
    ],
)
def test_what_has_no_value_has_its_default(text: str) -> None:
    assert site(text) == SiteFile()


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("- name\n", (1, 1, "front-matter-keys")),
        ("name", (1, 1, "front-matter-keys")),
        ("name: a: b\n", (1, 8, "yaml-colon")),
        ("name: a\nname: b\n", (2, 1, "yaml-duplicate")),
        ("name: a\n---\nname: b\n", (2, 1, "yaml-documents")),
        ("name: !env HOME\n", (1, 7, "yaml-tag")),
        ("name: !!python/name:os.system x\n", (1, 7, "yaml-tag")),
        ("<<: {name: a}\n", (1, 1, "yaml-merge")),
        ("name: [a]\n", (1, 7, "wrong-type")),
        (f"name: {'x' * 201}\n", (1, 7, "text-too-long")),
        (f"author: {'x' * 201}\n", (1, 9, "text-too-long")),
        ("time_zone: Mars/Olympus\n", (1, 12, "time-zone-unknown")),
        ("time_zone: localtime\n", (1, 12, "time-zone-unknown")),
        ("time_zone: ../../etc/passwd\n", (1, 12, "time-zone-unknown")),
        ("time_zone: /etc/localtime\n", (1, 12, "time-zone-unknown")),
        ("language: tlh\n", (1, 11, "language-unknown")),
        ("date_format: DD.MM.YYYY\n", (1, 14, "site-date-format")),
        ("noindex: perhaps\n", (1, 10, "not-a-flag")),
        ("noindex: [true]\n", (1, 10, "wrong-type")),
        ("robots: [a]\n", (1, 9, "wrong-type")),
        ("robots: |\n    User-agent: *\n    no rule\n", (3, 5, "robots-rule")),
        ('robots: "User-agent: *\\nno rule"\n', (1, 9, "robots-rule")),
        ("robots: >-\n    User-agent: *\n    Disallow: /\n", (1, 9, "robots-rule")),
        ("robots: |\n    Allow: \u202e\n", (2, 5, "robots-rule")),
        (f"robots: |\n    Allow: /{'x' * 1000}\n", (1, 9, "text-too-long")),
        ("extra_keys: {a: b}\n", (1, 13, "wrong-type")),
        ("extra_keys: [a, [b]]\n", (1, 17, "wrong-type")),
        (f"extra_keys: [{'x' * 65}]\n", (1, 14, "text-too-long")),
        (f"extra_keys: [{', '.join(f'k{n}' for n in range(10, 61))}]\n", (1, 264, "too-many-items")),
        ("frames: [a.example, https://b.example]\n", (1, 21, "host-name")),
        ("frames: localhost\n", (1, 9, "host-name")),
        ("ignore: ['!a']\n", (1, 10, "ignore-pattern")),
        ("ignore: [a, 'a//b']\n", (1, 13, "ignore-pattern")),
        (f"ignore: [{'x' * 201}]\n", (1, 10, "text-too-long")),
        ("redirects: [a]\n", (1, 12, "wrong-type")),
        ("redirects: /a\n", (1, 12, "wrong-type")),
    ],
)
def test_what_cannot_be_used_is_an_error_at_its_place(text: str, place: tuple[int, int, str]) -> None:
    assert places(text) == [place]


def test_all_problems_are_reported_together_but_not_more_than_an_author_can_use() -> None:
    assert places("name: [a]\nlanguage: tlh\nnames: b\nnoindex: maybe\n") == [
        (1, 7, "wrong-type"),
        (2, 11, "language-unknown"),
        (3, 1, "site-key-unknown"),
        (4, 10, "not-a-flag"),
    ]
    assert len(problems("noindex: x\n" + "".join(f"key{number}: x\n" for number in range(5_000)))) == MAX_PROBLEMS


def test_bytes_that_are_no_text_and_a_file_that_is_too_large_are_problems() -> None:
    assert places(b"name: caf\xe9\n") == [(1, 10, "encoding")]
    assert places(b"name: \x1b[2J\n") == [(1, 7, "control-character")]
    assert parse_site(b"#" * MAX_SITE) == SiteFile()
    assert places(b"#" * (MAX_SITE + 1)) == [(1, 1, "file-too-large")]


def test_no_message_speaks_of_articles_or_front_matter() -> None:
    for text in ("a: &x b", "a: *x", "a: !x b", "<<: {a: b}", "%YAML 1.2\n", "- a"):
        for problem in problems(text):
            assert "front matter" not in problem.message
            assert "articles cannot" not in problem.message


@pytest.mark.parametrize(
    ("text", "cure"),
    [
        ("timezone: UTC", "did you mean time_zone?"),
        ("Name: x", "did you mean name?"),
        ("extra-keys: x", "did you mean extra_keys?"),
        ("colour: red", "did you mean colors?"),
        ("url: https://www.example.org", "by the deployment, as SiteUrl; remove url."),
    ],
)
def test_an_unknown_key_is_a_warning_with_a_cure(text: str, cure: str) -> None:
    [warning] = site(text).warnings
    assert (warning.line, warning.column, warning.code) == (1, 1, "site-key-unknown")
    assert warning.severity == "warning"
    assert warning.message.endswith(cure)


def test_a_comment_is_a_warning_only_in_text() -> None:
    assert warnings("noindex: true # staging\ntime_zone: UTC # for now\nignore: [a] # old\n") == []
    assert warnings("name: We are #1 # really\n") == [(1, 14, "yaml-comment")]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("europe/berlin", "Europe/Berlin"),
        ("Europe/Berln", "Europe/Berlin"),
        ("Tokyo", "Asia/Tokyo"),
        ("New York", "America/New_York"),
        ("CEST", "Europe/Berlin"),  # the example that is always given: abbreviations mean several zones
        ("GMT+1", "Europe/Berlin"),
    ],
)
def test_a_time_zone_that_was_meant_is_named(written: str, meant: str) -> None:
    [problem] = problems(f"time_zone: {written}")
    assert problem.message == f"{written} is not a time zone; write an IANA name, such as {meant}"


@pytest.mark.parametrize(
    ("written", "tag"),
    [("EN", "en"), ("de-at", "de-AT"), ("zh-hant-tw", "zh-Hant-TW"), ("ES-419", "es-419"), ("pt-BR", "pt-BR")],
)
def test_a_language_is_written_as_its_standard_has_it(written: str, tag: str) -> None:
    assert site(f"language: {written}").language == tag


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("German", "de"),
        ("Portugese", "pt"),
        ("de_AT", "de-AT"),
        ("de-Latn", "de"),
        ("en-GB-oed", "en"),
        ("xx", "one of"),
    ],
)
def test_a_language_that_was_meant_is_named(written: str, meant: str) -> None:
    [problem] = problems(f"language: {written}")
    assert problem.message.partition("; write ")[2].startswith(meant)


def test_every_language_has_a_tag_in_its_standard_form() -> None:
    assert [language_tag(tag) for tag in LANGUAGES] == list(LANGUAGES)
    assert list(LANGUAGES) == sorted(LANGUAGES)


@pytest.mark.parametrize(("written", "flag"), [("true", True), ("YES", True), ("'true'", True), ("No", False)])
def test_a_flag_is_written_as_people_do(written: str, flag: bool) -> None:
    assert site(f"noindex: {written}").noindex is flag


def test_a_pattern_that_matches_the_settings_is_a_warning_and_kept() -> None:
    read = site("ignore: ['*.yaml', drafts/]")
    assert read.ignore == ("*.yaml", "drafts/")
    assert [(each.column, each.code) for each in read.warnings] == [(10, "ignore-site")]
    assert site("ignore: drafts/").ignore == ("drafts/",)


@pytest.mark.parametrize("text", ["frames: []", "frames: [ ]\n", "frames: ['']"])
def test_an_empty_list_of_hosts_is_not_the_default(text: str) -> None:
    assert site(text).frames == ()
    assert SiteFile().frames
    assert unpacked(packed(site(text))).frames == ()


# Redirects


@pytest.mark.parametrize(
    ("target", "stored"),
    [
        ("/New", "/new"),
        ("/caf%C3%A9", "/café"),
        ("/", "/"),
        ("/learn/physics", "/learn/physics"),
        ("/feed.atom", "/feed.atom"),
        ("/a/b.json", "/a/b.json"),
        ("/assets/Logo.PNG", "/assets/Logo.PNG"),
        ("http://example.org", "http://example.org"),
        ("https://münchen.example/ä%20b?q=1&r=[x]#top", "https://xn--mnchen-3ya.example/%C3%A4%20b?q=1&r=[x]#top"),
        ("https://example.org:8443/", "https://example.org:8443/"),
    ],
)
def test_a_target_is_a_path_or_an_address_in_ascii(target: str, stored: str) -> None:
    [redirect] = site(f"redirects:\n  /old: '{target}'\n").redirects
    assert redirect == Redirect("/old", stored, 2, 3)
    assert site(f"redirects:\n  /old: '{stored}'\n").redirects == (redirect,)


@pytest.mark.parametrize(
    ("target", "code", "cure"),
    [
        ("javascript:alert(1)", "redirect-target", "a path of this site"),
        ("JaVaScRiPt:alert(1)", "redirect-target", "a path of this site"),
        ("data:text/html,x", "redirect-target", "a path of this site"),
        ("ftp://example.org/", "redirect-target", "a path of this site"),
        ("http\u017f://example.org/", "redirect-target", "a path of this site"),
        ("https:/example.org", "redirect-target", "a path of this site"),
        ("https:///x", "redirect-target", "not a valid name"),
        ("https://a b.example/", "redirect-target", "without spaces"),
        ("https://example.org/a b", "redirect-target", "without spaces"),
        ("https://example.org\\@evil.example", "redirect-target", "a path of this site"),
        ("https://example.org/\u202e", "redirect-target", "a path of this site"),
        ("//example.org/x", "redirect-target", "https://example.org/x"),
        ("///example.org/x", "redirect-target", "https:///example.org/x"),
        ("example.org/x", "redirect-target", "https://example.org/x"),
        ("page", "redirect-target", "a path of this site"),
        ("", "redirect-target", "a path of this site"),
        ("https://me:secret@example.org/", "redirect-target", "remove what precedes @"),
        ("https://-a.example/", "redirect-target", "not a valid name"),
        ("https://a..example/", "redirect-target", "not a valid name"),
        ("https://stra\xdfe.example/", "redirect-target", "not a valid name"),
        ("https://[::1]/", "redirect-target", "not a valid name"),
        ("https://example.org:99999/", "redirect-target", "not a valid name"),
        (f"https://{'a.' * 200}example/", "redirect-target", "not a valid name"),
        (f"https://example.org/{'x' * 2000}", "redirect-target", "shorten it"),
        (f"https://example.org/{'é' * 400}", "redirect-target", "shorten it"),
        ("/a b", "url-form", "/a-b"),
        ("/learn/", "url-form", "/learn"),
        ("/learn/../api/x", "url-form", "/api/x"),
        ("/a?b", "url-character", "may not contain ?"),
        ("/a#b", "url-character", "may not contain #"),
        (f"/{'x' * 900}", "url-too-long", "900"),
    ],
)
def test_anything_else_is_no_target(target: str, code: str, cure: str) -> None:
    [problem] = problems(f"redirects:\n  /old: '{target}'\n")
    assert (problem.line, problem.column, problem.code) == (2, 9, code)
    assert cure in problem.message


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        (["/a: /a"], [(2, "redirect-loop")]),
        (["/a: /A"], [(2, "redirect-loop")]),
        (["/a: /b", "/c: /d", "/b: /c", "/d: /a", "/e: /a"], [(5, "redirect-loop")]),
        (["/a: /b", "/A: /c"], [(3, "redirect-twice")]),
        (["/a: /b", "/a: /c"], [(3, "yaml-duplicate")]),
        (["/learn/physics: /b"], [(2, "url-reserved")]),
        (["/a.md: /b"], [(2, "url-suffix")]),
        (["a: /b"], [(2, "url-form")]),
        (["https://example.org/a: /b"], [(2, "url-not-a-path")]),
        (["/a: [/b]"], [(2, "wrong-type")]),
        (["/a: {/b: /c}"], [(2, "wrong-type")]),
        (["/a: *b"], [(2, "yaml-alias")]),
        (["/a: /b", "/b: /c", "/c: /d", "/e: /d"], []),
    ],
)
def test_each_path_leads_somewhere_else_and_only_there(lines: list[str], found: list[tuple[int, str]]) -> None:
    text = "\n  ".join(["redirects:", *lines])
    if found:
        assert [(line, code) for line, _, code in places(text)] == found
    else:
        assert len(site(text).redirects) == len(lines)


@pytest.mark.parametrize("last", ["/end", "/0"])
@pytest.mark.parametrize("step", [1, -1])
def test_long_chains_are_followed_in_time(last: str, step: int) -> None:
    count = 3_500
    lines = [f" /{number}: /{number + 1}\n" for number in range(count)][::step]
    start = time.process_time()
    text = f"redirects:\n{''.join(lines)} /{count}: {last}\n"
    if last == "/0":
        assert [code for *_, code in places(text)] == ["redirect-loop"]
    else:
        assert len(site(text).redirects) == count + 1
    assert time.process_time() - start < 2


# What is kept in the table


def test_settings_that_are_too_large_together_are_a_problem_at_the_largest() -> None:
    noise = [hashlib.sha512(bytes([number])).hexdigest() for number in range(50)]
    [problem] = problems(f"name: A\nignore: [{', '.join(noise)}]\n")
    assert (problem.line, problem.column, problem.code) == (2, 1, "site-too-large")
    assert problem.message.endswith("shorten ignore.")


def test_what_is_packed_comes_back_without_redirects_and_warnings() -> None:
    read = site(WHOLE + "unknown: x\n")
    assert unpacked(packed(read)) == in_force(read)
    assert unpacked(packed(SiteFile())) == SiteFile()
    assert len(packed(read)) < MAX_PACKED


def test_what_another_version_packed_can_be_read() -> None:
    stored: dict[str, Any] = {"name": "A", "look": "dark", "redirects": [["/a", "/b"]], "ignore": ["x"]}
    assert unpacked(zlib.compress(json.dumps(stored).encode())) == SiteFile(name="A", ignore=("x",))


TEXTS = st.lists(st.text(max_size=20), max_size=4).map(tuple)


@given(
    st.builds(
        SiteFile,
        name=st.text(),
        author=st.text(),
        noindex=st.booleans(),
        robots=st.text(),
        extra_keys=TEXTS,
        ignore=TEXTS,
    )
)
def test_whatever_is_packed_comes_back(read: SiteFile) -> None:
    printable = replace(read, name=read.name.encode("utf-8", "replace").decode())
    assert unpacked(packed(printable)) == printable


# Whatever the file holds


NAMES = [key.name for key in SITE_KEYS]
VALUES = st.one_of(
    grammar.yaml.map(lambda text: text[:300]),
    grammar.paths.map(lambda text: text[:300]),
    st.sampled_from(
        [
            "true",
            "de",
            "UTC",
            "/a",
            "https://a.b/",
            "|\n    Allow: /\n",
            "[a, b]",
            "[a, {b: /c}, {d: [e]}]",
            "\n  /a: /b",
            "\n  - a/**",
        ]
    ),
)
LINES = st.tuples(st.sampled_from([*NAMES, "  /a", "  /b", "  - x"]), VALUES).map(
    lambda line: f"{line[0]}: {line[1]}\n"
)
FILES = st.one_of(
    st.binary(max_size=200),
    st.text(max_size=100).map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.lists(LINES, max_size=6).map(lambda lines: "".join(lines).encode("utf-8", "surrogatepass")),
)


@pytest.mark.proof
@settings(max_examples=200, deadline=None)
@given(FILES)
def test_any_bytes_are_read_or_refused(source: bytes) -> None:
    try:
        found = parse_site(source).warnings
    except ArticleError as error:
        found = error.problems
        assert any(problem.severity == "error" for problem in found)
    assert len(found) <= MAX_PROBLEMS
    assert all(problem.line >= 1 and problem.column >= 1 and problem.message.isprintable() for problem in found)


@pytest.mark.parametrize(
    "hostile",
    [
        "[" * MAX_SITE,
        "a: " + "{" * (MAX_SITE - 3),
        "- " * (MAX_SITE // 2),
        "a: &a [x]\n" + "".join(f"b{n}: &b{n} [{'*a, ' * 9}*a]\n" for n in range(900)),
        "".join(f"<<: {{a{n}: b}}\n" for n in range(4_000)),
        "".join(f"k{n}:\n" for n in range(9_000)),
        "".join(f"{'k' * 55}{n}:\n" for n in range(1_000)),
        "k" * MAX_SITE,
        "redirects:\n" + "".join(f" /{n}: x\n" for n in range(5_000)),
        "redirects:\n" + "".join(f" /{n}: https://{'a.' * 100}\n" for n in range(280)),
        f"redirects:\n /a: https://{'ä' * 32_000}\n",
        f"redirects:\n /a: '{'//' * 32_000}'\n",
        f"redirects:\n /a: {'a.' * 32_000}\n",
        f"redirects:\n /a: {'%C3%A9' * 10_000}\n",
        "ignore: [" + "a/b, " * 12_000 + "]",
        "ignore: [" + ", ".join(f"'*a*a*a*a*a*a*a*a{n}'" for n in range(2_500)) + "]",
        "extra_keys: " + "a," * 32_000,
        "robots: |\n" + "  x\n" * 16_000,
        f"time_zone: {'Europe/' * 9_000}",
        f"language: {'de-' * 20_000}",
        "name: " + "x " * 32_000,
    ],
    ids=lambda text: text[:20],
)
def test_no_file_takes_long(hostile: str) -> None:
    start = time.process_time()
    with suppress(ArticleError):
        parse_site(hostile.encode()[:MAX_SITE])
    assert time.process_time() - start < 2
