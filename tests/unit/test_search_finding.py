"""What an index finds, by words, and narrowed to subjects, keywords, authors, languages and days."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from articles.search.engine.facets import Facet
from articles.search.engine.merging import combine
from articles.search.engine.searching import Searching, opened
from articles.search.engine.segments import write_segment
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.search_pages import TEXTS, ask, index_of, page, titles

PAGES = [
    page("Sorting a list", "A list is sorted in time.", subject="Computer Science", keywords=("lists", "Sorting")),
    page(
        "A list of primes", "Prime numbers, one by one.", subject="Mathematics", keywords=("Lists",), date="2026-02-03"
    ),
    page("Primes and C++", "What C has not.", subject="computer science", date="2026-02-04", authors=("Ada", "Émile")),
    page("Les nombres premiers", "Une liste.", subject="Mathematics", language="fr", date="2025-12-31"),
]


@pytest.fixture(scope="module")
def searching(tmp_path_factory: pytest.TempPathFactory) -> Searching:
    return index_of(tmp_path_factory.mktemp("search"), *PAGES)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("prime ", ["A list of primes", "Primes and C++"]),
        ("prime list", ["A list of primes"]),
        ("c++", ["Primes and C++"]),
        ("nombre premier", ["Les nombres premiers"]),
        ("nothing-like-it", []),
    ],
)
def test_words_are_found(searching: Searching, text: str, expected: list[str]) -> None:
    assert sorted(titles(searching.find(ask(text)), *PAGES)) == expected


def test_without_words_everything_is_found_the_newest_first(searching: Searching) -> None:
    found = searching.find(ask())
    assert found.newest
    assert found.total == 4
    expected = ["Primes and C++", "A list of primes", "Les nombres premiers", "Sorting a list"]
    assert titles(found, *PAGES) == expected


def test_a_hit_says_what_was_indexed(searching: Searching) -> None:
    (hit,) = searching.find(ask("c++")).hits
    assert (hit.path, hit.digest) == (PAGES[2].path, PAGES[2].digest)


@pytest.mark.parametrize(
    ("narrowed", "expected"),
    [
        ({"subject": "computer-science"}, {"Sorting a list", "Primes and C++"}),
        ({"tags": ("lists",)}, {"Sorting a list", "A list of primes"}),
        ({"tags": ("lists", "sorting")}, {"Sorting a list"}),
        ({"author": "émile"}, {"Primes and C++"}),
        ({"language": "fr"}, {"Les nombres premiers"}),
        ({"first": dt.date(2026, 2, 3)}, {"A list of primes", "Primes and C++"}),
        ({"last": dt.date(2026, 2, 3)}, {"A list of primes", "Les nombres premiers"}),
        ({"first": dt.date(2026, 2, 3), "last": dt.date(2026, 2, 3)}, {"A list of primes"}),
        ({"subject": "mathematics", "text": "number "}, {"A list of primes"}),
    ],
)
def test_what_is_found_is_narrowed(searching: Searching, narrowed: dict[str, Any], expected: set[str]) -> None:
    assert set(titles(searching.find(ask(**narrowed)), *PAGES)) == expected


@pytest.mark.parametrize("newest", [False, True])
@pytest.mark.parametrize("text", ["", "prime OR list OR nombres"])
def test_results_go_on_after_each_of_them(searching: Searching, text: str, newest: bool) -> None:
    everything = searching.find(ask(text, newest=newest))
    for place, hit in enumerate(everything.hits):
        rest = searching.find(ask(text, newest=newest, position=hit.position))
        assert [each.path for each in rest.hits] == [each.path for each in everything.hits[place + 1 :]]
        assert rest.total == everything.total


def test_facets_are_counted(searching: Searching) -> None:
    facets = searching.find(ask(facets=10)).facets
    assert facets.subjects == (
        Facet("computer-science", "computer science", 2),  # as the newest article spells it
        Facet("mathematics", "Mathematics", 2),
    )
    assert facets.tags == (Facet("lists", "Lists", 2), Facet("sorting", "Sorting", 1))
    assert [(each.name, each.count) for each in facets.authors] == [("Ada", 1), ("Émile", 1)]
    assert facets.languages == (Facet("en", "en", 3), Facet("fr", "fr", 1))
    assert facets.months == ((202602, 2), (202512, 1))


def test_facets_are_of_what_is_found(searching: Searching) -> None:
    facets = searching.find(ask("prime", facets=1, subject="mathematics")).facets
    assert facets.subjects == (Facet("mathematics", "Mathematics", 1),)
    assert facets.months == ((202602, 1),)


def test_facets_are_exact_also_where_they_are_many(tmp_path: Path) -> None:
    """Each segment would count only what is frequent in itself."""
    first = [page(f"One {each}", keywords=("rare", f"first {each}", f"first {each + 1}")) for each in range(600)]
    others = [page(f"Other {number}", keywords=(f"other {number % 500}",)) for number in range(1_000)]
    write_segment(tmp_path / "first", first)
    write_segment(tmp_path / "others", [*others, page("Last", keywords=("rare",))])
    combine([tmp_path / "first", tmp_path / "others"], tmp_path / "both", [(), ()])
    tags = opened(tmp_path / "both").find(ask("-zebra", facets=3)).facets.tags
    assert [(each.name, each.count) for each in tags] == [("rare", 601), ("first 1", 2), ("first 10", 2)]
    assert len(opened(tmp_path / "both").find(ask(facets=10_000)).facets.tags) == 1 + 601 + 500


def test_of_two_spellings_the_newest_counts(tmp_path: Path) -> None:
    spelled = {10: "Ab", 12: "AB", 11: "ab"}
    dated = [page(f"Page {day}", keywords=(name,), date=f"2026-01-{day}") for day, name in spelled.items()]
    searching = index_of(tmp_path, *dated)
    assert searching.find(ask(facets=1)).facets.tags == (Facet("ab", "AB", 3),)
    assert searching.find(ask(facets=1, last=dt.date(2026, 1, 11))).facets.tags == (Facet("ab", "ab", 2),)


def test_a_page_has_each_keyword_once(tmp_path: Path) -> None:
    searching = index_of(tmp_path, page("One", keywords=("Tree", "tree", "TREE ")))
    assert searching.find(ask(facets=5)).facets.tags == (Facet("tree", "Tree", 1),)


LANGUAGES = [
    page("Die Häuser", "Ein Haus steht am Fluss.", language="de"),
    page("Les dérivées", "La dérivée d'une fonction.", language="fr"),
    page("The die", "A die is cast; the houses stay.", language="en"),
    page("日本語の文法", "動詞は文の終わりに来る。", language="ja"),
    page("ภาษาไทย", "ประโยค", language="th"),
    page("한국어 문법", "동사는 끝에 온다", language="ko"),
]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("haus ", {"Die Häuser"}),
        ("derivee ", {"Les dérivées"}),
        ("dérivées ", {"Les dérivées"}),
        ("house ", {"The die"}),
        ("die cast ", {"The die"}),  # a stop word in German, and none in English
        ("日本", {"日本語の文法"}),
        ("文法", {"日本語の文法"}),
        ("法", {"日本語の文法"}),
        ("語", {"日本語の文法"}),
        ("動詞 終わり", {"日本語の文法"}),
        ("ไทย", {"ภาษาไทย"}),
        ("문법", {"한국어 문법"}),
        ('"語の文"', {"日本語の文法"}),
        ('"語文"', set()),
    ],
)
def test_each_language_is_read_as_it_is_written(tmp_path: Path, text: str, expected: set[str]) -> None:
    assert set(titles(index_of(tmp_path, *LANGUAGES).find(ask(text)), *LANGUAGES)) == expected


WRITTEN = [
    page("Arrays", "The truth is in the table. A hash table is an array."),
    page("Tables", "A table of truth: the Truth Table."),
    page("C#", "C# and .NET, the net of F#."),
    page("C++", "C++ is not C."),
    page("A* search", "To be or not to be: hypertext and read_file."),
]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"truth table"', {"Tables"}),
        ('"truth table', {"Tables"}),
        ('"table truth"', set()),
        ("truth -hash", {"Tables"}),
        ('table -"truth table"', {"Arrays"}),
        ("-table", {"C#", "C++", "A* search"}),
        ("c++", {"C++"}),
        ("C#", {"C#"}),
        ("c ", {"C++"}),
        ("f#", {"C#"}),
        (".net", {"C#"}),
        ("net", {"C#"}),
        ("a*", {"A* search"}),
        ('"to be or not to be"', {"A* search"}),
        ("to be ", {"A* search"}),
        ("hyper text ", set()),
        ("hyper-text ", {"A* search"}),
        ("readfile ", {"A* search"}),
        ("hashtable ", {"Arrays"}),
        ("serach ", {"A* search"}),
        ("sear", {"A* search"}),
        ("hash t", {"Arrays"}),
        ("read-fi", {"A* search"}),
        ("what is c", {"C++"}),
        ("tab", {"Arrays", "Tables"}),
        ("truth table zebra ", {"Arrays", "Tables"}),
        ("what is a hash table", {"Arrays"}),
    ],
)
def test_what_is_typed_is_understood(tmp_path: Path, text: str, expected: set[str]) -> None:
    assert set(titles(index_of(tmp_path, *WRITTEN).find(ask(text)), *WRITTEN)) == expected


@given(TEXTS, st.integers(0, 1 << 64), st.booleans())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_nothing_that_is_asked_fails(searching: Searching, text: str, position: int, newest: bool) -> None:
    found = searching.find(ask(text, subject=text[:5], tags=(text,), position=position, newest=newest, facets=3))
    assert found.total >= len(found.hits)
    assert searching.find(ask(text, facets=3)).total <= len(PAGES)


def test_similar_pages_share_what_tells_them_from_others(tmp_path: Path) -> None:
    searching = index_of(tmp_path, *WRITTEN, *LANGUAGES)
    (first, *_) = searching.similar(WRITTEN[0], 3)
    assert first.path == WRITTEN[1].path
    assert searching.similar(WRITTEN[0], 3) == searching.similar(WRITTEN[0], 3)
    assert searching.similar(page("Nothing", "in common"), 3) == ()
    french = page("Die table", "truth table", language="fr")
    assert {hit.path for hit in searching.similar(french, 3)} <= {LANGUAGES[1].path}
