"""Texts that make parsers of Markdown slow: the kinds that cmark is tested with, and those of what we added.

A file of 1 MB, and one just under the limit of a text, ends within 2 s of processor time: in representations, or in a
problem for its author. It goes the whole way of a file, as a body and on one line with backslash-n for newlines.
"""

import time
from collections.abc import Callable
from contextlib import suppress

import pytest
from articles.publishing.errors import ArticleError
from articles.publishing.reading.article import parse_article
from articles.publishing.rendering.body.delimiters import MAX_UNCLOSED
from articles.publishing.rendering.body.highlighting import (
    LANGUAGES,
    MAX_CHARACTERS,
    MAX_CHARACTERS_OF_ARTICLE,
    MAX_LINES,
    max_line_length,
)
from articles.publishing.rendering.body.limits import MAX_MARKDOWN_BYTES
from articles.publishing.rendering.representations import represent
from articles.publishing.rendering.settings import Settings

SITE = Settings(name="Site", url="https://example.org", time_zone="UTC", author="Editors")
SECONDS = 2
MEGABYTE = 1_000_000


def repeated(unit: str, *, before: str = "", after: str = "") -> Callable[[int], str]:
    return lambda size: before + unit * ((size - len(before) - len(after)) // len(unit.encode())) + after


def nested(opening: str, inner: str, closing: str) -> Callable[[int], str]:
    def text(size: int) -> str:
        count = size // len(opening + closing)
        return opening * count + inner + closing * count

    return text


def growing(unit: Callable[[int], str]) -> Callable[[int], str]:
    """Units that grow with their number."""

    def text(size: int) -> str:
        parts: list[str] = []
        while size > 0:
            parts.append(unit(len(parts)))
            size -= len(parts[-1])
        return "".join(parts[:-1])

    return text


TEXTS: dict[str, Callable[[int], str]] = {
    # Emphasis
    "strong and emphasis in one another": nested("*a **a ", "b", " a** a*"),
    "emphasis closed and never opened": repeated("a_ "),
    "emphasis opened and never closed": repeated("_a "),
    "emphasis opened and closed by unlike marks": repeated("*a_ "),
    "marks by two and by three": repeated("c* ", before="a**b"),
    "marks alone": repeated("*_* _ "),
    "one mark many times": repeated("*"),
    "two marks in turns": repeated("*_"),
    "strikethrough opened and never closed": repeated("~~a "),
    "tildes and stars": repeated("~~*a*~ "),
    "marks around underscores in words": repeated("a_a_**"),
    # Links and images
    "links closed and never opened": repeated("a]"),
    "links opened and never closed": repeated("[a"),
    "images opened and never closed": repeated("![a"),
    "links and emphasis": repeated("[ a_"),
    "brackets and parentheses": repeated("[ (]("),
    "images of empty links": repeated("![[]()"),
    "emphasis across links": repeated("**x [a*b**c*](d) "),
    "brackets in one another": nested("[", "a", "]"),
    "links in one another": nested("[", "a", "](b)"),
    "images in one another": nested("![", "a", "](b)"),
    "destinations in angle brackets, never closed": repeated("[a](<b"),
    "destinations never closed": repeated("[a](b"),
    "destinations with parentheses": repeated("(", before="[a](b"),
    "titles never closed": repeated('[a](b "c '),
    "links in paragraphs": repeated("[a](b)\n\n"),
    # References
    "definitions of references": growing(lambda number: f"[{number}]: b\n"),
    "definitions that wait for their title": repeated('[a]:\nb\n"c\n'),
    "definitions of one name": repeated("[a]: b\n"),
    "a long destination that many references name": lambda size: (
        "[a]: " + "b" * (size // 2) + "\n\n" + "[a]" * (size // 6)
    ),
    "names of references never closed": repeated("[a][b"),
    "long names of references": repeated("a", before="[", after="]: b\n\n[a]"),
    "names of case that folds into more letters": repeated("ẞ", before="[", after="]"),
    # Blocks
    "quotations in one another": repeated("> ", after="a"),
    "quotations without spaces, and emphasis": lambda size: ">" * (size // 3) + "a*" * (size // 3),
    "quotations of many lines": repeated("> > > a\n"),
    "items in one another": repeated("- ", after="a"),
    "items one deeper on each line": growing(lambda depth: "  " * depth + "* a\n"),
    "items in one another, and empty lines": lambda size: "- " * (size // 4) + "a" + "\n" * (size // 2),
    "items in a quotation, and its empty lines": lambda size: "> " + "- " * (size // 4) + "a\n" + ">\n" * (size // 4),
    "items and quotations in turns": repeated("- > ", after="a"),
    "numbered items": repeated("1. a\n"),
    "items of other marks": repeated("- a\n+ a\n* a\n"),
    "empty items": repeated("-\n"),
    "headings": repeated("# a\n"),
    "headings of one name": repeated("## a\n\n"),
    "headings under lines": repeated("a\n-\n"),
    "thematic breaks": repeated("---\n"),
    "fences never closed": repeated("~~~ a\n"),
    "indented code": repeated("    a\n\n"),
    "empty lines": repeated("\n"),
    "tabs": repeated("\t"),
    "lines of spaces": repeated(" " * 99 + "\n"),
    "backslashes": repeated("\\"),
    # Code
    "backticks, each time one more": growing(lambda count: "e" + "`" * count),
    "backticks never closed": repeated("`` a "),
    "a fence of code in Python": repeated("'''a ", before="```python\n", after="\n```"),
    # Raw HTML and entities
    "comments never closed": repeated("<!--"),
    "comments behind a tag that closes": repeated("<!--", before="</"),
    "instructions never closed": repeated("<?"),
    "declarations never closed": repeated("<!A "),
    "character data never closed": repeated("<![CDATA["),
    "comments that are closed": repeated("a <!-- b --> "),
    "comments across paragraphs": repeated("a <!--\n\n-->"),
    "comments that make code of others": repeated("a <!-- ``` `\n\n"),
    "comments of components": repeated("{/* a */}"),
    "comments of components, never closed": repeated("{/*"),
    "comments in code": repeated("`<!--`"),
    "tags never closed": repeated("<a "),
    "elements in one another": nested("<div>", "a", "</div>"),
    "elements on lines of their own": repeated("<div>\n\n"),
    "elements that nobody closes, and paragraphs": repeated("<b title=a>\n\na\n\n"),
    "ends of elements": repeated("</div>\n\n"),
    "elements that end with their line": repeated("*a <b>b* "),
    "cells outside of a table": repeated("<td>a"),
    "cells of HTML": repeated("<td>a", before="<table><tr>"),
    "tables in one another": repeated("<table><tr><td>"),
    "what is no cell in a table": repeated("<b>a</b>", before="<table>"),
    "items of HTML": repeated("<li>a", before="<ul>"),
    "paragraphs of HTML": repeated("<p>a\n\n"),
    "headings of HTML": repeated("<h2>a</h2>"),
    "scripts never closed": repeated("<script>\n\n"),
    "hidden elements": repeated("<div hidden>\n\n"),
    "pictures in HTML": repeated("<img src=a>"),
    "sources of a picture": repeated("a.png 1x, ", before="<img src=a srcset='", after="'>"),
    "frames": repeated("<iframe src=//a.b></iframe>"),
    "many attributes": repeated(" a=1", before="<div", after=">"),
    "expressions in braces, never closed": repeated("<a b={"),
    "quotes in braces, never closed": repeated("<a b={' ` \" "),
    "components on lines of their own": repeated("<A>\n"),
    "components that are indented": growing(lambda depth: " " * depth + "<A>\n"),
    "components that are closed": repeated("<A>a</A>"),
    "lines of summaries": repeated("<summary>a</summary>\n"),
    "tags over many lines": repeated("<A\n"),
    "imports": repeated("import a from 'b'\n"),
    "imports of nothing": repeated("import\n\n"),
    "exports never closed": repeated("export const a = {\n\n"),
    "names that nobody closes": growing(lambda number: f"<n{number}>"),
    "attributes never closed": repeated(' a="b', before="<a"),
    "less-than signs": repeated("<"),
    "ampersands": repeated("&"),
    "entities": repeated("&amp;"),
    "entities that do not exist": repeated("&abcdefghij;"),
    "numbers of characters": repeated("&#1234567;"),
    "NUL": repeated("a\0"),
    # Tables
    "cells": repeated("a|"),
    "rows": repeated("|a|b|\n", before="|a|b|\n|-|-|\n"),
    "columns of empty rows": lambda size: (
        "|" + "a|" * (size // 8) + "\n|" + "-|" * (size // 8) + "\n" + "a\n" * (size // 4)
    ),
    "tables": repeated("|a|\n|-|\n|b|\n\n"),
    "lines below which a table could begin": repeated("|a|\n|-:|-|\n"),
    "bars in formulae": repeated("$|$ ", before="|a|\n|-|\n|"),
    # Addresses
    "addresses": repeated("http://a.b "),
    "addresses and punctuation": repeated("?!.", before="http://a.b"),
    "addresses and parentheses": repeated(")", before="http://a.b"),
    "addresses and entities": repeated("&a;", before="http://a.b/"),
    "hosts": repeated("www.a.b "),
    "e-mail addresses": repeated("a@b.c "),
    "names of e-mail addresses": repeated("a.b-c_d+"),
    # Footnotes and definitions
    "footnotes": growing(lambda number: f"[^{number}]: a\n\n[^{number}]\n\n"),
    "footnotes of one name": repeated("[^1]: a\n"),
    "references to one footnote": repeated("[^1] ", before="[^1]: a\n\n"),
    "footnotes in one another": repeated("[^1]: "),
    "definitions": repeated("a\n: b\n\n"),
    "definitions in one another": repeated(": ", before="a\n"),
    "tasks": repeated("- [ ] a\n"),
    # Callouts
    "callouts": repeated("> [!note]\n\n"),
    "callouts in one another": repeated("> > > > [!note]\n"),
    "admonitions": repeated("!!! note\n    a\n"),
    "admonitions in one another": growing(lambda depth: "    " * depth + "!!! note\n"),
    "admonitions whose title never ends": repeated('!!! note "a\n'),
    "words behind an admonition": repeated(" a", before="!!! note"),
    "tabs of content": repeated('=== "a"\n'),
    "directives": repeated(":::note\n:::\n"),
    "directives that nothing closes": repeated(":::note\n"),
    "directives of ever more colons": growing(lambda count: ":" * (count + 3) + "note\n"),
    "colons that close nothing": repeated(":::\n"),
    "brackets in the title of a directive": repeated("[a]", before=":::note["),
    # Attributes, and contents
    "attributes": repeated("`a`{.b}"),
    "attributes on lines": repeated("a\n{: #b}\n"),
    "attributes in one pair of braces": repeated(".a ", before="a {", after="}"),
    "braces with attributes never closed": repeated("{.a "),
    "attributes whose value never ends": repeated('{.a b=" '),
    "attributes of lists": repeated("- a\n{:toc}\n"),
    "definitions of attributes": repeated("{:a: .b}\n"),
    "ids in headings": repeated("# a {#b}\n"),
    "spans with attributes": repeated("[a]{.b} "),
    "contents": repeated("[TOC]\n\n"),
    "contents in comments": repeated("<!-- toc -->\n"),
    "pictures in template code, and spaces": lambda size: "{{< figure" + " " * (size - 18) + "a=b >}}\n",
    "expressions, and spaces": lambda size: "{{ a" + " " * (size - 8) + "b }}",
    "marked lines of code": repeated(" hl_lines=[", before="```js"),
    "titles of code": repeated(' title="', before="```js"),
    "colons and spaces behind a directive": repeated(" :", before=":::note", after="a"),
    # Marks, emoji and abbreviations
    "marked words": repeated("==a== "),
    "marked words never closed": repeated("==a "),
    "marked words in one another": repeated("==a ==b c== "),
    "subscripts": repeated("a~b~ "),
    "superscripts never closed": repeated("a^b"),
    "emoji": repeated(":smile: "),
    "names of no emoji": repeated(":a:"),
    "abbreviations": repeated("*[a]: b\n"),
    "words that are abbreviations": repeated("a ", before="*[a]: b\n\n"),
    "abbreviations that begin alike": lambda size: (
        "".join(f"*[a {'b' * count}]: c\n" for count in range(37)) + "\n" + "a bbb " * (size // 6 - 200)
    ),
    # Template code
    "expressions": repeated("{{ a }} "),
    "expressions never closed": repeated("{{ a "),
    "expressions before backticks, each time one more": growing(lambda count: "{{ a }}" + "`" * count),
    "template tags on lines": repeated("{% a %}\n"),
    "template tags never closed": repeated("{% a "),
    "comments that nothing ends": repeated("{% comment %}"),
    "code that nothing ends": repeated("{% highlight a %}\n"),
    "pictures in template code": repeated("{{< figure src=a caption=b >}}\n"),
    "videos in template code": repeated("{{< youtube abcdefg >}} "),
    "links to template code": repeated("[a]({{ b }}) "),
    # Formulae
    "dollars": repeated("$"),
    "formulae": repeated("$a$ "),
    "formulae never closed": repeated("$$a "),
    "formulae in brackets, never closed": repeated("\\[a "),
    "formulae behind two backslashes, never closed": repeated("\\\\(a "),
    "environments never closed": repeated("\\begin{align}a "),
    "environments in one another": repeated("\\begin{align}", after="a" + "\\end{align}" * 900),
    "formulae in parentheses, never closed": repeated("\\(a "),
    "fractions in one another": repeated("\\frac{", before="$$", after="$$"),
    "braces in one another": nested("{", "a", "}"),
    "a formula of rows": repeated("a & b \\\\ ", before="$$", after="$$"),
    "roots in one formula": repeated("\\sqrt{a}", before="$$\n", after="\n$$"),
    "brackets that no formula closes": repeated("$((((((((((((((((((((((((((((((((((((((((x$ "),
    "as many brackets as a formula may leave open": repeated("$" + "(" * MAX_UNCLOSED + "x$ "),
    "long rows behind brackets that nobody closes": repeated("$$" + "(" * MAX_UNCLOSED + "+x" * 4990 + "$$\n\n"),
    "brackets in one another in formulae": repeated("$$" + "f(" * 1600 + "x" + ")" * 1600 + "$$\n\n"),
    "spaces in formulae": repeated("$$" + "\\," * 4990 + "$$\n\n"),
}  # fmt: skip


def as_body(text: str) -> bytes:
    return f"---\ntitle: A\nurl: /a\n---\n\n{text}\n".encode()


def on_one_line(text: str) -> bytes:
    encoded = text.strip("\n").replace("\n", "\\n").encode()[:MEGABYTE].decode(errors="ignore")
    return f"---\ntitle: A\nurl: /a\nanswer: >-\n    {encoded}\n---\n".encode()


# What lexers may look for the end of, or try in several ways.
CODE = [
    "'",
    '"',
    "`",
    "/",
    "/*",
    "<!--",
    "<?",
    "{{",
    "[",
    "(",
    "a ",
    "a.",
    "a(",
    "a<",
    "\\u",
    'r#"',
    "0x",
    "+1",
    "$(",
    "é",
    "<?",
    "a b",
    "A a",
    "class a",
    "import a",
    "_",
    "--",
    "1e",
    "<<a",
    "@",
    "{",
]


def assert_ends_in_time(file: bytes, case: str = "") -> None:
    """Read and render a file, which may have problems."""
    started = time.process_time()
    with suppress(ArticleError):
        represent(parse_article(file, "a.md"), (), SITE)
    assert time.process_time() - started < SECONDS, case


def test_each_text_is_as_long_as_it_should_be() -> None:
    lengths = {kind: len(text(MEGABYTE).encode()) for kind, text in TEXTS.items()}
    assert {kind: length for kind, length in lengths.items() if not 0.9 < length / MEGABYTE < 1.001} == {}


@pytest.mark.proof
@pytest.mark.parametrize("size", [MEGABYTE, MAX_MARKDOWN_BYTES - 100])
@pytest.mark.parametrize("form", [as_body, on_one_line])
@pytest.mark.parametrize("kind", TEXTS)
def test_a_file_ends_in_time(kind: str, form: Callable[[str], bytes], size: int) -> None:
    file = form(TEXTS[kind](size))
    assert_ends_in_time(file)


@pytest.mark.proof
@pytest.mark.soak
@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_code_of_any_language_ends_in_time(language: str) -> None:
    length = max_line_length(language)
    for unit in CODE:
        long_lines = (unit * length)[: length - 1] + "\n"
        block = f"```{language}\n{long_lines * (MAX_CHARACTERS // length)}```\n\n"
        assert_ends_in_time(as_body(block * (MAX_CHARACTERS_OF_ARTICLE // MAX_CHARACTERS)), repr(unit))


@pytest.mark.proof
@pytest.mark.soak
@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_short_lines_of_any_language_end_in_time(language: str) -> None:
    for unit in CODE:
        block = f"```{language}\n" + f"{unit}\n" * MAX_LINES + "```\n\n"
        times = min(MAX_CHARACTERS_OF_ARTICLE // (len(unit) + 1) // MAX_LINES, 30)
        assert_ends_in_time(as_body(block * times), repr(unit))
