"""docs/format.md and the code agree: every code of a problem is documented, and every example is what it says."""

import ast
import re
import time
from dataclasses import dataclass
from pathlib import Path

import pytest
from articles.common.representations import KINDS
from articles.common.slugs import slug
from articles.publishing.errors import ArticleError, Problem
from articles.publishing.reading import keys
from articles.publishing.reading.article import parse_article
from articles.publishing.reading.escapes import decode_newlines
from articles.publishing.rendering.body.allowed_html import ELEMENTS, WRITTEN_AS
from articles.publishing.rendering.body.highlighting import LANGUAGES
from articles.publishing.rendering.representations import represent
from articles.publishing.rendering.settings import Settings
from articles.publishing.running.bounded import LIMITS

from tests.support.problem_codes import CALLS, OF_THE_SITE, SOURCES, code_arguments, codes_in

ROOT = Path(__file__).parents[2]
DOCS = (ROOT / "docs/format.md").read_text(encoding="utf-8")

SETTINGS = Settings(name="Site", url="https://example.com", time_zone="UTC", author="")
BASE = {"title": "Limits", "url": "/limits", "answer": "What is a limit?"}


@dataclass(frozen=True)
class Section:
    """What docs/format.md says of a code: its severity, and its examples, the second of which is the cured one."""

    code: str
    severity: str
    examples: tuple[bytes, ...]


def sections() -> list[Section]:
    parts = re.split(r"^#{2,4} ", DOCS, flags=re.MULTILINE)
    headings = [(re.match(r"(`[a-z`, -]+`) \((error|warning)", part), part) for part in parts]
    return [
        Section(code, match[2], examples(part))
        for match, part in headings
        if match
        for code in re.findall("`([a-z-]+)`", match[1])
    ]


def examples(text: str) -> tuple[bytes, ...]:
    blocks = re.findall(r"^(```+)(article|yaml|markdown)\n(.*?)^\1$", text, flags=re.MULTILINE | re.DOTALL)
    return tuple(as_file(kind, block).encode() for _, kind, block in blocks)


def as_file(kind: str, block: str) -> str:
    """A file around an example: it may be all of it, some of its keys, or its text."""
    if kind == "article":
        return block
    given = {line.split(":")[0] for line in block.splitlines()} | ({"answer"} if kind == "markdown" else set())
    keys = "".join(f"{key}: {value}\n" for key, value in BASE.items() if key not in given)
    return f"---\n{keys}---\n\n{block}" if kind == "markdown" else f"---\n{block}{keys}---\n"


def problems(file: bytes) -> tuple[Problem, ...]:
    try:
        article = parse_article(file, "example.md", url=SETTINGS.url)
        withheld = filter(None, [article.visibility.reason(time.time(), SETTINGS.time_zone)])
        return (*article.warnings, *withheld, *represent(article, (), SETTINGS).warnings)
    except ArticleError as error:
        return error.problems


SECTIONS = sections()
WITH_EXAMPLES = [section for section in SECTIONS if section.examples]


def test_every_code_is_documented_and_every_documented_code_exists() -> None:
    in_source = codes_in([path for path in SOURCES if path not in OF_THE_SITE])  # docs/site.md has those of the others
    assert sorted(section.code for section in SECTIONS) == sorted(in_source, key=str)


def test_no_code_is_made_where_this_test_does_not_look() -> None:
    for path in SOURCES:
        tree = ast.parse(path.read_text("utf-8"))
        for function in [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]:
            for argument in code_arguments(function):
                is_known = isinstance(argument, ast.Constant) or ast.unparse(argument).endswith(".code")
                assert is_known or function.name in CALLS, f"{path.name}:{argument.lineno}"


@pytest.mark.parametrize("section", WITH_EXAMPLES, ids=lambda section: section.code)
def test_the_first_example_has_the_problem_and_the_second_has_none(section: Section) -> None:
    bad, cured = section.examples
    assert (section.code, section.severity) in {(problem.code, problem.severity) for problem in problems(bad)}
    assert problems(cured) == ()


def test_the_complete_example_has_no_problem_and_every_common_key() -> None:
    [example, *_] = examples(DOCS)
    assert problems(example) == ()
    article = parse_article(example, "example.md")
    assert (article.date_format, len(article.related), len(article.keywords)) == ("MMMM D, YYYY", 2, 3)
    assert article.extra == {}


def test_newlines_are_decoded_as_the_table_says() -> None:
    rows = re.findall(
        r"^\| `(.*)` \| `(.*)` \|$", DOCS.split("⏎ is a newline")[1].split("In a formula")[0], re.MULTILINE
    )
    assert len(rows) >= 6
    for encoded, decoded in rows:
        assert decode_newlines(encoded) == decoded.replace("⏎", "\n")


def test_subjects_have_the_addresses_that_the_table_says() -> None:
    rows = re.findall(r"^\| (`.*`) \| (`/learn/.*`) \|$", DOCS, re.MULTILINE)
    assert len(rows) >= 6
    for names, addresses in rows:
        found = [f"/learn/{slug(name)}" for name in re.findall("`([^`]*)`", names)]
        assert list(dict.fromkeys(found)) == re.findall("`([^`]*)`", addresses)


def test_aliases_are_the_paths_that_the_table_says() -> None:
    rows = re.findall(r"^\| `((?:aliases|redirect_from): .*?)`.* \| (`/.*`) \|$", DOCS, re.MULTILINE)
    assert len(rows) >= 6
    for key, shown in rows:
        file = f"---\ntitle: New\nurl: /docs/guide/new\n{key}\n---\n\nText.\n".encode()
        article = parse_article(file, "example.md", url="https://www.example.org")
        assert [alias.path for alias in article.aliases] == re.findall("`([^`]*)`", shown)


def test_what_the_work_on_a_file_may_take_is_documented() -> None:
    assert f"more than {LIMITS.seconds:g} seconds" in DOCS
    assert f"more than {LIMITS.megabytes} MB" in DOCS
    assert f"| {LIMITS.seconds:g} s, {LIMITS.megabytes} MB:" in DOCS


def test_every_key_of_the_format_is_documented() -> None:
    for key in keys.KNOWN_KEYS:
        assert f"`{key}`" in DOCS


@pytest.mark.parametrize("heading", ["### url", "#### `url-suffix`"])
def test_the_suffixes_that_no_url_may_have_are_named(heading: str) -> None:
    (section,) = re.findall(rf"^{heading}[^\n]*\n(.*?)^#", DOCS, re.MULTILINE | re.DOTALL)
    for kind in KINDS.values():
        assert not kind.suffix or f"`{kind.suffix}`" in section


def test_the_languages_that_are_shown_in_color_are_named() -> None:
    assert ", ".join(sorted(LANGUAGES)) in DOCS


def test_the_elements_that_are_shown_are_named() -> None:
    headings = {f"h{level}" for level in range(2, 6)}  # which stand for themselves: `h1` to `h6`
    (paragraph,) = re.findall(r"These elements are shown:\n\n(.*?)\n\n", DOCS, re.DOTALL)
    assert set(re.findall("`([a-z0-9]+)`", paragraph)) == ELEMENTS.keys() | WRITTEN_AS.keys() - headings | {"a"}
