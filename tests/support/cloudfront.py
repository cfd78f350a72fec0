"""The function that CloudFront runs before it looks into its cache: template.yaml's own code, run by node."""

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


def at_the_edge(requests: list[dict[str, Any]], code: str = CODE) -> list[dict[str, Any]]:
    """What the function makes of requests, each as CloudFront gives it."""
    program = f"{code}\nconst requests = JSON.parse({json.dumps(json.dumps(requests))});\n"
    program += "console.log(JSON.stringify(requests.map((request) => handler({request}))));"
    assert NODE is not None
    done = subprocess.run([NODE, "-"], input=program, capture_output=True, text=True, check=True)
    results: list[dict[str, Any]] = json.loads(done.stdout)
    return results


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
