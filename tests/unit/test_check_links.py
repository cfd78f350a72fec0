"""What `articles check` says of the links within texts: in a folder, which ones would lead to nothing."""

import functools
import json
import os
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import pytest
from articles.local import check
from articles.local.cli import articles
from articles.publishing.reading.article import Article, parse_article
from articles.publishing.reading.site import SiteFile
from articles.publishing.rendering.rendered import Rendered
from articles.publishing.rendering.representations import represent
from articles.publishing.rendering.settings import settings_of
from articles.publishing.running.bounded import Bounded
from click.testing import CliRunner

from tests.support.work import directly

check_files = functools.partial(check.check_files, bounded=directly)

P = ParamSpec("P")
T = TypeVar("T")
Found = list[tuple[str, int, int, str]]


@pytest.fixture(autouse=True)
def in_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in an empty folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(name: str, content: str) -> Path:
    path = Path("in", name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")
    return path


def told(capsys: pytest.CaptureFixture[str], paths: Sequence[Path] = (Path("in"),)) -> Found:
    """What is said of files, as the command says it: file, line, column, code."""
    check_files(paths, "json")
    return [(each["file"], each["line"], each["column"], each["code"]) for each in json.loads(capsys.readouterr().out)]


def missing(capsys: pytest.CaptureFixture[str]) -> list[int]:
    """The lines of `in/a.md` of which the links lead to nothing; nothing else may be said."""
    found = told(capsys)
    assert {(file, code) for file, _, _, code in found} <= {("in/a.md", "link-missing")}
    return [line for _, line, _, _ in found]


def test_a_link_to_nothing_is_told_with_its_place(capsys: pytest.CaptureFixture[str]) -> None:
    write("a.md", "---\ntitle: A\n---\n[b](b.md)\n\nAnd [c](c.md), [c](/c).\n")
    write("b.md", "[a](a.md)\n")
    assert check_files([Path("in")], "text") == 0
    assert [line for line in capsys.readouterr().out.splitlines() if "in/" in line] == [
        "in/a.md:6:5: warning[link-missing] No page of `c.md` is live; this link appears by itself as soon as it is.",
        "in/a.md:6:16: warning[link-missing] No page is live at `/c`; this link appears by itself as soon as one is.",
    ]


def test_editors_and_github_are_told_too(capsys: pytest.CaptureFixture[str]) -> None:
    write("a.md", "[c](c.md)\n")
    assert told(capsys) == [("in/a.md", 1, 1, "link-missing")]
    assert check_files([Path("in")], "github") == 0
    assert capsys.readouterr().out.startswith("::warning file=in/a.md,line=1,col=1,title=link-missing::No page of `c")


SITE = """
logo: site/logo.svg
navigation: [Here: /a, Alias: /alias, Redirect: /old, Search: /search, Imprint: /imprnt]
redirects:
    /old: /a
    /older: /nowhere
    /b: /a
"""


def test_what_site_yaml_leads_to_is_looked_for_among_the_files_of_the_folder(
    capsys: pytest.CaptureFixture[str],
) -> None:
    write("a.md", "---\nurl: /a\naliases: /alias\n---\nx")
    write("b.md", "---\nurl: /b\n---\nx")
    write("c.md", "---\nurl: /imprnt\ndraft: true\n---\nx")
    write("site.yaml", SITE)
    assert [each for each in told(capsys) if each[0] == "in/site.yaml"] == [
        ("in/site.yaml", 2, 7, "site-file-missing"),
        ("in/site.yaml", 3, 72, "site-link-nowhere"),
        ("in/site.yaml", 6, 5, "redirect-nowhere"),
        ("in/site.yaml", 7, 5, "redirect-unused"),
    ]
    assert check_files([Path("in")], "text") == 0
    assert "\n        /older: /nowhere\n" in capsys.readouterr().out
    write("c.md", "---\nurl: /imprnt\n---\nx")
    write("nowhere.md", "x")
    write("site/logo.svg", '<svg xmlns="http://www.w3.org/2000/svg"/>')
    assert [code for name, *_, code in told(capsys) if name == "in/site.yaml"] == ["redirect-unused"]


def test_a_line_of_site_yaml_is_quoted_however_lines_end(capsys: pytest.CaptureFixture[str]) -> None:
    write("a.md", "x")
    write("site.yaml", "name: X\rfooter:\r    - Imprint: /imprnt\r")
    assert check_files([Path("in")], "text") == 0
    assert "\n        - Imprint: /imprnt\n" in capsys.readouterr().out


def test_of_site_yaml_alone_or_above_a_part_of_a_site_nothing_is_looked_for(capsys: pytest.CaptureFixture[str]) -> None:
    path = write("site.yaml", SITE)
    write("part/a.md", "---\nurl: /a\n---\nx")
    assert told(capsys, [path]) == []
    assert told(capsys, [Path("in/part")]) == []


def test_links_of_every_form_find_the_files_of_the_folder(capsys: pytest.CaptureFixture[str]) -> None:
    write("b.md", "# B\n")
    write("deep/c.md", "---\nurl: /see\n---\n[b](../b.md) [a](/a) [b](../b)\n")
    forms = ["[x](b.md)", "[x](b)", "[x](b.html)", "[x](/b)", "[[B]]", "[x](deep/c.md)", "[x](/See/)", "[[c]]"]
    forms += ["[x](@site/deep/c.md)", '[x]({{< ref "c.md" >}})', "[x][r]\n\n[r]: deep/c.md", '<a href="/see">x</a>']
    write("a.md", "\n\n".join([*forms, "[x](/deep/c)"]))
    assert missing(capsys) == [27]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("b.md", "---\nurl: /b\ndraft: true\n---\nx"),
        ("b.md", "---\nurl: /b\npublish_at: 2999-01-01\n---\nx"),
        ("b.md", "---\nurl: /b\nexpires: 2000-01-01\n---\nx"),
        ("_drafts/b.md", "---\nurl: /b\n---\nx"),
        ("ignored/b.md", "---\nurl: /b\n---\nx"),
        ("b.md", "---\nurl: /b\nid: -3\n---\nx"),
        ("b.md", f"---\nurl: /b\n---\n{'> ' * 500}x"),
    ],
)
def test_what_would_not_be_live_is_nothing_to_link_to(
    name: str, content: str, capsys: pytest.CaptureFixture[str]
) -> None:
    write("site.yaml", "ignore: ignored/\n")
    write("a.md", f"[x]({name})\n\n[x](/b)\n\n[[b]]\n")
    write(name, content)
    found = [each for each in told(capsys) if each[0] == "in/a.md"]
    assert found == [("in/a.md", line, 1, "link-missing") for line in (1, 3, 5)]


def test_of_files_that_are_not_public_no_link_is_followed(capsys: pytest.CaptureFixture[str]) -> None:
    write("a.md", "---\ndraft: true\n---\n[x](gone.md)\n")
    assert [code for *_, code in told(capsys)] == ["draft"]


def test_aliases_and_redirects_lead_on(capsys: pytest.CaptureFixture[str]) -> None:
    redirects = [
        "/r1: /r2",
        "/r2: /old",
        "/r3: /nothing",
        "/r4: https://example.org/",
        "/b: /nothing",
        "/old: /nothing",
    ]
    write("site.yaml", "redirects:\n" + "".join(f"  {each}\n" for each in redirects))
    write("b.md", "---\naliases: [/old, /a]\n---\n# Part\n")
    write("draft.md", "---\naliases: [/draft]\ndraft: true\n---\nx")
    links = ["/old", "/r1#part", "/b", "/a", "/r2#none", "/r3", "/r4", "/draft"]
    write("a.md", "\n\n".join(f"[x]({each})" for each in links))
    found = [(line, code) for file, line, _, code in told(capsys) if file == "in/a.md"]
    assert found == [(9, "link-part"), (11, "link-missing"), (15, "link-missing")]


def test_of_two_files_that_want_a_path_links_find_the_one_that_would_be_live(
    capsys: pytest.CaptureFixture[str],
) -> None:
    write("a.md", "[x](b.md)\n\n[x](c.md)\n\n[x](/same#of-b)\n\n[x](/same#of-c)\n\n[x](/old-b) [x](/old-c) [[c]]\n")
    write("b.md", "---\nurl: /same\naliases: /old-b\n---\n# Of b\n")
    write("c.md", "---\nurl: /same\naliases: /old-c\n---\n# Of c\n\n[x](c.md#of-c) [x](/same#of-c)\n")
    assert told(capsys) == [
        ("in/a.md", 3, 1, "link-missing"),
        ("in/a.md", 7, 1, "link-part"),
        ("in/a.md", 9, 13, "link-missing"),
        ("in/a.md", 9, 25, "link-missing"),
        ("in/c.md", 2, 6, "path-taken"),
    ]


def test_parts_of_pages_are_looked_for(capsys: pytest.CaptureFixture[str]) -> None:
    write("a.md", "# One\n\n[x](b.md#two) [x](b.md#none)\n\n[[b#Two]] [x](a.md#one) [x](a.md#two) [[b#^block]]\n")
    write("b.md", "## Two\n\n[x](/a#one) [x](/a#gone)\n")
    assert told(capsys) == [
        ("in/a.md", 3, 15, "link-part"),
        ("in/a.md", 5, 25, "link-part"),
        ("in/b.md", 3, 13, "link-part"),
    ]


def test_a_name_that_two_files_have_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    write("a.md", "[[b]] [[x/b]]\n")
    write("x/b.md", "x")
    write("y/b.md", "x")
    assert told(capsys) == [("in/a.md", 1, 1, "link-ambiguous")]


def test_too_many_links_are_told_once(capsys: pytest.CaptureFixture[str]) -> None:
    write("a.md", "[b](b.md)\n" + "".join(f"[x](/gone/{number})\n" for number in range(210)))
    write("b.md", "x")
    codes = [code for *_, code in told(capsys)]
    assert codes.count("link-missing") == 50


def test_an_address_of_another_site_is_no_link_within(capsys: pytest.CaptureFixture[str]) -> None:
    write("a.md", "[x](https://example.com/x) [x](https://www.example.org/x) [x](mailto:a@example.com)\n")
    assert missing(capsys) == []


@pytest.mark.parametrize("paths", [["in/a.md"], ["in/a.md", "in/b.md"], ["in/deep"]])
def test_files_that_are_named_cannot_know_the_others(paths: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    write("site.yaml", "name: N\n")
    write("a.md", "# A\n\n[x](gone.md) [x](/gone#part) [[gone]] [x](b.md#none) [x](deep/)\n")
    write("b.md", "x")
    write("deep/index.md", "[x](/a) [x](../gone.md)\n")
    assert told(capsys, [*map(Path, paths)]) == []


@pytest.mark.parametrize(("at", "folder"), [("in", "."), ("in/deep", ".."), (".", "in/deep/../"), (".", "linked")])
def test_a_folder_can_be_named_in_any_way(
    at: str, folder: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write("site.yaml", "name: N\n")
    write("deep/a.md", "[x](gone.md) [x](/deep/a)\n")
    Path("linked").symlink_to("in")
    monkeypatch.chdir(at)
    assert [code for *_, code in told(capsys, [Path(folder)])] == ["link-missing"]


def test_a_file_that_is_named_knows_its_own_parts(capsys: pytest.CaptureFixture[str]) -> None:
    file = write("a.md", "---\nurl: /limits\n---\n# A\n\n[x](a.md#a) [x](a.md#b) [x](/limits#a) [x](/limits#b)\n")
    assert [column for *_, column, code in told(capsys, [file]) if code == "link-part"] == [13, 40]


def test_standard_input_is_a_file_alone() -> None:
    found = CliRunner().invoke(articles, ["check", "-"], input="[x](gone.md) [[gone]]\n")
    assert found.output == "1 file, 0 errors, 0 warnings\n"


def test_while_the_settings_are_broken_nobody_knows_where_links_lead(capsys: pytest.CaptureFixture[str]) -> None:
    write("site.yaml", "paths: [\n")
    write("a.md", "[x](/blog/b)\n")
    assert {file for file, *_ in told(capsys)} == {"in/site.yaml"}


def test_two_folders_are_two_sites(capsys: pytest.CaptureFixture[str]) -> None:
    write("one/a.md", "[b](b.md)\n")
    write("two/b.md", "[a](a.md)\n")
    found = told(capsys, [Path("in/one"), Path("in/two")])
    assert [(file, code) for file, *_, code in found] == [
        ("in/one/a.md", "link-missing"),
        ("in/two/b.md", "link-missing"),
    ]


def test_no_page_is_made_twice_and_only_texts_with_links_to_nothing_are_read_again() -> None:
    write("a.md", "[b](b.md) [c](c.md)\n")
    write("b.md", "[a](a.md) [b](b.md)\n")
    write("d.md", "x")
    done: list[tuple[str, str]] = []

    def bounded(function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        if isinstance(args[0], Article):
            done.append((function.__name__, args[0].key))
        return function(*args, **kwargs)

    assert check.check_files([Path("in")], "text", bounded) == 0
    assert done == [*(("rendered_alone", f"{key}.md") for key in "abd"), ("problems_with_links", "a.md")]


def test_what_is_said_is_what_publishing_says(capsys: pytest.CaptureFixture[str]) -> None:
    text = (
        "# A\n\n### B\n\n[x](gone.md) ![](/assets/a.png) $\\nope$\n\n[x](#none) <blink>x</blink>\n\n[x](javascript:y)\n"
    )
    write("a.md", text)
    found = told(capsys)
    published = represent(parse_article(text.encode(), "a.md"), (), settings_of(SiteFile(), "https://example.org"))
    assert {"media-missing", "link-missing"} <= {each.code for each in published.warnings}
    assert [(line, column, code) for _, line, column, code in found] == [
        (each.line, each.column, each.code) for each in published.warnings
    ]
    assert len(found) == 7


def test_a_file_that_goes_meanwhile_is_told_of(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = write("a.md", "[c](c.md)\n")

    def gone(article: Article, *others: Any) -> Rendered:
        rendered = represent(article, *others)
        file.unlink()
        return rendered

    monkeypatch.setattr("articles.local.folder_links.represent", gone)
    assert told(capsys) == [("in/a.md", 1, 1, "file-unreadable")]


def test_workers_find_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    write("a.md", "# A\n\n[b](b.md#b) [c](c.md) [b](b.md#x)\n")
    write("b.md", "# B\n\n[a](a.md#a)\n")
    with closing(Bounded()) as bounded:
        assert check.check_files([Path("in")], "json", bounded) == 0
    found = [(each["column"], each["code"]) for each in json.loads(capsys.readouterr().out)]
    assert found == [(13, "link-missing"), (23, "link-part")]


def test_a_file_is_known_by_a_name_that_is_stored_in_another_form(capsys: pytest.CaptureFixture[str]) -> None:
    write("caf\u0065\u0301.md", "x")
    write("a.md", "[[Caf\u00e9]]\n")
    names = os.listdir("in")  # noqa: PTH208 - as they are stored
    assert "caf\u0065\u0301.md" in names
    assert missing(capsys) == []


def test_a_translation_of_nothing_and_a_second_one_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    write("site.yaml", "languages: [en, fr]\n")
    write("en/a.md", "One.\n")
    write("fr/a.md", "Un.\n")
    write("c.md", "---\nlang: fr\ntranslation_of: en/b.md\n---\nDeux.\n")
    write("z.md", "---\nlang: fr\ntranslation_of: en/a.md\n---\nUn encore.\n")
    assert told(capsys) == [("in/c.md", 3, 17, "translation-missing"), ("in/z.md", 3, 17, "translation-twice")]
    write("en/b.md", "Two.\n")
    assert told(capsys) == [("in/z.md", 3, 17, "translation-twice")]
    write("site.yaml", "language: en\n")
    assert told(capsys) == []
