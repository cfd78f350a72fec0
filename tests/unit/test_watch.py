"""What a folder holds decides what is uploaded and deleted."""

import os
from pathlib import Path

import pytest

from local.watch import Changes, changes, snapshot


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("a.md", "deep/er/b c.md", "assets/picture.png", "assets/notes.md"):
        write(tmp_path / name)
    for name in ("site.yaml", "a.md~", ".hidden.md", ".git/c.md", "picture.png", "a.txt"):
        write(tmp_path / name)
    return tmp_path


def write(path: Path, text: str = "x") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def test_articles_and_assets_belong_into_the_bucket(folder: Path) -> None:
    assert sorted(snapshot(folder)) == ["a.md", "assets/notes.md", "assets/picture.png", "deep/er/b c.md"]


def test_only_regular_files_are_read(folder: Path) -> None:
    os.mkfifo(folder / "pipe.md")
    (folder / "link.md").symlink_to(folder / "a.md")
    (folder / "broken.md").symlink_to(folder / "nowhere.md")
    assert snapshot(folder).keys() & {"pipe.md", "link.md", "broken.md"} == {"link.md"}


def test_a_folder_that_did_not_change_needs_nothing(folder: Path) -> None:
    assert changes(snapshot(folder), snapshot(folder)) == Changes((), ())


def test_a_changed_a_new_and_a_missing_file_are_told_apart(folder: Path) -> None:
    before = snapshot(folder)
    write(folder / "a.md", "longer")
    write(folder / "new.md")
    (folder / "assets" / "picture.png").unlink()
    assert changes(before, snapshot(folder)) == Changes(("a.md", "new.md"), ("assets/picture.png",))


def test_a_file_replaced_by_one_of_the_same_size_and_time_is_changed(folder: Path) -> None:
    before = snapshot(folder)
    times = (folder / "a.md").stat()
    write(folder / "other", "y")
    os.utime(folder / "other", ns=(times.st_atime_ns, times.st_mtime_ns))
    (folder / "other").replace(folder / "a.md")
    assert changes(before, snapshot(folder)).uploads == ("a.md",)


def test_a_folder_that_is_renamed_takes_its_files_along(folder: Path) -> None:
    before = snapshot(folder)
    (folder / "deep").rename(folder / "moved")
    assert changes(before, snapshot(folder)) == Changes(("moved/er/b c.md",), ("deep/er/b c.md",))
