"""What is shown of a result: the words that were sought are marked, in the best part of its text."""

import re
from html import unescape
from pathlib import Path

import pytest
from articles.publishing.rendering.search_document import SearchDocument
from articles.search.engine.query_text import Sought, parse
from articles.search.engine.snippets import Marked, snippet
from hypothesis import given
from hypothesis import strategies as st

from tests.support.search_pages import ask, index_of, page


def sought(query: str) -> tuple[Sought, ...]:
    """What a query asks for, as it is written."""
    return tuple(Sought(part) for part in parse(query).wanted)


def marked(text: Marked) -> list[str]:
    return [text.text[start:end] for start, end in text.ranges]


@pytest.mark.parametrize(
    ("query", "text", "language", "expected"),
    [
        ("matrix", "Matrices, a matrix, the Matrix.", "en", ["Matrices", "matrix", "Matrix"]),
        ("how does a matrix work", "How a matrix works.", "en", ["matrix", "works"]),
        ("the who", "The Who, and who.", "en", ["The", "Who", "who"]),
        ("derivee", "Les dérivées d'une fonction.", "fr", ["dérivées"]),
        ("dérivée", "Les derivees d'une fonction.", "fr", ["derivees"]),
        ('"truth table"', "Truth, a table, a truth table and truth-table.", "en", ["truth table", "truth-table"]),
        ("nonlinear", "A non-linear map.", "en", ["non-linear"]),
        ("non-linear", "A nonlinear, non-linear map.", "en", ["nonlinear", "non", "linear"]),
        ("c++", "C and C++ and C++11.", "en", ["C++", "C++"]),
        (".net", "The .NET and the net.", "en", [".NET"]),
        ("日本語", "これは日本語です。日本", "ja", ["日本語", "日本"]),
        ('"日本"', "これは日本語です。", "ja", ["日本"]),
        ("語", "これは日本語です。", "ja", ["語"]),
        ("nothing", "Something else.", "en", []),
    ],
)
def test_words_are_marked(query: str, text: str, language: str, expected: list[str]) -> None:
    shown = snippet(page("Title", text, language=language), sought(query))
    assert marked(shown.fragment) == expected
    assert marked(snippet(page(text, language=language), sought(query)).title) == expected


def test_what_the_index_made_of_a_word_is_marked(tmp_path: Path) -> None:
    text = page("Algorithms", "An algorithm is a hyper text.")
    searching = index_of(tmp_path, text)
    for query, expected in (("algoritm ", ["algorithm"]), ("algo", ["algorithm"]), ("hypertext ", ["hyper", "text"])):
        assert marked(snippet(text, searching.find(ask(query)).sought).fragment) == expected


def test_the_part_with_the_most_of_the_query_is_shown() -> None:
    said = "Then a matrix and its inverse. "
    text = "A matrix comes first. " + "Nothing is said here. " * 40 + said + "No more. " * 40
    shown = snippet(page("Title", text), sought("matrix inverse")).fragment
    assert marked(shown) == ["matrix", "inverse"]
    assert said in shown.text


def test_a_description_is_shown_if_it_has_as_much() -> None:
    known = page("Title", "A matrix. " * 50, description="All about one matrix.")
    assert snippet(known, sought("matrix")).fragment.text == "All about one matrix."
    assert snippet(known, sought("zebra")).fragment.text == "All about one matrix."
    assert snippet(page("Title", "No zebra. " * 40), sought("matrix")).fragment.text.startswith("No zebra.")


def test_a_fragment_is_cut_between_words_and_not_in_formulae() -> None:
    formula = r"\frac{a + b}{c + d + e + f + g + h + i + j + k + l + m + n}"
    for before in range(60, 140):
        text = "word " * (before // 5) + "x" * (before % 5) + " matrix " + "word " * 12 + formula + " word" * 40
        shown = snippet(page("Title", text), sought("matrix")).fragment.text
        assert shown.count("{") == shown.count("}")
        assert shown.strip("\u2026").strip() in text


def test_a_fragment_does_not_begin_in_a_formula() -> None:
    formula = r"\frac{a + b + c + d + e}{f + g + h + i + j + k + l + m} is of a matrix "
    for after in range(0, 50, 3):
        text = "word " * 20 + formula.replace("is of", "is " + "x" * after + " of") + "word " * 60
        shown = snippet(page("Title", text), sought("matrix")).fragment
        assert marked(shown) == ["matrix"]
        assert shown.text.count("{") == shown.text.count("}")


def test_a_fragment_ends_with_a_block_if_enough_is_shown() -> None:
    text = "A matrix. " + "word " * 35 + "end.\nAnother block. " + "word " * 40
    assert snippet(page("Title", text), sought("matrix")).fragment.text.endswith("end.\u2026")


def test_html_is_safe() -> None:
    shown = snippet(page("<b>tag</b> & tag", "<script>tag</script>"), sought("tag"))
    assert shown.title.html == "&lt;b&gt;<mark>tag</mark>&lt;/b&gt; &amp; <mark>tag</mark>"
    assert shown.fragment.html == "&lt;script&gt;<mark>tag</mark>&lt;/script&gt;"


PIECES = [
    *("matrix", "Matrices", " ", "\n", ". ", "{", "}", "é", "<", "&", "日本", "x" * 90, "-", '"'),
    *("\ud800", "e\u0301", "\u00ad"),
]


@given(
    st.lists(st.sampled_from(PIECES), max_size=80).map("".join),
    st.lists(st.sampled_from(PIECES), max_size=6).map("".join),
)
def test_any_text_has_a_fragment(text: str, query: str) -> None:
    document = SearchDocument(path="/", title=text, text=text, description=text[:50])
    for shown in (snippet(document, sought(query)).fragment, snippet(document, sought(query)).title):
        ends = [0, *(place for each in shown.ranges for place in each), len(shown.text)]
        assert ends == sorted(ends)
        assert all(start < end for start, end in shown.ranges)
        assert unescape(re.sub("</?mark>", "", shown.html)) == shown.text
        assert len(shown.text) <= 222 or shown.text == text
