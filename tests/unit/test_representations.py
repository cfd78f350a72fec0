"""An article's finished representations: complete, described, sized, and the same bytes every time."""

import dataclasses
import datetime as dt
import gzip
import json
import random
import re
from collections.abc import Mapping
from importlib import metadata
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from articles.common import representations as kinds
from articles.publishing.errors import ArticleError
from articles.publishing.reading.article import Article, RelatedArticle, RelatedLink, parse_article
from articles.publishing.reading.source_map import SourceMap
from articles.publishing.rendering.body.dialect import parser
from articles.publishing.rendering.fingerprint import code_fingerprint, fingerprint
from articles.publishing.rendering.representations import MAX_BODY_BYTES, represent
from articles.publishing.rendering.settings import Settings
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support import corpus

ROOT = Path(__file__).parents[2]
SCHEMA = json.loads((ROOT / "docs/article.schema.json").read_text(encoding="utf-8"))
SITE = Settings(name="Site", url="https://example.org", time_zone="UTC", author="Editors")
FILES = [*sorted((ROOT / "content").rglob("*.md")), *corpus.PARAMETERS]

FULL = Article(
    path="/learn/maths/questions/why-é",
    title="Why?",
    question="Why, really?",
    answer="Because \\( x \\) is.\n\n## Part\n\n```python\nx = 1\n```\n",
    source_map=SourceMap(answer=(7, 5)),
    id=7,
    date=dt.date(2025, 2, 6),
    date_format="MMM DD, YYYY",
    posted_on="Posted on",
    author="Ada",
    subject="Maths",
    subject_slug="maths",
    description="On reasons.",
    keywords=("why", "because"),
    seo_title="Site | Maths",
    article_title="Why?",
    file_name="why.md",
    score=-1.0,
    related=(RelatedLink("/a"), RelatedLink("/gone")),
    extra={"reviewer": "Bo", "nested": {"list": ["1", "2"]}},
)
RELATED = (RelatedArticle("/a", 8, 'The "A"', "Other"), RelatedArticle("/b", None, "B", ""))
MINIMAL = Article(path="/a", title="A", question="", answer="Text.")


def contents(article: Article, related: tuple[RelatedArticle, ...] = ()) -> dict[str, str]:
    """What each representation holds, by kind."""
    rendered = represent(article, related, SITE)
    return {each.kind: gzip.decompress(each.body).decode() for each in rendered.representations}


def document(article: Article, related: tuple[RelatedArticle, ...] = ()) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(contents(article, related)[kinds.JSON])
    return loaded


def front_matter(markdown: str) -> dict[str, Any]:
    opening, matter, _ = markdown.split("---\n", 2)
    assert opening == ""
    loaded: dict[str, Any] = yaml.safe_load(matter)
    return loaded


def validate(value: Any, schema: Mapping[str, Any]) -> None:
    validator = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())
    validator.validate(value)


def test_there_is_one_of_each_kind_with_its_type() -> None:
    representations = represent(FULL, RELATED, SITE).representations
    assert [each.kind for each in representations] == list(kinds.KINDS)
    assert [each.content_type for each in representations] == [kind.content_type for kind in kinds.KINDS.values()]


def test_links_name_the_page_as_canonical_and_the_other_representations() -> None:
    page, json_document, markdown, related = represent(FULL, RELATED, SITE).representations
    url = "https://example.org/learn/maths/questions/why-%C3%A9"
    html = f'<{url}>; rel="alternate"; type="text/html"'
    as_json = f'<{url}.json>; rel="alternate"; type="application/json"'
    as_markdown = f'<{url}.md>; rel="alternate"; type="text/markdown"'
    canonical = f'<{url}>; rel="canonical"'
    assert page.headers["Link"] == f"{canonical}, {as_json}, {as_markdown}"
    assert json_document.headers["Link"] == f"{canonical}, {html}, {as_markdown}"
    assert markdown.headers["Link"] == f"{canonical}, {html}, {as_json}"
    assert related.headers["Link"] == f"{canonical}, {html}, {as_json}, {as_markdown}"


def test_only_the_page_has_a_policy() -> None:
    policies = ["Content-Security-Policy" in each.headers for each in represent(FULL, (), SITE).representations]
    assert policies == [True, False, False, False]


def test_headers_can_be_sent_whatever_the_path_is() -> None:
    article = dataclasses.replace(FULL, path="/quote'd/(brackets)/日本語/~@:=+,!")
    for each in represent(article, (), SITE).representations:
        assert all(value.isascii() and value.isprintable() for value in each.headers.values())


class TestJson:
    def test_it_is_what_the_schema_describes(self) -> None:
        jsonschema.Draft202012Validator.check_schema(SCHEMA)
        for article in (FULL, MINIMAL):
            for related in ((), RELATED):
                texts = contents(article, related)
                validate(json.loads(texts[kinds.JSON]), SCHEMA)
                validate(json.loads(texts[kinds.RELATED]), {**SCHEMA, **SCHEMA["$defs"]["related"]})

    @pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem[:40])
    def test_real_articles_are_what_the_schema_describes(self, file: Path) -> None:
        validate(document(parse_article(file.read_bytes(), file.name), RELATED), SCHEMA)

    def test_the_schema_takes_nothing_else(self) -> None:
        with pytest.raises(jsonschema.ValidationError):
            validate({**document(FULL), "votes": 1}, SCHEMA)
        incomplete = document(FULL)
        del incomplete["excerpt"]
        with pytest.raises(jsonschema.ValidationError):
            validate(incomplete, SCHEMA)

    def test_it_holds_every_field_of_an_article(self) -> None:
        found = document(FULL, RELATED)
        as_they_are = {"path", "title", "question", "id", "date_format", "posted_on", "author"}
        as_they_are |= {"description", "seo_title", "article_title", "file_name", "score", "schema", "extra"}
        for name in as_they_are:
            assert found[name] == getattr(FULL, name)
        assert found["date"] == "2025-02-06"
        assert found["keywords"] == ["why", "because"]
        assert found["subject"] == {"name": "Maths", "slug": "maths", "url": "https://example.org/learn/maths"}
        elsewhere = {"date", "keywords", "subject", "subject_slug", "answer", "related", "warnings"}
        elsewhere |= {"updated", "uploaded", "authors", "image", "language"}  # test_other_keys.py
        assert as_they_are | elsewhere | {
            "source_map",
            "aliases",
            "visibility",
            "key",
            "edition",
            "group",
            "original",
        } == {field.name for field in dataclasses.fields(Article)}

    def test_the_answer_is_there_as_html_as_markdown_and_as_text(self) -> None:
        answer = document(FULL)["answer"]
        assert answer["html"].startswith('<p>Because <math alttext="x">')
        assert answer["markdown"].startswith("Because $x$ is.")
        assert answer["text"].startswith("Because x is.")
        assert document(FULL)["excerpt"] == "Because x is. Part x = 1"
        assert document(FULL)["headings"] == [{"level": 2, "id": "part", "text": "Part"}]

    def test_the_links_of_its_html_are_absolute(self) -> None:
        answer = "[a](/learn/b) [c](/assets/d.zip#e) [f](#g) ![h](/assets/i.bmp) [j](https://k.org/)"
        html = document(dataclasses.replace(FULL, answer=answer))["answer"]["html"]
        url = document(FULL)["url"]
        expected = ["https://example.org/learn/b", "https://example.org/assets/d.zip#e", f"{url}#g", "https://k.org/"]
        assert re.findall(r'href="([^"]*)"', html) == expected
        assert 'src="https://example.org/assets/i.bmp"' in html

    def test_related_articles_are_those_given_as_they_are_now(self) -> None:
        expected = [
            {
                "id": 8,
                "path": "/a",
                "url": "https://example.org/a",
                "title": 'The "A"',
                "subject": "Other",
                "computed": False,
            },
            {
                "id": None,
                "path": "/b",
                "url": "https://example.org/b",
                "title": "B",
                "subject": "",
                "computed": True,
            },
        ]
        related = (RELATED[0], dataclasses.replace(RELATED[1], computed=True))
        assert document(FULL, related)["related"] == expected
        alone = json.loads(contents(FULL, related)[kinds.RELATED])
        assert alone == {"path": FULL.path, "url": document(FULL)["url"], "related": expected}

    def test_its_alternates_are_the_urls_of_all_representations(self) -> None:
        url = "https://example.org/a"
        related = "https://example.org/api/related/a"
        assert document(MINIMAL)["alternates"] == {
            "html": url,
            "json": url + ".json",
            "md": url + ".md",
            "related": related,
        }
        assert document(MINIMAL)["url"] == url

    def test_the_site_is_the_author_of_what_names_none(self) -> None:
        assert document(MINIMAL)["author"] == "Editors"

    def test_a_subject_without_a_page_of_its_own_is_kept(self) -> None:
        article = dataclasses.replace(MINIMAL, subject="?!", subject_slug="")
        assert document(article)["subject"] == {"name": "?!", "slug": "", "url": None}


class TestMarkdown:
    def test_it_is_front_matter_a_heading_and_the_answer(self) -> None:
        text = contents(FULL, RELATED)[kinds.MARKDOWN]
        assert front_matter(text) == {
            "id": 7,
            "title": "Why?",
            "question": "Why, really?",
            "url": "https://example.org/learn/maths/questions/why-%C3%A9",
            "author": "Ada",
            "subject": "Maths",
            "description": "On reasons.",
            "date": dt.date(2025, 2, 6),
            "keywords": ["why", "because"],
            "related": [
                {"title": 'The "A"', "url": "https://example.org/a"},
                {"title": "B", "url": "https://example.org/b"},
            ],
        }
        assert text.endswith("---\n\n# Why?\n\nBecause $x$ is.\n\n## Part\n\n```python\nx = 1\n```\n")

    @pytest.mark.parametrize("title", [r"Injected\](https://evil.example/)", "C #", "<b>$x$</b>", "# *a* `b`", "&amp;"])
    def test_the_heading_shows_the_title_and_nothing_else(self, title: str) -> None:
        body = contents(dataclasses.replace(MINIMAL, title=title))[kinds.MARKDOWN].split("---\n", 2)[2]
        heading, shown, *_ = parser().parse(body)
        assert (heading.type, heading.tag) == ("heading_open", "h1")
        assert [(token.type, token.content) for token in shown.children or []] == [("text", title)]

    def test_what_is_not_there_is_left_out(self) -> None:
        text = contents(MINIMAL)[kinds.MARKDOWN]
        assert front_matter(text) == {"title": "A", "url": "https://example.org/a", "author": "Editors"}

    @given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1))
    @settings(max_examples=200, deadline=None)
    def test_any_text_comes_back_from_the_front_matter_as_it_was(self, text: str) -> None:
        article = dataclasses.replace(MINIMAL, title=text, description=text, keywords=(text, text))
        matter = front_matter(contents(article)[kinds.MARKDOWN])
        assert (matter["title"], matter["description"], matter["keywords"]) == (text, text, [text, text])

    @pytest.mark.parametrize(
        "text",
        ["yes", "null", "1_000", "0o17", "2025-01-01", "- a", "a: b # c", "'\"", "\\n", "\u2028", "\x85", "---", "é"],
    )
    def test_text_stays_text(self, text: str) -> None:
        article = dataclasses.replace(MINIMAL, title=text)
        assert front_matter(contents(article)[kinds.MARKDOWN])["title"] == text


class TestBytes:
    def test_a_gzip_stream_tells_neither_time_nor_name(self) -> None:
        for each in represent(FULL, (), SITE).representations:
            magic_method_and_flags, time = each.body[:4], each.body[4:8]
            assert (magic_method_and_flags, time) == (b"\x1f\x8b\x08\x00", b"\0\0\0\0")

    def test_an_etag_is_of_the_content_and_is_opaque(self) -> None:
        first = represent(FULL, (), SITE).representations
        same = represent(dataclasses.replace(FULL, source_map=SourceMap(answer=(9, 5))), (), SITE).representations
        other = represent(dataclasses.replace(FULL, answer="Other."), (), SITE).representations
        assert [each.etag for each in first] == [each.etag for each in same]
        changed = [mine.etag != yours.etag for mine, yours in zip(first, other, strict=True)]
        assert changed == [True, True, True, False]  # the related links are the same
        assert all(each.etag.isalnum() and each.etag.isascii() for each in first)

    def test_an_article_too_large_to_serve_is_refused(self) -> None:
        letters = random.Random(0).choices("abcdefghijklmnopqrstuvwxyz0123456789", k=240_000)
        answer = "\n\n".join("".join(letters[at : at + 60]) for at in range(0, len(letters), 60))
        with pytest.raises(ArticleError) as caught:
            represent(dataclasses.replace(MINIMAL, answer=answer), (), SITE)
        (problem,) = caught.value.problems
        assert problem.code == "article-too-large"
        assert f"{MAX_BODY_BYTES:,}" in problem.message


class TestProblems:
    def test_warnings_have_their_place_in_the_file(self) -> None:
        source = b"---\ntitle: A\nurl: /a\n---\n\nFine.\n\nBad: $\\undefinedcommand$\n"
        (warning,) = represent(parse_article(source, "a.md"), (), SITE).warnings
        assert (warning.line, warning.column, warning.code, warning.severity) == (8, 6, "math", "warning")

    def test_errors_have_their_place_in_the_file(self) -> None:
        source = b"---\ntitle: A\nurl: /a\n---\n\nFine.\n\n" + b">" * 200 + b" deep\n"
        with pytest.raises(ArticleError) as caught:
            represent(parse_article(source, "a.md"), (), SITE)
        assert [problem.line for problem in caught.value.problems] == [8]


class TestFingerprint:
    def test_it_depends_on_the_settings(self) -> None:
        assert fingerprint(SITE) == fingerprint(dataclasses.replace(SITE))
        assert fingerprint(SITE) != fingerprint(dataclasses.replace(SITE, name="Other"))

    @pytest.mark.parametrize(
        "other",
        [
            {"name": "Other"},
            {"url": "https://other.example"},
            {"time_zone": "Asia/Tokyo"},
            {"author": "Other"},
            {"language": "de"},
            {"date_format": "short"},
            {"noindex": True},
        ],
    )
    def test_it_has_only_settings_that_a_page_depends_on(self, other: dict[str, Any]) -> None:
        article = dataclasses.replace(FULL, author="", updated="2025-03-01T10:00", date_format="")
        elsewhere = dataclasses.replace(SITE, **other)
        pages = [represent(article, (), site).representations[0] for site in (SITE, elsewhere)]
        assert pages[0].kind == kinds.HTML
        assert pages[0].etag != pages[1].etag
        assert fingerprint(SITE) != fingerprint(elsewhere)

    def test_it_depends_on_the_libraries(self, monkeypatch: pytest.MonkeyPatch) -> None:
        before = code_fingerprint()
        code_fingerprint.cache_clear()
        monkeypatch.setattr(metadata, "version", lambda _: "0")
        after = code_fingerprint()
        code_fingerprint.cache_clear()
        assert before != after
