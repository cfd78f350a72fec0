"""Files at the addresses of lists: the home page that somebody wrote, and what introduces a list."""

import datetime as dt
import json
import re
from collections.abc import Iterator
from unittest.mock import patch

import pytest

from tests.support.asking import ask
from tests.support.browse import SITE, Links, a_site
from tests.support.readers import deliver
from tests.support.samples import picture
from tests.support.world import BROKEN, World, file


@pytest.fixture
def world() -> Iterator[World]:
    with a_site() as world:
        for number in range(3):
            world.put(f"{number}.md", file(f"/learn/physics/questions/{number}", subject="Physics"))
        world.settle()
        yield world


def put(world: World, key: str, text: str) -> None:
    world.put(key, text)
    world.settle()
    assert world.errors == []


def subjects_of(html: str) -> list[str]:
    """What a page shows of each subject."""
    shown = html.partition('<ul class="subjects')[2].partition("</ul>")[0]
    return [re.sub(r"\s+", " ", each) for each in re.findall(r"<li>(.*?)</li>", shown, re.DOTALL)]


def test_subjects_have_their_counts_and_what_introduces_them(world: World) -> None:
    world.put("a.md", file("/learn/art/questions/a", subject="Art"))
    world.put("hidden.md", "---\ntitle: H\nsubject: Art\nunlisted: true\n---\nText.\n")
    world.put("sky.png", picture())
    front = "unlisted: true\ndescription: On <light>.\nimage: /sky.png"
    put(world, "learn/physics.md", f"---\n{front}\n---\n# Physics\n\nText.\n")
    for path in ("/", "/learn"):
        art, physics = subjects_of(ask(path).text)
        assert art == '<a href="/learn/art">Art</a> <span>1</span> '
        shown = re.fullmatch(
            r'<img src="(\S+)" alt="" loading="lazy"><a href="/learn/physics">Physics</a> <span>3</span> <p>(.*)</p> ',
            physics,
        )
        assert shown is not None
        assert shown[1].startswith(f"{SITE}/pictures/")
        assert shown[2] == "On &lt;light&gt;."


@pytest.mark.usefixtures("world")
def test_a_subject_is_counted_up_to_a_hundred() -> None:
    with patch("articles.browse.library.MAX_COUNT", 2), patch("articles.browse.subject_cards.MAX_COUNT", 2):
        assert subjects_of(ask("/").text) == ['<a href="/learn/physics">Physics</a> <span>2+</span> ']


def test_a_picture_of_another_host_stands_for_no_subject(world: World) -> None:
    put(
        world,
        "learn/physics.md",
        "---\ndescription: Light.\nimage: https://example.com/a.png\n---\n# Physics\n\nText.\n",
    )
    assert subjects_of(ask("/").text) == ['<a href="/learn/physics">Physics</a> <span>3</span> <p>Light.</p> ']


@pytest.mark.usefixtures("world")
def test_the_newest_articles_come_first_if_the_site_says_nothing() -> None:
    page = ask("/").text
    assert page.index('id="newest"') < page.index('id="subjects"')


def test_search_and_subjects_come_first_if_the_site_says_so(world: World) -> None:
    put(world, "home.md", "---\ntitle: Welcome\nurl: /\n---\n\nCome in.\n")
    put(world, "site.yaml", "home: subjects\n")
    world.pass_long()
    page = ask("/").text
    main = page.partition("<main")[2]
    places = [main.index(each) for each in ("<h1>Welcome", 'role="search"', "Come in.", 'id="subjects"', 'id="newest"')]
    assert places == sorted(places)
    assert page.count('role="search"') == 1


@pytest.mark.parametrize(
    ("key", "front"), [("index.md", ""), ("README.md", "lang: de\n"), ("home.md", "url: /\n"), ("x/y.md", "slug: /\n")]
)
def test_the_article_at_the_root_is_the_home_page(world: World, key: str, front: str) -> None:
    put(world, key, f"---\ntitle: Welcome\n{front}---\n\nCome *in*: $x^2$.\n")
    page = ask("/")
    assert (page.status, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert "<h1>Welcome</h1>" in page.text
    assert "<em>in</em>" in page.text
    assert "font-src 'self'" in page.headers["content-security-policy"]
    assert Links(page.text).related["canonical"] == [f"{SITE}/"]
    assert "Newest articles" not in page.text
    assert 'class="breadcrumbs"' not in page.text
    assert ask("/", accept="application/json").json["title"] == "Welcome"
    assert "\n# Welcome\n\nCome *in*: $x^2$.\n" in ask("/", accept="text/markdown").text
    assert ask("/", If_None_Match=page.headers["etag"]).status == 304
    put(world, key, BROKEN)
    assert ask("/").text == page.text
    world.delete(key)
    world.settle()
    assert "Newest articles" in ask("/").text


def test_the_article_at_the_root_stands_above_the_lists_if_the_site_says_so(world: World) -> None:
    put(world, "home.md", "---\ntitle: Welcome\ndescription: In short.\nurl: /\n---\n\nCome *in*: $x^2$.\n")
    put(world, "site.yaml", "home: introduction\ntagline: Why\n")
    world.pass_long()
    page = ask("/")
    main = page.text.partition("<main")[2]
    assert "<h1>Welcome</h1>" in main
    assert main.index("<em>in</em>") < main.index("Newest articles")
    assert ">Why</p>" in main
    assert main.count('<ul class="list') == 1
    assert '<h3><a href="/">' not in main  # it does not list itself
    assert '<meta name="description" content="In short.">' in page.text
    assert "font-src 'self'" in page.headers["content-security-policy"]
    assert len(ask("/", accept="application/json").json["articles"]) == 4
    assert "## Newest articles" in ask("/", accept="text/markdown").text
    world.delete("home.md")
    world.settle()
    assert "<h1>Articles</h1>" in ask("/").text


@pytest.mark.parametrize("key", ["learn/physics.md", "learn/physics/index.md", "Learn/Physics/_index.md"])
def test_a_file_named_as_the_list_of_a_subject_introduces_it(world: World, key: str) -> None:
    put(
        world,
        key,
        "---\ntitle: All of physics\ndescription: It moves.\n---\n\nIt *moves*: $x^2$.\n\n```python\nx = 1\n```\n",
    )
    page = ask("/learn/physics")
    assert "<h1>All of physics</h1>" in page.text
    assert "<title>All of physics | " in page.text
    assert "<em>moves</em>" in page.text
    assert '<meta name="description" content="It moves.">' in page.text
    assert page.text.count('<ul class="list">') == 1
    assert ask("/learn/physics", accept="text/markdown").text.startswith("# All of physics\n\nIt moves.\n\n- [")
    assert "<math" in page.text
    assert "font-src 'self'" in page.headers["content-security-policy"]
    after_first = ask("/api/articles?subject=physics&limit=1").json["next"].partition("cursor=")[2]
    second = ask(f"/learn/physics?cursor={after_first.partition('&')[0]}")
    assert "<h1>Physics</h1>" in second.text
    assert "<em>moves</em>" not in second.text
    world.delete(key)
    world.settle()
    assert "<h1>Physics</h1>" in ask("/learn/physics").text


def test_an_introduction_has_the_styles_and_the_policy_of_a_page(world: World) -> None:
    frame = "<iframe src='https://player.vimeo.com/video/1'></iframe>"
    text = f"# Physics\n\n> [!NOTE]\n> x\n\n{frame}\n\n<video src='/assets/a.mp4'></video>\n\n==x== <kbd>y</kbd>"
    text += "\n\n```\ncode\n```\n"
    put(world, "learn/physics.md", text)
    put(world, "physics.md", text)
    page, listed = deliver("/physics", world), ask("/learn/physics")
    styles = re.compile("<style>(.*?)</style>", re.DOTALL)
    for css in (".callout", "iframe", "kbd"):
        assert css in styles.findall(page.text)[0]
        assert css in styles.findall(listed.text)[0]
    policy = re.compile("(?:media|frame|img|script)-src [^;]*")
    allowed = policy.findall(listed.headers["content-security-policy"])
    assert allowed == policy.findall(page.headers["content-security-policy"])
    assert {"frame-src https://player.vimeo.com", "script-src 'self'"} <= {*allowed}
    assert all('<script defer src="/scripts/copy-' in each.text for each in (page, listed))


def test_a_file_named_as_the_list_of_subjects_introduces_it(world: World) -> None:
    assert "<h1>Subjects</h1>" in ask("/learn").text
    put(world, "learn/index.md", "# What there is\n\nChoose.")
    page = ask("/learn")
    assert "<h1>What there is</h1>" in page.text
    assert page.text.count("What there is</h1>") == 1
    assert "Choose.</p>" in page.text
    assert "/learn/physics" in Links(page.text).hrefs


def test_a_subject_without_articles_may_have_an_introduction(world: World) -> None:
    assert ask("/learn/new").status == 404
    put(world, "learn/new.md", "# New\n\nSoon.")
    page = ask("/learn/new")
    assert page.status == 200
    assert "Soon.</p>" in page.text
    assert "There are no articles here at the moment." in page.text


@pytest.mark.parametrize("path", ["/search", "/tags", "/tags/apples", "/authors", "/authors/a-person", "/archive"])
def test_a_file_introduces_lists_that_come_from_the_search_index(world: World, path: str) -> None:
    put(world, f"{path[1:]}.md", "---\ntitle: Apples\ndescription: They are red.\n---\n\nRed, $x^2$.\n")
    page = ask(path)
    assert page.status == 200
    assert page.text.count("Apples</h1>") == 1
    assert "Red, <" in page.text
    assert "font-src 'self'" in page.headers["content-security-policy"]
    assert deliver(path, world).status == 404
    world.delete(f"{path[1:]}.md")
    world.settle()
    assert "Apples" not in ask(path).text


def test_what_stands_above_a_list_is_not_kept_beyond_its_end(world: World) -> None:
    put(world, "archive.md", "# Until soon\n\nText.\n")
    assert "s-maxage=60" in ask("/archive").headers["cache-control"]
    soon = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=30)
    put(world, "archive.md", f"---\ntitle: Until soon\nexpires: {soon.isoformat(timespec='seconds')}\n---\nText.\n")
    assert int(ask("/archive").headers["cache-control"].partition("s-maxage=")[2].partition(",")[0]) <= 30


def test_what_is_below_the_roots_of_lists_and_is_none_has_no_page(world: World) -> None:
    put(world, "tags/apples/red.md", "# Red\n\nText.")
    (problem,) = json.loads(world.objects()["reports/tags/apples/red.md.json"])["problems"]
    assert problem["code"] == "url-reserved"
    assert deliver("/tags/apples/red", world).status == 404


def test_a_url_at_a_list_is_an_error_with_a_cure(world: World) -> None:
    put(world, "a.md", "---\ntitle: A\nurl: /learn/physics\n---\nx")
    (problem,) = json.loads(world.objects()["reports/a.md.json"])["problems"]
    assert (problem["line"], problem["column"], problem["code"]) == (3, 6, "url-reserved")
    assert "<h1>Physics</h1>" in ask("/learn/physics").text
