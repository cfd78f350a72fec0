"""Accept and Accept-Encoding (RFC 9110, section 12)."""

import pytest
from articles.common.negotiation import acceptable_codings, preferred_type, prefers_page
from hypothesis import given
from hypothesis import strategies as st

HTML, JSON, MARKDOWN = OFFERS = ("text/html", "application/json", "text/markdown")
CHROME = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"

# Headers that look like headers: random text hardly ever reaches the inner branches.
MEMBERS = st.lists(
    st.tuples(
        st.sampled_from([*OFFERS, "text/*", "application/*", "*/*", "*", "gzip", "identity", "image/png", "", " "]),
        st.sampled_from(["", ";q=0", ";q=0.5", ";Q=1", "; q = 0.25 ", ";q=2", ";q=", ";level=1;q=.7", ";q=nan", ";;"]),
    ).map("".join)
).map(",".join)
HEADERS = st.none() | MEMBERS | st.text()


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (None, HTML),
        ("", HTML),
        (" , ,", HTML),
        ("*/*", HTML),
        ("*", HTML),
        (CHROME, HTML),
        ("text/html", HTML),
        ("TEXT/HTML", HTML),
        ("application/json", JSON),
        ("text/markdown", MARKDOWN),
        ("text/*", HTML),
        ("application/*", JSON),
        ("text/markdown, text/html", MARKDOWN),  # no browser names it
        ("text/html, text/markdown", MARKDOWN),
        ("text/markdown, text/html, */*", MARKDOWN),  # as coding agents send it
        ("*/*, text/markdown", MARKDOWN),
        ("text/*, text/markdown", MARKDOWN),
        ("application/json, text/markdown, */*;q=0.1", MARKDOWN),
        ("text/markdown;q=0.5, text/html;q=0.5, application/json;q=0.4", MARKDOWN),
        ("text/markdown;q=0.9, text/html, */*", HTML),
        ("text/markdown;q=0, text/html;q=0, */*;q=0", None),
        ("text/markdown;q=0, */*", HTML),
        ("text/html, application/json", HTML),  # no preference: the more useful
        ("text/*, application/json", HTML),
        ("text/markdown, text/html;q=0.9", MARKDOWN),
        ("text/html;q=0.5, application/json;q=0.6", JSON),
        ("application/json;q=0.1", JSON),
        ("application/json; charset=utf-8", JSON),
        ("text/markdown;variant=GFM;q=0.5, application/json;q=0.4", MARKDOWN),
        ("text/html;q=0", None),  # what is not named is not accepted
        ("text/html;q=0, */*", JSON),
        ("text/*;q=0, */*;q=0.1", JSON),
        ("text/*;q=0.9, text/html;q=0.1, application/json;q=0.5", MARKDOWN),  # the most specific range counts
        ("*/*;q=0.1, application/json;q=0", HTML),
        ("image/avif,image/webp", None),
        ("*/*;q=0", None),
        ("none/none", None),
        ("text/html;q=high, application/json;q=0.1", JSON),  # a malformed member was not sent
        ("text/html;q=1.5", HTML),
        ("text/html;q=1e-1, application/json;q=0.05", JSON),
        ("text/html;q=+0.5, application/json;q=0.1", JSON),
        ("text/html;q=\u0661, application/json;q=0.1", JSON),
        ("application/json;q=0.2, application/json;q=0.8, text/html;q=0.5", JSON),
        ("text/html;level=1;q=0.3, application/json;q=0.4", JSON),
        ("application/json ; Q=0.9 , text/html ; q=0.8", JSON),
        ("*; q=.2, application/json", JSON),  # as Java's HttpURLConnection sends it
    ],
)
def test_the_type_that_the_client_likes_best_is_chosen(accept: str | None, expected: str | None) -> None:
    assert preferred_type(accept, OFFERS) == expected


@pytest.mark.parametrize(
    ("accept_encoding", "expected"),
    [
        (None, ("identity", "gzip")),
        ("", ("identity",)),
        ("gzip", ("gzip", "identity")),
        ("GZIP", ("gzip", "identity")),
        ("x-gzip", ("gzip", "identity")),
        ("gzip, deflate, br, zstd", ("gzip", "identity")),
        ("br", ("identity",)),
        ("*", ("gzip", "identity")),
        ("gzip;q=0", ("identity",)),
        ("gzip;q=0, *", ("identity",)),
        ("*;q=0", ()),
        ("identity;q=0", ()),
        ("identity;q=0, gzip", ("gzip",)),
        ("identity;q=0, *", ("gzip",)),
        ("*;q=0, gzip;q=0.001", ("gzip",)),
        ("*;q=0, identity", ("identity",)),
        ("gzip;q=0.5, identity", ("identity", "gzip")),
        ("gzip;q=0.5, identity;q=0.5", ("gzip", "identity")),
        ("gzip;q=0.001", ("gzip", "identity")),
        ("gzip;q=2", ("identity",)),
        ("br;q=1.0, gzip;q=0.8, *;q=0.1", ("gzip", "identity")),
    ],
)
def test_codings_come_in_the_order_of_preference(accept_encoding: str | None, expected: tuple[str, ...]) -> None:
    assert acceptable_codings(accept_encoding) == expected


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (CHROME, True),
        ("text/html", True),
        ("text/*", True),
        ("application/xhtml+xml", True),
        ("text/html, application/json", True),
        (None, False),
        ("*/*", False),
        ("application/json", False),
        ("application/json, text/html;q=0.5", False),
        ("text/html;q=0", False),
        ("text/markdown", False),
        ("text/markdown, text/html, */*", False),
        ("text/markdown;q=0.9, text/html", True),
        ("text/markdown;q=0, text/html", True),
    ],
)
def test_only_clients_that_ask_for_html_by_name_get_pages(accept: str | None, expected: bool) -> None:
    assert prefers_page(accept) is expected


@given(HEADERS)
def test_no_accept_header_is_an_error(accept: str | None) -> None:
    assert preferred_type(accept, OFFERS) in (*OFFERS, None)
    assert prefers_page(accept) in (True, False)


@given(HEADERS)
def test_no_accept_encoding_header_is_an_error(accept_encoding: str | None) -> None:
    assert set(acceptable_codings(accept_encoding)) <= {"gzip", "identity"}


@given(MEMBERS)
def test_accepting_anything_besides_accepts_something(members: str) -> None:
    assert preferred_type(f"{members},image/png,*/*;q=0.001,audio/*", ("audio/ogg",)) == "audio/ogg"


@given(MEMBERS)
def test_a_type_that_is_ruled_out_is_never_chosen(members: str) -> None:
    others = ",".join(member for member in members.split(",") if "text/markdown" not in member)
    assert preferred_type(f"{others},text/markdown;q=0", OFFERS) != MARKDOWN
