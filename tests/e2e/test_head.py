"""What a browser does with the snippet of site.yaml in the head of a page, under the policy of that page."""

import gzip
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from articles.publishing.reading.article import parse_article
from articles.publishing.reading.site import parse_site
from articles.publishing.rendering.representations import represent
from articles.publishing.rendering.settings import settings_of

from tests.support.browser import needs_chromium, shown

pytestmark = [pytest.mark.e2e, needs_chromium]

HOST, OTHER = "stats.example.org", "other.example.org"

SITE = f"""
head:
    html: |
        <script defer data-domain="notes" src="http://{HOST}/script.js"></script>
        <script src="http://{OTHER}/script.js"></script>
        <script>document.documentElement.dataset.inline = 'ran'</script>
    hosts: [{HOST}]
"""

SCRIPT = f"""
const told = document.currentScript.dataset.domain;
fetch('http://{HOST}/event?of=' + told, {{ method: 'POST', body: location.pathname }});
new Image().src = 'http://{HOST}/pixel.gif';
new Image().src = 'http://{OTHER}/pixel.gif';
fetch('http://{OTHER}/event').catch(() => {{ document.documentElement.dataset.other = 'refused' }});
const added = document.createElement('script');
added.textContent = "document.documentElement.dataset.added = 'ran'";
document.head.append(added);
"""

Answers = Mapping[str, tuple[Mapping[str, str], bytes]]


@contextmanager
def server(answers: Answers, asked: list[tuple[str, str]]) -> Iterator[int]:
    """Answer at these paths, whatever host is asked for, until the block ends; gives the port."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.respond()

        def do_POST(self) -> None:
            self.respond()

        def respond(self) -> None:
            asked.append((self.headers["host"], self.path))
            headers, body = answers.get(self.path, ({}, b""))
            self.send_response(200)
            for name, value in {**headers, "content-length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as found:
        thread = threading.Thread(target=found.serve_forever)
        thread.start()
        try:
            yield found.server_port
        finally:
            found.shutdown()
            thread.join()


def test_a_script_of_a_named_host_counts_a_visit_and_nothing_else_runs(tmp_path: Path) -> None:
    site = parse_site(SITE.encode())
    assert [(each.line, each.severity) for each in site.warnings] == [(5, "warning")]
    article = parse_article(b"---\ntitle: A\nurl: /a\n---\n\nText.\n", "a.md", site)
    rendered = represent(article, (), settings_of(site, "http://site.example")).representations
    page = next(each for each in rendered if each.kind == "html")
    headers = {"content-type": page.content_type, **page.headers}
    script = {"content-type": "text/javascript", "access-control-allow-origin": "*"}
    asked: list[tuple[str, str]] = []
    with server({"/a": (headers, gzip.decompress(page.body)), "/script.js": (script, SCRIPT.encode())}, asked) as port:
        # Any host is this server, at the port that http addresses have.
        rules = f"--host-resolver-rules=MAP *:80 127.0.0.1:{port}"
        html = shown("http://site.example/a", tmp_path, rules, "--virtual-time-budget=5000")
    assert {path for host, path in asked if host == HOST} == {"/script.js", "/event?of=notes", "/pixel.gif"}
    assert [path for host, path in asked if host == OTHER] == []
    root = html[: html.index("<head>")]
    assert 'data-inline="ran"' in root
    assert 'data-other="refused"' in root
    assert "data-added" not in root
