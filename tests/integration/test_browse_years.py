"""Lists of articles to their ends, and entered at a year, from tables in moto."""

import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import urlencode

import pytest
from articles.common import keys

from tests.support.asking import Answer, ask
from tests.support.browse import SITE, Filler, Links, a_site, card, link_header, walk


@pytest.fixture
def table() -> Iterator[Filler]:
    """An empty table of the site."""
    with a_site():
        yield Filler()


LISTS = ["/archive/all", "/learn/physics"]


def shown(answer: Answer) -> list[int]:
    """The numbers of the articles of a page."""
    return [int(number) for number in re.findall(r'<h2><a href="[^"]*/questions/(\d+)">', answer.text)]


def years(answer: Answer) -> dict[str, str]:
    """The addresses of the years that a page leads to, after the host."""
    _, _, nav = answer.text.partition('<nav class="years"')
    found = re.findall(r'<a href="([^"]*)"[^>]*>(\d{4})</a>', nav.partition("</nav>")[0])
    return {year: unescape(address).removeprefix(SITE) for address, year in found}


def to_the_end(start: str) -> list[Answer]:
    """The pages of a list as its links lead from one to the next."""
    answers = [ask(start)]
    while following := Links(answers[-1].text).related.get("next"):
        answers.append(ask(following[0].removeprefix(SITE)))
        assert answers[-1].status == 200
        assert len(answers) < 20
    return answers


def of(year: str, path: str = "/archive/all") -> str:
    return f"{path}?{urlencode({'from': year, 'to': year})}"


@pytest.mark.parametrize("path", LISTS)
def test_a_list_goes_to_its_end(table: Filler, path: str) -> None:
    table.publish([card(number, f"{2020 + number // 30}-01-01") for number in range(130)])
    pages = to_the_end(path)
    assert [number for page in pages for number in shown(page)] == [*reversed(range(130))]
    assert [years(page) for page in pages] == [years(pages[0])] * 3
    back = Links(pages[-1].text).related["prev"][0].removeprefix(SITE)
    assert shown(ask(back)) == shown(pages[1])


@pytest.mark.parametrize("path", LISTS)
def test_a_list_is_entered_at_each_year_that_it_has(table: Filler, path: str) -> None:
    numbers = range(0, 240, 2)
    table.publish([card(number, f"{2020 + number // 120}-0{1 + number % 7}-01") for number in numbers])
    table.publish([card(0, "2018-05-05"), card(1, "")])
    found = years(ask(path))
    assert list(found) == ["2021", "2020", "2018"]
    for year, address in found.items():
        pages = to_the_end(address)
        listed = [number for page in pages for number in shown(page)]
        wanted = {0} if year == "2018" else {each for each in numbers if each and f"{2020 + each // 120}" == year}
        assert len(listed) == len(wanted)
        assert set(listed) == wanted
        assert all(years(page) == found for page in pages)


@pytest.mark.parametrize(
    ("query", "heading", "numbers"),
    [
        ("from=2021&to=2021", "2021", [2]),
        ("from=2021", "from 2021", [3, 2]),
        ("to=2021", "until 2021", [2, 1, 0]),
        ("from=2020&to=2021", "2020 to 2021", [2, 1]),
    ],
)
@pytest.mark.parametrize(("path", "name"), [*zip(LISTS, ["All articles", "Physics"], strict=True)])
def test_a_list_of_some_years_says_so(  # noqa: PLR0913, PLR0917 - what a list may say
    table: Filler, path: str, name: str, query: str, heading: str, numbers: list[int]
) -> None:
    table.publish([card(number, f"{2019 + number}-06-01") for number in range(4)])
    answer = ask(f"{path}?{query}")
    assert shown(answer) == numbers
    assert f"<title>{name}, {heading} | Articles</title>" in answer.text
    assert f"<h1>{name}, {heading}</h1>" in answer.text
    assert link_header(answer) == [(f"{SITE}{path}?{query}", "canonical")]
    assert Links(answer.text).related["canonical"] == [f"{SITE}{path}?{query}"]
    markdown = ask(f"{path}?{query}", accept="text/markdown").text
    assert markdown.startswith(f"# {name}, {heading}\n\nBy year: [2022]({SITE}{of('2022', path)}) [2021](")


@pytest.mark.parametrize("path", LISTS)
def test_the_json_of_some_years_is_what_the_api_has_of_their_dates(table: Filler, path: str) -> None:
    table.publish([card(number, f"{2019 + number % 3}-12-31") for number in range(180)])
    answer = ask(of("2020", path), accept="application/json")
    api = answer.headers["content-location"]
    assert "from=2020-01-01&to=2020-12-31" in api
    assert ask(api).json == answer.json
    assert len([each for page in walk(api, "next") for each in page.json["articles"]]) == 60
    assert [unescape(each) for each in re.findall(r'title="JSON" href="([^"]*)"', ask(of("2020", path)).text)] == [api]


def test_a_list_of_one_year_has_no_years_to_choose_from(table: Filler) -> None:
    table.publish([card(number, f"2026-01-{1 + number % 28:02}") for number in range(60)])
    for path in LISTS:
        assert years(ask(path)) == {}
        assert len(shown(ask(path))) == 50
        assert list(years(ask(of("2026", path)))) == ["2026"]


def test_a_year_without_articles_is_empty_and_not_for_search_engines(table: Filler) -> None:
    table.publish([card(1, "2020-01-01"), card(2, "2022-01-01"), card(3, "2021-01-01", "Music")])
    answer = ask(of("2021", "/learn/physics"))
    assert answer.status == 200
    assert "There are no articles here at the moment." in answer.text
    assert '<meta name="robots" content="noindex">' in answer.text
    assert list(years(answer)) == ["2022", "2021", "2020"]
    assert list(years(ask("/learn/physics"))) == ["2022", "2020"]  # a page that has all knows better
    assert ask(of("2021", "/learn/nothing")).status == 404


def test_articles_without_a_date_are_at_the_end_of_the_list_and_in_no_year(table: Filler) -> None:
    table.publish([card(1, ""), card(2, "")])
    for path in LISTS:
        assert shown(ask(path)) == [2, 1]
        assert years(ask(path)) == {}
        assert years(ask(of("2026", path))) == {}


def test_the_home_page_every_page_and_the_list_itself_lead_to_all_articles(table: Filler) -> None:
    table.publish([card(number) for number in range(30)])
    home = ask("/").text
    assert '<p class="more"><a href="/archive/all">All articles</a> <a href="/archive">Archive</a>' in home
    for path in ["/", "/learn", "/learn/physics"]:
        assert "/archive/all" in Links(ask(path).text).hrefs
    assert "/archive/all" in ask("/learn/nothing", accept="text/html").text


def test_a_cursor_is_good_for_its_own_years_only(table: Filler) -> None:
    table.publish([card(number, "2026-01-01") for number in range(60)])
    cursor = Links(ask("/archive/all").text).related["next"][0].partition("cursor=")[2]
    assert ask(f"/archive/all?cursor={cursor}").status == 200
    assert ask(f"{of('2026')}&cursor={cursor}").status == 400


def test_an_introduction_stands_above_the_whole_list_alone() -> None:
    with a_site() as world:
        world.put("archive/all.md", "---\ntitle: Everything\n---\n\nAll that we know.\n")
        world.put("learn/music.md", "---\ntitle: On music\n---\n\nOf sounds.\n")
        world.put("a.md", "---\ntitle: A\nurl: /a\ndate: 2026-01-01\n---\n\nText.\n")
        world.settle()
        page = ask("/archive/all").text
        assert "<h1>Everything</h1>" in page
        assert "All that we know." in page
        assert [href for href in Links(page).hrefs if href == "/a"]
        assert "<h1>All articles, 2026</h1>" in ask(of("2026")).text
        assert "All that we know." not in ask(of("2026")).text
        assert "<h1>On music, 2026</h1>" in ask(of("2026", "/learn/music")).text


@pytest.mark.parametrize(("path", "reads"), [("/archive/all", 1), ("/learn/physics", 3)])
def test_the_years_take_a_bounded_number_of_reads(table: Filler, path: str, reads: int) -> None:
    months = [f"{year}-{month:02}" for year in range(1900, 2000) for month in range(1, 13)]
    table.publish([card(number, f"{month}-01") for number, month in enumerate(months)])
    ask(path)  # the settings are in force for seconds
    as_json = table.count(lambda: ask(path, accept="application/json"))
    assert table.count(lambda: ask(path)) == as_json + reads
    assert len(years(ask(path))) == 100


def test_a_month_that_has_just_lost_its_articles_does_no_harm(table: Filler) -> None:
    table.publish([card(1, "2020-01-01"), card(2, "2022-01-01")])
    table.put([{**keys.entry(keys.MONTHS, "2021-03")}])
    assert shown(ask(of("2021"))) == []
