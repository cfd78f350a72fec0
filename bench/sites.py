"""The same articles as sites of generators: Hugo, Eleventy and Pelican, each set up to do as little as it can.

They write one page for each article, with its title, date and text in a template of a few lines: no list, no feed, no
sitemap, no theme.
"""

import functools
import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path

from articles.local.errors import LocalError
from articles.local.tools import ENVIRONMENTS, ROOT, alone, node_packages, run
from articles.publishing.reading.article import Article, parse_article

from bench.environments import commands

CONTENT = ROOT / "content"
CORPUS = ROOT.parent / "shared" / "corpus"

_ELEVENTY = ENVIRONMENTS / "eleventy"
_ELEVENTY_LOCK = ROOT / "bench" / "eleventy"
_DESCRIPTION = "description"

Command = list[str | Path]


@dataclass(frozen=True, slots=True)
class Generator:
    """A generator of static sites.

    Attributes:
        name: Its name.
        configure: Writes what a site in a folder needs besides its articles.
        page: The file of an article, and its text, for the folder of articles and a name.
        build: The command that builds the site in a folder, whatever was built before.
        rebuild: The command that builds it again, in the way that is fastest after one change.
        watch: The command that builds it and does so after each change, as long as it runs.
        output: Where it puts the page of a name.
    """

    name: str
    configure: Callable[[Path], None]
    page: Callable[[str, Article], str]
    build: Command
    rebuild: Command
    watch: Command
    output: str


def articles(folder: Path) -> list[Article]:
    """The articles of a folder.

    Raises:
        LocalError: There are none.
    """
    files = sorted(folder.rglob("*.md"))
    if not files:
        raise LocalError(f"{folder} has no articles")
    return [parse_article(file.read_bytes(), file.name) for file in files]


def write_site(generator: Generator, folder: Path, source: Sequence[Article], count: int) -> None:
    """A site of so many articles, made of those of the source over and over."""
    pages = folder / "content"
    pages.mkdir(parents=True)
    generator.configure(folder)
    for number, article in enumerate(islice(cycle(source), count)):
        (pages / f"{name(number)}.md").write_text(generator.page(name(number), article), encoding="utf-8")


def name(number: int) -> str:
    """The name of an article of a site."""
    return f"article-{number:06}"


def build(command: Command, folder: Path) -> None:
    """Run a generator in the folder of its site.

    Raises:
        LocalError: It failed.
    """
    done = subprocess.run(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if done.returncode != 0:
        raise LocalError(f"{command[0]} ended with status {done.returncode}\n{done.stdout}")


@contextmanager
def watching(generator: Generator, folder: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """Have a generator follow the folder of its site until the block ends; yields its process."""
    with subprocess.Popen(
        generator.watch, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ, "CI": "1"}
    ) as process:
        try:
            yield process
        finally:
            process.terminate()


@functools.cache
def generators() -> tuple[Generator, ...]:
    """The generators, installed.

    Raises:
        LocalError: They cannot be installed.
    """
    return (_hugo(), _eleventy(), _pelican())


def generator_versions() -> dict[str, str]:
    """The versions of the generators that are not Python packages."""
    found = json.loads((_ELEVENTY / "node_modules" / "@11ty" / "eleventy" / "package.json").read_text(encoding="utf-8"))
    return {"Eleventy": found["version"], "Node.js": run(["node", "--version"]).strip().removeprefix("v")}


def _hugo() -> Generator:
    # The command of the package is a script in Python, which starts this.
    (binary,) = commands().parent.glob("lib/python*/site-packages/hugo/binaries/hugo")

    def configure(folder: Path) -> None:
        kinds = '["404", "home", "RSS", "robotsTXT", "section", "sitemap", "taxonomy", "term"]'
        (folder / "hugo.toml").write_text(f'baseURL = "https://www.example.org/"\ndisableKinds = {kinds}\n')
        (folder / "layouts").mkdir()
        (folder / "layouts" / "page.html").write_text(
            _html("{{ .Title }}", "{{ .Description }}", '{{ .Date.Format "2006-01-02" }}', "{{ .Content }}")
        )

    command: Command = [binary, "--quiet"]
    return Generator(
        "Hugo",
        configure,
        _with_front_matter,
        build=command,
        rebuild=command,  # it has no incremental build but the watching one
        watch=[*command, "--watch"],
        output="public/{}/index.html",
    )


def _eleventy() -> Generator:
    with alone(_ELEVENTY):
        shutil.copytree(_ELEVENTY_LOCK, _ELEVENTY, dirs_exist_ok=True)
        node_packages(_ELEVENTY)

    def configure(folder: Path) -> None:
        # A layout in JavaScript and articles without a template engine are what takes it the least.
        (folder / "eleventy.config.js").write_text(
            'const dir = { input: "content", includes: "../includes" };\n'
            "export default () => ({ dir, markdownTemplateEngine: false });\n"
        )
        (folder / "package.json").write_text('{"type": "module"}')
        (folder / "includes").mkdir()
        template = _html("${d.title}", "${d.description}", "${d.date}", "${d.content}")
        (folder / "includes" / "page.11ty.js").write_text(f"export const render = (d) => `{template}`")
        (folder / "content" / "content.11tydata.json").write_text('{"layout": "page.11ty.js"}')

    command: Command = ["node", _ELEVENTY / "node_modules" / "@11ty" / "eleventy" / "cmd.cjs", "--quiet"]
    return Generator(
        "Eleventy",
        configure,
        _with_front_matter,
        build=command,
        rebuild=[*command, "--incremental"],
        watch=[*command, "--incremental", "--watch"],
        output="_site/{}/index.html",
    )


def _pelican() -> Generator:
    def configure(folder: Path) -> None:
        nothing = ["ARCHIVES", "AUTHOR", "AUTHORS", "CATEGORIES", "CATEGORY", "DRAFT", "TAG", "TAGS"]
        feeds = ["FEED_ALL_ATOM", "CATEGORY_FEED_ATOM", "TRANSLATION_FEED_ATOM", "AUTHOR_FEED_ATOM", "AUTHOR_FEED_RSS"]
        settings = [
            'PATH, OUTPUT_PATH, THEME = "content", "output", "theme"',
            'SITEURL, TIMEZONE, DEFAULT_LANG = "https://www.example.org", "UTC", "en"',
            'ARTICLE_SAVE_AS, ARTICLE_URL = "{slug}/index.html", "{slug}/"',
            "DIRECT_TEMPLATES, STATIC_PATHS, PAGE_PATHS, DEFAULT_PAGINATION = [], [], [], False",
            *(f'{each}_SAVE_AS = ""' for each in nothing),
            *(f"{each} = None" for each in feeds),
        ]
        (folder / "pelicanconf.py").write_text("\n".join([*settings, ""]))
        caching = ["CACHE_CONTENT = LOAD_CONTENT_CACHE = True"]
        caching += ['CONTENT_CACHING_LAYER, CHECK_MODIFIED_METHOD, GZIP_CACHE = "generator", "mtime", False']
        (folder / "cached.py").write_text("\n".join([*settings, *caching, ""]))
        (folder / "theme" / "templates").mkdir(parents=True)
        (folder / "theme" / "templates" / "article.html").write_text(
            _html(
                "{{ article.title }}",
                "{{ article.summary_text }}",
                "{{ article.date.strftime('%Y-%m-%d') }}",
                "{{ article.content }}",
            )
        )

    def page(slug: str, article: Article) -> str:
        head = {"Title": article.title, "Date": _date(article), "Slug": slug, "Category": "articles"}
        head |= {"Summary_text": article.description} if article.description else {}
        return "\n".join([*(f"{key}: {value}" for key, value in head.items()), "", article.answer, ""])

    command: Command = [commands() / "pelican", "--quiet"]
    return Generator(
        "Pelican",
        configure,
        page,
        build=[*command, "--settings", "pelicanconf.py"],
        rebuild=[*command, "--settings", "cached.py"],
        watch=[*command, "--settings", "cached.py", "--autoreload"],
        output="output/{}/index.html",
    )


def _with_front_matter(_: str, article: Article) -> str:
    head = {"title": article.title, "date": _date(article), _DESCRIPTION: article.description}
    # Whatever JSON is, YAML is too.
    return "\n".join(
        ["---", *(f"{key}: {json.dumps(value)}" for key, value in head.items()), "---", "", article.answer, ""]
    )


def _date(article: Article) -> str:
    return article.date.isoformat() if article.date else "2026-01-01"


def _html(title: str, description: str, date: str, content: str) -> str:
    return (
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>{title}</title>\n'
        f'<meta name="description" content="{description}">\n</head>\n<body>\n<article>\n<h1>{title}</h1>\n'
        f"<time>{date}</time>\n{content}\n</article>\n</body>\n</html>\n"
    )
