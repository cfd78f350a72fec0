"""What `articles check` says of files, to people, editors and GitHub Actions."""

import functools
import json
import os
from contextlib import closing
from pathlib import Path

import pytest
from publishing.bounded import Bounded, Limits, spawn
from publishing.errors import ArticleError, Problem

from local import check
from tests.support.work import directly

check_files = functools.partial(check.check_files, bounded=directly)

GOOD = "---\ntitle: T\nurl: /a/b\nanswer: Text.\n---\n"
WARNED = "---\ntitle: T\nurl: /a/b\ndate: 2025-02-06\ndate_format: yyyy\nanswer: '# A\\n\\n### B'\n---\n"
BAD = "---\ntitle: A: b\nurl: /a/b\n---\n"


@pytest.fixture(autouse=True)
def in_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in an empty folder, in a terminal without colours of 60 columns."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "60")
    for name in ("FORCE_COLOR", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def write(name: str, content: str | bytes) -> Path:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_a_problem_is_shown_with_its_line_and_a_caret(capsys: pytest.CaptureFixture[str]) -> None:
    assert check_files([write("x.md", BAD)], "text") == 1
    place, line, caret, summary = capsys.readouterr().out.splitlines()
    assert place.startswith("x.md:2:9: error[yaml-colon] A colon and a space end a key;")
    assert line == "    title: A: b"
    assert caret == "            ^"
    assert summary == "1 file, 1 error, 0 warnings"


def test_problems_of_the_rendered_text_are_placed_in_the_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert check_files([write("x.md", WARNED)], "text") == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("x.md:5:14: warning[date-token] ")
    assert lines[3].startswith("x.md:6:17: warning[heading-jump] ")
    assert lines[4:6] == ["    answer: '# A\\n\\n### B'", "                    ^"]
    assert lines[6] == "1 file, 0 errors, 2 warnings"


def test_only_the_neighbourhood_of_a_long_line_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    check_files([write("x.md", GOOD.replace("Text.", f"'# A{'x' * 5000}\\n\\n### B{'y' * 5000}'"))], "text")
    _, line, caret, _ = capsys.readouterr().out.splitlines()
    assert len(line) <= 60
    assert line.startswith("    …xxx")
    assert line.endswith("yyy…")
    assert line[caret.index("^") :].startswith("### B")


def test_control_characters_do_not_reach_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    assert check_files([write("x.md", b"---\ntitle: \x1b[2J\xff\n---\n")], "text") == 1
    assert "\x1b" not in capsys.readouterr().out


def test_colours_are_for_terminals_only(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    path = write("x.md", BAD)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("FORCE_COLOR", "1")  # rich takes the output for a terminal then
    check_files([path], "text")
    assert "\x1b[1;31merror" in capsys.readouterr().out
    monkeypatch.setenv("NO_COLOR", "1")
    check_files([path], "text")
    assert "\x1b[1;31m" not in capsys.readouterr().out


def test_files_without_problems_are_counted(capsys: pytest.CaptureFixture[str]) -> None:
    assert check_files([write("a.md", GOOD), write("b.md", GOOD)], "text") == 0
    assert capsys.readouterr().out == "2 files, 0 errors, 0 warnings\n"


def test_a_folder_is_searched_for_articles(capsys: pytest.CaptureFixture[str]) -> None:
    write("in/b/x.md", BAD)
    write("in/a.md", BAD)
    write("in/c.txt", BAD)
    Path("in/folder.md").mkdir()
    assert check_files([Path("in")], "github") == 1
    named = [line.split(",")[0] for line in capsys.readouterr().out.splitlines()]
    assert named == ["::error file=in/a.md", "::error file=in/b/x.md"]


def test_a_file_that_cannot_be_read_is_a_problem(capsys: pytest.CaptureFixture[str]) -> None:
    assert check_files([Path("none.md")], "text") == 1
    assert capsys.readouterr().out.splitlines() == [
        "none.md:1:1: error[file-unreadable] The file cannot be read: No such file or directory",
        "1 file, 1 error, 0 warnings",
    ]


def test_a_file_name_that_is_no_text_can_be_printed(capsys: pytest.CaptureFixture[str]) -> None:
    for output_format in ("text", "json", "github"):
        assert check_files([Path(os.fsdecode(b"caf\xe9.md"))], output_format) == 1
        assert "caf" in capsys.readouterr().out


def test_editors_get_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert check_files([write("x.md", BAD), write("y.md", GOOD)], "json") == 1
    [problem] = json.loads(capsys.readouterr().out)
    message = problem.pop("message")
    assert message.startswith("A colon")
    assert problem == {"file": "x.md", "line": 2, "column": 9, "code": "yaml-colon", "severity": "error"}


def test_github_gets_annotations_with_its_escapes(capsys: pytest.CaptureFixture[str]) -> None:
    text = WARNED.replace("yyyy", "'%'").replace("url: /a/b", "url: /a%")
    assert check_files([write("a, b: 100%.md", text)], "github") == 1
    line = capsys.readouterr().out.splitlines()[0]
    assert line == (
        "::error file=a%2C b%3A 100%25.md,line=3,col=6,title=url-character"
        "::The url may not hold %25; use letters, digits and hyphens."
    )


def test_github_shows_warnings_as_such(capsys: pytest.CaptureFixture[str]) -> None:
    assert check_files([write("x.md", WARNED)], "github") == 0
    assert all(line.startswith("::warning file=x.md,line=") for line in capsys.readouterr().out.splitlines())


def test_a_file_that_takes_too_long_keeps_no_other_from_being_checked(capsys: pytest.CaptureFixture[str]) -> None:
    slow = write("slow.md", GOOD.replace("answer: Text.\n---\n", "---\n\n" + "1. a\n" * 9000))
    with closing(Bounded(Limits(seconds=0.3, patience=60, megabytes=400), spawn)) as bounded:
        assert check.check_files([slow, write("bad.md", BAD)], "json", bounded) == 1
    problems = json.loads(capsys.readouterr().out)
    assert ("slow.md", "too-slow") in {(each["file"], each["code"]) for each in problems}
    assert "bad.md" in {each["file"] for each in problems}


def test_what_stops_only_the_rendering_is_an_error_too(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise ArticleError([Problem(4, 9, "html-size", "Too much.")])

    monkeypatch.setattr("local.check.represent", refuse)
    path = write("x.md", GOOD.replace("T\n", "T # and more\n"))
    assert check_files([path], "json") == 1
    problems = json.loads(capsys.readouterr().out)
    assert [problem["code"] for problem in problems] == ["yaml-comment", "html-size"]
