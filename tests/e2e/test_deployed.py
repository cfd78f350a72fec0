"""The tests of a deployed stack, with a stand-in for CloudFormation that says where the local stack is."""

import http.server
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import boto3
import pytest
from articles.local.template import read_template

from tests.support.stack import Stack

ROOT = Path(__file__).parents[2]
TEMPLATE = read_template(ROOT / "template.yaml", {}, "")

pytestmark = pytest.mark.e2e


class StandIn(http.server.BaseHTTPRequestHandler):
    """CloudFormation to whoever posts; to whoever gets, an API that answers CloudFront alone."""

    outputs: dict[str, str]
    asked: list[dict[str, list[str]]]

    def do_POST(self) -> None:
        query = parse_qs(self.rfile.read(int(self.headers["content-length"])).decode())
        self.asked.append(query)
        members = "".join(
            f"<member><OutputKey>{name}</OutputKey><OutputValue>{value}</OutputValue></member>"
            for name, value in self.outputs.items()
        )
        self.answer(
            200,
            "<DescribeStacksResponse><DescribeStacksResult><Stacks><member>"
            "<StackName>articles</StackName><StackStatus>CREATE_COMPLETE</StackStatus>"
            f"<CreationTime>2026-11-24T12:00:00Z</CreationTime><Outputs>{members}</Outputs>"
            "</member></Stacks></DescribeStacksResult></DescribeStacksResponse>",
        )

    def do_GET(self) -> None:
        self.answer(403, "")

    def answer(self, status: int, text: str) -> None:
        self.send_response(status)
        self.send_header("content-length", str(len(text)))
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@contextmanager
def cloudformation(outputs: dict[str, str]) -> Iterator[tuple[str, type[StandIn]]]:
    """A CloudFormation that knows one stack; gives its address, and what it was asked."""
    handler = type("Handler", (StandIn,), {"outputs": outputs, "asked": []})
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        address = f"http://127.0.0.1:{server.server_address[1]}"
        outputs.setdefault("ApiUrl", address)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield address, handler
        finally:
            server.shutdown()
            thread.join()


def run(stack: Stack, outputs: dict[str, str], *tests: str) -> tuple[subprocess.CompletedProcess[str], list[Any]]:
    """Run tests as for a deployed stack; gives what they printed and what CloudFormation was asked."""
    with cloudformation(outputs) as (address, handler):
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "PYTEST_"))}
        environment |= {
            "AWS_ENDPOINT_URL": stack.endpoint,
            "AWS_ENDPOINT_URL_CLOUDFORMATION": address,
            "AWS_ACCESS_KEY_ID": "local",
            "AWS_SECRET_ACCESS_KEY": "local",
            "AWS_REGION": "us-east-1",
            "AWS_DEFAULT_REGION": "us-east-1",
            "NO_PROXY": "127.0.0.1",
        }
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", " or ".join(tests)]
        done = subprocess.run(
            [*command, "--stack=articles", "tests/e2e/test_site.py"],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        return done, handler.asked


def left_behind(stack: Stack) -> list[str]:
    """What the runs so far left in bucket and table."""
    credentials: Any = {"aws_access_key_id": "local", "aws_secret_access_key": "local", "region_name": "us-east-1"}
    dynamodb = boto3.client("dynamodb", endpoint_url=stack.endpoint, **credentials)
    found = [item["pk"]["S"] for item in dynamodb.scan(TableName="articles-Table")["Items"]]
    versions = stack.s3.list_object_versions(Bucket="articles")
    found += [each["Key"] for each in (*versions.get("Versions", ()), *versions.get("DeleteMarkers", ()))]
    dynamodb.close()
    return [name for name in found if "e2e-" in name]


def test_what_a_stack_says_of_itself_is_where_the_tests_go_and_nothing_of_them_stays(stack: Stack) -> None:
    before = left_behind(stack)
    outputs = {"SiteUrl": stack.site, "BucketName": "articles", "TableName": "articles-Table"}
    done, asked = run(stack, outputs, "forms", "moves", "reported", "nobody_but_cloudfront")

    assert done.returncode == 0, done.stdout
    assert "4 passed" in done.stdout
    assert [query["StackName"] for query in asked] == [["articles"]]
    assert left_behind(stack) == before


def test_an_api_that_answers_everybody_is_found(stack: Stack) -> None:
    outputs = {
        "SiteUrl": stack.site.replace("127.0.0.1", "localhost"),
        "ApiUrl": stack.site,
        "BucketName": "articles",
        "TableName": "articles-Table",
    }
    done, _ = run(stack, outputs, "nobody_but_cloudfront")

    assert done.returncode == 1
    assert "1 failed" in done.stdout


def test_the_template_has_the_outputs_that_are_read() -> None:
    assert {"SiteUrl", "ApiUrl", "BucketName", "TableName"} <= TEMPLATE.document["Outputs"].keys()
