"""Bytes to text, with the place of every byte and character that no article can hold."""

import pytest
from articles.publishing.errors import MAX_PROBLEMS, ArticleError
from articles.publishing.reading.encoding import MAX_FILE_BYTES, decode, lines_of
from hypothesis import given
from hypothesis import strategies as st


def test_text_is_given_back_as_it_stands() -> None:
    text = "é 日本 😀\n\ttab \u2028 \x85 \ufeff \u00a0\n"
    assert decode(text.encode()) == (text, [])


def test_one_byte_order_mark_is_dropped() -> None:
    assert decode("\ufeff\ufeffa".encode()) == ("\ufeffa", [])


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r"])
def test_every_line_break_becomes_a_line_feed(line_break: str) -> None:
    assert decode(f"a{line_break}{line_break}b{line_break}".encode()) == ("a\n\nb\n", [])


@pytest.mark.parametrize(
    ("source", "places"),
    [
        (b"\xff\xfea\x00b\x00", [(1, 1, "encoding"), (1, 4, "control-character"), (1, 6, "control-character")]),
        ("a\n\u00e9".encode("latin-1"), [(2, 1, "encoding")]),
        ("é\n日本x".encode()[:-3] + b"x", [(2, 2, "encoding")]),
        (b"\xed\xa0\x80", [(1, 1, "encoding")]),
        (b"\xc0\xaf ok \xf4\x90\x80\x80", [(1, 1, "encoding"), (1, 7, "encoding")]),
        (b"a\r\nb\r\rc\x00\x00\x1b", [(4, 2, "control-character")]),
        (
            b"a\x0crac \x08eta \x7f",
            [(1, 2, "control-character"), (1, 7, "control-character"), (1, 12, "control-character")],
        ),
        ("\x9f\n\uffff".encode(), [(1, 1, "control-character"), (2, 1, "control-character")]),
    ],
)
def test_what_is_no_text_is_a_problem_at_its_place(source: bytes, places: list[tuple[int, int, str]]) -> None:
    text, problems = decode(source)
    assert [(problem.line, problem.column, problem.code) for problem in problems] == places
    assert text.count("\ufffd") == len(places)
    assert decode(text.encode()) == (text, [])


def test_the_problem_names_the_byte_or_character() -> None:
    assert "0xE9" in decode(b"caf\xe9")[1][0].message
    assert "U+000C" in decode(b"\x0crac")[1][0].message


def test_places_are_those_of_the_lines_of_the_file() -> None:
    content = b"\xef\xbb\xbfa\r\nb\xe9\xffc\r\n"
    lines = lines_of(content)
    assert lines == ("a", "b\udce9\udcffc", "")
    [problem] = decode(content)[1]
    assert lines[problem.line - 1][problem.column - 1] == "\udce9"


def test_problems_are_bounded() -> None:
    _, problems = decode(b"a\x00" * 1000)
    assert len(problems) == MAX_PROBLEMS


def test_a_file_may_have_the_limit_and_no_more() -> None:
    assert len(decode(b"x" * MAX_FILE_BYTES)[0]) == MAX_FILE_BYTES
    with pytest.raises(ArticleError) as caught:
        decode(b"x" * (MAX_FILE_BYTES + 1))
    (problem,) = caught.value.problems
    assert problem.code == "file-too-large"
    assert "more than 1,048,576 bytes" in problem.message


@given(st.binary())
def test_any_bytes_become_text_that_can_be_written(source: bytes) -> None:
    text, problems = decode(source)
    assert decode(text.encode())[1] == []
    assert bool(problems) == (text.count("\ufffd") > source.decode("utf-8", "ignore").count("\ufffd"))
