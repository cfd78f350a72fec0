"""Comments: no reader gets one, wherever it stands, but code that looks like one is code."""

import gzip
import json
import re

import pytest
from articles.publishing.errors import ArticleError
from articles.publishing.reading.article import parse_article
from articles.publishing.rendering.body.comments import hold_back
from articles.publishing.rendering.markdown import parse_answer, render_answer
from articles.publishing.rendering.representations import represent
from articles.publishing.rendering.settings import Settings
from hypothesis import given, settings
from hypothesis import strategies as st

SITE = Settings(name="Site", url="https://example.org", time_zone="UTC", author="Editors")

HIDDEN = [
    "a <!-- secret --> b",
    "<!-- secret -->",
    "<!-- secret\n\nsecret -->\n\nb",
    "<!--secret-->b",
    "a<!--\nsecret\n-->b",
    "# a <!-- secret -->",
    "- a <!-- secret -->\n- <!-- secret -->",
    "> <!-- secret\n> secret -->\n> b",
    "*a <!-- secret --> b*",
    "| a | b |\n|---|---|\n| <!-- secret --> | c |",
    "| a |\n|---|\n| b | <!-- secret --> |",
    "a\n: b <!-- secret -->",
    "a[^1] <!-- secret -->\n\n[^1]: b <!-- secret -->",
    "[^2]: nobody refers to it <!-- secret -->\n\na",
    "![a <!-- secret -->](b.png)",
    "[a <!-- secret -->](/b)",
    '[a](/b "<!-- secret -->")',
    "**a** <!-- **secret** --> b",
    "<div>\n<!-- secret -->\na</div>",
    "<div>\n<!-- secret\n\nsecret -->\n</div>",
    "a <!-- secret\n\nsecret --> b",
    "- a <!-- secret\n\nsecret --> b",
    "a <!-- secret\n```\nsecret\n```\n--> b",
    "a <!-- secret",
    "<!-- secret",
    "a\n\n<!-- secret\n\n# secret",
    "- <!-- secret\n\nsecret",
    "> <!-- secret\n\nsecret",
    "a <!-- secret `-->` b",
    "<!-- secret ` --> `b`",
    "a <!--- secret ---> b",
    "a <!-- secret --!> b",
    "a <!-- > secret --> b",
    "a <!-- <!-- secret --> b",
    "a <!-- `secret` --> `<!-- b -->`",
    "`` ` `` <!-- secret --> `b`",
    "\\\\<!-- secret -->",
    "a {/* secret */} b",
    "a %%secret%% b",
    "%% secret %%\n\na",
    "%%\nsecret\n\n# secret\n%%\n\na",
    "- a %% secret\n  secret %% b",
    "# a %%secret%%",
    "{/* secret */}",
    "{/* secret\n\nsecret */}\n\na",
    "<Tabs>\n{/* secret */}\n</Tabs>",
    "# a {/* secret */}",
    "import secret from 'secret'\n\na",
    "export const secret = {\n\n  a: 1,\n};\n\nb",
    "import {\n  secret,\n} from 'a';\nimport 'secret'\n\nb",
    "export default function secret() {\n  return 1\n}\n\nb",
]

SHOWN = [
    "`<!-- shown -->`",
    "```\n<!-- shown -->\n```",
    "    <!-- shown -->",
    "\\<!-- shown -->",
    "``<!-- ` shown -->``",
    "- a\n\n      <!-- shown -->",
    "~~~html\n<!--\n\nshown -->\n~~~",
    "> ```\n> <!-- shown -->\n> ```",
    "`{/* shown */}`",
    "```js\n{/* shown */}\n```",
    "{/*, shown",
    "&lt;!-- shown --&gt;",
    "a <! -- shown -->",
    "import shown from here",
    "export shown",
    "a\nimport shown from 'b'",
    "    import shown from 'a'",
    "important shown",
    "export default values are shown",
    "> import shown from 'b'",
    "`import shown from 'b'`",
    "5%% shown and 6%%",
    "a %% shown",
    "a %% shown\n\nb %% c",
    "`%%shown%%`",
    "a\n\n    %%shown%%",
    "%%%shown%%%",
]


def everything(markdown: str) -> str:
    """All that readers get of an answer."""
    article = parse_article(f"---\ntitle: T\nurl: /t\n---\n\n{markdown}\n".encode(), "t.md")
    made = represent(article, (), SITE)
    files = [gzip.decompress(each.body).decode() for each in made.representations]
    return "\n".join([*files, made.entry.html, made.entry.summary])


@pytest.mark.parametrize("markdown", HIDDEN)
def test_no_reader_gets_a_comment(markdown: str) -> None:
    assert "secret" not in everything(markdown)


@pytest.mark.parametrize("markdown", SHOWN)
def test_what_only_looks_like_a_comment_is_shown(markdown: str) -> None:
    body, parsed = render_answer(markdown), parse_answer(markdown)
    assert "shown" in body.html
    assert "shown" in body.text
    assert parsed.readable == markdown
    assert body.problems == ()


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("a <!-- c --> b", "<p>a  b</p>\n"),
        ("a\n<!-- c -->\nb", "<p>a</p>\n<p>b</p>\n"),
        ("- a\n<!-- c -->\n- b", "<ul>\n<li>a</li>\n</ul>\n<ul>\n<li>b</li>\n</ul>\n"),
        ("a <!-- c\n\nc --> b", "<p>a</p>\n<p>b</p>\n"),
        ("a <!-- c\n\nb", "<p>a</p>\n"),
        ("a {/* c */} b\n\n{/* c */}\n\nd", "<p>a  b</p>\n<p>d</p>\n"),
        ("<!--> a <!---> b", " a  b\n"),
        ("<!-- c -->", ""),
    ],
)
def test_the_page_is_what_it_would_be_without_it(markdown: str, html: str) -> None:
    assert render_answer(markdown).html == html


@pytest.mark.parametrize(
    ("markdown", "readable"),
    [
        ("a <!-- c --> b", "a  b"),
        ("a\n\n<!-- c\nc -->\n\nb", "a\n\n\nb"),
        ("a\n<!-- c -->\nb", "a\n\nb"),
        ("> a <!-- c\n> c -->\n> b", "> a \n> b"),
        ("`<!-- a -->` <!-- c -->", "`<!-- a -->` "),
        ("import a from 'b'\n\n# C", "# C"),
        ("a $ b $ <!-- c -->", "a $b$ "),
        ("a <!-- c\n\nb", "a \n\n"),
    ],
)
def test_the_markdown_keeps_the_rest(markdown: str, readable: str) -> None:
    article = parse_article(f"---\ntitle: T\nurl: /t\n---\n\n{markdown}\n".encode(), "t.md")
    (document,) = [each for each in represent(article, (), SITE).representations if each.kind == "json"]
    assert json.loads(gzip.decompress(document.body))["answer"]["markdown"].strip("\n") == readable.strip("\n")


@pytest.mark.parametrize(
    ("markdown", "place"),
    [("a\n\nb <!-- c", (3, 3)), ("<!-- c", (1, 1)), ("> <!-- c\n\nd", (1, 3)), ("a <!-- b --> <!-- c\n\nd", (1, 14))],
)
def test_a_comment_without_an_end_is_a_warning_at_its_place(markdown: str, place: tuple[int, int]) -> None:
    (problem,) = render_answer(markdown).problems
    assert (problem.code, problem.line, problem.column) == ("comment-unclosed", *place)


@pytest.mark.parametrize("markdown", ["a <!-- b --> c", "a <!-- b\n\nc --> d", "{/* a */}", "\\<!-- a"])
def test_other_comments_are_no_warning(markdown: str) -> None:
    assert render_answer(markdown).problems == ()


def test_warnings_behind_what_is_held_back_are_at_their_places() -> None:
    (problem,) = render_answer("a <!-- b\n\nc -->\n\n[d](javascript:e)").problems
    assert (problem.code, problem.line, problem.column) == ("link-scheme", 5, 1)


PIECES = [
    "<!--",
    "-->",
    "{/*",
    "*/}",
    "secret",
    "`",
    "``",
    "\n```\n",
    "\n\n",
    "\n",
    "\n    ",
    "\n> ",
    "\n- ",
    "| a |\n|---|\n| ",
]
PIECES += [
    "\\",
    "<div>",
    "</div>",
    "<b>",
    "a",
    " ",
    "$",
    "[^1]",
    "\n\n[^1]: ",
    "<script>",
    "![",
    "](b)",
    "<Tabs>",
    "---",
    ">",
]


@settings(deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
def test_nothing_between_the_ends_of_a_comment_is_shown_but_as_code(text: str) -> None:
    marked = re.sub(
        r"<!--(?!-?>).*?(?:-->|\Z)", lambda found: found[0].replace("secret", "hidden"), text, flags=re.DOTALL
    )
    try:
        body, parsed = render_answer(marked), parse_answer(marked)
    except ArticleError:
        return
    if not re.search(r"`|\n    |\$|\\|\{/", marked):  # there is no code, no escape, and no comment of another kind
        assert "hidden" not in body.html + body.text + parsed.readable
    assert "<!-- " not in re.sub(r"<!--(?=-?>)", "", body.html)
    assert parsed.text.count("\n") <= marked.count("\n")


@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
def test_what_is_held_back_once_is_all(text: str) -> None:
    try:
        held = hold_back(text)
    except ArticleError:
        return
    assert hold_back(held.text).text == held.text
