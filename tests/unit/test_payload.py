"""Events and responses are those of API Gateway's payload format 2.0."""

import base64
import datetime as dt
from typing import Any

import pytest
from articles.local.functions import Route
from articles.local.payload import MAX_RESULT, Request, Response, ResultError, to_event, to_response
from articles.local.routing import Match

DEFAULT = Match(Route("ANY", "$default", "f"))
NOW = dt.datetime(2026, 8, 7, 1, 37, 53, 815000, dt.UTC)

JSON = ("content-type", "application/json")
PLAIN = ("content-type", "text/plain; charset=utf-8")


def event(method: str = "GET", path: str = "/", match: Match = DEFAULT, **rest: Any) -> dict[str, Any]:
    return to_event(Request(method, path, **rest), match, NOW)


def test_the_path_is_decoded_once_and_the_query_string_is_as_sent() -> None:
    found = event(path="/a%20b/%2525+c/%C3%A9", query="x=%20&x=2&flag&y=a%2Cb")
    assert found["rawPath"] == found["requestContext"]["http"]["path"] == "/a b/%25+c/é"
    assert found["rawQueryString"] == "x=%20&x=2&flag&y=a%2Cb"
    assert found["queryStringParameters"] == {"x": " ,2", "flag": "", "y": "a,b"}


def test_headers_of_one_name_are_joined_and_cookies_stand_apart() -> None:
    headers = (("host", "site.test:8000"), ("accept", "a"), ("accept", "b"), ("cookie", "x=1; y=2"), ("cookie", "z=3"))
    found = event(headers=headers)
    assert found["headers"]["accept"] == "a,b"
    assert "cookie" not in found["headers"]
    assert found["headers"]["x-forwarded-for"] == found["requestContext"]["http"]["sourceIp"] == "127.0.0.1"
    assert found["requestContext"]["domainName"] == "site.test"


def test_each_cookie_is_one_entry() -> None:
    assert event(headers=(("cookie", "x=1; y=2"),))["cookies"] == ["x=1", "y=2"]


def test_what_a_request_does_not_have_is_not_in_the_event() -> None:
    assert not {"body", "cookies", "queryStringParameters", "pathParameters"} & event().keys()
    assert event()["isBase64Encoded"] is False


def test_the_context_names_route_method_and_time() -> None:
    match = Match(Route("ANY", "/learn/{subject}", "f"), {"subject": "physics"})
    found = event("HEAD", "/learn/physics", match=match, headers=(("user-agent", "test"),))
    assert found["version"] == "2.0"
    assert found["routeKey"] == found["requestContext"]["routeKey"] == "ANY /learn/{subject}"
    assert found["pathParameters"] == {"subject": "physics"}
    context = found["requestContext"]
    assert context["http"]["method"] == "HEAD"
    assert context["http"]["userAgent"] == "test"
    assert context["stage"] == "$default"
    assert context["time"] == "07/Aug/2026:01:37:53 +0000"
    assert context["timeEpoch"] == 1786066673815


@pytest.mark.parametrize(
    ("content_type", "is_text"),
    [
        ("text/plain", True),
        ("text/html; charset=utf-8", True),
        ("application/json", True),
        ("Application/JSON; charset=utf-8", True),
        ("application/xml", True),
        ("application/javascript", True),
        ("application/ld+json", False),
        ("application/x-www-form-urlencoded", False),
        ("application/octet-stream", False),
        ("", False),
    ],
)
def test_a_body_that_is_no_text_comes_in_base64(content_type: str, is_text: bool) -> None:
    found = event("POST", body=b"a=1", headers=(("content-type", content_type),) if content_type else ())
    assert found["isBase64Encoded"] is not is_text
    assert found["body"] == ("a=1" if is_text else base64.b64encode(b"a=1").decode())


@pytest.mark.parametrize(
    ("result", "response"),
    [
        ("hello", Response(200, (JSON,), b"hello")),
        ({"a": 1}, Response(200, (JSON,), b'{"a": 1}')),
        ([1], Response(200, (JSON,), b"[1]")),
        (None, Response(200, (JSON,), b"null")),
        ({"statusCode": 204}, Response(204, (PLAIN,))),
        ({"statusCode": "201", "body": "x"}, Response(201, (PLAIN,), b"x")),
        ({"statusCode": 200, "body": {"a": 1}}, Response(200, (PLAIN,), b'{"a": 1}')),
        (
            {"statusCode": 200, "headers": {"Content-Type": "text/html", "X-N": 3, "Connection": "close"}, "body": "é"},
            Response(200, (("content-type", "text/html"), ("x-n", "3")), "é".encode()),
        ),
        (
            {"statusCode": 200, "isBase64Encoded": True, "body": base64.b64encode(b"\0\xff").decode()},
            Response(200, (PLAIN,), b"\0\xff"),
        ),
        (
            {"statusCode": 302, "headers": {"content-type": "a/b", "Content-Length": "9"}, "cookies": ["a=1", "b=2"]},
            Response(302, (("content-type", "a/b"), ("set-cookie", "a=1"), ("set-cookie", "b=2"))),
        ),
    ],
)
def test_a_result_is_a_response(result: Any, response: Response) -> None:
    assert to_response(result) == response


@pytest.mark.parametrize(
    "result",
    [
        {"statusCode": "ok"},
        {"statusCode": None},
        {"statusCode": 99},
        {"statusCode": 200.5},
        {"statusCode": 200, "isBase64Encoded": True, "body": "no base64!"},
        {"statusCode": 200, "body": "x" * (MAX_RESULT + 1)},
        {"statusCode": 200, "body": b"bytes"},
        {"set": {1}},
    ],
)
def test_a_result_that_is_none_is_refused(result: Any) -> None:
    with pytest.raises(ResultError):
        to_response(result)
