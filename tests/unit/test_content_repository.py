"""The hook, the action and the example that uses both agree. `make check-wheel` runs them."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from articles.local.cli import articles
from articles.publishing.storage.uploads import EXTENSIONS

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples/content-repository"


def read(file: Path) -> Any:
    return yaml.safe_load(file.read_text())


ACTION = read(ROOT / "action.yml")
STEPS = ACTION["runs"]["steps"]
(HOOK,) = read(ROOT / ".pre-commit-hooks.yaml")
(USED_HOOK,) = read(EXAMPLE / ".pre-commit-config.yaml")["repos"][0]["hooks"]
(JOB,) = read(EXAMPLE / ".github/workflows/articles.yml")["jobs"].values()
(USED_ACTION,) = [step for step in JOB["steps"] if "/articles@" in step["uses"]]


def test_the_example_uses_what_there_is() -> None:
    assert USED_HOOK["id"] == HOOK["id"]
    assert set(USED_ACTION["with"]) <= set(ACTION["inputs"])
    assert HOOK["entry"].split() == ["articles", "check"]


@pytest.mark.parametrize(
    ("name", "is_checked"),
    [
        *((f"content/a{ending}", True) for ending in EXTENSIONS),
        ("content/A.MD", True),
        ("content/assets/notes.md", False),
        ("content/site.yaml", False),
    ],
)
def test_the_hook_is_given_articles_alone(name: str, *, is_checked: bool) -> None:
    found = re.search(HOOK["files"], name) and not re.search(HOOK["exclude"], name)
    assert bool(found) == is_checked


def test_the_action_runs_commands_that_are_there() -> None:
    scripts = "\n".join(step.get("run", "") for step in STEPS)
    assert set(re.findall(r"bin/articles\" (\w+)", scripts)) == {"check", "status"}
    for command, options in re.findall(r"bin/articles\" (\w+)(.*)", scripts):
        known = {name for each in articles.commands[command].params for name in each.opts}
        assert set(re.findall(r"--[a-z-]+", options)) <= known


def test_no_input_is_put_into_a_script() -> None:
    """Who names a branch or a file must not be able to run anything: values come by the environment."""
    assert [step["name"] for step in STEPS if "${{" in step.get("run", "")] == []
    used = set(re.findall(r"inputs\.([\w-]+)", (ROOT / "action.yml").read_text()))
    assert used == set(ACTION["inputs"])


def test_only_a_push_to_the_default_branch_publishes() -> None:
    guard = "github.event_name != 'pull_request' && github.ref_name == github.event.repository.default_branch"
    for step in STEPS:
        publishes = "aws" in step.get("uses", "").partition("/")[0] or "STACK" in step.get("env", {})
        assert (guard in step.get("if", "")) == publishes, step
