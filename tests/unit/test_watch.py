"""What has changed in a folder decides what is uploaded and deleted."""

import os
from pathlib import Path

import pytest
from articles.local.folder import Contents, look
from articles.local.watch import Changes, changes


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("a.md", "deep/er/b c.md", "assets/picture.png", "assets/notes.md"):
        write(tmp_path / name)
    return tmp_path


def write(path: Path, text: str = "x") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def test_a_folder_that_did_not_change_needs_nothing(folder: Path) -> None:
    assert changes(look(folder).files, look(folder)) == Changes((), ())


def test_a_changed_a_new_and_a_missing_file_are_told_apart(folder: Path) -> None:
    before = look(folder).files
    write(folder / "a.md", "longer")
    write(folder / "new.md")
    (folder / "assets" / "picture.png").unlink()
    assert changes(before, look(folder)) == Changes(("a.md", "new.md"), ("assets/picture.png",))


def test_a_file_replaced_by_one_of_the_same_size_and_time_is_changed(folder: Path) -> None:
    before = look(folder).files
    times = (folder / "a.md").stat()
    write(folder / "other", "y")
    os.utime(folder / "other", ns=(times.st_atime_ns, times.st_mtime_ns))
    (folder / "other").replace(folder / "a.md")
    assert changes(before, look(folder)).uploads == ("a.md",)


def test_a_folder_that_is_renamed_takes_its_files_along(folder: Path) -> None:
    before = look(folder).files
    (folder / "deep").rename(folder / "moved")
    assert changes(before, look(folder)) == Changes(("moved/er/b c.md",), ("deep/er/b c.md",))


@pytest.mark.parametrize("name", ["deep/er/b c.md", "deep/er/", "deep/", ""])
def test_what_is_refused_stays_in_the_bucket_as_it_was(folder: Path, name: str) -> None:
    """Too large by now, say, or in a folder that may not be read: what readers have of it is not taken away."""
    before = look(folder).files
    after = Contents({key: before[key] for key in before if not key.startswith("deep")}, {name: "why"}, frozenset())
    assert changes(before, after) == Changes((), ())
    assert changes(before, Contents(after.files, {"deepe": "why", "er/": "why"}, frozenset())).deletions == (
        "deep/er/b c.md",
    )
