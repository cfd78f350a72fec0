"""What `articles render` writes, and what it says where it cannot."""

import functools
import io
import json
from pathlib import Path

import pytest

from local import render
from tests.support.work import directly

render_file = functools.partial(render.render_file, bounded=directly)

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


def test_warnings_go_to_standard_error(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert render_file(file, "html", io.StringIO()) == 0
    captured = capsys.readouterr()
    assert captured.out == ""
    assert f"{file}:13:9: warning: This formula is not understood" in captured.err


def test_what_cannot_be_published_is_reported_and_nothing_is_written(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_text("---\ntitle: Why?\n---\n\nText.\n", encoding="utf-8")
    out = io.StringIO()
    assert render_file(file, "html", out) == 1
    assert out.getvalue() == ""
    assert f"{file}:2:1: error: " in capsys.readouterr().err


def test_a_file_that_is_not_there_is_reported(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert render_file(tmp_path / "none.md", "html", io.StringIO()) == 1
    assert capsys.readouterr().err == f"{tmp_path / 'none.md'}: No such file or directory\n"


def test_wrong_settings_are_reported(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (file.parent / "site.yaml").write_text("url: nowhere")
    assert render_file(file, "html", io.StringIO()) == 1
    assert "url must be scheme and host" in capsys.readouterr().err
