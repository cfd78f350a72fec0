"""docs/coming-from.md is true: each site.yaml can be used as it stands, and gives files the addresses of the tables."""

import re
import time
from dataclasses import dataclass
from pathlib import Path

import pytest
from articles.publishing.errors import ArticleError, Problem
from articles.publishing.reading.article import parse_article
from articles.publishing.reading.ignoring import is_ignored
from articles.publishing.reading.site import SiteFile, parse_site
from articles.publishing.storage.uploads import is_article

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "coming-from.md").read_text(encoding="utf-8")

TOOLS = ("Jekyll", "Hugo", "Docusaurus", "MkDocs", "Obsidian", "Eleventy", "Astro and Starlight", "Zola")


@dataclass(frozen=True)
class Example:
    """A site.yaml, with the rows of the tables that follow it up to the next one."""

    tool: str
    site: str
    addresses: tuple[list[str], ...]
    keys: tuple[list[str], ...]


def examples() -> list[Example]:
    found = []
    for tool, section in re.findall(r"^## ([^\n]+)\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL):
        for block, text in re.findall(r"^```yaml\n(.*?)^```\n(.*?)(?=^```yaml|\Z)", section, re.MULTILINE | re.DOTALL):
            found.append(Example(tool, block, rows(text, "file | keys | address"), rows(text, "key | what becomes")))
    return found


def rows(text: str, heading: str) -> tuple[list[str], ...]:
    """The cells of the table whose first row begins like this."""
    _, _, table = text.partition(f"| {heading}")
    lines = table.partition("\n\n")[0].splitlines()[2:]
    return tuple([cell.strip() for cell in line.strip("|").split(" |")] for line in lines)


def words(cell: str) -> list[str]:
    return re.findall("`([^`]+)`", cell)


def file_with(lines: list[str]) -> bytes:
    return "\n".join(["---", *lines, "---", "Text."]).encode()


def address_of(name: str, lines: list[str], site: SiteFile) -> str:
    """What the page says of a file: its address, or why it has none."""
    assert is_article(name)
    if is_ignored(name, site.ignore):
        return "ignored"
    article = parse_article(file_with(lines), name, site)
    state = article.visibility.state(time.time())
    return f"`{article.path}`" if state == "public" else state


def problems(line: str, site: SiteFile) -> tuple[Problem, ...]:
    try:
        return parse_article(file_with([line]), "a.md", site).warnings
    except ArticleError as error:
        return error.problems


EXAMPLES = examples()
ADDRESSES = [pytest.param(each.site, *row, id=f"{each.tool}: {row[0]}") for each in EXAMPLES for row in each.addresses]


def test_each_tool_has_a_site_file_and_its_addresses_and_keys() -> None:
    assert list(dict.fromkeys(each.tool for each in EXAMPLES)) == list(TOOLS)
    assert all(len(each.addresses) >= 2 for each in EXAMPLES)
    for tool in TOOLS:
        assert any(each.keys for each in EXAMPLES if each.tool == tool)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda each: each.tool)
def test_each_site_file_can_be_used_as_it_stands(example: Example) -> None:
    site = parse_site(example.site.encode())
    assert site.warnings == ()
    assert site != SiteFile()


@pytest.mark.parametrize(("site", "name", "keys", "address"), ADDRESSES)
def test_a_file_has_the_address_that_the_table_says(site: str, name: str, keys: str, address: str) -> None:
    lines = [line for cell in words(keys) for line in cell.split("; ")]
    assert address_of(words(name)[0], lines, parse_site(site.encode())) == address


@pytest.mark.parametrize("tool", TOOLS)
def test_no_author_is_warned_of_a_key_that_the_tables_name(tool: str) -> None:
    of_tool = [each for each in EXAMPLES if each.tool == tool]
    site = parse_site(of_tool[0].site.encode())
    named = [key for each in of_tool for row in each.keys for key in words(row[0])]
    for key in named:
        assert "key-unknown" not in [problem.code for problem in problems(f"{key}: false", site)], key
    assert set(site.extra_keys) <= set(named)


@pytest.mark.parametrize("tool", TOOLS)
def test_keys_that_mean_nothing_are_seen_nowhere(tool: str) -> None:
    """What the tables call nothing changes neither the address nor what readers see."""
    of_tool = [each for each in EXAMPLES if each.tool == tool]
    site = parse_site(of_tool[0].site.encode())
    plain = parse_article(file_with([]), "a.md", site)
    for row in (row for each in of_tool for row in each.keys if row[1].startswith("Nothing")):
        for key in words(row[0]):
            article = parse_article(file_with([f"{key}: x"]), "a.md", site)
            shown = (article.path, article.title, article.subject, article.keywords, article.description, article.date)
            assert shown == (plain.path, plain.title, plain.subject, plain.keywords, plain.description, plain.date)
            assert article.extra == {key: "x"}


def test_each_link_leads_to_a_heading() -> None:
    for page, heading in re.findall(r"\]\(([a-z-]+\.md)?#([a-z0-9-]+)\)", PAGE):
        text = (DOCS / page).read_text(encoding="utf-8") if page else PAGE
        titles = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
        assert heading in {re.sub(r"[^\w -]", "", title).lower().replace(" ", "-") for title in titles}, heading


@pytest.mark.parametrize("page", ["README.md", "docs/README.md", "docs/format.md"])
def test_other_pages_lead_to_it(page: str) -> None:
    assert "coming-from.md" in (DOCS.parent / page).read_text(encoding="utf-8")
