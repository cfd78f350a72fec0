"""The main job, end to end: upload an article file, read it at its path."""

import datetime as dt
import html
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path

import httpx
import pytest
from articles.publishing.reading.article import parse_article

from tests.support import corpus
from tests.support.stack import ARTICLES, Stack, article, eventually, of_its_own

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.e2e

# What the issue of the site is: a change shows within this many seconds.
PROMPT = 2.0


def article_files(folder: Path) -> list[Path]:
    return [file for file in sorted(folder.rglob("*.md")) if "assets" not in file.relative_to(folder).parts]


def text_of(page: str) -> str:
    """The text of a page, in one line."""
    body = re.sub(r"<(script|style|annotation)\b.*?</\1>", " ", page, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", body)).split())


def words(text: str) -> list[str]:
    return re.findall(r"[A-Za-z]{3,}", text)


def check_page(stack: Stack, file: Path, live: set[str]) -> None:
    """A file's page shows its title, its answer and those of its related links that are live."""
    source = parse_article(file.read_bytes(), file.name)
    response = stack.get(source.path)
    assert response.status_code == 200, source.path
    assert source.title in text_of(response.text)
    without_pictures = re.sub(r"!\[.*?\]\(.*?\)", "", source.answer)
    before_any_formula = re.split(r"[$\\`]", without_pictures)[0]
    assert set(words(before_any_formula)) <= set(words(text_of(response.text)))
    related = {link.path for link in source.related} & live - {source.path}
    shown = stack.get(f"{source.path}.json").json()["related"]
    assert {link["path"] for link in shown if not link["computed"]} == related
    for path in related:
        assert f'href="{path}"' in response.text


def test_each_path_of_the_content_gives_its_page(stack: Stack, content: Path) -> None:
    live = {parse_article(file.read_bytes(), file.name).path for file in article_files(content)}
    assert eventually(lambda: stack.get("/api/articles?limit=1").status_code == 200)
    for file in article_files(content):
        eventually(partial(shows_page, stack, file, live))  # links appear when their targets do
        check_page(stack, file, live)


def test_it_says_how_to_upload_a_file_with_commands_that_work(stack: Stack) -> None:
    lines = "\n".join(stack.lines)
    assert f"aws --endpoint-url {stack.endpoint} s3 cp FILE.md s3://articles/" in lines
    found = re.search(r"boto3\.client\(.*", lines)
    assert found
    file = stack.folder.with_name("by-boto3.md")
    file.write_text(article("/tests/by-boto3", title="By boto3"))
    statement = found[0].replace('"FILE.md", "articles"', f'"{file}", "articles"').replace("FILE.md", "by-boto3.md")
    subprocess.run([sys.executable, "-c", f"import boto3\n{statement}"], check=True)
    assert stack.shows("/tests/by-boto3", "By boto3")


class TestPromptness:
    """Uploading, overwriting and deleting show within two seconds; the best of three counts, as others run beside."""

    def best_of_three(self, once: Callable[[int], bool]) -> float:
        times = []
        for attempt in range(3):
            began = time.monotonic()
            assert once(attempt)
            times.append(time.monotonic() - began)
            if times[-1] <= PROMPT:
                break
        return min(times)

    def test_an_upload(self, stack: Stack) -> None:
        def once(attempt: int) -> bool:
            stack.upload(f"new-{attempt}.md", article(f"/tests/new-{attempt}", title="New here"))
            return stack.shows(f"/tests/new-{attempt}", "New here")

        assert self.best_of_three(once) <= PROMPT

    def test_an_overwritten_file(self, stack: Stack) -> None:
        stack.upload("changing.md", article("/tests/changing", title="Version 0"))
        assert stack.shows("/tests/changing", "Version 0")

        def once(attempt: int) -> bool:
            stack.upload("changing.md", article("/tests/changing", title=f"Version {attempt + 1}"))
            return stack.shows("/tests/changing", f"Version {attempt + 1}")

        assert self.best_of_three(once) <= PROMPT

    @pytest.mark.parametrize("at_once", [False, True])
    def test_a_deletion(self, stack: Stack, at_once: bool) -> None:
        paths = [f"going-{at_once}-{number}".lower() for number in range(3)]
        for name in paths:
            stack.upload(f"{name}.md", article(f"/tests/{name}"))
        assert all(stack.answers(f"/tests/{name}", 200) for name in paths)

        def once(attempt: int) -> bool:
            key = f"{paths[attempt]}.md"
            if at_once:
                stack.s3.delete_objects(Bucket="articles", Delete={"Objects": [{"Key": key}]})
            else:
                stack.s3.delete_object(Bucket="articles", Key=key)
            return stack.answers(f"/tests/{paths[attempt]}", 410)

        assert self.best_of_three(once) <= PROMPT


def test_a_broken_file_is_reported_with_line_and_reason_and_hinders_nothing(stack: Stack) -> None:
    broken = article("/tests/broken").replace("date: 2025-02-06", "date: someday")
    stack.upload("broken.md", broken)
    stack.upload("beside.md", article("/tests/beside", title="Beside"))
    reported = stack.wait_for(r"rejected   broken\.md:(\d+):(\d+) (.+)")
    assert "date" in broken.splitlines()[int(reported[1]) - 1]
    assert reported[3]
    assert stack.shows("/tests/beside", "Beside")
    assert stack.get("/tests/broken").status_code == 404


class TestFolder:
    """The bucket follows the content folder."""

    def test_a_new_a_changed_a_renamed_and_a_deleted_file(self, stack: Stack) -> None:
        file = stack.folder / "watched.md"
        file.write_text(article("/tests/watched", title="Written"))
        assert stack.shows("/tests/watched", "Written")
        file.write_text(article("/tests/watched", title="Rewritten"))
        assert stack.shows("/tests/watched", "Rewritten")
        moved = file.rename(stack.folder / "renamed.md")
        moved.write_text(article("/tests/watched", title="Renamed"))
        assert stack.shows("/tests/watched", "Renamed")
        moved.unlink()
        assert stack.answers("/tests/watched", 410)

    def test_an_open_page_is_told_of_its_change_and_the_deployed_bytes_have_nothing_of_it(self, stack: Stack) -> None:
        file = stack.folder / "open.md"
        file.write_text(article("/tests/open", title="Before"))
        assert stack.shows("/tests/open", "Before")
        # It is live a moment before the stack is told so: a page that is opened in between is told of this change.
        stack.wait_for(r"published +/tests/open \(\d+ ms\)")
        assert "LiveReload" not in stack.get("/tests/open").text
        page = stack.get("/tests/open", **{"Sec-Fetch-Dest": "document"}).text
        script = re.search(r'<script src="(/-/LiveReload)\.js(\?[^"]+)"', page)
        assert script
        file.write_text(article("/tests/open", title="After"))
        told = stack.get(f"{script[1]}/events{html.unescape(script[2])}")
        assert "data: changed" in told.text
        assert "After" in stack.get("/tests/open").text


class TestStart:
    """What hinders the start is said in one line, without a traceback."""

    def refusal(self, tmp_path: Path, environment: dict[str, str], *arguments: str, status: int = 1) -> str:
        found = subprocess.run(
            [ARTICLES, "run", *arguments],
            env=os.environ | of_its_own(tmp_path) | environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert found.returncode == status, found.stdout + found.stderr
        assert found.stdout == ""
        (line,) = found.stderr.splitlines()
        return line

    @pytest.mark.parametrize(("variable", "option"), [("PORT", "--port"), ("S3_PORT", "--s3-port")])
    def test_a_port_in_use(self, tmp_path: Path, variable: str, option: str) -> None:
        with socket.create_server(("127.0.0.1", 0)) as listener:
            port = listener.getsockname()[1]
            line = self.refusal(tmp_path, {variable: str(port)})
        assert line == f"articles: port {port} is in use; {option} chooses another"

    def test_a_missing_folder(self, tmp_path: Path) -> None:
        """Whether an argument names it or the environment, it is a mistake of usage."""
        nowhere = str(tmp_path / "nowhere")
        line = self.refusal(tmp_path, {"CONTENT": nowhere}, status=2)
        assert line == f"articles: {nowhere}: there is no such folder; 'articles run FOLDER' names another"
        assert self.refusal(tmp_path, {}, nowhere, status=2) == line


class TestSettings:
    """site.yaml is followed like an article."""

    @pytest.fixture
    def stack(self, tmp_path: Path) -> Iterator[Stack]:
        (tmp_path / "site.yaml").write_text("name: First\n")
        (tmp_path / "a.md").write_text(article("/tests/a", title="Only one"))
        stack = Stack(tmp_path)
        try:
            stack.wait_for(r"published  /tests/a .*")
            yield stack
        finally:
            stack.end()

    def shows(self, stack: Stack, name: str) -> bool:
        return all(f"{name}</title>" in stack.get(path).text for path in ("/", "/tests/a"))

    def test_the_first_pages_are_made_with_it(self, stack: Stack) -> None:
        assert self.shows(stack, "First")
        site, page = (
            next(number for number, line in enumerate(stack.lines) if line.startswith(f"published  {what}"))
            for what in (os.path.relpath(stack.folder / "site.yaml"), "/tests/a")
        )
        assert site < page

    def test_a_change_is_followed_a_broken_file_told_and_a_deletion_means_the_defaults(self, stack: Stack) -> None:
        file = stack.folder / "site.yaml"
        file.write_text("name: Second\nredirects:\n  /old: /tests/a\n")
        assert eventually(lambda: self.shows(stack, "Second"))
        assert eventually(lambda: stack.get("/old").headers.get("location") == "/tests/a")
        file.write_text("time_zone: Mars/Olympus\n")
        stack.wait_for(r"rejected +\S*site.yaml:1:12 Mars/Olympus is not a time zone.*")
        assert self.shows(stack, "Second")
        file.unlink()
        assert eventually(lambda: self.shows(stack, "Articles"))
        assert stack.get("/old").status_code == 410

    def test_a_rebuild_ends_though_its_workers_are_killed(self, stack: Stack) -> None:
        paths = [f"/tests/{number}" for number in range(30)]
        for path in paths:
            (stack.folder / f"{Path(path).name}.md").write_text(article(path, title="One of many"))
        assert eventually(lambda: all(stack.get(path).status_code == 200 for path in paths))

        def published() -> Counter[str]:
            return Counter(line.split()[1] for line in stack.lines.copy() if line.startswith("published  /tests/"))

        assert eventually(lambda: published().keys() >= {*paths})
        (stack.folder / "site.yaml").write_text("name: Second\n")
        assert eventually(lambda: max(published().values()) > 1)
        workers = stack.processes("articles.local.worker")
        assert workers
        for process in workers:
            os.kill(process, signal.SIGKILL)
        stack.wait_for(r"error +a publishing process ended with status -9; starting another")
        assert eventually(lambda: all("Second</title>" in stack.get(path).text for path in paths))


@pytest.fixture(scope="module")
def drafts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    folder = tmp_path_factory.mktemp("states")
    (folder / "a.md").write_text(article("/tests/a", title="Public"))
    (folder / "b.md").write_text(article("/tests/b", title="Hidden").replace("url:", "draft: true\nurl:", 1))
    stack = Stack(folder)
    stack.wait_for(r"published  /tests/a \(\d+ ms\)")
    yield stack
    stack.end()


class TestVisibility:
    """What is not public is listed, with links to previews; pages come and go by themselves."""

    def test_a_draft_is_told_of_with_a_link_that_shows_it(self, drafts: Stack) -> None:
        drafts.wait_for(r"draft      .*b\.md:\d+:8 draft says true, so this file is not public.*")
        drafts.wait_for(r"preview    http://.*b\.md\?expires=\d+&signature=[\w-]{43}")
        line = next(line for line in drafts.lines if line.startswith("preview ") and "/b.md" in line)
        link = line.split()[1]
        shown = drafts.get(link.removeprefix(drafts.site))
        assert (shown.status_code, "<h1>Hidden</h1>" in shown.text) == (200, True)
        assert drafts.get(f"{link.removeprefix(drafts.site)}x").status_code == 404
        assert drafts.get("/tests/b").status_code == 404

    def test_the_home_page_lists_it_for_who_writes_and_for_nobody_else(self, drafts: Stack) -> None:
        own = drafts.http.get("/", headers={"sec-fetch-dest": "document"}).text
        assert re.search(r'<a href="http://[^"]*/preview/b\.md\?[^"]*">b\.md</a>: draft', own)
        assert "preview" not in drafts.get("/").text

    def test_the_command_makes_a_link(self, drafts: Stack) -> None:
        def preview(*arguments: str) -> subprocess.CompletedProcess[str]:
            ports = ("--port", drafts.site.rpartition(":")[2], "--s3-port", drafts.endpoint.rpartition(":")[2])
            command = [ARTICLES, "preview", *arguments, *ports]
            return subprocess.run(command, capture_output=True, text=True, check=False)

        made = preview("b.md", "--for", "2h")
        assert made.returncode == 0
        assert "<h1>Hidden</h1>" in drafts.get(made.stdout.strip().removeprefix(drafts.site)).text
        missing = preview("none.md")
        assert missing.returncode == 1
        assert missing.stdout.startswith("none.md: the bucket has no such article; KEY is its path there")

    def test_a_page_comes_and_goes_at_its_times(self, drafts: Stack) -> None:
        now = dt.datetime.now(dt.UTC)
        begins, ends = (f"{now + dt.timedelta(seconds=seconds):%Y-%m-%d %H:%M:%S} +00:00" for seconds in (4, 8))
        text = article("/tests/c", title="Short").replace("url:", f"publish_at: {begins}\nexpires: {ends}\nurl:", 1)
        (drafts.folder / "c.md").write_text(text)
        drafts.wait_for(rf"scheduled  .*c\.md:.* published by itself at {re.escape(begins[:16])}.*")
        assert drafts.get("/tests/c").status_code == 404
        for status in (200, 410):
            assert drafts.answers("/tests/c", status)
        drafts.wait_for(r"expired    .*c\.md:.*")


class TestEnd:
    """An interrupt ends it cleanly, and nothing outlives it."""

    @pytest.fixture
    def small(self, tmp_path: Path) -> Iterator[Stack]:
        (tmp_path / "a.md").write_text(article("/tests/a", title="Only one"))
        stack = Stack(tmp_path)
        stack.wait_for(r"published  /tests/a \(\d+ ms\)")
        yield stack
        if stack.process.poll() is None:
            stack.end()

    @pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
    def test_it_ends_with_no_trace_and_no_process_left_though_a_page_is_open(self, small: Stack, number: int) -> None:
        processes = small.processes()
        assert len(processes) > 1
        with small.http.stream("GET", "/-/LiveReload/events", params={"path": "/tests/a", "seen": "1"}) as response:
            next(response.iter_text())
            assert small.end(number) == 0
        assert "Traceback" not in "\n".join(small.lines)
        assert eventually(lambda: not alive(processes))
        with pytest.raises(httpx.ConnectError):
            httpx.get(small.site, trust_env=False)

    def test_nothing_outlives_it_even_if_it_is_killed(self, small: Stack) -> None:
        processes = small.processes()
        small.process.kill()
        assert eventually(lambda: not alive(processes))


def test_a_process_that_publishes_is_started_again_if_it_dies(stack: Stack) -> None:
    for process in stack.processes("articles.local.worker"):
        with suppress(ProcessLookupError):  # those that one starts end with it
            os.kill(process, signal.SIGKILL)
    stack.wait_for(r"error      a publishing process ended with status -9; starting another")
    stack.upload("after-all.md", article("/tests/after-all", title="After all"))
    assert stack.shows("/tests/after-all", "After all")


def alive(processes: set[int]) -> set[int]:
    listing = subprocess.run(["ps", "-A", "-o", "pid=,stat="], capture_output=True, text=True, check=True)
    states = dict(line.split() for line in listing.stdout.splitlines())
    return {process for process in processes if states.get(str(process), "Z")[0] != "Z"}


@pytest.mark.corpus
def test_the_real_files_are_published_but_for_the_second_of_two_that_share_a_path(tmp_path: Path) -> None:
    folder = tmp_path / "corpus"
    shutil.copytree(corpus.FOLDER, folder)
    sources = {file.name: parse_article(file.read_bytes(), file.name) for file in article_files(folder)}
    assert len(sources) == 25
    stack = Stack(folder)
    try:
        waiting = stack.wait_for(r"waiting    (\S+):(\d+):\d+ (.+)")
        late = Path(waiting[1]).name
        (holder,) = [name for name, one in sources.items() if one.path == sources[late].path and name != late]
        assert holder in waiting[3]
        live = {source.path for source in sources.values()}
        assert len(live) == 24
        assert all(stack.answers(path, 200) for path in live)
        assert not [line for line in stack.lines if line.startswith(("rejected", "error"))]
        for name in sources.keys() - {late}:
            eventually(partial(shows_page, stack, folder / name, live))
            check_page(stack, folder / name, live)
    finally:
        assert stack.end() == 0


def shows_page(stack: Stack, file: Path, live: set[str]) -> bool:
    try:
        check_page(stack, file, live)
    except AssertionError:
        return False
    return True
