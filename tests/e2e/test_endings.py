"""What ends a part of the local stack ends all of it with a message; an interrupt ends it in silence."""

import os
import re
import signal
import socket
import subprocess
import sys
import textwrap
import time
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from pathlib import Path

import pytest
from articles.local import aws

from tests.support.stack import Stack, article, of_its_own

pytestmark = pytest.mark.e2e

PATIENCE = 60


def started(folder: Path, fault: str = "", port: int = 0) -> "subprocess.Popen[str]":
    """A stack of its own, in which something is not as it should be."""
    program = (
        "import sys\nfrom pathlib import Path\nfrom articles.local import run\n{}\n"
        "sys.exit(run.run(Path({!r}), {}, 0, Path({!r})))"
    )
    told = str(folder.with_suffix(".sam"))
    environment = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    return subprocess.Popen(
        [sys.executable, "-c", program.format(textwrap.dedent(fault), str(folder), port, told)],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def ended(process: "subprocess.Popen[str]") -> tuple[int, str, str]:
    """Status, output and errors of a stack when it has ended."""
    try:
        out, err = process.communicate(timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        raise
    return process.returncode, out, err


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        (
            """
            def follow(*_, **__):
                raise ValueError("\\x1b[2J boom")
            run.follow = follow
            """,
            r"the watching of .+ ended: ValueError: \\x1b\[2J boom",
        ),
        (
            """
            async def serve(*_, **__):
                raise ValueError("boom")
            run.uvicorn.Server.serve = serve
            """,
            "the server of the site ended: ValueError: boom",
        ),
        (
            """
            from articles.local.aws_http import Server
            introduced = []
            run._introduce = lambda *_: introduced.append("yes")
            def service_actions(_):
                if introduced:
                    raise ValueError("boom")
            Server.service_actions = service_actions
            """,
            "the server of the AWS services ended: ValueError: boom",
        ),
        (
            """
            import time
            from articles.local import watch
            from articles.local.aws_http import Server
            began = []
            read = watch.read
            def slowly(*arguments):
                began.append("yes")
                time.sleep(0.3)
                return read(*arguments)
            watch.read = slowly
            def service_actions(_):
                if began:
                    raise ValueError("boom")
            Server.service_actions = service_actions
            """,
            "the server of the AWS services ended: ValueError: boom",
        ),
        (
            """
            def log(*_):
                raise ValueError("boom")
            run.Terminal.log = log
            """,
            "the supervisor of a publishing process failed: ValueError: boom",
        ),
        ("run.sys.executable = '/bin/false'", "a publishing process ended with status 1, 3 times in a row"),
    ],
    ids=["watch", "site", "aws", "aws while a file is uploaded", "log", "worker"],
)
def test_a_part_that_ends_ends_the_whole_with_a_message(tmp_path: Path, fault: str, message: str) -> None:
    (tmp_path / "a.md").write_text(article("/tests/a"))
    workers = 1 if "Terminal" in fault or "executable" in fault else 0  # it starts sooner
    status, _, err = ended(started(tmp_path, f"{textwrap.dedent(fault)}\nrun._WORKERS = {workers}"))
    assert status == 1
    assert re.fullmatch(f"articles: {message}\n", err)


def test_an_output_that_nobody_reads_any_more_ends_it_too(tmp_path: Path) -> None:
    """As of `articles run | head`. What could not be written is dropped, or Python would end with another status."""
    with started(tmp_path, "run._WORKERS = 1") as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline().startswith("Site")
        process.stdout.close()
        (tmp_path / "a.md").write_text(article("/tests/a"))
        err = process.stderr.read()
    assert process.returncode == 1
    assert re.fullmatch(r"articles: .*BrokenPipeError: \[Errno 32\] Broken pipe\n", err)


def test_a_thread_of_a_worker_that_ends_is_told_of_and_ends_it() -> None:
    """A handler that exits, say, which is no error to Python. The worker is then started again."""
    fault = (
        "from articles.local import worker; worker.poll = lambda *_, **k: sys.exit(3);"
        " sys.argv = ['', *{!r}]; worker.main()"
    )
    template = Path(__file__).parents[2] / "template.yaml"
    arguments = [str(template), "http://127.0.0.1:9", "CloudFront=disabled", "SiteUrl=http://127.0.0.1:8000"]
    with subprocess.Popen(
        [sys.executable, "-c", f"import sys\n{fault.format(arguments)}"],
        stdin=subprocess.PIPE,  # it ends when that does
        stdout=subprocess.PIPE,
        text=True,
        env=aws.environment("http://127.0.0.1:9"),
    ) as process:
        assert process.stdout is not None
        out = process.stdout.read()
    assert process.returncode == 1
    assert "Function failed: SystemExit: 3" in out


class TestInterrupt:
    """An interrupt is no error, whenever it comes."""

    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        for number in range(150):
            (tmp_path / f"{number}.md").write_text(article(f"/tests/{number}"))
        return tmp_path

    @pytest.mark.parametrize(("number", "published"), [(signal.SIGINT, 60), (signal.SIGTERM, 1)])
    def test_in_the_middle_of_a_load(self, folder: Path, number: int, published: int) -> None:
        process = started(folder)
        assert process.stdout is not None
        count = 0
        for line in process.stdout:
            count += line.startswith("published")
            if count == published:
                break
        process.send_signal(number)
        status, out, err = ended(process)
        assert (status, err) == (0, "")
        assert not re.search("Traceback|error", out)

    def test_as_soon_as_it_has_started(self, tmp_path: Path) -> None:
        process = started(tmp_path, "run._WORKERS = 0")
        assert process.stdout is not None
        assert process.stdout.readline().startswith("Site")
        process.send_signal(signal.SIGINT)
        status, _, err = ended(process)
        assert (status, err) == (0, "")

    def test_while_it_starts(self, folder: Path) -> None:
        # Before this line, Python itself is starting, which no program can do anything about.
        # Whoever runs the tests in the background may have had it ignore interrupts.
        begin = (
            "import signal; signal.signal(signal.SIGINT, signal.default_int_handler);"
            "from articles.local import cli, output; print('begun', flush=True); cli.main()"
        )
        with subprocess.Popen(
            [sys.executable, "-c", begin, "run"],
            env={**os.environ, **of_its_own(folder)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        ) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == "begun\n"
            time.sleep(0.4)
            process.send_signal(signal.SIGINT)
            try:
                out, _ = process.communicate(timeout=PATIENCE)
            finally:
                process.kill()
        assert process.returncode in {0, 1, -signal.SIGINT}
        assert "Traceback" not in out


def answer(process: "subprocess.Popen[str]", port: int, path: str) -> int | None:
    """The status of the first answer that is to be had."""
    while process.poll() is None:
        connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        try:
            connection.request("GET", path)
            return connection.getresponse().status
        except ConnectionRefusedError:
            time.sleep(0.01)
        finally:
            connection.close()
    return None


def test_a_request_in_the_first_second_is_answered(tmp_path: Path) -> None:
    """It may come as soon as somebody listens, and waits until there is something to answer from."""
    paths = ["/", "/learn/nothing", "/api/articles", "/feed.atom", "/assets/x.png", "/-/LiveReload.js"]
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    process = started(tmp_path, port=port)
    with ThreadPoolExecutor(len(paths)) as pool:
        statuses = list(pool.map(lambda path: answer(process, port, path), paths))
    process.send_signal(signal.SIGINT)
    code, out, err = ended(process)
    assert (code, err) == (0, "")
    assert statuses == [200, 404, 200, 200, 404, 200]
    assert not re.search("Traceback|error", out)


def test_an_upload_in_the_first_second_is_published(tmp_path: Path) -> None:
    """The bucket is there, and tells of its objects, before anybody is answered."""
    stack = Stack(tmp_path)
    try:
        stack.upload("first.md", article("/tests/first", title="The first"))
        assert stack.shows("/tests/first", "The first")
    finally:
        assert stack.end() == 0
