"""What the peers run in: an environment of their own with the interpreter of the functions, all of it compiled."""

import functools
import json
from collections.abc import Iterable
from pathlib import Path

from articles.local.template import TEMPLATE, read_template
from articles.local.tools import ROOT, environment, interpreter, run

FUNCTIONS = ROOT / "functions"
LAYERS = (ROOT / "layers" / "common", ROOT / "layers" / "publishing")
PEERS = ROOT / "bench" / "peers"

_VERSIONS = "import importlib.metadata as m, json, sys; print(json.dumps([m.version(name) for name in sys.argv[1:]]))"


@functools.cache
def commands() -> Path:
    """The folder of the peers' commands, once they are installed and compiled.

    Raises:
        LocalError: They cannot be installed.
    """
    # The template names the runtime; nothing is asked of the endpoint.
    template = read_template(TEMPLATE, {"SiteUrl": "http://127.0.0.1:9"}, "http://127.0.0.1:9")
    version = str(template.document["Globals"]["Function"]["Runtime"]).removeprefix("python")
    folder = environment("bench", interpreter(version))
    libraries = folder.parent / "lib" / f"python{version}" / "site-packages"
    run([folder / "python", "-m", "compileall", "-q", libraries, FUNCTIONS, *LAYERS, PEERS])
    return folder


def python() -> Path:
    """The interpreter of the peers and, with the same version as in Lambda, of the functions beside them."""
    return commands() / "python"


def versions(names: Iterable[str]) -> dict[str, str]:
    """Versions of installed packages, by name, and of the interpreter."""
    named = list(names)
    found = json.loads(run([python(), "-c", _VERSIONS, *named]))
    interpreter_version = run([python(), "--version"]).split()[1]
    return {"CPython": interpreter_version, **dict(zip(named, found, strict=True))}
