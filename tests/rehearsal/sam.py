"""In place of `sam` on the PATH of a rehearsal: the same commands, for this machine and this emulator.

A build is for this machine's processor, and its template is adapted to the emulator. A deployment does not ask.
"""

import json
import os
import platform
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import yaml
from articles.local.template import read_template

from tests.rehearsal.gaps import adapt

_BUILT = Path(".aws-sam/build/template.yaml")


def main(arguments: list[str]) -> int:
    """Run `sam` with these arguments in the current folder; returns its exit status."""
    machine = platform.machine()
    match arguments:
        case ["build", *_]:
            # It fetches libraries, by the settings of whoever rehearses, and asks nothing of AWS.
            outside = json.loads(Path(os.environ["REHEARSAL_OUTSIDE"]).read_text(encoding="utf-8"))
            status = _run(
                arguments, {**outside, "PATH": os.environ["PATH"], "MACHINE": machine, "SAM_CLI_TELEMETRY": "0"}
            )
            if status == 0:
                document = json.loads(json.dumps(read_template(_BUILT, {}, "").document, default=str))
                adapt(document, int(os.environ["REHEARSAL_PORT"]))
                _BUILT.write_text(yaml.safe_dump(document, sort_keys=False), encoding="utf-8")
            return status
        case ["deploy", *_]:
            architecture = "arm64" if machine == "aarch64" else machine
            parameters = [] if "--parameter-overrides" in arguments else ["--parameter-overrides"]
            return _run([*arguments, *parameters, f"Architecture={architecture}", "--no-confirm-changeset"], os.environ)
        case ["delete", *_]:
            return _run([*arguments, "--no-prompts"], os.environ)
        case _:
            return _run(arguments, os.environ)


def _run(arguments: list[str], environ: Mapping[str, str]) -> int:
    return subprocess.run([os.environ["REHEARSAL_SAM"], *arguments], env=environ, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
