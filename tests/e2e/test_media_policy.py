"""What a browser does with a picture, a recording or a document that is opened by itself, under its policy."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from articles.common.http_edge import MEDIA_POLICY

from tests.support.browser import needs_chromium, shown

pytestmark = [pytest.mark.e2e, needs_chromium]

# Whatever runs asks for a path that begins with /ran; whatever is fetched from elsewhere asks another site.
SVG = """<svg xmlns="http://www.w3.org/2000/svg" width="300" height="300" onload="new Image().src='/ran?onload'">
<style>
@import url("ELSEWHERE/import.css");
@font-face { font-family: x; src: url("ELSEWHERE/font.woff2") }
text { font-family: x } circle { fill: url("ELSEWHERE/paint.svg#p") }
</style>
<script>new Image().src = '/ran?script'; fetch('/ran?fetch')</script>
<text y="20">Hello</text>
<image href="ELSEWHERE/picture.png" width="10" height="10"/>
<circle r="5"/>
<animate attributeName="x" dur="1s" onbegin="new Image().src='/ran?animation'"/>
<foreignObject width="100" height="100"><body xmlns="http://www.w3.org/1999/xhtml">
<iframe src="ELSEWHERE/frame"/><iframe src="/ran?frame"/><img src="/none.png" onerror="new Image().src='/ran?error'"/>
<video src="ELSEWHERE/video.mp4" autoplay=""/><link rel="stylesheet" href="ELSEWHERE/link.css"/>
</body></foreignObject>
</svg>"""
RUN = {f"/ran?{what}" for what in ("onload", "script", "fetch", "animation", "frame", "error")}

PDF = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj
trailer<</Size 4/Root 1 0 R>>
%%EOF"""

TYPES = {"svg": "image/svg+xml", "pdf": "application/pdf", "mp4": "video/mp4"}


class Site:
    """A site with a file of each kind, and what it was asked for.

    Attributes:
        asked: The paths that it was asked for, with the value of `Range` if there was one.
    """

    def __init__(self, policy: str | None, elsewhere: str = "") -> None:
        self.asked: list[tuple[str, str | None]] = []
        files = {"svg": SVG.replace("ELSEWHERE", elsewhere).encode(), "pdf": PDF, "mp4": b"\0" * 1000}
        asked = self.asked

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                asked.append((self.path, self.headers.get("range")))
                body = files.get(self.path.removeprefix("/a."))
                self.send_response(404 if body is None else 200)
                if body is not None:
                    self.send_header("content-type", TYPES[self.path.removeprefix("/a.")])
                    self.send_header("x-content-type-options", "nosniff")
                    if policy is not None:
                        self.send_header("content-security-policy", policy)
                self.send_header("content-length", str(len(body or b"")))
                self.end_headers()
                self.wfile.write(body or b"")

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"


@contextmanager
def sites(policy: str | None) -> Iterator[tuple[Site, Site]]:
    """A site with this policy, and another one that its SVG names, until the block ends."""
    elsewhere = Site(None)
    site = Site(policy, elsewhere.url)
    threads = [threading.Thread(target=each.server.serve_forever) for each in (site, elsewhere)]
    for thread in threads:
        thread.start()
    try:
        yield site, elsewhere
    finally:
        for each in (site, elsewhere):
            each.server.shutdown()
            each.server.server_close()
        for thread in threads:
            thread.join()


@pytest.mark.parametrize(("policy", "runs"), [(MEDIA_POLICY, False), (None, True)], ids=["policy", "without"])
def test_nothing_in_a_drawing_runs_and_nothing_is_fetched_from_elsewhere(
    policy: str | None, runs: bool, tmp_path: Path
) -> None:
    with sites(policy) as (site, elsewhere):
        html = shown(f"{site.url}/a.svg", tmp_path, "--virtual-time-budget=5000")
        asked = {path for path, _ in site.asked}
        assert "Hello" in html
        assert asked & RUN == (RUN if runs else set())
        assert bool(elsewhere.asked) is runs


def test_a_recording_is_played(tmp_path: Path) -> None:
    with sites(MEDIA_POLICY) as (site, _):
        shown(f"{site.url}/a.mp4", tmp_path)
        assert ("/a.mp4", "bytes=0-") in site.asked, "the player asks for itself"
    with sites("default-src 'none'") as (site, _):
        shown(f"{site.url}/a.mp4", tmp_path)
        assert ("/a.mp4", "bytes=0-") not in site.asked


def test_a_document_is_shown(tmp_path: Path) -> None:
    pages = []
    for policy in (MEDIA_POLICY, None):
        with sites(policy) as (site, _):
            pages.append(shown(f"{site.url}/a.pdf", tmp_path).replace(site.url, ""))
    assert "<body" in pages[0], "the viewer's own page, of which newer versions of Chromium tell no more"
    assert pages[0] == pages[1], "the policy is in the viewer's way"
