"""A page of another site, in a real browser on the author's machine: it learns nothing, and changes nothing."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import boto3
import pytest

from tests.support.browser import needs_chromium, other_site, shown
from tests.support.stack import Stack, article

pytestmark = [pytest.mark.e2e, needs_chromium]

PAGE = Path(__file__).parents[1] / "support" / "other_site.html"
SECRET = "What nobody may know yet"


@pytest.fixture
def draft(stack: Stack) -> str:
    """A file that is in the bucket and not published, and others that a page could show."""
    stack.upload("draft.md", f"---\ntitle: {SECRET}\n---\n")
    stack.upload("assets/dot.svg", '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>')
    stack.upload("assets/script.js", "window.owned = true")
    stack.upload("guarded.md", article("/tests/guarded", title="Guarded"))
    assert stack.shows("/tests/guarded", "Guarded")
    return "draft.md"


def contents(stack: Stack) -> dict[str, Any]:
    """What the stack holds: objects with their versions, queues and tables.

    How far the rebuild is that a stack begins with does not count: it may begin meanwhile.
    """
    given: Any = {
        "endpoint_url": stack.endpoint,
        "region_name": "us-east-1",
        "aws_access_key_id": "local",
        "aws_secret_access_key": "local",
    }
    items = boto3.resource("dynamodb", **given).Table("articles-Table").scan()["Items"]
    versions = stack.s3.list_object_versions(Bucket="articles")
    return {
        "buckets": [bucket["Name"] for bucket in stack.s3.list_buckets()["Buckets"]],
        "objects": sorted((one["Key"], one["VersionId"], one["ETag"]) for one in versions["Versions"]),
        "deleted": sorted(one["Key"] for one in versions.get("DeleteMarkers", [])),
        "queues": boto3.client("sqs", **given).list_queues()["QueueUrls"],
        "items": sorted((item["pk"], item["sk"]) for item in items if item["sk"] != "REBUILD"),
    }


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_a_page_of_another_site_reads_and_changes_nothing(stack: Stack, draft: str, host: str, tmp_path: Path) -> None:
    before = contents(stack)
    with other_site(PAGE) as site:
        results = site.results_in(host, tmp_path, s3=stack.endpoint, site=stack.site, draft=draft)
    assert "Why is the sky blue" in results.pop("public")  # its answers are for everybody, and the page has worked
    assert results.pop("beacon") == "sent"  # nobody is told what became of it
    read = {name: result for name, result in results.items() if result and not result.startswith("refused: ")}
    assert read == {}
    assert len(results) > 40
    assert contents(stack) == before
    assert stack.get("/owned").status_code == 404


@pytest.mark.parametrize("port", ["site", "s3"])
def test_a_name_that_was_made_to_lead_here_does_not_help(stack: Stack, draft: str, port: str, tmp_path: Path) -> None:
    """DNS rebinding: to the browser it is one site, whose address has changed."""
    at = urlsplit(stack.site if port == "site" else stack.endpoint).port
    path = "/learn" if port == "site" else f"/articles/{draft}"
    page = shown(f"http://evil.example:{at}{path}", tmp_path, "--host-resolver-rules=MAP evil.example 127.0.0.1")
    assert "It answers requests to 127.0.0.1 and localhost" in page
    assert SECRET not in page
