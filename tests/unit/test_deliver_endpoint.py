"""Which endpoint is asked, as botocore decides it."""

import boto3
import pytest
from articles.deliver.dynamodb.endpoint import Endpoint, dynamodb_endpoint


def botocores(region: str) -> str:
    client = boto3.client("dynamodb", region_name=region, aws_access_key_id="x", aws_secret_access_key="x")
    return str(client.meta.endpoint_url)


@pytest.mark.parametrize("partition", boto3.Session().get_available_partitions())
def test_each_partition_has_its_own_domain(partition: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    monkeypatch.delenv("AWS_ENDPOINT_URL_DYNAMODB", raising=False)
    for region in boto3.Session().get_available_regions("dynamodb", partition_name=partition):
        endpoint = dynamodb_endpoint({}, region)
        assert endpoint.secure
        assert f"https://{endpoint.authority}" == botocores(region)


def test_the_environment_names_another_endpoint() -> None:
    general, own = "http://127.0.0.1:4566", "http://localhost:8001"
    assert dynamodb_endpoint({"AWS_ENDPOINT_URL": general}, "eu-west-1").authority == "127.0.0.1:4566"
    environ = {"AWS_ENDPOINT_URL": general, "AWS_ENDPOINT_URL_DYNAMODB": own}
    assert dynamodb_endpoint(environ, "eu-west-1").authority == "localhost:8001"
    assert dynamodb_endpoint({**environ, "AWS_ENDPOINT_URL_DYNAMODB": ""}, "eu-west-1").authority == "127.0.0.1:4566"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://localhost", ("localhost", 80, False, "localhost", "/")),
        ("http://localhost:80/", ("localhost", 80, False, "localhost", "/")),
        ("https://LOCALHOST:443", ("localhost", 443, True, "localhost", "/")),
        ("https://localhost:80", ("localhost", 80, True, "localhost:80", "/")),
        ("http://[::1]:4566", ("::1", 4566, False, "[::1]:4566", "/")),
        (
            "http://169.254.170.2/v2/credentials?id=1",
            ("169.254.170.2", 80, False, "169.254.170.2", "/v2/credentials?id=1"),
        ),
    ],
)
def test_a_url_is_taken_apart(url: str, expected: tuple[str, int, bool, str, str]) -> None:
    endpoint = Endpoint(url)
    assert (endpoint.host, endpoint.port, endpoint.secure, endpoint.authority, endpoint.target) == expected


@pytest.mark.parametrize("url", ["localhost:8001", "ftp://localhost", "http://", "http://localhost:port", "/path"])
def test_what_is_no_url_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r"URL|Port"):
        Endpoint(url)


def test_an_endpoint_with_a_path_is_refused() -> None:
    with pytest.raises(ValueError, match="has no path"):
        dynamodb_endpoint({"AWS_ENDPOINT_URL": "http://localhost/dynamodb"}, "eu-west-1")
