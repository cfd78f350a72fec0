"""The style sheet of a site's own: what of it browsers would leave out, and what it must not load."""

from collections.abc import Collection

import pytest
from articles.publishing.errors import ArticleError, Problem
from articles.publishing.reading.site_style import MAX_STYLE, read_style
from hypothesis import given
from hypothesis import strategies as st


def problems(css: str | bytes, hosts: Collection[str] = ()) -> tuple[Problem, ...]:
    try:
        return read_style(css.encode() if isinstance(css, str) else css, hosts)
    except ArticleError as error:
        return error.problems


def told(css: str | bytes, hosts: Collection[str] = ()) -> list[tuple[int, int, str]]:
    return [(each.line, each.column, each.code) for each in problems(css, hosts)]


@pytest.mark.parametrize(
    "css",
    [
        "",
        "/* nothing */",
        "p { color: red; }\n\na:hover, a::before { content: 'x;y' }",
        "@media print { p:hover { color: red } a { top: 0 } }",
        "article { & a:hover { color: red } color: blue; @media print { color: green; b { top: 0 } } }",
        "@font-face { font-family: X; src: url(/assets/x.woff2) format('woff2') }",
        "@keyframes x { from { top: 0 } 50% { top: 1px } }",
        "@page { margin: 1cm; @top-left { content: 'x' } }",
        "@layer a, b; @layer a { p { top: calc(1px * (2 + 3)) } }",
        "@supports (display: grid) { p { display: grid } }",
        ":root { --paper: {a:b}; --nothing: ; --accent:#123456 }",
        "p { background: url(data:image/png;base64,AAAA), url(#a), url( ) }",
        "p { color: r\\65 d }",
        "@charset 'utf-8'; p { top: 0 }",
        "\ufeffp { top: 0 }\r\n",
    ],
)
def test_what_browsers_understand_is_no_problem(css: str) -> None:
    assert told(css) == []


@pytest.mark.parametrize(
    ("css", "place"),
    [
        ("p { color: red", (1, 3)),
        ("p { top: 0 }\n/* no end", (2, 1)),
        ("p { color: red\n    background: blue }", (1, 5)),
        ("p {}\nq { top: 0 }}", (2, 13)),
        ("p { top: calc(1px }\nq { top: 0 }", (1, 3)),
        ("p { top: 0; *zoom: 1 }", (1, 13)),
        ("p { top: 0; color }", (1, 13)),
        ("p { top: ; }", (1, 5)),
        ("{ top: 0 }", (1, 1)),
        ("p { top: 0 }\n\nfoo", (3, 1)),
        ("p { content: 'abc\n; }", (1, 14)),
        ("p { background: url(a b) }", (1, 17)),
        ("a { b { c { top } } }", (1, 13)),
        ("@media print { p { left } }", (1, 20)),
        ("p {" * 12 + "}" * 12, (1, 31)),
    ],
)
def test_what_browsers_leave_out_is_told_at_its_place(css: str, place: tuple[int, int]) -> None:
    assert told(css)[:1] == [(*place, "style-syntax")]


@pytest.mark.parametrize(
    "css", ["@import 'a.css';", "@import url(https://example.org/a.css)", "@media print { @IMPORT 'a.css'; }"]
)
def test_a_style_sheet_of_another_file_is_refused(css: str) -> None:
    assert [each[2] for each in told(css)] == ["style-import"]


@pytest.mark.parametrize(
    "address",
    ["paper.png", "../a.png", "/a.png", "http://example.org/a.png", "//example.org/a.png", "https://", "https://[a"],
)
@pytest.mark.parametrize("written", ['url("{}")', "url('{}')", 'image-set("{}" 1x)', 'src("{}")'])
def test_what_cannot_be_loaded_is_told_with_what_to_write(written: str, address: str) -> None:
    (problem,) = problems(f"p {{ background: {written.format(address)} }}", ["example.org"])
    assert (problem.code, problem.severity) == ("style-address", "error")
    assert "/assets/" in problem.message


def test_a_host_that_the_policy_stops_is_a_warning() -> None:
    css = "@font-face { src: url(https://Fonts.example.org/a.woff2) }"
    (problem,) = problems(css)
    assert (problem.code, problem.severity, problem.column) == ("style-host", "warning", 19)
    assert "head in site.yaml" in problem.message
    assert told(css, ["fonts.example.org"]) == []


def test_a_file_that_is_too_large_or_no_text_is_refused() -> None:
    assert told(b" " * MAX_STYLE) == []
    assert told(b" " * (MAX_STYLE + 1)) == [(1, 1, "file-too-large")]
    assert told(b"p { top: 0 }\n\xff") == [(2, 1, "encoding")]


@given(st.text(alphabet="{}()[]'\"/*;:@\\ap\n-url,", max_size=60))
def test_any_text_is_read_or_refused_with_places_in_it(css: str) -> None:
    for problem in problems(css):
        assert 1 <= problem.line <= css.count("\n") + 1
        assert problem.message.isprintable()
