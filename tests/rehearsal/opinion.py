"""A second opinion of what publishing promises: scenarios and random histories on the emulator's S3, SQS and DynamoDB.

They have an emulator of their own, and are tried beside the steps of a rehearsal, which wait much of their time.
"""

import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from articles.local.errors import LocalError
from articles.local.tools import ROOT

_HISTORIES = "10"
_TESTS = "tests/integration/test_second_opinion.py"


@dataclass(frozen=True)
class Opinion:
    """A second opinion that is being formed.

    Attributes:
        process: What forms it.
        log: What it prints.
    """

    process: subprocess.Popen[bytes]
    log: Path

    def told(self) -> str:
        """Wait for it; gives how many tests passed, in which time, and with which histories.

        Raises:
            LocalError: It is another one than ours; the message is all of it.
        """
        status = self.process.wait()
        told = self.log.read_text(encoding="utf-8", errors="replace")
        if status != 0:
            raise LocalError(f"{_TESTS} ended with status {status}\n{told}")
        found = re.findall(r"^emulated .*$", told, re.MULTILINE)
        summary = re.findall(r"^\d+ passed.* in ([\d.]+ ?s)", told, re.MULTILINE)
        return f"{summary[0]} beside the others; {'; '.join(found)}"


@contextmanager
def forming(folder: Path, environ: Mapping[str, str]) -> Iterator[Opinion]:
    """Form a second opinion; one that is not formed when the block ends is given up.

    Args:
        folder: A folder for its log.
        environ: The environment of whoever rehearses: it must not talk to the emulator of the rehearsal.
    """
    command = [sys.executable, "-m", "pytest", "-q", "-n", "0", "-m", "emulator", _TESTS]
    log = folder / "opinion.log"
    ours = {"HISTORIES": _HISTORIES, "TMPDIR": str(folder)}
    with log.open("w") as output:
        process = subprocess.Popen(command, cwd=ROOT, env={**environ, **ours}, stdout=output, stderr=subprocess.STDOUT)
    try:
        yield Opinion(process, log)
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)  # so that it ends its emulator
        process.wait()
