"""Defects of the protocol, on purpose: each must be caught by the tests, in a copy of the project.

    python -m tests.mutants            all of them
    python -m tests.mutants TEXT       those with this text in their name

Exits with 1 if a test is missing: if a mutant survives, or the tests fail without one.
"""

# ruff: noqa: T201 - what it prints is for people

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.mutants import ROOT, Mutant, mutated, read_mutants

# What a mutant must live through if the test that should catch it does not.
TESTS = (
    "tests/unit/test_bounded.py",
    "tests/unit/test_messages.py",
    "tests/integration/test_interleavings.py",
    "tests/integration/test_crashes.py",
    "tests/integration/test_histories.py",
    "tests/integration/test_sync.py",
    "tests/integration/test_settings_in_force.py",
    "tests/integration/test_aliases.py",
    "tests/integration/test_changes.py",
    "tests/integration/test_linked_texts.py",
    "tests/integration/test_translations.py",
    "tests/integration/test_own_files.py",
    "tests/integration/test_media.py",
    "tests/integration/test_outbox.py",
    "tests/integration/test_reconcile.py",
    "tests/integration/test_related.py",
    "tests/integration/test_fan_out.py",
    "tests/integration/test_failures.py",
    "tests/integration/test_search_joined.py",
    "tests/integration/test_operator_commands.py",
    "tests/unit/test_search_manifest.py",
    "tests/integration/test_search_index.py",
    "tests/integration/test_search_local_copy.py",
)
OPTIONS = ("-x", "-q", "-n", "0", "--tb=no", "-rfE", "-p", "no:cacheprovider")
COPIED = ("content", "events", "functions", "layers", "local", "tests", "pyproject.toml", "template.yaml")
IMPORTED = ("functions", "layers/common", "layers/publishing", "layers/search", "local", ".")
LEFT_OUT = shutil.ignore_patterns("__pycache__", "node_modules")

AT_ONCE = 2
# Seconds of CPU, and of the clock for one that waits for ever: a mutant that does not end is caught, too.
CPU_PATIENCE = 600
PATIENCE = 1800

_FAILURE = re.compile(r"^(?:FAILED|ERROR) (?:\S+/)?(\S+?\.py::.+?)(?: - (.*))?$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a mutant: the test that caught it, none if it survived; and the seconds that it took."""

    caught_by: str | None
    seconds: float


def main(arguments: list[str]) -> int:
    """Run the tests on each mutant; returns the exit status."""
    wanted = " ".join(arguments)
    mutants = [mutant for mutant in read_mutants() if wanted in mutant.name]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        healthy = pool.submit(run, None)
        verdicts = pool.map(run, mutants)
        survivors = [mutant for mutant, verdict in zip(mutants, verdicts, strict=True) if not _tell(mutant, verdict)]
        failure = healthy.result().caught_by
    if failure is not None:
        print(f"without a mutant, the tests fail: {failure}")
        return 1
    print(f"{len(mutants) - len(survivors)} of {len(mutants)} mutants caught")
    return 1 if survivors else 0


def run(mutant: Mutant | None) -> Verdict:
    """Run the tests on a copy of the project, with a mutant or without one, until one fails."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="mutant-") as folder:
        copy = Path(folder)
        for name in COPIED:
            source = ROOT / name
            if source.is_dir():
                shutil.copytree(source, copy / name, ignore=LEFT_OUT)
            else:
                shutil.copy(source, copy / name)
        if mutant is not None:
            (copy / mutant.file).write_text(mutated(mutant))
        caught_by = (mutant and _first_failure(copy, f"tests/{mutant.test}")) or _first_failure(copy, *TESTS)
    return Verdict(caught_by, time.monotonic() - began)


def _first_failure(copy: Path, *tests: str) -> str | None:
    limited = ["sh", "-c", f'ulimit -t {CPU_PATIENCE}; exec "$@"', "sh"]
    command = [*limited, sys.executable, "-m", "pytest", *OPTIONS, *tests]
    try:
        done = subprocess.run(
            command, cwd=copy, env=_environment(copy), capture_output=True, text=True, timeout=PATIENCE, check=False
        )
    except subprocess.TimeoutExpired:
        return "never ending"
    if done.returncode == pytest.ExitCode.OK:
        return None
    if done.returncode in (-signal.SIGKILL, -signal.SIGXCPU):
        return "never ending"
    failure = _FAILURE.search(done.stdout)
    if done.returncode != pytest.ExitCode.TESTS_FAILED or failure is None:
        raise RuntimeError(f"pytest ended with status {done.returncode}:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return " ".join(filter(None, failure.groups()))


def _environment(copy: Path, base: Mapping[str, str] = os.environ) -> dict[str, str]:
    path = os.pathsep.join(str(copy / part) for part in IMPORTED)
    return {**base, "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1", "COLUMNS": "250"}


def _tell(mutant: Mutant, verdict: Verdict) -> bool:
    """Print a line of the table; returns whether the mutant was caught."""
    place = Path(mutant.file).name if "layers" in mutant.file else "/".join(Path(mutant.file).parts[-2:])
    how = f"caught by {verdict.caught_by}" if verdict.caught_by else "SURVIVES"
    print(f"{mutant.name:<70} {place:<20} {verdict.seconds:>4.0f} s  {how}", flush=True)
    return verdict.caught_by is not None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
