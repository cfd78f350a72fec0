"""What delivery starts with is little, and stays so."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]

# What the start-up of a function cannot have: each of them takes as long as all of delivery's own modules.
HEAVY = {"asyncio", "dataclasses", "email", "http", "inspect", "logging", "pathlib", "random", "tempfile", "typing"}

OWN = ("articles.deliver", "articles.common")

SCRIPT = """
import json, sys
before = sys.modules.keys() | set()
import articles.deliver.handler
print(json.dumps(sorted(sys.modules.keys() - before)))
"""


def imported() -> set[str]:
    """The modules that a fresh process imports for the handler."""
    paths = [str(ROOT / "functions"), str(ROOT / "layers/common")]
    code = f"import sys; sys.path[:0] = {paths!r}\n{SCRIPT}"
    run = subprocess.run([sys.executable, "-I", "-S", "-c", code], capture_output=True, check=True)
    return set(json.loads(run.stdout))


def test_only_the_standard_library_and_common_are_imported() -> None:
    others = {name for name in imported() if name.partition(".")[0] not in sys.stdlib_module_names}
    assert all(name.startswith(OWN) or name == "articles" for name in others)


def test_nothing_heavy_is_imported() -> None:
    assert HEAVY & imported() == set()


def test_the_count_of_modules_is_known() -> None:
    own = {name for name in imported() if name.startswith(OWN)}
    assert len(own) == 30
