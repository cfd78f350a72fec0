"""The function that CloudFront runs before it looks into its cache: template.yaml's own code, run by node.

What it decides is for the functions to decide, too: whatever it makes of a request, they must make the same of it.
"""

import json
import random
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from catalog.kinds import CONTENT_TYPES, HTML, JSON, MARKDOWN
from catalog.negotiation import preferred_type, prefers_page

from local.template import read_template

TEMPLATE = read_template(Path(__file__).parents[2] / "template.yaml", {}, "")
CODE = TEMPLATE.document["Resources"]["NormaliseRequest"]["Properties"]["FunctionCode"]

NODE = shutil.which("node")
OFFERS = tuple(CONTENT_TYPES[kind].partition(";")[0] for kind in (HTML, JSON, MARKDOWN))
NORMAL = {"*/*", "none/none", *OFFERS}

needs_node = pytest.mark.skipif(NODE is None, reason="the function that CloudFront runs is run by node here")

RANGES = [
    *OFFERS,
    "*/*",
    "*",
    "text/*",
    "application/*",
    "application/xhtml+xml",
    "application/problem+json",
    "image/*",
]
WEIGHTS = ["", ";q=1", ";q=0", ";q=0.5", "; Q=0.8", ";q=.3", ";q=1.", ";level=1;q=0.2", ";q=2", ";q=x", ";q=", ";q=-1"]


def at_the_edge(requests: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What the function makes of requests, each as CloudFront gives it."""
    program = f"{CODE}\nconst requests = {json.dumps(requests)};\n"
    program += "console.log(JSON.stringify(requests.map((request) => handler({request}))));"
    assert NODE is not None
    done = subprocess.run([NODE, "-"], input=program, capture_output=True, text=True, check=True)
    results: list[dict[str, Any]] = json.loads(done.stdout)
    return results


def request(accept: str | None, method: str = "GET") -> dict[str, Any]:
    headers = {"host": {"value": "www.example.org"}, "x-site-host": {"value": "evil.example"}}
    return {"method": method, "uri": "/a", "headers": headers | ({"accept": {"value": accept}} if accept else {})}


@needs_node
def test_what_cloudfront_makes_of_accept_asks_for_the_same_as_what_the_reader_sent() -> None:
    choose = random.Random(2026)  # the same headers each time
    sent = [
        ",".join(choose.choice(RANGES) + choose.choice(WEIGHTS) for _ in range(choose.randrange(6)))
        for _ in range(5000)
    ]
    normal = [result["headers"]["accept"]["value"] for result in at_the_edge([request(accept) for accept in sent])]
    assert set(normal) == NORMAL
    for accept, ours in zip(sent, normal, strict=True):
        wanted = preferred_type(accept, OFFERS)
        assert preferred_type(ours, OFFERS) == wanted, (accept, ours)
        if wanted == OFFERS[0]:
            assert prefers_page(ours) == prefers_page(accept), (accept, ours)


@needs_node
def test_a_browser_an_agent_a_program_and_one_that_says_nothing_are_told_apart() -> None:
    browser = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"
    agent = "text/markdown, text/html, */*"
    results = at_the_edge([request(accept) for accept in (browser, agent, "*/*", None, "image/png")])
    found = [result["headers"]["accept"]["value"] for result in results]
    assert found == ["text/html", "text/markdown", "*/*", "*/*", "none/none"]


@needs_node
def test_several_accept_headers_are_read_as_one() -> None:
    several = request("text/html;q=0.1")
    several["headers"]["accept"]["multiValue"] = [{"value": "text/html;q=0.1"}, {"value": "application/json"}]
    (result,) = at_the_edge([several])
    assert result["headers"]["accept"]["value"] == "application/json"


@needs_node
def test_the_host_is_what_cloudfront_was_asked_for_whatever_the_reader_says() -> None:
    requests = [request(None) for _ in range(3)]
    requests[1]["headers"]["host"] = {"value": "WWW.Example.org:443"}
    requests[2]["headers"]["host"] = {"value": "www.example.org."}
    hosts = [result["headers"]["x-site-host"] for result in at_the_edge(requests)]
    assert hosts == [{"value": "www.example.org"}] * 3


@needs_node
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_what_is_not_read_only_is_answered_at_the_edge(method: str) -> None:
    (result,) = at_the_edge([request(None, method)])
    assert result["statusCode"] == 405
    assert result["headers"]["allow"]["value"] == "GET, HEAD, OPTIONS"


def test_the_function_is_written_in_what_cloudfront_runs() -> None:
    # https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-javascript-runtime-20.html
    assert not re.search(r"\bof\b|\?\.|\?\?|\.\.\.|\bclass\b|\bimport\b", re.sub(r"//.*", "", CODE))
    assert len(CODE.encode()) < 10 * 1024
