"""Delivery's own DynamoDB client: equal to botocore where all is well, and calm where it is not."""

import base64
import datetime as dt
import json
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import botocore.auth
import pytest
from articles.deliver.dynamodb.client import TRIES, DynamoDB, Timeouts
from articles.deliver.dynamodb.connection import MAX_BODY
from articles.deliver.dynamodb.credentials import REFRESH_BEFORE, CredentialsProvider
from articles.deliver.dynamodb.dialer import AMAZON_ROOTS
from articles.deliver.dynamodb.errors import TableError
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials as BotocoreCredentials
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from moto.server import ThreadedMotoServer

from tests.support import certificates
from tests.support.fault_server import FaultServer, Step, answer, drip, error, reset, send, serving, silence

KEYS = {"AWS_ACCESS_KEY_ID": "AKID", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_REGION": "eu-west-1"}
KEY = {"pk": "PATH#/a", "sk": "CARD"}
ITEM = {"pk": {"S": "PATH#/a"}, "state": {"S": "live"}}
FOUND = answer({"Item": ITEM})
SHORT = Timeouts(connect=0.3, read=0.3, total=2.0)


def client(server: FaultServer, timeouts: Timeouts | None = None, **environ: str) -> DynamoDB:
    return DynamoDB({**KEYS, "AWS_ENDPOINT_URL_DYNAMODB": server.url, **environ}, timeouts)


def get(server: FaultServer, timeouts: Timeouts | None = None, **environ: str) -> dict[str, dict[str, Any]] | None:
    dynamodb = client(server, timeouts, **environ)
    try:
        return dynamodb.get_item("articles", KEY)
    finally:
        dynamodb.close()


def head(request: bytes) -> dict[str, str]:
    _, *lines = request.partition(b"\r\n\r\n")[0].decode().split("\r\n")
    return {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}


# --- As botocore does it --------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def moto() -> Iterator[str]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    try:
        host, port = server.get_host_and_port()
        yield f"http://{host}:{port}"
    finally:
        server.stop()


@pytest.fixture(scope="module")
def boto(moto: str) -> Any:
    resource = boto3.client(
        "dynamodb",
        endpoint_url=moto,
        region_name="eu-west-1",
        aws_access_key_id="AKID",
        aws_secret_access_key="secret",
    )
    resource.create_table(
        TableName="articles",
        AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in ("pk", "sk")],
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
        BillingMode="PAY_PER_REQUEST",
    )
    return resource


@pytest.fixture
def ours(moto: str) -> Iterator[DynamoDB]:
    dynamodb = DynamoDB({**KEYS, "AWS_ENDPOINT_URL": moto})
    yield dynamodb
    dynamodb.close()


def plain(value: Any) -> Any:
    """DynamoDB's JSON as boto3 gives it, its binary values as the wire has them."""
    if isinstance(value, dict):
        return {name: plain(each) for name, each in value.items()}
    if isinstance(value, list):
        return [plain(each) for each in value]
    return base64.b64encode(value).decode() if isinstance(value, bytes) else value


def test_every_type_of_value_comes_as_boto3_gets_it(boto: Any, ours: DynamoDB) -> None:
    key = {"pk": {"S": "types"}, "sk": {"S": "ü/%2F \"'\\\n\u2028😀"}}
    item = {
        **key,
        "binary": {"B": bytes(range(256)) * 1000},
        "number": {"N": "-12345678901234567890.5"},
        "flag": {"BOOL": True},
        "nothing": {"NULL": True},
        "list": {"L": [{"S": ""}, {"N": "1"}, {"M": {"deep": {"B": b""}}}]},
        "map": {"M": {"Link": {"S": '<https://x/é>; rel="canonical"'}}},
        "strings": {"SS": ["a", "ü"]},
    }
    boto.put_item(TableName="articles", Item=item)
    theirs = boto.get_item(TableName="articles", Key=key)["Item"]
    assert ours.get_item("articles", {name: value["S"] for name, value in key.items()}) == plain(theirs)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(min_size=1, max_size=200), st.text(min_size=1, max_size=200))
def test_any_key_finds_its_item(boto: Any, ours: DynamoDB, pk: str, sk: str) -> None:
    boto.put_item(TableName="articles", Item={"pk": {"S": pk}, "sk": {"S": sk}, "value": {"S": sk + pk}})
    assert ours.get_item("articles", {"pk": pk, "sk": sk}) == {
        "pk": {"S": pk},
        "sk": {"S": sk},
        "value": {"S": sk + pk},
    }


def test_what_is_not_there_is_none(boto: Any, ours: DynamoDB) -> None:  # noqa: ARG001 - boto has made the table
    assert ours.get_item("articles", {"pk": "no", "sk": "such"}) is None


def test_an_error_has_dynamodbs_name(boto: Any, ours: DynamoDB) -> None:
    with pytest.raises(boto.exceptions.ResourceNotFoundException):
        boto.get_item(TableName="other", Key={"pk": {"S": "a"}, "sk": {"S": "b"}})
    with pytest.raises(TableError, match="ResourceNotFoundException"):
        ours.get_item("other", KEY)


@pytest.mark.parametrize("token", ["", "IQoJb3JpZ2luX2VjE//+/=="])
def test_requests_are_signed_as_botocore_signs_them(token: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(FOUND) as server:
        get(server, AWS_SESSION_TOKEN=token)
    [request] = server.requests
    sent = head(request)
    moment = dt.datetime.strptime(sent["x-amz-date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=dt.UTC)
    monkeypatch.setattr(botocore.auth, "get_current_datetime", lambda: moment)
    signed = {name: sent[name] for name in ("content-type", "x-amz-target")}
    again = AWSRequest("POST", server.url, headers=signed, data=request.partition(b"\r\n\r\n")[2])
    botocore.auth.SigV4Auth(BotocoreCredentials("AKID", "secret", token), "dynamodb", "eu-west-1").add_auth(again)
    assert sent["authorization"] == again.headers["Authorization"]
    assert sent.get("x-amz-security-token", "") == token


def test_the_body_is_the_one_that_botocore_sends() -> None:
    with serving(FOUND) as server:
        get(server)
        boto3.client(
            "dynamodb",
            endpoint_url=server.url,
            region_name="eu-west-1",
            aws_access_key_id="AKID",
            aws_secret_access_key="secret",
        ).get_item(TableName="articles", Key={name: {"S": value} for name, value in KEY.items()})
    ours, theirs = server.requests
    assert ours.partition(b"\r\n\r\n")[2] == theirs.partition(b"\r\n\r\n")[2]
    assert head(ours)["x-amz-target"] == head(theirs)["X-Amz-Target"]


# --- Connections ----------------------------------------------------------------------------------------------------


def test_one_connection_serves_all_requests() -> None:
    with serving(FOUND) as server:
        dynamodb = client(server)
        assert [dynamodb.get_item("articles", KEY) for _ in range(5)] == [ITEM] * 5
        dynamodb.close()
    assert (server.connections, len(server.requests)) == (1, 5)


@pytest.mark.parametrize(
    "last", [answer({"Item": ITEM}, close=True, headers={"Connection": "close"}), answer({}, version="HTTP/1.0")]
)
def test_a_connection_that_the_server_ends_is_not_used_again(last: Step) -> None:
    with serving(last, FOUND) as server:
        dynamodb = client(server)
        dynamodb.get_item("articles", KEY)
        assert dynamodb.get_item("articles", KEY) == ITEM
        dynamodb.close()
    assert (server.connections, len(server.requests)) == (2, 2)


def test_a_connection_closed_while_idle_costs_no_try() -> None:
    with serving(FOUND) as server:
        dynamodb = client(server)
        dynamodb.get_item("articles", KEY)
        server.close_connections()
        time.sleep(0.05)
        assert dynamodb.get_item("articles", KEY) == ITEM
        dynamodb.close()
    assert (server.connections, len(server.requests)) == (2, 2)


def test_a_connection_reset_while_idle_costs_no_try() -> None:
    def answer_and_reset(connection: socket.socket) -> bool:
        FOUND(connection)
        return reset(connection)

    with serving(answer_and_reset, FOUND) as server:
        dynamodb = client(server)
        dynamodb.get_item("articles", KEY)
        time.sleep(0.05)
        assert dynamodb.get_item("articles", KEY) == ITEM
        dynamodb.close()
    assert len(server.requests) == 2


def test_a_connection_closed_as_the_request_is_sent_costs_one_try() -> None:
    with serving(FOUND, send(b""), FOUND) as server:
        dynamodb = client(server)
        dynamodb.get_item("articles", KEY)
        assert dynamodb.get_item("articles", KEY) == ITEM
        dynamodb.close()
    assert (server.connections, len(server.requests)) == (2, 3)


def test_what_nobody_asked_for_is_never_taken_for_an_answer() -> None:
    stale = b'{"Item":{"pk":{"S":"another"}}}'

    def answer_twice(connection: socket.socket) -> bool:
        FOUND(connection)
        time.sleep(0.05)
        return answer(stale)(connection)

    with serving(answer_twice, FOUND) as server:
        dynamodb = client(server)
        dynamodb.get_item("articles", KEY)
        time.sleep(0.15)
        assert dynamodb.get_item("articles", KEY) == ITEM
        dynamodb.close()
    assert server.connections == 2


def test_threads_do_not_share_a_connection() -> None:
    def named(connection: socket.socket) -> bool:
        time.sleep(0.01)
        return FOUND(connection)

    with serving(named) as server:
        dynamodb = client(server)
        found: list[object] = []
        threads = [
            threading.Thread(target=lambda: found.extend(dynamodb.get_item("articles", KEY) for _ in range(5)))
            for _ in range(4)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        dynamodb.close()
    assert found == [ITEM] * 20
    assert server.connections <= 4


def test_the_next_address_is_tried_where_one_refuses(monkeypatch: pytest.MonkeyPatch) -> None:
    refusing = socket.create_server(("127.0.0.1", 0))
    port = refusing.getsockname()[1]
    refusing.close()
    with serving(FOUND) as server:
        kind = socket.AF_INET, socket.SOCK_STREAM, 6, ""
        addresses = [(*kind, ("127.0.0.1", port)), (*kind, ("127.0.0.1", server.port))]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: addresses)
        assert get(server) == ITEM
    assert len(server.requests) == 1


# --- Faults ---------------------------------------------------------------------------------------------------------

PASSING: dict[str, Step] = {
    "reset": reset,
    "closed": send(b""),
    "silent": silence,
    "dripping": drip,
    "half a head": send(b"HTTP/1.1 200 OK\r\nContent-Le"),
    "half a body": answer({"Item": ITEM}, sent=10),
    "longer than said": answer({"Item": ITEM}, headers={"Content-Length": "10"}),
    "shorter than said": answer({"Item": ITEM}, headers={"Content-Length": "1000"}, close=True),
    "no length": answer({"Item": ITEM}, headers={"Content-Length": None}),  # type: ignore[dict-item]
    "negative length": answer({"Item": ITEM}, headers={"Content-Length": "-1"}),
    "foreign digits": answer({"Item": ITEM}, headers={"Content-Length": "²"}),
    "chunked": answer({"Item": ITEM}, headers={"Transfer-Encoding": "chunked"}),
    "too long": answer({"Item": ITEM}, headers={"Content-Length": str(MAX_BODY + 1)}),
    "absurdly long": answer({"Item": ITEM}, headers={"Content-Length": "9" * 5000}),
    "endless head": send(b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 20000),
    "another protocol": send(b"SSH-2.0-OpenSSH_9.6\r\n\r\n"),
    "no status": send(b"HTTP/1.1 OK\r\n\r\n"),
    "garbage JSON": answer(b'{"Item": {"pk": {"S"'),
    "no UTF-8": answer(b'{"Item": "\xff"}'),
    "a list": answer(b"[]"),
    "an item that is none": answer({"Item": "a"}),
    "nested too deep": answer(b"[" * 100_000),
    "another checksum": answer({"Item": ITEM}, headers={"x-amz-crc32": "1"}),
    "500": error("InternalServerError", 500),
    "503 without JSON": answer(b"<html>", 503),
    "503 with other JSON": answer(b'[{"__type": 1}]', 503),
    "502 nested too deep": answer(b"[" * 100_000, 502),
    "throughput": error("ProvisionedThroughputExceededException"),
    "throttled": answer({"__type": "com.amazon.coral.availability#ThrottlingException"}, 400),
    "limit": error("RequestLimitExceeded"),
    "expired token": error("ExpiredTokenException"),
}


@pytest.mark.parametrize("fault", PASSING.values(), ids=PASSING.keys())
def test_after_two_faults_the_third_try_has_the_item(fault: Step) -> None:
    with serving(fault, fault, FOUND) as server:
        assert get(server, SHORT) == ITEM
    assert len(server.requests) == 3


@pytest.mark.parametrize("fault", PASSING.values(), ids=PASSING.keys())
def test_there_are_three_tries_and_no_more(fault: Step) -> None:
    with serving(fault) as server, pytest.raises(TableError) as raised:
        get(server, SHORT)
    assert len(server.requests) == TRIES == 3
    assert raised.value.retryable


def test_a_mistake_of_our_own_is_not_repeated() -> None:
    with (
        serving(error("ValidationException", message="The key is wrong")) as server,
        pytest.raises(TableError) as raised,
    ):
        get(server)
    assert len(server.requests) == 1
    assert (raised.value.code, raised.value.message) == ("ValidationException", "The key is wrong")
    assert (raised.value.request_id, raised.value.retryable) == ("REQUEST-ID", False)


def test_a_refused_connection_is_an_error_after_three_tries() -> None:
    with serving(FOUND) as server:
        pass
    with pytest.raises(TableError, match="ConnectionFailed: ConnectionRefusedError"):
        get(server)


def test_a_name_without_address_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [])
    with serving(FOUND) as server, pytest.raises(TableError, match="has no address"):
        get(server)


def test_a_time_out_is_a_second_and_the_whole_five() -> None:
    timeouts = Timeouts()
    assert (timeouts.connect, timeouts.read, timeouts.total) == (1.0, 1.0, 5.0)


@pytest.mark.parametrize("fault", [silence, drip])
def test_a_server_that_does_not_answer_is_left_in_time(fault: Step) -> None:
    started = time.monotonic()
    with serving(fault) as server, pytest.raises(TableError, match="TimeoutError"):
        get(server)
    assert 3.0 <= time.monotonic() - started < 5.0
    assert len(server.requests) == 3


def test_nothing_takes_longer_than_the_whole_may() -> None:
    started = time.monotonic()
    with serving(silence) as server, pytest.raises(TableError, match="TimeoutError"):
        get(server, Timeouts(connect=1.0, read=1.0, total=0.4))
    assert time.monotonic() - started < 0.9
    assert len(server.requests) == 1


def test_no_try_begins_after_the_whole_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("articles.deliver.dynamodb.client.BACKOFF", 1000.0)
    monkeypatch.setattr("os.urandom", lambda count: b"\xff" * count)
    with serving(reset) as server, pytest.raises(TableError):
        get(server)
    assert len(server.requests) == 1


def test_pauses_are_full_jitter(monkeypatch: pytest.MonkeyPatch) -> None:
    pauses: list[float] = []
    monkeypatch.setattr("articles.deliver.dynamodb.client.time.sleep", pauses.append)
    with serving(reset) as server:
        for _ in range(40):
            with pytest.raises(TableError):
                get(server)
    first, second = pauses[::2], pauses[1::2]
    assert max(first) <= 0.05 < max(second) <= 0.1
    assert min(pauses) < 0.02
    assert len({round(pause, 4) for pause in pauses}) > 20


# --- TLS ------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def tls(tmp_path_factory: pytest.TempPathFactory) -> tuple[ssl.SSLContext, Path]:
    return certificates.make(tmp_path_factory.mktemp("tls"), "localhost", "dynamodb.eu-west-1.amazonaws.com")


def test_a_trusted_certificate_is_accepted_and_the_connection_kept(tls: tuple[ssl.SSLContext, Path]) -> None:
    context, roots = tls
    with serving(FOUND, tls=context) as server:
        dynamodb = client(server, AWS_CA_BUNDLE=str(roots))
        assert [dynamodb.get_item("articles", KEY) for _ in range(3)] == [ITEM] * 3
        server.close_connections()
        time.sleep(0.05)
        assert dynamodb.get_item("articles", KEY) == ITEM
        dynamodb.close()
    assert (server.connections, len(server.requests)) == (2, 4)


def test_what_tls_has_decrypted_beyond_an_answer_is_not_taken_for_the_next(tls: tuple[ssl.SSLContext, Path]) -> None:
    context, roots = tls
    long = {"pk": {"S": "x" * 100_000}}

    def answer_and_more(connection: socket.socket) -> bool:
        body = json.dumps({"Item": long}).encode()
        head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n\r\n".encode()
        connection.sendall(head + body + b"more")
        return True

    with serving(answer_and_more, FOUND, tls=context) as server:
        dynamodb = client(server, AWS_CA_BUNDLE=str(roots))
        assert dynamodb.get_item("articles", KEY) == long
        assert dynamodb.get_item("articles", KEY) == ITEM
        dynamodb.close()
    assert (server.connections, len(server.requests)) == (2, 2)


def test_an_unknown_authority_is_not_trusted(tls: tuple[ssl.SSLContext, Path]) -> None:
    with serving(FOUND, tls=tls[0]) as server, pytest.raises(TableError, match="SSLCertVerificationError"):
        get(server)
    assert server.requests == []


def test_a_certificate_for_another_host_is_not_trusted(tls: tuple[ssl.SSLContext, Path]) -> None:
    context, roots = tls
    with serving(FOUND, tls=context) as server, pytest.raises(TableError, match="SSLCertVerificationError"):
        get(server, AWS_CA_BUNDLE=str(roots), AWS_ENDPOINT_URL_DYNAMODB=f"https://127.0.0.1:{server.port}")
    assert server.requests == []


def test_a_server_that_does_not_answer_in_tls_is_left_in_time() -> None:
    with serving(FOUND) as server, pytest.raises(TableError, match="handshake operation timed out"):
        get(server, SHORT, AWS_ENDPOINT_URL_DYNAMODB=f"https://127.0.0.1:{server.port}")
    assert (server.connections, len(server.requests)) == (3, 0)


def test_an_aws_endpoint_of_another_authority_is_verified_against_all_that_the_system_knows(
    tls: tuple[ssl.SSLContext, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    context, roots = tls
    asked = socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", lambda _, *rest, **options: asked("127.0.0.1", *rest, **options))
    monkeypatch.setenv("SSL_CERT_FILE", str(roots))
    with serving(FOUND, tls=context) as server:
        url = f"https://dynamodb.eu-west-1.amazonaws.com:{server.port}"
        assert get(server, AWS_ENDPOINT_URL_DYNAMODB=url) == ITEM
    assert (server.connections, len(server.requests)) == (2, 1)


def test_amazons_authorities_are_at_hand() -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(AMAZON_ROOTS)
    names = {dict(pair[0] for pair in root["subject"])["commonName"] for root in context.get_ca_certs()}  # type: ignore[misc]
    assert names == {
        *(f"Amazon Root CA {number}" for number in (1, 2, 3, 4)),
        "Starfield Services Root Certificate Authority - G2",
    }
    in_ten_years = time.time() + 10 * 365 * 86400
    assert all(ssl.cert_time_to_seconds(root["notAfter"]) > in_ten_years for root in context.get_ca_certs())  # type: ignore[arg-type]


# --- Credentials ----------------------------------------------------------------------------------------------------


def given_keys(number: int = 1, lifetime: float = 3600, **changes: Any) -> Step:
    expires = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=lifetime)
    keys = {
        "AccessKeyId": f"AKID{number}",
        "SecretAccessKey": f"secret{number}",
        "Token": f"token{number}",
        "Expiration": expires.strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
    return answer({**keys, **changes})


def provider(server: FaultServer, path: str = "/keys", **environ: str) -> CredentialsProvider:
    return CredentialsProvider({"AWS_CONTAINER_CREDENTIALS_FULL_URI": server.url + path, **environ})


def access_key(credentials: CredentialsProvider) -> str:
    return credentials.get(time.monotonic() + 5).access_key


def test_keys_of_the_environment_are_read_for_each_request() -> None:
    with serving(FOUND) as server:
        environ = {**KEYS, "AWS_ENDPOINT_URL": server.url}
        dynamodb = DynamoDB(environ)
        dynamodb.get_item("articles", KEY)
        environ |= {"AWS_ACCESS_KEY_ID": "OTHER", "AWS_SESSION_TOKEN": "token"}
        dynamodb.get_item("articles", KEY)
        dynamodb.close()
    first, second = map(head, server.requests)
    assert "Credential=AKID/" in first["authorization"]
    assert "x-amz-security-token" not in first
    assert "Credential=OTHER/" in second["authorization"]
    assert second["x-amz-security-token"] == "token"


def test_keys_of_the_environment_that_dynamodb_refuses_are_read_again() -> None:
    with serving(FOUND, error("InvalidSignatureException"), FOUND) as server:
        environ = {**KEYS, "AWS_ENDPOINT_URL": server.url}
        dynamodb = DynamoDB(environ)
        dynamodb.get_item("articles", KEY)
        environ["AWS_SESSION_TOKEN"] = "token"
        assert dynamodb.get_item("articles", KEY) == ITEM
        dynamodb.close()
    assert ["x-amz-security-token" in head(request) for request in server.requests] == [False, False, True]


def test_the_container_endpoint_is_asked_once() -> None:
    with serving(given_keys()) as endpoint, serving(FOUND) as server:
        environ = {
            "AWS_DEFAULT_REGION": "eu-west-1",
            "AWS_ENDPOINT_URL": server.url,
            "AWS_CONTAINER_CREDENTIALS_FULL_URI": f"{endpoint.url}/keys?a=b",
            "AWS_CONTAINER_AUTHORIZATION_TOKEN": "Bearer of tidings",
        }
        dynamodb = DynamoDB(environ)
        assert [dynamodb.get_item("articles", KEY) for _ in range(2)] == [ITEM] * 2
        dynamodb.close()
    [asked] = endpoint.requests
    assert asked.startswith(b"GET /keys?a=b HTTP/1.1\r\n")
    assert head(asked)["Authorization"] == "Bearer of tidings"
    assert head(server.requests[0])["x-amz-security-token"] == "token1"


def test_the_token_file_is_read_each_time_and_goes_before_the_token(tmp_path: Path) -> None:
    file = tmp_path / "token"
    environ = {"AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": str(file), "AWS_CONTAINER_AUTHORIZATION_TOKEN": "old"}
    with serving(given_keys(lifetime=0)) as server:
        credentials = provider(server, **environ)
        for token in ("first", "second"):
            file.write_text(token)
            access_key(credentials)
    assert [head(request)["Authorization"] for request in server.requests] == ["first", "second"]


def test_a_relative_address_is_that_of_the_container_agent(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, int]] = []

    def no_address(host: str, port: int, **_: object) -> list[object]:
        asked.append((host, port))
        return []

    monkeypatch.setattr(socket, "getaddrinfo", no_address)
    environ = {
        "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/v2/credentials/id",
        "AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://localhost/other",
    }
    with pytest.raises(TableError, match="CredentialsUnavailable"):
        access_key(CredentialsProvider(environ))
    assert asked == [("169.254.170.2", 80)]


def test_keys_are_refreshed_before_they_expire() -> None:
    with serving(given_keys(1, REFRESH_BEFORE - 1), given_keys(2, REFRESH_BEFORE + 60)) as server:
        credentials = provider(server)
        assert [access_key(credentials) for _ in range(3)] == ["AKID1", "AKID2", "AKID2"]
    assert len(server.requests) == 2


def test_keys_that_still_hold_are_used_where_a_refresh_fails() -> None:
    with serving(given_keys(1, REFRESH_BEFORE - 60), answer(b"", 500)) as server:
        credentials = provider(server)
        assert [access_key(credentials) for _ in range(4)] == ["AKID1"] * 4
    assert len(server.requests) == 2  # and not one for each


def test_keys_that_have_expired_are_not_used() -> None:
    with serving(given_keys(1, -1), answer(b"", 500)) as server:
        credentials = provider(server)
        access_key(credentials)
        with pytest.raises(TableError, match="answers 500"):
            access_key(credentials)


def test_keys_that_dynamodb_refuses_are_asked_for_again() -> None:
    with serving(given_keys(1), given_keys(2)) as endpoint, serving(error("ExpiredTokenException"), FOUND) as server:
        environ = {"AWS_CONTAINER_CREDENTIALS_FULL_URI": endpoint.url, "AWS_ACCESS_KEY_ID": ""}
        assert get(server, None, **environ) == ITEM
    assert [head(request)["x-amz-security-token"] for request in server.requests] == ["token1", "token2"]


@pytest.mark.parametrize("expiration", ["2099-01-01T00:00:00Z", "2099-01-01T00:00:00.123+02:00", "2099-01-01T00:00:00"])
def test_an_expiration_may_be_any_iso_date(expiration: str) -> None:
    with serving(given_keys(Expiration=expiration)) as server:
        credentials = provider(server)
        assert [access_key(credentials), access_key(credentials)] == ["AKID1", "AKID1"]
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    "fault",
    [
        reset,
        answer(b"no JSON"),
        answer(b"[]"),
        answer({}),
        answer(b"[" * 100_000),
        answer(b"", 403),
        given_keys(Expiration="tomorrow"),
        given_keys(Expiration=4070908800),
        given_keys(AccessKeyId=None),
    ],
)
def test_an_endpoint_that_gives_no_keys_is_an_error_that_may_pass(fault: Step) -> None:
    with serving(fault) as server, pytest.raises(TableError, match="CredentialsUnavailable") as raised:
        access_key(provider(server))
    assert raised.value.retryable


@pytest.mark.parametrize(
    ("environ", "message"),
    [
        ({}, "neither keys nor the address"),
        ({"AWS_ACCESS_KEY_ID": "AKID"}, "neither keys nor the address"),
        ({"AWS_CONTAINER_CREDENTIALS_FULL_URI": "localhost/keys"}, "not an http or https URL"),
        ({"AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://192.0.2.1/keys"}, "without TLS"),
        ({"AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://127.example.com/keys"}, "without TLS"),
        (
            {"AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://127.0.0.1/", "AWS_CONTAINER_AUTHORIZATION_TOKEN": "a\nb: c"},
            "more than one line",
        ),
    ],
)
def test_an_environment_that_names_no_keys_is_an_error_that_stays(environ: dict[str, str], message: str) -> None:
    with pytest.raises(TableError, match=message) as raised:
        access_key(CredentialsProvider(environ))
    assert not raised.value.retryable


def test_a_token_file_that_is_not_there_is_an_error() -> None:
    with serving(given_keys()) as server, pytest.raises(TableError, match="token file is not readable"):
        access_key(provider(server, AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE="/no/such/file"))


def test_keys_are_asked_for_over_tls_of_any_host(tls: tuple[ssl.SSLContext, Path]) -> None:
    context, roots = tls
    with serving(given_keys(), tls=context) as server:
        assert access_key(provider(server, AWS_CA_BUNDLE=str(roots))) == "AKID1"


def test_a_region_is_needed() -> None:
    with pytest.raises(KeyError, match="AWS_DEFAULT_REGION"):
        DynamoDB({"AWS_ACCESS_KEY_ID": "AKID"})
