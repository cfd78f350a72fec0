"""What content repositories use: the hook by pre-commit, and the action's steps as the runner would run them.

Two steps are actions themselves, which only GitHub's runner can run: `setup-python` (here, the Python is given) and
`configure-aws-credentials` (here, the local stack takes any). The local stack has no CloudFormation, so the bucket is
named, and `status` is asked of the local stack instead of `--stack`; tests/integration/test_operator_commands.py has
that.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from articles.local.errors import LocalError
from articles.local.tools import environment

from tests.support.checkout import copy_tree
from tests.support.stack import Stack

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples/content-repository"
WORKFLOW = yaml.safe_load((EXAMPLE / ".github/workflows/articles.yml").read_text())
ACTION = yaml.safe_load((ROOT / "action.yml").read_text())
CONFIGURATION = yaml.safe_load((EXAMPLE / ".pre-commit-config.yaml").read_text())

ONLY_AT_GITHUB = ("actions/setup-python", "aws-actions/configure-aws-credentials")
ARTICLE = "content/cooking/why-does-bread-rise.md"
PAGE = "/learn/cooking/questions/why-does-bread-rise"
GIT = {f"GIT_{who}_{what}": "articles" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
PATIENCE = 300
# Seconds until the bucket is as it is to be, once the page is published.
SETTLING = 30


def check_hook(work: Path, constraints: Path) -> str:
    """Have pre-commit install the hook from a clone, and run it as the example's repository has it.

    Raises:
        LocalError: It does not let a good commit pass, or lets a bad one.
    """
    work.mkdir()
    project = work / "project"
    copy_tree(project)
    repository = work / "repository"
    shutil.copytree(EXAMPLE, repository)
    (repository / "README.md").write_text("No article, and not under content.\n")
    (hook,) = CONFIGURATION["repos"]
    hook["repo"], hook["rev"] = str(project), _committed(project)
    (repository / ".pre-commit-config.yaml").write_text(yaml.safe_dump(CONFIGURATION))
    _committed(repository)
    # pip resolves what the hook needs, to the versions that were tested.
    environ = {**os.environ, **GIT, "PRE_COMMIT_HOME": str(work / "home"), "PIP_CONSTRAINT": str(constraints)}
    command: list[str | Path] = [environment("content", Path(sys.executable)) / "pre-commit", "run", "--verbose"]
    _expect(0, "2 files, 0 errors", [*command, "--all-files"], repository, environ)
    (repository / ARTICLE).write_text("---\ntitle: A: b\nurl: /a/b\n---\n")
    _git(repository, "add", "--all")
    _expect(1, f"{ARTICLE}:2:9: error[yaml-colon]", command, repository, environ)
    return "one commit passed, one did not"


def check_action(work: Path, python: Path) -> str:
    """Run the steps of the action on the example's repository: on a pull request, then on main.

    Raises:
        LocalError: One does not do what it should.
    """
    work.mkdir()
    repository = work / "repository"
    shutil.copytree(EXAMPLE, repository)
    runner = _Runner(work, repository, python)
    runner.run("Install articles", 0, "")
    runner.run("Check", 0, "")
    good = (repository / ARTICLE).read_text()
    (repository / ARTICLE).write_text("---\ntitle: A: b\nurl: /a/b\n---\n")
    runner.run("Check", 1, f"::error file={ARTICLE},line=2,col=9,title=yaml-colon::")
    (repository / ARTICLE).write_text(good)
    _check_publishing(work, repository, runner)
    return "not run here, as only GitHub can: " + ", ".join(ONLY_AT_GITHUB)


def _wait_for_objects(stack: Stack, wanted: set[str]) -> None:
    """Wait until the bucket has these objects, and no others but reports that nothing is wrong any more.

    The files of an upload are published in any order, so a link may have led nowhere for a moment.
    """
    deadline = time.monotonic() + SETTLING
    while (found := {key for key in _keys(stack) if key in wanted or not _is_settled(stack, key)}) != wanted:
        if time.monotonic() > deadline:
            raise LocalError(f"the bucket has {sorted(found)}")
        time.sleep(0.2)


def _keys(stack: Stack) -> list[str]:
    return [each["Key"] for each in stack.s3.list_objects_v2(Bucket="articles")["Contents"]]


def _is_settled(stack: Stack, key: str) -> bool:
    """Whether an object is a report without a problem."""
    if not key.startswith("reports/"):
        return False
    report = json.load(stack.s3.get_object(Bucket="articles", Key=key)["Body"])
    return not report["problems"]


def _check_publishing(work: Path, repository: Path, runner: "_Runner") -> None:
    (work / "empty").mkdir()
    stack = Stack(work / "empty")
    try:
        ports = [re.sub(r".*:", "", url) for url in (stack.site, stack.endpoint)]
        runner.stands_for = {'--stack "$STACK"': f"--port {ports[0]} --s3-port {ports[1]}"}
        runner.environ |= {
            "AWS_ENDPOINT_URL": stack.endpoint,
            "AWS_ACCESS_KEY_ID": "local",
            "AWS_SECRET_ACCESS_KEY": "local",
            "AWS_REGION": "us-east-1",
            "AWS_CONFIG_FILE": os.devnull,
        }
        stack.upload("cooking/gone.md", "---\nno article")
        stack.upload("assets/gone.svg", '<svg xmlns="http://www.w3.org/2000/svg"/>')
        (repository / "content/.draft.md").write_text("hidden")
        (repository / "content/cooking/old.md~").write_text("a backup")
        runner.run("Wait until it is published", 1, "rejected   cooking/gone.md")
        runner.run("Publish", 0, "upload: content/cooking")
        runner.run("Wait until it is published", 0, PAGE)
        own = {str(file.relative_to(EXAMPLE / "content")) for file in (EXAMPLE / "content").rglob("*.*")}
        _wait_for_objects(stack, own | {"reports/cooking/gone.md.json"})
        if stack.get(PAGE).status_code != 200:
            raise LocalError(f"{PAGE} is not served")
    finally:
        stack.end()


class _Runner:
    """Runs steps of the action by name, with what GitHub's runner would put into them."""

    def __init__(self, work: Path, repository: Path, python: Path) -> None:
        self._repository = repository
        temporary = work / "temporary"
        temporary.mkdir()
        commands = environment("content", Path(sys.executable))
        kept = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
        path = os.pathsep.join([str(commands), os.environ["PATH"]])
        self.environ: dict[str, str] = {**kept, "PATH": path, "RUNNER_TEMP": str(temporary)}
        self.stands_for: Mapping[str, str] = {}
        given = {"role": "", "region": "us-east-1", "stack": "articles", "bucket": "articles"}
        defaults = {name: str(each["default"]) for name, each in ACTION["inputs"].items()}
        self._values = {
            "github.action_path": str(ROOT),
            "steps.python.outputs.python-path": str(python),
            **{f"inputs.{name}": value for name, value in {**defaults, **given}.items()},
        }

    def run(self, name: str, status: int, text: str) -> None:
        """Run a step; it must end with this status, and print this text."""
        (step,) = [each for each in ACTION["runs"]["steps"] if each.get("name") == name]
        own = {key: re.sub(r"\$\{\{ (\S+) \}\}", self._value, value) for key, value in step["env"].items()}
        script = step["run"]
        for written, meant in self.stands_for.items():
            script = script.replace(written, meant)
        # As the runner starts bash: https://docs.github.com/actions/reference/workflow-syntax-for-github-actions
        command: list[str | Path] = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script]
        _expect(status, text, command, self._repository, {**self.environ, **own})

    def _value(self, match: re.Match[str]) -> str:
        return self._values[match[1]]


def _expect(status: int, text: str, command: list[str | Path], folder: Path, environ: Mapping[str, str]) -> None:
    done: Any = subprocess.run(
        command, cwd=folder, env=environ, capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    if done.returncode != status or text not in done.stdout + done.stderr:
        raise LocalError(
            f"{command} ended with {done.returncode}, not {status} and {text!r}:\n{done.stdout}{done.stderr}"
        )


def _committed(folder: Path) -> str:
    """Commit a folder; gives the commit's name."""
    _git(folder, "init", "--quiet")
    _git(folder, "add", "--all")
    _git(folder, "commit", "--quiet", "--message", "All")
    return _git(folder, "rev-parse", "HEAD").strip()


def _git(folder: Path, *arguments: str) -> str:
    environ = {**os.environ, **GIT}
    return subprocess.run(
        ["git", *arguments], cwd=folder, env=environ, capture_output=True, text=True, check=True
    ).stdout
