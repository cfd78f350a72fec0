"""What `articles check` says of files, to people, editors and GitHub Actions."""

import functools
import json
import os
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest
from articles.local import check
from articles.local.cli import articles
from articles.publishing.errors import ArticleError, Problem
from articles.publishing.running.bounded import Bounded, Limits, spawn
from click.testing import CliRunner

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


@pytest.mark.parametrize("output_format", ["text", "json", "github"])
@pytest.mark.parametrize(
    "text", [b"\x1b[2J\xff", b"\x1b]0;t\x07", "\u202e\x9b2J\x7f".encode(), b"[red]x[/red]", b"\xff\x0c"]
)
def test_control_characters_do_not_reach_the_terminal(
    capsys: pytest.CaptureFixture[str], text: bytes, output_format: str
) -> None:
    name = os.fsdecode(b"x" + text.replace(b"/", b"") + b".md")
    bad = b"---\n" + text + b": " + text + b"\nurl: /" + text + b"\n---\n# " + text + b"\n\n$\\" + text + b"$\n"
    assert check_files([write(name, bad)], output_format) == 1
    out = capsys.readouterr().out
    assert all(line.isprintable() for line in out.split("\n"))
    assert output_format != "json" or json.loads(out)
    assert ("[red]x[red]" in out) == (b"[red]" in text)


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
        "none.md:1:1: error[file-unreadable] The file cannot be published: No such file or directory.",
        "1 file, 1 error, 0 warnings",
    ]


@pytest.mark.parametrize(
    ("output_format", "shown"),
    [("text", "<stdin>:2:9: error[yaml-colon]"), ("json", '"file": "<stdin>"'), ("github", "file=<stdin>,line=2")],
)
def test_standard_input_is_a_file_of_that_name(output_format: str, shown: str) -> None:
    found = CliRunner().invoke(articles, ["check", "--format", output_format, "-"], input=BAD)
    assert found.exit_code == 1
    assert shown in found.stdout


def test_standard_input_is_checked_as_any_file() -> None:
    assert CliRunner().invoke(articles, ["check", "-"], input=GOOD).output == "1 file, 0 errors, 0 warnings\n"
    assert "[answer-missing]" in CliRunner().invoke(articles, ["check", "-"], input="").output
    large = CliRunner().invoke(articles, ["check", "-"], input="x" * (2 * 1024 * 1024))
    assert "[file-too-large]" in large.output


def test_a_closed_standard_input_is_a_problem(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", None)
    assert check_files([Path("-")], "text") == 1
    assert "<stdin>:1:1: error[file-unreadable]" in capsys.readouterr().out


@pytest.mark.parametrize(("output_format", "shown"), [("text", "1 file, "), ("json", "[]"), ("github", "")])
def test_a_folder_without_articles_is_not_called_right(
    capsys: pytest.CaptureFixture[str], output_format: str, shown: str
) -> None:
    write("in/assets/notes.md", GOOD)
    write("in/site.yaml", "name: Notes\n")
    assert check_files([Path("in")], output_format) == 2
    found = capsys.readouterr()
    assert found.out.startswith(shown)
    assert found.err == "articles: nothing to check: no article (.md, .markdown, .mdx) is in in\n"


@pytest.mark.parametrize("output_format", ["text", "json", "github"])
def test_whatever_lies_in_a_folder_is_named_and_all_others_are_checked(
    capsys: pytest.CaptureFixture[str], output_format: str
) -> None:
    write("in/bad.md", BAD)
    write("in/UP.MARKDOWN", BAD)
    write("in/assets/notes.md", BAD)
    write("in/.hidden.md", BAD)
    write(os.fsdecode(b"in/caf\xe9.md"), GOOD)
    write("in/large.md", GOOD)
    os.truncate("in/large.md", 1_610_612_736)
    os.mkfifo("in/pipe.md")
    Path("in/out.md").symlink_to("/etc/passwd")
    Path("in/loop.md").symlink_to("loop.md")
    Path("in/linked").symlink_to("/etc")
    assert check_files([Path("in")], output_format) == 1
    out = capsys.readouterr().out
    found = {
        "bad.md": "A colon and a space end a key",
        "UP.MARKDOWN": "A colon and a space end a key",
        "caf\\xe9.md": "its name is not UTF-8",
        "large.md": "it has 1,610,612,736 bytes",
        "pipe.md": "it is a pipe",
        "out.md": "it is a link that leads out of the folder",
        "loop.md": "it is a link that leads to nothing",
        "linked": "it is a link to a folder",
    }
    shown = out.replace("\\\\", "\\")  # as JSON has it
    assert {name: shown.count(f"in/{name}") for name in found} == dict.fromkeys(found, 1)
    assert all(message.replace(",", "%2C") in shown or message in shown for message in found.values())
    assert output_format != "text" or out.endswith("8 files, 8 errors, 0 warnings\n")


def test_no_more_of_a_file_is_read_than_can_be_published(capsys: pytest.CaptureFixture[str]) -> None:
    """Nor is a pipe waited for that nobody writes to."""
    path = write("large.md", GOOD)
    os.truncate(path, 1_610_612_736)
    os.mkfifo("pipe.md")
    assert check_files([path, Path("pipe.md"), Path("/dev/zero")], "text") == 1
    out = capsys.readouterr().out
    assert "large.md:1:1: error[file-too-large] " in out
    assert "pipe.md:1:1: error[file-unreadable] The file cannot be published: nothing came out of this pipe; " in out
    assert "/dev/zero:1:1: error[file-unreadable] The file cannot be published: it is a device; name a file." in out


@contextmanager
def piped(content: bytes, delay: float = 0.0) -> Iterator[Path]:
    """A pipe as a shell names it for `<(...)`, which the content comes out of in two parts."""
    readable, writable = os.pipe()

    def write_parts() -> None:
        with suppress(BrokenPipeError), os.fdopen(writable, "wb", buffering=0) as pipe:
            time.sleep(delay)
            pipe.write(content[:10])
            time.sleep(delay)
            pipe.write(content[10:])

    writer = threading.Thread(target=write_parts)
    writer.start()
    try:
        yield Path(f"/dev/fd/{readable}")
    finally:
        os.close(readable)
        writer.join()


@pytest.mark.parametrize("delay", [0.0, 0.1])
def test_a_pipe_that_was_named_is_read(capsys: pytest.CaptureFixture[str], delay: float) -> None:
    with piped(BAD.encode(), delay) as path:
        assert check_files([path], "text") == 1
    place, line, *_ = capsys.readouterr().out.splitlines()
    assert place.startswith(f"{path}:2:9: error[yaml-colon] ")
    assert line == "    title: A: b"


def test_no_more_of_a_pipe_is_read_than_can_be_published(capsys: pytest.CaptureFixture[str]) -> None:
    with piped(b"x" * 3_000_000) as path:
        assert check_files([path], "text") == 1
    assert ": error[file-too-large] " in capsys.readouterr().out


def test_a_pipe_in_the_folder_is_read_where_it_was_named(capsys: pytest.CaptureFixture[str]) -> None:
    os.mkfifo("pipe.md")
    writer = os.open("pipe.md", os.O_RDWR)
    os.write(writer, GOOD.encode())
    closing = threading.Timer(0.1, os.close, [writer])
    closing.start()
    assert check_files([Path("pipe.md")], "text") == 0
    closing.join()
    assert capsys.readouterr().out == "1 file, 0 errors, 0 warnings\n"


LINKS = {
    "out.md": ("../secret.md", "it is a link that leads out of the folder"),
    "deep/up.md": ("../../secret.md", "it is a link that leads out of the folder"),
    "hidden.md": (".git/config", "it is a link to a hidden file"),
    "nowhere.md": ("none.md", "it is a link that leads to nothing"),
    "loop.md": ("loop.md", "it is a link that leads to nothing"),
}


def test_a_link_that_was_named_is_judged_as_in_its_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write("secret.md", "---\npassword: A: b\n---\n")
    write("elsewhere/x.md", "---\npassword: A: b\n---\n")
    write("content/.git/config", "password")
    write("content/site.yaml", "name: Linked")
    write("content/deep/a.md", GOOD)
    for name, (target, _) in LINKS.items():
        Path("content", name).symlink_to(target)
    Path("content/near.md").symlink_to("deep/a.md")
    Path("content/deep/near.md").symlink_to(tmp_path / "content" / "near.md")
    Path("content/linked").symlink_to("../elsewhere")
    Path("content/within").symlink_to("deep")
    for folder, at in ((".", "content"), ("content/deep", "..")):
        monkeypatch.chdir(tmp_path / folder)
        for name, (_, why) in LINKS.items():
            assert check_files([Path(at, name)], "text") == 1
            assert check_files([Path(at).absolute() / name], "text") == 1
            out = capsys.readouterr().out
            assert out.count(why) == 2, (name, out)
            assert "password" not in out
        for name in ("linked/x.md", "within/a.md"):
            assert check_files([Path(at, name)], "text") == 1
            out = capsys.readouterr().out
            assert "its folder is a link, which is not followed" in out
            assert "password" not in out
        assert check_files([Path(at, name) for name in ("near.md", "deep/near.md", "deep/a.md")], "text") == 0
        assert "remove it" not in capsys.readouterr().out


def test_without_settings_the_folder_of_a_link_is_the_one_that_it_is_in(capsys: pytest.CaptureFixture[str]) -> None:
    write("a.md", GOOD)
    write("content/b.md", GOOD)
    Path("content/out.md").symlink_to("../a.md")
    Path("content/near.md").symlink_to("b.md")
    Path("linked").symlink_to("content")
    assert check_files([Path("content/out.md")], "text") == 1
    assert "it is a link that leads out of the folder" in capsys.readouterr().out
    assert check_files([Path("content/near.md"), Path("linked/near.md"), Path("linked/../a.md")], "text") == 0


def test_what_is_hidden_or_a_backup_is_checked_where_it_was_named() -> None:
    assert check_files([write(".draft.md", GOOD), write("a.md~", GOOD)], "text") == 0


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
        "::The url may not contain %25; use letters, digits and hyphens."
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

    monkeypatch.setattr("articles.local.folder_links.represent", refuse)
    path = write("x.md", GOOD.replace("T\n", "T # and more\n"))
    assert check_files([path], "json") == 1
    problems = json.loads(capsys.readouterr().out)
    assert [problem["code"] for problem in problems] == ["yaml-comment", "html-size"]


# The settings of a site

UNKNOWN = GOOD.replace("title: T", "title: T\nlevel: hard")


def test_the_settings_of_a_folder_are_checked_with_its_articles(capsys: pytest.CaptureFixture[str]) -> None:
    write("in/site.yaml", "name: Notes\ntime_zone: Berlin\n")
    write("in/a.md", GOOD)
    assert check_files([Path("in")], "text") == 1
    place, line, caret, summary = capsys.readouterr().out.splitlines()
    assert place == (
        "in/site.yaml:2:12: error[time-zone-unknown]"
        " Berlin is not a time zone; write an IANA name, such as Europe/Berlin"
    )
    assert (line, caret) == ("    time_zone: Berlin", "               ^")
    assert summary == "2 files, 1 error, 0 warnings"


@pytest.mark.parametrize("name", ["in/site.yaml", "in/../in/site.yaml"])
def test_the_settings_can_be_named(capsys: pytest.CaptureFixture[str], name: str) -> None:
    path = write("in/site.yaml", "nane: Notes\n")
    assert check_files([Path(name)], "text") == 0
    out = capsys.readouterr().out
    assert f"{name}:1:1: warning[site-key-unknown] " in out
    assert out.endswith("1 file, 0 errors, 1 warning\n")
    path.write_text("- a")
    assert check_files([Path(name).absolute()], "json") == 1
    assert json.loads(capsys.readouterr().out)[0]["code"] == "front-matter-keys"


def test_settings_that_cannot_be_read_are_a_problem(capsys: pytest.CaptureFixture[str]) -> None:
    write("secret.yaml", "password: x\n")
    write("in/a.md", UNKNOWN)
    Path("in/site.yaml").symlink_to("../secret.yaml")
    assert check_files([Path("in")], "text") == 1
    assert check_files([Path("in/site.yaml")], "text") == 1
    assert check_files([Path("none/site.yaml")], "text") == 1
    out = capsys.readouterr().out
    assert out.count("in/site.yaml:1:1: error[file-unreadable] ") == 2
    assert out.count("it is a link that leads out of the folder") == 2
    assert "none/site.yaml:1:1: error[file-unreadable] " in out
    assert "password" not in out
    assert "in/a.md:3:1: warning[key-unknown] " in out


def test_no_more_of_the_settings_is_read_than_can_be_used(capsys: pytest.CaptureFixture[str]) -> None:
    path = write("in/site.yaml", "")
    os.truncate(path, 1_610_612_736)
    assert check_files([Path("in")], "text") == 1
    assert "in/site.yaml:1:1: error[file-too-large] " in capsys.readouterr().out


def test_keys_that_the_site_uses_are_no_warning_wherever_the_article_is_named(
    capsys: pytest.CaptureFixture[str],
) -> None:
    write("in/site.yaml", "extra_keys: [level]\n")
    write("in/deep/a.md", UNKNOWN)
    write("out/a.md", UNKNOWN)
    assert check_files([Path("in"), Path("in/deep/a.md"), Path("out")], "text") == 0
    place, *_, summary = capsys.readouterr().out.splitlines()
    assert place.startswith("out/a.md:3:1: warning[key-unknown] The key level is not known")
    assert summary == "4 files, 0 errors, 1 warning"


def test_standard_input_belongs_to_the_site_of_the_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    write("in/site.yaml", "extra_keys: [level]\n")
    monkeypatch.chdir("in")
    assert CliRunner().invoke(articles, ["check", "-"], input=UNKNOWN).output == "1 file, 0 errors, 0 warnings\n"


def test_broken_settings_stop_no_check_of_an_article(capsys: pytest.CaptureFixture[str]) -> None:
    write("in/site.yaml", "extra_keys: [level]\nignore: [bad.md\n")
    write("in/bad.md", BAD)
    write("in/b.md", UNKNOWN)
    assert check_files([Path("in")], "json") == 1
    found = [(each["file"], each["code"]) for each in json.loads(capsys.readouterr().out)]
    assert found == [("in/site.yaml", "yaml-bracket"), ("in/b.md", "key-unknown"), ("in/bad.md", "yaml-colon")]
    assert check_files([Path("in/b.md")], "json") == 0
    assert [each["code"] for each in json.loads(capsys.readouterr().out)] == ["key-unknown"]


def test_what_the_site_ignores_is_left_out_and_counted(capsys: pytest.CaptureFixture[str]) -> None:
    write("in/site.yaml", "ignore: [drafts/, '*.tmp.md', linked, '*.svg']\n")
    for name in ("in/drafts/a.md", "in/x/drafts/b.md", "in/c.tmp.md"):
        write(name, BAD)
    Path("in/linked").symlink_to("/etc")
    write("in/assets/a.svg", "")
    write("in/a.md", GOOD)
    assert check_files([Path("in")], "text") == 0
    assert capsys.readouterr().out == "2 files, 0 errors, 0 warnings; 4 files ignored by site.yaml\n"


def test_an_ignored_file_is_checked_where_it_was_named(capsys: pytest.CaptureFixture[str]) -> None:
    write("in/site.yaml", "ignore: [drafts/]\n")
    assert check_files([write("in/drafts/a.md", BAD)], "text") == 1
    assert capsys.readouterr().out.endswith("1 file, 1 error, 0 warnings\n")


def test_a_folder_of_which_all_is_ignored_is_not_called_right(capsys: pytest.CaptureFixture[str]) -> None:
    write("in/site.yaml", "ignore: ['*.md']\n")
    write("in/a.md", GOOD)
    assert check_files([Path("in")], "text") == 2
    found = capsys.readouterr()
    assert found.out == "1 file, 0 errors, 0 warnings; 1 file ignored by site.yaml\n"
    assert found.err.startswith("articles: nothing to check")


# Across the files of a folder


def test_two_files_of_one_path_are_told_of_each_other(capsys: pytest.CaptureFixture[str]) -> None:
    write("in/a.md", GOOD)
    write("in/b/c.md", "---\nurl: /a/b\n---\nx")
    write("in/a/b.md", "x")
    write("in/draft.md", "---\nurl: /a/b\ndraft: true\n---\nx")
    assert check_files([Path("in")], "json") == 1
    found = [(each["file"], each["line"], each["column"], each["code"]) for each in json.loads(capsys.readouterr().out)]
    assert found == [
        ("in/a/b.md", 1, 1, "path-taken"),
        ("in/b/c.md", 2, 6, "path-taken"),
        ("in/draft.md", 3, 8, "draft"),
    ]


def test_an_alias_that_another_file_has_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    write("in/a.md", "---\naliases: [/b, /old]\n---\nx")
    write("in/b.md", "---\naliases: [/old, /b2]\n---\nx")
    write("in/draft.md", "---\ndraft: true\naliases: /b2\n---\nx")
    assert check_files([Path("in")], "json") == 0
    found = [(each["file"], each["column"], each["code"]) for each in json.loads(capsys.readouterr().out)]
    assert found == [("in/a.md", 11, "alias-taken"), ("in/b.md", 11, "alias-taken"), ("in/draft.md", 8, "draft")]
    assert check_files([Path("in")], "paths") == 0
    assert "          aliases: /b, /old" in capsys.readouterr().out.splitlines()


def test_what_is_no_article_is_named_once(capsys: pytest.CaptureFixture[str]) -> None:
    write("in/a.md", GOOD)
    for number in range(12):
        write(f"in/x{number:02}.txt", "x")
    write("in/assets/a.txt", "x")
    write("in/a.png", "x")
    assert check_files([Path("in")], "text") == 0
    summary, ignored = capsys.readouterr().out.splitlines()
    assert summary == "1 file, 0 errors, 0 warnings"
    assert ignored.startswith("ignored  x00.txt, x01.txt, ")
    kinds = "not articles (.md, .markdown, .mdx), nor files that pages can show, and not under assets/"
    assert ignored.endswith(f"x09.txt and 2 more: {kinds}")


def test_paths_are_shown_before_anything_is_uploaded(capsys: pytest.CaptureFixture[str]) -> None:
    write("in/site.yaml", "ignore: skip.md\npaths:\n  _posts: /blog/:year/:slug\n")
    write("in/_posts/2024-01-05-one.md", "# One\n\nx")
    write("in/two.md", "---\ntitle: Two\n---\nx")
    write("in/three.md", "---\ndraft: true\n---\nx")
    write("in/four.md", BAD)
    write("in/skip.md", "x")
    assert check_files([Path("in")], "paths") == 1
    assert capsys.readouterr().out.splitlines() == [
        "public    /blog/2024/one  in/_posts/2024-01-05-one.md",
        "          One",
        "error     -               in/four.md",
        "          A colon and a space end a key; put the value in quotes, or write it after >- on an indented line.",
        "draft     /three          in/three.md",
        "          Three",
        "          draft says true, so this file is not public; remove the key to publish it.",
        "public    /two            in/two.md",
        "          Two",
        "5 files, 1 error, 1 warning; 1 file ignored by site.yaml",
    ]


@pytest.mark.parametrize(
    ("live", "told"),
    [
        ({}, ["No addresses change"]),
        ({"a.md": "/a", "gone.md": "/x"}, ["No addresses change"]),
        ({"a.md": "/old"}, ["moves     /old -> /a", "1 address changes"]),
        ({"a.md": "/old", "b.md": "/a"}, ["moves     /old -> /a", "moves     /a -> /b", "2 addresses change"]),
    ],
)
def test_addresses_that_would_change_are_told(
    live: dict[str, str], told: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    write("in/a.md", "x")
    write("in/b.md", "x")
    assert check_files([Path("in")], "paths", live=live) == 0
    assert capsys.readouterr().out.splitlines()[5:] == told


def test_warnings_of_the_text_show_although_a_key_has_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    write("a.md", "---\ntitle: A\nid: -3\n---\n# C\n\n### B\n\n[x](javascript:y)\n")
    assert check_files([Path("a.md")], "json") == 1
    found = [(each["line"], each["code"]) for each in json.loads(capsys.readouterr().out)]
    assert found == [(3, "not-an-integer"), (7, "heading-jump"), (9, "link-scheme")]


def test_problems_of_a_text_are_those_with_the_hosts_of_the_site(capsys: pytest.CaptureFixture[str]) -> None:
    write("in/site.yaml", "frames: maps.example.org\n")
    write("in/a.md", "---\nid: -3\n---\n<iframe src='https://maps.example.org/x'></iframe>\n")
    assert check_files([Path("in")], "json") == 1
    assert [each["code"] for each in json.loads(capsys.readouterr().out)] == ["not-an-integer"]


def test_a_stack_alone_compares_nothing_and_is_said_to() -> None:
    write("a.md", GOOD)
    found = CliRunner().invoke(articles, ["check", "--stack", "articles", "a.md"])
    assert found.exit_code == 2
    assert "--stack says with which addresses --paths compares; give both." in found.output


OWN = "p { color: red\n    background: url(https://a.example/a.png) }\n"


def test_the_own_files_of_a_site_are_checked_with_its_settings(capsys: pytest.CaptureFixture[str]) -> None:
    write("a.md", GOOD)
    write("site/style.css", "p { background: url(https://a.example/a.png) }\n")
    assert check_files([Path()], "text") == 0
    assert capsys.readouterr().out.startswith("site/style.css:1:17: warning[style-host] ")
    write("site.yaml", "head: {hosts: [a.example]}\n")
    assert check_files([Path()], "text") == 0
    assert capsys.readouterr().out == "3 files, 0 errors, 0 warnings\n"
    write("site/style.css", OWN)
    assert check_files([Path()], "text") == 1
    assert "site/style.css:1:5: error[style-syntax] " in capsys.readouterr().out


def test_an_own_file_is_checked_alone(capsys: pytest.CaptureFixture[str]) -> None:
    path = write("far/site/style.css", OWN)
    assert check_files([path], "text") == 1
    assert capsys.readouterr().out.startswith("far/site/style.css:1:5: error[style-syntax] ")
    write("far/site/style.css", "p { top: 0 }")
    assert check_files([path], "text") == 0
