"""A deployment that is rehearsed: commands as people type them, in a copy of this folder, against the emulator."""

import json
import os
import re
import shlex
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import boto3
import httpx
from articles.local.errors import LocalError
from articles.local.tools import ROOT, environment

from tests.rehearsal import documents
from tests.rehearsal.emulator import Emulator
from tests.rehearsal.probes import STACK, Aws

_LINES_OF_LOG = 40
_ENTRIES = 10
# An entry of the log begins with its time, or is a function's: an object of JSON. What follows, as a traceback, is its.
_ENTRY = re.compile(r"\n(?=\[?\d{4}-\d\d-\d\d |\{)")
_WRONG = re.compile(r'"level":"(?:ERROR|CRITICAL)"|^\S+ \S+ ERROR |Traceback|failed processing')


def sam() -> Path:
    """Install the SAM CLI, if need be; gives its command.

    Raises:
        LocalError: It cannot be installed.
    """
    return environment("sam", Path(sys.executable)) / "sam"


@dataclass
class Rehearsal:
    """What the steps of a rehearsal share.

    Attributes:
        emulator: The emulator.
        folder: A folder for this rehearsal.
        tree: The copy of this folder that commands run in.
        outside: The environment of whoever rehearses, for what must not talk to the emulator.
        run: The blocks of operations.md that have been run: the heading, and the number below it.
    """

    emulator: Emulator
    folder: Path
    tree: Path
    run: set[tuple[str, int]] = field(default_factory=set)
    outside: dict[str, str] = field(default_factory=lambda: dict(os.environ))
    _read: int = field(default=0)
    _own: threading.local = field(default_factory=threading.local)

    def __post_init__(self) -> None:
        """Make this process a client of the emulator, and of nothing else."""
        for name in [name for name in os.environ if name.startswith("AWS_")]:
            del os.environ[name]
        os.environ.update(self.emulator.environ)

    @property
    def readme(self) -> Path:
        """README.md."""
        return self.tree / "README.md"

    @property
    def operations(self) -> Path:
        """docs/operations.md."""
        return self.tree / "docs" / "operations.md"

    @cached_property
    def environ(self) -> dict[str, str]:
        """The environment of a person who has this checkout, SAM and the AWS CLI, and an account: the emulator."""
        commands = self.folder / "commands"
        commands.mkdir()
        wrapper = commands / "sam"
        run = shlex.join([sys.executable, "-m", "tests.rehearsal.sam"])
        wrapper.write_text(f'#!/bin/sh\nPYTHONPATH={shlex.quote(str(ROOT))} exec {run} "$@"\n')
        wrapper.chmod(0o755)
        outside = self.folder / "outside.json"
        outside.write_text(json.dumps(self.outside), encoding="utf-8")
        outside.chmod(0o600)
        path = os.pathsep.join([str(commands), str(self.tree / ".venv" / "bin"), self.emulator.environ["PATH"]])
        ours = {
            "REHEARSAL_SAM": str(sam()),
            "REHEARSAL_PORT": str(self.emulator.port),
            "REHEARSAL_OUTSIDE": str(outside),
            "REHEARSAL_BUILDS": str(self._builds),
            "TMPDIR": str(self.temporary),
        }
        return {**self.emulator.environ, **ours, "STACK": STACK, "PATH": path}

    @cached_property
    def temporary(self) -> Path:
        """A folder for the temporary files of commands."""
        folder = self.folder / "temporary"
        folder.mkdir()
        return folder

    @property
    def _builds(self) -> Path:
        """The seconds that each build took."""
        return self.folder / "builds"

    @property
    def building(self) -> float:
        """How many seconds builds have taken so far."""
        return sum(map(float, self._builds.read_text().split())) if self._builds.exists() else 0.0

    @cached_property
    def _prelude(self) -> str:
        """What operations.md has people define before all else."""
        return "set -euo pipefail\n" + self.block("Before you begin")

    def shell(self, script: str, tree: Path | None = None, status: int = 0, **environ: str) -> str:
        """Run a script as a person would, after what operations.md defines.

        Args:
            script: For bash.
            tree: Where; the copy of this folder if not given.
            status: The exit status that it has to have.
            environ: Variables besides.

        Returns:
            Its output and error output.

        Raises:
            LocalError: It ended otherwise; the message has the end of its output.
        """
        done = subprocess.run(
            ["bash", "-c", self._prelude + script],
            cwd=tree or self.tree,
            env={**self.environ, **environ},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            text=True,
            check=False,
        )
        if done.returncode != status:
            told = "\n".join(done.stdout.splitlines()[-_LINES_OF_LOG:])
            raise LocalError(f"{script.strip()}\nended with status {done.returncode}, not {status}\n{told}")
        return done.stdout

    def block(self, heading: str, number: int = 0) -> str:
        """A block of commands of docs/operations.md, which a step is about to run."""
        self.run.add((heading, number))
        return documents.commands(self.operations, heading)[number]

    def documented(self, heading: str, number: int = 0, tree: Path | None = None) -> str:
        """Run a block of commands of docs/operations.md, as it stands there."""
        return self.shell(self.block(heading, number), tree)

    def aws(self, stack: str = STACK) -> Aws:
        """Clients of the emulator for this thread, and what the stack says of itself."""
        session = self._session()
        (found,) = session.client("cloudformation").describe_stacks(StackName=stack)["Stacks"]
        outputs = {each["OutputKey"]: each["OutputValue"] for each in found["Outputs"]}
        return Aws(session, self._http, outputs)

    def _session(self) -> boto3.Session:
        """This thread's own: clients cannot be made by two threads at a time."""
        if not hasattr(self._own, "session"):
            self._own.session = boto3.Session()
        session: boto3.Session = self._own.session
        return session

    @cached_property
    def _http(self) -> httpx.Client:
        return httpx.Client(timeout=60)

    def news(self) -> str:
        """What functions and the emulator logged as an error since this was asked last, or else the end of the log."""
        with self.emulator.log.open(errors="replace") as log:
            log.seek(self._read)
            news = log.read()
            self._read = log.tell()
        wrong = [entry for entry in _ENTRY.split(news) if _WRONG.search(entry)]
        return "\n".join(wrong[-_ENTRIES:]) or "\n".join(news.splitlines()[-_LINES_OF_LOG:])
