"""This checkout: the tree of the last release, and what is in the folder now."""

import io
import shutil
import subprocess
import tarfile
from pathlib import Path

from articles.local.errors import LocalError
from articles.local.tools import ROOT


def last_release() -> str | None:
    """The commit of the last release: of the newest tag, or else the one that dated its entry in the changelog.

    Returns:
        None if the history does not go back that far, as in a shallow clone.
    """
    tag = _git("describe", "--tags", "--match", "v[0-9]*", "--abbrev=0", check=False).strip()
    if tag:
        return tag
    dated = _git("log", "-1", "--format=%H", "-G", r"^## [0-9]+\.[0-9]+\.[0-9]+ - ", "--", "CHANGELOG.md", check=False)
    commit = dated.strip()
    # The oldest commit of a shallow clone seems to add all that there is.
    if not commit or (_git("rev-parse", "--is-shallow-repository").strip() == "true" and not _parents(commit)):
        return None
    return commit


def copy_release(commit: str, target: Path) -> None:
    """Write the tree of a commit into a new folder."""
    archive = subprocess.run(["git", "archive", commit], cwd=ROOT, capture_output=True, check=True).stdout
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        tar.extractall(target, filter="data")


def copy_tree(target: Path) -> None:
    """Copy what is in this folder, but for what git ignores, into a new one."""
    for name in _git("ls-files", "--cached", "--others", "--exclude-standard", "-z").split("\0"):
        if name and (ROOT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, target / name)


def _parents(commit: str) -> list[str]:
    return _git("log", "-1", "--format=%P", commit).split()


def _git(*arguments: str, check: bool = True) -> str:
    done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    if check and done.returncode != 0:
        raise LocalError(f"git {arguments[0]}: {done.stderr.strip()}")
    return done.stdout if done.returncode == 0 else ""
