"""The same file gives the same bytes in every process and in every version of Python that the project runs on."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from articles.local import tools
from articles.local.errors import LocalError

from tests.support import render_digests

ROOT = Path(__file__).parents[2]
FILES = [*sorted((ROOT / "content").rglob("*.md")), *sorted((ROOT / "tests/fixtures/articles").glob("*.md"))]
VERSIONS = ["3.11", "3.12", "3.13", "3.14"]


@pytest.fixture(scope="module")
def expected() -> dict[str, Any]:
    return render_digests.digests(FILES)


def rendered_by(python: str | Path, **environment: str) -> dict[str, Any]:
    """What another process has for digests."""
    paths = os.pathsep.join([str(ROOT / "layers/publishing"), str(ROOT / "layers/common")])
    found: dict[str, Any] = json.loads(
        subprocess.run(
            [python, render_digests.__file__, *FILES],
            env={"PATH": os.environ["PATH"], "PYTHONPATH": paths, **environment},
            stdout=subprocess.PIPE,
            check=True,
        ).stdout
    )
    return found


def test_every_file_has_every_representation(expected: dict[str, Any]) -> None:
    assert len(expected["said"]) == len(expected["compressed"]) == 4 * len(FILES)


@pytest.mark.parametrize(
    "environment",
    [
        {"PYTHONHASHSEED": "1", "TZ": "Asia/Tokyo", "LC_ALL": "C"},
        {"PYTHONHASHSEED": "2", "TZ": "America/New_York", "LC_ALL": "C.UTF-8"},
    ],
    ids=["one", "another"],
)
def test_another_process_gives_the_same_bytes(environment: dict[str, str], expected: dict[str, Any]) -> None:
    assert rendered_by(sys.executable, **environment) == expected


@pytest.mark.parametrize("version", VERSIONS)
def test_another_python_gives_the_same_bytes(version: str, expected: dict[str, Any]) -> None:
    if version == "{}.{}".format(*sys.version_info):
        pytest.skip("this is the Python that the tests run on")
    try:
        interpreter = tools.interpreter(version)
    except LocalError as error:
        pytest.skip(str(error))
    commands = tools.environment(f"publishing-{version}", interpreter, ROOT / "layers/publishing/requirements.txt")
    found = rendered_by(commands / "python", PYTHONHASHSEED="3")
    assert found["said"] == expected["said"]
    assert found["fingerprint"] == expected["fingerprint"]
    if found["zlib"] == expected["zlib"]:  # which may compress otherwise from version to version
        assert found["compressed"] == expected["compressed"]
