"""Whatever lies in the folder, or comes to lie there while the stack runs: it is named once, and all others go on."""

import os
import re
from pathlib import Path

import pytest

from tests.support.stack import Stack, article, eventually

pytestmark = pytest.mark.e2e

# What is made, by its name, and what is said of it.
ODD = {
    b"caf\xe9.md": r"caf\xe9.md: its name is not UTF-8; rename it",
    b"assets/\xff.png": r"assets/\xff.png: its name is not UTF-8; rename it",
    b"dir\xe9/x.md": r"dir\xe9/x.md: its name is not UTF-8; rename it",
    b"a\nb\x1b[2J.md": r"a\nb\x1b[2J.md: its name has a control character; rename it",
    b"pipe.md": "pipe.md: it is a pipe, not a file; remove it",
    b"large.md": "large.md: it has 1,610,612,736 bytes, and 52,428,800 are uploaded at most; make it smaller",
    b"assets/pw.txt": "assets/pw.txt: it is a link that leads out of the folder; put the file itself here",
    b"loop.md": "loop.md: it is a link that leads to nothing; mend or remove it",
    b"linked": "linked: it is a link to a folder, which is not followed; put the folder itself here",
}


def make(file: Path, kind: bytes) -> None:
    """Make one of them."""
    file.parent.mkdir(parents=True, exist_ok=True)
    match kind:
        case b"pipe.md":
            os.mkfifo(file)
        case b"large.md":
            file.touch()
            os.truncate(file, 1_610_612_736)
        case b"assets/pw.txt":
            file.symlink_to("/etc/passwd")
        case b"loop.md":
            file.symlink_to("loop.md")
        case b"linked":
            file.symlink_to("/etc")
        case _:
            file.write_text(article("/tests/odd"))


def test_odd_files_at_the_start_and_later_are_named_once_and_all_others_are_published(tmp_path: Path) -> None:
    folder = tmp_path / "content"
    for name in ODD:
        make(folder / os.fsdecode(name), name)
    (folder / "README").touch()
    (folder / "good.md").write_text(article("/tests/good", title="Good"))
    stack = Stack(folder)
    at_first = [f"error      {os.path.relpath(folder)}/{message}" for message in ODD.values()]
    later = [f"error      {os.path.relpath(folder)}/assets/later/{message}" for message in ODD.values()]
    try:
        assert stack.shows("/tests/good", "Good")
        for number, name in enumerate(ODD):
            make(folder / "assets" / "later" / os.fsdecode(name), name)
            (folder / f"good-{number}.md").write_text(article(f"/tests/good-{number}", title="Good later"))
            assert stack.shows(f"/tests/good-{number}", "Good later")
        assert eventually(lambda: set(stack.lines) >= {*at_first, *later}, 20)
        assert {line: stack.lines.count(line) for line in (*at_first, *later)} == dict.fromkeys((*at_first, *later), 1)
        kinds = "not an article (.md, .markdown, .mdx), nor a file that pages can show, and not under assets/"
        assert [line for line in stack.lines if "README" in line] == [f"ignored    README: {kinds}"]
        keys = {entry["Key"] for entry in stack.s3.list_objects_v2(Bucket="articles")["Contents"]}
        assert keys == {"good.md", *(f"good-{number}.md" for number in range(len(ODD)))}
        assert stack.get("/assets/pw.txt").status_code == 404
        (folder / "pipe.md").unlink()
        (folder / "pipe.md").write_text(article("/tests/mended", title="Mended"))
        assert stack.shows("/tests/mended", "Mended")
    finally:
        assert stack.end() == 0
    assert not [line for line in stack.lines if re.search("Traceback|\x1b", line)]
