import pytest
from articles.publishing.reading.aliases import MAX_ALIASES, Alias
from articles.publishing.reading.article import Article, parse_article
from hypothesis import given
from hypothesis import strategies as st

from tests.support import grammar

SITE = "https://www.example.org"


def article(keys: str, url: str = "/docs/guide/new", site: str = SITE) -> Article:
    return parse_article(f"---\ntitle: New\nurl: {url}\n{keys}\n---\n\nText.\n".encode(), "a.md", url=site)


def paths(keys: str, url: str = "/docs/guide/new") -> list[str]:
    read = article(keys, url)
    assert read.warnings == ()
    return [alias.path for alias in read.aliases]


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ("aliases: /old", ["/old"]),
        ("aliases: [/old, /older]", ["/old", "/older"]),
        ("aliases:\n  - /old\n  - /older", ["/old", "/older"]),
        ("redirect_from: /old", ["/old"]),
        ("redirect_from: old/name", ["/old/name"]),
        ("redirect_from: [/1, /2]\naliases: [/3, /1]", ["/3", "/1", "/2"]),
        ("redirect_from: /2015/01/02/name.html", ["/2015/01/02/name.html"]),
        ("redirect_from: /old/index.html", ["/old/index.html"]),
        ("aliases: /old/", ["/old"]),
        ("aliases: /Old/Name", ["/old/name"]),
        ("aliases: How to/Embed files", ["/docs/guide/how-to/embed-files"]),
        ("redirect_from: /How to/Embed files", ["/how-to/embed-files"]),
        ("aliases: old", ["/docs/guide/old"]),
        ("aliases: old/", ["/docs/guide/old"]),
        ("aliases: ./old", ["/docs/guide/old"]),
        ("aliases: ../old", ["/docs/old"]),
        ("aliases: ../../../old", ["/old"]),
        ("redirect_from: ./old", ["/old"]),
        (f"aliases: {SITE}/old/", ["/old"]),
        ("aliases: http://WWW.example.org/old", ["/old"]),
        ("aliases: //www.example.org/old", ["/old"]),
        ("aliases: /café", ["/café"]),
        ("aliases: /cafe\u0301", ["/café"]),
        ("aliases: /caf%C3%A9", ["/café"]),
        ("aliases: ['/old', '', ' ']", ["/old"]),
        ("aliases:", []),
        ("aliases: []", []),
        ("", []),
    ],
)
def test_an_alias_is_read_as_people_write_it(keys: str, expected: list[str]) -> None:
    assert paths(keys) == expected


def test_a_page_at_the_root_has_its_aliases_there() -> None:
    assert paths("aliases: [old, ../older]", url="/new") == ["/old", "/older"]


@pytest.mark.parametrize(
    ("keys", "line", "column", "code"),
    [
        ("aliases: /docs/guide/new", 4, 10, "alias-own-path"),
        ("aliases: [/old, new]", 4, 17, "alias-own-path"),
        ("aliases:\n  - /old\n  - https://elsewhere.org/old", 6, 5, "alias-elsewhere"),
        ("aliases: //elsewhere.org/old", 4, 10, "alias-elsewhere"),
        ("aliases: /learn/x", 4, 10, "url-reserved"),
        ("aliases: /", 4, 10, "url-reserved"),
        (f"aliases: {SITE}", 4, 10, "url-reserved"),
        ("aliases: /old?page=1", 4, 10, "url-character"),
        ("aliases: /old.md", 4, 10, "url-suffix"),
        ("aliases: /caf%E9", 4, 10, "url-encoding"),
        ("aliases: {a: b}", 4, 10, "wrong-type"),
        ("aliases: [[/old]]", 4, 11, "wrong-type"),
    ],
)
def test_an_alias_that_cannot_be_used_is_a_warning_in_its_place(keys: str, line: int, column: int, code: str) -> None:
    (warning,) = article(keys).warnings
    assert (warning.line, warning.column, warning.code, warning.severity) == (line, column, code, "warning")


def test_what_can_be_used_beside_it_is() -> None:
    read = article("aliases: [/learn/x, /old]")
    assert [alias.path for alias in read.aliases] == ["/old"]


def test_more_aliases_than_can_be_are_one_warning_and_the_first_are_kept() -> None:
    lines = "\n".join(f"  - /old/{number}" for number in range(MAX_ALIASES + 5))
    read = article(f"aliases:\n{lines}")
    assert [alias.path for alias in read.aliases] == [f"/old/{number}" for number in range(MAX_ALIASES)]
    (warning,) = read.warnings
    assert (warning.line, warning.code) == (5 + MAX_ALIASES, "alias-too-many")


def test_an_address_is_no_alias_where_the_site_has_none() -> None:
    read = article("aliases: [https://www.example.org/old, /older]", site="")
    assert ([alias.path for alias in read.aliases], read.warnings) == (["/older"], ())


def test_an_alias_has_its_place_in_the_file() -> None:
    assert article("aliases: [/old, /older]").aliases == (Alias("/old", 4, 11), Alias("/older", 4, 17))


@given(st.lists(grammar.paths, max_size=4))
def test_whatever_is_written_is_an_alias_or_a_warning(written: list[str]) -> None:
    texts = [text for text in written if text.isprintable()]
    read = article(f"aliases: {quoted(texts)}")
    found = [alias.path for alias in read.aliases]
    assert len(found) <= MAX_ALIASES
    assert paths(f"aliases: {quoted(found)}") == list(dict.fromkeys(found)) == found


def quoted(texts: list[str]) -> str:
    each = ("'" + text.replace("'", "''") + "'" for text in texts)
    return f"[{', '.join(each)}]"
