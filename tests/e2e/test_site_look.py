"""What a browser makes of the look and the snippet that site.yaml gives a page, under the policy of that page."""

import gzip
import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from articles.publishing.reading.article import parse_article
from articles.publishing.reading.site import SiteFile, parse_site
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


def page_of(site: SiteFile) -> tuple[Mapping[str, str], bytes]:
    """The headers and the HTML of a page of a site."""
    article = parse_article(b"---\ntitle: A\nurl: /a\n---\n\n[Text](https://example.org/).\n", "a.md", site)
    rendered = represent(article, (), settings_of(site, "http://site.example")).representations
    page = next(each for each in rendered if each.kind == "html")
    return {"content-type": page.content_type, **page.headers}, gzip.decompress(page.body)


def test_a_script_of_a_named_host_counts_a_visit_and_nothing_else_runs(tmp_path: Path) -> None:
    site = parse_site(SITE.encode())
    assert [(each.line, each.severity) for each in site.warnings] == [(5, "warning")]
    script = {"content-type": "text/javascript", "access-control-allow-origin": "*"}
    asked: list[tuple[str, str]] = []
    with server({"/a": page_of(site), "/script.js": (script, SCRIPT.encode())}, asked) as port:
        # Any host is this server, at the port that http addresses have.
        rules = f"--host-resolver-rules=MAP *:80 127.0.0.1:{port}"
        html = shown("http://site.example/a", tmp_path, rules, "--virtual-time-budget=5000")
    assert {path for host, path in asked if host == HOST} == {"/script.js", "/event?of=notes", "/pixel.gif"}
    assert [path for host, path in asked if host == OTHER] == []
    root = html[: html.index("<head>")]
    assert 'data-inline="ran"' in root
    assert 'data-other="refused"' in root
    assert "data-added" not in root


LOOK = """
colors: {light: {paper: "#ffffff", accent: "#0b57a4"}}
fonts: {text: mono}
width: 50
logo: /assets/logo.svg
navigation: [{One: /one}, {More: [{Two: /two}]}]
head:
    html: |
        <script>
        addEventListener('load', () => {
            const shown = document.documentElement.dataset, find = (what) => document.querySelector(what);
            const style = (what) => getComputedStyle(find(what));
            shown.accent = style('.answer a').color;
            shown.paper = style('html').backgroundColor;
            shown.font = style('body').fontFamily.split(',')[0];
            shown.width = style('body').maxWidth;
            shown.logo = find('.site-name img').naturalWidth;
            shown.folded = find('nav details li').checkVisibility();
            find('nav summary').click();
            shown.opened = find('nav details li').checkVisibility();
        });
        </script>
"""
LOGO = b'<svg xmlns="http://www.w3.org/2000/svg" width="120" height="30"><rect width="120" height="30"/></svg>'


def test_the_look_of_a_site_is_what_a_browser_shows(tmp_path: Path) -> None:
    answers = {"/a": page_of(parse_site(LOOK.encode())), "/assets/logo.svg": ({"content-type": "image/svg+xml"}, LOGO)}
    with server(answers, []) as port:
        html = shown(f"http://127.0.0.1:{port}/a", tmp_path, "--virtual-time-budget=5000")
    found = dict(re.findall(r'data-(\w+)="([^"]*)"', html[: html.index("<head>")]))
    assert found == {
        "accent": "rgb(11, 87, 164)",
        "paper": "rgb(255, 255, 255)",
        "font": "ui-monospace",
        "width": "800px",
        "logo": "120",
        "folded": "false",
        "opened": "true",
    }
