"""What lies in a folder is uploaded, or named with what is wrong, or passed over by a rule that can be read."""

import os
import socket
from collections.abc import Callable
from pathlib import Path

import pytest
from articles.local.files import read, resolve, why_no_key
from articles.local.folder import look
from articles.publishing.storage.uploads import is_article, is_media
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

RENAME = "its name is not UTF-8; rename it"
LARGE = "it has 1,610,612,736 bytes, and 52,428,800 are uploaded at most; make it smaller"
OUT = "it is a link that leads out of the folder; put the file itself here"
NOWHERE = "it is a link that leads to nothing; mend or remove it"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a good article, and beside it what is none of its business."""
    (tmp_path / "secret.md").write_text("secret")
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets" / "pw.md").write_text("secret")
    folder = tmp_path / "content"
    (folder / "assets").mkdir(parents=True)
    (folder / "a.md").write_text("a")
    return folder


def link(target: str) -> Callable[[Path], None]:
    return lambda file: file.symlink_to(target)


def a_socket(file: Path) -> None:
    with socket.socket(socket.AF_UNIX) as own:
        own.bind(os.path.relpath(file))  # a path of a socket is short


def a_sparse_file(file: Path) -> None:
    with file.open("wb") as stream:
        stream.truncate(1_610_612_736)


@pytest.mark.parametrize(
    ("name", "make", "why"),
    [
        (b"caf\xe9.md", Path.touch, RENAME),
        (b"assets/caf\xe9.png", Path.touch, RENAME),
        (b"a\nb.md", Path.touch, "its name has a control character; rename it"),
        (b"a\x1b[2J.md", Path.touch, "its name has a control character; rename it"),
        ("a\x9bb.md".encode(), Path.touch, "its name has a control character; rename it"),
        (b"pipe.md", os.mkfifo, "it is a pipe, not a file; remove it"),
        (b"assets/pipe", os.mkfifo, "it is a pipe, not a file; remove it"),
        (b"socket.md", a_socket, "it is a socket, not a file; remove it"),
        (b"out.md", link("../secret.md"), OUT),
        (b"assets/pw.txt", link("/etc/passwd"), OUT),
        (b"assets/null", link("/dev/null"), OUT),
        (b"twice.md", link("assets/../../secret.md"), OUT),
        (b"hidden.md", link(".git/config"), "it is a link to a hidden file; put the file itself here"),
        (b"broken.md", link("nowhere.md"), NOWHERE),
        (b"loop.md", link("loop.md"), NOWHERE),
        (b"large.md", a_sparse_file, LARGE),
        (b"assets/large.mp4", a_sparse_file, LARGE),
        (b"large.mp4", a_sparse_file, LARGE),
        (b"out.png", link("../secret.md"), OUT),
    ],
    ids=lambda value: repr(value)[:30] if isinstance(value, bytes) else "",
)
def test_a_file_that_cannot_be_uploaded_is_refused_and_hinders_no_other(
    folder: Path, monkeypatch: pytest.MonkeyPatch, name: bytes, make: Callable[[Path], None], why: str
) -> None:
    monkeypatch.chdir(folder)
    (folder / ".git").mkdir()
    (folder / ".git" / "config").write_text("token")
    file = folder / os.fsdecode(name)
    make(file)
    found = look(folder)
    assert (set(found.files), dict(found.refused), found.ignored) == ({"a.md"}, {os.fsdecode(name): why}, frozenset())


@pytest.mark.parametrize(("target", "why"), [("../secrets", "link"), ("deep", "link"), (".", "link"), ("/", "link")])
def test_links_to_folders_are_named_and_not_followed(folder: Path, target: str, why: str) -> None:
    (folder / "deep").mkdir()
    (folder / "link").symlink_to(target)
    (folder / "assets" / "link.md").symlink_to(Path("..") / target if target != "/" else target)
    found = look(folder)
    assert set(found.files) == {"a.md"}
    assert set(found.refused) == {"link/", "assets/link.md/"}
    assert all(why in each for each in found.refused.values())


def test_a_link_within_the_folder_is_the_file_that_it_leads_to(folder: Path) -> None:
    (folder / "b.md").symlink_to("a.md")
    (folder / "assets" / "c.md").symlink_to(folder / "b.md")
    found = look(folder)
    assert (set(found.files), found.refused) == ({"a.md", "b.md", "assets/c.md"}, {})
    assert len(set(found.files.values())) == 1
    assert read(resolve(f"{folder}/b.md", str(folder)), 10) == b"a"


def test_a_folder_that_is_itself_reached_by_a_link_is_looked_at(folder: Path) -> None:
    (folder.parent / "link").symlink_to(folder)
    assert set(look(folder.parent / "link").files) == {"a.md"}


def test_a_file_that_becomes_a_link_or_a_pipe_meanwhile_is_not_read(folder: Path) -> None:
    (folder / "a.md").unlink()
    (folder / "a.md").symlink_to("../secret.md")
    with pytest.raises(OSError, match="leads out of the folder"):
        resolve(f"{folder}/a.md", str(folder))
    (folder / "assets").rmdir()
    (folder / "assets").symlink_to("../secrets")
    with pytest.raises(OSError, match="leads out of the folder"):
        resolve(f"{folder}/assets/pw.md", str(folder))
    os.mkfifo(folder / "pipe.md")
    with pytest.raises(OSError, match="it is a pipe"):
        read(folder / "pipe.md", 10)


def test_no_more_is_read_than_is_asked_for(folder: Path) -> None:
    a_sparse_file(folder / "large.md")
    assert len(read(folder / "large.md", 1000)) == 1001
    for device in ("/dev/zero", "/dev/tty"):
        with pytest.raises(OSError, match="it is a device"):
            read(device, 1000)


def test_a_path_is_a_key_up_to_1024_bytes(folder: Path) -> None:
    deep = folder.joinpath(*["é" * 100] * 5)
    deep.mkdir(parents=True)
    (deep / f"{'x' * 16}.md").touch()  # 5 * 201 + 19 bytes
    (deep / f"{'x' * 17}.md").touch()
    found = look(folder)
    assert [len(key.encode()) for key in found.files if key != "a.md"] == [1024]
    assert list(found.refused.values()) == ["its path takes 1,025 bytes, and a key of S3 has 1,024 at most; shorten it"]


def test_a_folder_that_cannot_be_read_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "locked").mkdir()
    scandir = os.scandir

    def refusing(path: str) -> object:
        if path.endswith("locked/"):
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refusing)
    found = look(folder)
    assert set(found.files) == {"a.md"}
    assert found.refused == {"locked/": "the folder cannot be read: it may not be read; change its permissions"}


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is forbidden to root")
def test_a_file_in_a_folder_that_may_not_be_entered_is_named(folder: Path) -> None:
    (folder / "locked").mkdir()
    (folder / "locked" / "x.md").touch()
    (folder / "locked").chmod(0)
    try:
        assert set(look(folder).refused) == {"locked/"}
    finally:
        (folder / "locked").chmod(0o700)


def test_folders_named_like_files_are_folders(folder: Path) -> None:
    (folder / "x.md").mkdir()
    (folder / "x.md" / "y.MD").touch()
    found = look(folder)
    assert (set(found.files), found.refused, found.ignored) == ({"a.md", "x.md/y.MD"}, {}, frozenset())


def test_the_extension_may_be_in_upper_case_or_long(folder: Path) -> None:
    for name in ("UP.MD", "b.markdown", "c.Md", "d.mdx", "md", "e.md.txt"):
        (folder / name).touch()
    found = look(folder)
    assert set(found.files) == {"a.md", "UP.MD", "b.markdown", "c.Md", "d.mdx"}
    assert found.ignored == {"md", "e.md.txt"}


def test_what_is_not_uploaded_is_named_unless_hidden_or_a_backup(folder: Path) -> None:
    uploaded = {"a.md", "site.yaml", "assets/p.txt", "p.png", "deep/P.JPEG", "deep/talk.Mp4", "a.pdf", "Assets/p.svg"}
    ignored = {"README", "p.bmp", "png", "Assets/p.txt", "reports/x.md", "reports/p.png"}
    skipped = {".hidden.md", "a.md~", "p.png~", ".git/c.md", ".git/p.png", "deep/.thumbs/p.jpg"}
    for name in uploaded | ignored | skipped:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()
    found = look(folder)
    assert (set(found.files), found.refused, set(found.ignored)) == (uploaded, {}, ignored)


stems = st.binary(min_size=1, max_size=40).map(lambda name: name.replace(b"/", b"-").replace(b"\0", b"-"))


@given(st.lists(st.tuples(stems, st.sampled_from([b"", b".md", b".MARKDOWN", b".png"])), max_size=5))
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_file_is_uploaded_refused_ignored_or_skipped_whatever_its_name(
    tmp_path_factory: pytest.TempPathFactory, names: list[tuple[bytes, bytes]]
) -> None:
    folder = tmp_path_factory.mktemp("folder")
    for stem, suffix in names:
        if stem + suffix not in {b".", b".."}:
            (folder / os.fsdecode(stem + suffix)).touch()
    found = look(folder)
    named = [*found.files, *found.refused, *found.ignored]
    made = [file.name for file in folder.iterdir()]
    skipped = [name for name in made if name.startswith(".") or name.endswith("~")]
    assert sorted([*named, *skipped]) == sorted(made)
    for key in found.files:
        assert is_article(key) or is_media(key)
        assert why_no_key(key) is None
        assert key.encode().decode() == key
