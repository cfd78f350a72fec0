"""A command whose output cannot be written says so once, in a line, and fails."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

FULL = Path("/dev/full")
ARTICLE = "---\ntitle: T\nurl: /a/b\n---\n\n" + "Text. " * 5000

# Commands as they are typed; what they ask of a site, another one answers.
PROGRAM = """
import sys, time
from types import SimpleNamespace
from articles.local import cli

class Table:
    def source(self, _):
        return SimpleNamespace(revision=0)

    def site(self):
        return SimpleNamespace(file=SimpleNamespace(time_zone=None))

cli._site = lambda *_: SimpleNamespace(table=Table(), now=time.time)
if "reconcile" in sys.argv:  # other commands do not import it
    from articles.local import reconcile
    reconcile.steps = lambda *_, **__: iter(())
cli.main()
"""


def command(*arguments: str, stdout: int) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, *arguments], stdout=stdout, stderr=subprocess.PIPE, text=True
    )


@pytest.fixture
def file(tmp_path: Path) -> str:
    (tmp_path / "a.md").write_text(ARTICLE)
    (tmp_path / "bad.md").write_text("---\ntext")
    return str(tmp_path / "a.md")


@pytest.mark.skipif(not FULL.exists(), reason="there is no /dev/full here")
@pytest.mark.parametrize(
    "arguments",
    [
        ["check"],
        ["check", "--format", "json"],
        ["check", "--format", "github"],
        ["render"],
        ["status"],
        ["reconcile"],
        ["--help"],
    ],
    ids=" ".join,
)
def test_a_full_disk_is_said_once(file: str, arguments: list[str]) -> None:
    if arguments[0] in ("check", "render", "status"):
        arguments = [*arguments, file.replace("a.md", "bad.md") if arguments[0] == "check" else file]
    with FULL.open("w") as full:
        process = command(*arguments, stdout=full.fileno())
        _, err = process.communicate()
    assert (process.returncode, err) == (1, "articles: No space left on device\n")


@pytest.mark.parametrize("name", ["check", "render", "status", "reconcile", "--help"])
def test_an_output_that_nobody_reads_ends_a_command_quietly(file: str, name: str) -> None:
    readable, writable = os.pipe()
    os.close(readable)
    process = command(name, *([] if name in ("reconcile", "--help") else [file]), stdout=writable)
    os.close(writable)
    _, err = process.communicate()
    assert (process.returncode, err) == (1, "")


def test_a_closed_output_is_said(file: str) -> None:
    program = ["sh", "-c", 'exec "$@" >&-', "sh", sys.executable, "-c", PROGRAM, "check", file]
    done = subprocess.run(program, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (1, "articles: standard output is closed\n")


def test_an_output_that_is_read_is_whole(file: str) -> None:
    process = command("render", file, stdout=subprocess.PIPE)
    out, err = process.communicate()
    assert (process.returncode, err) == (0, "")
    assert out.endswith("</html>\n")
