"""Links within the text of an article: what they name, where they lead, and that all representations have the same."""

import gzip
import html as html_lib
import json
import re
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from articles.publishing.media.facts import Media, MediaFile
from articles.publishing.media.formats import ending, format_of
from articles.publishing.reading.article import Article, parse_article
from articles.publishing.reading.text_links import Destination, Destinations, Target, TextLink
from articles.publishing.rendering.absolute_links import with_absolute_links
from articles.publishing.rendering.body.internal_links import MAX_LINKS
from articles.publishing.rendering.body.site_links import is_of_media
from articles.publishing.rendering.markdown import render_answer
from articles.publishing.rendering.preview import Notice, preview_page
from articles.publishing.rendering.rendered import Rendered
from articles.publishing.rendering.representations import represent
from articles.publishing.rendering.settings import Settings
from articles.publishing.rendering.text_links import may_have_links, text_links
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support import corpus

ROOT = Path(__file__).parents[2]
FILES = [*sorted((ROOT / "content").rglob("*.md")), *corpus.PARAMETERS]
SITE = Settings(name="Site", url="https://example.org", time_zone="UTC", author="")
KEY, PATH = "d/g/in.md", "/d/g/in"
# The address of a file, without its ending.
ADDRESS = f"pictures/{'0' * 32}/{'1' * 32}"
ANCHORS = {"part": "part", "old": "new-id", "whats-new": "whats-new"}

# What is live, by what links name.
LIVE = {
    "/x": "/x",
    "d/g/other.md": "/other",
    "d/g/in.md": PATH,
    "name": "/name",
    "folder/name": "/folder/name",
    "/é": "/é",
}
LIVE |= {path: path for path in LIVE.values()}


def article(answer: str, key: str = KEY, path: str = PATH) -> Article:
    return Article(path=path, title="T", question="", answer=answer, key=key)


def named(answer: str, **place: str) -> list[str]:
    """What the only link of an answer names, as words: kind and name of each target, and the part."""
    found = text_links(article(answer, **place), SITE.url)
    assert len(found) == 1, found
    return [f"{each.kind} {each.name}" for each in found[0].targets] + (
        [f"#{found[0].fragment}"] if found[0].fragment else []
    )


def destinations(of: Article) -> Destinations:
    return {each: live(each) for each in text_links(of, SITE.url)}


def live(link: TextLink) -> Destination | MediaFile | None:
    if is_of_media(link):
        return next((_picture(1, each.name) for each in link.targets if "gone" not in each.name), None)
    path = next((LIVE[each.name] for each in link.targets if each.name in LIVE), None)
    return Destination(path, None, f"Title of {path}", ANCHORS if link.fragment else {}) if path else None


def _picture(number: int, key: str = "a.png") -> MediaFile:
    kind = format_of(key)
    assert kind is not None
    address = f"{ADDRESS[:-1]}{number % 10}.{ending(key)}"
    return MediaFile(key, Media(address, kind.kind, kind.media_type, 9, 1400, 700, (640, 1280)))


def rendered(answer: str) -> Rendered:
    of = article(answer)
    return represent(of, (), SITE, destinations(of))


def document(answer: str) -> Mapping[str, Any]:
    bodies = {each.kind: gzip.decompress(each.body).decode() for each in rendered(answer).representations}
    loaded: Mapping[str, Any] = json.loads(bodies["json"])
    return loaded


def html(answer: str) -> str:
    """The HTML of an answer, with addresses of the site as paths."""
    found: str = document(answer)["answer"]["html"]
    return without_site(found)


def without_site(html: str) -> str:
    return re.sub('href="https://example.org(?=/)', 'href="', html).strip()


def without_sizes(html: str) -> str:
    """HTML without what only the page of an article knows of the pictures that it shows."""
    return re.sub(r' (?:width|height|sizes|srcset)="[^"]*"', "", html)


def markdown(answer: str) -> str:
    found: str = document(answer)["answer"]["markdown"]
    return found


def warnings(answer: str) -> list[tuple[int, int, str]]:
    return [(each.line, each.column, each.code) for each in rendered(answer).warnings]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("/x/y", ["path /x/y"]),
        ("/X/y/", ["path /x/y"]),
        ("/x/y/?q=1#part", ["path /x/y", "#part"]),
        ("/%C3%A9", ["path /é"]),
        ("/é#%C3%A9%20b", ["path /é", "#é b"]),
        ("/my%20page", ["path /my-page"]),
        ("/a/../b", ["path /b"]),
        ("/a.html", ["path /a.html", "path /a"]),
        ("/a/index.html", ["path /a/index.html", "path /a"]),
        ("/d/a.md", ["file d/a.md", "path /d/a"]),
        ("/a/B.MD#c", ["file a/B.MD", "file d/a/B.MD", "path /a/b", "#c"]),
        ("@site/d/a.mdx", ["file d/a.mdx", "path /d/a"]),
        ("@/blog/a.md", ["file blog/a.md", "file d/blog/a.md", "path /blog/a"]),
        ("https://example.org/x", ["path /x"]),
        ("HTTP://EXAMPLE.org/x#y", ["path /x", "#y"]),
        ("//example.org/x", ["path /x"]),
        ("other.md", ["file d/g/other.md", "file other.md", "path /d/g/other", "name other"]),
        ("./other.md#a", ["file d/g/other.md", "path /d/g/other", "name d/g/other", "#a"]),
        ("../a%20b.md", ["file d/a b.md", "path /d/a-b", "name d/a b"]),
        ("../../../../a.md", ["file a.md", "path /a", "name a"]),
        ("x/README.md", ["file d/g/x/README.md", "file x/README.md", "path /d/g/x"]),
        ("other", ["file d/g/other.md", "file d/g/other/index.md", "path /d/g/in/other", "path /d/g/other"]),
        ("../other/", ["file d/other.md", "file d/other/index.md", "path /d/g/other", "path /d/other"]),
        ("./", ["file d/g/index.md", "path /d/g/in", "path /d/g"]),
        ("other.html", ["file d/g/other.md", "path /d/g/other.html", "path /d/g/other"]),
        ("v1.2", ["file d/g/v1.2.md", "file d/g/v1.2/index.md", "path /d/g/in/v1.2", "path /d/g/v1.2"]),
        (
            '{{< ref "blog/post.md#part" >}}',
            ["file d/g/blog/post.md", "file blog/post.md", "name blog/post", "path /blog/post", "#part"],
        ),
        ("{{% relref post %}}", ["file d/g/post.md", "file post.md", "name post", "path /post"]),
        ("{% link _posts/2020-01-01-x.md %}", ["file _posts/2020-01-01-x.md", "name _posts/2020-01-01-x"]),
        ("{% post_url 2020-01-01-x %}#a", ["file _posts/2020-01-01-x.md", "name 2020-01-01-x", "#a"]),
        ("{{ site.baseurl }}{% link a.md %}", ["file a.md", "name a"]),
        ("{{ site.url }}{{site.baseurl}}/x#a", ["path /x", "#a"]),
        ('{{ "/x" | relative_url }}#a', ["path /x", "#a"]),
        ("{{ '/x/#a' | absolute_url }}", ["path /x", "#a"]),
        ('{{ "/x" | prepend: site.baseurl }}', ["path /x"]),
    ],
)
def test_a_destination_names_what_the_tools_would_look_for(written: str, expected: list[str]) -> None:
    assert named(f"[a]({written})") == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("[[Name]]", ["name name"]),
        ("![[Name]]", ["name name"]),
        ("[[Name.md]]", ["name name"]),
        ("[[Node.js]]", ["name node.js"]),
        ("[[2026-01-02]]", ["name 2026-01-02"]),
        ("[[Name|text]]", ["name name"]),
        ("[[Folder/Name#Part|text]]", ["name folder/name", "#Part"]),
        ("[[Name#A#B]]", ["name name", "#B"]),
        ("[[Name#^1a2b]]", ["name name", "#^1a2b"]),
        ("[[../Name]]", ["name d/name"]),
        ("[[E\u0301t\u00c9]]", ["name \u00e9t\u00e9"]),
        ("看[[笔记]]", ["name 笔记"]),
        ("| a |\n|---|\n| [[Name\\|text]] |", ["name name"]),
        ("- > # [[Name]]", ["name name"]),
        ("a[^1]\n\n[^1]: [[Name]]", ["name name"]),
        ("[a][r]\n\n[r]: /x", ["path /x"]),
        ("[r]\n\n[r]: /x 'title'", ["path /x"]),
        ("<https://example.org/x>", ["path /x"]),
        ("so https://example.org/x.", ["path /x"]),
        ('<a href="/x">a</a>', ["path /x"]),
        ('<div>\n<A HREF = "/x">a</A>\n</div>', ["path /x"]),
        ('<Card title="a" href="/x" />', ["path /x"]),
        ('<iframe src="/x"></iframe>', ["path /x"]),
        ('<a href="{{ site.baseurl }}/x">a</a>', ["path /x"]),
        ("<div>\n<a href='{{ \"/x\" | relative_url }}#b'>a</a>\n</div>", ["path /x", "#b"]),
        ('<a href="{% post_url 2020-01-01-x %}">a</a>', ["file _posts/2020-01-01-x.md", "name 2020-01-01-x"]),
    ],
)
def test_links_are_found_however_they_are_written(written: str, expected: list[str]) -> None:
    assert named(written) == expected


def test_a_file_of_another_ending_is_beside_others_of_its_ending() -> None:
    assert named("[a](b)", key="a.mdx", path="/a")[:2] == ["file b.mdx", "file b/index.mdx"]


@pytest.mark.parametrize(
    "answer",
    [
        "[a](https://example.com/x)",
        "[a](//example.com/x)",
        "[a](https://example.org.evil.com/x)",
        "[a](mailto:a@example.org)",
        "[a](tel:1)",
        "[a](#part)",
        "[a](#)",
        "[a]()",
        "[a](?page=2)",
        "[a](/)",
        "[a](https://example.org)",
        "[a](/learn/maths)",
        "[a](/search?q=b)",
        "[a](/assets/a.zip) ![a](/assets/a.bmp)",
        "[a](/feed.atom)",
        f"[a](/{ADDRESS}.pdf) ![a](/{ADDRESS}-640.webp)",
        "[a](../../)",
        "`[a](/x)` `[[Name]]`",
        "    [[Name]]",
        "```\n[[Name]] [a](/x)\n```",
        "<!-- [[Name]] [a](/x) -->",
        "%% [[Name]] %%",
        "{{/* [[Name]] */}}",
        "$[[Name]]$",
        "\\[[Name]] [\\[Name]]",
        '[[1]] x[[i]] f()[[i]] [[ -f a ]] [[]] [[...]] [[^1]] [[|a]] [["a", 1]]',
        "[[[a]]] [[1, 2]] [[https://example.com]] [[mailto://a|b]]",
        "[[a]\n]",
        "[[r]]\n\n[r]: https://example.com/",
        "![[pic.bmp]] [[film.mkv]]",
        "[[_TOC_]]",
        "[[#Part]]",
        "<a>b</a> <a name='c'>d</a>",
        "[a]({{ page.url }})",
        '<a href="{{ page.url }}">b</a>',
    ],
)
def test_what_is_no_link_within_the_site_stays_what_it_is(answer: str) -> None:
    assert text_links(article(answer), SITE.url) == ()
    assert document(answer)["links"] == []
    absolute = with_absolute_links(render_answer(answer).html, SITE.url + PATH)
    assert html(answer).replace('fetchpriority="high"', 'loading="lazy"') == without_site(absolute)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("[a](/x)", '<p><a href="/x">a</a></p>'),
        ("[a](/X/?b=1&c=2#part)", '<p><a href="/x?b=1&amp;c=2#part">a</a></p>'),
        ("[a *b*](other.md 'c')", '<p><a href="/other" title="c">a <em>b</em></a></p>'),
        ("[a](/%C3%A9)", '<p><a href="/%C3%A9">a</a></p>'),
        ("[a](/x#old)", '<p><a href="/x#new-id">a</a></p>'),
        ("[a](/x#What%27s%20new)", '<p><a href="/x#whats-new">a</a></p>'),
        ("[a](/x#none%20at)", '<p><a href="/x#none%20at">a</a></p>'),
        ("[a](in.md)", '<p><a href="/d/g/in">a</a></p>'),
        ("[[Name]]", '<p><a href="/name">Name</a></p>'),
        ("[[Name#Old|a *b* <i>]]", '<p><a href="/name#new-id">a *b* &lt;i&gt;</a></p>'),
        ("![[Name#What's new]]", '<p><a href="/name#whats-new">Name &gt; What\'s new</a></p>'),
        ("[[folder/Name]]", '<p><a href="/folder/name">folder/Name</a></p>'),
        ("[[1]](/x)", '<p><a href="/x">[1]</a></p>'),
        ("[a [[Name]] b](/x)", '<p><a href="/x">a [[Name]] b</a></p>'),
        ("https://example.org/x", '<p><a href="/x">https://example.org/x</a></p>'),
        ("<a title='b' href='/x'>a</a>", '<p><a href="/x" title="b">a</a></p>'),
        ("[a](/gone)", "<p>a</p>"),
        ("[a **b**](gone.md) c", "<p>a <strong>b</strong> c</p>"),
        ("[[Gone]] [[Gone#A#B]] [[Gone|c]]", "<p>Gone Gone &gt; A &gt; B c</p>"),
        (
            "[![a](//example.com/b.png)](/gone)",
            '<p><img src="https://example.com/b.png" alt="a" fetchpriority="high" decoding="async"></p>',
        ),
        ("[a <https://example.org/x> b](/gone)", '<p>a <a href="/x">https://example.org/x</a> b</p>'),
        ("<a href='/gone'>a</a>", "<p>a</p>"),
        ("https://example.org/gone", "<p>https://example.org/gone</p>"),
        ("[a]({{ '/x' | relative_url }}) b", '<p><a href="/x">a</a> b</p>'),
    ],
)
def test_a_link_leads_to_what_is_live_or_is_only_its_words(answer: str, expected: str) -> None:
    assert html(answer) == expected


def test_a_link_to_a_part_of_its_own_page_does_not_leave_it() -> None:
    of = article("[a](in.md#old-name) [b](/x#part) [[#Old name]]\n\n## New name {#new}\n\n## Old name")
    body = represent(of, (), SITE, destinations(of)).representations[0].body
    assert re.findall(
        '<p><a href="([^"]*)">a</a> <a href="([^"]*)">b</a> <a href="([^"]*)">', gzip.decompress(body).decode()
    ) == [("#old-name", "/x#part", "#old-name")]


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("[a](/X/#part)", "[a](/x#part)"),
        (
            "[a *b*][r] [r][]\n\n[r]: other.md 'c'",
            """[a *b*](/other "c") [r](/other "c")\n\n[r]: other.md 'c'""",
        ),
        ("[a](<other.md> 'b')", '[a](/other "b")'),
        ("[a](/x 'b') [a]( /x) [[Name]]", "[a](/x 'b') [a](/x) [Name](/name)"),
        ("[a\nb](\nother.md\n)", "[a\nb](/other)"),
        ("> - [a\n>   b](other.md) c", "> - [a\n>   b](/other) c"),
        ("> > [a](other.md)\n[b](other.md)", "> > [a](/other)\n[b](/other)"),
        ("# [a](other.md) # \n\n[b](other.md)\n===", "# [a](/other) # \n\n[b](/other)\n==="),
        (
            "| [a](/X) | `[a](/X)` | [a](/X) |\n|-|-|-|\n| \\| [[Name\\|b]] | [a](/X)",
            "| [a](/x) | `[a](/X)` | [a](/x) |\n|-|-|-|\n| \\| [b](/name) | [a](/x)",
        ),
        ("a[^1]\n\n[^1]: [b](other.md)\n    [[Name]]", "a[^1]\n\n[^1]: [b](/other)\n    [Name](/name)"),
        ("a\n: [b](other.md)", "a\n: [b](/other)"),
        ("> [!note] [a](other.md)\n> [b](other.md)", "> [!note] [a](/other)\n> [b](/other)"),
        ("[[Name]] ![[Name|a *b*]] [[Name#part]]", "[Name](/name) [a \\*b\\*](/name) [Name \\> part](/name#part)"),
        ("## A b\n\n[[#A b]] [[#A b|c]]", "## A b\n\n[A b](#a-b) [c](#a-b)"),
        ("## A b\n\n[a](in.md#a-b) [b](/X)", "## A b\n\n[a](#a-b) [b](/x)"),
        ("[a](/gone) [b *c*](/gone 'd') [[Gone|e *f*]]", "a b *c* e \\*f\\*"),
        ("[r] [r][] [a][r]\n\n[r]: /gone", "r r a\n\n[r]: /gone"),
        ("<https://example.org/x> https://example.org/x", "<https://example.org/x> https://example.org/x"),
        ("<https://example.org/X/>", "[https\\:\\//example\\.org/X/](/x)"),
        ("<https://example.org/gone>", "https\\:\\//example\\.org/gone"),
        ("<a title=' href=1' HREF='/X'>a</a> <a href=/gone>b</a>", "<a title=' href=1' href=\"/x\">a</a> <a>b</a>"),
        ("<div>\n<a href='/X?a&amp;b'>a</a>\n</div>", '<div>\n<a href="/x?a&amp;b">a</a>\n</div>'),
        ("`[a](/X)` [a](/X) $[a](/X)$", "`[a](/X)` [a](/x) $[a](/X)$"),
        ("```\n[[Name]]\n```\n\n[[Name]]", "```\n[[Name]]\n```\n\n[Name](/name)"),
        ("%% [a](/X) %%\n\n\\(x\\) [a](/X)", "$x$ [a](/x)"),
        ("{% if a %}[b](/X){% endif %}", "{% if a %}[b](/x){% endif %}"),
        ("[a]({{ '/x' | relative_url }} 'b')", '[a](/x "b")'),
        ("<a href='{{ site.baseurl }}/x'>a</a> [a](/X)", '<a href="/x">a</a> [a](/x)'),
        ("- [1. a](/gone) [b](/X)", "- [1. a](/gone) [b](/x)"),
        ("[a](/x?b&copy=1)", "[a](/x?b&amp;copy=1)"),
        ("www.example.com [a](/X)", "www.example.com [a](/x)"),
        ("[a](pic.zip) [b](#c) ![d](/X) [e](/X)", "a [b](#c) d [e](/x)"),
    ],
)
def test_the_markdown_has_the_links_of_the_page_and_is_otherwise_as_written(answer: str, expected: str) -> None:
    assert markdown(answer).strip() == expected


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("a\n\nb [c](/gone)", [(3, 3, "link-missing")]),
        ("[a](/gone)\n[b](/gone) [[Gone]]", [(1, 1, "link-missing"), (2, 1, "link-missing"), (2, 12, "link-missing")]),
        ("| a |\n|---|\n| b [[Gone]] |", [(3, 5, "link-missing")]),
        ("<b>a</b> <a href='/gone'>c</a>", [(1, 10, "link-missing")]),
        ("b https://example.org/gone", [(1, 3, "link-missing")]),
        ("b [a](/x#gone)", [(1, 3, "link-part")]),
        ("[a](in.md#gone)", [(1, 1, "link-part")]),
        ("[[Name#^block]] [a](/x#:~:text=b)", []),
        ("[[#^block]]", []),
        ("[[#Gone]]", [(1, 1, "link-target")]),
        ("[a](/x) [b](/x#part) [[Name]]", []),
        ("[a]({{ page.url }})", [(1, 1, "link-template")]),
    ],
)
def test_authors_are_told_where_a_link_leads_to_nothing(answer: str, expected: list[tuple[int, int, str]]) -> None:
    assert warnings(answer) == expected


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ("[a](/gone%20b)", "No page is live at `/gone b`; this link"),
        ("[a](gone.md#b)", "No page of `gone.md#b` is live; this link"),
        ("[[Gone b]]", "No page of a file called `Gone b` is live; this link"),
        ("[a]({% post_url 2020-01-01-x %})", "No page of `{% post_url 2020-01-01-x %}` is live"),
        ("[a](/x#gone)", "/x has no part called `#gone`;"),
    ],
)
def test_a_warning_names_what_was_written(answer: str, words: str) -> None:
    (problem,) = rendered(answer).warnings
    assert problem.message.startswith(words)


def test_the_json_lists_each_link_once_in_the_order_of_the_text() -> None:
    found = document("[a *b*](/X#old) [[Gone]] [c](/x#old) ![[Name]] [d](https://example.com/)")["links"]
    live_at = {
        "state": "live",
        "path": "/x",
        "title": "Title of /x",
        "url": "https://example.org/x#new-id",
        "text": "a b",
    }
    missing = {"state": "missing", "path": None, "title": None, "url": None, "text": "Gone"}
    by_name = {
        "state": "live",
        "path": "/name",
        "title": "Title of /name",
        "url": "https://example.org/name",
        "text": "Name",
    }
    assert found == [live_at, missing, by_name]


def test_a_page_links_to_so_many_others_and_not_to_more() -> None:
    answer = "\n\n".join(f"[a](/p{number}) [b](/p{number}#c)" for number in range(MAX_LINKS + 2)) + "\n\n[d](/p0)"
    of = article(answer)
    found = text_links(of, SITE.url)
    assert len({each.targets for each in found}) == MAX_LINKS
    everything = {each: Destination(each.targets[0].name, None, "A", ANCHORS | {"c": "c"}) for each in found}
    made = represent(of, (), SITE, everything)
    assert [(each.line, each.code) for each in made.warnings] == [(2 * MAX_LINKS + 1, "link-too-many")]
    text = gzip.decompress(made.representations[0].body).decode()
    assert text.count('href="/p') == 2 * MAX_LINKS + 1
    assert "<p>a b</p>" in text


def test_how_many_pages_a_text_links_to_is_documented() -> None:
    assert f"| pages and files that a text links to or shows | {MAX_LINKS} |" in (ROOT / "docs/format.md").read_text()


def test_the_parts_of_a_page_are_given_by_what_links_may_say() -> None:
    anchors = rendered("## What's new\n\n## B {#c}\n\n<i id=d>e</i>").anchors
    assert {"whats-new", "h-what-s-new", "c", "d"} <= anchors.keys()
    assert (anchors["h-what-s-new"], anchors["c"]) == ("whats-new", "c")


def test_markdown_that_would_become_too_much_stays_as_it_is_written() -> None:
    written = "[[Name]] " * 200 + "a " * 129_900
    assert markdown(written).strip() == written.strip()
    assert html(written).count('<a href="/name">') == 200


def test_a_preview_has_the_links_that_the_page_would_have() -> None:
    of = article("[a](other.md) [b](/gone)")
    notice = Notice(of.key, "draft", "It is a draft.", "today")
    shown = preview_page(of, (), notice, SITE, destinations(of)).html
    assert '<p><a href="/other">a</a> b</p>' in shown
    assert "No page is live at `/gone`" in html_lib.unescape(shown)


def test_feeds_have_the_links_of_the_page() -> None:
    entry = rendered("[a](other.md#part) [b](/gone)").entry
    assert entry.html.strip() == '<p><a href="https://example.org/other#part">a</a> b</p>'


@pytest.mark.parametrize("url", ["https://example.org", "https://Example.org/", "http://example.org/"])
def test_the_address_of_the_site_may_end_in_a_slash(url: str) -> None:
    for answer in ("<https://example.org>/x", "<https://example.org/x>", "[a](https://EX&#97;MPLE.org/x)"):
        expected = (TextLink((Target("path", "/x"),)),) if "org/x" in answer else ()
        assert text_links(article(answer), url) == expected


def test_without_an_address_of_the_site_no_address_is_its_own() -> None:
    assert text_links(article("https://example.org/x [a](/x)"), "") == (TextLink((Target("path", "/x"),)),)


@pytest.mark.parametrize("answer", ["[" * 60_000, "> " * 50 + "[a](/x)", "<div>" * 60 + "[a](/x)", "[[a]]" * 60_000])
def test_a_text_that_cannot_be_rendered_has_no_links(answer: str) -> None:
    assert text_links(article(answer), SITE.url) == ()


PIECES = st.sampled_from(
    [
        "[",
        "]",
        "[[",
        "]]",
        "![[",
        "(",
        ")",
        "|",
        "\\|",
        "#",
        "part",
        "Name",
        "/x",
        "other.md",
        "../gone",
        "https://example.org/x",
        '{{< ref "x" >}}',
        "{% link a.md %}",
        "<a href='/x'>",
        "</a>",
        "<div>",
        "</div>",
        "`",
        "```",
        "$",
        "*",
        "\\",
        " ",
        "\n",
        "\n\n",
        "| a |\n|---|\n| ",
        "- ",
        "> ",
        "a",
        "&amp;",
        "<!--",
        "-->",
        "%%",
        "[r]: /x\n",
        "[^1]",
        "[^1]: ",
        ": ",
        "!",
        "{#b}",
        "'t'",
        "<",
        ">",
        "\t",
        "www.example.org/x",
        "1. ",
        "    ",
        "\u00e9",
        "%20",
        "%",
    ]
)
LINKS = st.sampled_from(
    [
        "[a](/x)",
        "[a](/X#part 't')",
        "[[Name]]",
        "[[Name\\|b]]",
        "![[Gone#a|b]]",
        "[a *b*](/gone)",
        "[r]",
        "[a][r]",
        "<https://example.org/x>",
        "<a href='/X'>b</a>",
        '<a href="/gone">',
        "[[#part]]",
        "[a](other.md)",
        "[a]({{ '/x' | relative_url }})",
        "[a](javascript:b)",
        "<iframe src='/x'></iframe>",
        '{{< figure src="/a.png" link = "/x" >}}',
        "<script>",
        "[[javascript:b]]",
        "![a](pic.png)",
        "![*a* b](/gone.png 't')",
        "![[pic.png|a|100]]",
        "![[gone.png]]",
        "![[doc.pdf]]",
        "[a](doc.pdf)",
        "![a](film.mp4)",
        "![a](x.bmp)",
        "a <img src='pic.png' srcset='gone.png 2x, pic.png 3x'>",
        "a <video src='film.mp4' poster='gone.png'>",
        "a <picture><source srcset='gone.png'><img src=pic.png></picture>",
        "![r]\n\n[r]: pic.png\n",
    ]
)
ANSWERS = st.lists(PIECES | LINKS, max_size=14).map("".join)


@given(ANSWERS)
@settings(max_examples=300, deadline=None)
def test_what_is_found_is_what_is_shown(answer: str) -> None:
    of = article(answer)
    asked: list[TextLink] = []

    class Asked(dict[TextLink, Destination | MediaFile | None]):
        def get(self, key: TextLink, default: Any = None) -> Any:
            asked.append(key)
            return super().get(key, default)

    represent(of, (), SITE, Asked())
    assert tuple(dict.fromkeys(asked)) == text_links(of, SITE.url)


@given(ANSWERS)
@settings(max_examples=300, deadline=None)
def test_the_markdown_means_what_the_page_shows(answer: str) -> None:
    shown, written = html(answer), markdown(answer)
    assert without_sizes(html(written)) == without_sizes(shown)
    assert "<script" not in shown
    assert 'href="javascript' not in shown


@given(st.text(), st.text(), st.text())
def test_any_destination_can_be_read(destination: str, name: str, key: str) -> None:
    text_links(article(f"[a]({destination}) [a](<{destination}>) [[{name}]]", key=key), SITE.url)


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cc"])))
def test_a_text_that_may_have_no_links_has_none(text: str) -> None:
    of = article(f"{text} https://example.com/{text}")
    if not may_have_links(of.answer, SITE.url):
        assert document(of.answer)["links"] == []


@pytest.mark.parametrize(
    "unit",
    [
        "[a](/x) ",
        "[[Name]] ",
        "[[",
        "![[a|",
        "](",
        "[a](",
        "<a href=",
        "{{ ref ",
        "[a]: ",
        "https://",
        "[[a",
        "{{ site.url }}",
    ],
    ids=repr,
)
def test_no_text_takes_long(unit: str) -> None:
    of = article(unit * (20_000 // len(unit)))
    started = time.process_time()
    text_links(of, SITE.url)
    assert time.process_time() - started < 2


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("pic.png", ["file d/g/pic.png", "file pic.png", "file d/g/in/pic.png"]),
        ("../pic.PNG?raw=true#x", ["file d/pic.PNG"]),
        (
            "/img/pic.png",
            ["file img/pic.png", "file d/img/pic.png", "file static/img/pic.png", "file public/img/pic.png"],
        ),
        ("/assets/my%20pic.png", ["file assets/my pic.png", "file d/assets/my pic.png"]),
        ("https://example.org/a.svg", ["file a.svg", "file d/a.svg"]),
        ("@site/static/a.gif", ["file static/a.gif", "file d/static/a.gif"]),
        ("{{ site.baseurl }}/a.webp", ["file a.webp", "file d/a.webp"]),
        ("{% link assets/a.pdf %}", ["file assets/a.pdf", "file d/assets/a.pdf"]),
    ],
)
@pytest.mark.parametrize("form", ["![a]({})", "[a]({})", '<img src="{}" alt="a">', '<video poster="{}"></video>'])
def test_a_file_is_named_by_its_place(written: str, expected: list[str], form: str) -> None:
    assert named(form.replace("{}", written))[: len(expected)] == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("![[pic.png]]", ["name pic.png"]),
        ("![[Folder/Pic.PNG|100x20]]", ["name folder/pic.png"]),
        ("[[doc.pdf#page=1|the paper]]", ["name doc.pdf"]),
        ('{{< figure src="/a.png" alt="a" >}}', ["file a.png"]),
        ('<picture><source srcset="/a.png 2x"></picture>', ["file a.png"]),
        ('<audio><source src="/a.mp3"></audio>', ["file a.mp3"]),
        ("[a](/x.json)", ["path /x.json"]),
    ],
)
def test_a_file_is_named_in_other_ways_too(written: str, expected: list[str]) -> None:
    assert named(written)[:1] == expected


@pytest.mark.parametrize("written", ["![a]({})", "[a]({})"])
def test_a_file_may_have_braces_in_its_name(written: str) -> None:
    of = article(written.replace("{}", "a{0}{b}.png"))
    (link,) = text_links(of, SITE.url)
    found = represent(of, (), SITE, {link: MediaFile(link.targets[0].name, None, "{1} is damaged.")})
    assert [each.code for each in found.warnings] == ["media-unusable"]
    assert "{0}{b}" in found.warnings[0].message
    assert found.warnings[0].message.endswith("{1} is damaged.")


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem[:40])
def test_real_articles_keep_their_meaning(file: Path) -> None:
    of = parse_article(file.read_bytes(), file.name)
    everything: dict[TextLink, Destination | MediaFile | None] = {
        each: _picture(number) if is_of_media(each) else Destination(f"/there/{number}", None, "There", {})
        for number, each in enumerate(text_links(of, SITE.url))
    }
    made = {
        each.kind: gzip.decompress(each.body).decode() for each in represent(of, (), SITE, everything).representations
    }
    answer = json.loads(made["json"])["answer"]
    for each in everything.values():
        path = each.path if isinstance(each, Destination) else each.media.href if each and each.media else ""
        assert path in answer["html"]
        assert f"]({path}" in answer["markdown"] or f'"{path}' in answer["markdown"]
