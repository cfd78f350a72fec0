"""A segment as one object."""

import os
from pathlib import Path

import pytest
from articles.search.archives import packed, unpacked


def test_a_folder_comes_back_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    contents = {"meta.json": b"{}", "0123.term": bytes(range(256)) * 40, "empty": b""}
    for name, content in contents.items():
        (tmp_path / "a" / name).write_bytes(content)
    unpacked(packed(tmp_path / "a"), tmp_path / "into" / "b")
    assert {file.name: file.read_bytes() for file in (tmp_path / "into" / "b").iterdir()} == contents


def test_the_same_files_are_the_same_object_whoever_wrote_them_when(tmp_path: Path) -> None:
    file = tmp_path / "a"
    file.write_bytes(b"a")
    first = packed(tmp_path)
    os.utime(file, (1.5, 1.5))
    file.chmod(0o640)
    assert packed(tmp_path) == first


def test_a_folder_that_is_there_is_not_written_over(tmp_path: Path) -> None:
    with pytest.raises(FileExistsError):
        unpacked(packed(tmp_path), tmp_path)
