"""The function from event to result, on a table made from template.yaml: everything that it answers, and its reads."""

import base64
import gzip
import hashlib
import json
import os
import re
import socket
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote

import boto3
import pytest
from articles.common.http_edge import MAX_CONTENT
from articles.common.representations import HTML, JSON, KINDS, MARKDOWN, RELATED
from articles.deliver import handler as function
from articles.deliver.dynamodb.client import DynamoDB
from articles.deliver.dynamodb.errors import TableError
from articles.deliver.settings import settings
from articles.local import aws
from articles.local.functions import functions
from articles.local.payload import to_response
from articles.local.resources import create_resources
from articles.local.template import read_template
from articles.publishing.rendering.rendered import Representation
from articles.publishing.storage.attributes import typed
from articles.publishing.storage.cards import Card
from articles.publishing.storage.items import from_card, from_representation
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

ROOT = Path(__file__).parents[2]
SAMPLES = list((ROOT / "events").glob("deliver-*.json"))

LIVE = "/learn/physics/questions/why"
ACCENTED = "/learn/physics/questions/café"
LONGEST = "/a" + "é" * 449
MOVED = "/learn/physics/questions/old"
GONE = "/learn/physics/questions/gone"
UNKNOWN = "/learn/physics/questions/unknown"
LARGE = "/learn/physics/questions/large"
HALF = "/learn/physics/questions/half"
BROKEN = "/learn/physics/questions/broken"
ENDING = "/learn/physics/questions/ending"
ENDED = "/learn/physics/questions/ended"

MODIFIED = 1764000000
LAST_MODIFIED = "Mon, 24 Nov 2025 16:00:00 GMT"
POLICY = "default-src 'none'; style-src 'sha256-x'"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"
CACHED = "public, max-age=60, s-maxage=60, stale-while-revalidate=30, stale-if-error=86400"
SOON = "public, max-age=5, s-maxage=5"

CONTENT = {
    HTML: b"<!doctype html><title>Why?</title>",
    JSON: b'{"title":"Why?"}\n',
    MARKDOWN: b"# Why?\n",
    RELATED: b'{"related":[]}\n',
}


def representation(kind: str, content: bytes) -> Representation:
    headers = {"Link": '<https://site/x>; rel="canonical"'}
    if kind == HTML:
        headers["Content-Security-Policy"] = POLICY
    return Representation(kind, gzip.compress(content, mtime=0), KINDS[kind].content_type, f"tag-{kind}", headers)


def card(path: str, state: Any, location: str | None = None) -> dict[str, Any]:
    return from_card(Card(path, state, "a.md", 1, location, date="2025-02-06"))


def items() -> Iterator[dict[str, Any]]:
    for path in (LIVE, ACCENTED, LONGEST):
        yield card(path, "live")
        for kind in KINDS:
            yield from_representation(path, representation(kind, CONTENT[kind]), MODIFIED, None)
    for path, seconds in ((ENDING, 1000), (ENDED, 0)):
        yield card(path, "live")
        for kind in KINDS:
            yield from_representation(path, representation(kind, CONTENT[kind]), MODIFIED, int(time.time()) + seconds)
    yield card(MOVED, "moved", ACCENTED)
    yield card(GONE, "gone", LIVE)
    yield card(LARGE, "live")
    yield from_representation(LARGE, representation(HTML, b"a" * (MAX_CONTENT + 1)), MODIFIED, None)
    yield card(HALF, "live")
    yield card(BROKEN, "moved")
    changes: dict[str, dict[str, Any]] = {
        HTML: {"body": b"no gzip"},
        JSON: {"body": gzip.compress(b"a" * 1000)[:-10]},
        MARKDOWN: {"modified": "yesterday"},
    }
    for kind, change in changes.items():
        yield from_representation(BROKEN, representation(kind, b"a"), MODIFIED, None) | change


@pytest.fixture(scope="module")
def site() -> Iterator[Mapping[str, str]]:
    """A table with those items, and the environment of the function."""
    with (
        socket.create_server(("127.0.0.1", 0)) as listener,
        aws.serving(listener),
        pytest.MonkeyPatch.context() as patch,
    ):
        endpoint = f"http://127.0.0.1:{listener.getsockname()[1]}"
        local = aws.environment(endpoint)
        for name in os.environ.keys() - local.keys():
            patch.delenv(name)
        for name, value in local.items():
            patch.setenv(name, value)
        template = read_template(ROOT / "template.yaml", {"CloudFront": "disabled", "SiteUrl": "http://site"}, endpoint)
        create_resources(template, boto3.Session())
        [deliver] = [each for each in functions(template) if each.name == "DeliverFunction"]
        dynamodb = boto3.client("dynamodb")
        for item in items():
            dynamodb.put_item(TableName=deliver.environment["TABLE"], Item=typed(item))
        for name, value in deliver.environment.items():
            patch.setenv(name, value)
        clear()
        yield os.environ
    clear()


def clear() -> None:
    settings.cache_clear()
    function.table.cache_clear()


@pytest.fixture(autouse=True)
def reads(site: Mapping[str, str], monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:  # noqa: ARG001 - the table is there
    """The sort keys of the items that were asked for."""
    asked: list[str] = []
    clients: list[DynamoDB] = []
    get_item = DynamoDB.get_item

    def counted(self: DynamoDB, table: str, key: Mapping[str, str]) -> Any:
        asked.append(key["sk"])
        clients.append(self)
        return get_item(self, table, key)

    monkeypatch.setattr(DynamoDB, "get_item", counted)
    clear()
    yield asked
    for client in clients:
        client.close()


def event(target: str, method: str = "GET", **headers: str) -> dict[str, Any]:
    path, _, query = target.partition("?")
    return {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": query,
        "headers": {"host": "localhost", **{name.replace("_", "-"): value for name, value in headers.items()}},
        "requestContext": {"http": {"method": method, "path": path}, "requestId": "id"},
        "isBase64Encoded": False,
    }


class Answer:
    """A result, as the client sees it."""

    def __init__(self, result: Any) -> None:
        assert result.keys() == {"statusCode", "headers", "body", "isBase64Encoded"}
        assert all(name == name.lower() for name in result["headers"])
        json.dumps(result)
        response = to_response(result)
        self.status = response.status
        self.headers = dict(response.headers)
        self.body = response.body

    @property
    def text(self) -> str:
        return self.body.decode()


def ask(path: str, method: str = "GET", **headers: str) -> Answer:
    return Answer(function.handler(event(path, method, **headers), SimpleNamespace(aws_request_id="invocation")))


def problem(answer: Answer) -> dict[str, Any]:
    assert answer.headers["content-type"] == "application/problem+json"
    details: dict[str, Any] = json.loads(answer.body)
    assert details.keys() == {"type", "title", "status", "detail"}
    assert details["status"] == answer.status
    return details


# --- What is there --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "accept", "kind", "vary", "location"),
    [
        (LIVE, None, HTML, "Accept, Accept-Encoding", None),
        (LIVE, BROWSER, HTML, "Accept, Accept-Encoding", None),
        (LIVE, "application/json", JSON, "Accept, Accept-Encoding", f"{LIVE}.json"),
        (LIVE, "text/markdown, text/html;q=0.5", MARKDOWN, "Accept, Accept-Encoding", f"{LIVE}.md"),
        (LIVE, "text/markdown, text/html, */*", MARKDOWN, "Accept, Accept-Encoding", f"{LIVE}.md"),
        (ACCENTED, "application/json", JSON, "Accept, Accept-Encoding", "/learn/physics/questions/caf%C3%A9.json"),
        (f"{LIVE}.json", "text/html", JSON, "Accept-Encoding", None),
        (f"{LIVE}.md", None, MARKDOWN, "Accept-Encoding", None),
        (f"/api/related{LIVE}", "image/png", RELATED, "Accept-Encoding", None),
        (LONGEST, None, HTML, "Accept, Accept-Encoding", None),
        (f"{LONGEST}.json", None, JSON, "Accept-Encoding", None),
        (f"/api/related{LONGEST}", None, RELATED, "Accept-Encoding", None),
    ],
)
def test_a_live_page_is_one_read(  # noqa: PLR0913, PLR0917 - a table
    reads: list[str], path: str, accept: str | None, kind: str, vary: str, location: str | None
) -> None:
    answer = ask(path, **({"accept": accept} if accept else {}), accept_encoding="gzip")
    assert (answer.status, gzip.decompress(answer.body)) == (200, CONTENT[kind])
    assert reads == [f"REP#{kind}"]
    headers = answer.headers
    assert headers["content-type"] == KINDS[kind].content_type
    assert headers["content-encoding"] == "gzip"
    assert headers["etag"] == f'"tag-{kind}-gzip"'
    assert headers["last-modified"] == LAST_MODIFIED
    assert headers["cache-control"] == CACHED
    assert headers["vary"] == vary
    assert headers.get("content-location") == location
    assert headers["link"] == '<https://site/x>; rel="canonical"'


def test_a_page_may_be_kept_as_long_as_the_environment_says(cache_control: str) -> None:
    clear()
    assert ask(LIVE).headers["cache-control"] == cache_control


def test_a_page_that_has_expired_is_gone_and_none_is_kept_longer(reads: list[str]) -> None:
    """Whether or not somebody has taken it down: its end stands in the item, so it costs no other read."""
    for kind in KINDS.values():
        ended = ask(kind.at(ENDED))
        assert (ended.status, ended.headers["cache-control"]) == (410, SOON)
        kept = ask(kind.at(ENDING))
        assert kept.status == 200
        found = re.fullmatch(
            "public, max-age=60, s-maxage=60, stale-while-revalidate=30, stale-if-error=([0-9]+)",
            kept.headers["cache-control"],
        )
        assert found is not None
        assert int(found[1]) <= 1000 - 60
    assert len(reads) == 2 * len(KINDS)
    known = f'"tag-{HTML}"'
    assert (ask(ENDED, if_none_match=known).status, ask(ENDING, if_none_match=known).status) == (410, 304)


def test_a_client_without_gzip_gets_the_content_as_it_is(reads: list[str]) -> None:
    answer = ask(LIVE)
    assert (answer.status, answer.body) == (200, CONTENT[HTML])
    assert "content-encoding" not in answer.headers
    assert answer.headers["etag"] == '"tag-html"'
    assert len(reads) == 1


def test_head_is_answered_as_get_is() -> None:
    # The server in front keeps the body back, and takes the length from it.
    for path in (LIVE, f"{LIVE}.json", MOVED, UNKNOWN, GONE):
        head, get = ask(path, "HEAD"), ask(path)
        assert (head.status, head.headers, head.body) == (get.status, get.headers, get.body)


@pytest.mark.parametrize("cased", [str.title, str.upper])
def test_names_of_headers_have_no_case(cased: Callable[[str], str]) -> None:
    def answer(**headers: str) -> Answer:
        asked = event(LIVE, **headers)
        asked["headers"] = {cased(name): value for name, value in asked["headers"].items()}
        return Answer(function.handler(asked, SimpleNamespace(aws_request_id="invocation")))

    page = answer(accept="text/html", accept_encoding="gzip")
    assert page.headers["content-encoding"] == "gzip"
    assert answer(accept_encoding="gzip", if_none_match=page.headers["etag"]).status == 304
    assert answer(accept="application/json").headers["content-type"] == KINDS[JSON].content_type
    assert answer(accept="image/png").status == 406


def test_security_headers_are_those_of_the_page() -> None:
    page, data = ask(LIVE).headers, ask(f"{LIVE}.json").headers
    for headers in (page, data, ask(UNKNOWN).headers, ask(LIVE, "OPTIONS").headers, ask(MOVED).headers):
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "strict-origin-when-cross-origin"
        assert headers["strict-transport-security"] == "max-age=63072000"
        assert headers["access-control-allow-origin"] == "*"
        assert headers["cross-origin-resource-policy"] == "cross-origin"
    assert page["content-security-policy"] == POLICY
    assert data["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert page["cross-origin-opener-policy"] == "same-origin"
    assert "camera=()" in page["permissions-policy"]
    assert "permissions-policy" not in data


@pytest.mark.parametrize(
    "conditions",
    [
        {"if_none_match": '"tag-html-gzip"'},
        {"if_none_match": 'W/"tag-html-gzip"'},
        {"if_none_match": '"other", "tag-html-gzip"'},
        {"if_none_match": "*"},
        {"if_modified_since": LAST_MODIFIED},
        {"if_none_match": '"tag-html-gzip"', "if_modified_since": "Mon, 24 Nov 2024 16:00:00 GMT"},
    ],
)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_what_the_client_has_is_not_sent_again(reads: list[str], method: str, conditions: dict[str, str]) -> None:
    sent = ask(LIVE, accept_encoding="gzip")
    reads.clear()
    answer = ask(LIVE, method, accept_encoding="gzip", **conditions)
    assert (answer.status, answer.body) == (304, b"")
    assert answer.headers == sent.headers
    assert reads == ["REP#html"]


@pytest.mark.parametrize(
    "conditions",
    [
        {"if_none_match": '"tag-html"'},  # the other coding's
        {"if_none_match": '"other"', "if_modified_since": LAST_MODIFIED},
        {"if_modified_since": "Mon, 24 Nov 2025 15:59:59 GMT"},
        {"if_modified_since": "soon"},
    ],
)
def test_what_the_client_does_not_have_is_sent(conditions: dict[str, str]) -> None:
    assert ask(LIVE, accept_encoding="gzip", **conditions).status == 200


# --- What cannot be had in that form --------------------------------------------------------------------------------


@pytest.mark.parametrize("accept", ["image/png", "none/none", "*/*;q=0"])
def test_a_type_that_no_page_has_is_not_acceptable(reads: list[str], accept: str) -> None:
    answer = ask(LIVE, accept=accept)
    assert answer.status == 406
    assert "text/html, application/json or text/markdown" in problem(answer)["detail"]
    assert answer.headers["vary"] == "Accept"
    assert reads == ["CARD"]


def test_where_there_is_no_page_no_type_matters() -> None:
    statuses = {path: ask(path, accept="image/png").status for path in (MOVED, GONE, UNKNOWN)}
    assert statuses == {MOVED: 301, GONE: 410, UNKNOWN: 404}


def test_a_coding_that_no_page_has_is_not_acceptable(reads: list[str]) -> None:
    answer = ask(LIVE, accept_encoding="br, identity;q=0")
    assert answer.status == 406
    assert "gzip" in problem(answer)["detail"]
    assert answer.headers["vary"] == "Accept, Accept-Encoding"
    assert len(reads) == 1


def test_a_result_that_lambda_would_refuse_is_never_built() -> None:
    assert ask(LARGE, accept_encoding="identity, gzip;q=0").status == 406
    answer = ask(LARGE, accept_encoding="gzip;q=0.1, identity")
    assert (answer.status, answer.headers["content-encoding"]) == (200, "gzip")
    assert ask(LARGE).headers["content-encoding"] == "gzip"


# --- What is elsewhere, or nowhere ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "location"),
    [
        (MOVED, "/learn/physics/questions/caf%C3%A9"),
        (f"{MOVED}.json", "/learn/physics/questions/caf%C3%A9.json"),
        (f"{MOVED}.md", "/learn/physics/questions/caf%C3%A9.md"),
        (f"/api/related{MOVED}", "/api/related/learn/physics/questions/caf%C3%A9"),
    ],
)
def test_a_page_that_has_moved_is_redirected_with_its_suffix(reads: list[str], path: str, location: str) -> None:
    answer = ask(path)
    assert (answer.status, answer.headers["location"], answer.body) == (301, location, b"")
    assert answer.headers["cache-control"] == CACHED
    assert len(reads) == 2


@pytest.mark.parametrize(
    ("path", "location"),
    [
        (f"{LIVE}/", LIVE),
        (LIVE.upper(), LIVE),
        (f"/{LIVE}", LIVE),
        (f"{LIVE}.JSON", f"{LIVE}.json"),
        (f"/api/related{LIVE}/", f"/api/related{LIVE}"),
        ("/learn/physics/questions/CAFÉ", "/learn/physics/questions/caf%C3%A9"),
        ("/learn/physics/questions/%63afe", "/learn/physics/questions/cafe"),
        ("/learn/physics/questions/cafe\u0301", "/learn/physics/questions/caf%C3%A9"),
        ("/learn/", "/learn"),
        ("/Sitemap.xml", "/sitemap.xml"),
        ("//evil.example/", "/evil.example"),
        ("/health/", "/health"),
        ("/learn/physics/?cursor=a-b_c", "/learn/physics?cursor=a-b_c"),
        ("/API/articles?subject=%C3%A9&limit=1", "/api/articles?subject=%C3%A9&limit=1"),
        ('/API/articles?x=\r\n\u00e9"<', "/api/articles?x=%0D%0A%C3%A9%22%3C"),
        (f"{LIVE}/?utm_source=letter", LIVE),
        (f"/API/Related{quote(LONGEST.upper())}", f"/api/related{quote(LONGEST)}"),
        (f"{quote(LONGEST.upper())}.MD", f"{quote(LONGEST)}.md"),
    ],
)
def test_a_path_that_is_not_canonical_is_redirected_without_a_read(reads: list[str], path: str, location: str) -> None:
    answer = ask(path)
    assert (answer.status, answer.headers["location"]) == (308, location)
    assert reads == []


@pytest.mark.parametrize("path", [UNKNOWN, f"{UNKNOWN}.json", f"/api/related{UNKNOWN}"])
def test_what_never_was_is_not_found_after_two_reads(reads: list[str], path: str) -> None:
    answer = ask(path)
    assert (answer.status, problem(answer)["title"]) == (404, "Not Found")
    assert answer.headers["cache-control"] == SOON
    assert len(reads) == 2


@pytest.mark.parametrize(
    "path",
    ["/", "/a b", "/<script>", "/\x00", "/a\\b", "/..", "/%ff", "/.json", "/api/unknown", "/api/related", "x", ""],
)
def test_a_path_that_no_article_can_have_is_not_found_without_a_read(reads: list[str], path: str) -> None:
    assert ask(path).status in (404, 308)
    assert reads == []


@pytest.mark.parametrize("path", [GONE, f"{GONE}.md", f"/api/related{GONE}"])
def test_what_was_deleted_is_gone(reads: list[str], path: str) -> None:
    answer = ask(path)
    assert (answer.status, problem(answer)["title"]) == (410, "Gone")
    assert answer.headers["cache-control"] == SOON
    assert len(reads) == 2


@pytest.mark.parametrize(
    ("path", "status", "title"), [(UNKNOWN, 404, "Not Found"), (GONE, 410, "Gone"), ("/a b", 404, "Not Found")]
)
def test_browsers_get_a_page_and_programs_problem_details(path: str, status: int, title: str) -> None:
    page, details = ask(path, accept=BROWSER), ask(path, accept="*/*")
    assert page.status == details.status == status
    assert page.headers["vary"] == details.headers["vary"] == "Accept"
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert f"<h1>{title}</h1>" in page.text
    assert problem(details)["title"] == title


def test_a_path_for_programs_never_ends_in_a_page() -> None:
    for path in (f"{UNKNOWN}.json", f"{UNKNOWN}.md", f"/api/related{UNKNOWN}", "/api/unknown"):
        answer = ask(path, accept=BROWSER)
        assert problem(answer)["status"] == 404
        assert "vary" not in answer.headers


def test_the_style_of_an_error_page_is_allowed_by_its_policy() -> None:
    page = ask(UNKNOWN, accept=BROWSER)
    [style] = re.findall("<style>(.*?)</style>", page.text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in page.headers["content-security-policy"]
    assert "style=" not in page.text
    assert "<script" not in page.text


# --- Other methods --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND", "get"])
def test_pages_can_only_be_read(reads: list[str], method: str) -> None:
    answer = ask(LIVE, method)
    assert answer.status == problem(answer)["status"] == 405
    assert answer.headers["allow"] == "GET, HEAD, OPTIONS"
    assert reads == []


def test_options_says_what_other_origins_may_do(reads: list[str]) -> None:
    answer = ask(LIVE, "OPTIONS", origin="https://other.example", access_control_request_method="GET")
    assert (answer.status, answer.body) == (204, b"")
    assert answer.headers["allow"] == answer.headers["access-control-allow-methods"] == "GET, HEAD, OPTIONS"
    assert answer.headers["access-control-allow-headers"] == "*"
    assert answer.headers["access-control-max-age"] == "86400"
    assert reads == []


def test_health_touches_the_table_once(reads: list[str]) -> None:
    answer = ask("/health")
    assert (answer.status, json.loads(answer.body)) == (200, {"status": "ok"})
    assert answer.headers["cache-control"] == "no-store"
    assert len(reads) == 1


def test_what_did_not_come_through_cloudfront_is_not_admitted(
    reads: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ORIGIN_SECRET", "secret")
    clear()
    assert ask(LIVE).status == problem(ask(LIVE, x_origin_secret="guess"))["status"] == 403
    assert ask(LIVE, "OPTIONS").status == 403
    assert reads == []
    assert ask(LIVE, x_origin_secret="secret").status == 200


# --- The table does not answer --------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [LIVE, f"{LIVE}.json", f"/api/related{LIVE}", "/health"])
def test_a_table_that_does_not_answer_is_503_and_told_to_the_operator(
    path: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object) -> None:
        raise TableError("ThrottlingException", "Slow down", request_id="DYNAMODB-ID")

    monkeypatch.setattr(DynamoDB, "get_item", fail)
    clear()
    answer = ask(path)
    assert answer.status == problem(answer)["status"] == 503
    assert answer.headers["retry-after"] == "2"
    assert answer.headers["cache-control"] == "no-store"
    assert "Throttling" not in answer.text

    line = json.loads(capsys.readouterr().out)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", line["timestamp"])
    assert (line["level"], line["requestId"], line["path"]) == ("ERROR", "invocation", path)
    assert line["message"] == "answered 503: ThrottlingException: Slow down"
    assert (line["code"], line["dynamodbRequestId"]) == ("ThrottlingException", "DYNAMODB-ID")
    [directive] = line["_aws"]["CloudWatchMetrics"]
    assert directive["Namespace"] == "Articles"
    assert directive["Metrics"] == [{"Name": "TableUnavailable", "Unit": "Count"}]
    assert line["TableUnavailable"] == 1
    assert directive["Dimensions"] == [["service"]]
    assert line["service"].endswith("-deliver")
    assert isinstance(line["_aws"]["Timestamp"], int)


@pytest.mark.parametrize(
    ("path", "headers", "code"),
    [
        (BROKEN, {}, "ItemMalformed"),
        (f"{BROKEN}.json", {}, "ItemMalformed"),
        (f"{BROKEN}.md", {}, "ItemMalformed"),
        (BROKEN, {"accept": "image/png"}, "ItemMalformed"),
        (HALF, {}, "RepresentationMissing"),
    ],
)
def test_an_item_that_publishing_does_not_write_is_503(
    path: str, headers: dict[str, str], code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = ask(path, **headers)
    assert answer.status == 503
    assert json.loads(capsys.readouterr().out)["code"] == code


def test_a_page_that_goes_live_between_the_reads_is_read_once_more(
    reads: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    get_item = DynamoDB.get_item

    def late(self: DynamoDB, table: str, key: Mapping[str, str]) -> Any:
        found = get_item(self, table, key)
        return found if len(reads) > 1 else None

    monkeypatch.setattr(DynamoDB, "get_item", late)
    assert ask(LIVE).status == 200
    assert reads == ["REP#html", "CARD", "REP#html"]


def test_a_card_of_an_unknown_state_is_503(site: Mapping[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    item = {"pk": {"S": "PATH#/strange"}, "sk": {"S": "CARD"}, "state": {"S": "asleep"}}
    boto3.client("dynamodb").put_item(TableName=site["TABLE"], Item=item)
    assert ask("/strange").status == 503
    assert "asleep" in json.loads(capsys.readouterr().out)["message"]


# --- Whatever comes -------------------------------------------------------------------------------------------------

NAMES = st.sampled_from(["accept", "accept-encoding", "if-none-match", "if-modified-since", "x-origin-secret", "range"])


@hypothesis_settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from([LIVE, f"{LIVE}.md", MOVED, GONE, UNKNOWN]) | st.text().map("/".__add__),
    st.sampled_from(["GET", "HEAD", "OPTIONS", "POST"]),
    st.dictionaries(NAMES, st.text() | st.sampled_from(["*", "gzip", '"tag-html"', "text/html;q=0", LAST_MODIFIED])),
)
def test_no_request_is_an_error_and_none_takes_more_than_two_reads(
    reads: list[str], path: str, method: str, headers: dict[str, str]
) -> None:
    reads.clear()
    answer = ask(path, method, **headers)
    assert answer.status in {200, 204, 301, 304, 308, 404, 405, 406, 410}
    assert len(reads) <= (1 if answer.status in {200, 304} else 2)
    assert not any(set("\r\n\0") & set(value) for value in answer.headers.values())
    assert all(value.isascii() for value in answer.headers.values())


# What the sample events end in where nothing is published at their path.
SAMPLE_STATUSES = {
    "deliver-head": 404,
    "deliver-health": 200,
    "deliver-html": 404,
    "deliver-json": 404,
    "deliver-markdown": 404,
    "deliver-not-acceptable": 404,
    "deliver-not-found": 404,
    "deliver-not-modified": 404,
    "deliver-options": 204,
    "deliver-post": 405,
    "deliver-redirect": 308,
    "deliver-related": 404,
}


def test_every_sample_event_is_answered() -> None:
    context = SimpleNamespace(aws_request_id="invocation")
    answers = {
        sample.stem: Answer(function.handler(json.loads(sample.read_text()), context)).status for sample in SAMPLES
    }
    assert answers == SAMPLE_STATUSES
