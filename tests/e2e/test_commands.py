"""Commands for operators, as they are typed, on the local stack that runs."""

import os
import re
import subprocess

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
    assert re.search(r"^\d+ looked at, 0 would be mended$", compared.stdout, re.MULTILINE), compared


def test_without_a_stack_one_line_says_so(stack: Stack) -> None:
    environment = {**os.environ, "S3_PORT": "1", "CONTENT": str(stack.folder)}
    found = subprocess.run([ARTICLES, "status"], env=environment, capture_output=True, text=True, check=False)
    assert found.returncode == 1
    assert len(found.stderr.splitlines()) == 1
    assert "nothing answers on port 1" in found.stderr
