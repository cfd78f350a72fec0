"""What each function starts with: nothing that its path does not need. Delivery's is in test_deliver_imports.py."""

import functools
import json
import re
import subprocess
import sys

import pytest

SCRIPT = """
import importlib, json, sys
importlib.import_module(f"articles.{sys.argv[1]}")
print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules} | {
    name for name in sys.modules if name.startswith(("aws_lambda_powertools.", "articles."))
})))
"""

RENDERING = {"markdown_it", "math_core", "mdit_py_plugins", "nh3", "pygments"}
TEMPLATES = {"jinja2", "markupsafe"}
ROUTES = "aws_lambda_powertools.event_handler"
BATCHES = "aws_lambda_powertools.utilities.batch"
# Each takes a tenth of a second or more: what traces, unless that is on, and what only the local stack has.
NOWHERE = {"aws_xray_sdk", "articles.local", "click", "moto", "rich", "uvicorn"}


def handler(function: str) -> str:
    """The module of a function's handler, below `articles.`; `search` has its own in the package `browse`."""
    return {"search": "browse.search_handler"}.get(function, f"{function}.handler")


@functools.cache
def imported(function: str) -> frozenset[str]:
    """Packages, and modules of Powertools and of publishing, that a fresh process has imported with the handler."""
    run = subprocess.run([sys.executable, "-c", SCRIPT, handler(function)], capture_output=True, check=True)
    return frozenset(json.loads(run.stdout))


@pytest.mark.parametrize(
    "function", ["ingest", "refresh", "derive", "reconcile", "clock", "browse", "search", "preview"]
)
def test_nothing_is_imported_that_only_tracing_or_the_local_stack_needs(function: str) -> None:
    assert imported(function) & NOWHERE == set()


@pytest.mark.parametrize("function", ["ingest", "refresh"])
def test_what_publishes_has_the_renderer_and_no_routes(function: str) -> None:
    found = imported(function)
    assert found >= RENDERING | TEMPLATES | {BATCHES}
    assert ROUTES not in found


def test_refresh_does_not_sync() -> None:
    assert "articles.publishing.sync" not in imported("refresh")


@pytest.mark.parametrize("function", ["reconcile", "clock"])
def test_what_looks_for_work_does_not_render(function: str) -> None:
    assert imported(function) & (RENDERING | TEMPLATES | {BATCHES, ROUTES, "articles.publishing.sync"}) == set()


def test_what_a_sync_writes_is_worked_out_without_clients_of_aws() -> None:
    code = "import sys, articles.publishing.plans; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert {"articles.publishing.storage.writes", "articles.publishing.storage.items"} <= set(loaded)
    assert {"boto3", "botocore"} & set(loaded) == set()


@pytest.mark.parametrize("function", ["browse", "search"])
def test_browse_has_templates_and_routes_and_renders_only_for_feeds(function: str) -> None:
    found = imported(function)
    assert found >= TEMPLATES | {ROUTES}
    assert found & (RENDERING | {BATCHES, "articles.publishing.sync", "articles.publishing.storage.bucket"}) == set()


@pytest.mark.parametrize("function", ["ingest", "refresh", "clock", "browse", "preview"])
def test_the_search_engine_is_loaded_only_where_its_layer_is(function: str) -> None:
    assert {name for name in imported(function) if name == "tantivy" or name.startswith("articles.search")} == set()
    assert {"tantivy", "articles.search.engine.searching"} <= imported("search")


@pytest.mark.parametrize(
    "function", ["ingest", "refresh", "derive", "reconcile", "clock", "browse", "search", "preview", "deliver"]
)
def test_under_sam_a_function_without_a_local_stack_says_so_in_a_line_and_calls_nothing(function: str) -> None:
    command = [sys.executable, "-c", f"import articles.{handler(function)}"]
    told = {"AWS_SAM_LOCAL": "true", "AWS_ENDPOINT_URL": "http://127.0.0.1:9", "AWS_REGION": "us-east-1"}
    variables = {"SITE_NAME": "A", "SITE_URL": "", "SITE_TIME_ZONE": "UTC", "SITE_AUTHOR": "E"}
    assert subprocess.run(command, env=variables | told, check=False).returncode == 0
    for environ in ({**told, "AWS_ENDPOINT_URL": ""}, {"AWS_SAM_LOCAL": "true"}):
        ended = subprocess.run(command, env=variables | environ, capture_output=True, text=True, check=False)
        assert ended.returncode == 1
        assert re.fullmatch("AWS_ENDPOINT_URL is empty, so this function would call AWS itself: .+\n", ended.stderr)
