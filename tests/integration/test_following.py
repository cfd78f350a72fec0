"""The bucket follows the folder, and a process that dies is started again."""

import io
import os
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

import boto3
import pytest
from articles.local import aws
from articles.local.files import MAX_UPLOAD, resolve
from articles.local.supervisor import Supervisor
from articles.local.terminal import Terminal
from articles.local.threads import running
from articles.local.watch import Followed, bring, follow
from botocore.exceptions import ClientError

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
    def output(self) -> io.StringIO:
        return io.StringIO()

    @pytest.fixture
    def following(self, s3: Any, folder: Path, output: io.StringIO) -> Iterator[io.StringIO]:
        """The bucket follows the folder; gives what is said meanwhile."""
        stop = threading.Event()
        told: list[str] = []

        def work() -> None:
            follow(folder, s3, BUCKET, Terminal(folder, output), stop=stop, is_in_force=lambda _: True)

        with running("following", work, stop.set, told.append):
            assert eventually(lambda: len(self.contents(s3)) == 3)
            yield output
        assert told == []

    def contents(self, s3: Any) -> dict[str, str]:
        found = {}
        for entry in s3.list_objects_v2(Bucket=BUCKET).get("Contents", []):
            with suppress(s3.exceptions.NoSuchKey):  # it was deleted since it was listed
                found[entry["Key"]] = s3.get_object(Bucket=BUCKET, Key=entry["Key"])["Body"].read().decode()
        return found

    def is_there(self, s3: Any, key: str) -> bool:
        return key in self.contents(s3)

    @pytest.mark.usefixtures("following")
    def test_everything_is_uploaded_with_its_type(self, s3: Any) -> None:
        assert self.contents(s3) == {"a.md": "first", "deep/b.md": "b", "assets/p.png": "png"}
        types = {key: s3.head_object(Bucket=BUCKET, Key=key)["ContentType"] for key in ("a.md", "assets/p.png")}
        assert types == {"a.md": "text/markdown; charset=utf-8", "assets/p.png": "image/png"}

    @pytest.mark.usefixtures("following")
    def test_pictures_recordings_and_documents_are_uploaded_with_their_types_and_deleted(
        self, s3: Any, folder: Path
    ) -> None:
        named = {"p.PNG": "image/png", "deep/a.avif": "image/avif", "a.m4a": "audio/mp4", "b.Pdf": "application/pdf"}
        for name in named:
            (folder / name).write_text(name)
        assert eventually(lambda: named.keys() <= self.contents(s3).keys())
        assert {key: s3.head_object(Bucket=BUCKET, Key=key)["ContentType"] for key in named} == named
        for name in named:
            (folder / name).unlink()
        assert eventually(lambda: not named.keys() & self.contents(s3).keys())

    @pytest.mark.usefixtures("following")
    def test_changes_renames_and_deletions_follow(self, s3: Any, folder: Path) -> None:
        (folder / "a.md").write_text("second")
        (folder / "new.md").write_text("new")
        (folder / "deep").rename(folder / "moved")
        (folder / "assets" / "p.png").unlink()
        expected = {"a.md": "second", "new.md": "new", "moved/b.md": "b"}
        assert eventually(lambda: self.contents(s3) == expected)

    def test_a_file_that_cannot_be_read_is_told_once_and_hinders_nothing_and_is_read_when_it_can_be(
        self, s3: Any, folder: Path, following: io.StringIO, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        opened = os.open

        def refusing(path: Any, *arguments: Any) -> int:
            if str(path).endswith("/b.md"):
                raise PermissionError(13, "Permission denied")
            return opened(path, *arguments)

        with monkeypatch.context() as patch:
            patch.setattr(os, "open", refusing)
            (folder / "b.md").write_text("b")
            for name in ("c.md", "d.md"):
                (folder / name).write_text("c")
                assert eventually(partial(self.is_there, s3, name))
            assert "b.md" not in self.contents(s3)
        (folder / "e.md").touch()  # permissions are changed, of which nothing but the next look tells
        assert eventually(lambda: self.contents(s3).get("b.md") == "b")
        assert following.getvalue().count("b.md: it may not be read; change its permissions\n") == 1

    def test_a_file_that_goes_or_grows_while_it_is_read(
        self, s3: Any, folder: Path, output: io.StringIO, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        stop = threading.Event()
        terminal = Terminal(folder, output)

        def resolving(file: str, root: str) -> str:
            """What happens between the look at a file and its reading."""
            if file.endswith("a.md"):
                (folder / "a.md").unlink()
            if file.endswith("p.png"):
                os.truncate(file, MAX_UPLOAD + 1)
            return resolve(file, root)

        with monkeypatch.context() as patch:
            patch.setattr("articles.local.watch.resolve", resolving)
            followed = bring(folder, Followed(), s3, BUCKET, terminal, stop=stop)
        assert self.contents(s3).keys() == {"deep/b.md"}
        assert "assets/p.png: it grew while it was read; it is tried again" in output.getvalue()
        followed = bring(folder, followed, s3, BUCKET, terminal, stop=stop)
        assert "assets/p.png: it has 52,428,801 bytes" in output.getvalue()
        (folder / "assets" / "p.png").write_bytes(b"png")
        bring(folder, followed, s3, BUCKET, terminal, stop=stop)
        assert self.contents(s3) == {"deep/b.md": "b", "assets/p.png": "png"}
        assert output.getvalue().count("\n") == 2

    def test_what_the_bucket_refuses_is_told_and_tried_again(
        self, s3: Any, folder: Path, output: io.StringIO, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        stop = threading.Event()
        terminal = Terminal(folder, output)
        followed = bring(folder, Followed(), s3, BUCKET, terminal, stop=stop)
        (folder / "a.md").write_text("second")
        (folder / "deep" / "b.md").unlink()
        with monkeypatch.context() as patch:
            patch.setattr(s3, "put_object", refusing_request)
            patch.setattr(s3, "delete_object", refusing_request)
            for _ in range(2):
                followed = bring(folder, followed, s3, BUCKET, terminal, stop=stop)
        assert output.getvalue().count("slow down") == 2  # once of each
        bring(folder, followed, s3, BUCKET, terminal, stop=stop)
        assert self.contents(s3) == {"a.md": "second", "assets/p.png": "png"}

    def test_a_folder_that_cannot_be_watched_is_looked_at_every_second(
        self, s3: Any, folder: Path, output: io.StringIO, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refusing(*_: Any) -> Any:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr("articles.local.watch.RustNotify", refusing)
        monkeypatch.setattr("articles.local.watch._PAUSE", 0.05)
        stop = threading.Event()
        told: list[str] = []
        terminal = Terminal(folder, output)

        def work() -> None:
            follow(folder, s3, BUCKET, terminal, stop=stop, is_in_force=lambda _: True)

        with running("following", work, stop.set, told.append):
            assert eventually(lambda: len(self.contents(s3)) == 3)
            (folder / "a.md").write_text("second")
            assert eventually(lambda: self.contents(s3)["a.md"] == "second")
        assert told == []
        assert (
            output.getvalue().count(
                "the folder cannot be watched, and is read every second instead: [Errno 28] No space left on device\n"
            )
            == 1
        )

    def test_names_that_are_no_text_come_and_the_watching_goes_on(
        self, s3: Any, folder: Path, following: io.StringIO, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("articles.local.watch._PAUSE", 0.05)
        for number, name in enumerate((b"caf\xe9.md", b"dir\xe9/x.md", b"a\nb.md", b"assets/\xff.png")):
            file = folder / os.fsdecode(name)
            file.parent.mkdir(exist_ok=True)
            file.touch()
            (folder / f"good-{number}.md").write_text("good")
            assert eventually(partial(self.is_there, s3, f"good-{number}.md"))
        said = following.getvalue()
        for shown in ("caf\\xe9.md: ", "dir\\xe9/x.md: ", "a\\nb.md: ", "assets/\\xff.png: "):
            assert said.count(shown) == 1
        assert set(self.contents(s3)) == {"a.md", "deep/b.md", "assets/p.png", *(f"good-{n}.md" for n in range(4))}

    @pytest.mark.usefixtures("following")
    def test_a_folder_that_is_gone_for_a_moment_takes_nothing_away(self, s3: Any, folder: Path) -> None:
        away = folder.with_name("away")
        folder.rename(away)
        time.sleep(0.5)
        assert self.contents(s3).keys() == {"a.md", "deep/b.md", "assets/p.png"}
        away.rename(folder)

    def test_an_upload_ends_when_told(self, s3: Any, folder: Path, output: io.StringIO) -> None:
        stop = threading.Event()
        stop.set()
        bring(folder, Followed(), s3, BUCKET, Terminal(folder, output), stop=stop)
        assert self.contents(s3) == {}


def refusing_request(**_: Any) -> Any:
    raise ClientError({"Error": {"Code": "SlowDown", "Message": "slow down"}}, "PutObject")


class Watched:
    """A supervised program, and what became of it."""

    def __init__(self, program: str) -> None:
        self.lines: list[str] = []
        self.statuses: list[int] = []
        self.reasons: list[str] = []
        command = [sys.executable, "-c", program]
        self.supervisor = Supervisor("a process", command, self.lines.append, self.statuses.append, self.reasons.append)


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
        monkeypatch.setattr("articles.local.supervisor._PATIENCE", 0.2)
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
        assert watched.reasons == ["a process ended with status 3, 3 times in a row"]

    def test_one_that_died_late_is_always_started_again(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("articles.local.supervisor._EARLY", 0.0)
        watched = Watched("import sys; print('up', flush=True); sys.exit(3)")
        try:
            assert eventually(lambda: len(watched.statuses) > 4, 20)
        finally:
            watched.supervisor.end()
        assert watched.reasons == []
