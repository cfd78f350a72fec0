"""The path of a page: by its file, or by the name of the file and the rules of site.yaml."""

import pytest
from articles.common.paths import is_list, parse_path
from articles.publishing.errors import ArticleError
from articles.publishing.reading.article import parse_article
from articles.publishing.reading.file_names import file_name
from articles.publishing.reading.page_path import PathRule
from articles.publishing.reading.site import SiteFile
from hypothesis import given
from hypothesis import strategies as st

SITE = SiteFile(
    paths=(
        PathRule("posts", "/blog/:year/:month/:day/:slug"),
        PathRule("posts/old", "/archive-of-posts/:slug"),
        PathRule("docs/en", "/:folder/:name"),
        PathRule("news", "/:subject/:title"),
        PathRule("one", "/the-only-one"),
        PathRule("pages", "/:folder/:name.html"),
        PathRule("_notes", "/:collection/:path:output_ext"),
        PathRule("guide", "/guide/:doc"),
        PathRule("blog", "/blog/:post"),
        PathRule("dated", "/:year/:title"),
    )
)


def path_of(key: str, *lines: str, site: SiteFile | None = None) -> str:
    text = "\n".join(["---", *lines, "---", "Text."])
    return parse_article(text.encode(), key, site or SiteFile()).path


def problems(key: str, *lines: str) -> list[tuple[int, int, str]]:
    with pytest.raises(ArticleError) as caught:
        path_of(key, *lines)
    return [(problem.line, problem.column, problem.code) for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("key", "path"),
    [
        ("about.md", "/about"),
        ("Docs/Getting Started.MD", "/docs/getting-started"),
        ("a/b/c.markdown", "/a/b/c"),
        ("a/b.mdx", "/a/b"),
        ("docs/index.md", "/docs"),
        ("docs/_index.md", "/docs"),
        ("docs/README.md", "/docs"),
        ("docs/Readme.mdx", "/docs"),
        ("index.md", "/"),
        ("README.md", "/"),
        ("v2.3/a_b.md", "/v2.3/a_b"),
        ("C# & C++.md", "/c-sharp-and-c++"),
        ("What's new (2024)?.md", "/whats-new-2024"),
        ("Ünï cödé/日本語.md", "/ünï-cödé/日本語"),
        ("e\u0301.md", "/é"),
        ("a  b -- c.md", "/a-b----c"),
        ("100%.md", "/100-percent"),
        ("package.json.md", "/package-json"),
        ("notes.md.md", "/notes-md"),
        ("_posts/2024-01-15-A name.md", "/_posts/2024-01-15-a-name"),
        ("learn/maths.md", "/learn/maths"),
        ("learn/index.md", "/learn"),
        ("tags/x.md", "/tags/x"),
        ("search.md", "/search"),
    ],
)
def test_without_a_rule_the_path_is_the_key_in_the_characters_of_paths(key: str, path: str) -> None:
    assert path_of(key) == path


@pytest.mark.parametrize(
    ("lines", "path"),
    [
        (["url: /a/b"], "/a/b"),
        (["url: /a/b/"], "/a/b"),
        (["url: a/b"], "/a/b"),
        (["url: /"], "/"),
        (["url: /a/index"], "/a/index"),
        (["permalink: /about/"], "/about"),
        (["permalink: about.html"], "/about.html"),
        (["permalink: /docs/x/index.html"], "/docs/x"),
        (["permalink: index.html"], "/"),
        (["permalink: /:categories/:title/", "categories: [Good News, b]"], "/good-news/b/my-post"),
        (["permalink: /:categories/:title/"], "/my-post"),
        (["permalink: /:year/:i_month/:i_day/:slug:output_ext"], "/2024/1/5/my-post.html"),
        (["permalink: pretty", "category: Good News"], "/good-news/2024/01/05/my-post"),
        (["permalink: /:categories/:title", "categories: [a]", "category: b"], "/a/my-post"),
        (["permalink: date", "categories: news"], "/news/2024/01/05/my-post.html"),
        (["permalink: /x/:slug", "slug: Other"], "/x/other"),
        (["permalink: '{{ title }}/'"], "/blog/2024-01-05-my-post"),
        (["permalink: true"], "/blog/2024-01-05-my-post"),
        (["permalink: [a]"], "/blog/2024-01-05-my-post"),
        (["path: x/y"], "/x/y"),
        (["path: null"], "/blog/2024-01-05-my-post"),
        (["slug: A name"], "/blog/a-name"),
        (["slug: /a/b"], "/a/b"),
        (["slug: /"], "/"),
        (["slug: a/b"], "/blog/a/b"),
        (["slug: ''"], "/blog/2024-01-05-my-post"),
        (["url: /u", "permalink: /u/", "slug: s"], "/u"),
    ],
)
def test_what_the_file_says_comes_first(lines: list[str], path: str) -> None:
    assert path_of("blog/2024-01-05-My post.md", *lines) == path


@pytest.mark.parametrize(
    ("key", "lines", "path"),
    [
        ("posts/2024-01-05-a.md", [], "/blog/2024/01/05/a"),
        ("posts/deep/2024-01-05-a.md", ["date: 2025-12-31"], "/blog/2025/12/31/a"),
        ("posts/a.md", [], "/blog/a"),
        ("posts/a.md", ["slug: B c"], "/blog/b-c"),
        ("posts/a.md", ["url: /x"], "/x"),
        ("posts/old/a.md", [], "/archive-of-posts/a"),
        ("posts/older/a.md", [], "/blog/a"),
        ("docs/en/a.md", [], "/a"),
        ("docs/en/x/y/a.md", [], "/x/y/a"),
        ("docs/en/x/index.md", [], "/x"),
        ("docs/en/index.md", [], "/"),
        ("docs/en.md", [], "/docs/en"),
        ("docs/de/a.md", [], "/docs/de/a"),
        ("news/a.md", ["title: The Title, here", "subject: C++"], "/c++/the-title-here"),
        ("news/a.md", ["title: T"], "/t"),
        ("one/a.md", [], "/the-only-one"),
        ("dated/2024-01-05-a.md", ["title: T", "slug: s"], "/2024/s"),
        ("news/a.md", ["title: T", "slug: b/c"], "/b/c"),
        ("pages/a.md", [], "/a.html"),
        ("pages/a.md", ["slug: b"], "/b.html"),
        ("pages/index.md", [], "/"),
        ("pages/a/index.md", [], "/a"),
        ("_notes/a/b.md", [], "/notes/a/b.html"),
        ("_notes/a/README.md", [], "/notes/a"),
        ("other/a.md", [], "/other/a"),
    ],
)
def test_the_rule_of_the_nearest_folder_counts(key: str, lines: list[str], path: str) -> None:
    assert path_of(key, *lines, site=SITE) == path


@pytest.mark.parametrize(
    ("key", "lines", "path"),
    [
        ("guide/intro.md", [], "/guide/intro"),
        ("guide/02-The_basics/01. First steps.md", [], "/guide/the_basics/first-steps"),
        ("guide/003 - a.md", [], "/guide/a"),
        ("guide/2.1-news/2024-01-05-a.md", [], "/guide/2.1-news/2024-01-05-a"),
        ("guide/404.md", [], "/guide/404"),
        ("guide/1-.md", [], "/guide/1-"),
        ("guide/01-a/index.md", [], "/guide/a"),
        ("guide/01-a/README.md", ["id: b"], "/guide/a"),
        ("guide/01-a/A.md", [], "/guide/a"),
        ("guide/index.md", [], "/guide"),
        ("guide/a/GettingStarted.md", ["id: getting-started"], "/guide/a/getting-started"),
        ("guide/a/b.md", ["id: 5"], "/guide/a/b"),
        ("guide/01-a/b.md", ["id: c", "slug: D e"], "/guide/a/d-e"),
        ("guide/01-a/index.md", ["slug: b"], "/guide/a/b"),
        ("guide/a/b.md", ["slug: /c/d"], "/guide/c/d"),
        ("guide/a/b.md", ["slug: /"], "/guide"),
        ("guide/a/b.md", ["url: /c"], "/c"),
        ("blog/2024-01-05-a.md", [], "/blog/2024/01/05/a"),
        ("blog/2024-01-05-a/index.md", [], "/blog/2024/01/05/a"),
        ("blog/2024-01-05-a.md", ["slug: b"], "/blog/b"),
        ("blog/2024-01-05-a.md", ["slug: /b/c"], "/blog/b/c"),
        ("blog/a.md", ["date: 2024-01-05"], "/blog/a"),
        ("blog/2024/01/05/a.md", [], "/blog/2024/01/05/a"),
    ],
)
def test_files_of_docusaurus_are_where_it_has_them(key: str, lines: list[str], path: str) -> None:
    assert path_of(key, *lines, site=SITE) == path


@pytest.mark.parametrize(
    ("key", "lines", "found"),
    [
        ("api/a.md", [], [(2, 1, "url-reserved")]),
        ("assets2/a.md", ["url: /assets/a"], [(2, 6, "url-reserved")]),
        ("health.md", [], [(2, 1, "url-reserved")]),
        ("opensearch.xml.md", [], [(2, 1, "url-reserved")]),
        ("preview/a.md", [], [(2, 1, "url-reserved")]),
        ("pictures/a.md", [], [(2, 1, "url-reserved")]),
        ("a.md", ["url: /learn/x"], [(2, 6, "url-reserved")]),
        ("a.md", ["url: /learn"], [(2, 6, "url-reserved")]),
        ("a.md", ["url: /tags/x"], [(2, 6, "url-reserved")]),
        ("a.md", ["permalink: /search/"], [(2, 12, "url-reserved")]),
        ("a.md", ["slug: /archive"], [(2, 7, "url-reserved")]),
        ("a.md", ["url: /authors/x"], [(2, 6, "url-reserved")]),
        ("\u200b.md", [], [(2, 1, "url-missing")]),
        ("a/\u2026.md", [], [(2, 1, "url-missing")]),
        ("x" * 901 + ".md", [], [(2, 1, "url-too-long")]),
        ("../a.md", [], [(2, 1, "url-form")]),
    ],
)
def test_a_path_that_no_page_can_have_is_a_problem_with_a_cure(
    key: str, lines: list[str], found: list[tuple[int, int, str]]
) -> None:
    assert problems(key, *lines) == found


@pytest.mark.parametrize(
    ("key", "title"),
    [
        ("what-is_it.md", "What is it"),
        ("Add aliases to notes.md", "Add aliases to notes"),
        ("2024-01-15-a-name.md", "A name"),
        ("journal/2024-01-15.md", "2024-01-15"),
        ("docs/getting-started/index.md", "Getting started"),
        ("index.md", "Articles"),
        ("e-mail me-now.md", "E-mail me-now"),
    ],
)
def test_the_name_of_a_file_in_words_is_its_title_if_nothing_else_is(key: str, title: str) -> None:
    assert parse_article(b"Text.", key).title == title


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("# A title\n\nText.", "A title"),
        ("Text.\n\n#   A *nice* `title` [x](y) #\n", "A nice title x"),
        ("A title\n===\n\nText.", "A title"),
        ("## Not this\n\n# This", "This"),
        ("```\n# not this\n```\n# This", "This"),
        ("~~~~\n# not this\n~~~\n# nor this\n~~~~\n\n# This", "This"),
        ("<!--\n# not this\n-->\n# This", "This"),
        ("# This {#x .y}", "This"),
        ("# This {: #x }", "This"),
        ("# {{ title }}\n\nText.", "The file"),
        ("#no heading\n\nText.", "The file"),
        ("    # code\n\nText.", "The file"),
        ("- x\n===\n", "The file"),
        ("# " + "x" * 5_000, "The file"),
    ],
)
def test_the_first_heading_is_the_title_if_no_key_is(text: str, title: str) -> None:
    assert parse_article(text.encode(), "the-file.md").title == title


def test_a_key_is_the_title_before_a_heading_is() -> None:
    assert parse_article(b"---\nquestion: Q\n---\n# H", "a.md").title == "Q"


def test_a_name_of_jekyll_has_a_day() -> None:
    day = file_name("_posts/2024-01-15-name.md").date
    assert day is not None
    assert day.isoformat() == "2024-01-15"
    assert str(parse_article(b"x", "2024-01-15-name.md").date) == "2024-01-15"
    assert str(parse_article(b"---\ndate: 2025-01-01\n---\nx", "2024-01-15-name.md").date) == "2025-01-01"
    assert file_name("2024-13-45-name.md").date is None


def test_a_day_alone_is_a_name_and_a_day() -> None:
    article = parse_article(b"x", "journal/2024-01-15.md")
    assert (article.path, str(article.date)) == ("/journal/2024-01-15", "2024-01-15")
    assert file_name("2024-13-45.md").date is None


@given(
    st.sampled_from(["", *(f"{rule.folder}/" for rule in SITE.paths)]),
    st.text(min_size=1, max_size=60),
    st.text(max_size=30),
    st.sampled_from(["slug", "id", "permalink", "title"]),
)
def test_every_key_gives_a_path_that_a_page_can_have_or_a_problem(
    folder: str, name: str, value: str, which: str
) -> None:
    key = folder + name.replace("\x00", "").encode("utf-8", "replace").decode() + ".md"
    quoted = "".join(char for char in value if char.isprintable()).replace("'", "''")
    try:
        path = path_of(key, f"{which}: '{quoted}'", site=SITE)
    except ArticleError:
        return
    assert path == "/" or is_list(path) or parse_path(path) == path
