"""The AWS services of the local stack answer their own clients, and nobody else."""

import http.client
import json
import socket
from collections.abc import Iterator
from ipaddress import IPv4Network
from typing import Any, Literal
from urllib.parse import urlsplit

import boto3
import pytest
from articles.local import aws
from articles.local.aws_http import service_of
from articles.local.bridge import Bridge
from botocore.config import Config
from botocore.exceptions import ClientError

DRAFT = "a draft that nobody may read"

# moto looks at no signature, but lets those who are not known see less.
SIGNED = "AWS4-HMAC-SHA256 Credential=local/20261128/us-east-1/{}/aws4_request, SignedHeaders=host, Signature=x"

Fields = list[tuple[str, str]]


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    with socket.create_server((aws.HOST, 0)) as listener, pytest.MonkeyPatch.context() as patch:
        endpoint = f"http://{aws.HOST}:{listener.getsockname()[1]}"
        for name, value in aws.environment(endpoint).items():
            patch.setenv(name, value)
        with aws.serving(listener):
            boto3.client("s3").create_bucket(Bucket="articles")
            yield endpoint


@pytest.fixture(scope="module")
def s3(endpoint: str) -> Any:
    client = boto3.client("s3", endpoint_url=endpoint)
    client.put_object(Bucket="articles", Key="draft.md", Body=DRAFT.encode())
    return client


def ask(endpoint: str, target: str, method: str = "GET", body: bytes = b"", fields: Fields | None = None) -> Any:
    """Status and body of the answer to a request with these fields, which is otherwise one of the stack's clients."""
    url = urlsplit(endpoint)
    given = fields or []
    names = {name.lower() for name, _ in given}
    usual = [("Host", url.netloc), ("Authorization", SIGNED.format("s3"))]
    connection = http.client.HTTPConnection(url.hostname or "", url.port, timeout=10)
    connection.putrequest(method, target, skip_host=True, skip_accept_encoding=True)
    for name, value in [*(field for field in usual if field[0].lower() not in names), *given]:
        connection.putheader(name, value)
    if body:
        connection.putheader("Content-Length", str(len(body)))
    connection.endheaders(body or None)
    response = connection.getresponse()
    answer = response.status, response.read().decode()
    connection.close()
    return answer


def raw(endpoint: str, request: bytes) -> bytes:
    """Everything that is answered to these bytes until the connection is closed."""
    url = urlsplit(endpoint)
    with socket.create_connection((url.hostname or "", url.port or 0), timeout=10) as wire:
        wire.sendall(request)
        wire.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: wire.recv(65536), b""))


def keys(s3: Any) -> set[str]:
    return {entry["Key"] for entry in s3.list_objects_v2(Bucket="articles").get("Contents", [])}


def of_a_page() -> list[Fields]:
    """What browsers add to the requests of pages."""
    return [
        [("Origin", "https://evil.example")],
        [("Origin", "null")],
        [("Origin", "http://127.0.0.1:8000")],
        [("origin", "")],
        [("Sec-Fetch-Site", "cross-site")],
        [("Sec-Fetch-Site", "same-site")],
        [("Sec-Fetch-Site", "same-origin")],
        [("Sec-Fetch-Site", "")],
        [("Referer", "https://evil.example/")],
        [("Access-Control-Request-Method", "PUT")],
        [("Upgrade", "websocket"), ("Connection", "Upgrade"), ("Sec-WebSocket-Key", "x")],
    ]


@pytest.mark.parametrize("fields", of_a_page(), ids=str)
@pytest.mark.parametrize("method", ["GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD"])
def test_a_page_reads_and_changes_nothing(endpoint: str, s3: Any, method: str, fields: Fields) -> None:
    for target in ("/articles/draft.md", "/articles", "/articles/new.md", "/"):
        status, body = ask(endpoint, target, method, b"x" if method in {"PUT", "POST"} else b"", fields)
        assert status == 403
        assert DRAFT not in body
        assert method == "HEAD" or "and no page in a browser" in body
    assert keys(s3) == {"draft.md"}
    assert s3.get_object(Bucket="articles", Key="draft.md")["Body"].read().decode() == DRAFT


@pytest.mark.parametrize(
    "host",
    [
        *("evil.example", "evil.example:{port}", "127.0.0.1", "127.0.0.1:1", "localhost", "0.0.0.0:{port}"),
        *("127.0.0.1.evil.example:{port}", "localhost.evil.example:{port}", "evillocalhost:{port}", ""),
        *("127.0.0.1:{port}@evil.example", "evil.example#127.0.0.1:{port}", "127.0.0.1:{port}, evil.example"),
        *("s3.amazonaws.com", "articles.s3.amazonaws.com:{port}", "moto_api", "[::2]:{port}", "2130706433:{port}"),
        *("127.0.0.1:{port}:{port}", "127.0.0.1:0{port}0", "[::1", "127.0.0.1:-{port}", "\xb9\xb2\xb7.0.0.1:{port}"),
    ],
)
def test_another_host_is_refused(endpoint: str, s3: Any, host: str) -> None:
    given = [("Host", host.format(port=urlsplit(endpoint).port))]
    status, body = ask(endpoint, "/articles/draft.md", fields=given)
    assert (status, DRAFT in body) == (403, False)
    assert "It answers requests to 127.0.0.1 and localhost" in body
    assert ask(endpoint, "/articles/new.md", "PUT", b"x", given)[0] == 403
    assert keys(s3) == {"draft.md"}


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost", "LOCALHOST", "[::1]"])
def test_each_name_of_this_machine_will_do(endpoint: str, s3: Any, name: str) -> None:
    assert "draft.md" in keys(s3)
    host = f"{name}:{urlsplit(endpoint).port}"
    assert ask(endpoint, "/articles/draft.md", fields=[("Host", host)]) == (200, DRAFT)


def test_no_host_and_two_are_refused(endpoint: str, s3: Any) -> None:
    assert "draft.md" in keys(s3)
    own = f"Host: {urlsplit(endpoint).netloc}\r\n".encode()
    signed = f"Authorization: {SIGNED.format('s3')}\r\n".encode()
    assert DRAFT.encode() in raw(endpoint, b"GET /articles/draft.md HTTP/1.0\r\n" + signed + own + b"\r\n")
    for head in (b"", own + b"Host: evil.example\r\n", own + own):
        for version in (b"1.0", b"1.1"):
            answer = raw(endpoint, b"GET /articles/draft.md HTTP/" + version + b"\r\n" + signed + head + b"\r\n")
            assert b" 403 Forbidden" in answer
            assert DRAFT.encode() not in answer
    assert DRAFT.encode() not in raw(endpoint, b"GET /articles/draft.md\r\n\r\n")


def test_a_target_with_a_host_of_its_own_is_refused(endpoint: str, s3: Any) -> None:
    for target in ("http://evil.example/articles/draft.md", f"{endpoint}/articles/draft.md", "*"):
        assert ask(endpoint, target)[0] == 403
    assert "draft.md" in keys(s3)


def test_what_follows_a_refused_request_in_its_body_is_no_request(endpoint: str, s3: Any) -> None:
    own = f"Host: {urlsplit(endpoint).netloc}\r\n".encode()
    signed = f"Authorization: {SIGNED.format('s3')}\r\n".encode()
    inner = b"PUT /articles/smuggled.md HTTP/1.1\r\n" + own + signed + b"Content-Length: 1\r\n\r\nx"
    origin = b"Origin: https://evil.example\r\n"
    length = b"Content-Length: %d\r\n"
    heads = (
        own + origin + length % len(inner),
        own + origin,
        own + origin + b"Content-Length: nonsense\r\n",
        own + origin + length % (len(inner) + 5_000_000),
        own + origin + b"Transfer-Encoding: chunked\r\n",
        own + b"X-Amz-Target: Other_1.Do\r\n" + length % len(inner),
    )
    for head in heads:
        answer = raw(endpoint, b"POST /articles HTTP/1.1\r\n" + head + b"\r\n" + inner)
        assert answer.startswith(b"HTTP/1.1 403 ")
        assert answer.count(b"HTTP/1.1 ") == 1
    assert keys(s3) == {"draft.md"}
    # Of a client of its own, what comes next on the connection is the next request.
    first = b"PUT /articles/first.md HTTP/1.1\r\n" + own + signed + length % 5 + b"\r\nfirst"
    assert raw(endpoint, first + inner).count(b"HTTP/1.1 200 ") == 2
    assert keys(s3) == {"draft.md", "first.md", "smuggled.md"}
    for key in ("first.md", "smuggled.md"):
        s3.delete_object(Bucket="articles", Key=key)


@pytest.mark.parametrize(
    "target",
    [
        *("/moto-api/", "/moto-api/data.json", "/moto-api/reset", "/moto-api/recorder/start-recording"),
        *("/latest/meta-data/iam/security-credentials/default-role", "/favicon.ico", "/sns_us-east-1/x"),
        "/us-east-1_pool/.well-known/jwks.json",
    ],
)
def test_there_is_nothing_of_motos_own(endpoint: str, s3: Any, target: str) -> None:
    """There would be a bucket of that name."""
    status, body = ask(endpoint, target)
    assert (status, "<Code>NoSuchBucket</Code>" in body) == (404, True)
    assert ask(endpoint, target, "POST", b"x")[0] >= 400
    assert keys(s3) == {"draft.md"}


@pytest.mark.parametrize(
    "service", ["sns", "lambda", "sts", "iam", "events", "ssm", "ec2", "moto_api", "s3control", ""]
)
def test_no_other_service_is_there(endpoint: str, service: str) -> None:
    form = [("Content-Type", "application/x-www-form-urlencoded")]
    body = b"Action=CreateTopic&Name=x&Version=2010-03-31"
    status, answer = ask(endpoint, "/", "POST", body, [("Authorization", SIGNED.format(service)), *form])
    assert (status, "S3, SQS and DynamoDB" in answer) == (403, True)


@pytest.mark.parametrize(
    "target", ["AWSEvents.PutRule", "DynamoDBStreams_20120810.ListStreams", "Logs_20140328.X", "x"]
)
def test_no_target_of_another_service_is_there(endpoint: str, target: str) -> None:
    fields = [("X-Amz-Target", target), ("Content-Type", "application/x-amz-json-1.1")]
    status, answer = ask(endpoint, "/", "POST", b"{}", fields)
    assert status == 403
    assert json.loads(answer) == {
        "__type": "AccessDenied",
        "message": "The local stack has S3, SQS and DynamoDB, and no other AWS service.",
    }


def test_a_client_of_another_service_is_told_so(endpoint: str) -> None:
    for request in (
        boto3.client("sns", endpoint_url=endpoint).list_topics,
        boto3.client("sts", endpoint_url=endpoint).get_caller_identity,
        boto3.client("events", endpoint_url=endpoint).list_rules,
    ):
        with pytest.raises(ClientError, match="no other AWS service"):
            request()


@pytest.mark.parametrize("style", ["path", "virtual"])
@pytest.mark.parametrize("name", ["127.0.0.1", "localhost"])
def test_its_own_clients_are_answered_in_each_style(
    endpoint: str, s3: Any, style: Literal["path", "virtual"], name: str
) -> None:
    """The bucket stands in the path, or before the host as most SDKs have it; browsers and the C library know
    `articles.localhost`, so it is told here where that is."""
    assert "draft.md" in keys(s3)
    port = urlsplit(endpoint).port
    hosts = [f"{name}:{port}"] if style == "path" else [f"articles.localhost:{port}", f"ARTICLES.localhost:{port}"]
    for host in hosts:
        target = "/articles/draft.md" if style == "path" else "/draft.md"
        assert ask(endpoint, target, fields=[("Host", host)]) == (200, DRAFT)
    client = boto3.client("s3", endpoint_url=f"http://{name}:{port}", config=Config(s3={"addressing_style": style}))
    link = client.generate_presigned_url("get_object", Params={"Bucket": "articles", "Key": "draft.md"})
    url = urlsplit(link)
    assert ask(endpoint, f"{url.path}?{url.query}", fields=[("Host", url.netloc)]) == (200, DRAFT)


def test_containers_are_answered_by_the_name_that_they_have_for_this_machine(endpoint: str, s3: Any) -> None:
    assert "draft.md" in keys(s3)
    port = urlsplit(endpoint).port
    for host, status in (
        (f"host.docker.internal:{port}", 200),
        ("host.docker.internal", 403),
        ("docker.internal", 403),
    ):
        assert ask(endpoint, "/articles/draft.md", fields=[("Host", host)])[0] == status


@pytest.mark.parametrize(("network", "answered"), [("127.0.0.0/8", True), ("10.88.0.0/16", False)])
def test_on_a_bridge_its_network_alone_is_answered(s3: Any, network: str, answered: bool) -> None:
    assert "draft.md" in keys(s3)
    with (
        Bridge("127.0.0.2", IPv4Network(network)).listen(0) as listener,
        aws.answering(listener, network=IPv4Network(network)),
    ):
        host, port = listener.getsockname()
        bridged = f"http://{host}:{port}"
        if answered:
            assert ask(bridged, "/articles/draft.md") == (200, DRAFT)
            assert ask(bridged, "/articles/draft.md", fields=[("Origin", "http://evil.example")])[0] == 403
            assert ask(bridged, "/articles/draft.md", fields=[("Host", f"evil.example:{port}")])[0] == 403
        else:
            with pytest.raises((http.client.RemoteDisconnected, ConnectionResetError)):
                ask(bridged, "/articles/draft.md")


def test_sqs_and_dynamodb_are_answered(endpoint: str) -> None:
    assert boto3.client("sqs", endpoint_url=endpoint).create_queue(QueueName="q")["QueueUrl"].startswith(endpoint)
    assert boto3.client("dynamodb", endpoint_url=endpoint).list_tables()["TableNames"] == []


@pytest.mark.parametrize(
    ("environ", "service"),
    [
        ({}, "s3"),
        ({"HTTP_AUTHORIZATION": "AWS key:signature"}, "s3"),
        ({"HTTP_AUTHORIZATION": "AWS4-HMAC-SHA256 Credential=k/20261128/us-east-1/s3/aws4_request,X=y"}, "s3"),
        ({"HTTP_AUTHORIZATION": "AWS4-HMAC-SHA256 Credential=k/20261128/us-east-1/sqs/aws4_request, X=y"}, "sqs"),
        ({"HTTP_AUTHORIZATION": "AWS4-HMAC-SHA256 Credential=k"}, ""),
        ({"HTTP_X_AMZ_TARGET": "AmazonSQS.SendMessage"}, "sqs"),
        ({"HTTP_X_AMZ_TARGET": "DynamoDB_20120810.GetItem"}, "dynamodb"),
        ({"HTTP_X_AMZ_TARGET": "DynamoDB_20111205.GetItem"}, "DynamoDB_20111205.GetItem"),
    ],
)
def test_the_service_of_a_request(environ: dict[str, str], service: str) -> None:
    assert service_of(environ) == service
