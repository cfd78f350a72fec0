import re

import pytest
from articles.common import origin
from hypothesis import example, given
from hypothesis import strategies as st

DOMAIN = "abc.execute-api.us-east-1.amazonaws.com"
OWN = f"https://{DOMAIN}"
LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)", re.ASCII)


@pytest.mark.parametrize(
    ("headers", "secret", "admitted"),
    [
        ({"x-origin-secret": "s3cret"}, "s3cret", True),
        ({"x-origin-secret": "s3cre"}, "s3cret", False),
        ({"x-origin-secret": "s3cret,s3cret"}, "s3cret", False),
        ({"x-origin-secret": "sécret"}, "s3cret", False),
        ({"x-origin-secret": ""}, "s3cret", False),
        ({}, "s3cret", False),
        ({"x-origin-secret": "old"}, "new,old", True),
        ({"x-origin-secret": "new"}, "new,old", True),
        ({"x-origin-secret": "new,old"}, "new,old", False),
        ({"x-origin-secret": "older"}, "new,old", False),
        ({}, "new,old", False),
        ({}, "", True),
        ({"x-origin-secret": "anything"}, "", True),
    ],
)
def test_only_what_brings_the_secret_is_admitted_where_there_is_one(
    headers: dict[str, str], secret: str, admitted: bool
) -> None:
    assert origin.is_admitted(headers, secret) is admitted


def url(host: str | None, configured: str = "", secrets: str = "s3cret") -> str:
    headers = {} if host is None else {"x-site-host": host}
    return origin.site_url(headers, DOMAIN, configured, secrets)


def test_a_configured_url_is_the_sites_whatever_the_request_says() -> None:
    assert url("evil.example", "https://a.example/") == "https://a.example"


def test_without_one_it_is_the_host_that_cloudfront_was_asked_for() -> None:
    assert url("d1.cloudfront.net") == "https://d1.cloudfront.net"


def test_without_cloudfront_it_is_the_apis_own_whatever_the_request_says() -> None:
    assert url(None, secrets="") == url(None) == OWN
    assert url("evil.example", secrets="") == OWN


@pytest.mark.parametrize("host", ["example", "www.example.org", "xn--bcher-kva.example", "a-b.1x.example", "a" * 63])
def test_a_host_name_is_taken(host: str) -> None:
    assert url(host) == f"https://{host}"


@pytest.mark.parametrize(
    "host",
    [
        "",
        "www.example.org:8443",
        "WWW.example.org",
        "www.example.org>",
        'www.example.org"',
        "www.example.org/a",
        "www.example.org?a",
        "user@www.example.org",
        "www.example.org, evil.example",
        "www.example.org\n",
        " www.example.org",
        "www.example.org.",
        ".example.org",
        "www..example.org",
        "-a.example",
        "a-.example",
        "a_b.example",
        "bücher.example",
        "\u0660.example",
        "127.0.0.1",
        "example.1",
        "[::1]",
        "a" * 64,
        ".".join(["a" * 63] * 4),
    ],
)
def test_what_is_no_host_name_is_not_taken(host: str) -> None:
    assert url(host) == OWN


@given(st.text(st.sampled_from("aZ09-._:>@/ é٠\n"), max_size=70) | st.text())
@example("a" * 300)
def test_whatever_is_sent_links_are_made_of_host_names(sent: str) -> None:
    host = url(sent).removeprefix("https://")
    assert len(host) <= 253
    assert all(LABEL.fullmatch(label) for label in host.split("."))
    assert host in {sent, OWN.removeprefix("https://")}
