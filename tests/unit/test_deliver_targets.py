"""What a request's path asks for."""

from urllib.parse import quote

import pytest
from articles.common.representations import JSON, MARKDOWN, RELATED
from articles.deliver.targets import find_target
from hypothesis import example, given
from hypothesis import strategies as st

LONGEST = "/" + "a" * 899
LONGEST_ENCODED = "/a" + "é" * 449
TOO_LONG = [
    f"{prefix}{path}{suffix}"
    for path in (f"{LONGEST}a", f"{LONGEST_ENCODED}a", quote(f"{LONGEST_ENCODED}é"))
    for prefix, suffix in [("", ""), ("", ".md"), ("", ".json"), ("/api/related", "")]
]


@pytest.mark.parametrize(
    ("request_path", "path", "kind", "canonical"),
    [
        ("/learn/x", "/learn/x", None, "/learn/x"),
        ("/learn/x.json", "/learn/x", JSON, "/learn/x.json"),
        ("/learn/x.md", "/learn/x", MARKDOWN, "/learn/x.md"),
        ("/api/related/learn/x", "/learn/x", RELATED, "/api/related/learn/x"),
        ("/Learn/X", "/learn/x", None, "/learn/x"),
        ("/learn/x/", "/learn/x", None, "/learn/x"),
        ("//learn///x//", "/learn/x", None, "/learn/x"),
        ("/learn/%C3%A9", "/learn/é", None, "/learn/é"),
        ("/learn/X.JSON", "/learn/x", JSON, "/learn/x.json"),
        ("/learn/x.md/", "/learn/x", MARKDOWN, "/learn/x.md"),
        ("/learn/x/.md", "/learn/x", MARKDOWN, "/learn/x.md"),
        ("/api/related/Learn/x/", "/learn/x", RELATED, "/api/related/learn/x"),
        ("/API/related/learn/x", "/learn/x", RELATED, "/api/related/learn/x"),
        ("//api//related//Learn/x", "/learn/x", RELATED, "/api/related/learn/x"),
        ("/%61pi/related/learn/x", "/learn/x", RELATED, "/api/related/learn/x"),
        ("/learn/x.json.md", "/learn/x.json", MARKDOWN, "/learn/x.json.md"),
        ("/learn/x.html", "/learn/x.html", None, "/learn/x.html"),
        (f"{LONGEST}.json", LONGEST, JSON, f"{LONGEST}.json"),
        (f"/api/related{LONGEST}", LONGEST, RELATED, f"/api/related{LONGEST}"),
        (f"/API/Related{LONGEST}/", LONGEST, RELATED, f"/api/related{LONGEST}"),
        (LONGEST.upper(), LONGEST, None, LONGEST),
        (f"{LONGEST.upper()}.JSON", LONGEST, JSON, f"{LONGEST}.json"),
        *(
            (request_path, LONGEST_ENCODED, kind, f"{prefix}{LONGEST_ENCODED}{suffix}")
            for prefix, suffix, kind in [("", "", None), ("", ".md", MARKDOWN), ("/api/related", "", RELATED)]
            for request_path in (
                f"{prefix}{LONGEST_ENCODED}{suffix}",
                f"{prefix}{quote(LONGEST_ENCODED)}{suffix}",
                f"{prefix.upper()}{quote(LONGEST_ENCODED.upper())}{suffix.upper()}",
            )
        ),
    ],
)
def test_a_path_names_a_page_and_a_representation(
    request_path: str, path: str, kind: str | None, canonical: str
) -> None:
    target = find_target(request_path)
    assert target is not None
    assert (target.path, target.kind, target.request_path) == (path, kind, canonical)


@pytest.mark.parametrize("request_path", ["/a b", "/../etc", "/a\\b", "/a\x00", "/%ff", "/a%2e%2e/..", "x", *TOO_LONG])
def test_a_path_that_no_page_can_have_names_none(request_path: str) -> None:
    assert find_target(request_path) is None


def test_the_same_representation_is_found_at_another_path() -> None:
    for request_path, expected in [("/a", "/b"), ("/a.json", "/b.json"), ("/api/related/a", "/api/related/b")]:
        target = find_target(request_path)
        assert target is not None
        assert target.at("/b") == expected


@given(st.text().map("/".__add__) | st.text("/aA.%4é", max_size=12).map("/api/related/".__add__))
@example("/api/related/.md")
def test_a_redirect_to_the_canonical_path_is_the_last(request_path: str) -> None:
    target = find_target(request_path)
    if target is not None:
        again = find_target(target.request_path)
        assert again is not None
        assert again.request_path == target.request_path
