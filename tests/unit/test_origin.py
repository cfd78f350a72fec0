import pytest
from catalog import origin


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
    own = "https://abc.execute-api.us-east-1.amazonaws.com"
    assert origin.site_url(event(), "", "") == origin.site_url(event(), "", "s3cret") == own
    assert origin.site_url(event(**{"x-site-host": "evil.example"}), "", "") == own
