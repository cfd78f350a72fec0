"""A process that is started again when it dies, and ended when its owner ends."""

import subprocess
import threading
import time
from collections.abc import Callable, Sequence

from articles.local.threads import describe

# If a process ends within so many seconds, so many times in a row, another try will not help.
_EARLY = 10.0
_ATTEMPTS = 3

_PATIENCE = 5.0


class Supervisor:
    """Runs one process at a time.

    The end of its standard input tells the process to end, and that comes even if this process is killed. Its standard
    output and error output are read line by line.
    """

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        log: Callable[[str], object],
        died: Callable[[int], object],
        gave_up: Callable[[str], object],
    ) -> None:
        """Start the process.

        Args:
            name: What the process is called in a message, such as "a publishing process".
            command: The program and its arguments.
            log: Called with each line of its output.
            died: Called with the status that it ended with, before it is started again.
            gave_up: Called with the reason when it is not started again any more.
        """
        self._name = name
        self._command = command
        self._log = log
        self._died = died
        self._gave_up = gave_up
        self._ending = threading.Event()
        self._lock = threading.Lock()
        self._process = self._start()
        self._thread = threading.Thread(target=self._run, name="supervisor", daemon=True)
        self._thread.start()

    def end(self) -> None:
        """End the process, and wait until it has."""
        with self._lock:
            self._ending.set()
            process = self._process
        if process.stdin is not None:
            process.stdin.close()
        try:
            process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
        self._thread.join()

    def _run(self) -> None:
        try:
            self._supervise()
        except BaseException as error:  # noqa: BLE001 - nobody would read the process's output, and it would hang
            self._gave_up(f"the supervisor of {self._name} failed: {describe(error)}")

    def _supervise(self) -> None:
        early = 0
        while True:
            began = time.monotonic()
            with self._process as process:
                for line in process.stdout or ():
                    self._log(line.rstrip("\n"))
            status = process.returncode
            if self._ending.is_set():
                return
            early = early + 1 if time.monotonic() - began < _EARLY else 0
            if early == _ATTEMPTS:
                self._gave_up(f"{self._name} ended with status {status}, {_ATTEMPTS} times in a row")
                return
            self._died(status)
            with self._lock:
                if self._ending.is_set():
                    return
                self._process = self._start()

    def _start(self) -> subprocess.Popen[str]:
        """Start the process in a group of its own, so that only this process gets an interrupt from the keyboard."""
        return subprocess.Popen(  # noqa: S603 - a command of our own
            self._command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            process_group=0,
        )
