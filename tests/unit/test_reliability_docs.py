"""docs/reliability.md names tests that exist."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NAMED = sorted(set(re.findall(r"`(test_\w+)::(test_\w+)`", (ROOT / "docs/reliability.md").read_text())))


def test_tests_are_named() -> None:
    assert len(NAMED) > 40


@pytest.mark.parametrize(("module", "test"), NAMED, ids=[f"{module}-{test}" for module, test in NAMED])
def test_a_promise_is_held_by_a_test_that_exists(module: str, test: str) -> None:
    files = list((ROOT / "tests").glob(f"*/{module}.py"))
    assert len(files) == 1
    assert re.search(rf"^ *def {test}\(", files[0].read_text(), re.MULTILINE)
