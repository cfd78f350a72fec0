"""One canonical form of a path, for publishing and delivery alike."""

import sys
import unicodedata

import pytest
from articles.common.paths import (
    MAX_PATH_BYTES,
    PathError,
    canonical_path,
    href,
    is_for_programs,
    is_list,
    is_reserved,
    parse_path,
)
from hypothesis import example, given
from hypothesis import strategies as st

PUBLISHABLE = [
    "/learn/mathematics/questions/what-is-a-limit",
    "/about",
    "/a/b/c",
    "/learn/math/questions",
    "/café/naïve",
    "/日本語/記事",
    "/i̇stanbul",  # what the Turkish capital i with a dot becomes in lower case
    "/straße",
    "/οδος/ος",
    "/हिन्दी",
    "/c++/it's-(here)",
    "/a...b/.well-known/~x/@y",
    "/" + "x" * (MAX_PATH_BYTES - 1),
]

# Letters whose case or normal form is awkward, next to what could turn a path into something else.
AWKWARD = (
    "İ\u0131ßẞΣ\u03c3ςŉǰJK\u212a\u2126\u212bÉéE\u0301\u030c\u0307\u0338\u0345DžÞ"
    "/.%2fF5eE\\:?#@=-_~ '\u00a0\u200d\ufe0f\u202e\x00\ud800a"
)


def refused(url: str) -> PathError:
    with pytest.raises(PathError) as caught:
        parse_path(url)
    return caught.value


@pytest.mark.parametrize("path", PUBLISHABLE)
def test_a_canonical_path_is_its_own_canonical_form(path: str) -> None:
    assert parse_path(path) == path
    assert canonical_path(path) == path
    assert not is_reserved(path)


@pytest.mark.parametrize("path", PUBLISHABLE)
def test_the_encoded_form_names_the_same_path(path: str) -> None:
    assert href(path).isascii()
    assert not set(href(path)) & set("\"'<>() \\")
    assert parse_path(href(path)) == path
    assert parse_path(href(path).replace("%C3", "%c3")) == path


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("/Learn/Math/Questions/What-Is-X", "/learn/math/questions/what-is-x"),
        ("/CAFÉ", "/café"),
        ("/caf%C3%89", "/café"),
        ("/İ", "/i̇"),
        ("/J\u030c", "/ǰ"),
        ("/ΟΔΟΣ", "/οδος"),
        ("/ẞ", "/ß"),
    ],
)
def test_case_is_mended_silently(url: str, path: str) -> None:
    assert parse_path(url) == path


@pytest.mark.parametrize(
    ("url", "form"),
    [
        ("/a/", "/a"),
        ("/a//b", "/a/b"),
        ("//a/b", "/a/b"),
        ("/a/./b", "/a/b"),
        ("/a/../b", "/b"),
        ("/../a", "/a"),
        ("/a/%2e%2e/b", "/b"),
        ("/a%2Fb", "/a/b"),
        ("/%61bc", "/abc"),
        ("/a%2Db", "/a-b"),
        ("a/b", "/a/b"),
        (" /a ", "/a"),
        ("/a  b", "/a-b"),
        ("/a%20b", "/a-b"),
        ("/cafe\u0301", "/café"),
        ("/cafe%CC%81", "/café"),
        ("/\u212b", "/å"),
    ],
)
def test_any_other_change_is_a_problem_that_names_the_form_to_write(url: str, form: str) -> None:
    error = refused(url)
    assert error.code == "url-form"
    assert error.message == f"Write the url as {form}"
    assert parse_path(form) == form


@pytest.mark.parametrize(
    "url",
    ["", "https://example.com/a", "HTTP://example.com", "//example.com/a", "//example.com", " mailto:a@b.c", "c:\\a"],
)
def test_what_is_no_path_is_refused(url: str) -> None:
    assert refused(url).code == "url-not-a-path"


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("/a?b=1", "?"),
        ("/a#b", "#"),
        ("/a\\b", "\\"),
        ("/a%5Cb", "\\"),
        ("/a<b>", "<"),
        ('/a"b', '"'),
        ("/a&b", "&"),
        ("/a%", "%"),
        ("/a%zz", "%"),
        ("/a%2541", "%"),
        ("/a\x00b", "U+0000"),
        ("/a%00b", "U+0000"),
        ("/a\u202eb", "U+202E RIGHT-TO-LEFT OVERRIDE"),
        ("/a\u200db", "U+200D ZERO WIDTH JOINER"),
        ("/a\ufe0f", "U+FE0F VARIATION SELECTOR-16"),
        ("/a\u3164", "U+3164 HANGUL FILLER"),
        ("/a\ud800", "U+D800"),
        ("/a\ufffd", "U+FFFD REPLACEMENT CHARACTER"),
        ("/\U0001d400", "U+1D400 MATHEMATICAL BOLD CAPITAL A"),
        ("/½", "U+00BD VULGAR FRACTION ONE HALF"),
    ],
)
def test_only_allowed_characters_stand_in_a_path(url: str, shown: str) -> None:
    error = refused(url)
    assert error.code == "url-character"
    assert f" {shown};" in error.message
    assert canonical_path(url) is None


def test_percent_encoding_must_be_utf8() -> None:
    assert refused("/caf%E9").code == "url-encoding"
    assert refused("/%ED%A0%80").code == "url-encoding"
    assert canonical_path("/caf%E9") is None


@pytest.mark.parametrize("url", ["/" + "x" * MAX_PATH_BYTES, "/" + "é" * (MAX_PATH_BYTES // 2), "/" + "x" * 1_000_000])
def test_a_path_that_no_item_key_can_hold_is_refused(url: str) -> None:
    error = refused(url)
    assert error.code == "url-too-long"
    assert str(len(url.encode())) in error.message
    assert canonical_path(url) is None


@pytest.mark.parametrize("url", ["/a.json", "/a.md", "/a.JSON", "/.md"])
def test_a_suffix_that_selects_a_representation_is_refused(url: str) -> None:
    assert refused(url).code == "url-suffix"
    assert canonical_path(url) == url.lower()


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/api",
        "/api/articles",
        "/assets/site.css",
        "/favicon.ico",
        "/favicon.svg",
        "/feed.atom",
        "/fonts/math.woff2",
        "/health",
        "/learn",
        "/learn/mathematics",
        "/learn/mathematics/feed.atom",
        "/learn/mathematics/next",
        "/learn/mathematics/previous",
        "/llms.txt",
        "/opensearch.xml",
        "/robots.txt",
        "/scripts/copy.js",
        "/sitemap.xml",
        "/sitemaps/2025-02.xml",
        "/search",
        "/tags",
        "/tags/c-sharp",
        "/tags/c-sharp/feed.atom",
        "/authors/a/b",
        "/archive/all",
        "/archive/2025",
    ],
)
def test_pages_of_the_site_itself_are_reserved(path: str) -> None:
    assert is_reserved(path)
    assert refused(path).code == "url-reserved"
    assert refused(path.upper()).code == "url-reserved"
    assert canonical_path(path) == path


LISTS = ["/", "/learn", "/learn/x", "/search", "/tags", "/tags/x", "/authors", "/authors/x", "/archive", "/archive/all"]


def test_a_file_may_introduce_what_the_site_has_as_a_list_and_nothing_else_that_is_reserved() -> None:
    others = ["/learn/x/y", "/search/x", "/tags/x/y", "/tags/x/feed.atom", "/archive/2025", "/api", "/health"]
    assert [path for path in LISTS + others if is_list(path)] == LISTS


@pytest.mark.parametrize(
    ("path", "has_one_form"),
    [
        *(
            ("/opensearch.xml", True),
            ("/tags/x/feed.atom", True),
            ("/authors/x/feed.json", True),
            ("/api/search", True),
        ),
        *(
            ("/search", False),
            ("/tags", False),
            ("/tags/x", False),
            ("/archive/x/feed.atom", False),
            ("/archive", False),
        ),
    ],
)
def test_feeds_and_files_for_programs_have_one_form(path: str, has_one_form: bool) -> None:
    assert is_for_programs(path) is has_one_form


@pytest.mark.parametrize("path", ["/feed.json", "/learn/mathematics/feed.json", "/api/openapi.json"])
def test_reserved_pages_with_a_suffix_are_reserved_too(path: str) -> None:
    assert is_reserved(path)


@pytest.mark.parametrize(
    "path",
    [
        "/apis",
        "/learned",
        "/searches/x",
        "/x/tags",
        "/author",
        "/opensearch",
        "/learn/math/questions/x",
        "/learn/a/b/next",
        "/next",
        "/health/x",
        "/x/api/y",
        "/sitemap",
    ],
)
def test_paths_that_only_look_reserved_are_free(path: str) -> None:
    assert not is_reserved(path)
    assert parse_path(path) == path


@pytest.mark.parametrize(
    ("request_path", "path"),
    [
        ("/a/", "/a"),
        ("/a///", "/a"),
        ("//a//b/", "/a/b"),
        ("//example.com/a", "/example.com/a"),
        ("/A/B", "/a/b"),
        ("/%6Cearn", "/learn"),
        ("/caf%C3%A9", "/café"),
        ("/cafe\u0301", "/café"),
        ("/İ/ΟΔΟΣ/", "/i̇/οδος"),
        ("/", "/"),
        ("//", "/"),
        ("/LEARN/Math/", "/learn/math"),
    ],
)
def test_a_request_is_led_to_the_nearest_canonical_path(request_path: str, path: str) -> None:
    assert canonical_path(request_path) == path


@pytest.mark.parametrize("request_path", ["a/b", "/a/../b", "/./a", "/..", "/a b", "/a/%2e%2e/b", "/%2541", "*"])
def test_a_request_without_a_canonical_path_near_has_none(request_path: str) -> None:
    assert canonical_path(request_path) is None


@given(st.text(max_size=60) | st.text(AWKWARD, max_size=30) | st.text(AWKWARD, max_size=30).map("/".__add__))
@example("/E\u0301Σ'ΑΣ")
def test_canonical_forms_are_fixed_points(text: str) -> None:
    path = canonical_path(text)
    if path is not None:
        assert canonical_path(path) == path
        assert canonical_path(href(path)) == path
        assert path == path.lower() == unicodedata.normalize("NFC", path)
        if not is_reserved(path) and not path.endswith((".json", ".md")):
            assert parse_path(path) == path
            assert parse_path(href(path)) == path


@given(st.text(AWKWARD, max_size=30) | st.text(AWKWARD, max_size=30).map("/".__add__) | st.text(max_size=60))
def test_what_an_author_may_write_is_canonical_for_delivery(url: str) -> None:
    try:
        path = parse_path(url)
    except PathError as error:
        if error.code != "url-form":
            return
        path = error.message.removeprefix("Write the url as ")
    assert canonical_path(path) == path
    assert parse_path(path) == path
    assert parse_path(href(path)) == path


def test_every_character_has_one_canonical_form() -> None:
    for code in range(sys.maxunicode + 1):
        char = chr(code)
        decomposed = unicodedata.normalize("NFD", char)
        if char != char.lower() or char != char.upper() or char != decomposed:
            forms = {canonical_path("/" + form) for form in (char, decomposed, char.lower())}
            assert len(forms) == 1, f"U+{code:04X}: {forms}"


@pytest.mark.parametrize(
    ("request_path", "expected"),
    [
        *(("/a.json", True), ("/a.md", True), ("/api/x", True), ("/apis", False), ("/a.json/b", False), ("/a", False)),
        *(
            ("/robots.txt", True),
            ("/a.txt", False),
            ("/a/robots.txt", False),
            ("/fonts/x", True),
            ("/scripts/x", True),
            ("/sitemaps/x", True),
        ),
        *(("/feed.atom", True), ("/learn/x/feed.atom", True), ("/learn/x/y/feed.atom", False), ("/learn/x", False)),
    ],
)
def test_programs_are_known_by_their_paths(request_path: str, expected: bool) -> None:
    assert is_for_programs(request_path) is expected
