"""A file's bytes to an article, or to every reason why not."""

import random
import time
from dataclasses import fields, replace
from pathlib import Path

import pytest
from articles.common.paths import PathError, parse_path
from articles.publishing.errors import MAX_PROBLEMS, ArticleError, Problem
from articles.publishing.reading import keys
from articles.publishing.reading.article import Article, RelatedLink, parse_article
from articles.publishing.reading.site import SiteFile, parse_site
from articles.publishing.reading.source_map import SourceMap
from articles.publishing.rendering.representations import represent
from articles.publishing.rendering.settings import Settings
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support import corpus

ROOT = Path(__file__).parents[2]
CONTENT = sorted((ROOT / "content").rglob("*.md"))
SITE = parse_site((ROOT / "content" / "site.yaml").read_bytes())

REAL = pytest.mark.parametrize("file", corpus.PARAMETERS, ids=lambda file: file.name)

MINIMAL = {"title": "A title", "url": "/a/b", "answer": "Text."}


def source(body: str = "", /, **keys: str | None) -> bytes:
    """A file with the given keys, and with those that every article needs."""
    lines = (f"{key}: {value}" for key, value in (MINIMAL | keys).items() if value is not None)
    return "\n".join(["---", *lines, "---", body]).encode()


def article(body: str = "", /, **keys: str | None) -> Article:
    return parse_article(source(body, **keys), "folder/file.md")


def problems(content: bytes) -> list[tuple[int, int, str]]:
    """Places and codes of all that is wrong with a file that cannot be published."""
    with pytest.raises(ArticleError) as caught:
        parse_article(content, "file.md")
    return places(caught.value.problems)


def places(found: tuple[Problem, ...]) -> list[tuple[int, int, str]]:
    return [(problem.line, problem.column, problem.code) for problem in found]


# The keys of the format


def test_every_key_is_read() -> None:
    text = """---
_schema: default
id: 00123
date: 2025-02-06
title: >-
    What is a limit: an introduction?
article_title: "What is a \\"limit\\"?"
date_format: MMM DD, YYYY
post_on_text: Posted on
seo:
  title: Site | Mathematics
  page_description: >-
    What a limit is,
    and is not.
  page_keywords: limit,calculus, limit , , epsilon
author: on
question: What's a limit?
answer: >-
    It is $a \\neq b$.\\n\\n- near
subject: Computer science
file_name: what-is-a-limit.md
url: /Learn/Computer-Science/questions/what-is-a-limit
score: -1.0
related_article2:
    id: 7
    title: NO
    subject: Maths
    url: /learn/maths/questions/second
related_article10:
    url: /learn/maths/questions/tenth
related_article1:
    title: >-
        The first
    url: /learn/maths/questions/first
---

&nbsp;
"""
    read = parse_article(text.encode(), "file.md")
    assert read.warnings == ()
    assert read.path == "/learn/computer-science/questions/what-is-a-limit"
    assert (read.id, read.score, read.schema) == (123, -1.0, "default")
    assert read.date is not None
    assert (read.date.isoformat(), read.date_format) == ("2025-02-06", "MMM DD, YYYY")
    assert (read.title, read.article_title, read.question) == (
        'What is a "limit"?',
        'What is a "limit"?',
        "What's a limit?",
    )
    assert (read.answer, read.source_map.encoded) == ("It is $a \\neq b$.\n\n- near", True)
    assert (read.author, read.posted_on, read.file_name) == ("on", "Posted on", "what-is-a-limit.md")
    assert (read.subject, read.subject_slug) == ("Computer science", "computer-science")
    assert (read.seo_title, read.description) == ("Site | Mathematics", "What a limit is, and is not.")
    assert read.keywords == ("limit", "calculus", "epsilon")
    assert read.related == (
        RelatedLink("/learn/maths/questions/first", None, "The first", ""),
        RelatedLink("/learn/maths/questions/second", 7, "NO", "Maths"),
        RelatedLink("/learn/maths/questions/tenth"),
    )
    assert read.extra == {"title": "What is a limit: an introduction?"}


def test_what_is_not_required_may_be_missing() -> None:
    read = article()
    assert read == Article(
        path="/a/b",
        title="A title",
        question="",
        answer="Text.",
        source_map=SourceMap(url=(3, 6), answer=(4, 9)),
        file_name="file.md",
        key="folder/file.md",
    )


def test_keys_without_a_value_are_as_if_missing() -> None:
    keys = dict.fromkeys(("id", "date", "score", "seo", "author", "subject", "related_article1", "date_format"), "")
    assert article(**keys) == parse_article(source(**keys), "folder/file.md")
    assert article(**keys, question="null", _schema="''").question == "null"
    assert article(id="~", date="null", score="Null", seo="null").id is None


@pytest.mark.parametrize(
    ("keys", "title"),
    [
        ({"title": "T", "article_title": "A", "question": "Q"}, "A"),
        ({"title": "T", "article_title": "''", "question": "Q"}, "T"),
        ({"title": None, "question": "Q"}, "Q"),
        ({"title": "|\n  Two\n  lines"}, "Two lines"),
        ({"title": "0123"}, "0123"),
    ],
)
def test_the_title_is_the_first_that_is_there(keys: dict[str, str | None], title: str) -> None:
    assert article(**keys).title == title


def test_unknown_keys_are_kept_as_they_stand() -> None:
    read = article(
        genres="[NO, 010]",
        layout="{a: {b: ~}, c: ''}",
        seo="{title: x, robots: noindex}",
        related_article1="{url: /c, score: 5}",
        related_articlex="y",
        related_article12345678="z",
    )
    assert read.extra == {
        "genres": ["NO", "010"],
        "layout": {"a": {"b": "~"}, "c": ""},
        "seo": {"robots": "noindex"},
        "related_article1": {"score": "5"},
        "related_articlex": "y",
        "related_article12345678": "z",
    }


def test_unknown_keys_are_warnings_that_name_the_known_one_that_was_meant() -> None:
    read = article(autor="A", URL="/x", descriptoin="D", weight="3", layout="post", mood="x", related_articl1="x")
    assert {problem.code for problem in read.warnings} == {"key-unknown"}
    cures = {problem.line: problem.message.partition("; ")[2] for problem in read.warnings}
    other = "remove it, or name it under extra_keys in site.yaml."
    meant = {5: "author", 6: "url", 7: "description", 11: "related_article1"}
    assert cures == {line: f"did you mean {key}?" for line, key in meant.items()} | {10: other}
    assert all(problem.column == 1 for problem in read.warnings)


def test_keys_that_the_site_uses_on_purpose_are_no_warning_and_change_nothing_else() -> None:
    content = source(level="hard", lvl="x")
    loud, quiet = (
        parse_article(content, "file.md"),
        parse_article(content, "file.md", SiteFile(extra_keys=("level", "lvl"))),
    )
    assert [problem.line for problem in loud.warnings] == [5, 6]
    assert replace(loud, warnings=()) == quiet


def test_thousands_of_unknown_keys_are_reported_in_time() -> None:
    start = time.process_time()
    read = article(**{f"{'unknown' * 9}{number}": "x" for number in range(9_000)})
    assert len(read.warnings) == MAX_PROBLEMS
    assert read.warnings[-1].line == 4 + MAX_PROBLEMS
    assert time.process_time() - start < 2


def test_no_quiet_key_is_one_that_the_format_knows() -> None:
    assert keys.QUIET_KEYS.isdisjoint(keys.KNOWN_KEYS)


def test_keywords_may_be_a_list() -> None:
    assert article(seo="{page_keywords: [a, 'b, c', a, '', [d]]}").keywords == ("a", "b, c")


# What is required


def test_only_a_text_is_required() -> None:
    assert problems(b"---\nid: 5\n---\n&nbsp;\n") == [(2, 1, "answer-missing")]
    assert problems(source(title="''", url="", answer='" "')) == [(2, 1, "answer-missing")]
    assert problems(b"---\n---") == [(2, 1, "answer-missing")]
    assert problems(b"") == [(1, 1, "answer-missing")]


@pytest.mark.parametrize("key", ["title", "url", "answer"])
def test_what_is_there_but_unusable_is_not_called_missing(key: str) -> None:
    line = 2 + list(MINIMAL).index(key)
    assert problems(source(**{key: "[x]"})) == [(line, len(key) + 3, "wrong-type")]
    assert problems(source(**{key: "*x"})) == [(line, len(key) + 3, "yaml-alias")]


def test_an_unknown_key_that_cannot_be_read_is_both() -> None:
    assert problems(source(other="[*x]")) == [(5, 1, "key-unknown"), (5, 9, "yaml-alias")]


@pytest.mark.parametrize("body", ["", "\n&nbsp;\n", "\u00a0", "&nbsp; &#160;\n\n&#xA0;\n"])
def test_the_editors_empty_body_is_nothing(body: str) -> None:
    assert article(body).warnings == ()
    assert [code for *_, code in problems(source(body, answer=None))] == ["answer-missing"]


def test_the_body_is_the_article_where_there_is_no_answer() -> None:
    read = article("\n  \n# A\\nb\n\n&nbsp;\n\n", answer=None)
    assert (read.answer, read.source_map.answer) == ("# A\\nb\n\n&nbsp;", (7, 1))
    assert not read.source_map.encoded


def test_a_body_beside_an_answer_is_not_dropped_silently() -> None:
    read = article("\n\nMore.")
    assert read.answer == "Text."
    assert places(read.warnings) == [(8, 1, "body-ignored")]


# Values that do not fit


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        ("id", "-1", "not-an-integer"),
        ("id", "1.0", "not-an-integer"),
        ("id", "9" * 5000, "not-an-integer"),
        ("date", "2025-02-30", "not-a-date"),
        ("date", "tomorrow", "not-a-date"),
        ("_schema", "post", "schema-unknown"),
        ("url", "/a//b/", "url-form"),
        ("url", "https://example.com/a", "url-not-a-path"),
        ("url", "/api/x", "url-reserved"),
        ("seo", "text", "wrong-type"),
        ("seo", "[a]", "wrong-type"),
        ("title", "x" * 5000, "text-too-long"),
        ("subject", "x" * 201, "text-too-long"),
        ("subject", "🎵" * 200, "text-too-long"),
        ("subject", "\u0958" * 200, "text-too-long"),
    ],
)
def test_a_value_of_another_type_is_an_error_at_its_place(key: str, value: str, code: str) -> None:
    keys = {**dict.fromkeys(MINIMAL), key: value}
    found = problems(source(**(MINIMAL | {key: value})))
    line = 2 + list(MINIMAL | keys).index(key)
    assert found == [(line, len(key) + 3, code)]


@pytest.mark.parametrize("score", ["good", "nan", "inf", "1e999", "1_0", "9" * 5000])
def test_a_score_that_is_no_number_is_a_warning(score: str) -> None:
    read = article(score=score)
    assert read.score is None
    assert places(read.warnings) == [(5, 8, "not-a-number")]


@pytest.mark.parametrize("score", ["-1.0", "+4", "0.5", "1e2", "3."])
def test_a_score_is_a_number(score: str) -> None:
    assert article(score=score).score == float(score)


def test_an_unknown_token_of_a_date_is_a_warning_and_the_date_is_shown_all_the_same() -> None:
    read = article(date="2025-02-06", date_format="yyyy/MM/DD")
    assert str(read.date) == "2025-02-06"
    assert places(read.warnings) == [(6, 14, "date-token")]
    assert "yyyy" in read.warnings[0].message
    assert article(date_format="yyyy").warnings == ()


@pytest.mark.parametrize(
    ("subject", "url", "codes"),
    [
        ("Computer Science", "/learn/computer-science/questions/x", []),
        ("Computer science", "/learn/computer-science/questions/x", []),
        ("Mathematics", "/learn/computer-science/questions/x", ["subject-url-mismatch"]),
        ("C++", "/learn/c/questions/x", ["subject-url-mismatch"]),
        ("C++", "/learn/c-plus-plus/questions/x", []),
        (".NET", "/learn/dot-net/questions/x", []),
        ("Mathematics", "/about", []),
        ("Mathematics", "/learners/x/y", []),
        ("''", "/learn/computer-science/questions/x", []),
        ('"?!"', "/learn/computer-science/questions/x", ["subject-unusable"]),
    ],
)
def test_a_subject_that_does_not_match_the_url_is_a_warning(subject: str, url: str, codes: list[str]) -> None:
    read = article(subject=subject, url=url)
    assert [problem.code for problem in read.warnings] == codes
    assert all((problem.line, problem.column) == (5, 10) for problem in read.warnings)


# Related articles


def test_related_articles_are_linked_once_and_never_to_the_article_itself() -> None:
    read = article(
        related_article3="{url: /Z, title: again}",
        related_article1="{url: /z, title: first}",
        related_article2="{url: /a/b}",
        related_article02="{url: /y}",
    )
    assert [link.path for link in read.related] == ["/z", "/y"]
    assert read.related[0].title == "first"
    assert read.warnings == ()


@pytest.mark.parametrize(
    ("value", "place"),
    [
        ("text", (5, 19, "wrong-type")),
        ("[a]", (5, 19, "wrong-type")),
        ("{title: x}", (5, 19, "related-url")),
        ("{title: x, url: ''}", (5, 19, "related-url")),
        ("{url: [a]}", (5, 25, "wrong-type")),
        ("{url: a b}", (5, 25, "url-form")),
        ("{url: '/x#y'}", (5, 25, "url-character")),
    ],
)
def test_a_related_article_that_cannot_be_linked_is_a_warning(value: str, place: tuple[int, int, str]) -> None:
    read = article(related_article1=value, related_article2="{url: /z}")
    assert [link.path for link in read.related] == ["/z"]
    assert places(read.warnings) == [place]
    assert read.warnings[0].severity == "warning"


def test_a_related_article_with_a_bad_id_is_linked_without_it() -> None:
    read = article(related_article1="{id: x, url: /z}")
    assert read.related == (RelatedLink("/z"),)
    assert places(read.warnings) == [(5, 24, "not-an-integer")]


@pytest.mark.parametrize("value", ["", "~", "{}", "{id: , title: '', url: }", "\n    url:\n    title: ''"])
def test_an_empty_related_article_is_none(value: str) -> None:
    read = article(related_article1=value)
    assert (read.related, read.warnings) == ((), ())


def test_twenty_related_articles_are_linked() -> None:
    keys = {f"related_article{number}": f"{{url: /r/{number}}}" for number in range(1, 24)}
    read = article(**keys)
    assert [link.path for link in read.related] == [f"/r/{number}" for number in range(1, 21)]
    assert places(read.warnings) == [(25, 20, "related-too-many")]
    fewer = {key: value for key, value in keys.items() if not key.endswith(("21", "22", "23"))}
    assert article(**fewer, related_article30="{url: /r/1}").warnings == ()


# Where the answer stands


def assert_located(read: Article, content: bytes) -> None:
    """Every character of the answer is found in the file at the place that `locate` gives."""
    lines = content.decode().replace("\r\n", "\n").split("\n")
    for number, text in enumerate(read.answer.split("\n"), 1):
        for column, char in enumerate(text, 1):
            line, file_column = read.source_map.locate(read.answer, number, column)
            there = lines[line - 1][file_column - 1 : file_column]
            assert char in (there, " "), f"{number}:{column} {char!r} is not at {line}:{file_column} {there!r}"


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("plain text", "plain text"),
        ("plain\n  text\n\n  more", "plain text\nmore"),
        (">-\n    a\\n\\nb\\n- c", "a\n\nb\n- c"),
        (">\n    a\\n\\nb\\n- c\n", "a\n\nb\n- c"),
        ("|\n  a\\nb", "a\nb"),
        (">-\n\n    a\\nb", "a\nb"),
        (">-\n  a b\\n\n  c d\\n\\n\n  e", "a b\n c d\n\n e"),
        ("|\n  a\n\n    b\n  c", "a\n\n  b\nc"),
        ("|2\n    a\n  b\\nc", "  a\nb\\nc"),
        ("|\n\n\n  a\n  b\n\n", "a\nb"),
        (">\n  a b\n  c\n\n  d\n   e\n   f\n  g", "a b c\nd\n e\n f\ng"),
        ("'one'", "one"),
        ("'one\n  two\n\n  three'", "one two\nthree"),
        ("'it''s\n  two'", "it's two"),
        ('"a\\n\\nb \\\n   c\\n\n  d"', "a\n\nb c\n d"),
        ('"\\u00e9\n  x"', "é x"),
        (">-\n    x\u2028y\u0085z\\n\ufeffw", "x\u2028y\u0085z\n\ufeffw"),
    ],
)
@pytest.mark.parametrize("line_break", ["\n", "\r\n"])
def test_the_answer_is_read_and_located_however_it_is_written(answer: str, expected: str, line_break: str) -> None:
    content = source(answer=answer).replace(b"\n", line_break.encode())
    read = parse_article(content, "file.md")
    assert read.answer == expected
    if "''" in answer or "\\u" in answer:  # escapes move the columns that follow them on the line
        first, last = (read.source_map.locate(read.answer, 1, column) for column in (1, len(expected)))
        assert first == (4, 10)
        assert last[0] == 5
    else:
        assert_located(read, content)


def test_a_carriage_return_that_is_written_as_an_escape_ends_a_line_as_any_does() -> None:
    content = b'---\ntitle: "A\\rB"\nurl: /a\nanswer: "a\\rb $ x $\\r\\n\\r $y $ `c"\n---\n'
    read = parse_article(content, "file.md")
    assert (read.title, read.answer) == ("A B", "a\nb $ x $\n\n $y $ `c")
    assert read.source_map.locate(read.answer, 2, 1) == (4, content.split(b"\n")[3].index(b"b $") + 1)
    represent(read, (), Settings(name="", url="https://example.com", time_zone="UTC", author=""))


def test_a_line_break_that_begins_a_quoted_answer_is_located_in_the_file() -> None:
    content = b"---\ntitle: A\nurl: /a\nanswer: '\n- a\n- b'\n---\n"
    read = parse_article(content, "file.md")
    assert read.answer == " - a - b"
    assert [read.source_map.locate(read.answer, 1, column) for column in (1, 2)] == [(5, 1), (5, 1)]


def test_the_body_is_located() -> None:
    content = source("\n\nFirst\n\n  second", answer=None)
    assert_located(parse_article(content, "file.md"), content)


def test_a_place_after_the_end_is_located_near_it() -> None:
    read = article(answer=">-\n    a\\nb")
    assert read.source_map.locate(read.answer, 2, 2) == (5, 9)
    assert read.source_map.locate(read.answer, 3, 1) == (5, 11)


# Limits and hostile files


def test_markdown_has_a_limit_and_is_counted_decoded() -> None:
    limit = 256 * 1024
    assert len(article(answer=">-\n    " + "é" * (limit // 2)).answer) == limit // 2
    assert problems(source(answer=">-\n    " + "é" * (limit // 2) + "x")) == [(4, 9, "markdown-size")]
    assert problems(source("x" * (limit + 1), answer=None)) == [(5, 1, "markdown-size")]
    assert article(answer=">-\n    " + "x\\n" * (limit // 2 - 1) + "x").answer.count("\n") == limit // 2 - 1


def test_all_problems_are_reported_together_in_order() -> None:
    content = b"---\nid: -3\ntitle: &a b\nurl: /a//b\nanswer: \xff\nscore: y\nid: 3\n---\nz\x00\n"
    assert problems(content) == [
        (2, 5, "not-an-integer"),
        (3, 8, "yaml-anchor"),
        (4, 6, "url-form"),
        (5, 9, "encoding"),
        (6, 8, "not-a-number"),
        (7, 1, "yaml-duplicate"),
        (9, 1, "body-ignored"),
        (9, 2, "control-character"),
    ]


def test_no_error_is_crowded_out_by_warnings() -> None:
    many = {f"related_article{number}": "x" for number in range(100)}
    assert len(article(**many).warnings) == MAX_PROBLEMS
    found = problems(source(**many, date="soon"))
    assert len(found) == MAX_PROBLEMS
    assert found[-1][2] == "not-a-date"


@pytest.mark.parametrize(
    "content",
    [
        source(answer="x" * 900_000),
        source("[" * 1_000_000, answer=None),
        source(title='"' + "\\n" * 500_000 + '"'),
        source(answer='"' + "\\n" * 500_000 + '"'),
        source(answer="'" + "''\n " * 250_000 + "'"),
        source(answer=">-\n" + "  x\n" * 250_000),
        source(answer="|\n" + "  \n" * 300_000),
        source(answer=">-\n    " + "\\n$`(" * 200_000),
        source(date_format="M" * 1_000_000, date="2025-02-06"),
        source(url="/" * 1_000_000),
        source(url="/" + "%41" * 300_000),
        source(subject="\u00e9" * 400_000),
        source(id="9" * 1_000_000, score="9" * 10_000),
        source(seo="{page_keywords: '" + "," * 1_000_000 + "'}"),
        source(**{f"related_article{number}": f"{{url: /r/{number}}}" for number in range(20_000)}),
        b"\xff" * 1_000_000,
        b"\x00" * 1_000_000,
        b"x" * 1_100_000,
        ("---\n" + "\n" * 1_000_000).encode(),
        ("---\na: b\n---\n" + " \n" * 500_000).encode(),
        ("---\na: b\n---\n" + "&nbsp;" * 170_000 + "x").encode(),
    ],
    ids=lambda content: repr(content[30:50]),
)
def test_no_file_takes_long(content: bytes) -> None:
    start = time.process_time()
    check_invariants(content)
    assert time.process_time() - start < 2


def check_invariants(content: bytes) -> None:
    """Whatever the bytes, there is an article that can be published, or problems at places that exist."""
    try:
        read = parse_article(content, "file.md")
    except ArticleError as error:
        found = error.problems
        assert any(problem.severity == "error" for problem in found)
    else:
        found = read.warnings
        assert all(problem.severity == "warning" for problem in found)
        assert parse_path(read.path) == read.path
        assert read.title
        assert read.answer
        assert all(parse_path(link.path) == link.path != read.path for link in read.related)
        texts = [value for field in fields(read) if isinstance(value := getattr(read, field.name), str)]
        assert not any(char in text for text in texts for char in "\x00\ud800\x1b")
    assert len(found) <= MAX_PROBLEMS
    assert list(found) == sorted(found)
    lines = content.decode("utf-8", "surrogateescape").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for problem in found:
        assert 1 <= problem.line <= len(lines)
        assert 1 <= problem.column <= len(lines[problem.line - 1]) + 1


FRAGMENTS = st.lists(
    st.sampled_from(["---\n", "title: x\n", "url: /a\n", "answer: y\n", "answer: >-\n  ", "seo:\n  ", "id: ", "date: "])
    | st.sampled_from(["related_article1:\n  url: /b\n", "\\n", "\n", "\r\n", "\t", "&nbsp;", "'", '"', "\ufeff", "é"])
    | st.text(max_size=5),
    max_size=20,
).map("".join)


@settings(max_examples=300)
@given(st.binary(max_size=200) | FRAGMENTS.map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_any_bytes_are_an_article_or_problems(content: bytes) -> None:
    check_invariants(content)


def mutations(content: bytes, other: bytes, seed: str) -> list[bytes]:
    """The file with bytes flipped, deleted, doubled and inserted, cut short, and spliced with another."""
    rng = random.Random(seed)
    start, end = sorted(rng.randrange(len(content)) for _ in range(2))
    flipped = bytearray(content)
    for _ in range(rng.choice([1, 1, 3, 20])):
        flipped[rng.randrange(len(content))] ^= 1 << rng.randrange(8)
    hostile = rng.choice(
        [b"\x00", b"\xff", b"\xed\xa0\x80", b'"', b"'", b": ", b"&a ", b"*a ", b"!", b"\n---\n", b"\t"]
    )
    return [
        bytes(flipped),
        content[:start] + content[end:],
        content[:end] + content[start:],
        content[:end],
        content[start:],
        content[:start] + hostile + content[start:],
        content[:start] + other[rng.randrange(len(other)) :],
    ]


@pytest.mark.parametrize("file", [*corpus.PARAMETERS, *CONTENT], ids=lambda file: file.name[:30])
def test_mutations_of_real_files_are_articles_or_problems(file: Path) -> None:
    content = file.read_bytes()
    others = corpus.FILES + CONTENT
    for number in range(8):
        other = others[(others.index(file) + number) % len(others)].read_bytes()
        for mutant in mutations(content, other, f"{file.name} {number}"):
            check_invariants(mutant)


# Real files


@REAL
def test_real_files_have_no_problems(file: Path) -> None:
    content = file.read_bytes()
    read = parse_article(content, file.name)
    assert read.warnings == ()
    assert read.extra == {}
    assert read.path.rsplit("/", 1)[1] + ".md" == read.file_name
    assert_located(read, content)


@pytest.mark.parametrize("file", CONTENT, ids=lambda file: file.name)
def test_the_sample_articles_have_no_problems(file: Path) -> None:
    read = parse_article(file.read_bytes(), file.name, SITE)
    assert read.warnings == ()
    assert_located(read, file.read_bytes())


@given(st.text(max_size=30))
def test_a_url_is_accepted_where_its_path_is(url: str) -> None:
    quoted = url.replace("'", "''").replace("\n", " ")
    try:
        path = parse_path(url.strip())
    except PathError:
        path = None  # but a slash may be missing, or be one too many
    try:
        read = parse_article(source(url=f"'{quoted}'"), "file.md")
    except ArticleError:
        return
    by_name = {"/file", f"/{url.strip().strip('/')}".lower(), "/"}
    assert read.path == path if path else read.path in by_name
