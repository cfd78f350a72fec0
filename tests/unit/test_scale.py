"""The model of what a site costs, and docs/operations.md, say the same; and it is what publishing writes."""

import datetime as dt
import math
import re
from pathlib import Path

import pytest
import yaml
from articles.publishing.planning import Facts
from articles.publishing.plans import publish
from articles.publishing.rendering.representations import represent
from articles.publishing.rendering.settings import Settings
from articles.publishing.storage.attributes import typed
from articles.publishing.storage.linking import Outlook
from articles.publishing.storage.page_links import PageLinks, paths
from articles.publishing.storage.sources import Source
from articles.publishing.storage.uploads import Upload

from bench import scale
from bench.library import Library

DOCUMENT = (Path(__file__).parents[2] / "docs" / "operations.md").read_text()
TEMPLATE = (Path(__file__).parents[2] / "template.yaml").read_text()
SETTINGS = Settings(name="Articles", url="https://www.example.org", time_zone="UTC", author="Editors")
NOW = dt.datetime(2026, 11, 24, tzinfo=dt.UTC)

NUMBERS = {"10,000": 1e4, "1 million": 1e6, "100 million": 1e8, "1 billion": 1e9}


def rows(heading: str) -> list[list[str]]:
    """The cells of the table whose first line has this heading."""
    table = DOCUMENT.partition(heading)[2].partition("\n\n")[0]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()[2:]]


def dollars(cell: str) -> list[float]:
    return [float(number.replace(",", "")) for number in re.findall(r"[\d,]*\.?\d+", cell)]


def same(found: float, said: float) -> bool:
    """Whether a figure is one that is rounded to three digits or to cents."""
    return math.isclose(found, said, rel_tol=0.006, abs_tol=0.006)


def test_a_publication_and_a_refresh_cost_what_the_document_says() -> None:
    assert f"**{scale.publication():.1f}**" in DOCUMENT
    assert f"**${scale.refresh():.1f} per million**" in DOCUMENT


def test_what_benchmarks_say_of_the_largest_site_is_the_model() -> None:
    assert scale.results() in (Path(__file__).parents[2] / "docs" / "benchmarks.md").read_text()


def test_the_table_of_articles_is_the_model() -> None:
    found = rows("| articles | first load |")
    assert len(found) == 3
    for articles, *cells in found:
        number = NUMBERS[articles]
        costs = (scale.first_load, scale.changes, scale.storage, scale.objects, scale.comparison)
        assert all(same(cost(number), *dollars(cell)) for cost, cell in zip(costs, cells, strict=True)), articles


def test_the_table_of_requests_is_the_model() -> None:
    found = rows("| requests a month |")
    assert len(found) == 3
    for requests, *cells in found:
        for hits, cell in zip((0, 0.8), cells, strict=True):
            assert same(scale.reads(NUMBERS[requests], hits), *dollars(cell)), requests


def test_the_table_of_all_is_the_model() -> None:
    found = rows("| articles | requests a month |")
    assert len(found) == 3
    for articles, requests, cell in found:
        costs = [scale.month(NUMBERS[articles], NUMBERS[requests], hits) for hits in (0.8, 0)]
        assert all(same(cost, said) for cost, said in zip(costs, dollars(cell), strict=True)), articles


def test_the_table_of_attacks_is_the_model() -> None:
    parameters = yaml.safe_load(re.search(r"(?ms)^  RateLimit:.*?(?=^  \w)", TEMPLATE)[0])  # type: ignore[index]
    assert parameters["RateLimit"]["Default"] == scale.API_RATE
    costs = [scale.answered_at_the_edge(), scale.made_up(scale.MADE_UP_PATH), scale.made_up(scale.MADE_UP_LIST)]
    costs.append(scale.made_up(scale.MADE_UP_FIELDS))
    *found, (_, of_searches, a_day) = rows(f"| {scale.API_RATE:,} a second |")
    assert len(found) == len(costs)
    for cost, (_, million, day) in zip(costs, found, strict=True):
        assert same(cost, *dollars(million))
        assert same(scale.attack(cost), *dollars(day))
    assert TEMPLATE.count(f"Default: {scale.SEARCH_RATE}\n") == 1
    assert same(scale.made_up_search(), *dollars(of_searches))
    assert same(scale.attack(scale.made_up_search(), 2 * scale.SEARCH_RATE), *dollars(a_day))


def test_the_write_units_are_those_of_what_publishing_writes() -> None:
    library = Library(1_000)
    numbers = range(16)  # each article of content/ once
    units = sum(write_units(library, number) for number in numbers) / len(numbers)
    assert units == pytest.approx(sum(scale.ITEM_UNITS), rel=0.15)


def test_the_first_limits_are_in_order() -> None:
    for limits in (scale.load_limits(), scale.read_limits()):
        rates = [limit.rate for limit in limits]
        assert rates == sorted(rates)


def write_units(library: Library, number: int) -> int:
    """Write units of the items that a publication puts: one for each KB begun."""
    article = library.article(number)
    facts = Facts(Source("a.md"), Upload(b"", "e" * 32, "v" * 32, NOW), "r" * 20, "", 0, 0, anew=False)
    related = library.related(number)
    had, rendered = PageLinks(article.path), represent(article, related, SETTINGS)
    outlook = Outlook(article.path, related, (), paths([link.path for link in article.related]))
    plan = publish(facts, {article.path: None}, had, article, outlook, rendered)
    return sum(math.ceil(size(typed(write["Put"]["Item"])) / 1024) for write in plan.writes)


def size(item: dict[str, dict[str, object]]) -> int:
    """Bytes of an item, as DynamoDB counts them."""
    return sum(len(name.encode()) + _size(value) for name, value in item.items())


def _size(value: object) -> int:
    match value:
        case {"M": dict(inner)}:
            return 3 + size(inner) + len(inner)
        case {"L": list(inner)}:
            return 3 + sum(1 + _size(each) for each in inner)
        case {"B": bytes(inner)}:
            return len(inner)
        case {"S": str(inner)} | {"N": str(inner)}:
            return len(str(inner).encode())
    return 1
