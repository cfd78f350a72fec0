"""Build what is deployed, with `sam build`: the code of each function and layer."""

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from articles.local.functions import Function, functions
from articles.local.template import FUNCTION, TEMPLATE, Template, read_template
from articles.local.tools import ROOT, alone, environment, interpreter, run

BUILT = ROOT / ".aws-sam"

# The machine that the functions run on in AWS, as `uname -m` calls it.
LAMBDA_MACHINE = "aarch64"

_SOURCES = ("functions", "layers", "template.yaml")


@dataclass(frozen=True, slots=True)
class BuiltFunction:
    """A function whose code has been built.

    Attributes:
        function: The function, as the template describes it.
        code: Its folder, Lambda's ``/var/task``.
        layers: The folders of its layers, which Lambda lays over each other as ``/opt``.
    """

    function: Function
    code: Path
    layers: tuple[Path, ...]

    @property
    def import_path(self) -> tuple[Path, ...]:
        """Where its modules are looked for before the runtime's own."""
        return (self.code, *(layer / "python" for layer in self.layers))


@dataclass(frozen=True, slots=True)
class Runtime:
    """A local copy of Lambda's runtime: its interpreter, its client and boto3.

    Attributes:
        version: The version of Python, such as ``3.13``.
        commands: The folder of its commands.
    """

    version: str
    commands: Path

    @property
    def python(self) -> Path:
        """The interpreter."""
        return self.commands / f"python{self.version}"


def runtime(template: Template) -> Runtime:
    """The runtime of the template's functions, on this machine.

    Raises:
        LocalError: There is no such interpreter.
    """
    version = str(template.document["Globals"]["Function"]["Runtime"]).removeprefix("python")
    return Runtime(version, environment("lambda", interpreter(version)))


def build(target: Path, tools: Path, functions_run_on: Runtime, machine: str = LAMBDA_MACHINE) -> None:
    """Build all functions and layers.

    Args:
        target: The folder to build in; what is in it is replaced.
        tools: The folder of the commands of aws-sam-cli.
        functions_run_on: The interpreter that compiles them.
        machine: Which machine the libraries are for, as `uname -m` calls it.

    Raises:
        LocalError: Something does not build.
    """
    path = os.pathsep.join([str(functions_run_on.commands), str(tools), os.environ.get("PATH", os.defpath)])
    environ = {**os.environ, "PATH": path, "MACHINE": machine, "SAM_CLI_TELEMETRY": "0"}
    run([tools / "sam", "build", "--build-dir", target, "--template-file", TEMPLATE], environ)


def build_if_changed(target: Path, tools: Path, functions_run_on: Runtime, machine: str) -> None:
    """Build, like `build`, unless the last build was made from the same sources in the same way."""
    stamp = target.with_suffix(".stamp")
    wanted = _fingerprint(str(functions_run_on.python), machine)
    with alone(target):
        if not target.is_dir() or not stamp.exists() or stamp.read_text() != wanted:
            stamp.unlink(missing_ok=True)
            build(target, tools, functions_run_on, machine)
            stamp.write_text(wanted)


def built_functions(target: Path, parameters: dict[str, str], endpoint: str) -> list[BuiltFunction]:
    """The functions of the template, with the folders that they were built in.

    Args:
        target: The folder that was built in.
        parameters: Values of template parameters.
        endpoint: Address of the AWS services, scheme and host.
    """
    described = {function.name: function for function in functions(read_template(TEMPLATE, parameters, endpoint))}
    built = read_template(target / "template.yaml", parameters, endpoint)
    return [_built_function(described[name], built, target) for name in built.names(FUNCTION)]


def _built_function(function: Function, built: Template, target: Path) -> BuiltFunction:
    properties = built.function_properties(function.name)
    layers = (_properties(built, layer["Ref"])["ContentUri"] for layer in properties["Layers"])
    return BuiltFunction(function, target / properties["CodeUri"], tuple(target / layer for layer in layers))


def _properties(template: Template, logical_name: str) -> Any:
    return template.document["Resources"][logical_name]["Properties"]


def _fingerprint(*settings: str) -> str:
    digest = hashlib.sha256("\0".join(settings).encode())
    for file in _source_files():
        digest.update(b"\0".join([bytes(file), file.read_bytes()]))
    return digest.hexdigest()


def _source_files() -> Iterator[Path]:
    for source in _SOURCES:
        found = (ROOT / source).rglob("*") if (ROOT / source).is_dir() else [ROOT / source]
        yield from sorted(file for file in found if file.is_file() and "__pycache__" not in file.parts)
