"""Check what the site answers over HTTP by tools that nobody here wrote: `check.py [CHECK...]` for some checks alone.

The site is that of content/ on the local stack. The tools have an environment of their own under .venv-tools/, made
once. Exits with 1 if anything is wrong.
"""

# ruff: noqa: T201 - what it prints is for people

import json
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from articles.local.errors import LocalError
from articles.local.tools import environment, interpreter, node_packages, run

from tests.support.checks import passes
from tests.support.stack import Stack, eventually

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
CONTENT = ROOT / "content"
SOURCE = ROOT / "docs" / "openapi.yaml"
SERVED = ROOT / "functions/articles/browse/openapi.json"

ARTICLE = "/learn/physics/questions/why-is-the-sky-blue-but-the-sunset-red"
LOOKED_AT = {"article": ARTICLE, "list": "/learn/physics", "api": "/api/articles", "404": "/learn/physics/questions/no"}

MIN_CASES = 2_000

# The functions' Python: with two threads, as Schemathesis has, ast.parse may fail in 3.11 before 3.11.8 and in 3.12
# before 3.12.2 (https://github.com/python/cpython/issues/106905).
PYTHON = "3.13"

# What REDbot warns of, and why it is so.
EXPLAINED = {
    "HSTS_OVER_HTTP": "the local stack has no TLS; CloudFront answers plain HTTP with a redirect",
    "HSTS_INVALID": "only for being sent over HTTP",
    "HSTS_NO_SUBDOMAINS": "other hosts of the operator's domain are not this site's to decide on",
    "STORE_PUBLIC_UNNECESSARY": "it allows nothing more here, and tells people who read it what is meant",
}


def main(arguments: list[str]) -> int:
    """Run the checks that the arguments name, or all; returns the exit status."""
    checks: dict[str, Callable[[str], str]] = {
        "openapi": _openapi,
        "documents": _documents,
        "aiohttp": _aiohttp,
        "python-clients": _python_clients,
        "typescript-clients": _typescript_clients,
        "redbot": _redbot,
        "schemathesis": _schemathesis,
    }
    if unknown := set(arguments) - set(checks):
        print(f"{', '.join(sorted(unknown))}: unknown; there are {', '.join(checks)}", file=sys.stderr)
        return 2
    stack = Stack(CONTENT)
    try:
        if not eventually(lambda: _published(stack) == len(list(CONTENT.rglob("*.md")))):
            raise SystemExit("not all files were published:\n" + "\n".join(stack.lines))
        passed = [passes(name, partial(checks[name], stack.site)) for name in arguments or checks]
    finally:
        stack.end()
    return 0 if all(passed) else 1


def _published(stack: Stack) -> int:
    """How many pages are live. One may be published again, when what its text links to is."""
    return len({line.split()[1] for line in stack.lines.copy() if line.startswith("published  /")})


def _tool(name: str) -> Path:
    return environment("api", interpreter(PYTHON)) / name


def _openapi(_: str) -> str:
    """The description, by the schema of OpenAPI."""
    for document in (SOURCE, SERVED):
        run([_tool("openapi-spec-validator"), document])
    operations = json.loads(SERVED.read_text(encoding="utf-8"))["paths"]
    return f"{len(operations)} paths"


def _documents(site: str) -> str:
    return run([_tool("python"), HERE / "documents.py", site]).strip()


def _aiohttp(site: str) -> str:
    return run([_tool("python"), HERE / "aiohttp_client.py", site, ARTICLE]).strip()


def _python_clients(site: str) -> str:
    """A client and models in Python, made from the description, take what the site answers."""
    commands = environment("clients", interpreter(PYTHON))
    with tempfile.TemporaryDirectory() as folder:
        config = HERE / "clients" / "openapi-python-client.yaml"
        command: list[str | Path] = [commands / "openapi-python-client", "generate", "--fail-on-warning"]
        command += ["--path", SERVED, "--config", config, "--meta", "none"]
        run([*command, "--output-path", Path(folder) / "articles_client"])
        command = [commands / "datamodel-codegen", "--input", SERVED, "--input-file-type", "openapi"]
        command += ["--output-model-type", "pydantic_v2.BaseModel", "--formatters", "builtin"]
        run([*command, "--output", Path(folder) / "article_models.py"])
        asked: list[str | Path] = [commands / "python", HERE / "generated_clients.py", site, ARTICLE]
        return run(asked, {**os.environ, "PYTHONPATH": folder}).strip()


def _typescript_clients(site: str) -> str:
    """Two clients in TypeScript, made from the description, compile, and take what the site answers."""
    node_packages(HERE / "clients")
    installed = HERE / "clients" / "node_modules"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "node_modules").symlink_to(installed)
        for file in ("site.ts", "tsconfig.json"):
            shutil.copy(HERE / "clients" / file, folder)
        commands = installed / ".bin"
        run([commands / "openapi-typescript", SERVED, "--output", folder / "types.d.ts"])
        run([commands / "openapi-ts", "--input", SERVED, "--output", folder / "sdk", "--no-log-file"])
        run([commands / "tsc", "--project", folder])
        operations = run(["node", folder / "out" / "site.js", site, ARTICLE.removeprefix("/")]).strip()
    return f"{operations} operations"


def _redbot(site: str) -> str:
    """Everything that REDbot warns of is explained, and everything that is explained comes up."""
    seen: dict[str, str] = {}
    notes = 0
    for path in LOOKED_AT.values():
        report = json.loads(run([_tool("redbot"), "--output-format", "har", site + path]))
        for entry in report["log"]["entries"]:
            for note in _notes(entry["_red_messages"]):
                notes += 1
                if note["level"] in ("WARN", "BAD"):
                    seen.setdefault(note["note_id"], f"{path}: {note['note_id']}: {note['summary']}")
    problems = [warning for name, warning in seen.items() if name not in EXPLAINED]
    problems += [f"{name} is explained and does not come up" for name in EXPLAINED.keys() - seen.keys()]
    if problems:
        raise LocalError("\n".join(problems))
    return f"{notes} notes on {', '.join(LOOKED_AT)}; {len(seen)} warnings, all explained"


def _notes(found: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for note in found:
        yield note
        yield from _notes(note.get("subnotes", []))


def _schemathesis(site: str) -> str:
    """Requests made up from the description, valid and invalid, are answered as it says."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        command: list[str | Path] = [_tool("schemathesis"), "--no-color", "--config-file", HERE / "schemathesis.toml"]
        command += ["run", SERVED, "--url", site, "--workers", "2", "--continue-on-failure", "--no-shrink"]
        command += ["--report", "json", "--report-json-path", report]
        if os.environ.get("SEED"):
            command += ["--seed", os.environ["SEED"]]
        run(command, {**os.environ, "PYTHONPATH": str(HERE), "SITE": site})
        found = json.loads(report.read_text(encoding="utf-8"))
    cases, operations = found["test_cases"]["generated"], found["operations"]["tested"]
    if cases < MIN_CASES:
        raise LocalError(f"{cases} cases, of at least {MIN_CASES}")
    return f"{cases} cases of {operations} operations, seed {found['seed']}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
