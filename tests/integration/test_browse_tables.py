"""What browse makes of tables of every kind and size, in moto."""

import gzip
import itertools
import os
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import unquote
from xml.etree import ElementTree as ET

import pytest
from articles.browse import library, responses, sitemap_reads, sitemaps
from articles.browse.sitemap_reads import MAX_SITEMAPS
from articles.common import http_edge, keys
from articles.common.paths import href
from articles.common.slugs import slug
from articles.publishing.reading.article import parse_article
from articles.publishing.reading.site import SiteFile
from articles.publishing.rendering.representations import represent
from articles.publishing.rendering.settings import Settings
from articles.publishing.storage.article_items import from_article
from articles.publishing.storage.cards import Card
from articles.publishing.storage.items import from_card, from_site
from articles.publishing.storage.sites import Site
from markdown_it import MarkdownIt

from tests.support.asking import ask
from tests.support.browse import (
    ATOM,
    SITE,
    Filler,
    Links,
    a_site,
    all_in_sitemaps,
    card,
    link_header,
    locations,
    related,
    titles,
    walk,
)

SETTINGS = Settings(name="Articles", url=SITE, time_zone="UTC", author="Editors")


@pytest.fixture
def table() -> Iterator[Filler]:
    """An empty table of the site."""
    with a_site():
        yield Filler()


def test_a_long_subject_has_pages_that_lead_to_each_other(table: Filler) -> None:
    table.publish([card(number) for number in range(130)])
    seen: list[list[str]] = []
    following = "/learn/physics"
    while following:
        answer = ask(following)
        links = Links(answer.text)
        seen.append([href.rpartition("/")[2] for href in links.hrefs if "/questions/" in href])
        assert set(links.related.get("prev", [])) == {url for url, rel in link_header(answer) if rel == "prev"}
        following = next(iter(links.related.get("next", [])), "").removeprefix(SITE)
    assert [len(page) for page in seen] == [50, 50, 30]
    assert [int(number) for page in seen for number in page] == [*reversed(range(130))]
    (back,) = set(links.related["prev"])
    assert [
        href.rpartition("/")[2] for href in Links(ask(back.removeprefix(SITE)).text).hrefs if "/questions/" in href
    ] == (seen[1])


def test_a_page_of_an_api_list_has_up_to_a_hundred_and_fifty_unless_asked(table: Filler) -> None:
    table.publish([card(number) for number in range(130)])
    assert len(ask("/api/articles?limit=100").json["articles"]) == 100
    assert len(ask("/api/articles").json["articles"]) == 50


def test_a_feed_has_the_newest_fifty(table: Filler) -> None:
    table.publish([card(number) for number in range(60)])
    articles = [
        parse_article(f"---\ntitle: Title {number}\nurl: {card(number).path}\n---\n\nA.\n".encode(), "a.md")
        for number in range(60)
    ]
    table.put([from_article(each, represent(each, (), SETTINGS).entry, "") for each in articles])
    items = ask("/feed.json").json["items"]
    assert [item["title"] for item in items] == [f"Title {number}" for number in range(59, 9, -1)]
    assert len(ET.fromstring(ask("/learn/physics/feed.atom").text).findall(f"{ATOM}entry")) == 50


def test_a_feed_has_a_summary_of_what_older_code_published(table: Filler) -> None:
    table.publish([card(1, description="What it says.")])
    table.put([{**keys.article(card(1).path), "body": b""}])
    [item] = ask("/feed.json").json["items"]
    assert (item["title"], item["content_text"]) == ("Title 1", "What it says.")


@pytest.mark.parametrize("target", ["/api/articles", "/api/subjects", f"/api/referrers{card(0).path}"])
def test_the_longest_page_of_each_list_is_answered(table: Filler, target: str) -> None:
    cards = [
        card(number, f"{2000 + number // 12}-{1 + number % 12:02}-01", f"Subject{number:03}") for number in range(140)
    ]
    table.publish([card(0), *cards])
    table.put([item for each in cards for item in related(each.path, card(0).path)])
    answer = ask(f"{target}?limit=100")
    assert answer.status == 200
    [listed] = [value for value in answer.json.values() if isinstance(value, list)]
    assert len(listed) == 100


@pytest.mark.parametrize("subject", ["हिन्दी", "ปีที่", "日本語", "Été", "C++ & C#"])
def test_a_subject_of_any_language_has_its_page_and_its_feeds(table: Filler, subject: str) -> None:
    found = slug(subject)
    table.publish([Card("/a", "live", "a.md", 1, title="T", subject=subject, subject_slug=found, date="2026-01-01")])
    for path in (f"/learn/{found}", f"/learn/{found}/feed.atom", f"/learn/{found}/feed.json"):
        assert ask(path).status == 200
    assert href(f"/learn/{found}") in Links(ask("/learn").text).hrefs
    assert [each["title"] for each in ask(f"/api/articles?subject={href(found)}").json["articles"]] == ["T"]


def test_subjects_that_differ_by_their_symbols_have_lists_of_their_own() -> None:
    names = ["C", "C++", "C#", "C--", ".NET", "Net", "\U00020000" * 200]
    with a_site() as world:
        for number, name in enumerate(names):
            text = f"---\ntitle: On {name[:4]}\nurl: /a{number}\nsubject: '{name}'\ndate: 2026-01-01\n---\n\nText.\n"
            world.put(f"{number}.md", text.encode())
        world.settle()
        lists = {
            each["name"]: unquote(each["url"].removeprefix(SITE)) for each in ask("/api/subjects").json["subjects"]
        }
        assert lists.keys() == set(names)
        for number, name in enumerate(names):
            page = ask(lists[name])
            assert f"<h1>{name}</h1>" in page.text
            query = href(lists[name].removeprefix("/learn/"))
            articles = ask(f"/api/articles?subject={query}").json["articles"]
            assert [each["path"] for each in articles] == [f"/a{number}"]
            assert len(ask(f"{lists[name]}/feed.json").json["items"]) == 1


def test_a_subject_that_has_just_lost_its_articles_is_not_there(table: Filler) -> None:
    table.publish([card(1)])
    table.put([{**keys.entry(keys.SUBJECTS, "music")}])
    assert "/learn/music" not in Links(ask("/learn").text).hrefs
    assert [each["slug"] for each in ask("/api/subjects").json["subjects"]] == ["physics"]
    for path in ("/learn/music", "/learn/music/feed.atom", "/learn/music/feed.json"):
        assert ask(path).status == 404


def test_no_list_is_empty_or_cut_because_what_leads_to_nothing_comes_first(table: Filler) -> None:
    table.publish([card(number) for number in range(3)])
    table.put([{**keys.entry(keys.SUBJECTS, f"{number:03} imported")} for number in range(120)])
    table.put([{**keys.entry(keys.MONTHS, f"9{number:03}-01")} for number in range(120)])
    target = card(0).path
    redirects = [Card(f"/learn/a/{number:03}", "moved", "x.md", 1, location=target) for number in range(120)]
    table.put([*map(from_card, redirects), *({**keys.referrer("path", target, each.path)} for each in redirects)])
    table.put([item for each in (card(1), card(2)) for item in related(each.path, target)])
    assert "/learn/physics" in Links(ask("/").text).hrefs
    assert "/learn/physics" in Links(ask("/learn").text).hrefs
    assert "Title 2" in ask("/").text
    assert "Title 2" in ask("/llms.txt").text
    assert titles([ask("/api/articles")]) == ["Title 2", "Title 1", "Title 0"]
    assert [each["slug"] for each in ask("/api/subjects?limit=1").json["subjects"]] == ["physics"]
    answers = [ask(f"/api/referrers{target}?limit=1")]
    while following := answers[-1].json["next"]:
        answers.append(ask(following.removeprefix(SITE)))
    assert [[each["title"] for each in answer.json["referrers"]] for answer in answers] == [["Title 1"], ["Title 2"]]


def test_an_empty_site_says_so(table: Filler) -> None:
    assert table.count(lambda: None) == 0
    assert "Nothing has been published yet." in ask("/").text
    for path in ["/learn", "/feed.atom", "/feed.json", "/sitemap.xml", "/llms.txt", "/api/articles", "/api/subjects"]:
        assert ask(path).status == 200


def test_nothing_from_a_card_becomes_markup(table: Filler) -> None:
    hostile = '"><script>alert(1)</script>&'
    table.publish([card(1, title=hostile, description=hostile)])
    for path in ["/", "/learn/physics"]:
        text = ask(path).text
        assert text.replace('<script type="application/ld+json">', "").count("<script") == 0
        assert "&lt;script&gt;" in text


@pytest.mark.parametrize(
    "text",
    [r"Injected\](https://evil.example/)", "<a href='https://evil.example/'>x</a>", "![x](https://evil.example/)"],
)
def test_nothing_from_a_card_or_a_setting_becomes_a_link_of_llms_txt(table: Filler, text: str) -> None:
    table.put([from_site(Site(1, SiteFile(name=text)))])
    table.publish([card(1, title=text, description=text)])
    named = {**from_card(card(1, title=text, description=text)), "subject": text}
    table.put([named])
    tokens = MarkdownIt("commonmark").parse(ask("/llms.txt").text)
    inline = [token for block in tokens for token in block.children or []]
    links = [token.attrs["href"] for token in inline if token.type == "link_open"]
    assert links[:2] == [f"{SITE}/learn/physics", f"{SITE}/learn/physics/questions/1.md"]
    assert len(links) == 7
    assert {token.type for token in inline} == {"link_open", "text", "link_close", "code_inline"}
    assert sum(text in token.content for token in inline) == 4
    assert not any("html" in block.type for block in tokens)


@pytest.mark.parametrize("query", ["", "&subject=physics", "&from=2020-03-01&to=2025-10-31"])
def test_pages_forward_and_back_have_every_article_once(table: Filler, query: str) -> None:
    cards = [
        card(number, f"{2020 + number % 7}-{1 + number % 12:02}-{1 + number % 28:02}", ("Physics", "Music")[number % 2])
        for number in range(120)
    ]
    table.publish(cards)
    wanted = [
        each.title
        for each in sorted(cards, key=lambda each: (each.date, each.id), reverse=True)
        if ("subject" not in query or each.subject == "Physics")
        and ("from" not in query or "2020-03-01" <= each.date <= "2025-10-31")
    ]
    forward = walk(f"/api/articles?limit=7{query}", "next")
    assert titles(forward) == wanted
    last = forward[-1].json["prev"].removeprefix(SITE)
    back = walk(last, "prev")
    assert sorted({*titles(back), *titles(forward[-1:])}) == sorted(wanted)


def test_pages_are_stable_while_articles_come_and_go(table: Filler) -> None:
    table.publish([card(number) for number in range(10, 20)])
    first = ask("/api/articles?limit=4")
    table.publish([card(number) for number in range(20, 25)])
    _, second = first, ask(first.json["next"].removeprefix(SITE))
    assert titles([second]) == ["Title 15", "Title 14", "Title 13", "Title 12"]
    table.client.delete_item(
        TableName=os.environ["TABLE"], Key={name: {"S": str(v)} for name, v in keys.card(card(15).path).items()}
    )
    before = ask(second.json["prev"].removeprefix(SITE))
    assert titles([before]) == ["Title 19", "Title 18", "Title 17", "Title 16"]
    newest = ask(before.json["prev"].removeprefix(SITE))
    assert titles([newest]) == ["Title 23", "Title 22", "Title 21", "Title 20"]
    top = ask(newest.json["prev"].removeprefix(SITE))
    assert titles([top]) == ["Title 24", "Title 23", "Title 22", "Title 21"], "the first page is whole"
    assert top.json["prev"] is None


def test_a_cursor_is_good_for_its_own_list_only(table: Filler) -> None:
    table.publish([card(number) for number in range(5)])
    cursor = ask("/api/articles?limit=2").json["next"].partition("cursor=")[2]
    assert ask(f"/api/articles?cursor={cursor}").status == 200
    for target in ["/api/articles?subject=physics&cursor=", "/learn/physics?cursor=", "/api/subjects?cursor="]:
        assert ask(target + cursor).status == 400
    assert ask(f"/api/articles?cursor={cursor[:-1]}").status == 400


def test_the_reads_for_a_page_do_not_grow_with_the_site(table: Filler) -> None:
    table.publish([card(number, f"2026-{1 + number % 12:02}-01") for number in range(40)])
    few = table.count(lambda: ask("/api/articles?limit=3"))
    deep = ask(walk("/api/articles?limit=3", "next")[-1].json["prev"].removeprefix(SITE)).json["next"]
    table.publish([card(number, f"2026-{1 + number % 12:02}-01") for number in range(40, 400)])
    assert table.count(lambda: ask("/api/articles?limit=3")) <= few
    assert table.count(lambda: ask(deep.removeprefix(SITE))) <= few + 1


def test_too_many_months_without_articles_cut_a_page_short_and_lose_nothing(
    table: Filler, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(library, "MAX_MONTHS", 200)
    empty = [f"{year}-{month:02}" for year in range(2000, 2020) for month in range(1, 13)]
    table.put([{**keys.entry(keys.MONTHS, month)} for month in empty])
    table.publish([card(1, "1999-01-01"), card(2, "2100-01-01")])
    pages = walk("/api/articles?limit=5", "next")
    assert titles(pages) == ["Title 2", "Title 1"]
    assert len(pages) > 1
    assert table.count(lambda: ask("/api/articles?limit=5")) <= 220
    back = walk(pages[-1].json["prev"].removeprefix(SITE), "prev")
    assert "Title 2" in titles(back)


def test_subjects_come_in_pages_with_their_newest_article(table: Filler) -> None:
    table.publish([card(number, f"2026-01-{1 + number:02}", f"Subject{number % 5}") for number in range(20)])
    pages = [ask("/api/subjects?limit=2")]
    while following := pages[-1].json["next"]:
        pages.append(ask(following.removeprefix(SITE)))
    found = [each for page in pages for each in page.json["subjects"]]
    assert [each["slug"] for each in found] == [f"subject{number}" for number in range(5)]
    assert [each["newest"]["title"] for each in found] == [f"Title {number}" for number in range(15, 20)]
    assert found[0]["feeds"]["atom"] == f"{SITE}/learn/subject0/feed.atom"


def test_referrers_are_the_live_articles_that_link_to_a_page(table: Filler) -> None:
    target = card(0)
    pages = [card(number) for number in range(1, 8)]
    moved = Card("/learn/old", "moved", "x.md", 1, location=target.path)
    table.publish([target, *pages])
    table.put([from_card(moved), {**keys.referrer("path", target.path, moved.path)}])
    table.put([item for each in pages for item in related(each.path, target.path)])
    answers = [ask(f"/api/referrers{target.path}?limit=3")]
    while following := answers[-1].json["next"]:
        answers.append(ask(following.removeprefix(SITE)))
    found = [each["path"] for answer in answers for each in answer.json["referrers"]]
    assert found == sorted(each.path for each in pages)
    assert answers[0].json["path"] == target.path


@pytest.mark.parametrize("start", ["/" + "a" * 896, "/" + "é" * 448])
def test_referrers_of_the_longest_paths(table: Filler, start: str) -> None:
    paths = [f"{start}{number:03}" for number in range(4)]
    assert {len(path.encode()) for path in paths} == {900}
    target, *pages = [replace(card(number), path=path) for number, path in enumerate(paths)]
    table.publish([target, *pages])
    table.put([item for each in pages for item in related(each.path, target.path)])
    found = []
    following: str | None = f"{SITE}/api/referrers{href(target.path)}?limit=1"
    while following:
        answer = ask(unquote(following.removeprefix(SITE)))
        assert answer.status == 200
        assert sum(len(name) + len(value) for name, value in answer.headers.items()) < 10_240
        found += [each["path"] for each in answer.json["referrers"]]
        following = answer.json["next"]
    assert found == [each.path for each in pages]
    for other in (f"/API/Referrers{target.path.upper()}", f"/api/referrers/{href(target.path)}/"):
        answer = ask(other)
        assert (answer.status, answer.headers["location"]) == (308, f"/api/referrers{href(target.path)}")
    assert ask(f"/api/referrers{target.path}a").status == 404


def test_referrers_of_what_has_moved_or_gone(table: Filler) -> None:
    table.publish([card(0)])
    table.put(
        [from_card(Card("/a", "moved", "a.md", 1, location=card(0).path)), from_card(Card("/b", "gone", "b.md", 1))]
    )
    moved = ask("/api/referrers/a")
    assert (moved.status, moved.headers["location"]) == (301, f"/api/referrers{card(0).path}")
    assert ask("/api/referrers/b").status == 410
    assert ask("/api/referrers/c").status == 404


def test_a_month_is_cut_into_sitemaps_at_the_articles_that_begin_one(table: Filler) -> None:
    cards = [card(number) for number in range(100)]
    table.publish(cards)
    whole = all_in_sitemaps()
    for number in (60, 30):
        table.put([{**keys.sitemap_start(keys.index_sort(cards[number].date, number, cards[number].path))}])
    parts = all_in_sitemaps()
    assert [len(part) for part in parts] == [30, 30, 40]
    assert list(itertools.chain.from_iterable(parts)) == whole[0]


def test_publishing_cuts_a_long_month_into_sitemaps() -> None:
    # One path in thousands begins a sitemap, so that a month of any length is cut below 50,000 without being counted.
    path = next(
        path for path in map("/learn/physics/questions/{}".format, itertools.count()) if keys.starts_sitemap(path)
    )
    with a_site() as world:
        for number, each in enumerate(["/first", path, "/last"], start=1):
            text = f"---\ntitle: Title\nurl: {each}\ndate: 2026-01-{number:02}\n---\n\nAnswer.\n"
            world.put(f"{number}.md", text.encode())
        world.settle()
        assert all_in_sitemaps() == [[f"{SITE}/first"], [f"{SITE}{path}", f"{SITE}/last"]]


def test_a_sitemap_has_hundreds_of_ordinary_paths_and_never_more_bytes_than_a_response() -> None:
    starts = [number for number in range(50_000) if keys.starts_sitemap(f"/learn/physics/questions/{number}")]
    assert 50_000 / 850 <= len(starts) <= 50_000 / 500
    longest = ["/" + f"{number:05}" + "é" * 420 for number in range(20_000)]  # 850 bytes, encoded three times as many
    for paths in (longest, [f"/{number}" for number in range(50_000)]):
        most = 70 + 130 + len(href(paths[-1]))  # none is longer
        sizes = [0]
        for path in paths:
            if keys.starts_sitemap(path):
                sizes.append(0)
            sizes[-1] += most
        assert max(sizes) < http_edge.MAX_CONTENT / 2
        assert len(sizes) < 20_000 / 40


def test_no_address_of_a_month_with_long_paths_is_lost(
    table: Filler, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    paths = [f"/{number:05}" + "é" * 420 for number in range(1_750)]
    cards = [replace(card(number), path=path, modified=1_700_000_000) for number, path in enumerate(paths)]
    table.publish(cards)
    # Without the entries that cut it, the month is more than a response holds: what fits is there, and that is told.
    assert 1_500 < len(locations("/sitemaps/2026-01.xml")) < 1_750
    assert caplog.messages == ["sitemap is incomplete"]
    assert '"SitemapIncomplete":[1.0]' in capsys.readouterr().out
    cuts = [each for each in cards if keys.starts_sitemap(each.path)]
    table.put([{**keys.sitemap_start(keys.index_sort(each.date, each.id, each.path))} for each in cuts])
    parts = all_in_sitemaps()
    assert len(parts) == len(cuts) + 1
    assert list(itertools.chain.from_iterable(parts)) == [SITE + href(each.path) for each in cards]
    assert len(caplog.messages) == 1


def test_an_index_of_too_many_sitemaps_has_the_newest_and_says_so(
    table: Filler, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    table.put([{**keys.entry(keys.MONTHS, f"2026-{month:02}")} for month in range(1, 8)])
    table.put([{**keys.sitemap_start(keys.index_sort("2026-06-01", number, "/a"))} for number in range(3)])
    everything = locations("/sitemap.xml")
    assert len(everything) == 10
    assert "incomplete" not in capsys.readouterr().out
    for module in (sitemap_reads, sitemaps):
        monkeypatch.setattr(module, "MAX_SITEMAPS", 4)
    assert locations("/sitemap.xml") == everything[-4:]
    assert '"SitemapIncomplete":[1.0]' in capsys.readouterr().out


def test_an_index_that_is_too_large_as_it_is_comes_compressed(table: Filler, monkeypatch: pytest.MonkeyPatch) -> None:
    table.put([{**keys.entry(keys.MONTHS, f"2026-{month:02}")} for month in range(1, 13)])
    whole = ask("/sitemap.xml").body
    monkeypatch.setattr(http_edge, "MAX_CONTENT", 800)
    for headers in ({}, {"accept_encoding": "gzip;q=0.1, identity"}):
        answer = ask("/sitemap.xml", **headers)
        assert (answer.status, answer.headers["content-encoding"]) == (200, "gzip")
        assert gzip.decompress(answer.body) == whole
    refused = ask("/sitemap.xml", accept_encoding="identity, gzip;q=0")
    assert refused.status == 406
    assert "gzip" in refused.json["detail"]


@pytest.mark.usefixtures("table")
def test_a_full_index_fits_into_a_response() -> None:
    settings = Settings(name="S", url="https://" + "x" * 253, time_zone="UTC", author="A")
    starts = [keys.index_sort("2026-01-01", number, "/a") for number in range(MAX_SITEMAPS)]
    document = sitemaps.index({"": starts}, settings)
    assert document.is_complete
    assert len(document.xml) < 50_000_000  # what the protocol allows
    answer = responses.finish(responses.content(document.xml, "application/xml"), {})
    assert len(answer.body or b"") < http_edge.MAX_CONTENT


def test_a_sitemap_ends_at_its_month(table: Filler) -> None:
    table.publish([card(1, "2026-01-31"), card(2, "2026-02-01")])
    assert [len(part) for part in all_in_sitemaps()] == [1, 1]


def test_a_month_without_articles_has_a_sitemap_that_is_valid(table: Filler) -> None:
    table.put([{**keys.entry(keys.MONTHS, "2026-01")}])
    assert all_in_sitemaps() == [[f"{SITE}/"]]
