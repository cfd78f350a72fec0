"""What both functions that answer over HTTP have in common, they have from one place, and send as it stands there."""

import json
import re
from collections.abc import Mapping
from typing import Any

import pytest
from articles.browse import responses as browse
from articles.common import http_edge
from articles.common.http_edge import (
    ProblemDetails,
    Request,
    from_event,
    is_matched,
    refusal,
    told,
    with_headers_of_all,
)
from articles.deliver import responses as deliver
from hypothesis import given
from hypothesis import strategies as st

JSON_TYPE = "application/json"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
PROBLEM = ProblemDetails(404, "Not Found", "There is none.", members={"errors": []})


@pytest.mark.parametrize("headers", [{}, {"content-type": JSON_TYPE}, {"content-type": http_edge.PAGE_TYPE}])
def test_both_functions_send_the_same_headers_with_everything(headers: dict[str, str]) -> None:
    ours = with_headers_of_all(headers)
    assert deliver.result(200, headers)["headers"] == ours
    assert browse.failure(200, "text", headers).headers == ours


def test_both_functions_answer_other_origins_the_same() -> None:
    ours = with_headers_of_all(http_edge.PREFLIGHT)
    assert deliver.preflight()["headers"] == browse.preflight().headers == ours


def test_security_headers_are_those_that_were_decided_on() -> None:
    page, data = (with_headers_of_all({"content-type": each}) for each in (http_edge.PAGE_TYPE, JSON_TYPE))
    assert data == {
        "content-type": JSON_TYPE,
        "access-control-allow-origin": "*",
        "access-control-expose-headers": "Content-Location, ETag, Link, Retry-After",
        "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
        "cross-origin-resource-policy": "cross-origin",
        "referrer-policy": "strict-origin-when-cross-origin",
        "strict-transport-security": "max-age=63072000",
        "x-content-type-options": "nosniff",
    }
    assert page.keys() - data.keys() == {"cross-origin-opener-policy", "permissions-policy"}


def test_what_a_response_says_itself_stands() -> None:
    assert with_headers_of_all({"referrer-policy": "no-referrer"})["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize(
    ("if_none_match", "expected"),
    [
        *(('"a"', True), ('W/"a"', True), ('"b", W/"a" ,"c"', True), ("*", True), (" * ", True), ('"a", *', True)),
        *(("", False), ('"b"', False), ("a", False), ('w/"a"', False), ('"b", *', False), ('"aa"', False)),
    ],
)
def test_a_tag_is_named_by_weak_comparison(if_none_match: str, expected: bool) -> None:
    assert is_matched(if_none_match, '"a"') is expected


def event(headers: Mapping[str, str], **more: Any) -> dict[str, Any]:
    return {"rawPath": "/a", "headers": headers, "requestContext": {"http": {"method": "GET"}}, **more}


def test_a_request_has_names_of_headers_in_lower_case_and_may_have_no_query() -> None:
    found = from_event(event({"Accept": "X", "host": "Y"}))
    assert (found.method, found.path, found.query, found.domain) == ("GET", "/a", "", "")
    assert found.headers == {"accept": "X", "host": "Y"}
    assert from_event(event({}, rawQueryString="b=%20")).query == "b=%20"


def page(problem: ProblemDetails) -> tuple[str, str]:
    return f"<h1>{problem.title}</h1>", "policy"


@pytest.mark.parametrize(("path", "accept", "vary"), [("/a", None, "Accept"), ("/a.json", BROWSER, None)])
def test_programs_are_told_by_a_document(path: str, accept: str | None, vary: str | None) -> None:
    headers, text = told(PROBLEM, Request("GET", path, "", {"accept": accept} if accept else {}), page)
    assert headers["content-type"] == "application/problem+json"
    assert headers["cache-control"] == http_edge.SOON
    assert headers.get("vary") == vary
    assert json.loads(text) == {
        "type": "about:blank",
        "title": "Not Found",
        "status": 404,
        "detail": "There is none.",
        "errors": [],
    }


def test_people_are_told_by_a_page() -> None:
    headers, text = told(PROBLEM, Request("GET", "/a", "", {"accept": BROWSER}), page)
    assert (headers["content-type"], headers["content-security-policy"]) == (http_edge.PAGE_TYPE, "policy")
    assert headers["vary"] == "Accept"
    assert text == "<h1>Not Found</h1>"


@given(st.tuples(*[st.integers(0, 1000)] * 4), st.integers(0, 2000))
def test_nothing_is_kept_for_longer_than_is_left(seconds: tuple[int, ...], left: int) -> None:
    names = ("CACHE_MAX_AGE", "CACHE_S_MAXAGE", "CACHE_STALE_WHILE_REVALIDATE", "CACHE_STALE_IF_ERROR")
    wanted = dict(zip(names, map(str, seconds), strict=True))
    kept = http_edge.cache_control(wanted, left)
    fresh, shared, stale, stale_if_error = map(int, re.findall("[0-9]+", kept))
    assert max(fresh, shared) + max(stale, stale_if_error) <= left
    whole = max(seconds[:2]) + max(seconds[2:])
    assert (kept == http_edge.cache_control(wanted)) is (left >= whole)


def test_how_long_a_page_may_be_kept_is_a_number_of_seconds(cache_variables: dict[str, str]) -> None:
    kept = "public, max-age=1, s-maxage=2, stale-while-revalidate=3, stale-if-error=4"
    assert http_edge.cache_control(cache_variables) == kept
    assert http_edge.cache_control(cache_variables, 100) == kept
    with pytest.raises(ValueError, match="invalid literal"):
        http_edge.cache_control({**cache_variables, "CACHE_S_MAXAGE": "a minute"})
    del cache_variables["CACHE_MAX_AGE"]
    with pytest.raises(KeyError):
        http_edge.cache_control(cache_variables)


@pytest.fixture
def cache_variables() -> dict[str, str]:
    names = ("MAX_AGE", "S_MAXAGE", "STALE_WHILE_REVALIDATE", "STALE_IF_ERROR")
    return {f"CACHE_{name}": str(number) for number, name in enumerate(names, 1)}


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_a_method_that_reads_is_not_refused(method: str) -> None:
    assert refusal(Request(method, "/a", "", {}), "") is None


@pytest.mark.parametrize("method", ["POST", "get", "TRACE", "", "GET, HEAD"])
def test_any_other_method_is_refused(method: str) -> None:
    assert refusal(Request(method, "/a", "", {}), "") is http_edge.METHOD_NOT_ALLOWED


def test_who_does_not_come_through_cloudfront_is_told_of_nothing_else() -> None:
    sent = {"x-origin-secret": "one"}
    assert refusal(Request("POST", "/a", "", {}), "one,two") is http_edge.NOT_ADMITTED
    assert refusal(Request("POST", "/a", "", sent), "one,two") is http_edge.METHOD_NOT_ALLOWED
    assert refusal(Request("GET", "/a", "", sent), "one,two") is None
