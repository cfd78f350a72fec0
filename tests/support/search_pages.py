"""Pages as search knows them: made up ones, and those of a folder of articles."""

from pathlib import Path
from typing import Any

from articles.publishing.reading.article import parse_article
from articles.publishing.rendering.markdown import parse_answer, render_parsed
from articles.publishing.rendering.search_document import SearchDocument, search_document
from articles.publishing.rendering.settings import Settings
from articles.search.engine.searching import Found, Question, Searching, opened
from articles.search.engine.segments import write_segment
from hypothesis import strategies as st

_PIECES = [
    *(
        "-",
        '"',
        "\u201c",
        "\u201d",
        " ",
        "a",
        "C++",
        "C#",
        ".NET",
        "--",
        '-"',
        "_",
        "don't",
        "x-y-z",
        "3.14",
        "AND",
        "*",
    ),
    *("\ud800", "\0", "\u202e", "\u00ad", "\u0130", "\u0301" * 40, "e\u0301" * 9, "é", "ß", "ﷺ"),
    *("日本語", "ไทย", "한국어", "👩\u200d👩"),
]
# Any text, and those of what queries and texts are made of.
TEXTS = st.one_of(st.text(st.characters(codec=None)), st.lists(st.sampled_from(_PIECES)).map("".join))

SITE = Settings(name="Site", url="https://example.org", time_zone="UTC", author="Editors")


def page(title: str, text: str = "", **known: Any) -> SearchDocument:
    """A page at a path that is made of its title."""
    return SearchDocument(**{"path": f"/{title.lower().replace(' ', '-')}", "title": title, "text": text, **known})


def pages_of(folder: Path) -> list[SearchDocument]:
    """The pages of all articles in a folder and below it."""
    found = []
    for file in sorted(folder.rglob("*.md")):
        article = parse_article(file.read_bytes(), file.name)
        document = search_document(article, render_parsed(parse_answer(article.answer), (), article.title), SITE)
        if document is not None:
            found.append(document)
    return found


def index_of(folder: Path, *pages: SearchDocument) -> Searching:
    """An index of pages, opened."""
    write_segment(folder / "index", pages)
    return opened(folder / "index")


def titles(found: Found, *pages: SearchDocument) -> list[str]:
    """The titles of what was found among pages."""
    by_path = {each.path: each.title for each in pages}
    return [by_path[hit.path] for hit in found.hits]


def ask(text: str = "", **how: Any) -> Question:
    """A question."""
    return Question(text=text, **how)
