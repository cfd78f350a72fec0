"""A site whose articles name each other in their texts, and a crawl over a site as a reader would go through it."""

import random
import re
from html import unescape
from http import HTTPStatus
from urllib.parse import unquote, urlsplit

from articles.common.paths import is_reserved

from tests.support.asking import ask
from tests.support.readers import browsing, deliver
from tests.support.world import World, file

# How a text names another article: by its path, by its file, and by the name of that.
WAYS = ("[x](/{folder}/{0})", "[x](../{1}/n{0}.md)", "[[n{0}]]")

_HREF = re.compile(r'<(?:a|link)\b[^>]*\bhref="([^"]*)"')


class LinkedSite:
    """Articles that name each other in every way.

    Attributes:
        size: How many there are.
        links: How many links the texts have, of all articles together.
        linking: The articles that each of them names.
    """

    def __init__(self, size: int, links: int) -> None:
        chosen = random.Random(size)
        self.size, self.links = size, links
        self.linking = [
            chosen.sample([each for each in range(size) if each != number], links // size) for number in range(size)
        ]

    def put(self, world: World, folder: str, *numbers: int) -> None:
        """Upload the articles of these numbers, or all, with a url in a folder. Texts name the folder `a`."""
        for number in numbers or range(self.size):
            named = self.linking[number]
            text = " ".join(WAYS[each % len(WAYS)].format(each, each % 3, folder="a") for each in named)
            world.put(f"{number % 3}/n{number}.md", file(f"/{folder}/{number}", f"Title {number}", text))

    def linking_to(self, number: int) -> list[int]:
        """The articles that name one."""
        return [each for each, named in enumerate(self.linking) if number in named]


def crawl(world: World) -> dict[str, int]:
    """Follow every link of every page of the site, from the home page on; returns the status of each request.

    What leads to the next or the previous article redirects, and stands for the page that it leads to.
    """
    items = {(item["pk"], item["sk"]): item for item in world.items()}
    statuses: dict[str, int] = {}
    ahead = ["/"]
    with browsing(world):
        while ahead:
            target = ahead.pop()
            if target in statuses:
                continue
            path = unquote(urlsplit(target).path)
            answer = ask(target) if is_reserved(path) or path.startswith("/api/") else deliver(path, world, items)
            if answer.status == HTTPStatus.FOUND and answer.location is not None:
                ahead.append(answer.location)
                continue
            statuses[target] = answer.status
            if answer.type.startswith("text/html"):
                ahead += (each for href in _HREF.findall(answer.text) if (each := _within(unescape(href), world)))
    return statuses


def _within(href: str, world: World) -> str:
    """The path and query that a link leads to within the site; empty if it leads elsewhere, or to an asset."""
    target = href.removeprefix(world.site.url).partition("#")[0]
    return target if target.startswith("/") and not target.startswith(("//", "/assets/")) else ""
