"""Chromium, as a reader or an author has it, opening a page."""

import json
import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from queue import Queue
from urllib.parse import urlencode

import pytest

CHROMIUM = shutil.which("chromium")
PATIENCE = 120

# In CI it has to be there: `make check-pages` installs it.
needs_chromium = pytest.mark.skipif(
    CHROMIUM is None and os.environ.get("CI") != "true", reason="chromium not found; Debian has chromium"
)


def command(profile: Path, *arguments: str) -> list[str]:
    """What starts Chromium without a window, and with a profile of its own."""
    assert CHROMIUM is not None, "chromium not found; Debian has chromium"
    return [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={profile}", *arguments]


def shown(url: str, profile: Path, *arguments: str) -> str:
    """What Chromium shows at an address, as HTML."""
    found = subprocess.run(
        command(profile, *arguments, "--dump-dom", url), capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    return found.stdout


class OtherSite:
    """A site of one page on a port of its own, which posts results to it."""

    def __init__(self, page: bytes) -> None:
        self.results: Queue[dict[str, str]] = Queue()
        results = self.results

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.answer(page)

            def do_POST(self) -> None:
                results.put(json.loads(self.rfile.read(int(self.headers["content-length"]))))
                self.answer(b"")

            def answer(self, body: bytes) -> None:
                self.send_response(200)
                self.send_header("content-type", "text/html; charset=utf-8")
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)

    def results_in(self, host: str, profile: Path, **parameters: str) -> dict[str, str]:
        """What the page posts when Chromium opens it by this name of the host."""
        url = f"http://{host}:{self.server.server_port}/?{urlencode(parameters)}"
        with subprocess.Popen(command(profile, url), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
            try:
                return self.results.get(timeout=PATIENCE)
            finally:
                process.terminate()


@contextmanager
def other_site(page: Path) -> Iterator[OtherSite]:
    """Serve a page until the block ends."""
    site = OtherSite(page.read_bytes())
    thread = threading.Thread(target=site.server.serve_forever)
    thread.start()
    try:
        yield site
    finally:
        site.server.shutdown()
        thread.join()
        site.server.server_close()
