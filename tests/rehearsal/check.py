"""Deploy template.yaml to an emulator of AWS, and go through what docs/operations.md says: deploy, update, take down.

    check.py [--keep]

Prints a line a step. `--keep` leaves the emulator running until a key is pressed, and prints how to reach it. Exits
with 1 if a step fails; then the log of what failed follows.
"""

# ruff: noqa: T201 - what it prints is for people

import functools
import os
import shlex
import shutil
import sys
import tempfile
import time
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from articles.local.errors import LocalError
from articles.local.tools import ROOT

from tests.rehearsal import emulator
from tests.rehearsal.rehearsal import Rehearsal, sam
from tests.rehearsal.steps import BEGIN_BESIDE, BESIDE, STEPS, Step
from tests.support import checkout
from tests.support.checks import passes

_MEMORY = "/dev/shm"
_ROOM = 1024**3


def main(arguments: list[str]) -> int:
    """Rehearse; returns the exit status."""
    if arguments not in ([], ["--keep"]):
        print(__doc__, file=sys.stderr)
        return 2
    if not passes("the tools are installed", _install):
        return 1
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="rehearsal-", dir=_in_memory()) as name:
        folder = Path(name)
        tree = folder / "articles"
        try:
            checkout.copy_tree(tree)
            (tree / ".venv").symlink_to(ROOT / ".venv")
            with emulator.running(folder) as running:
                print(f"ok      the emulator answers ({time.monotonic() - started:.1f} s)", flush=True)
                rehearsal = Rehearsal(running, folder, tree)
                passed = _rehearse(rehearsal)
                built = rehearsal.building
                spent = time.monotonic() - started - built
                if arguments:
                    _keep(running)
        except LocalError as error:
            print(f"FAILED  {error}")
            return 1
    print(f"{'rehearsed' if passed else 'not rehearsed'} in {spent:.0f} s, besides {built:.0f} s to build")
    return 0 if passed else 1


def _in_memory() -> str | None:
    """A folder in memory, if it has the room and programs may be run there.

    Each environment of a function has two thousand files of its own, which some disks write and remove for ten seconds.
    """
    if not os.access(_MEMORY, os.W_OK) or os.statvfs(_MEMORY).f_flag & os.ST_NOEXEC:
        return None
    return _MEMORY if shutil.disk_usage(_MEMORY).free >= _ROOM else None


def _install() -> str:
    emulator.tools()
    sam()
    return ""


def _rehearse(rehearsal: Rehearsal) -> bool:
    beside: dict[str, Future[str]] = {}
    with ThreadPoolExecutor(2) as pool:
        for name, step in STEPS:
            take = beside[name].result if name in beside else functools.partial(_step, step, rehearsal)
            if not passes(name, take):
                print(f"--- what was logged meanwhile\n{rehearsal.news()}", flush=True)
                pool.shutdown(cancel_futures=True)
                return False
            rehearsal.news()
            if name == BEGIN_BESIDE:
                beside = {each: pool.submit(_step_beside, dict(STEPS)[each], rehearsal) for each in BESIDE}
    return True


def _step(step: Step, rehearsal: Rehearsal) -> str:
    """Take a step; what it tells begins with the time that it took to build, if it did."""
    before = rehearsal.building
    told = step(rehearsal)
    built = rehearsal.building - before
    return f"{built:.1f} s to build; {told}" if built else told


def _step_beside(step: Step, rehearsal: Rehearsal) -> str:
    """Take a step beside others; what it tells begins with the time that it took."""
    began = time.monotonic()
    told = step(rehearsal)
    return f"{time.monotonic() - began:.1f} s beside the others; {told}"


def _keep(running: emulator.Emulator) -> None:
    for variable, value in running.environ.items():
        print(f"export {variable}={shlex.quote(value)}")
    input("The emulator runs until you press Enter. ")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
