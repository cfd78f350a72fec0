"""How each function starts, as built, beside a bare interpreter and what nearly every function starts with."""

import os
import resource
import subprocess
from collections.abc import Mapping
from functools import partial
from pathlib import Path

from articles.local import aws
from articles.local.build import BuiltFunction
from articles.local.invoke import build_functions, find_tools
from articles.local.tools import run

from bench import plot, report
from bench.measure import Samples, in_turns, ratio, spread

BARE, BOTO3, ROUTER = "python -c pass", "boto3.client", "APIGatewayHttpResolver"
PEERS = {
    BARE: "pass",
    BOTO3: "import boto3; boto3.client('dynamodb')",
    ROUTER: "from aws_lambda_powertools.event_handler import APIGatewayHttpResolver; APIGatewayHttpResolver()",
}
# After the import of the handler: what the first event would make.
READY = {
    "browse": "from articles.browse.library import library; library()",
    "deliver": "from articles.deliver.handler import table; table()",
    "ingest": "from articles.publishing.running.services import services; services()",
    "reconcile": "from articles.publishing.running.services import services; services()",
    "refresh": "from articles.publishing.running.services import services; services()",
}
ENDPOINT = "http://127.0.0.1:9"  # nothing is asked
PARAMETERS = {"SiteUrl": ENDPOINT, "CloudFront": "disabled"}
MILLISECONDS = 1e3

_COUNT = "import sys; before = len(sys.modules); {code}; print(len(sys.modules) - before)"


def main() -> None:
    """Measure, and write the results."""
    tools = find_tools()
    functions = {
        function.function.handler.removeprefix("articles.").partition(".")[0]: function
        for function in build_functions(tools, PARAMETERS, ENDPOINT)
    }
    python = tools.runtime.python
    run([python, "-m", "compileall", "-q", tools.runtime.commands.parent / "lib"])
    # The peers are those that ingest has in its layer, and the runtime's boto3.
    environ = {name: environ_of(functions[name]) for name in READY} | dict.fromkeys(
        PEERS, environ_of(functions["ingest"])
    )
    code = PEERS | {name: f"import articles.{name}.handler; {ready}" for name, ready in READY.items()}
    cpu = in_turns({name: partial(_cpu, python, each, environ[name]) for name, each in code.items()})
    counts = {name: int(_run(python, _COUNT.format(code=each), environ[name])) for name, each in code.items()}
    version = run([python, "--version"]).split()[1]
    report.write("startup", _text(cpu, counts), {"CPython": version, **_versions(python, environ[BARE])})
    medians = {name: spread(values).median * MILLISECONDS for name, values in cpu.items()}
    order = sorted(READY, key=medians.__getitem__)
    report.plot(
        "functions",
        plot.bars(
            "CPU until a function is ready",
            "milliseconds",
            {name: medians[name] for name in (*order, *PEERS)},
            first=len(order),
        ),
    )


def _cpu(python: Path, code: str, environ: Mapping[str, str]) -> float:
    """CPU in seconds of a process that runs the code."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    _run(python, code, environ)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _run(python: Path, code: str, environ: Mapping[str, str]) -> str:
    return subprocess.run(
        [python, "-c", code], env=environ, cwd="/", check=True, stdout=subprocess.PIPE, text=True
    ).stdout


def environ_of(function: BuiltFunction) -> dict[str, str]:
    """The environment of a built function, with its layers on the path of imports."""
    return {
        **aws.environment(ENDPOINT, {}),
        **function.function.environment,
        "PYTHONPATH": os.pathsep.join(map(str, function.import_path)),
    }


def _text(cpu: Samples, counts: Mapping[str, int]) -> str:
    rows = [
        [
            name,
            f"{spread(values).times(MILLISECONDS):.0f}",
            f"{ratio(values, cpu[BARE]):.1f}",
            f"{ratio(values, cpu[BOTO3]):.2f}",
            str(counts[name]),
        ]
        for name, values in cpu.items()
    ]
    return report.table(["", "CPU, ms", "beside a bare start", "beside boto3.client", "modules imported"], rows)


def _versions(python: Path, environ: Mapping[str, str]) -> dict[str, str]:
    names = ("boto3", "aws-lambda-powertools")
    code = f"import importlib.metadata as m; print(*map(m.version, {names!r}))"
    return dict(zip(names, _run(python, code, environ).split(), strict=True))
