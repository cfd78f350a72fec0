"""Check every page of content/ and a page of stress, served by the local stack, by tools that nobody here wrote.

    python tests/pages/check.py [CHECK...]

And look at the sites of examples/ and at sites in other languages, and open pages in a browser that are made of files
with a hostile text in every field.

Without the browsers and what else `TOOLS` names, nothing is checked, and the reason is given; in CI that is a failure,
and what Debian packages is installed first.
"""

import datetime as dt
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from articles.local.tools import environment, node_packages
from articles.publishing.reading.article import parse_article
from articles.publishing.rendering.words import words_in

from tests.support.hostile import PAYLOADS, hostile_article, lists_of, page_of, posts_of
from tests.support.interface_words import english_unlike

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
CONTENT = ROOT / "content"
# Every construct of a formula that some browser has shown otherwise than others.
STRESS = HERE / "stress.md"
EXAMPLES = {name: ROOT / "examples" / name for name in ("knowledge-base", "magazine")}

# Command and Debian package.
TOOLS = {
    "chromium": "chromium",
    "firefox-esr": "firefox-esr",
    "WebKitWebDriver": "webkit2gtk-driver",
    "Xvfb": "xvfb",
    "w3m": "w3m",
    "java": "default-jre-headless",
    "node": "nodejs",
    "npm": "npm",
}
NODE = 20

# Debian's package of a font by language, for those that not every machine has the letters of. It would draw boxes.
FONTS = {"hi": "fonts-lohit-deva", "ja": "fonts-ipafont-gothic"}

# Pages that are made from the search index: searches for nothing, something and what is not there, and lists.
_OF_INDEX = (
    *("/search", "/search?q=light", "/search?q=light&subject=physics&sort=newest", "/search?q=zyzzyva&tag=none"),
    *("/search?from=2026-01-01&to=2026-12-31", "/tags", "/tags/hash-table", "/authors", "/authors/editors", "/archive"),
)

# What a reader may look for, and where that is.
TOPICS = {
    "time dilation": "/learn/physics/questions/why-does-a-moving-clock-run-slow",
    "why is the sky blue": "/learn/physics/questions/why-is-the-sky-blue-but-the-sunset-red",
    "hash tables": "/learn/computer-science/questions/how-does-a-hash-table-find-a-key-without-searching",
    "zipf law": "/learn/linguistics/questions/what-does-zipfs-law-say-about-words",
    "euler's identity": "/learn/mathematics/questions/why-is-e-to-the-i-pi-equal-to-minus-one",
}
# Languages of sites besides that of content/, and the pages of each besides its articles.
OTHERS = {language: HERE / "languages" / language for language in ("ar", "fr", "hi", "ja")}
_OF_OTHERS = ("/", "/learn", "/archive/all", "/search", "/search?q=zyzzyva", "/tags", "/authors", "/archive")

# More articles than the home page names.
_NOTES = 40

_ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+")
_START_SECONDS = 60


def main(checks: list[str]) -> int:
    """Run the checks; the exit status is 0 if all of them passed."""
    in_ci = os.environ.get("CI") == "true"
    if in_ci:
        _install_tools()
    if reason := _missing():
        print(f"pages not checked: {reason}")  # noqa: T201 - the result
        return int(in_ci)
    node_packages(HERE)
    with _folder() as folder:
        given = {"paths": _paths(folder), "hostile": _hostile_pages(), "topics": TOPICS}
        _add_notes(folder)
        trafilatura = environment("pages", Path(sys.executable)) / "trafilatura"
        with ExitStack() as stacks:
            wanted = {check: sites for check, sites in _SITES.items() if not checks or check in checks}
            others = {
                check: {name: stacks.enter_context(_LOOKED[check](name, at)) for name, at in sites.items()}
                for check, sites in wanted.items()
            }
            return _run(folder, checks, json.dumps({**given, **others, "trafilatura": str(trafilatura)}))


@contextmanager
def _example(_: str, folder: Path) -> Iterator[dict[str, object]]:
    """A site of examples/ until the block ends, and the paths of its pages."""
    with _local_stack(folder) as site:
        articles = [each["path"] for each in _answer(f"{site}/api/articles")["articles"]]
        subjects = [f"/learn/{each['slug']}" for each in _answer(f"{site}/api/subjects")["subjects"]]
        yield {"site": site, "paths": [*_OF_OTHERS, *subjects, *articles]}


@contextmanager
def _other(language: str, folder: Path) -> Iterator[dict[str, object]]:
    """A site in another language until the block ends, and what its pages must be like."""
    articles = [parse_article(file.read_bytes(), file.name) for file in sorted(folder.glob("*.md"))]
    subject, *_ = [article.subject_slug for article in articles]
    with _local_stack(folder) as site:
        yield {
            "site": site,
            "paths": [*_OF_OTHERS, f"/learn/{subject}", *(article.path for article in articles)],
            "direction": words_in(language).direction,
            "english": english_unlike(language),
        }


# The sites that a check is about, by its name, and what they are asked for.
_SITES = {"languages": OTHERS, "examples": EXAMPLES}
_LOOKED = {"languages": _other, "examples": _example}


def _run(folder: Path, checks: list[str], given: str) -> int:
    with _local_stack(folder) as site:
        command = ["node", "check.mjs", site, *(f"--only={check}" for check in checks)]
        return subprocess.run(command, cwd=HERE, input=given, text=True, check=False).returncode


def _missing() -> str | None:
    """Why nothing can be checked here, if so."""
    if missing := [tool for tool in TOOLS if shutil.which(tool) is None]:
        return f"{', '.join(missing)} not found; Debian has {', '.join(TOOLS[tool] for tool in missing)}"
    if unwritten := [language for language in FONTS if not _has_font(language)]:
        packages = ", ".join(FONTS[language] for language in unwritten)
        return f"no font for the languages {', '.join(unwritten)} found; Debian has {packages}"
    version = subprocess.run(["node", "--version"], stdout=subprocess.PIPE, text=True, check=True).stdout.strip()
    return None if int(version.strip("v").partition(".")[0]) >= NODE else f"Node {NODE} is needed, not {version}"


def _has_font(language: str) -> bool:
    """Whether what is written in a language can be read here. The browsers bring the tool that tells."""
    listed = ["fc-list", f":lang={language}", "family"]
    return bool(subprocess.run(listed, stdout=subprocess.PIPE, check=True).stdout.strip())


def _install_tools() -> None:
    _install([package for tool, package in TOOLS.items() if shutil.which(tool) is None])
    _install([package for language, package in FONTS.items() if not _has_font(language)])


def _install(packages: list[str]) -> None:
    if packages:
        subprocess.run(["apt-get", "update", "-qq"], check=True)
        subprocess.run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages], check=True)


@contextmanager
def _folder() -> Iterator[Path]:
    """A folder of content/ and the page of stress, until the block ends."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "content"
        shutil.copytree(CONTENT, folder)
        shutil.copy(STRESS, folder)
        yield folder


def _paths(folder: Path) -> list[str]:
    """The path of every page that a folder makes: the articles', and those that list them."""
    files = sorted(folder.rglob("*.md"))
    articles = [parse_article(file.read_bytes(), file.name) for file in files]
    subjects = sorted({f"/learn/{article.subject_slug}" for article in articles if article.subject_slug})
    return ["/", "/learn", "/archive/all", *subjects, *_OF_INDEX, *(article.path for article in articles)]


def _add_notes(folder: Path) -> None:
    """Add so many articles of today that the home page has no room for others."""
    today = dt.datetime.now(dt.UTC).date()
    for number in range(_NOTES):
        front = f"title: Note {number} of the day\ndate: {today}\nsubject: Notes"
        (folder / f"note-{number}.md").write_text(
            f"---\n{front}\n---\n\nThe sky of day {number} was seen at that time.\n"
        )


def _hostile_pages() -> dict[str, str]:
    """HTML by name: a page of each hostile text, and those that list or quote all of them."""
    found = {payload: hostile_article(payload) for payload in PAYLOADS}
    articles = [article for article, _ in found.values()]
    posts = "\n".join(f"<article>{html}</article>" for html in posts_of(articles))
    pages = {payload: page_of(article, related) for payload, (article, related) in found.items()}
    return {**pages, **lists_of(articles), "feed": f"<!DOCTYPE html><title>Feed</title>{posts}"}


@contextmanager
def _local_stack(folder: Path) -> Iterator[str]:
    """Run the local stack until the block ends; yields the site's address once all files are published."""
    files = list(folder.rglob("*.md"))
    count = len(files)
    found = sum(not parse_article(file.read_bytes(), file.name).visibility.unlisted for file in files)
    articles = Path(sys.executable).with_name("articles")
    command: list[str | Path] = [articles, "run", folder, "--port", "0", "--s3-port", "0"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        watchdog = threading.Timer(_START_SECONDS, process.kill)
        watchdog.start()
        try:
            site = _started(process, count)
            _wait_for_search(site, found)
            watchdog.cancel()
            yield site
        finally:
            watchdog.cancel()
            process.terminate()


def _started(process: subprocess.Popen[str], count: int) -> str:
    """The site's address, once as many files are published."""
    assert process.stdout is not None
    site = None
    published = set()  # a page may be published again, when what its text links to is
    lines = []
    for line in process.stdout:
        lines.append(line)
        address = _ADDRESS.search(line)
        site = site or (address and address[0])
        if line.startswith("published "):
            published.add(line.split()[1])
        if site and len(published) == count:
            threading.Thread(target=process.stdout.read, daemon=True).start()
            return site
    raise SystemExit(
        f"{len(published)} of {count} files were published, and then the local stack ended:\n{''.join(lines)}"
    )


def _wait_for_search(site: str, count: int) -> None:
    """Wait until search knows as many articles, which it is told of a moment after they are live."""
    total = 0
    while total < count:
        time.sleep(0.2)
        total = _answer(f"{site}/api/search")["total"]


def _answer(address: str) -> Any:
    """The JSON that is at an address of a site."""
    with urlopen(address) as answer:
        return json.load(answer)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
