"""Commands for operators, as they are typed, on the local stack that runs."""

import os
import re
import subprocess
from pathlib import Path

import pytest

from tests.support.stack import ARTICLES, Stack, article

pytestmark = pytest.mark.e2e


def articles(stack: Stack, *arguments: str) -> subprocess.CompletedProcess[str]:
    ports = {name: re.sub(r".*:", "", url) for name, url in (("PORT", stack.site), ("S3_PORT", stack.endpoint))}
    environment = {**os.environ, **ports, "CONTENT": str(stack.folder)}
    return subprocess.run([ARTICLES, *arguments], env=environment, capture_output=True, text=True, check=False)


def test_status_and_reconcile_find_the_files_of_the_stack(stack: Stack) -> None:
    path = "/learn/music/questions/operated"
    stack.s3.put_object(Bucket="articles", Key="operated.md", Body=article(path))
    assert stack.answers(path, 200)
    found = articles(stack, "status", "operated.md")
    assert (found.returncode, found.stderr) == (0, "")
    assert found.stdout.startswith(f"published  operated.md  live at {path}  since ")
    assert "operated.md" in articles(stack, "status").stdout
    compared = articles(stack, "reconcile", "--dry-run")
    assert re.search(r"^\d+ compared, 0 would be repaired$", compared.stdout, re.MULTILINE), compared


def test_without_a_stack_one_line_says_so(stack: Stack) -> None:
    environment = {**os.environ, "S3_PORT": "1", "CONTENT": str(stack.folder)}
    found = subprocess.run([ARTICLES, "status"], env=environment, capture_output=True, text=True, check=False)
    assert found.returncode == 1
    assert len(found.stderr.splitlines()) == 1
    assert "nothing answers on port 1" in found.stderr


HOSTILE = "---\ntitle: A\nurl: {url}\n---\n$((((((((((((((((((((((((((((((((((((((((x$\n"


def test_a_formula_that_would_take_for_ever_is_checked_and_published_as_any_that_is_not_understood(
    stack: Stack, tmp_path: Path
) -> None:
    file = tmp_path / "hostile.md"
    file.write_text(HOSTILE.format(url="/learn/music/questions/hostile"))
    for command, status in (["check"], 0), (["render"], 0):
        found = articles(stack, *command, str(file))
        assert found.returncode == status
        assert "This formula is not understood" in found.stdout + found.stderr
    stack.s3.put_object(Bucket="articles", Key="hostile.md", Body=file.read_bytes())
    assert stack.answers("/learn/music/questions/hostile", 200)
