"""Tell `sam local` about the running local stack, in files that samconfig.toml names.

SAM cannot resolve the names of resources, or secrets: a function would get an empty text for each. So the files have
every variable of every function, with the same value as in the stack. They also name the processor, by which SAM asks
for an image.
"""

import json
import platform
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from articles.local.functions import functions
from articles.local.template import IS_INSTALLED, Template
from articles.local.tools import ROOT

# Where samconfig.toml has SAM look. Without a checkout, there is nothing that SAM could build or run.
FOLDER = None if IS_INSTALLED else ROOT / ".sam-local"

VARIABLES, PARAMETERS = "env.json", "parameters.yaml"

# AWS's names for processors, if they differ from those of `uname -m`.
_ARCHITECTURES = {"aarch64": "arm64", "AMD64": "x86_64"}


@contextmanager
def telling(folder: Path | None, template: Template) -> Iterator[None]:
    """Keep the files in a folder until the block ends.

    Args:
        folder: The folder; created if need be. None if nobody is to be told.
        template: The template, with the address at which containers reach the AWS services.
    """
    if folder is None:
        yield
        return
    reached = {"AWS_ENDPOINT_URL": template.endpoint}
    variables = {function.name: {**function.environment, **reached} for function in functions(template)}
    files = {
        folder / VARIABLES: json.dumps(variables, indent=2) + "\n",
        folder / PARAMETERS: f"Architecture: {architecture()}\n",
    }
    folder.mkdir(parents=True, exist_ok=True)
    try:
        for file, text in files.items():
            file.write_text(text, encoding="utf-8")
        yield
    finally:
        for file in files:
            file.unlink(missing_ok=True)


def architecture() -> str:
    """This machine's processor, as AWS calls it."""
    machine = platform.machine()
    return _ARCHITECTURES.get(machine, machine)
