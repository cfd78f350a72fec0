"""How checks by other tools are run: each tells in a line what it found."""

# ruff: noqa: T201 - the line is for people

import time
from collections.abc import Callable

from articles.local.errors import LocalError


def passes(name: str, check: Callable[[], str]) -> bool:
    """Run a check, print what it found, and tell whether it passed.

    Args:
        name: Its name.
        check: What gives what it found, in a line, and raises a LocalError if anything is wrong.
    """
    started = time.monotonic()
    try:
        found = check()
    except LocalError as error:
        print(f"FAILED  {name}\n{error}", flush=True)
        return False
    print(f"ok      {name} ({time.monotonic() - started:.1f} s){': ' if found else ''}{found}", flush=True)
    return True
