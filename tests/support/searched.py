"""Sites to search in, and what readers find there."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode, urlsplit

from tests.support.asking import Answer, ask
from tests.support.browse import Links
from tests.support.readers import browsing
from tests.support.world import World, a_simulated_world


@contextmanager
def a_searched_site(**files: str) -> Iterator[World]:
    """A simulated site with these files, by their names without ending, whose index knows all of them."""
    with a_simulated_world(as_moto=True) as world, browsing(world):
        world.upload(**files)
        world.settle()
        assert world.errors == []
        yield world


def article(url: str, title: str, text: str = "Text.", **more: object) -> str:
    """An article file with further lines in its front matter."""
    lines = [f"{name}: {value}" for name, value in {"title": f'"{title}"', "url": url, **more}.items()]
    return "\n".join(["---", *lines, "---", "", text, ""])


def search(q: str | None = None, **parameters: str) -> Any:
    """What the API answers to a search; `from` is written `from_`."""
    answer = ask(address(q, **parameters))
    assert answer.status == 200, answer.text
    return answer.json


def address(q: str | None = None, path: str = "/api/search", **parameters: str) -> str:
    named = {name.rstrip("_"): value for name, value in parameters.items()}
    query = urlencode({**({} if q is None else {"q": q}), **named})
    return f"{path}?{query}" if query else path


def found(q: str | None = None, **parameters: str) -> list[str]:
    """The titles of the first results."""
    return titles([search(q, **parameters)])


def titles(documents: Sequence[Any]) -> list[str]:
    return [each["title"] for document in documents for each in document["results"]]


def to_the_end(start: str) -> list[Any]:
    """The API's answers from one on, to the last."""
    documents = [ask(start).json]
    while following := documents[-1]["next"]:
        answer = ask(local(following))
        assert answer.status == 200
        documents.append(answer.json)
        assert len(documents) < 100, f"{start} has no end"
    return documents


def pages_to_the_end(start: str) -> list[Answer]:
    """The pages of a list, as their links lead from one to the next."""
    answers = [ask(start)]
    while following := Links(answers[-1].text).related.get("next"):
        answers.append(ask(local(following[-1])))
        assert answers[-1].status == 200
        assert len(answers) < 100, f"{start} has no end"
    return answers


def local(url: str) -> str:
    """What is after the host of an address."""
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
