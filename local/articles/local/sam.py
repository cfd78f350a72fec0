"""What `sam local` has to know of the local stack that runs, in files that samconfig.toml names.

SAM resolves neither the names of what is made nor a secret, and gives a function an empty text for each: the files have
every variable of every function as the functions of the stack have it. It asks for an image by the processor.
"""

import json
import platform
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from articles.local.functions import functions
from articles.local.template import Template
from articles.local.tools import ROOT

FOLDER = ROOT / ".sam-local"

VARIABLES, PARAMETERS = "env.json", "parameters.yaml"

# What AWS calls a processor that `uname -m` calls otherwise.
_ARCHITECTURES = {"aarch64": "arm64", "AMD64": "x86_64"}


@contextmanager
def telling(folder: Path, template: Template) -> Iterator[None]:
    """Have the files in a folder until the block ends.

    Args:
        folder: The folder; made if need be.
        template: The template, with the address at which containers reach the AWS services.
    """
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
