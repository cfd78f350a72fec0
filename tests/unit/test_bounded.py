"""What a worker does not come back from is a problem of the file that it worked on, and never of the next."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from articles.publishing.errors import ArticleError, Problem
from articles.publishing.running.bounded import Bounded, Limits, WorkerError, spawn

from tests.support import work

ROOT = Path(__file__).parents[2]
SHORT = Limits(seconds=0.3, patience=20, megabytes=100)


@pytest.fixture(scope="module")
def bounded() -> Iterator[Bounded]:
    """Workers of a fork server that was started beside the threads of this process."""
    bounded = Bounded(SHORT, spawn)
    yield bounded
    bounded.close()


def problem_of(bounded: Bounded, function: Callable[..., Any], *arguments: Any) -> Problem:
    with pytest.raises(ArticleError) as raised:
        bounded(function, *arguments)
    (problem,) = raised.value.problems
    assert bounded(os.getpid) != os.getpid(), "the next job finds no worker"
    return problem


def test_a_function_is_called_in_another_process_which_stays(bounded: Bounded) -> None:
    assert bounded(divmod, 7, 2) == (3, 1)
    assert bounded(sorted, [1, 2], reverse=True) == [2, 1]
    assert os.getpid() != bounded(os.getpid) == bounded(os.getpid)


def test_large_arguments_and_results_come_through(bounded: Bounded) -> None:
    text = os.urandom(10_000_000)
    assert bounded(bytes, text) == text


@pytest.mark.parametrize("function", [work.loop, work.loop_in_a_library])
def test_what_takes_too_long_is_given_up(bounded: Bounded, function: Callable[[], object]) -> None:
    began = time.monotonic()
    problem = problem_of(bounded, function)
    assert time.monotonic() - began < SHORT.patience / 2, "nobody looks at the processor time"
    assert (problem.code, problem.severity) == ("too-slow", "error")
    assert "more than 0.3 s" in problem.message


def test_time_is_counted_anew_for_each_job(bounded: Bounded) -> None:
    deadline = time.monotonic() + 20
    spent = 0.0
    worker = bounded(os.getpid)
    while spent < 2 * SHORT.seconds:
        assert time.monotonic() < deadline
        bounded(sum, range(300_000))
        spent = bounded(time.process_time)
    assert bounded(os.getpid) == worker


def test_a_job_that_waits_for_ever_is_given_up_too() -> None:
    bounded = Bounded(Limits(seconds=5, patience=0.5, megabytes=100), spawn)
    assert problem_of(bounded, work.sleep).code == "too-slow"
    bounded.close()


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="this system does not limit memory")
@pytest.mark.parametrize("function", [work.grow, work.grow_at_once])
def test_what_takes_too_much_memory_is_given_up(bounded: Bounded, function: Callable[[], object]) -> None:
    problem = problem_of(bounded, function)
    assert (problem.code, problem.severity) == ("too-large", "error")
    assert "more than 100 MB" in problem.message


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="this system does not limit memory")
def test_a_worker_that_kept_memory_is_replaced_so_that_the_next_job_has_all_of_it(bounded: Bounded) -> None:
    small = bounded(work.keep, 10)
    assert bounded(work.keep, 40) == small
    assert bounded(work.keep, 80) != small
    assert bounded(work.keep, 80) != small


@pytest.mark.parametrize("number", [signal.SIGSEGV, signal.SIGABRT, signal.SIGBUS, signal.SIGILL, signal.SIGFPE])
def test_a_crash_is_a_problem_of_the_file(bounded: Bounded, number: signal.Signals) -> None:
    problem = problem_of(bounded, work.end_by, number)
    assert problem.code == "crash"
    assert number.name in problem.message


def test_a_library_that_aborts_for_lack_of_memory_is_known_by_how_much_it_has(bounded: Bounded) -> None:
    assert problem_of(bounded, work.grow_and_abort, 10).code == "crash"
    assert problem_of(bounded, work.grow_and_abort, 80).code == "too-large"


def test_so_is_the_end_of_the_stack(bounded: Bounded) -> None:
    assert problem_of(bounded, work.overflow).code == "crash"


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_a_worker_that_somebody_else_ended_is_no_problem_of_the_file(bounded: Bounded, how: signal.Signals) -> None:
    with pytest.raises(WorkerError):
        bounded(work.end_by, how)
    worker = bounded(os.getpid)
    os.kill(worker, how)
    with pytest.raises(WorkerError):
        bounded(os.getpid)
    assert bounded(os.getpid) not in (worker, os.getpid())


def test_so_is_one_that_ended_by_itself(bounded: Bounded) -> None:
    with pytest.raises(WorkerError):
        bounded(work.leave)
    assert bounded(abs, -1) == 1


def test_an_error_is_raised_here_and_says_where_it_was(bounded: Bounded) -> None:
    with pytest.raises(ValueError, match="what went wrong") as raised:
        bounded(work.fail, "what went wrong")
    assert "in fail" in "".join(raised.value.__notes__)


@pytest.mark.parametrize(("function", "name"), [(work.fail_locally, "_LocalError"), (work.panic, "KeyboardInterrupt")])
def test_an_error_that_cannot_come_through_is_told_by_name(
    bounded: Bounded, function: Callable[[], object], name: str
) -> None:
    with pytest.raises(RuntimeError, match=name) as raised:
        bounded(function)
    assert f"in {function.__name__}" in "".join(raised.value.__notes__)
    assert bounded(abs, -1) == 1


def test_what_an_author_is_told_comes_through_as_it_is(bounded: Bounded) -> None:
    with pytest.raises(ArticleError) as here:
        work.refuse()
    with pytest.raises(ArticleError) as raised:
        bounded(work.refuse)
    assert raised.value.problems == here.value.problems
    assert str(raised.value) == str(here.value)


def test_what_cannot_be_sent_to_a_worker_is_an_error(bounded: Bounded) -> None:
    with pytest.raises(Exception, match="pickle"):
        bounded(lambda: 1)
    assert bounded(abs, -1) == 1


def test_an_interrupted_call_leaves_no_answer_for_the_next(bounded: Bounded, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_: object) -> object:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("articles.publishing.running.fork_server.receive", interrupted)
        with pytest.raises(KeyboardInterrupt):
            bounded(abs, -1)
    assert bounded(abs, -2) == 2


def test_threads_take_turns(bounded: Bounded) -> None:
    results: dict[int, int] = {}
    threads = [
        threading.Thread(target=lambda each=each: results.update({each: bounded(pow, each, 2)})) for each in range(20)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == {each: each**2 for each in range(20)}


def test_a_worker_keeps_no_handler_of_signals(bounded: Bounded) -> None:
    assert bounded(work.handlers) == (signal.SIG_IGN, signal.SIG_DFL)


def test_a_fork_server_that_was_ended_is_replaced() -> None:
    bounded = Bounded(SHORT, spawn)
    worker = bounded(os.getpid)
    os.kill(bounded._server[0], signal.SIGKILL)
    assert bounded(os.getpid) == worker
    with pytest.raises(WorkerError):
        bounded(work.end_by, signal.SIGSEGV)
    assert bounded(os.getpid) != worker
    assert problem_of(bounded, work.loop).code == "too-slow"
    bounded.close()


# As functions do it: forked from a process without threads, which then does something else.

FORKED = """
import os, socket, sys, threading
from articles.publishing.running.bounded import Bounded, Limits
from articles.publishing.errors import ArticleError
from tests.support import work

print("begun", flush=True)
sys.stdout.write("kept back until the end\\n")
inherited = len(work.open_descriptors())
bounded = Bounded(Limits(seconds=0.3, patience=20, megabytes=100))
connection = socket.socket()
threading.Thread(target=threading.Event().wait, daemon=True).start()
bounded(work.print_something)
for each in (work.loop_in_a_library, work.grow_at_once, work.overflow):
    try:
        bounded(each)
    except ArticleError as error:
        print(error.problems[0].code)
print(bounded(os.getppid) == bounded._server[0], len(bounded(work.open_descriptors)) - inherited)
bounded.close()
connection.close()
"""


def run_forked(code: str, **options: Any) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-W", "error", "-c", code],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **options,
    )


def test_a_forked_worker_writes_nothing_and_reads_nothing() -> None:
    with run_forked(FORKED) as process:
        output, errors = process.communicate("for the parent", timeout=60)
    assert output.splitlines() == ["begun", "kept back until the end", "too-slow", "too-large", "crash", "True 1"]
    assert errors == ""
    assert process.returncode == 0


ENDLESS = """
import os, threading
from articles.publishing.running.bounded import Bounded, LIMITS
from tests.support import work

bounded = Bounded(LIMITS)
print(bounded._server[0], bounded(os.getpid), flush=True)
bounded(work.{work})
"""


@pytest.mark.parametrize("job", ["sleep", "loop"])
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_worker_and_fork_server_end_with_the_process_that_publishes(how: signal.Signals, job: str) -> None:
    with run_forked(ENDLESS.format(work=job), start_new_session=True) as process:
        assert process.stdout is not None
        processes = [int(each) for each in process.stdout.readline().split()]
        time.sleep(0.1)
        if how is signal.SIGINT:
            os.killpg(process.pid, how)  # as the terminal does, to all of them
        else:
            process.send_signal(how)
        _, errors = process.communicate(timeout=30)
    deadline = time.monotonic() + 5
    while any(map(exists, processes)):
        assert time.monotonic() < deadline, "it outlives the process"
        time.sleep(0.01)
    assert errors.count("Traceback") == (1 if how is signal.SIGINT else 0)  # the parent's own


def exists(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
