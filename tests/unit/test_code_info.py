"""What stands behind a fence: language, title and lines, as tools write them; colors for each language."""

import re

import pytest
from articles.publishing.rendering.body.code_info import CodeInfo, read_info
from articles.publishing.rendering.body.highlighting import LANGUAGES, language_names
from articles.publishing.rendering.markdown import render_answer
from articles.publishing.rendering.page import style
from hypothesis import given
from hypothesis import strategies as st

from tests.support.pipeline import SITE


@pytest.mark.parametrize(
    ("info", "language", "title", "marked"),
    [
        ("", "", "", ()),
        ("python", "python", "", ()),
        ('js title="a.js" {1,3-4} showLineNumbers', "js", "a.js", ((1, 1), (3, 4))),
        ("ts title='a b.ts'", "ts", "a b.ts", ()),
        ('ts title="never closed', "ts", "never closed", ()),
        ("ts title=a.ts x=y", "ts", "a.ts", ()),
        ("css filename=a.css", "css", "a.css", ()),
        ('title="a"', "", "a", ()),
        ("{.python .numberLines}", "python", "", ()),
        ("{ .sh .no-copy }", "sh", "", ()),
        ('{.yaml title="a" hl_lines="2"}', "yaml", "a", ((2, 2),)),
        ("{r, echo=FALSE}", "r", "", ()),
        ('python hl_lines="1 3-5"', "python", "", ((1, 1), (3, 5))),
        ('go {linenos=table,hl_lines=[8,"15-17"]}', "go", "", ((8, 8), (15, 17))),
        ('go {file="a.go" copy=true}', "go", "a.go", ()),
        ("rust,ignore", "rust", "", ()),
        ("js{1}", "js", "", ((1, 1),)),
        ("js {1, 2}", "js", "", ((1, 1), (2, 2))),
        ("js del={6} ins={7-8}", "js", "", ((6, 6), (7, 8))),
        ("diff-js", "diff", "", ()),
        ("C++", "c++", "", ()),
        ("yaml:a.yml", "yaml", "", ()),
    ],
)
def test_what_is_behind_a_fence_is_read(
    info: str, language: str, title: str, marked: tuple[tuple[int, int], ...]
) -> None:
    assert read_info(info) == CodeInfo(language, title, marked)


@pytest.mark.parametrize(
    "name",
    [
        *sorted(LANGUAGES),
        *(
            "sh",
            "shell",
            "zsh",
            "js",
            "mjs",
            "ts",
            "py",
            "python3",
            "rb",
            "rs",
            "yml",
            "dockerfile",
            "golang",
            "c++",
            "c#",
        ),
        *(
            "cs",
            "objc",
            "objectivec",
            "terraform",
            "tf",
            "proto",
            "ps1",
            "pwsh",
            "htm",
            "svg",
            "jsonc",
            "json5",
            "kt",
            "hs",
        ),
        *("makefile", "pl", "md", "mdx", "gql", "postgresql", "ex", "jl", "patch", "shell-session", "astro", "cfg"),
    ],
)
def test_languages_have_colors_by_their_names(name: str) -> None:
    html = render_answer(f"```{name}\na = 1\n```").html
    assert f'<code class="language-{language_names()[name]}">' in html
    assert language_names()[name] in LANGUAGES


@pytest.mark.parametrize("name", ["", "text", "brainfuck", "mermaid", "a"])
def test_what_is_no_language_of_ours_has_no_colors(name: str) -> None:
    assert render_answer(f"```{name}\na < 1\n```").html == '<pre class="highlight"><code>a &lt; 1\n</code></pre>\n'


@pytest.mark.parametrize("language", ["java", "kotlin", "csharp"])
def test_comments_of_many_words_do_not_take_the_colors(language: str) -> None:
    words = " ".join(["word"] * 25)
    code = f"/*\n * {words}\n * {words}\n * {words}\n */\nclass A {{ int a = 1; }}"
    assert f"language-{language}" in render_answer(f"```{language}\n{code}\n```").html


def test_a_title_is_shown_above_the_code() -> None:
    html = render_answer('```js title="a <b>.js"\nx\n```').html
    assert html.startswith('<figure class="code"><figcaption>a &lt;b&gt;.js</figcaption>\n<pre')
    assert html.endswith("</pre>\n</figure>\n")


@pytest.mark.parametrize("language", ["python", "text"])
def test_lines_are_marked(language: str) -> None:
    html = render_answer(f"```{language} {{2,4-9}}\na\nb\nc\nd\n```").html
    assert [re.sub("<.*?>", "", line) for line in re.findall(r'<span class="hll">(.*?)\n', html)] == ["b", "d"]
    plain = render_answer(f"```{language}\na\nb\nc\nd\n```").html
    assert re.sub("<.*?>", "", html) == re.sub("<.*?>", "", plain)


def test_a_string_over_lines_is_marked_line_by_line() -> None:
    html = render_answer("```python {2}\n'''a\nb\nc'''\n```").html
    assert re.search(r'<span class="hll"><span class="[^"]*">b</span></span>\n', html)


def test_only_pages_with_titles_and_marks_have_their_style() -> None:
    assert "figcaption" in style(render_answer('```js title="a"\n```'), SITE).css
    assert ".hll" in style(render_answer("```js {1}\na\n```"), SITE).css
    assert "figcaption" not in style(render_answer("```js\na\n```"), SITE).css


@given(st.text("js{}[]=\"'-, 123.#titlehl_lines", max_size=40))
def test_whatever_is_behind_a_fence_the_code_is_shown(info: str) -> None:
    read = read_info(info)
    assert all(0 <= line <= 3 for line in read.marks(3))
    html = render_answer(f"~~~{info}\nsome code\n~~~").html
    assert "some code" in re.sub("<.*?>", "", html)
