import re

import pytest
from catalog import origin
from hypothesis import example, given
from hypothesis import strategies as st

OWN = "https://abc.execute-api.us-east-1.amazonaws.com"
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


def event(**headers: str) -> dict[str, object]:
    return {"headers": headers, "requestContext": {"domainName": "abc.execute-api.us-east-1.amazonaws.com"}}


def test_a_configured_url_is_the_sites_whatever_the_request_says() -> None:
    asked = event(**{"x-site-host": "evil.example"})
    assert origin.site_url(asked, "https://a.example/", "s3cret") == "https://a.example"


def test_without_one_it_is_the_host_that_cloudfront_was_asked_for() -> None:
    asked = event(**{"x-site-host": "d1.cloudfront.net"})
    assert origin.site_url(asked, "", "s3cret") == "https://d1.cloudfront.net"


def test_without_cloudfront_it_is_the_apis_own_whatever_the_request_says() -> None:
    assert origin.site_url(event(), "", "") == origin.site_url(event(), "", "s3cret") == OWN
    assert origin.site_url(event(**{"x-site-host": "evil.example"}), "", "") == OWN


@pytest.mark.parametrize("host", ["example", "www.example.org", "xn--bcher-kva.example", "a-b.1x.example", "a" * 63])
def test_a_host_name_is_taken(host: str) -> None:
    assert origin.site_url(event(**{"x-site-host": host}), "", "s3cret") == f"https://{host}"


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
    assert origin.site_url(event(**{"x-site-host": host}), "", "s3cret") == OWN


@given(st.text(st.sampled_from("aZ09-._:>@/ é٠\n"), max_size=70) | st.text())
@example("a" * 300)
def test_whatever_is_sent_links_are_made_of_host_names(sent: str) -> None:
    host = origin.site_url(event(**{"x-site-host": sent}), "", "s3cret").removeprefix("https://")
    assert len(host) <= 253
    assert all(LABEL.fullmatch(label) for label in host.split("."))
    assert host in {sent, OWN.removeprefix("https://")}
