"""Text within Markdown that we write stays text, whoever parses it."""

import re

import pytest
from articles.publishing.rendering.body.math_syntax import math_plugin
from articles.publishing.rendering.markdown_text import as_markdown
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.tasklists import tasklists_plugin

URL = "https://site.example/learn/a.md"

# CommonMark, with raw HTML; GitHub's dialect; and what articles have besides.
PARSERS = {
    "commonmark": MarkdownIt("commonmark"),
    "gfm": MarkdownIt("gfm-like", {"linkify": False, "html": True}),
    "articles": MarkdownIt("gfm-like", {"linkify": False})
    .use(math_plugin)
    .use(footnote_plugin)
    .use(deflist_plugin)
    .use(tasklists_plugin),
}

HOSTILE = [
    r"Injected\](https://evil.example/)",
    r"Injected\\](https://evil.example/)",
    "Injected](https://evil.example/) [again](https://evil.example/",
    "![picture](https://evil.example/a.png)",
    "<https://evil.example/>",
    '<a href="https://evil.example/">click</a> <!-- comment -->',
    "see https://evil.example/ and HTTP://evil.example",
    "see www.evil.example, WWW.1.example and wWw.evil.example",
    "write to me@evil.example",
    "[evil]: https://evil.example/",
    "a\n\n# heading\n\n[evil](https://evil.example/)",
    "a\x0b\x1c\x85\u2028b\x00c\x1b[31m",
    "`code` ``more` $x$ $$y$$ \\(z\\) \\[w\\]",
    "*one* **two** _three_ __four__ ~five~ ~~six~~",
    "&lt;b&gt; &amp; &#60; &copy; AT&T Q & A",
    "a | b |\n|---|---|",
    "C #",
    "# C# ##",
    "^1 [^1] ends in a backslash \\",
    "{{ x }} {% y %} a^2^ ==m== :smile: --- ...",
    "",
]

texts = st.lists(
    st.text(max_size=5)
    | st.text("\\[]()<>`*_~$^#&|!@:/.{}=+-\"' \n\tab1;", max_size=8)
    | st.sampled_from([*HOSTILE, "https:", "//", "www.", "evil.example", "&amp;", "](", "<b>", "\\"]),
    max_size=4,
).map("".join)


def shown(text: str) -> str:
    """What is to be read of a text."""
    return " ".join(re.sub(r"[\x00-\x1f\x7f-\x9f]", " ", text).split())


def inline(markdown: str, name: str) -> list[Token]:
    """The tokens of a document's only line."""
    lines = [token for token in PARSERS[name].parse(markdown, {}) if token.type == "inline"]
    assert len(lines) == 1
    return [token for token in lines[0].children or [] if token.content or token.type != "text"]


@pytest.mark.parametrize("name", PARSERS)
@settings(deadline=None)
@given(texts.filter(shown), texts)
@example(HOSTILE[0], HOSTILE[0])
def test_an_entry_of_a_list_has_the_one_link_that_is_meant(name: str, title: str, note: str) -> None:
    opening, *within, closing, after = inline(f"- [{as_markdown(title)}]({URL}): {as_markdown(note)}", name)
    assert (opening.type, opening.attrs["href"], closing.type) == ("link_open", URL, "link_close")
    assert [token.type for token in within] == ["text"]
    assert within[0].content == shown(title)
    assert (after.type, after.content) == ("text", f": {shown(note)}".rstrip())


@pytest.mark.parametrize("name", PARSERS)
@settings(deadline=None)
@given(texts.filter(shown))
@example("C #")
def test_a_heading_shows_the_text(name: str, title: str) -> None:
    tokens = PARSERS[name].parse(f"# {as_markdown(title)}\n\nText.\n", {})
    assert [token.type for token in tokens] == [
        *("heading_open", "inline", "heading_close", "paragraph_open", "inline", "paragraph_close")
    ]
    assert [(token.type, token.content) for token in tokens[1].children or []] == [("text", shown(title))]


@pytest.mark.parametrize("name", PARSERS)
@pytest.mark.parametrize("text", HOSTILE[:-1])
def test_each_attack_is_text(name: str, text: str) -> None:
    (_, within, _, _) = inline(f"- [{as_markdown(text)}]({URL}): x", name)
    assert within.content == shown(text)


@pytest.mark.parametrize(
    "text",
    ["Why is the sky blue?", "C# and C++: what is 3.14 (pi)?", "Q & A, 100%!", "Schrödinger's cat - alive", "日本語"],
)
def test_ordinary_text_is_written_as_it_is(text: str) -> None:
    assert as_markdown(text) == text
