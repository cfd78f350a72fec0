"""The command as others install it: the wheel in bare environments, the hook, and the steps of the action.

    check.py           everything
    check.py FOLDER    only what is built, into this folder

It is tried on the lowest and the highest Python that is here, of those that pyproject.toml names. Exits with 1 if
anything is wrong.
"""

# ruff: noqa: T201 - what it prints is for people

import os
import subprocess
import sys
import tarfile
import time
import tomllib
import zipfile
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from articles.local.errors import LocalError
from articles.local.tools import interpreter, run

from tests.installed.content_repository import check_action, check_hook
from tests.installed.trial import Trial
from tests.support.checks import passes

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[2]
PACKAGES = tuple(
    f"{each}/articles" for each in ("functions", "layers/common", "layers/publishing", "layers/search", "local")
)
# What the wheel has besides modules: fonts, templates, words in 18 languages (40 KB), and the description of the API,
# which is half of it. If they grow beyond this, something is in it that nobody asked for. Modules grow with what the
# command does.
MAX_BESIDE_MODULES = 515_000


def main(arguments: list[str]) -> int:
    """Run the checks; returns the exit status."""
    os.environ["PIP_NO_COMPILE"] = "1"  # most of what is installed is never imported here
    with TemporaryDirectory() as folder:
        work = Path(os.path.realpath(folder))
        if arguments:
            return 0 if passes("build", lambda: build(Path(arguments[0]))) else 1
        if not passes("build", lambda: build(work / "dist")):
            return 1
        (wheel,) = (work / "dist").glob("*.whl")
        constraints = work / "constraints.txt"
        constraints.write_text(without_hashes((ROOT / "requirements/command.txt").read_text()))
        pythons = found_pythons()
        checks: dict[str, Callable[[], str]] = {
            f"installed on Python {version}": partial(check_installed, python, wheel, constraints, work / version)
            for version, python in pythons.items()
        }
        checks |= {
            "pre-commit hook": lambda: check_hook(work / "hook", constraints),
            "GitHub action": lambda: check_action(work / "action", next(iter(pythons.values()))),
        }
        with ThreadPoolExecutor(2) as pool:  # one waits for the registry while another compiles and publishes
            passed = [*pool.map(passes, checks.keys(), checks.values())]
    return 0 if all(passed) else 1


def build(target: Path) -> str:
    """Build the sdist, and the wheel from what is in it, as pip does from a git address; tell their sizes.

    Raises:
        LocalError: Something does not build, or the wheel lacks a file or has one too many.
    """
    hatchling: list[str | Path] = [sys.executable, "-m", "hatchling", "build", "-d", target]
    run([*hatchling, "-t", "sdist"])
    (sdist,) = target.glob("*.tar.gz")
    with TemporaryDirectory() as folder:
        with tarfile.open(sdist) as archive:
            archive.extractall(folder, filter="data")
        (sources,) = Path(folder).iterdir()
        done = subprocess.run([*hatchling, "-t", "wheel"], cwd=sources, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise LocalError(f"the sdist builds no wheel\n{done.stdout}{done.stderr}")
    (wheel,) = target.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        carried = {name for name in archive.namelist() if ".dist-info/" not in name}
        beside = sum(each.compress_size for each in archive.infolist() if not each.filename.endswith(".py"))
    tracked = run(["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *PACKAGES]).splitlines()
    wanted = {f"articles/{file.partition('/articles/')[2]}" for file in tracked} | {"articles/local/template.yaml"}
    if carried != wanted:
        raise LocalError(f"the wheel lacks {sorted(wanted - carried)}, and has {sorted(carried - wanted)} too many")
    if beside > MAX_BESIDE_MODULES:
        raise LocalError(f"besides modules, the wheel has {beside:,} bytes, of {MAX_BESIDE_MODULES:,}")
    size = wheel.stat().st_size
    told = f"{wheel.name} {size / 1000:.0f} kB, {beside / 1000:.0f} of them besides modules"
    return f"{told}, {sdist.name} {sdist.stat().st_size / 1000:.0f} kB"


def without_hashes(lock: str) -> str:
    """A lock's versions alone: pip would want a hash for the wheel, too."""
    return "".join(line.rstrip(" \\") + "\n" for line in lock.splitlines() if line[:1].isalnum())


def found_pythons() -> dict[str, Path]:
    """The lowest and the highest Python that is here, by version; tells which are not."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    versions = [each.rpartition(" ")[2] for each in project["classifiers"] if " :: 3." in each]
    found = {}
    for version in versions:
        try:
            found[version] = interpreter(version)
        except LocalError:
            print(f"not here: Python {version}", flush=True)
    ends = sorted({min(found, key=versions.index), max(found, key=versions.index)}, key=versions.index)
    return {version: found[version] for version in ends}


def check_installed(python: Path, wheel: Path, constraints: Path, work: Path) -> str:
    """Install the wheel in a bare environment, with all that it says it needs, and try each command."""
    work.mkdir()
    environment = work / "environment"
    run([python, "-m", "venv", environment])
    pip: list[str | Path] = [environment / "bin/python", "-m", "pip", "--disable-pip-version-check"]
    started = time.monotonic()
    run([*pip, "install", "--quiet", "--only-binary", ":all:", "--constraint", constraints, wheel])
    seconds = time.monotonic() - started
    run([*pip, "check"])
    (work / "elsewhere").mkdir()
    tried = Trial(environment / "bin/articles", work / "elsewhere").everything()
    return f"installed in {seconds:.0f} s, {tried}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
