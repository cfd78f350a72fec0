"""docs/site.md and docs/site.schema.json agree with the code; `REGENERATE=1 pytest` makes what comes from it."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from articles.publishing.errors import ArticleError, Problem
from articles.publishing.reading.languages import LANGUAGES
from articles.publishing.reading.site import MAX_PACKED, MAX_SITE, SiteFile, parse_site
from articles.publishing.reading.site_keys import SITE_KEYS
from articles.publishing.reading.site_kinds import MAX_ADDRESS_BYTES
from articles.publishing.reading.site_style import MAX_STYLE, read_style
from articles.publishing.reading.site_words import MAX_WORD, MAX_WORDS, read_site_words
from jsonschema import Draft202012Validator

from tests.support import site_docs
from tests.support.approved import assert_approved
from tests.support.problem_codes import OF_THE_SITE, codes_in

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs/site.md"
SCHEMA = ROOT / "docs/site.schema.json"
DOCS = PAGE.read_text(encoding="utf-8")

SECTIONS = [
    (code, severity, re.findall(r"^```(yaml|css|words)\n(.*?)^```", text, flags=re.MULTILINE | re.DOTALL))
    for code, severity, text in re.findall(
        r"^#### `([a-z-]+)` \((\w+)\)\n(.*?)(?=^#|\Z)", DOCS, flags=re.MULTILINE | re.DOTALL
    )
]
WITH_EXAMPLES = [pytest.param(*section, id=section[0]) for section in SECTIONS if section[2]]


def problems(text: str, language: str = "yaml") -> tuple[Problem, ...]:
    try:
        match language:
            case "css":
                return read_style(text.encode(), ())
            case "words":
                return read_site_words("en", text.encode())[1]
        return parse_site(text.encode()).warnings
    except ArticleError as error:
        return error.problems


def section(name: str) -> str:
    (found,) = re.findall(rf"^### {name}\n\n(.*?)(?=^#)", DOCS, flags=re.MULTILINE | re.DOTALL)
    return " ".join(found.split())


@pytest.mark.parametrize(("name", "made"), [("table", site_docs.table), ("examples", site_docs.examples)])
def test_what_comes_from_the_definition_is_in_the_page(name: str, made: Any) -> None:
    begin, end = f"<!-- {name}: from reading/site_keys.py -->\n", "<!-- end -->"
    page = PAGE.read_text(encoding="utf-8")
    before, _, rest = page.partition(begin)
    assert_approved(f"{before}{begin}{made()}\n{end}{rest.partition(end)[2]}", PAGE)


def test_the_schema_is_that_of_the_definition() -> None:
    assert_approved(site_docs.schema(), SCHEMA)
    Draft202012Validator.check_schema(json.loads(site_docs.schema()))


def test_every_key_has_a_section_that_begins_with_what_it_does() -> None:
    for key in SITE_KEYS:
        assert section(key.name).startswith(key.about)


def test_the_languages_and_limits_are_named() -> None:
    assert ", ".join(f"`{tag}`" for tag in LANGUAGES) in section("language")
    assert f"at most {MAX_SITE // 1024} KiB" in DOCS
    assert f"at most {MAX_PACKED:,} bytes" in " ".join(DOCS.split())
    assert f"at most {MAX_ADDRESS_BYTES:,} bytes" in section("redirects")


def test_every_code_of_the_site_is_documented_and_every_documented_code_exists() -> None:
    assert sorted(code for code, *_ in SECTIONS) == sorted(codes_in(OF_THE_SITE), key=str)


@pytest.mark.parametrize(("code", "severity", "examples"), WITH_EXAMPLES)
def test_the_first_example_has_the_problem_and_the_second_has_none(
    code: str, severity: str, examples: list[tuple[str, str]]
) -> None:
    (language, bad), (_, cured) = examples
    assert (code, severity) in {(problem.code, problem.severity) for problem in problems(bad, language)}
    assert problems(cured, language) == ()


def test_the_style_to_begin_with_has_no_problem() -> None:
    css = re.findall(r"```css\n(.*?)```", DOCS, flags=re.DOTALL)[0]
    assert problems(css, "css") == ()
    assert f"at most {MAX_STYLE // 1024} KiB" in section("A style")


def test_the_words_to_begin_with_have_no_problem() -> None:
    words = re.findall(r"```words\n(.*?)```", DOCS, flags=re.DOTALL)[0]
    assert problems(words, "words") == ()
    assert f"at most {MAX_WORDS // 1024} KiB,** and a word at most {MAX_WORD} characters" in section("Words")


def test_the_whole_example_has_every_key_and_no_problem() -> None:
    """It is there to be copied, so it does not hide a site."""
    read = parse_site(site_docs.examples().strip("`").removeprefix("yaml\n").encode())
    assert read.warnings == ()
    default = SiteFile()
    assert [key.name for key in SITE_KEYS if getattr(read, key.name) == getattr(default, key.name)] == ["noindex"]


def test_the_rows_of_patterns_are_patterns_without_a_problem() -> None:
    rows = re.findall(r"^\| (`[^|]*`) \|", section_lines("ignore"), re.MULTILINE)
    patterns = [pattern for row in rows for pattern in re.findall("`([^`]*)`", row)]
    assert len(patterns) >= 6
    assert parse_site(f"ignore: {json.dumps(patterns)}".encode()).ignore == tuple(patterns)


def section_lines(name: str) -> str:
    return DOCS.partition(f"\n### {name}\n")[2].partition("\n### ")[0]


ACCEPTED = [
    *("", "name: A", "name: 2026", "author: ''", "time_zone: UTC", "time_zone: America/Argentina/Buenos_Aires"),
    *("time_zone: Etc/GMT+1", "language: de-AT", "language: ZH-hant-tw", "language: es-419", "noindex: true"),
    *("date_format: Short", "date_format: LONG", "date_format:"),
    *("noindex: Yes", "noindex: 'NO'", "noindex:", "robots: ''", "robots: |\n  User-agent: *\n\n  # x\n  Disallow:\n"),
    *("extra_keys: a, b", "extra_keys: [a, 3]", "ignore: drafts/", "ignore: ['*.md', /a/**/b, '?']", "ignore: []"),
    *("colors:", "colors: {light: {paper: '#fff', ink: '000000'}, dark: }", "width: 30", "width: '80'", "width:"),
    *("fonts: {text: 'Inter, sans', code: }", "fonts:"),
    *("logo:", "logo: /assets/Logo.svg", "favicon: HTTPS://cdn.example.org/a.png?b", "social:"),
    *("social: {image: /assets/a.png, twitter: a_b, fediverse: '@a@b.example'}", "social: {twitter: '@a', image: }"),
    *("head:", "head: {html: '<meta>', hosts: a.example}", "head: {hosts: [a.example]}", "head: {html: , hosts: }"),
    *("errors:", "errors: {not_found: {title: A, text: 404}, gone:  , unavailable: {text: B}}"),
    *(
        "home:",
        "home: article",
        "home: introduction",
        "home: subjects",
        "sections:",
        "sections: {related: More, newest: 2026}",
    ),
    *("navigation:", "navigation: {A: /a, B: {C: /c}}", "footer: [A, {B: /b}, {C: [{D: 'tel:+49'}, E]}]"),
    *("footer: A", "footer: [{A: '/B?c#d', B: HTTPS://a.example}]", "navigation: []", "tagline: 2026"),
    *("related:", "related: {fill: 0}", "related: {fill: 10}", "related: {fill: '7'}", "related:\n  fill:\n"),
    *("redirects:", "redirects: {/a: /}", "redirects: {/A: /assets/B.png, /c: 'https://ä.example/?x#y'}"),
    *("redirects: {/ab: HTTP://a.example:80}", (ROOT / "content/site.yaml").read_text(encoding="utf-8")),
    site_docs.examples().strip("`").removeprefix("yaml\n"),
]
REFUSED = [
    *("[a]", "text", "name: [a]", "name: {a: b}", f"name: {'x' * 201}", "time_zone: ../etc/passwd", "time_zone: [UTC]"),
    *("time_zone: /etc/localtime", "language: tlh", "language: de_AT", "language: German", "language: de-Latn"),
    *("date_format: d.m.Y", "date_format: [long]"),
    *("noindex: perhaps", "noindex: [true]", "robots: no rule", "robots: |\n  Allow: /\n  no rule\n", "robots: [a]"),
    *(f"robots: 'Allow: /{'x' * 1000}'", "extra_keys: {a: b}", "extra_keys: [[a]]", f"extra_keys: [{'x' * 65}]"),
    *(f"extra_keys: [{', '.join(f'k{n}' for n in range(51))}]", "ignore: ['!a']", "ignore: '#a'", "ignore: '[a]'"),
    *("colors: {light: {paper: red}}", "colors: [a]", "colors: {light: {paper: '#12345'}}", "width: 29", "width: wide"),
    *("fonts: {text: 'a;b'}", "fonts: Inter", "fonts: {code: [a]}", "fonts: {text: 'a, b, c, d, e, f'}"),
    *("logo: a.svg", "logo: http://a.example/b.png", "logo: /a.png", "favicon: [a]", "favicon: /assets/a.png?b"),
    *("social: {twitter: a-b}", "social: {fediverse: a}", "social: {image: a}", "social: '@a'"),
    *("head: '<meta>'", "head: {hosts: [a]}", "head: {html: [a]}", f"head: {{html: '{'<meta>' * 400}'}}"),
    *(
        "errors: Gone",
        "errors: {gone: Gone}",
        "errors: {gone: {title: [a]}}",
        f"errors: {{gone: {{text: {'x' * 301}}}}}",
    ),
    *("home: lists", "home: [a]", "sections: More", f"sections: {{related: {'x' * 61}}}", "sections: {related: [a]}"),
    *("navigation: {A: b}", "navigation: [[A]]", "footer: [{A: 'javascript:b'}]", "footer: {A: //b.example}"),
    *("footer: {A: {B: {C: /c}}}", f"navigation: [{{{'x' * 61}: /a}}]", "navigation: {A: }", "tagline: [a]"),
    *(f"footer: [{', '.join('A' for _ in range(21))}]", f"description: {'x' * 501}"),
    *("frames: [a]", "frames: ['https://a.example']", "frames: [a.example/b]", "frames: ['*.example.org']"),
    *("frames: ['a.example:80']", f"frames: [{', '.join(f'a{n}.example' for n in range(21))}]", "frames: {a: b}"),
    *("related: 5", "related: {fill: 11}", "related: {fill: -1}", "related: {fill: many}", "related: {fill: [1]}"),
    *("ignore: a//b", "ignore: /", "ignore: 'a\\b'", f"ignore: [{'x' * 201}]", "redirects: [a]", "redirects: /a"),
    *(
        "redirects: {a: /b}",
        "redirects: {/a/: /b}",
        "redirects: {/: /b}",
        "redirects: {'/a?b': /b}",
        "redirects: {/a: ''}",
    ),
    *("redirects: {/a: //b.example}", "redirects: {/a: b.example}", "redirects: {/a: 'javascript:x'}"),
    *("redirects: {/a: 'https://u:p@b.example/'}", "redirects: {/a: 'https:///b'}", "redirects: {/a: [/b]}"),
    *("redirects: {/a: '/b#c'}", "redirects: {/a: 'https://b.example/c d'}", "redirects: {/a: 'ftp://b.example/'}"),
    f"redirects: {{/a: https://b.example/{'x' * 2000}}}",
]


@pytest.mark.parametrize("text", ACCEPTED, ids=lambda text: text[:40])
def test_the_schema_accepts_what_is_read(text: str) -> None:
    assert [problem for problem in problems(text) if problem.severity == "error"] == []
    validator = Draft202012Validator(json.loads(site_docs.schema()))
    assert [error.message for error in validator.iter_errors(yaml.safe_load(text))] == []


@pytest.mark.parametrize("text", REFUSED, ids=lambda text: text[:40])
def test_the_schema_refuses_what_cannot_be_used(text: str) -> None:
    assert any(problem.severity == "error" for problem in problems(text))
    assert not Draft202012Validator(json.loads(site_docs.schema())).is_valid(yaml.safe_load(text))


def test_the_schema_refuses_unknown_keys_which_are_warnings() -> None:
    assert [problem.severity for problem in problems("nane: A")] == ["warning"]
    assert not Draft202012Validator(json.loads(site_docs.schema())).is_valid({"nane": "A"})
