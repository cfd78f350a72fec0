"""Measure, and write what was found into docs/benchmarks.md.

python -m bench [PART...]
"""

import importlib
import sys
import time

from articles.local.errors import LocalError

PARTS = ("deliver", "startup", "render", "bound", "live", "growth", "links", "search", "scale")


def main(parts: list[str]) -> int:
    """Run the parts that are named, or all; returns the exit status."""
    if unknown := sorted(set(parts) - set(PARTS)):
        print(f"there is no part {unknown[0]}; there are {', '.join(PARTS)}", file=sys.stderr)
        return 2
    for part in parts or PARTS:
        started = time.monotonic()
        try:
            importlib.import_module(f"bench.{part}").main()
        except LocalError as error:
            print(f"FAILED  {part}\n{error}", file=sys.stderr)
            return 1
        print(f"ok      {part} ({time.monotonic() - started:.0f} s)", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
