"""The tools that build and check what is deployed. Each has an environment of its own, made from a lock of its own.

In one environment they would have to agree on versions, and checkov, for example, needs a boto3 of its own.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from articles.local.errors import LocalError

ROOT = Path(__file__).parents[3]
ENVIRONMENTS = ROOT / ".venv-tools"

_SUITABLE = "import ensurepip, sys, venv; print('%d.%d' % sys.version_info[:2])"


def interpreter(version: str, environ: Mapping[str, str] = os.environ) -> Path:
    """Find the interpreter of a version of Python: on the PATH, or under pyenv or uv.

    Args:
        version: The version, such as ``3.13``.
        environ: The environment to look in.

    Raises:
        LocalError: It is not there.
    """
    for candidate in _candidates(version, environ):
        if _has_version(candidate, version):
            return candidate
    raise LocalError(
        f"python{version} is needed, which the functions run on, and is neither on the PATH nor under pyenv or uv:"
        f" 'uv python install {version}' and 'pyenv install {version}' bring it"
    )


def environment(tool: str, python: Path, lock: Path | None = None) -> Path:
    """Install a tool if need be, and return the folder of its commands.

    Args:
        tool: Its name.
        python: The interpreter to install it for.
        lock: The lock file of what to install; if not given, the one with the tool's name in requirements/.

    Raises:
        LocalError: It cannot be installed.
    """
    lock = lock or ROOT / "requirements" / f"{tool}.txt"
    folder = ENVIRONMENTS / tool
    stamp = folder / ".stamp"
    wanted = hashlib.sha256(b"\0".join([lock.read_bytes(), bytes(python)])).hexdigest()
    with alone(folder):
        if not stamp.exists() or stamp.read_text() != wanted:
            shutil.rmtree(folder, ignore_errors=True)
            run([python, "-m", "venv", folder])
            # The lock names everything, so there is nothing to resolve.
            run([*_installer(folder / "bin"), "--quiet", "--no-deps", "--require-hashes", "--requirement", lock])
            stamp.write_text(wanted)
    return folder / "bin"


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Keep other processes from writing the same folder until the block ends."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def run(command: Sequence[str | Path], environ: Mapping[str, str] | None = None) -> str:
    """Run a command in the project's folder.

    Args:
        command: The command and its arguments.
        environ: Its environment; this process's own if not given.

    Returns:
        Its output and error output.

    Raises:
        LocalError: It failed; the message ends with its output.
    """
    done = subprocess.run(  # noqa: S603 - commands of this project
        command, cwd=ROOT, env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    if done.returncode != 0:
        words = " ".join(str(word) for word in command[:3])
        raise LocalError(f"{words} ... ended with status {done.returncode}\n{done.stdout.strip()}")
    return done.stdout


def node_packages(folder: Path) -> None:
    """Install what the package-lock.json of a folder names, unless it is installed already.

    Raises:
        LocalError: It cannot be installed.
    """
    lock, installed = folder / "package-lock.json", folder / "node_modules" / ".package-lock.json"
    if not installed.exists() or installed.stat().st_mtime < lock.stat().st_mtime:
        run(["npm", "--prefix", folder, "ci", "--ignore-scripts", "--no-audit", "--no-fund"])


def _candidates(version: str, environ: Mapping[str, str]) -> Iterator[Path]:
    name = f"python{version}"
    # All of them, not only the first: pyenv's shim is on the PATH even if it leads nowhere.
    yield from (Path(folder) / name for folder in environ.get("PATH", "").split(os.pathsep) if folder)
    home = Path(environ.get("HOME", "/"))
    pyenv = Path(environ.get("PYENV_ROOT", home / ".pyenv"))
    yield from sorted(pyenv.glob(f"versions/{version}.*/bin/{name}"), reverse=True)
    data = Path(environ.get("XDG_DATA_HOME", home / ".local" / "share"))
    uv = Path(environ.get("UV_PYTHON_INSTALL_DIR", data / "uv" / "python"))
    yield from sorted(uv.glob(f"cpython-{version}.*/bin/{name}"), reverse=True)


def _has_version(python: Path, version: str) -> bool:
    if not os.access(python, os.X_OK):
        return False
    done = subprocess.run([python, "-c", _SUITABLE], capture_output=True, text=True, check=False)  # noqa: S603 - a Python
    return done.returncode == 0 and done.stdout.strip() == version


def _installer(commands: Path) -> list[str | Path]:
    if uv := shutil.which("uv"):
        return [uv, "pip", "install", "--python", commands / "python"]
    # Of what a tool brings, a part is ever imported, and Python compiles that by itself; uv does the same.
    return [commands / "python", "-m", "pip", "install", "--disable-pip-version-check", "--no-compile"]
