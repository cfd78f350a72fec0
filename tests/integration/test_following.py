"""The bucket follows the folder, and a process that dies is started again."""

import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import boto3
import pytest

from local import aws
from local.supervisor import Supervisor
from local.watch import follow, snapshot, upload

BUCKET = "followed"


@pytest.fixture
def s3() -> Iterator[Any]:
    with socket.create_server((aws.HOST, 0)) as listener, pytest.MonkeyPatch.context() as patch:
        for name, value in aws.environment(f"http://{aws.HOST}:{listener.getsockname()[1]}").items():
            patch.setenv(name, value)
        with aws.serving(listener):
            client = boto3.client("s3")
            client.create_bucket(Bucket=BUCKET)
            yield client


def eventually(condition: Callable[[], bool], seconds: float = 10) -> bool:
    """Whether something comes to hold in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


class TestFolder:
    """A bucket, and a folder that is uploaded to it."""

    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        (tmp_path / "deep").mkdir()
        (tmp_path / "assets").mkdir()
        (tmp_path / "a.md").write_text("first")
        (tmp_path / "deep" / "b.md").write_text("b")
        (tmp_path / "assets" / "p.png").write_bytes(b"png")
        return tmp_path

    @pytest.fixture
    def following(self, s3: Any, folder: Path) -> Iterator[list[tuple[str, OSError | None]]]:
        """The bucket follows the folder; gives what was done with."""
        done: list[tuple[str, OSError | None]] = []
        stop = threading.Event()
        known = snapshot(folder)
        upload(folder, sorted(known), s3, BUCKET, lambda *one: done.append(one), stop=stop)

        def run() -> None:
            follow(folder, known, s3, BUCKET, lambda *one: done.append(one), stop=stop)

        thread = threading.Thread(target=run)
        thread.start()
        time.sleep(0.5)  # until the operating system watches
        try:
            yield done
        finally:
            stop.set()
            thread.join()

    def contents(self, s3: Any) -> dict[str, str]:
        found = {}
        for entry in s3.list_objects_v2(Bucket=BUCKET).get("Contents", []):
            with suppress(s3.exceptions.NoSuchKey):  # it was deleted since it was listed
                found[entry["Key"]] = s3.get_object(Bucket=BUCKET, Key=entry["Key"])["Body"].read().decode()
        return found

    @pytest.mark.usefixtures("following")
    def test_everything_is_uploaded_with_its_type(self, s3: Any) -> None:
        assert self.contents(s3) == {"a.md": "first", "deep/b.md": "b", "assets/p.png": "png"}
        types = {key: s3.head_object(Bucket=BUCKET, Key=key)["ContentType"] for key in ("a.md", "assets/p.png")}
        assert types == {"a.md": "text/markdown; charset=utf-8", "assets/p.png": "image/png"}

    @pytest.mark.usefixtures("following")
    def test_changes_renames_and_deletions_follow(self, s3: Any, folder: Path) -> None:
        (folder / "a.md").write_text("second")
        (folder / "new.md").write_text("new")
        (folder / "deep").rename(folder / "moved")
        (folder / "assets" / "p.png").unlink()
        expected = {"a.md": "second", "new.md": "new", "moved/b.md": "b"}
        assert eventually(lambda: self.contents(s3) == expected)

    def test_a_file_that_cannot_be_read_is_told_and_hinders_nothing(
        self,
        s3: Any,
        folder: Path,
        following: list[tuple[str, OSError | None]],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        read_bytes = Path.read_bytes

        def read(path: Path) -> bytes:
            if path.name == "b.md":
                raise PermissionError(13, "Permission denied")
            return read_bytes(path)

        monkeypatch.setattr(Path, "read_bytes", read)
        (folder / "b.md").write_text("b")
        (folder / "c.md").write_text("c")
        assert eventually(lambda: "c.md" in self.contents(s3))
        assert [(key, type(error)) for key, error in following if error] == [("b.md", PermissionError)]

    @pytest.mark.usefixtures("following")
    def test_a_folder_that_is_gone_for_a_moment_takes_nothing_away(self, s3: Any, folder: Path) -> None:
        away = folder.with_name("away")
        folder.rename(away)
        time.sleep(0.5)
        assert self.contents(s3).keys() == {"a.md", "deep/b.md", "assets/p.png"}
        away.rename(folder)

    def test_an_upload_ends_when_told(self, s3: Any, folder: Path) -> None:
        stop = threading.Event()
        stop.set()
        upload(folder, ["a.md"], s3, BUCKET, lambda *_: None, stop=stop)
        assert self.contents(s3) == {}


class Watched:
    """A supervised program, and what became of it."""

    def __init__(self, program: str) -> None:
        self.lines: list[str] = []
        self.statuses: list[int] = []
        self.reasons: list[str] = []
        command = [sys.executable, "-c", program]
        self.supervisor = Supervisor(command, self.lines.append, self.statuses.append, self.reasons.append)


class TestSupervisor:
    """One process at a time."""

    def test_output_and_errors_are_told_line_by_line(self) -> None:
        watched = Watched("import sys; print('out', flush=True); print('err', file=sys.stderr); sys.stdin.read()")
        try:
            assert eventually(lambda: sorted(watched.lines) == ["err", "out"])
        finally:
            watched.supervisor.end()
        assert watched.statuses == []
        assert watched.reasons == []

    def test_the_end_of_its_input_ends_it(self) -> None:
        watched = Watched("import sys; print('up', flush=True); sys.stdin.read(); print('down', flush=True)")
        assert eventually(lambda: watched.lines == ["up"])
        watched.supervisor.end()
        assert watched.lines == ["up", "down"]

    def test_one_that_does_not_end_is_killed(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("local.supervisor._PATIENCE", 0.2)
        watched = Watched("import time; print('up', flush=True); time.sleep(60)")
        assert eventually(lambda: watched.lines == ["up"])
        began = time.monotonic()
        watched.supervisor.end()
        assert time.monotonic() - began < 5
        assert watched.statuses == []

    def test_one_that_dies_is_started_again_a_few_times(self) -> None:
        watched = Watched("import sys; print('up', flush=True); sys.exit(3)")
        assert eventually(lambda: bool(watched.reasons), 20)
        watched.supervisor.end()
        assert watched.lines == ["up"] * 3
        assert watched.statuses == [3, 3]
        assert watched.reasons == ["ended with status 3, 3 times in a row"]

    def test_one_that_died_late_is_always_started_again(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("local.supervisor._EARLY", 0.0)
        watched = Watched("import sys; print('up', flush=True); sys.exit(3)")
        try:
            assert eventually(lambda: len(watched.statuses) > 4, 20)
        finally:
            watched.supervisor.end()
        assert watched.reasons == []
