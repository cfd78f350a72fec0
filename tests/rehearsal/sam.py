"""In place of `sam` on the PATH of a rehearsal: the same commands, for this machine and this emulator.

A build is for this machine's processor, and its template is adapted to the emulator. A deployment does not ask.
"""

import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

# What starts with each command imports nothing that takes long; what adapts a template is started for builds alone.
_ADAPT = (sys.executable, "-m", "tests.rehearsal.adapt", ".aws-sam/build/template.yaml")


def main(arguments: list[str]) -> int:
    """Run `sam` with these arguments in the current folder; returns its exit status."""
    machine = platform.machine()
    match arguments:
        case ["build", *_]:
            began = time.monotonic()
            status = _build(arguments, machine)
            with Path(os.environ["REHEARSAL_BUILDS"]).open("a") as builds:
                builds.write(f"{time.monotonic() - began}\n")
            return status
        case ["deploy", *_]:
            architecture = "arm64" if machine == "aarch64" else machine
            parameters = [] if "--parameter-overrides" in arguments else ["--parameter-overrides"]
            quick = ["--use-json", "--no-confirm-changeset"]  # it reads what it packs twice, and YAML takes it a second
            return _run([*arguments, *parameters, f"Architecture={architecture}", *quick], os.environ)
        case ["delete", *_]:
            return _run([*arguments, "--no-prompts"], os.environ)
        case _:
            return _run(arguments, os.environ)


def _build(arguments: list[str], machine: str) -> int:
    # It fetches libraries, by the settings of whoever rehearses, and asks nothing of AWS.
    outside = json.loads(Path(os.environ["REHEARSAL_OUTSIDE"]).read_text(encoding="utf-8"))
    ours = {name: os.environ[name] for name in ("PATH", "TMPDIR")}
    environ = {**outside, **ours, "MACHINE": machine, "SAM_CLI_TELEMETRY": "0"}
    if (status := _run(arguments, environ)) != 0:
        return status
    return subprocess.run([*_ADAPT, os.environ["REHEARSAL_PORT"]], check=False).returncode


def _run(arguments: list[str], environ: Mapping[str, str]) -> int:
    return subprocess.run([os.environ["REHEARSAL_SAM"], *arguments], env=environ, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
