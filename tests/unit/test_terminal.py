"""What the functions log becomes a line that a person can read."""

import io
import json
import logging
from pathlib import Path

import pytest
from articles.local.terminal import LogHandler, LogStream, Terminal


@pytest.fixture
def output() -> io.StringIO:
    return io.StringIO()


@pytest.fixture
def terminal(output: io.StringIO, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "a.md").touch()
    return Terminal(Path("content"), output)


def record(message: str, **fields: object) -> str:
    return json.dumps({"level": "INFO", "message": message, **fields})


def problem(line: int, message: str, severity: str = "error") -> dict[str, object]:
    return {"line": line, "column": 3, "code": "x", "message": message, "severity": severity}


@pytest.mark.parametrize(
    ("logged", "lines"),
    [
        (record("published", key="a.md", path="/p", duration_ms=12.4, problems=[]), ["published  /p (12 ms)"]),
        (
            record("published", key="a.md", path="/p", duration_ms=1, problems=[problem(2, "odd", "warning")]),
            ["published  /p (1 ms)", "warning    content/a.md:2:3 odd"],
        ),
        (
            record("rejected", key="a.md", path=None, problems=[problem(14, "why"), problem(15, "odd", "warning")]),
            ["rejected   content/a.md:14:3 why", "warning    content/a.md:15:3 odd"],
        ),
        (record("rejected", key="elsewhere.md", problems=[problem(1, "why")]), ["rejected   elsewhere.md:1:3 why"]),
        (record("waiting", key="a.md", path="/p", problems=[problem(5, "b.md")]), ["waiting    content/a.md:5:3 b.md"]),
        (
            record(
                "draft",
                key="a.md",
                problems=[problem(2, "no date"), {**problem(3, "held back", "warning"), "code": "draft"}],
            ),
            ["error      content/a.md:2:3 no date", "draft      content/a.md:3:3 held back"],
        ),
        (record("deleted", key="gone.md", path="/p"), ["deleted    /p"]),
        (record("deleted", key="gone.md", path=None), ["deleted    gone.md"]),
        (record("refreshed", path="/p"), ["refreshed  /p"]),
        (record("unchanged", key="a.md", path="/p"), []),
        (record("anything else"), []),
        (json.dumps({"_aws": {}, "Published": [1.0]}), []),
        (json.dumps({"level": "WARNING", "message": "slow"}), ["warning    slow"]),
        (
            json.dumps({"level": "ERROR", "message": "sync failed", "exception": "Traceback\nValueError: boom"}),
            ["error      sync failed", "Traceback", "ValueError: boom"],
        ),
        (record("refreshed", path="/p") + record("refreshed", path="/q"), ["refreshed  /p", "refreshed  /q"]),
        (record("published", path="/\x1b[2J\u202e"), ["published  /\\x1b[2J\\u202e"]),
        (record("deleted", key="a\nb\x9b[red].md"), ["deleted    a\\nb\\x9b[red].md"]),
        (record("rejected", key="a.md", problems=[problem(1, "\x07")]), ["rejected   content/a.md:1:3 \\x07"]),
        (record("rejected", key=f"{'x' * 300}.md", problems=[problem(1, "a")]), [f"rejected   {'x' * 300}.md:1:3 a"]),
        (record("rejected", key="caf\udce9\0.md", problems=[problem(1, "a")]), ["rejected   caf\\xe9\\x00.md:1:3 a"]),
        (record("published", path="/p", duration_ms="x"), [record("published", path="/p", duration_ms="x")]),
        (record("rejected", key="a.md", problems=[{}]), [record("rejected", key="a.md", problems=[{}])]),
        (record("rejected", key=None, problems=7), [record("rejected", key=None, problems=7)]),
        ("\x1b]0;title\x07 no record", ["\\x1b]0;title\\x07 no record"]),
        ("no record", ["no record"]),
        ("[1, 2]", ["[1, 2]"]),
        ('{"broken', ['{"broken']),
        ("[bold]markup[/bold] :smile:", ["[bold]markup[/bold] :smile:"]),
        ("", []),
    ],
)
def test_a_line_of_output_is_shown(terminal: Terminal, output: io.StringIO, logged: str, lines: list[str]) -> None:
    terminal.log(logged)
    assert output.getvalue().splitlines() == lines


def test_the_paths_that_changed_are_told(terminal: Terminal) -> None:
    changes = [record("published", key="a.md", path="/p"), record("refreshed", path="/q"), record("deleted", path="/r")]
    others = [record("rejected", key="a.md", path="/s"), record("waiting", key="a.md", path="/s"), record("unchanged")]
    assert [path for line in (*changes, *others) for path in terminal.log(line)] == ["/p", "/q", "/r"]


def test_a_long_line_is_not_wrapped(terminal: Terminal, output: io.StringIO) -> None:
    terminal.line("published", "/" + "x" * 300)
    assert output.getvalue() == "published  /" + "x" * 300 + "\n"


def test_a_file_that_cannot_be_uploaded_is_said(terminal: Terminal, output: io.StringIO) -> None:
    terminal.refused("a.md", "it is a pipe")
    terminal.refused("caf\udce9.md", "its name is not UTF-8")
    terminal.refused("gone/", "the folder cannot be read")
    assert output.getvalue().splitlines() == [
        "error      content/a.md: it is a pipe",
        "error      caf\\xe9.md: its name is not UTF-8",
        "error      gone/: the folder cannot be read",
    ]


def test_what_is_ignored_is_named_in_a_line(terminal: Terminal, output: io.StringIO) -> None:
    kinds = "not articles (.md, .markdown, .mdx), nor files that pages can show, and not under assets/"
    terminal.ignored(["README"])
    terminal.ignored(["README", "a\x1bb.txt"])
    terminal.ignored([f"{number}.txt" for number in range(1300)])
    one, first, second = output.getvalue().splitlines()
    kind = "not an article (.md, .markdown, .mdx), nor a file that pages can show, and not under assets/"
    assert one == f"ignored    README: {kind}"
    assert first == f"ignored    README, a\\x1bb.txt: {kinds}"
    assert second == f"ignored    {', '.join(f'{number}.txt' for number in range(10))} and 1,290 more: {kinds}"


def test_an_error_of_a_function_is_shown_whole(terminal: Terminal, output: io.StringIO) -> None:
    terminal.failure("DeliverFunction", ValueError("boom"))
    assert output.getvalue() == "error      DeliverFunction failed\nValueError: boom\n"


def test_what_libraries_log_is_a_line(terminal: Terminal, output: io.StringIO) -> None:
    logger = logging.getLogger("some library")
    logger.addHandler(LogHandler(terminal))
    logger.info("nothing of interest")
    logger.warning("odd: %s", "\x1b[2J")
    logger.error("it failed\n", exc_info=ValueError("boom"))
    assert output.getvalue().splitlines() == ["warning    odd: \\x1b[2J", "error      it failed: ValueError: boom"]


def test_what_the_encoding_of_the_output_does_not_have_is_an_escape(tmp_path: Path) -> None:
    with (tmp_path / "log").open("w", encoding="latin-1") as output:
        Terminal(tmp_path, output).line("published", "/caf\u00e9/\u65e5")
    assert (tmp_path / "log").read_text(encoding="latin-1") == "published  /caf\u00e9/\\u65e5\n"


def test_a_stream_hands_on_whole_lines() -> None:
    lines: list[str] = []
    stream = LogStream(lines.append)
    for part in ("one", "\n", "two\nthr", "ee", "\n\n"):
        stream.write(part)
    assert lines == ["one", "two", "three", ""]


@pytest.mark.parametrize("key", ["a.md", "a.png", "site/style.css", "site/words/fr.yaml", "site.yaml"])
def test_only_articles_have_previews(key: str, output: io.StringIO, tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, output, lambda key: f"http://site/preview/{key}")
    terminal.log(record("rejected", key=key, path=None, problems=[problem(1, "why")]))
    assert ("preview " in output.getvalue(), key in terminal.unpublished) == (key == "a.md", key == "a.md")
