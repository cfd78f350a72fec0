"""What the index has yet to be told of: readers get what is there now, and nothing that has gone."""

import errno
from collections.abc import Iterator

import pytest

from tests.support.asking import ask
from tests.support.searched import a_searched_site, article, found, search, titles, to_the_end
from tests.support.world import TOMORROW, World

PEBBLES = "Pebbles are small and round."


def stone(number: int, **more: object) -> str:
    return article(
        f"/stones/{number}", f"Stone {number}", PEBBLES, **{"keywords": "[Rivers]", "date": "2024-05-05", **more}
    )


@pytest.fixture
def site() -> Iterator[World]:
    with a_searched_site(**{f"n{number}": stone(number) for number in range(3)}) as world:
        yield world


def change(world: World, **files: str | None) -> None:
    """Change files, and have the pages follow, but not the index."""
    world.upload(**files)
    while world.step("IngestFunction") or world.step("RefreshFunction"):
        pass
    assert world.errors == []
    assert world.pending()


def follow(world: World) -> None:
    """Have the index be told of everything."""
    world.settle()
    assert world.errors == []


def lists(path: str = "/tags/rivers") -> set[str]:
    """The titles that search and a list show, which must be the same."""
    answer = ask(path)
    shown = {each for each in ("Stone 0", "Stone 1", "Stone 2", "Pebble") if f">{each}</a>" in answer.text}
    feed = ask(f"{path}/feed.json")
    assert (answer.status, feed.status) in ((200, 200), (404, 404))
    if feed.status == 200:
        assert {each["title"] for each in feed.json["items"]} == shown
    return shown


@pytest.mark.parametrize(
    "changed",
    [
        None,
        stone(1, draft="true"),
        stone(1, unlisted="true"),
        stone(1, publish_at=TOMORROW),
        stone(1, expires="2020-01-01"),
    ],
    ids=["deleted", "draft", "unlisted", "scheduled", "expired"],
)
def test_what_must_not_be_found_any_more_is_not_found(site: World, changed: str | None) -> None:
    change(site, n1=changed)
    for q in ("pebbles", None, "stone 1"):
        assert set(found(q)) == {"Stone 0", "Stone 2"}
    assert lists() == {"Stone 0", "Stone 2"}
    document = search("pebbles")
    assert (document["total"], document["about"]) == (2, True)
    assert "About 2 articles" in ask("/search?q=pebbles").text
    assert "About 2 articles" in ask("/tags/rivers").text
    follow(site)
    document = search("pebbles")
    assert (document["total"], document["about"]) == (2, False)
    assert '<p class="summary">2 articles' in ask("/tags/rivers").text


def test_a_page_that_moved_is_found_where_it_is_once_the_index_knows_it_and_never_where_it_was(site: World) -> None:
    change(site, n1=article("/pebbles/1", "Stone 1", PEBBLES, keywords="[Rivers]"))
    assert {each["path"] for each in search("pebbles")["results"]} == {"/stones/0", "/stones/2"}
    follow(site)
    assert {each["path"] for each in search("pebbles")["results"]} == {"/stones/0", "/stones/2", "/pebbles/1"}


def test_an_expired_page_is_not_shown_although_its_file_has_yet_to_be_taken_down() -> None:
    with a_searched_site(n0=stone(0), n1=stone(1, expires=TOMORROW)) as world:
        assert lists() == {"Stone 0", "Stone 1"}
        world.clock.jump_to(world.clock.now() + 2 * 86_400)
        assert len(ask("/api/articles").json["articles"]) == 2  # lists follow within a minute, with the clock
        assert found("pebbles") == found() == ["Stone 0"]
        assert lists() == {"Stone 0"}
        world.settle_all()
        assert search("pebbles")["about"] is False


def test_a_page_is_shown_as_it_is_now_not_as_it_was_found(site: World) -> None:
    change(site, n1=stone(1).replace('"Stone 1"', '"Pebble"').replace("small", "tiny"))
    (result,) = [each for each in search("pebbles")["results"] if each["path"] == "/stones/1"]
    assert result["title"] == result["title_marked"]["text"] == "Pebble"
    assert result["snippet"]["text"] == "Pebbles are tiny and round."
    assert search("pebbles")["about"] is True
    assert lists() == {"Stone 0", "Pebble", "Stone 2"}


@pytest.mark.parametrize(
    ("parameter", "value", "changed"),
    [
        ("tag", "rivers", {"keywords": "[Lakes]"}),
        ("author", "ada", {"author": "Grace"}),
        ("subject", "land", {"subject": "Sea"}),
        ("lang", "de", {"lang": "fr"}),
        ("from", "2024-05-05", {"date": "2024-05-04"}),
        ("to", "2024-05-05", {"date": "2024-05-06"}),
        ("to", "2024-05-05", {"date": "''"}),
    ],
)
def test_what_no_longer_has_what_results_are_narrowed_to_is_left_out(
    parameter: str, value: str, changed: dict[str, str]
) -> None:
    of_all = {"keywords": "[Rivers]", "author": "Ada", "subject": "Land", "lang": "de", "date": "2024-05-05"}
    with a_searched_site(**{f"n{number}": stone(number, **of_all) for number in range(2)}) as world:
        assert sorted(found(**{parameter: value})) == ["Stone 0", "Stone 1"]
        change(world, n1=stone(1, **{**of_all, **changed}))
        assert found(**{parameter: value}) == ["Stone 0"]
        if parameter in ("tag", "author"):
            assert lists(f"/{parameter}s/{value}") == {"Stone 0"}
        follow(world)
        assert found(**{parameter: value}) == ["Stone 0"]


def test_a_list_of_which_nothing_is_left_is_not_there(site: World) -> None:
    change(site, n0=None, n1=None, n2=None)
    assert found() == found("pebbles") == []
    assert lists() == set()
    assert "There are no articles here at the moment." in ask("/search").text
    follow(site)
    assert "There is nothing here at the moment." in ask("/tags").text


def test_a_name_is_spelled_as_the_newest_live_article_has_it() -> None:
    old, new = stone(0, keywords="[C++]"), stone(1, keywords="[c++]", date="2025-05-05")
    with a_searched_site(n0=old, n1=new) as world:
        assert "<h1>c++</h1>" in ask("/tags/c-plus-plus").text
        change(world, n1=None)
        assert "<h1>C++</h1>" in ask("/tags/c-plus-plus").text
        assert ask("/tags/c-plus-plus/feed.json").json["title"] == "C++ | Articles"


def test_a_page_of_results_is_full_although_some_have_gone() -> None:
    files = {f"n{number}": stone(number) for number in range(70)}
    with a_searched_site(**files) as world:
        gone = [each["path"].rpartition("/")[2] for each in search(sort="newest")["results"]][:15]
        change(world, **{f"n{number}": None for number in gone})
        for q, sort in ((None, "newest"), ("pebbles", "newest"), ("pebbles", "relevance")):
            documents = to_the_end(f"/api/search?sort={sort}" + (f"&q={q}" if q else ""))
            assert [len(each["results"]) for each in documents] == [20, 20, 15]
            shown = titles(documents)
            assert sorted(shown) == sorted(f"Stone {number}" for number in range(70) if str(number) not in gone)


def test_a_page_that_the_index_does_not_know_yet_is_found_once_it_does(site: World) -> None:
    change(site, n3=stone(3, keywords="[New]"))
    assert (ask("/tags/new").status, ask("/tags/new").headers["cache-control"]) == (
        404,
        "public, max-age=5, s-maxage=5",
    )
    follow(site)
    assert ask("/tags/new").status == 200
    assert found("stone 3")[0] == "Stone 3"


def test_a_folder_that_cannot_be_deleted_yet_keeps_nobody_from_searching(
    site: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert len(found()) == 3
    change(site, n3=stone(3))
    follow(site)

    def not_empty(*_: object, **__: object) -> None:
        raise OSError(errno.ENOTEMPTY, "Directory not empty")

    with monkeypatch.context() as patch:
        patch.setattr("os.rmdir", not_empty)
        assert len(found()) == 4


def test_a_site_without_articles_has_empty_lists() -> None:
    with a_searched_site():
        assert search() | {"took": 0} == {
            "query": "",
            "sort": "newest",
            "total": 0,
            "about": False,
            "results": [],
            "took": 0,
            "next": None,
            "facets": {"subjects": [], "tags": [], "authors": [], "languages": []},
        }
        for path in ("/search", "/search?q=x", "/tags", "/authors", "/archive"):
            assert ask(path).status == 200
        assert ask("/tags/x").status == ask("/authors/x/feed.atom").status == 404


def test_a_site_of_which_nothing_is_indexed_yet_finds_nothing_and_says_so() -> None:
    with a_searched_site() as world:
        change(world, n0=stone(0))
        assert (search("pebbles")["total"], search()["total"]) == (0, 0)
        assert "Nothing was found for pebbles" in ask("/search?q=pebbles").text
        follow(world)
        assert found("pebbles") == ["Stone 0"]
