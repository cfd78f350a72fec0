"""What `articles render` writes, and what it says where it cannot."""

import functools
import io
import json
import os
from pathlib import Path

import pytest
from articles.local import render
from articles.local.cli import articles
from click.testing import CliRunner

from tests.support.work import directly

render_file = functools.partial(render.render_file, url="https://example.org", bounded=directly)

FILE = """---
title: Why?
url: /learn/maths/questions/why
related_article1:
    title: What?
    url: /what
related_article2:
    url: /what
related_article3:
    url: /learn/maths/questions/why
---

Because $\\nosuchcommand$.
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "why.md"
    path.write_text(FILE, encoding="utf-8")
    return path


def test_each_representation_is_written(file: Path) -> None:
    beginnings = {"html": "<!DOCTYPE html>", "json": "{", "md": "---\n", "related": "{"}
    for kind, beginning in beginnings.items():
        out = io.StringIO()
        assert render_file(file, kind, out) == 0
        assert out.getvalue().startswith(beginning)


def test_related_links_are_shown_as_though_they_were_live_each_once(file: Path) -> None:
    out = io.StringIO()
    render_file(file, "related", out)
    assert [(each["path"], each["title"]) for each in json.loads(out.getvalue())["related"]] == [("/what", "What?")]


def test_links_to_others_are_words_of_which_nothing_is_said(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text("---\ntitle: T\n---\n## A\n\n[one](two.md) [[three]] [four](why.md#a) [five](/why#b)\n", "utf-8")
    out = io.StringIO()
    assert render_file(file, "md", out) == 0
    assert "\none three [four](#a) [five](#b)\n" in out.getvalue()
    assert capsys.readouterr().err == f"{file}:6:42: warning: /why has no part called `#b`; link to one that it has.\n"


def test_warnings_go_to_standard_error(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert render_file(file, "html", io.StringIO()) == 0
    captured = capsys.readouterr()
    assert captured.out == ""
    assert f"{file}:13:9: warning: This formula is not understood" in captured.err


def test_what_cannot_be_published_is_reported_and_nothing_is_written(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_text("---\ntitle: [\n---\n\nText.\n", encoding="utf-8")
    out = io.StringIO()
    assert render_file(file, "html", out) == 1
    assert out.getvalue() == ""
    assert f"{file}:3:1: error: " in capsys.readouterr().err


def test_a_file_that_is_not_there_is_reported(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert render_file(tmp_path / "none.md", "html", io.StringIO()) == 1
    assert capsys.readouterr().err == f"{tmp_path / 'none.md'}: No such file or directory\n"


def test_wrong_settings_are_reported(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (file.parent / "site.yaml").write_text("name: A\ntime_zone: Mars/Olympus\n")
    assert render_file(file, "html", io.StringIO()) == 1
    assert capsys.readouterr().err.startswith(f"{file.parent / 'site.yaml'}:2:12: Mars/Olympus is not a time zone;")


def test_the_settings_are_those_of_the_site_and_the_address_is_an_option(file: Path) -> None:
    file.write_text(FILE.replace("title: Why?", "title: Why?\nlevel: hard").replace("$\\nosuchcommand$", "so"))
    (file.parent / "site.yaml").write_text("name: Kitchen Notes\nauthor: The Kitchen\nextra_keys: level\n")
    found = CliRunner().invoke(articles, ["render", "--url", "https://www.example.org", str(file)])
    assert (found.exit_code, found.stderr) == (0, "")
    for text in ("Kitchen Notes", "The Kitchen", 'href="https://www.example.org/learn/maths/questions/why"'):
        assert text in found.stdout
    assert "http://127.0.0.1:8000/learn" in CliRunner().invoke(articles, ["render", str(file)]).stdout


@pytest.mark.parametrize("url", ["example.org", "https://example.org/", "https://me@example.org", "javascript:x", ""])
def test_the_address_is_scheme_and_host(file: Path, url: str) -> None:
    found = CliRunner().invoke(articles, ["render", "--url", url, str(file)])
    assert found.exit_code == 2
    assert "write scheme and host" in found.stderr


def test_control_characters_reach_a_file_and_no_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "a\x1b[2J.md"
    file.write_text(FILE.replace("Why?", "Why\u202e?").replace("such", "such\u202e"), encoding="utf-8")
    out, terminal = io.StringIO(), io.StringIO()
    terminal.isatty = lambda: True  # type: ignore[method-assign]
    assert (render_file(file, "md", out), render_file(file, "md", terminal)) == (0, 0)
    assert "# Why\u202e?" in out.getvalue()
    assert terminal.getvalue() == out.getvalue().replace("\u202e", "\\u202e")
    assert all(line.isprintable() for line in capsys.readouterr().err.split("\n"))


def test_what_is_no_file_is_said_and_not_waited_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    os.mkfifo(tmp_path / "pipe.md")
    (tmp_path / "loop.md").symlink_to("loop.md")
    (tmp_path / "large.md").touch()
    os.truncate(tmp_path / "large.md", 1_610_612_736)
    names = ("pipe.md", "loop.md", "large.md", ".", "none.md")
    assert [render_file(tmp_path / name, "html", io.StringIO()) for name in names] == [1] * 5
    pipe, loop, large, folder, none = capsys.readouterr().err.splitlines()
    assert pipe.endswith("pipe.md: nothing came out of this pipe; see what should write to it")
    assert loop.endswith("loop.md: it is a link that leads to nothing; mend it")
    assert "more than 1,048,576 bytes" in large
    assert folder.endswith("it is a folder; name a file")
    assert none.endswith("No such file or directory")


def test_a_pipe_that_was_named_is_rendered(capsys: pytest.CaptureFixture[str]) -> None:
    readable, writable = os.pipe()
    os.write(writable, FILE.encode())
    os.close(writable)
    out = io.StringIO()
    assert render_file(Path(f"/dev/fd/{readable}"), "html", out) == 0
    os.close(readable)
    assert out.getvalue().startswith("<!DOCTYPE html>")
    assert f"/dev/fd/{readable}:13:9: warning: " in capsys.readouterr().err


def test_a_link_that_leads_out_of_the_folder_is_not_rendered(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "secret.md").write_text(FILE.replace("Why?", "Secret"), encoding="utf-8")
    folder = tmp_path / "content"
    (folder / "deep").mkdir(parents=True)
    (folder / "a.md").write_text(FILE, encoding="utf-8")
    (folder / "deep" / "out.md").symlink_to("../../secret.md")
    (folder / "deep" / "a.md").symlink_to("../a.md")
    out = io.StringIO()
    assert render_file(folder / "deep" / "out.md", "html", out) == 1
    assert render_file(folder / "deep" / "a.md", "html", out) == 1
    assert out.getvalue() == ""
    leads_out = "it is a link that leads out of the folder; put the file itself here"
    assert [line.rpartition(": ")[2] for line in capsys.readouterr().err.splitlines()] == [leads_out] * 2
    (folder / "site.yaml").write_text("name: The site")
    assert render_file(folder / "deep" / "out.md", "html", out) == 1
    assert out.getvalue() == ""
    assert render_file(folder / "deep" / "a.md", "html", out) == 0
    assert "The site" in out.getvalue()
