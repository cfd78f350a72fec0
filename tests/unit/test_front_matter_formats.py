"""Front matter in TOML and JSON, files without any, and what only looks like it."""

import json
import time

import pytest
from articles.publishing.errors import ArticleError
from articles.publishing.reading.article import Article, parse_article
from articles.publishing.reading.front_matter import read_front_matter
from hypothesis import given
from hypothesis import strategies as st

from tests.support.nodes import plain


def read(text: str) -> Article:
    return parse_article(text.encode(), "folder/the-file.md")


def problems(text: str) -> list[tuple[int, int, str]]:
    with pytest.raises(ArticleError) as caught:
        read(text)
    return [(each.line, each.column, each.code) for each in caught.value.problems]


@pytest.mark.parametrize(
    "text",
    [
        '+++\ntitle = "A"\ntags = ["x", "y"]\n+++\n\nText.\n',
        '\n\n+++  \ntitle = """A"""\ntags = [\n  "x",\n  "y",\n]\n+++\t\nText.',
        '{"title": "A", "tags": ["x", "y"]}\nText.',
        '\n{\n\t"title": "A",\n\t"tags": ["x", "y"]\n}\n\nText.\n',
        "---\ntitle: A\ntags: [x, y]\n...\nText.",
        "---\ntitle: A\ntags: [x, y]\n...\n---\nText.",
    ],
)
def test_all_forms_of_front_matter_say_the_same(text: str) -> None:
    article = read(text)
    assert (article.title, article.keywords, article.answer, article.warnings) == ("A", ("x", "y"), "Text.", ())


def test_a_file_may_have_no_front_matter() -> None:
    article = read("Only a *text*.\n")
    assert (article.title, article.path, article.answer) == ("The file", "/folder/the-file", "Only a *text*.")
    assert article.source_map.answer == (1, 1)


def test_values_of_toml_are_texts_as_their_author_wrote_them() -> None:
    text = (
        "+++\nd = 2024-02-03\nt = 2024-02-03T04:05:06Z\nyes = true\nn = -3\nf = 1.5\n[a.b]\nc = [1, {x = 'y'}]\n+++\n"
    )
    assert plain(read_front_matter(text).mapping) == {
        "d": "2024-02-03",
        "t": "2024-02-03T04:05:06+00:00",
        "yes": "true",
        "n": "-3",
        "f": "1.5",
        "a": {"b": {"c": ["1", {"x": "y"}]}},
    }


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("+++\ntitle = A\n+++\nx", (2, 9, "front-matter-toml")),
        ('+++\ntitle = "A"\ntitle = "B"\n+++\nx', (3, 12, "front-matter-toml")),
        ('+++\na = "x\n+++\nx', (2, 7, "front-matter-toml")),
        ("+++\na = [1,\n+++\nx", (2, 1, "front-matter-toml")),
        ("+++\na = " + "[" * 5_000 + "]" * 5_000 + "\n+++\nx", (2, 1, "front-matter-toml")),
        ("+++\na = " + "[" * 20 + "]" * 20 + "\n+++\nx", (2, 5, "front-matter-toml")),
        ("+++\na = " + "1" * 5_000 + "\n+++\nx", (2, 1, "front-matter-toml")),
        ('+++\n"" = 1\n+++\nx', (2, 1, "yaml-key")),
        ('+++\ntitle = "A"\nx', (1, 1, "front-matter-unclosed")),
        ('{"title": "A",}\nx', (1, 15, "front-matter-json")),
        ("{\n  title: A\n}\nx", (2, 3, "front-matter-json")),
        ('{"title": "A"\nx', (2, 1, "front-matter-json")),
        ('{"title": "A"} x', (1, 15, "front-matter-json")),
        ('{"a": ' + "[" * 50_000, (1, 1, "front-matter-json")),
        ('{"a": ' + "1" * 5_000 + "}\nx", (1, 1, "front-matter-json")),
        ('{"a": 1, "a": 2}\nx', (1, 10, "yaml-duplicate")),
    ],
)
def test_front_matter_that_cannot_be_read_is_a_problem_at_its_place(text: str, place: tuple[int, int, str]) -> None:
    assert place in problems(text)


def test_a_value_of_toml_has_its_place() -> None:
    text = '+++\nscore = "x"\n[seo]\npage_keywords = "a"\n[related_article1]\nid = "q"\nurl = "/x"\n+++\nText.'
    places = {problem.code: (problem.line, problem.column) for problem in read(text).warnings}
    assert places == {"not-a-number": (2, 9), "not-an-integer": (6, 6)}


@given(
    st.dictionaries(
        st.text("abcdeé_", min_size=1, max_size=6),
        st.recursive(
            st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=9),
            lambda children: (
                st.lists(children, max_size=3) | st.dictionaries(st.text("xyz", min_size=1), children, max_size=2)
            ),
            max_leaves=6,
        ),
        min_size=1,
        max_size=4,
    ),
    st.sampled_from([None, 2]),
    st.booleans(),
)
def test_json_gives_what_its_own_library_gives(value: dict[str, object], indent: int | None, is_ascii: bool) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=is_ascii)
    matter = read_front_matter(f"{text}\nThe body.\n")
    assert matter.problems == ()
    assert plain(matter.mapping) == value
    assert (matter.body, matter.body_line) == ("The body.\n", text.count("\n") + 2)


# What must never become a public text


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("----\na: b\n---\n", (1, 1)),
        ("--- a: b\n---\n", (1, 1)),
        ("---title: x\n---\n", (1, 1)),
        ("  ---\ntitle: x\n  ---\nx", (1, 1)),
        ("    ---\n    title: x\n    ---\nx", (1, 1)),
        ("\u200b---\ntitle: x\n---\nx", (1, 1)),
        ("\u00a0---\ntitle: x\n---\nx", (1, 1)),
        ("++++\ntitle = 'x'\n+++\nx", (1, 1)),
        ("--\ntitle: x\n--\nx", (2, 1)),
        ("\u2014\ntitle: x\n---\nx", (2, 1)),
        ("\u2013-\ntitle: x\n\u2013-\nx", (2, 1)),
        ("***\ntitle: x\n***\nx", (2, 1)),
        ("title: x\ndate: 2020-01-01\n---\nx", (1, 1)),
        ("\ntitle: x\ntags:\n- a\n# note\n\n  b: c\n...\nx", (2, 1)),
        ("---\n---\ndraft: true\n---\nx", (3, 1)),
        ("+++\n+++\ndraft = true\n+++\nx", (3, 1)),
        ("draft: true\n\nx", (1, 1)),
        ("# A title\n\ndraft: true\n\nx", (3, 1)),
        ("x\n\npublished: false\n", (3, 1)),
        ("x\n\nstatus: Draft\n", (3, 1)),
        ("x\n\nvisibility: private\n", (3, 1)),
        ("x\n\npublishDate: 2030-01-01\n", (3, 1)),
        ('x\n\n  "draft": true,\n', (3, 1)),
        ("x\n\ndraft = true\n", (3, 1)),
        ("x\n\n\u201cdraft\u201d: true\n", (3, 1)),
        ("<!-- draft: true -->\n\nx", (1, 1)),
        ("<!--\ntitle: x\ndraft: true\n-->\n\nx", (3, 1)),
        ("x\n" * 29 + "draft: true\n", (30, 1)),
    ],
)
def test_what_looks_like_front_matter_is_no_text(text: str, place: tuple[int, int]) -> None:
    assert problems(text) == [(*place, "front-matter-opening")]


@pytest.mark.parametrize(
    "text",
    [
        "x\n\n```yaml\ndraft: true\n```\n",
        "x\n\n~~~~\n---\ndraft: true\n~~~\n~~~~\n",
        "x\n\n    draft: true\n",
        "x\n" * 30 + "draft: true\n",
        "Status: we are done.\n",
        "status: fine\n",
        "Write `draft: true` above.\n",
        "Note: this\n---\n\nThat.\n",
        "title: x\n\nA text that goes on.\n\n---\n\nMore.\n",
        "* * *\n\nx\n",
        "{% include a.html %}\n\nx\n",
        "{{< note >}}\nx\n{{< /note >}}\n",
        "{: .class}\nx\n",
        "***bold***\n\n- a: b\n",
    ],
)
def test_a_text_may_speak_of_all_that(text: str) -> None:
    assert read(text).answer == text.rstrip()


@pytest.mark.parametrize(
    "text",
    [
        "draft:" * 100_000,
        "- " * 300_000,
        "title: x\n" * 60_000,
        "+++\n" + "a.b.c.d = 1\n" * 2 + "x" * 500_000,
        "+++\n" + "".join(f"[a{number}.b]\nx = 1\n" for number in range(4_000)) + "+++\nx",
        "+++\n" + "".join(f"a{number} = 1\n" for number in range(9_000)) + "+++\nx",
        "{" + ",".join(f'"a{number}": 1' for number in range(9_000)) + "}\nx",
        '{"a": "' + "\\" * 400_000 + '"}\nx',
        '{"a": "' + "\\ud83d" * 60_000 + '"}\nx',
        "\u2014" * 300_000 + "\ntitle: x\n---\n",
    ],
)
def test_no_beginning_takes_long(text: str) -> None:
    start = time.process_time()
    read_front_matter(text)
    assert time.process_time() - start < 2
