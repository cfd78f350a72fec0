"""Keys that other tools have for what an article says: their names, forms and precedence."""

import gzip
import json
import re
from typing import Any

import pytest
from articles.publishing.errors import ArticleError
from articles.publishing.reading import keys
from articles.publishing.reading.article import Article, Author, parse_article
from articles.publishing.reading.site import SiteFile
from articles.publishing.rendering.feed_entry import FeedEntry
from articles.publishing.rendering.representations import represent
from articles.publishing.rendering.settings import Settings
from articles.publishing.storage import article_items

from tests.support.hostile import PAYLOADS

SITE = Settings(name="Site", url="https://example.org", time_zone="UTC", author="Editors")


def read(*lines: str) -> Article:
    return parse_article("\n".join(["---", *lines, "---", "Text."]).encode(), "2024-01-05-a.md")


def codes(article: Article) -> list[tuple[int, str]]:
    return [(problem.line, problem.code) for problem in article.warnings]


def rendered(article: Article) -> dict[str, str]:
    return {each.kind: gzip.decompress(each.body).decode() for each in represent(article, (), SITE).representations}


@pytest.mark.parametrize("key", keys.DATES)
def test_every_name_of_a_date_is_one(key: str) -> None:
    article = read(f"{key}: Feb 6, 2025")
    assert (str(article.date), article.warnings, article.extra) == ("2025-02-06", (), {})


@pytest.mark.parametrize("key", keys.DATES_OF_PUBLICATION)
def test_the_day_of_publication_is_the_date_if_no_key_is(key: str) -> None:
    assert str(read(f"{key}: 2025-02-06T10:00:00Z").date) == "2025-02-06"
    assert str(read(f"{key}: 2025-02-06", "date: 2024-02-03").date) == "2024-02-03"


@pytest.mark.parametrize("key", keys.UPDATES)
def test_every_name_of_a_last_change_is_one(key: str) -> None:
    article = read(f"{key}: 2025-02-06 10:00 +01:00")
    assert (article.updated, article.warnings, article.extra) == ("2025-02-06T10:00:00+01:00", (), {})


@pytest.mark.parametrize(
    ("lines", "date", "updated"),
    [
        (["date:", "  created: Feb 6, 2025"], "2025-02-06", ""),
        (["date:", "  created: 2025-02-06", "  updated: 2025-02-07"], "2025-02-06", "2025-02-07"),
        (["date:", "  updated: 2025-02-07"], "2024-01-05", "2025-02-07"),
        (["date:", "  updated: 2025-02-07", "lastmod: 2025-02-08"], "2024-01-05", "2025-02-08"),
        (["last_update:", "  date: 2025-02-07", "  author: A"], "2024-01-05", "2025-02-07"),
        (["last_update:", "  author: A"], "2024-01-05", ""),
        (["lastUpdated: false"], "2024-01-05", ""),
        (["lastUpdated: True", "date: 2025-02-06"], "2025-02-06", ""),
    ],
)
def test_dates_may_stand_below_a_key(lines: list[str], date: str, updated: str) -> None:
    article = read(*lines)
    assert (str(article.date), article.updated, article.warnings) == (date, updated, ())


def test_a_day_below_a_key_is_checked_like_any_other() -> None:
    with pytest.raises(ArticleError) as caught:
        read("date:", "  created: soon")
    assert [(problem.line, problem.code) for problem in caught.value.problems] == [(3, "not-a-date")]


@pytest.mark.parametrize(
    ("key", "line", "words"),
    [
        ("_posts/2024-01-05-a.md", "categories: jekyll update", ("jekyll", "update")),
        ("docs/_posts/b/2024-01-05-a.md", "categories: jekyll  update", ("jekyll", "update")),
        ("_posts/2024-01-05-a.md", "categories: Good news, More", ("Good news", "More")),
        ("_posts/2024-01-05-a.md", "categories: [Good news]", ("Good news",)),
        ("_posts/2024-01-05-a.md", "category: Good news", ("Good news",)),
        ("posts/2024-01-05-a.md", "categories: Good news", ("Good news",)),
    ],
)
def test_posts_of_jekyll_have_spaces_between_categories(key: str, line: str, words: tuple[str, ...]) -> None:
    article = parse_article(f"---\n{line}\n---\nText.".encode(), key)
    assert (article.subject, *article.keywords) == words


@pytest.mark.parametrize(
    ("key", "line", "words"),
    [
        ("_posts/2024-01-05-a.md", "tags: jekyll update", ("jekyll", "update")),
        ("_posts/2024-01-05-a.md", "keywords: good news", ("good news",)),
        ("posts/2024-01-05-a.md", "tags: good news", ("good news",)),
    ],
)
def test_posts_of_jekyll_have_spaces_between_tags(key: str, line: str, words: tuple[str, ...]) -> None:
    assert parse_article(f"---\n{line}\n---\nText.".encode(), key).keywords == words


@pytest.mark.parametrize("key", keys.DESCRIPTIONS)
def test_every_name_of_a_description_is_one(key: str) -> None:
    article = read(f"{key}: What it is.")
    assert (article.description, article.warnings) == ("What it is.", ())


@pytest.mark.parametrize("line", ["pubDate: soon", "published_at: 4102444800000", "post_date: Jan 01 2099 EST"])
def test_a_date_that_cannot_be_read_may_be_one_to_come_and_is_an_error(line: str) -> None:
    with pytest.raises(ArticleError) as caught:
        read(line)
    assert [(each.line, each.code) for each in caught.value.problems] == [(2, "not-a-date")]
    article = parse_article(f"---\n{line}\n---\n\nText.".encode(), "a.md", SiteFile(future=True))
    assert codes(article) == [(2, "not-a-date")], "where no date is waited for"


def test_when_a_file_was_created_may_be_anything() -> None:
    assert codes(read("created: in spring")) == [(2, "not-a-date")]


@pytest.mark.parametrize("text", ["Last Modified", "Created", "git Last Modified", "git Created"])
def test_a_date_that_eleventy_finds_out_is_a_warning(text: str) -> None:
    article = read(f"date: {text}")
    assert (str(article.date), codes(article)) == ("2024-01-05", [(2, "not-a-date")])


@pytest.mark.parametrize(
    ("lines", "authors"),
    [
        (["author: A. B"], [Author("A. B")]),
        (["author: B, A."], [Author("B, A.")]),
        (["authors: A, B"], [Author("A"), Author("B")]),
        (["author: [A, B, A]"], [Author("A"), Author("B")]),
        (["authors: [{name: A, url: https://a.example/x}, B]"], [Author("A", "https://a.example/x"), Author("B")]),
        (["author: {name: A, link: http://a.example}"], [Author("A", "http://a.example")]),
        (["author: {name: A, url: javascript:alert(1)}"], [Author("A")]),
        (["author:", "  - title: A", "    website: https://a.example"], [Author("A", "https://a.example")]),
        (["author: ''", "authors: [B]"], [Author("B")]),
        (["authors: []"], []),
        ([f"authors: [{', '.join(f'A{number}' for number in range(30))}]"], [Author(f"A{n}") for n in range(20)]),
    ],
)
def test_authors_are_texts_lists_or_groups(lines: list[str], authors: list[Author]) -> None:
    article = read(*lines)
    assert list(article.authors) == authors
    assert article.author == ", ".join(author.name for author in authors)
    assert article.warnings == ()


def test_an_author_without_a_name_is_a_warning() -> None:
    article = read("authors:", "  - url: https://a.example", "  - name: B")
    assert (article.author, codes(article)) == ("B", [(3, "author-name")])


@pytest.mark.parametrize(
    ("lines", "subject", "keywords"),
    [
        (["category: News"], "News", ()),
        (["category: [News, b]"], "News", ("b",)),
        (["categories: [News, b, c]"], "News", ("b", "c")),
        (["categories: News, b"], "News", ("b",)),
        (["categories: []", "tags: []"], "", ()),
        (["subject: S", "categories: [News, s, b]"], "S", ("News", "s", "b")),
        (["subject: S", "categories: [S, b]"], "S", ("b",)),
        (["tags: a, b"], "", ("a", "b")),
        (["tags: [a, b]", "keywords: B, c"], "", ("B", "c", "a")),
        (["seo: {page_keywords: x}", "tags: [a]"], "", ("x", "a")),
        (["taxonomies:", "  tags: [a]", "  categories: [News]"], "News", ("a",)),
    ],
)
def test_categories_and_tags_are_subject_and_keywords(
    lines: list[str], subject: str, keywords: tuple[str, ...]
) -> None:
    article = read(*lines)
    assert (article.subject, article.keywords, article.warnings) == (subject, keywords, ())


@pytest.mark.parametrize(
    ("line", "image"),
    [
        ("image: /assets/a.png", "/assets/a.png"),
        ("image: ../pictures/a b.PNG", "../pictures/a b.PNG"),
        ("image: '[[a.png|x]]'", "[[a.png|x]]"),
        ("cover: https://a.example/b.png?x=1", "https://a.example/b.png?x=1"),
        ("cover: {image: /assets/a.png, alt: x}", "/assets/a.png"),
        ("image: [/assets/a.png, /b.png]", "/assets/a.png"),
        ("image: false", ""),
        ("image:", ""),
    ],
)
def test_an_image_is_a_path_or_an_address(line: str, image: str) -> None:
    article = read(line)
    assert (article.image, article.warnings) == (image, ())


@pytest.mark.parametrize(
    "image", ["a.zip", "a", "http://a.example/b.png", "//a.example/b.png", "'/a b'", "javascript:alert(1).png"]
)
def test_an_image_that_no_page_can_show_is_a_warning(image: str) -> None:
    article = read(f"image: {image}")
    assert (article.image, codes(article)) == ("", [(2, "image-address")])


@pytest.mark.parametrize(("text", "tag"), [("de", "de"), ("de_AT", "de-AT"), ("zh-Hant-TW", "zh-Hant-TW"), ("", "")])
def test_a_language_is_a_tag(text: str, tag: str) -> None:
    article = read(f"lang: {text}")
    assert (article.language, article.warnings) == (tag, ())


@pytest.mark.parametrize("text", ["German", "d", "de AT", '"de\\" onclick=x"'])
def test_any_other_language_is_a_warning(text: str) -> None:
    article = read(f"lang: {text}")
    assert (article.language, codes(article)) == ("", [(2, "lang-unknown")])


def test_no_hostile_text_becomes_a_language_or_a_picture() -> None:
    for payload in PAYLOADS:
        quoted = "".join(char for char in payload if char.isprintable()).replace("'", "''")
        article = read(f"lang: '{quoted}'", f"image: '/{quoted}'", f"authors: [{{name: A, url: '{quoted}'}}]")
        assert article.language == ""
        assert not re.search(r"[\s\"'<>]", article.image + article.authors[0].url)
        assert article.authors[0].url.startswith(("http://", "https://")) or not article.authors[0].url


def test_what_another_key_says_already_is_kept_and_is_a_warning() -> None:
    article = read("description: D", "summary: S", "excerpt: D", "date: 2024-02-03", "created: 2023-01-01", "lastmod:")
    assert (article.description, str(article.date)) == ("D", "2024-02-03")
    assert codes(article) == [(3, "key-superseded"), (6, "key-superseded")]
    assert article.extra == {"summary": "S", "created": "2023-01-01"}


@pytest.mark.parametrize(("text", "number", "extra"), [("5", 5, {}), ("x-5", None, {"id": "x-5"}), ("", None, {})])
def test_a_text_as_id_is_kept(text: str, number: int | None, extra: dict[str, str]) -> None:
    article = read(f"id: {text}")
    assert (article.id, article.extra, article.warnings) == (number, extra, ())


def test_the_page_and_the_json_tell_of_authors_picture_and_language() -> None:
    article = read("authors: [{name: A, url: https://a.example}, B]", "image: https://b.example/é.png", "lang: de")
    page, document = rendered(article)["html"], json.loads(rendered(article)["json"])
    assert '<article lang="de" dir="ltr">' in page
    assert '<span lang="en" dir="ltr">1 min read</span>' in page
    assert '<meta property="og:image" content="https://b.example/é.png">' in page
    data: Any = json.loads(page.split('application/ld+json">')[1].split("</script>")[0])["@graph"][0]
    assert data["author"] == [
        {"@type": "Person", "name": "A", "url": "https://a.example"},
        {"@type": "Person", "name": "B"},
    ]
    assert (data["image"], data["inLanguage"]) == ("https://b.example/é.png", "de")
    assert document["authors"] == [{"name": "A", "url": "https://a.example"}, {"name": "B", "url": ""}]
    assert (document["author"], document["language"]) == ("A, B", "de")


def test_the_table_gives_them_back() -> None:
    article = read("authors: [{name: A, url: https://a.example}]", "image: /a.png", "lang: de", "tags: [x]")
    entry = FeedEntry("", "", None, None, "", (), "", "")
    assert article_items.to_article(article_items.from_article(article, entry, "renderer")) == article
