"""Deploy template.yaml to an emulator of AWS, and go through what docs/operations.md says: deploy, update, take down.

    check.py [--keep]

Prints a line a step. `--keep` leaves the emulator running until a key is pressed, and prints how to reach it. Exits
with 1 if a step fails; then the log of what failed follows.
"""

# ruff: noqa: T201 - what it prints is for people

import functools
import shlex
import sys
import tempfile
import time
from pathlib import Path

from articles.local.errors import LocalError
from articles.local.tools import ROOT

from tests.rehearsal import emulator
from tests.rehearsal.rehearsal import Rehearsal
from tests.rehearsal.steps import STEPS
from tests.support import checkout
from tests.support.checks import passes


def main(arguments: list[str]) -> int:
    """Rehearse; returns the exit status."""
    if arguments not in ([], ["--keep"]):
        print(__doc__, file=sys.stderr)
        return 2
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="rehearsal-") as name:
        folder = Path(name)
        tree = folder / "articles"
        try:
            checkout.copy_tree(tree)
            (tree / ".venv").symlink_to(ROOT / ".venv")
            with emulator.running(folder) as running:
                print(f"ok      the emulator answers ({time.monotonic() - started:.1f} s)", flush=True)
                passed = _rehearse(Rehearsal(running, folder, tree))
                if arguments:
                    _keep(running)
        except LocalError as error:
            print(f"FAILED  {error}")
            return 1
    print(f"{'rehearsed' if passed else 'not rehearsed'} in {time.monotonic() - started:.0f} s")
    return 0 if passed else 1


def _rehearse(rehearsal: Rehearsal) -> bool:
    for name, step in STEPS:
        if not passes(name, functools.partial(step, rehearsal)):
            print(f"--- what was logged meanwhile\n{rehearsal.news()}", flush=True)
            return False
        rehearsal.news()
    return True


def _keep(running: emulator.Emulator) -> None:
    for variable, value in running.environ.items():
        print(f"export {variable}={shlex.quote(value)}")
    input("The emulator runs until you press Enter. ")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
