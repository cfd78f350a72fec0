"""The function that CloudFront runs before it looks into its cache: template.yaml's own code, run by node."""

import atexit
import functools
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from articles.local.template import read_template

TEMPLATE = read_template(Path(__file__).parents[2] / "template.yaml", {}, "")
CODE = TEMPLATE.document["Resources"]["NormaliseRequest"]["Properties"]["FunctionCode"]

NODE = shutil.which("node")
needs_node = pytest.mark.skipif(NODE is None, reason="the function that CloudFront runs is run by node here")


# Takes a function's code and requests in a line, and gives in a line what it makes of them, or why it fails.
PROGRAM = """
require("readline").createInterface({input: process.stdin}).on("line", (line) => {
  const [code, requests] = JSON.parse(line);
  let answer;
  try {
    const handler = new Function(`${code}\\nreturn handler;`)();
    answer = requests.map((request) => handler({request}));
  } catch (error) {
    answer = error.stack;
  }
  console.log(JSON.stringify(answer));
});
"""


def at_the_edge(requests: list[dict[str, Any]], code: str = CODE) -> list[dict[str, Any]]:
    """What the function makes of requests, each as CloudFront gives it."""
    node = _node()
    assert node.stdin is not None
    assert node.stdout is not None
    node.stdin.write(json.dumps([code, requests]) + "\n")
    node.stdin.flush()
    results = json.loads(node.stdout.readline())
    assert isinstance(results, list), results
    return results


@functools.cache
def _node() -> "subprocess.Popen[str]":
    """One process for all tests: it takes much longer to start than to answer."""
    assert NODE is not None
    node = subprocess.Popen([NODE, "-e", PROGRAM], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    atexit.register(node.communicate)  # the end of its input ends it
    return node


def request(accept: str | None = None, method: str = "GET", target: str = "/a") -> dict[str, Any]:
    """A request as CloudFront gives it: path and parameters as they were sent, those of one name together."""
    uri, _, query = target.partition("?")
    parameters: dict[str, dict[str, Any]] = {}
    for name, _, value in (pair.partition("=") for pair in query.split("&") if pair):
        parameters.setdefault(name, {"value": value, "multiValue": []})["multiValue"].append({"value": value})
    for each in parameters.values():
        if len(each["multiValue"]) == 1:
            del each["multiValue"]
    headers = {"host": {"value": "www.example.org"}, "x-site-host": {"value": "evil.example"}}
    headers |= {"accept": {"value": accept}} if accept else {}
    return {"method": method, "uri": uri, "querystring": parameters, "headers": headers}
