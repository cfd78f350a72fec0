"""A file taken apart: every scalar as the text that stands there, everything unusable refused at its place.

Everything is tried with libyaml's parser and with the one in Python, which must agree.
"""

import time
from typing import Any

import pytest
import yaml
from articles.publishing.reading.encoding import decode
from articles.publishing.reading.front_matter import FrontMatter, read_front_matter
from articles.publishing.reading.yaml_nodes import LOADER, MAX_ENTRIES, Scalar, Sequence, read_yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.nodes import plain

LOADERS = [yaml.CLoader, yaml.Loader]


@pytest.fixture(params=LOADERS, ids=["libyaml", "python"])
def loader(request: pytest.FixtureRequest) -> Any:
    return request.param


def codes(matter: FrontMatter) -> list[tuple[int, int, str]]:
    return [(problem.line, problem.column, problem.code) for problem in matter.problems]


def test_libyaml_is_used_where_it_is_there() -> None:
    assert LOADER is yaml.CLoader


# How a file falls into its parts


@pytest.mark.parametrize(
    ("text", "expected", "body", "body_line"),
    [
        ("---\na: b\n---\n\nbody\n", {"a": "b"}, "\nbody\n", 4),
        ("---\na: b\n---", {"a": "b"}, "", 4),
        ("---\na: b\n---\n", {"a": "b"}, "", 4),
        ("---\na: b\n\n\n---\nx", {"a": "b"}, "x", 6),
        ("\n \n---\na: b\n---\nx", {"a": "b"}, "x", 6),
        ("---  \na: b\n--- \t\nx", {"a": "b"}, "x", 4),
        ("---\n---\nx", {}, "x", 3),
        ("---\n\n# nothing\n---\nx", {}, "x", 5),
        ("---\na: b\n---\nx\n---\ny", {"a": "b"}, "x\n---\ny", 4),
        ("---\na: |\n  x\n  ---\n  y\n---\nz", {"a": "x\n---\ny\n"}, "z", 7),
        ("---\na: |\n  ```\n  ---\n  ```\n---\n", {"a": "```\n---\n```\n"}, "", 7),
        ("---\na: >-\n    x\n\n---\nz", {"a": "x"}, "z", 6),
        ("---\na: --- b\n----: c\n---\nz", {"a": "--- b", "----": "c"}, "z", 5),
        ("---\na: b\n...\n---\nz", {"a": "b"}, "z", 5),
        ("---\na: b\n...  \nz", {"a": "b"}, "z", 4),
        ("---\na: b\n...\n\n---\nz", {"a": "b"}, "\n---\nz", 4),
    ],
)
def test_front_matter_ends_at_the_first_line_of_three_hyphens(
    text: str, expected: object, body: str, body_line: int, loader: Any
) -> None:
    matter = read_front_matter(text, loader)
    assert matter.problems == ()
    assert plain(matter.mapping) == expected
    assert (matter.body, matter.body_line) == (body, body_line)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("---", (1, 1, "front-matter-unclosed")),
        ("\n---\na: b\n", (2, 1, "front-matter-unclosed")),
        ("---\na: b\n  ---\nbody", (1, 1, "front-matter-unclosed")),
    ],
)
def test_front_matter_that_never_ends_is_a_problem(text: str, place: tuple[int, int, str]) -> None:
    matter = read_front_matter(text)
    assert matter.mapping is None
    assert codes(matter) == [place]


# Scalars


@pytest.mark.parametrize(
    "text",
    ["00123", "0x1F", "1_000", "10:30", "on", "NO", "~", "null", "1e3", ".inf", "2025-02-06", "=", "-1.0", "9" * 5000],
)
def test_a_scalar_has_no_type_but_its_text(text: str, loader: Any) -> None:
    assert plain(read_front_matter(f"---\na: {text}\n---\n", loader).mapping) == {"a": text}


@pytest.mark.parametrize(
    ("value", "text", "style", "end"),
    [
        ("x y", "x y", "", (2, 7)),
        ("x\n  y", "x y", "", (3, 4)),
        ("'it''s: x'", "it's: x", "'", (2, 14)),
        ('"a\\n\\u00e9 \\"b\\""', 'a\né "b"', '"', (2, 21)),
        (">-\n  x: y\n  # z", "x: y # z", ">", (5, 1)),
        ("|\n  x\n   y\n\n", "x\n y\n", "|", (7, 1)),
        ("", "", "", (2, 3)),
    ],
)
def test_every_style_of_scalar_is_read_with_its_place(
    value: str, text: str, style: str, end: tuple[int, int], loader: Any
) -> None:
    mapping = read_front_matter(f"---\na: {value}\n---\n", loader).mapping
    assert mapping is not None
    column = 4 if value else 3
    assert mapping.entries["a"] == Scalar(text, 2, column, *end, style)


def test_lists_and_mappings_keep_order_and_places(loader: Any) -> None:
    matter = read_front_matter("---\nb:\n    - x\n    - {c: d, e: [f]}\na: y\n---\n", loader)
    assert plain(matter.mapping) == {"b": ["x", {"c": "d", "e": ["f"]}], "a": "y"}
    assert matter.mapping is not None
    inner = matter.mapping.entries["b"]
    assert isinstance(inner, Sequence)
    assert (inner.line, inner.column) == (3, 5)
    assert [(item.line, item.column) for item in inner.items if item] == [(3, 7), (4, 7)]
    assert list(matter.mapping.keys) == ["b", "a"]
    assert matter.mapping.keys["a"].line == 5


@pytest.mark.parametrize("char", ["\x85", "\u2028", "\u2029", "\ufeff"])
def test_what_no_editor_takes_for_a_line_break_is_text(char: str, loader: Any) -> None:
    text = f"---\na: >-\n    x{char}y{char}\nb{char}: 'c{char}'\ue000\ue001\nd: e\n---\n".replace(
        "'\ue000\ue001", "\ue000\ue001'"
    )
    matter = read_front_matter(text, loader)
    assert matter.problems == ()
    assert plain(matter.mapping) == {"a": f"x{char}y{char}", f"b{char}": f"c{char}\ue000\ue001", "d": "e"}
    assert matter.mapping is not None
    assert matter.mapping.keys["d"].line == 5


# What is refused


@pytest.mark.parametrize(
    ("yaml_text", "places"),
    [
        ("a: &x b\nc: *x\n", [(2, 4, "yaml-anchor"), (3, 4, "yaml-alias")]),
        ("a: &x [b]\n", [(2, 4, "yaml-anchor")]),
        ("a: !!int 3\nb: !x {c: d}\n", [(2, 4, "yaml-tag"), (3, 4, "yaml-tag")]),
        ("a: !important\n", [(2, 4, "yaml-tag")]),
        ("b: {c: d}\n<<: {e: f}\n", [(3, 1, "yaml-merge")]),
        ("a: b\nc: d\na: e\n", [(4, 1, "yaml-duplicate")]),
        ("a:\n  b: c\n  b: d\n", [(4, 3, "yaml-duplicate")]),
        ("? [a]\n: b\n", [(2, 3, "yaml-key")]),
        ("{a: b}: c\n", [(2, 1, "yaml-key")]),
        ("'': b\n", [(2, 1, "yaml-key")]),
        ("*x : b\n", [(2, 1, "yaml-alias"), (2, 1, "yaml-key")]),
        ("a: x #5\nb: y\n", [(2, 6, "yaml-comment")]),
    ],
)
def test_what_articles_do_not_need_is_refused_and_the_rest_is_read(
    yaml_text: str, places: list[tuple[int, int, str]], loader: Any
) -> None:
    matter = read_front_matter(f"---\n{yaml_text}---\n", loader)
    assert codes(matter) == places
    assert matter.mapping is not None


@pytest.mark.parametrize(
    ("yaml_text", "place"),
    [
        ("a: b: c\n", (2, 5, "yaml-colon")),
        ("a: b\n  c: d\n", (3, 4, "yaml-colon")),
        ("a: 'x\nb: y\n", (2, 4, "yaml-quote")),
        ('a: "x\n', (2, 4, "yaml-quote")),
        ('a: "\\sigma"\n', (2, 4, "yaml-escape")),
        ('a: "\\alpha"\n', (2, 4, "yaml-escape")),
        ('a: "\\xzz"\n', (2, 4, "yaml-escape")),
        ('a: "\\ud83d\\ude00"\n', (2, 4, "yaml-escape")),
        ('a: "\\0"\n', (2, 4, "yaml-escape")),
        ("a: 'It's'\n", (2, 8, "yaml-indent")),
        ("a: [x] y\n", (2, 8, "yaml-indent")),
        ("a:\n    b: c\n  d: e\n", (4, 3, "yaml-indent")),
        ("  a: b\nc: d\n", (3, 1, "yaml-indent")),
        ("a: [x\nb: c\n", (2, 4, "yaml-bracket")),
        ("a: {x: y\nb: c\n", (2, 4, "yaml-bracket")),
        ("a: `x`\n", (2, 4, "yaml-character")),
        ("a: @x\n", (2, 4, "yaml-character")),
        ("a: *bold* text\n", (2, 4, "yaml-character")),
        ("a: &nbsp;\n", (2, 4, "yaml-character")),
        ("a: - x\n", (2, 4, "yaml-character")),
        ("a: ? x\n", (2, 4, "yaml-character")),
        ("a: !<x\n", (2, 4, "yaml-character")),
        ("a:\n\tb: c\n", (3, 1, "yaml-tab")),
        ("a: |\n\tx\n", (3, 1, "yaml-tab")),
        ("a: >-\n  x\n\ty\n", (4, 1, "yaml-tab")),
        ("a: > 5 x\n", (2, 6, "yaml-block")),
        ("a: |x\n", (2, 5, "yaml-block")),
        ("a: b\nfoo\nc: d\n", (3, 1, "yaml-line")),
        ("a: >-\nfoo\n", (3, 1, "yaml-line")),
        ("%YAML 1.1\na: b\n", (2, 1, "yaml-directive")),
        ("\n# x\n%a\n", (4, 1, "yaml-directive")),
        ("a: [b,,c]\n", (2, 7, "yaml-syntax")),
        ("}\n", (2, 1, "yaml-syntax")),
        ("a: b\n--- c\n", (3, 1, "yaml-documents")),
        ("- a\n- b\n", (2, 1, "front-matter-keys")),
        ("just text\n", (2, 1, "front-matter-keys")),
        ("a: " + "[" * 10 + "]" * 10 + "\n", (2, 13, "yaml-depth")),
        ("- " * 20 + "x\n", (2, 21, "yaml-depth")),
    ],
)
def test_what_yaml_does_not_allow_is_one_problem_at_its_place(
    yaml_text: str, place: tuple[int, int, str], loader: Any
) -> None:
    matter = read_front_matter(f"---\n{yaml_text}---\n", loader)
    assert matter.mapping is None
    assert codes(matter) == [place]


def test_an_escape_beyond_unicode_is_a_problem(loader: Any) -> None:
    matter = read_front_matter('---\na: "\\UFFFFFFFF"\n---\n', loader)
    assert matter.mapping is None
    assert [problem.code for problem in matter.problems] == ["yaml-escape"]


def test_the_message_names_what_stands_at_the_place() -> None:
    [problem] = read_front_matter("---\na: @x\n---\n").problems
    assert "begin with @" in problem.message
    [problem] = read_front_matter("---\na: b\n\na: c\n---\n").problems
    assert "line 2" in problem.message


def test_depth_of_ten_is_possible(loader: Any) -> None:
    matter = read_front_matter("---\na: " + "[" * 9 + "]" * 9 + "\n---\n", loader)
    assert matter.problems == ()


def test_ten_thousand_keys_are_possible_and_one_more_is_not() -> None:
    keys = "".join(f"k{number}: v\n" for number in range(MAX_ENTRIES))
    assert read_yaml(keys, 1)[1] == []
    mapping, problems = read_yaml(keys + "last: v\n", 1)
    assert mapping is None
    assert [(problem.line, problem.code) for problem in problems] == [(MAX_ENTRIES + 1, "yaml-entries")]


def test_list_items_count_as_keys_do() -> None:
    mapping, problems = read_yaml("a: [" + "x," * (MAX_ENTRIES + 1) + "]\n", 1)
    assert mapping is None
    assert [problem.code for problem in problems] == ["yaml-entries"]


@pytest.mark.parametrize(
    "hostile",
    [
        "[" * 1_000_000,
        "a: " + "{" * 1_000_000,
        "- " * 500_000,
        "? " * 500_000,
        "".join(" " * depth + "a:\n" for depth in range(1400)),
        "a: &a [x]\n" + "".join(f"b{n}: &b{n} [{'*a, ' * 9}*a]\n" for n in range(2000)),
        "".join(f"<<: {{a{n}: b}}\n" for n in range(20_000)),
        "a: " + "9" * 1_000_000,
        "a: '" + "''" * 500_000,
        'a: "' + "\\n" * 500_000 + '"\n',
        "a: |\n" + "\n" * 1_000_000,
        "a: >-\n" + "  x\n" * 250_000,
        "a: x\n" + "#\n" * 500_000,
        "a: " + "x #" * 300_000,
        "k" * 1_000_000,
        ("k" * 2000 + "\n") * 500,
        "a: b\n" * 200_000,
        "".join(chr(0xE000 + code) for code in range(6400)) + "\x85" * 1000,
        "%" * 1_000_000,
        "%TAG ! x\n" * 100_000,
        "!" * 1_000_000,
        "\n" * 1_000_000,
        "---" + " " * 1_000_000 + "x",
    ],
    ids=lambda text: text[:12],
)
def test_no_front_matter_takes_long(hostile: str) -> None:
    start = time.process_time()
    read_front_matter(f"---\n{hostile}\n---\n")
    assert time.process_time() - start < 2


PIECES = [
    "a",
    "b: ",
    ": ",
    "- ",
    "\n",
    "\n  ",
    "\n    ",
    " #",
    "[",
    "]",
    "{",
    "}",
    ",",
    "'",
    '"',
    "\\",
    "\\u00e9",
]
PIECES += ["|", ">-", "&x ", "*x", "!t ", "<<", "%", "@", "`", "---", "...", "é", "1", "\u2028", "\x85", "\ufeff"]


@settings(max_examples=300)
@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join) | st.text(max_size=40))
def test_any_text_is_read_or_refused_and_both_parsers_agree(text: str) -> None:
    # Not on tabs, which the one in Python does not take for spaces, nor on explicit keys in flow mappings.
    decoded, _ = decode(f"---\n{text}\n---\n".replace("\t", " ").replace("? ", "?").encode("utf-8", "replace"))
    matter, other = (read_front_matter(decoded, loader) for loader in LOADERS)
    errors = [problem for problem in matter.problems if problem.severity == "error"]
    assert matter.mapping is not None or errors
    assert all(problem.line >= 1 and problem.column >= 1 for problem in matter.problems)
    assert other.mapping == matter.mapping
