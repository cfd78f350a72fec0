"""Signatures are those of botocore, byte for byte."""

import datetime as dt
import json
import re

import botocore.auth
import pytest
from articles.deliver.dynamodb.credentials import Credentials
from articles.deliver.dynamodb.errors import TableError
from articles.deliver.dynamodb.signing import Signer
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials as BotocoreCredentials
from hypothesis import given
from hypothesis import strategies as st

TARGET = "DynamoDB_20120810.GetItem"
NOW = dt.datetime(2026, 11, 24, 15, 4, 5, tzinfo=dt.UTC)
PRINTABLE = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=1)


def botocores(credentials: Credentials, region: str, authority: str, body: bytes, now: dt.datetime) -> dict[str, str]:
    """The headers that botocore gives the same request."""
    headers = {"content-type": "application/x-amz-json-1.0", "x-amz-target": TARGET}
    request = AWSRequest("POST", f"http://{authority}/", headers=headers, data=body)
    keys = BotocoreCredentials(credentials.access_key, credentials.secret_key, credentials.token)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(botocore.auth, "get_current_datetime", lambda: now)
        botocore.auth.SigV4Auth(keys, "dynamodb", region).add_auth(request)
    return {"host": authority, **{name.lower(): value for name, value in request.headers.items()}}


def ours(credentials: Credentials, region: str, authority: str, body: bytes, now: dt.datetime) -> dict[str, str]:
    lines = Signer(region, authority).signed_headers(TARGET, body, credentials, now.timestamp())
    return dict(line.split(":", 1) for line in lines.removesuffix("\n").split("\n"))


@given(
    st.builds(Credentials, PRINTABLE, st.text(), st.just("") | PRINTABLE),
    st.sampled_from(["us-east-1", "cn-northwest-1", "us-gov-west-1", "eu-isoe-west-1"]) | PRINTABLE,
    st.sampled_from(["dynamodb.us-east-1.amazonaws.com", "127.0.0.1:5000", "[::1]:8001", "localhost"]),
    st.binary() | st.text().map(lambda key: json.dumps({"Key": {"pk": {"S": key}}}).encode()),
    st.datetimes(dt.datetime(1970, 1, 1), dt.datetime(9999, 12, 31), timezones=st.just(dt.UTC)),  # noqa: DTZ001
)
def test_any_request_is_signed_as_botocore_signs_it(
    credentials: Credentials, region: str, authority: str, body: bytes, now: dt.datetime
) -> None:
    assert ours(credentials, region, authority, body, now) == botocores(credentials, region, authority, body, now)


@pytest.mark.parametrize("seconds", [-1, 0])
def test_the_signing_key_changes_at_midnight(seconds: int) -> None:
    midnight = dt.datetime(2026, 11, 25, tzinfo=dt.UTC) + dt.timedelta(seconds=seconds)
    arguments = Credentials("AKID", "secret"), "us-east-1", "localhost", b"{}", midnight
    assert ours(*arguments) == botocores(*arguments)


def test_another_secret_has_another_signature() -> None:
    signatures = [ours(Credentials("AKID", secret), "r", "h", b"", NOW)["authorization"] for secret in ("one", "two")]
    assert signatures[0] != signatures[1]
    assert all(re.search("Signature=[0-9a-f]{64}$", signature) for signature in signatures)


@pytest.mark.parametrize("keys", [("a b", "s"), ("a\r\nx: y", "s"), ("a", "s", "t\n"), ("é", "s"), ("a", "s", "\x7f")])
def test_keys_that_would_break_a_header_are_refused(keys: tuple[str, ...]) -> None:
    with pytest.raises(TableError, match="InvalidCredentials"):
        Credentials(*keys)
