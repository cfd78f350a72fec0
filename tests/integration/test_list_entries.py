"""What the home page and lists show of each article: a text, a picture, and where a list can be narrowed."""

import re
from html import unescape

from tests.support.asking import ask
from tests.support.browse import SITE, a_site
from tests.support.samples import picture
from tests.support.searched import article
from tests.support.world import World, in_process

HTML = "text/html"
PHOTO = "https://pictures.example.org/a.png"


def excerpts(path: str) -> dict[str, str]:
    """The text of each entry of a list that has one, by its path."""
    entries = re.findall(r"<li>\n<h[23]>(.*?)</li>", ask(path, accept=HTML).text, re.DOTALL)
    found = {}
    for entry in entries:
        text = re.search(r'<p class="excerpt">(.*?)</p>', entry)
        found[re.search(r'href="([^"]*)"', entry)[1]] = unescape(text[1]) if text else ""  # type: ignore[index]
    return found


def fill(world: World) -> None:
    world.put("a.md", article("/learn/x/questions/a", "A", "# Stones\n\nThey *roll*.", subject="x"))
    world.put("b.md", article("/learn/x/questions/b", "B", "They roll.", subject="x", description="Of stones."))
    world.settle()


def test_an_entry_has_the_description_of_its_article_or_else_how_its_text_begins() -> None:
    with a_site(bounded=in_process) as world:
        fill(world)
        of_both = {"/learn/x/questions/a": "Stones They roll.", "/learn/x/questions/b": "Of stones."}
        for path in ("/", "/archive/all", "/learn/x"):
            assert excerpts(path) == of_both
        world.put("a.md", article("/learn/x/questions/a", "A", "They lie.", subject="x"))
        world.settle()
        assert excerpts("/learn/x")["/learn/x/questions/a"] == "They lie."
        (listed,) = ask("/api/articles?paths=/learn/x/questions/a").json["articles"]
        assert listed["description"] == ""  # what its author says


def test_the_home_page_has_the_pictures_that_its_policy_lets_browsers_load() -> None:
    with a_site(bounded=in_process) as world:
        world.put("cat.png", picture())
        world.put("a.md", article("/a", "A", image="cat.png"))
        world.put("b.md", article("/b", "B", image=PHOTO))
        world.put("c.md", article("/c", "C"))
        world.settle()
        home = ask("/", accept=HTML)
        shown = re.findall(r'<img src="([^"]*)"', home.text)
        assert shown == [ask("/api/articles?paths=/a&fields=image").json["articles"][0]["image"]]
        assert shown[0].startswith(f"{SITE}/pictures/")
        assert "img-src 'self'" in home.headers["content-security-policy"]


def test_the_articles_of_a_subject_can_be_narrowed_by_search() -> None:
    with a_site(bounded=in_process) as world:
        fill(world)
        (address,) = re.findall(r'<a rel="nofollow" href="([^"]*)">Search these', ask("/learn/x", accept=HTML).text)
        assert address == "/search?subject=x"
        assert {*excerpts(address)} == {"/learn/x/questions/a", "/learn/x/questions/b"}
