"""A rehearsal begins with the last release, if the history has it."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.support import checkout

NOBODY = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
NOBODY |= {f"GIT_{who}_{what}": "nobody@localhost" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}


def git(folder: Path, *arguments: str) -> str:
    command = ["git", "-C", str(folder), *arguments]
    return subprocess.run(command, env={**os.environ, **NOBODY}, capture_output=True, text=True, check=True).stdout


@pytest.fixture
def history(tmp_path: Path) -> Path:
    """A repository whose changelog has an entry of a release, and then another line."""
    folder = tmp_path / "history"
    folder.mkdir()
    git(folder, "init", "--quiet")
    released = "## Unreleased\n\n## 1.0.0 - 2026-11-24\n"
    for text in ("## Unreleased\n", released, released + "- Something.\n"):
        (folder / "CHANGELOG.md").write_text(text)
        git(folder, "add", "--all")
        git(folder, "commit", "--quiet", "--message", text.replace("\n", " "))
    return folder


def test_the_commit_that_dated_the_last_entry_is_the_release(history: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checkout, "ROOT", history)
    assert checkout.last_release() == git(history, "rev-parse", "HEAD~1").strip()


def test_the_newest_tag_is_the_release(history: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    git(history, "tag", "v1.0.1")
    monkeypatch.setattr(checkout, "ROOT", history)
    assert checkout.last_release() == "v1.0.1"


@pytest.mark.parametrize("depth", ["1", "2"])
def test_a_shallow_clone_that_does_not_reach_it_has_none(
    history: Path, depth: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # With two commits it begins with the release itself, but nobody can tell: its first commit adds everything.
    git(tmp_path, "clone", "--quiet", "--depth", depth, history.as_uri(), "shallow")
    monkeypatch.setattr(checkout, "ROOT", tmp_path / "shallow")
    assert checkout.last_release() is None
