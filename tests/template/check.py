"""template.yaml by tools that nobody here wrote, and what `sam build` makes of it.

    check.py           everything
    check.py build     only what would be deployed, in .aws-sam/build

Each tool has an environment of its own under .venv-tools/, made once. Exits with 1 if anything is wrong.
"""

# ruff: noqa: T201 - what it prints is for people

import json
import os
import platform
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from typing import Any

import boto3
from articles.local import aws, sam
from articles.local.build import (
    BUILT,
    LAMBDA_MACHINE,
    BuiltFunction,
    Runtime,
    build,
    build_if_changed,
    built_functions,
    runtime,
)
from articles.local.errors import LocalError
from articles.local.functions import functions
from articles.local.invoke import build_functions, find_tools, running
from articles.local.resources import create_resources
from articles.local.template import TEMPLATE, read_template
from articles.local.tools import environment, node_packages, run

from tests.support.checks import passes

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
EVENTS = ROOT / "events"

ENDPOINT = "http://127.0.0.1:9"  # nothing is asked
PARAMETERS = {"SiteUrl": "http://127.0.0.1:9", "CloudFront": "disabled"}

MB = 1024 * 1024
MAX_UNZIPPED = 60 * MB
# With the search layer, whose engine has 17 MB.
MAX_WITH_SEARCH = 78 * MB
MAX_DELIVER = 1 * MB

# The machine that an ELF file is for (bytes 18 and 19 of its header).
ELF_MACHINES = {b"\xb7\x00": "aarch64", b"\x3e\x00": "x86_64"}
# PEP 552: a compiled file that is valid whatever its source looks like has exactly the lowest of its flags set.
UNCHECKED_HASH = b"\x01\x00\x00\x00"
# What the runtime has itself, and what only tests have.
# What each function is invoked with. Nothing is published, so that deliver has nothing to give.
SAMPLES = {
    "IngestFunction": "s3-put",
    "RefreshFunction": "refresh",
    "DeriveFunction": "derive",
    "ReconcileFunction": "schedule",
    "ClockFunction": "clock",
    "DeliverFunction": "deliver-not-found",
    "BrowseFunction": "browse-home",
    "PreviewFunction": "preview-unsigned",
    "SearchFunction": "search",
}
EXPECTED_STATUS = {"DeliverFunction": 404, "BrowseFunction": 200, "PreviewFunction": 404, "SearchFunction": 200}

NOT_CARRIED = ("boto3", "botocore", "s3transfer", "moto", "pytest", "hypothesis", "mypy")


def main(arguments: list[str]) -> int:
    """Run the checks that the arguments ask for; returns the exit status."""
    if arguments not in ([], ["build"]):
        print(__doc__, file=sys.stderr)
        return 2
    built = BUILT / "build"
    checks: list[tuple[str, Callable[[], str]]] = [("sam build", lambda: _sam_build(built))]
    if not arguments:
        checks = [
            ("cfn-lint", _cfn_lint),
            ("sam validate --lint", _sam_validate),
            ("checkov", _checkov),
            ("sam local", _sam_local),
            ("state machine", _state_machine),
            *checks,
            ("what is built", lambda: _artifacts(built)),
            ("imports", _imports),
            ("invocations", _invocations),
        ]
    passed = [passes(name, check) for name, check in checks]
    return 0 if all(passed) else 1


def _tool(name: str) -> Path:
    return environment(name, Path(sys.executable))


def _runtime() -> Runtime:
    return runtime(read_template(TEMPLATE, PARAMETERS, ENDPOINT))


def _cfn_lint() -> str:
    run([_tool("cfn-lint") / "cfn-lint", "--non-zero-exit-code", "informational", TEMPLATE])
    return ""


def _sam_validate() -> str:
    environ = {**os.environ, "SAM_CLI_TELEMETRY": "0", "AWS_DEFAULT_REGION": "us-east-1"}
    run([_tool("sam") / "sam", "validate", "--lint", "--template-file", TEMPLATE], environ)
    return ""


def _sam_local() -> str:
    """What SAM's own reader of templates gives each function, told as `make run` tells it: what the stack gives it."""
    template = read_template(TEMPLATE, PARAMETERS, ENDPOINT)
    with TemporaryDirectory() as folder:
        told = Path(folder)
        with sam.telling(told, template):
            command = [_tool("sam") / "python", HERE / "sam_variables.py", TEMPLATE]
            found = json.loads(run([*command, told / sam.VARIABLES, told / sam.PARAMETERS]))
    problems = []
    for function in functions(template):
        given = found[function.name]["variables"]
        wanted = {**function.environment, "AWS_ENDPOINT_URL": ENDPOINT, "AWS_SAM_LOCAL": "true"}
        problems += [
            f"{function.name} has {name}={given.get(name)!r}, not {value!r}"
            for name, value in wanted.items()
            if given.get(name) != value
        ]
        # What it has besides is Lambda's own.
        problems += [f"{function.name} has {name}" for name in given.keys() - wanted if not name.startswith("AWS_")]
        if found[function.name]["architectures"] != [sam.architecture()]:
            problems.append(f"{function.name} is for {found[function.name]['architectures']}")
    if problems:
        raise LocalError("\n".join(problems))
    return f"{len(found)} functions"


def _checkov() -> str:
    command: list[str | Path] = [_tool("checkov") / "checkov", "--file", TEMPLATE, "--framework", "cloudformation"]
    found = run([*command, "--compact", "--quiet", "--skip-download"])
    counts = next((line for line in found.splitlines() if line.startswith("Passed checks:")), None)
    if counts is None:
        raise LocalError(f"checkov found nothing to check\n{found}")
    return counts


def _state_machine() -> str:
    """The definition by the States Language's rules, and that it gives reconcile the event that it takes."""
    if shutil.which("npm") is None:
        return _cannot("npm is not here")
    node_packages(HERE)
    template = read_template(TEMPLATE, {}, "")
    machine = template.document["Resources"]["RebuildStateMachine"]["Properties"]
    text = json.dumps(machine["Definition"])
    for name, value in machine["DefinitionSubstitutions"].items():
        if value.get("Ref") in template.document["Parameters"]:  # the others stand in no expression
            text = text.replace(f"${{{name}}}", str(template.resolve(value, name)))
    definition = json.loads(text)
    sample = json.loads((EVENTS / "rebuild.json").read_text())
    # Step Functions calls the ETag of an object Etag.
    objects = [
        {"Key": item["Key"], "Etag": item["ETag"], "Size": 1, "StorageClass": "STANDARD"} for item in sample["Items"]
    ]
    for started_with, everything in (({"all": True}, True), ({"all": False}, False), ({}, False)):
        given = json.dumps({"definition": definition, "input": started_with, "objects": objects})
        done = subprocess.run(["node", HERE / "states.mjs"], input=given, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise LocalError(done.stderr)
        if json.loads(done.stdout) != {"all": everything, "Items": sample["Items"]}:
            raise LocalError(f"started with {started_with}, it gives reconcile {done.stdout}")
    return ""


def _cannot(reason: str) -> str:
    if os.environ.get("CI"):
        raise LocalError(reason)
    return f"not checked: {reason}"


def _sam_build(target: Path) -> str:
    build(target, _tool("sam"), _runtime())
    return f"{target.relative_to(Path.cwd()) if target.is_relative_to(Path.cwd()) else target}"


def _limit(function: str) -> int:
    """How many bytes a function may have with its layers."""
    if function in ("DeriveFunction", "ReconcileFunction", "SearchFunction"):
        return MAX_WITH_SEARCH
    return MAX_DELIVER if function == "DeliverFunction" else MAX_UNZIPPED


def _artifacts(target: Path) -> str:
    built = built_functions(target, PARAMETERS, ENDPOINT)
    folders = sorted({folder for function in built for folder in (function.code, *function.layers)})
    problems = [problem for folder in folders for problem in _problems_in(folder)]
    sizes = {function.function.name: _size(function) for function in built}
    for name, size in sizes.items():
        limit = _limit(name)
        if size > limit:
            problems.append(f"{name} with its layers: {size / MB:.1f} MB, of {limit / MB:.0f} MB")
    if problems:
        raise LocalError("\n".join(problems))
    return ", ".join(f"{name} {size / MB:.2f} MB" for name, size in sizes.items())


def _size(function: BuiltFunction) -> int:
    return sum(file.stat().st_size for folder in (function.code, *function.layers) for file in _files(folder))


def _problems_in(folder: Path) -> Iterator[str]:
    for file in _files(folder):
        shown = file.relative_to(BUILT)
        if file.suffix == ".py":
            yield from (f"{shown}: {problem}" for problem in _problems_of_compiled(file))
        elif ".so" in file.suffixes:
            machine = ELF_MACHINES.get(file.read_bytes()[18:20], "another machine")
            if machine != LAMBDA_MACHINE:
                yield f"{shown}: is for {machine}, not {LAMBDA_MACHINE}"
    for name in NOT_CARRIED:
        carried = (folder / name, folder / "python" / name)
        yield from (f"{found.relative_to(BUILT)}: is not to be carried" for found in carried if found.exists())


def _problems_of_compiled(source: Path) -> Iterator[str]:
    """What is wrong with what a module was compiled to."""
    compiled = list((source.parent / "__pycache__").glob(f"{source.stem}.*.pyc"))
    if len(compiled) != 1:
        yield f"was compiled {len(compiled)} times"
        return
    content = compiled[0].read_bytes()
    if content[4:8] != UNCHECKED_HASH:
        yield "is compiled so that it can go stale"
    if bytes(BUILT) in content:
        yield "names the folder that it was built in"


def _files(folder: Path) -> Iterator[Path]:
    return (file for file in folder.rglob("*") if file.is_file())


def _imports() -> str:
    """Import each handler from what is built for this machine, with nothing else that is ours in reach."""
    target = BUILT / f"local-{platform.machine()}"
    runs_on = _runtime()
    build_if_changed(target, _tool("sam"), runs_on, platform.machine())
    took = []
    for function in built_functions(target, PARAMETERS, ENDPOINT):
        module = function.function.handler.rpartition(".")[0]
        # deliver has the standard library and nothing of site-packages: not even what the runtime carries.
        flags = ["-S"] if function.function.name == "DeliverFunction" else []
        started = time.monotonic()
        done = subprocess.run(
            [runs_on.python, *flags, "-c", f"import {module}; {module}.handler"],
            cwd="/",
            env={"PYTHONPATH": os.pathsep.join(map(str, function.import_path)), "PATH": os.defpath},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise LocalError(f"{function.function.handler} cannot be imported\n{done.stderr}")
        took.append(f"{module} {time.monotonic() - started:.2f} s")
    return ", ".join(took)


def _invocations() -> str:
    """Invoke each function, cold, under Lambda's own runtime client and emulator, against AWS services made here."""
    try:
        tools = find_tools()
    except LocalError as error:
        return _cannot(str(error))
    with socket.create_server((aws.HOST, 0)) as listener, aws.serving(listener), TemporaryFile("w+") as log:
        endpoint = f"http://{aws.HOST}:{listener.getsockname()[1]}"
        os.environ.update(aws.environment(endpoint))
        create_resources(read_template(TEMPLATE, PARAMETERS, endpoint), boto3.Session())
        took = []
        for function in build_functions(tools, PARAMETERS, endpoint):
            name = function.function.name
            with running(function, tools, endpoint, log) as invoke:
                answer = invoke(json.loads((EVENTS / f"{SAMPLES[name]}.json").read_text()))
            if answer.failed or not _is_expected(name, answer.result):
                log.seek(0)
                raise LocalError(f"{name} answered {answer.result}\n{log.read()}")
            took.append(f"{name} {answer.seconds:.2f} s")
    return ", ".join(took)


def _is_expected(name: str, result: Any) -> bool:
    if name in EXPECTED_STATUS:
        return bool(result["statusCode"] == EXPECTED_STATUS[name])
    return not (result or {}).get("batchItemFailures")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
