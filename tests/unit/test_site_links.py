"""The navigation and the footer of site.yaml: what they say, where they lead, and what pages show of them."""

from contextlib import suppress

import html5lib
import pytest
from articles.publishing.errors import ArticleError, Problem
from articles.publishing.reading.site import packed, parse_site, unpacked
from articles.publishing.reading.site_links import Link
from articles.publishing.rendering import theme
from hypothesis import given
from hypothesis import strategies as st

from tests.support import grammar


def links(text: str) -> tuple[Link, ...]:
    return parse_site(f"navigation:\n{text}\n".encode()).navigation


def problems(text: str) -> tuple[Problem, ...]:
    with pytest.raises(ArticleError) as caught:
        parse_site(f"navigation:\n{text}\n".encode())
    return caught.value.problems


@pytest.mark.parametrize(
    "text",
    [
        "    - A: /a\n    - B:\n        - C: /c\n        - D\n    - E",
        "    - A: /a\n      B: [{C: /c}, D]\n    - E",
        "    [{A: /a}, {B: [{C: /c}, D]}, E]",
    ],
)
def test_it_can_be_written_in_several_ways(text: str) -> None:
    assert links(text) == (Link("A", "/a"), Link("B", "", (Link("C", "/c"), Link("D"))), Link("E"))


def test_it_can_be_keys_alone() -> None:
    assert links("    A: /a\n    B: {C: /c}") == (Link("A", "/a"), Link("B", "", (Link("C", "/c"),)))


def test_each_link_knows_its_place() -> None:
    file = parse_site(b"navigation:\n  - A: /a\n  - B:\n      - C: /c\nfooter:\n  - D: /d\n")
    assert [(each.text, each.line, each.column) for each in file.links] == [
        ("A", 2, 5),
        ("B", 3, 5),
        ("C", 4, 9),
        ("D", 6, 5),
    ]


@pytest.mark.parametrize(
    ("target", "leads_to", "path"),
    [
        ("/a", "/a", "/a"),
        ("/A", "/a", "/a"),
        ("/käse", "/k%C3%A4se", "/käse"),
        ("/a#part", "/a#part", "/a"),
        ("/a.md", "/a.md", "/a"),
        ("/a?b=c d&e#f", "/a?b=c%20d&e#f", "/a"),
        ("/", "/", ""),
        ("/learn/physics", "/learn/physics", ""),
        ("/assets/Talk.pdf", "/assets/Talk.pdf", ""),
        ("/feed.atom", "/feed.atom", ""),
        ("https://Example.org/x?y#z", "https://example.org/x?y#z", ""),
        ("mailto:a.b@example.org", "mailto:a.b@example.org", ""),
        ("tel:+49-30-1234", "tel:+49-30-1234", ""),
    ],
)
def test_where_a_link_leads(target: str, leads_to: str, path: str) -> None:
    [link] = links(f"    - A: {target}")
    assert (link.target, link.path) == (leads_to, path)


@pytest.mark.parametrize(
    ("text", "code", "cure"),
    [
        ("    - A: example.org", "site-link", "https://example.org"),
        ("    - A: javascript:alert(1)", "site-link", "a path of this site"),
        ("    - A: 'data:text/html,x'", "site-link", "a path of this site"),
        ("    - A:", "site-link", "a path of this site"),
        ("    - A: 'mailto:a b@example.org'", "site-link", "a path of this site"),
        ("    - A: /a/../b", "url-form", "/b"),
        ("    - A: //b.example", "site-link", "https://b.example"),
        ("    - [A]", "wrong-type", "a text, a colon and a path"),
        ("    - A:\n        - B:\n            - C: /c", "wrong-type", "no groups in groups"),
        (f"    - {'x' * 61}: /a", "text-too-long", "at most 60"),
        ("    - a\u202eb: /a", "site-link", "remove it"),
    ],
)
def test_what_cannot_be_used_is_told(text: str, code: str, cure: str) -> None:
    [problem] = problems(text)
    assert problem.code == code
    assert cure in problem.message


def test_there_are_at_most_twenty_with_those_in_groups() -> None:
    text = "\n".join(f"    - A{number}: [{{B: /b}}]" for number in range(10))
    assert len(links(text)) == 10
    [problem] = problems(f"{text}\n    - C: /c")
    assert (problem.line, problem.code) == (12, "too-many-items")


TEXTS = st.text(min_size=1, max_size=9)
LINKS = st.builds(Link, TEXTS, st.sampled_from(["", "/a", "https://a.example/?b#c"]))
ENTRIES = st.lists(st.one_of(LINKS, st.builds(Link, TEXTS, st.just(""), st.lists(LINKS).map(tuple)))).map(tuple)


@given(grammar.yaml)
def test_whatever_is_written_is_read_or_refused_and_comes_back_from_the_table(text: str) -> None:
    source = f"footer: {text}".encode("utf-8", "surrogatepass")
    with suppress(ArticleError):
        file = parse_site(source)
        assert unpacked(packed(file)).footer == file.footer


@given(ENTRIES)
def test_nothing_in_a_text_becomes_markup(entries: tuple[Link, ...]) -> None:
    module = theme.environment().get_template("_entries.html.j2").module
    html = str(module.entries(entries))  # type: ignore[attr-defined]
    found = html5lib.parseFragment(html, namespaceHTMLElements=False)
    assert {each.tag for each in found.iter()} <= {"DOCUMENT_FRAGMENT", "details", "summary", "ul", "li", "a", "span"}
