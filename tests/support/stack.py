"""The local stack as a process of its own: `articles run` on free ports, with a folder of its own."""

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import boto3
import httpx

ARTICLES = Path(sys.executable).with_name("articles")

# What happens in a moment takes longer where other tests run beside.
PATIENCE = 60.0

# A user's own AWS settings, which must not matter: there is no such profile.
AWS_OF_THE_USER = {"AWS_PROFILE": "nowhere", "AWS_CONFIG_FILE": "/nowhere/config", "HTTP_PROXY": "http://127.0.0.1:9"}


def of_its_own(folder: Path) -> dict[str, str]:
    """The environment of a stack that is in no other's way."""
    return {"CONTENT": str(folder), "PORT": "0", "S3_PORT": "0", "SAM_LOCAL": str(folder.with_suffix(".sam"))}


class Stack:
    """A running local stack.

    Attributes:
        folder: The folder that it follows.
        process: Its process.
        lines: What it has printed.
        site: Address of the site.
        endpoint: Address of the AWS services.
    """

    def __init__(
        self, folder: Path, environment: Mapping[str, str] = AWS_OF_THE_USER, articles: Path = ARTICLES
    ) -> None:
        self.folder = folder
        self.lines: list[str] = []
        kept = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
        self.process = subprocess.Popen(
            [articles, "run"],
            env={**kept, **of_its_own(folder), **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self._reader = threading.Thread(target=self._read)
        self._reader.start()
        try:
            self.site = self.wait_for(r"Site +(http://127\.0\.0\.1:\d+)")[1]
            self.endpoint = self.wait_for(r"Bucket +articles at (http://127\.0\.0\.1:\d+)")[1]
        except AssertionError:
            self.process.kill()
            raise
        self.s3: Any = boto3.client(
            "s3",
            endpoint_url=self.endpoint,
            region_name="us-east-1",
            aws_access_key_id="local",
            aws_secret_access_key="local",
        )
        self.http = httpx.Client(base_url=self.site, timeout=30, trust_env=False)

    def _read(self) -> None:
        with self.process as process:
            for line in process.stdout or ():
                self.lines.append(line.rstrip("\n"))

    def wait_for(self, pattern: str) -> re.Match[str]:
        """The first line that matches, as soon as it is there."""
        found: list[re.Match[str]] = []

        def look() -> bool:
            found.extend(match for line in self.lines.copy() if (match := re.fullmatch(pattern, line)))
            return bool(found) or not self._reader.is_alive()

        eventually(look)
        assert found, f"no line {pattern!r} in:\n" + "\n".join(self.lines)
        return found[0]

    def upload(self, key: str, text: str) -> None:
        """Upload a file, as a person does with any client."""
        self.s3.put_object(Bucket="articles", Key=key, Body=text.encode())

    def get(self, path: str, **headers: str) -> httpx.Response:
        """What the site answers."""
        return self.http.get(path, headers=headers)

    def shows(self, path: str, text: str) -> bool:
        """Whether a page comes to show a text."""
        return eventually(lambda: text in self.get(path).text)

    def answers(self, path: str, status: int) -> bool:
        """Whether a path comes to be answered with a status."""
        return eventually(lambda: self.get(path).status_code == status)

    def processes(self, command: str = "") -> set[int]:
        """The stack's processes; with a command, those whose command line has it."""
        columns = ["ps", "-A", "-ww", "-o", "pid=,ppid=,args="]
        listing = subprocess.run(columns, capture_output=True, text=True, check=True)
        rows = [line.split(maxsplit=2) for line in listing.stdout.splitlines()]
        parents = {int(pid): int(parent) for pid, parent, *_ in rows}
        family = {self.process.pid} & parents.keys()
        while more := {child for child, parent in parents.items() if parent in family} - family:
            family |= more
        return family & {int(pid) for pid, _, *arguments in rows if command in " ".join(arguments)}

    def end(self, number: int = signal.SIGINT) -> int:
        """End the stack; gives its exit status."""
        self.http.close()
        self.s3.close()
        self.process.send_signal(number)
        self._reader.join(PATIENCE)
        return self.process.wait(PATIENCE)


def eventually(condition: Callable[[], bool], seconds: float = PATIENCE, pause: float = 0.02) -> bool:
    """Whether something comes to hold in time.

    It is looked at again after a pause; what takes seconds is looked at less often, since others need the processor.
    """
    began = time.monotonic()
    while not condition():
        waited = time.monotonic() - began
        if waited > seconds:
            return False
        time.sleep(max(pause, waited / 20))
    return True


def article(path: str, title: str = "Title", answer: str = "An answer.", related: tuple[str, ...] = ()) -> str:
    """An article file."""
    links = "".join(
        f"related_article{number}:\n  id: {number}\n  title: {link}\n  subject: Tests\n  url: {link}\n"
        for number, link in enumerate(related, start=1)
    )
    head = f"title: {title}\nquestion: {title}\nsubject: Tests\ndate: 2025-02-06\nurl: {path}\n"
    return f"---\n{head}{links}---\n{answer}\n"
