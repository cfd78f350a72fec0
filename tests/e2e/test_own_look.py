"""What site.yaml and the folder site/ alone make of a site, in an open browser: its look, its words, its errors."""

import json
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from queue import Empty, Queue
from threading import Thread
from typing import Any

import pytest

from tests.support.browser import command, needs_chromium
from tests.support.samples import font
from tests.support.stack import PATIENCE, Stack

pytestmark = [pytest.mark.e2e, needs_chromium]

HOST = "stats.example.org"
LOGO = '<svg xmlns="http://www.w3.org/2000/svg" width="120" height="30"><rect width="120" height="30"/></svg>'

# It counts visits without cookies: what it sees of the page is what it tells the host from which it comes.
SCRIPT = f"""
const see = (what) => document.querySelector(what);
const tell = () => {{
    const overlay = see('#live-reload-problems');
    navigator.sendBeacon('http://{HOST}/visit', JSON.stringify({{
        path: location.pathname,
        title: document.title,
        language: document.documentElement.lang,
        direction: getComputedStyle(document.body).direction,
        name: see('.site-name img')?.alt,
        logo: see('.site-name img')?.naturalWidth,
        accent: getComputedStyle(see('.answer a')).color,
        spacing: getComputedStyle(see('.masthead')).letterSpacing,
        fonts: [...document.fonts].filter((each) => each.status == 'loaded').map((each) => each.family),
        navigation: see('nav').textContent.trim(),
        imprint: see('footer').textContent,
        search: see('.search input').placeholder,
        cookies: document.cookie,
        problems: overlay ? overlay.shadowRoot.textContent : '',
    }}));
}};
addEventListener('load', () => document.fonts.ready.then(() => setTimeout(tell, 100)));
new MutationObserver(() => setTimeout(tell, 50)).observe(document.documentElement, {{ childList: true }});
"""
SITE = """\
name: Cuisine
language: fr
logo: site/logo.svg
colors: {light: {accent: "#0b57a4"}, dark: {accent: "#0b57a4"}}
fonts: {text: "site/fonts/own.woff2, serif"}
navigation: [{Recettes: /a}]
footer: [{Mentions légales: /a}]
errors: {not_found: {title: Rien ici, text: Cherchez encore.}}
home: introduction
head: {html: '<script defer src="http://stats.example.org/visit.js"></script>', hosts: [stats.example.org]}
"""
STYLE = ".masthead { letter-spacing: 3px }\n"
WORDS = "search: Chercher une recette\n"
PAGE = "---\ntitle: Pourquoi\nurl: /a\ndate: 2025-02-06\n---\n\nVoir [b](https://example.org/), et $x$.\n"
HOME = "---\ntitle: Bienvenue\nurl: /\n---\n\nUne introduction.\n"


@dataclass
class Open:
    """A stack with a page of it open in a browser.

    Attributes:
        stack: The stack.
        told: What the page has told its host, the oldest first.
    """

    stack: Stack
    told: Queue[dict[str, Any]] = field(default_factory=Queue)

    def put(self, name: str, content: str | bytes) -> None:
        """Save a file of the folder."""
        file = self.stack.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())

    def sees(self, **wanted: Any) -> dict[str, Any]:
        """Wait until the page is so; patterns for texts. Returns all that it told then."""
        last: dict[str, Any] = {}
        while True:
            try:
                last = self.told.get(timeout=PATIENCE)
            except Empty:
                raise AssertionError(f"the page is never {wanted}; the last one is {last}") from None
            if all(re.search(f"{each}", f"{last[name]}") for name, each in wanted.items()):
                return last


@pytest.fixture
def page(tmp_path: Path) -> Iterator[Open]:
    """A site of its own settings and files alone, whose page is open."""
    folder = tmp_path / "content"
    files = {"site.yaml": SITE, "a.md": PAGE, "index.md": HOME, "site/style.css": STYLE, "site/words/fr.yaml": WORDS}
    for name, text in {**files, "site/logo.svg": LOGO}.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    (folder / "site/fonts").mkdir()
    (folder / "site/fonts/own.woff2").write_bytes(font())
    told: Queue[dict[str, Any]] = Queue()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("content-type", "text/javascript")
            self.send_header("content-length", str(len(SCRIPT.encode())))
            self.end_headers()
            self.wfile.write(SCRIPT.encode())

        def do_POST(self) -> None:
            told.put(json.loads(self.rfile.read(int(self.headers["content-length"]))))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    stack = Stack(folder)
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as host:
        thread = Thread(target=host.serve_forever)
        thread.start()
        try:
            stack.wait_for(r"published +/a .*")
            rules = f"--host-resolver-rules=MAP {HOST} 127.0.0.1:{host.server_port}"
            arguments = command(tmp_path / "profile", rules, "--remote-debugging-port=0", f"{stack.site}/a")
            with subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as browser:
                try:
                    yield Open(stack, told)
                finally:
                    browser.kill()
        finally:
            host.shutdown()
            thread.join()
            stack.end()


def test_a_site_is_its_own_by_settings_and_files_alone(page: Open) -> None:
    seen = page.sees(spacing="3px", logo="120", fonts="site serif", search="Chercher une recette")
    assert (seen["name"], seen["language"], seen["direction"]) == ("Cuisine", "fr", "ltr")
    assert seen["accent"] == "rgb(11, 87, 164)"
    assert seen["navigation"] == "Recettes"
    assert "Mentions légales" in seen["imprint"]
    assert seen["cookies"] == ""
    missing = page.stack.get("/nothing", accept="text/html")
    assert missing.status_code == 404
    assert "<h1>Rien ici</h1>" in missing.text
    assert "Chercher une recette" in missing.text
    assert "Une introduction." in page.stack.get("/", accept="text/html").text
    page.put("site/style.css", ".masthead { letter-spacing: 5px }\n")
    page.sees(spacing="5px")
    page.put("site.yaml", SITE.replace("language: fr", "language: ar"))
    assert page.sees(direction="rtl")["language"] == "ar"


def test_what_is_broken_takes_nothing_down_and_is_told_in_the_open_page_until_it_is_mended(page: Open) -> None:
    page.sees(spacing="3px", search="Chercher une recette")
    for name, broken, good, place in (
        ("site/style.css", ".masthead { letter-spacing: 5px", STYLE, r"site/style\.css:1:11.* is missing"),
        ("site.yaml", "time_zone: Mars\n", SITE, r"site\.yaml:1:12.*not a time zone"),
        ("site/words/fr.yaml", "search: '{x}'\n", WORDS, r"fr\.yaml:1:9.*no placeholder"),
        ("a.md", "---\ntitle: A: b\n---\n", PAGE, r"a\.md:2:9.*colon"),
    ):
        page.put(name, broken)
        seen = page.sees(problems=place)
        assert (seen["spacing"], seen["search"], seen["name"]) == ("3px", "Chercher une recette", "Cuisine")
        assert page.stack.get("/a").status_code == 200
        page.put(name, good)
        page.sees(problems="^$")
