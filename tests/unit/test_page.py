"""An article's page: its structure, what it tells machines, and that nothing from a file can become markup in it.

tests/fixtures/articles has pairs of a file and the page that it must give, without the style sheet. A new case is a new
file, and its page is written as CONTRIBUTING.md says.
"""

import base64
import dataclasses
import datetime as dt
import hashlib
import itertools
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
import pytest
from articles.publishing.reading.article import Article, RelatedArticle, RelatedLink, parse_article
from articles.publishing.reading.site_parts import Head
from articles.publishing.rendering import page, theme
from articles.publishing.rendering.markdown import render_answer
from articles.publishing.rendering.needs import Needs, needs_of
from articles.publishing.rendering.settings import Settings

from tests.support import corpus
from tests.support.approved import assert_approved

ROOT = Path(__file__).parents[2]
PAIRS = sorted((ROOT / "tests/fixtures/articles").glob("*.md"))
FILES = [*sorted((ROOT / "content").rglob("*.md")), *corpus.PARAMETERS]
FONTS = ROOT / "functions/articles/deliver/fonts"
SCRIPTS = ROOT / "functions/articles/deliver/scripts"

SITE = Settings(name="Site & Co", url="https://example.org", time_zone="UTC", author="Editors")

ARTICLE = Article(
    path="/learn/maths/questions/why",
    title="Why?",
    question="Why?",
    answer="Because.",
    date=dt.date(2025, 2, 6),
    date_format="MMM DD, YYYY",
    posted_on="Posted on",
    author="Ada",
    subject="Maths",
    subject_slug="maths",
    description="On reasons.",
    keywords=("why", "because"),
    score=4.73,
)
RELATED = (RelatedArticle("/learn/a", 8, "What is a?", "Letters"), RelatedArticle("/b'c", None, "B", ""))

_WORDS = "word " * 200
LONG = "\n\n".join(f"## Part {n}\n\n{_WORDS}\n\n### Detail {n}\n\n#### Too deep" for n in range(3))

# Each would be markup, or end what it stands in, if it were written as it is.
HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</title><script>alert(1)</script>",
    "</style><script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "<!--<script>",
    "{{ 7 * 7 }}{% raw %}",
    "&lt;b&gt; &amp; <b>",
    "]]><svg onload=alert(1)>",
    "\u2028</script>",
]


def render(article: Article = ARTICLE, related: tuple[RelatedArticle, ...] = ()) -> str:
    return page.render_page(article, render_answer(article.answer), related, SITE)


def parse(html: str) -> Element:
    """The page as a browser reads it; a parse error is a failure."""
    parser = html5lib.HTMLParser(html5lib.getTreeBuilder("etree"), namespaceHTMLElements=False, strict=True)
    root: Element = parser.parse(html)
    return root


def text_of(element: Element | None) -> str:
    assert element is not None
    return " ".join("".join(element.itertext()).split())


def meta(root: Element) -> dict[str, str]:
    """The content of each meta element by its name or property."""
    named = ((each.get("name") or each.get("property"), each.get("content", "")) for each in root.iter("meta"))
    return {name: content for name, content in named if name}


def links(root: Element, relation: str) -> list[tuple[str | None, str | None]]:
    return [(each.get("href"), each.get("type")) for each in root.iter("link") if each.get("rel") == relation]


def structured_data(root: Element) -> list[dict[str, Any]]:
    (script,) = root.findall(".//script[@type]")
    assert script.get("type") == "application/ld+json"
    graph: list[dict[str, Any]] = json.loads(script.text or "")["@graph"]
    return graph


def policy(article: Article, settings: Settings = SITE) -> dict[str, str]:
    directives = page.content_security_policy(render_answer(article.answer), settings).split("; ")
    return {name: sources for name, _, sources in (directive.partition(" ") for directive in directives)}


def test_a_page_may_load_what_it_shows_from_where_readers_are_redirected() -> None:
    settings = dataclasses.replace(SITE, media_host="https://derived.s3.example.com")
    found = policy(dataclasses.replace(ARTICLE, answer="<video src=/a.mp4></video>"), settings)
    assert found["img-src"] == found["media-src"] == "'self' https://derived.s3.example.com"


def contrast(color: str, ground: str) -> float:
    """The contrast ratio of two colors (WCAG 2.2)."""
    low, high = sorted(luminance(each) for each in (color, ground))
    return (high + 0.05) / (low + 0.05)


def luminance(color: str) -> float:
    parts = (int(color[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


class TestStructure:
    @pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem[:40])
    def test_real_articles_parse_without_an_error_and_have_one_main_heading(self, file: Path) -> None:
        article = parse_article(file.read_bytes(), file.name)
        root = parse(render(article, RELATED))
        assert [text_of(each) for each in root.iter("h1")] == [article.title]
        assert root.find("body/main/article/div[@class='answer']") is not None
        assert [name for each in root.iter() for name in each.keys() if name == "style" or name.startswith("on")] == []  # noqa: SIM118

    def test_ids_are_unique(self) -> None:
        answer = LONG + "\n\n## Contents\n\n## Main\n\n## Keywords\n\n## Related\n\n[^1]: Note.\n\nText[^1][^1]."
        root = parse(render(dataclasses.replace(ARTICLE, answer=answer), RELATED))
        ids = [each.get("id") for each in root.iter() if each.get("id")]
        assert len(ids) == len(set(ids))

    def test_levels_of_headings_leave_none_out(self) -> None:
        root = parse(render(dataclasses.replace(ARTICLE, answer=LONG), RELATED))
        levels = [int(each.tag[1]) for each in root.iter() if re.fullmatch(r"h[1-6]", str(each.tag))]
        assert levels[0] == 1
        assert all(after <= before + 1 for before, after in itertools.pairwise(levels))

    def test_every_link_to_a_place_in_the_page_leads_to_one(self) -> None:
        root = parse(render(dataclasses.replace(ARTICLE, answer=LONG + "\n\nText[^1].\n\n[^1]: Note.")))
        ids = {each.get("id") for each in root.iter()}
        targets = {href[1:] for each in root.iter("a") if (href := each.get("href", "")).startswith("#")}
        assert targets <= ids
        assert {"main", "part-1", "fn-1", "fnref-1"} <= targets


class TestHead:
    def test_the_title_is_question_subject_and_site(self) -> None:
        assert text_of(parse(render()).find("head/title")) == "Why? | Maths | Site & Co"

    def test_the_title_does_without_what_is_not_there(self) -> None:
        article = dataclasses.replace(ARTICLE, question="", subject="", subject_slug="")
        assert text_of(parse(render(article)).find("head/title")) == "Why? | Site & Co"

    def test_machines_are_told_what_it_is(self) -> None:
        told = meta(parse(render()))
        assert told == {
            "viewport": "width=device-width, initial-scale=1",
            "description": "On reasons.",
            "keywords": "why, because",
            "author": "Ada",
            "og:type": "article",
            "og:site_name": "Site & Co",
            "og:title": "Why?",
            "og:description": "On reasons.",
            "og:url": "https://example.org/learn/maths/questions/why",
            "article:published_time": "2025-02-06",
            "article:section": "Maths",
            "twitter:card": "summary",
        }

    def test_without_a_description_the_answer_begins_to_tell(self) -> None:
        article = dataclasses.replace(ARTICLE, description="", answer="One  two\nthree. " + "word " * 100)
        description = meta(parse(render(article)))["description"]
        assert description.startswith("One two three. word")
        assert description.endswith("…")

    def test_canonical_and_alternates(self) -> None:
        root = parse(render())
        url = "https://example.org/learn/maths/questions/why"
        assert links(root, "canonical") == [(url, None)]
        assert links(root, "alternate") == [
            (url + ".json", "application/json"),
            (url + ".md", "text/markdown"),
            ("/learn/maths/feed.atom", "application/atom+xml"),
            ("/feed.atom", "application/atom+xml"),
        ]


class TestText:
    def test_the_date_is_shown_as_its_author_wants_and_as_machines_need_it(self) -> None:
        root = parse(render())
        (time,) = root.iter("time")
        assert (time.get("datetime"), text_of(time)) == ("2025-02-06", "Feb 06, 2025")
        assert text_of(root.find(".//p[@class='byline header']")) == "By Ada · Posted on Feb 06, 2025 · 1 min read"

    def test_without_a_date_nothing_is_said_of_it(self) -> None:
        root = parse(render(dataclasses.replace(ARTICLE, date=None, author="")))
        assert list(root.iter("time")) == []
        assert text_of(root.find(".//p[@class='byline header']")) == "By Editors · 1 min read"

    def test_breadcrumbs_lead_to_the_subject_and_to_the_first_page(self) -> None:
        crumbs = parse(render()).findall(".//nav[@class='breadcrumbs']//a")
        assert [(each.get("href"), each.text) for each in crumbs] == [("/", "Site & Co"), ("/learn/maths", "Maths")]

    @pytest.mark.parametrize("question", ["", "Why?", "Why, really?"])
    def test_the_window_is_called_as_the_page_is(self, question: str) -> None:
        root = parse(render(dataclasses.replace(ARTICLE, question=question)))
        assert root.findtext("head/title") == "Why? | Maths | Site & Co"
        assert root.findtext(".//h1") == meta(root)["og:title"] == "Why?"

    def test_a_question_that_is_not_the_title_is_shown(self) -> None:
        assert parse(render()).find(".//p[@class='question']") is None
        article = dataclasses.replace(ARTICLE, question="Why, really?")
        assert text_of(parse(render(article)).find(".//p[@class='question']")) == "Why, really?"

    def test_a_long_answer_has_a_list_of_its_two_upper_levels_of_headings(self) -> None:
        root = parse(render(dataclasses.replace(ARTICLE, answer=LONG)))
        found = root.findall(".//nav[@class='outline sidebar']//a")
        assert [each.text for each in found] == ["Part 0", "Detail 0", "Part 1", "Detail 1", "Part 2", "Detail 2"]

    def test_the_list_of_contents_shows_headings_as_they_are_without_what_a_link_cannot_hold(self) -> None:
        headings = ["$x^2$ & `y`", "[Linked](/a)[^1]", "![Shown](/a.png)", "![](/a.png)"]
        answer = "\n\n".join(f"## {heading}\n\n{_WORDS}" for heading in headings) + "\n\n[^1]: Note."
        found = parse(render(dataclasses.replace(ARTICLE, answer=answer))).findall(
            ".//nav[@class='outline sidebar']//a"
        )
        assert [[each.tag.rpartition("}")[2] for each in link] for link in found] == [["math", "code"], [], []]
        assert [text_of(link) for link in found] == ["x2 x^2 & y", "Linked", "Shown"]
        assert found[0][0].get("aria-label") == "x^2"

    def test_a_heading_that_is_only_a_formula_has_a_name(self) -> None:
        answer = '## $\\frac{1}{2}$\n\nText with $x^2$.\n\n## $n$\n\n## $\\text{a "b"}^2$'
        root = parse(render(dataclasses.replace(ARTICLE, answer=answer)))
        named = [each.get("aria-label") for each in root.iter() if each.tag.endswith("}math")]
        assert named == [r"\frac{1}{2}", None, "n", '\\text{a "b"}^2']

    def test_the_list_of_contents_has_no_id_and_no_block_of_a_heading(self) -> None:
        headings = ["A <a name=a></a> <i id=b>B</i>", "<h2 id=c>C <div>D</div></h2>", "E <kbd>F</kbd><br>"]
        answer = "\n\n".join(f"{'' if '<h2' in each else '## '}{each}\n\n{_WORDS}" for each in headings)
        root = parse(render(dataclasses.replace(ARTICLE, answer=answer)))
        found = root.findall(".//nav[@class='outline sidebar']//a")
        assert [[each.tag for each in link] for link in found] == [["i"], [], ["kbd"]]
        ids = Counter(each.get("id") for each in root.iter() if each.get("id"))
        assert {"a", "b", "c"} < ids.keys()
        assert set(ids.values()) == {1}

    @pytest.mark.parametrize("answer", ["## A\n\n## B\n\n## C\n\nShort.", "## A\n\n## B\n\n" + "word " * 900])
    def test_a_short_answer_or_one_of_few_parts_has_none(self, answer: str) -> None:
        assert (
            parse(render(dataclasses.replace(ARTICLE, answer=answer))).find(".//nav[@class='outline sidebar']") is None
        )

    def test_keywords_and_related_articles_are_listed(self) -> None:
        root = parse(render(ARTICLE, RELATED))
        assert [text_of(each) for each in root.findall(".//section[@class='keywords footer']//li")] == [
            "why",
            "because",
        ]
        related = root.findall(".//aside[@class='related']//li")
        assert [text_of(each) for each in related] == ["What is a? Letters", "B"]
        assert [each.get("href") for each in root.findall(".//aside[@class='related']//a")] == ["/learn/a", "/b%27c"]

    def test_there_is_no_empty_list(self) -> None:
        root = parse(render(dataclasses.replace(ARTICLE, keywords=())))
        assert root.find(".//section[@class='keywords footer']") is None
        assert root.find(".//aside") is None

    def test_only_related_articles_that_are_live_are_named(self) -> None:
        article = dataclasses.replace(ARTICLE, related=(RelatedLink("/not-yet", 9, "Not yet"),))
        assert "ot yet" not in render(article, RELATED)

    def test_the_score_is_never_shown(self) -> None:
        assert "4.73" not in render()


class TestStructuredData:
    def test_a_question_with_an_answer_is_a_page_of_them_and_the_way_to_it(self) -> None:
        question_page, breadcrumbs = structured_data(
            parse(render(dataclasses.replace(ARTICLE, question="Why, really?")))
        )
        url = "https://example.org/learn/maths/questions/why"
        ada = {"@type": "Person", "name": "Ada"}
        assert question_page == {
            "@type": "QAPage",
            "@id": url,
            "url": url,
            "headline": "Why?",
            "description": "On reasons.",
            "keywords": "why, because",
            "about": {"@type": "Thing", "name": "Maths"},
            "datePublished": "2025-02-06",
            "author": ada,
            "publisher": {"@type": "Organization", "name": "Site & Co", "url": "https://example.org/"},
            "inLanguage": "en",
            "mainEntity": {
                "@type": "Question",
                "name": "Why, really?",
                "text": "Why, really?",
                "answerCount": 1,
                "datePublished": "2025-02-06",
                "author": ada,
                "acceptedAnswer": {
                    "@type": "Answer",
                    "text": "Because.",
                    "url": url,
                    "datePublished": "2025-02-06",
                    "author": ada,
                },
            },
        }
        assert breadcrumbs["@type"] == "BreadcrumbList"
        assert [(each["position"], each["name"], each["item"]) for each in breadcrumbs["itemListElement"]] == [
            (1, "Site & Co", "https://example.org/"),
            (2, "Maths", "https://example.org/learn/maths"),
            (3, "Why?", url),
        ]

    @pytest.mark.parametrize(
        ("question", "answer"),
        [("", "Because."), ("Why?", "---"), ("Why?", "![](/a.png)"), ("Why?", "\u200b\u2060"), ("\u200b", "Because.")],
    )
    def test_what_lacks_the_question_or_the_answer_is_an_article(self, question: str, answer: str) -> None:
        found = structured_data(parse(render(dataclasses.replace(ARTICLE, question=question, answer=answer))))
        assert [each["@type"] for each in found] == ["Article", "BreadcrumbList"]
        assert (found[0]["headline"], found[0]["articleSection"]) == ("Why?", "Maths")
        assert (found[0]["datePublished"], found[0]["author"]["name"]) == ("2025-02-06", "Ada")
        assert not re.search('Question|Answer|mainEntity"', json.dumps(found))

    @pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem[:40])
    def test_real_articles_have_what_search_engines_require_of_their_type(self, file: Path) -> None:
        article = parse_article(file.read_bytes(), file.name)
        main, breadcrumbs = structured_data(parse(render(article)))
        assert all(each["name"] and each["item"] for each in breadcrumbs["itemListElement"])
        if article.question:
            question = main["mainEntity"]
            assert (main["@type"], question["name"], question["answerCount"]) == ("QAPage", article.question, 1)
            assert question["acceptedAnswer"]["text"]
        else:
            assert (main["@type"], main["headline"]) == ("Article", article.title)

    def test_a_site_that_is_the_author_is_an_organization(self) -> None:
        article, _ = structured_data(parse(render(dataclasses.replace(ARTICLE, author=SITE.name))))
        assert article["author"]["@type"] == "Organization"

    @pytest.mark.parametrize(
        ("author", "kind"),
        [
            ("Editors", "Organization"),
            ("The Physics Team", "Organization"),
            ("Redaktion", "Organization"),
            ("Ada Lovelace", "Person"),
            ("Teamer Stafford", "Person"),
            ("Edith Editor", "Person"),
            ("Équipe", "Organization"),
            ("編集部", "Organization"),
            ("The Editors of Nature", "Organization"),
            ("Amanda Crew", "Person"),
            ("Jane Doe, staff writer", "Person"),
        ],
    )
    def test_several_people_are_an_organization(self, author: str, kind: str) -> None:
        article, _ = structured_data(parse(render(dataclasses.replace(ARTICLE, author=author))))
        assert (article["author"]["@type"], article["author"]["name"]) == (kind, author)

    def test_it_says_nothing_of_votes_or_ratings(self) -> None:
        written = json.dumps(structured_data(parse(render())))
        assert not re.search("vote|rating|score", written, re.IGNORECASE)

    @pytest.mark.parametrize("payload", HOSTILE)
    def test_nothing_in_it_means_anything_to_html(self, payload: str) -> None:
        article = dataclasses.replace(ARTICLE, title=payload, answer=f"`{payload}`")
        (script,) = re.findall(r"<script[^>]*>(.*?)</script>", render(article), re.DOTALL)
        assert not set("<>&") & set(script)
        assert json.loads(script)["@graph"][0]["headline"] == payload


class TestSafety:
    """The body has a suite of its own; here, every other field of a file, and of the files that it names."""

    @pytest.mark.parametrize("payload", HOSTILE)
    def test_text_of_any_field_stays_text(self, payload: str) -> None:
        names = ["title", "question", "posted_on", "author", "subject", "description", "seo_title"]
        names += ["article_title", "file_name", "date_format", "schema"]
        fields: dict[str, Any] = dict.fromkeys(names, payload)
        article = dataclasses.replace(ARTICLE, keywords=(payload, payload), extra={payload: payload}, **fields)
        related = (RelatedArticle("/a", 1, payload, payload),)
        plain = dataclasses.replace(ARTICLE, question="Another?", keywords=("a", "b"))
        hostile_root, plain_root = parse(render(article, related)), parse(render(plain, (RELATED[0],)))
        # Only the question, which is shown where it is not the title, may make a difference.
        hostile_tags = [each.tag for each in hostile_root.iter()]
        plain_tags = [each.tag for each in plain_root.iter()]
        plain_tags.remove("p")
        assert hostile_tags == plain_tags
        attributes = {name for each in hostile_root.iter() for name in each.keys()}  # noqa: SIM118 - an Element is no mapping
        assert attributes == {name for each in plain_root.iter() for name in each.keys()}  # noqa: SIM118
        assert hostile_root.findtext(".//h1") == payload
        assert meta(hostile_root)["description"] == payload

    def test_paths_cannot_end_the_attribute_that_they_stand_in(self) -> None:
        related = (RelatedArticle("/a'(b)", 1, "A", ""),)
        assert '<a href="/a%27%28b%29">A</a>' in render(ARTICLE, related)


class TestStyle:
    @pytest.mark.parametrize("answer", ["Text.", "`x`\n\n    code", "$x$", "$x$\n\n    code"])
    def test_the_policy_allows_the_one_style_sheet_that_stands_in_the_page(self, answer: str) -> None:
        article = dataclasses.replace(ARTICLE, answer=answer)
        (style,) = parse(render(article)).iter("style")
        digest = base64.b64encode(hashlib.sha256((style.text or "").encode()).digest()).decode()
        assert policy(article)["style-src"] == f"'sha256-{digest}'"

    @pytest.mark.parametrize("scheme", ["light", "dark"])
    def test_every_color_of_text_has_contrast_on_every_ground(self, scheme: str) -> None:
        css = re.sub(r"@media print\{:root\{[^}]*", "", theme.style_sheet("code").css)
        dark = "".join(re.findall(r"@media \(prefers-color-scheme:dark\)\{:root\{([^}]*)", css))
        colors = dict(re.findall(r"--(\w+):(#\w{6})", css.replace(dark, "") if scheme == "light" else dark))
        grounds = {colors.pop("paper"), colors.pop("tint")}
        del colors["line"]
        field = colors.pop("field")  # the border of a control: WCAG 2.2, 1.4.11
        assert min(contrast(field, on) for on in grounds) >= 3
        assert colors.keys() == {"ink", "muted", "accent", "keyword", "string", "number", "name"}
        assert {
            name: contrast(color, on) for name, color in colors.items() for on in grounds if contrast(color, on) < 4.5
        } == {}

    def test_everything_that_a_page_does_not_need_is_forbidden(self) -> None:
        assert policy(ARTICLE) == {
            "default-src": "'none'",
            "style-src": policy(ARTICLE)["style-src"],
            "img-src": "'self'",
            "base-uri": "'none'",
            "form-action": "'self'",
            "connect-src": "'self'",
            "frame-ancestors": "'none'",
        }

    def test_fonts_are_allowed_and_loaded_only_where_there_are_formulae(self) -> None:
        with_formula = dataclasses.replace(ARTICLE, answer="$x$")
        assert policy(with_formula)["font-src"] == "'self'"
        (font,) = links(parse(render(with_formula)), "preload")
        assert font == (theme.fonts(Needs(styles=("math-font",)))[0], "font/woff2")
        assert "font-face" in render(with_formula)
        assert links(parse(render()), "preload") == []
        assert "font-face" not in render()

    @pytest.mark.parametrize(
        ("answer", "focus"),
        [
            (f"${'+a' * 20}$", ' tabindex="0" role="group" aria-label="Formula"'),
            (f"## ${'+a' * 20}$", ' tabindex="0"'),
            (f"[${'+a' * 20}$](/b)", ""),
            (f"|${'+a' * 20}$|\n|-|\n|b|", ' tabindex="0"'),
        ],
    )
    def test_a_long_formula_takes_the_focus_but_no_name_from_what_it_is_in(self, answer: str, focus: str) -> None:
        assert f'<span class="math-long"{focus}>' in render(dataclasses.replace(ARTICLE, answer=answer))

    @pytest.mark.parametrize(
        ("answer", "fonts"),
        [
            ("$x$", ["math"]),
            (r"$\boldsymbol{x}$", ["math-all"]),
            (r"$\mathfrak{g}$ $a$", ["math-all"]),
            ("Text with ⪍.", []),
        ],
    )
    def test_a_page_has_one_font_which_has_all_its_signs(self, answer: str, fonts: list[str]) -> None:
        html = render(dataclasses.replace(ARTICLE, answer=answer))
        loaded = [str(path).removeprefix("/fonts/").rpartition("-")[0] for path, _ in links(parse(html), "preload")]
        assert loaded == fonts
        assert html.count("@font-face") == len(fonts)

    def test_the_signs_of_the_larger_font_are_those_that_its_recipe_names(self) -> None:
        recipe = (FONTS / "README.md").read_text(encoding="utf-8").partition("has besides, which stand")[2]
        ranges = [each.partition("-") for each in re.findall(r"[0-9A-F]{4,5}-[0-9A-F]{4,5}", recipe)]
        rare = {chr(code) for first, _, last in ranges for code in range(int(first, 16), int(last, 16) + 1)}
        others = {chr(code) for code in range(0x20, 0x1D800) if not 0xD800 <= code < 0xE000} - rare
        assert all("math-font-all" in needs_of(f"<math>{sign}</math>").styles for sign in rare)
        assert "math-font-all" not in needs_of(f"<math>{''.join(sorted(others))}</math>").styles

    def test_images_of_other_sites_are_allowed_only_where_there_are_some(self) -> None:
        for answer, allowed in [("![a](/assets/a.png)", "'self'"), ("![a](https://x.org/a.png)", "'self' https:")]:
            assert policy(dataclasses.replace(ARTICLE, answer=answer))["img-src"] == allowed

    @pytest.mark.parametrize(
        ("answer", "directive", "sources"),
        [
            ("<img src=//x.org/a.png alt=b>", "img-src", "'self' https:"),
            ("<picture><source srcset='/a.png, https://x.org/b.png 2x'></picture>", "img-src", "'self' https:"),
            ("<video src=/a.mp4 poster=https://x.org/b.png></video>", "img-src", "'self' https:"),
            ("<video src=/a.mp4></video>", "img-src", "'self'"),
            ("[a](https://x.org/a.png) `<img src=https://x.org/b.png>`", "img-src", "'self'"),
            ("<video src=/a.mp4></video>", "media-src", "'self'"),
            ("<video><source src=https://x.org/a.mp4></video>", "media-src", "'self' https:"),
            ("<audio src=a.mp3></audio>", "media-src", "'self'"),
            ("<audio src=http://x.org/a.mp3></audio>", "media-src", "'self'"),
            ("`<video src=/a.mp4>`", "media-src", None),
            ("<iframe src=https://player.vimeo.com/video/1></iframe>", "frame-src", "https://player.vimeo.com"),
            (
                "<iframe src=https://www.youtube.com/embed/a></iframe> <iframe src=//player.vimeo.com/b></iframe>",
                "frame-src",
                "https://player.vimeo.com https://www.youtube-nocookie.com",
            ),
            ("<iframe src=https://x.org/></iframe>", "frame-src", None),
            ('[a](/b "<iframe src=https://player.vimeo.com/1>")', "frame-src", None),
        ],
    )
    def test_the_policy_allows_what_html_needs(self, answer: str, directive: str, sources: str | None) -> None:
        assert policy(dataclasses.replace(ARTICLE, answer=answer)).get(directive) == sources

    @pytest.mark.parametrize(
        ("answer", "stands"),
        [
            ("<kbd>a</kbd>", True),
            ("<details>a</details>", True),
            ("<img src=a.png alt=b align=right>", True),
            ("<iframe src=https://player.vimeo.com/video/1></iframe>", True),
            ("a <b>c</b> <br> `<kbd>`", False),
            ("![a](b.png)", False),
        ],
    )
    def test_rules_for_html_stand_only_where_it_needs_them(self, answer: str, stands: bool) -> None:
        assert ("kbd{" in render(dataclasses.replace(ARTICLE, answer=answer))) == stands

    @pytest.mark.parametrize(
        ("answer", "rule"),
        [
            ("> a", "blockquote{margin-inline"),
            ("a[^1]\n\n[^1]: b", ".footnotes{"),
            ("- [ ] a", ".contains-task-list{"),
            (r"$\begin{pmatrix}a\end{pmatrix}$", ".math-left{"),
            (r"$\vec a$", ".math-arrow{"),
            (r"$\boxed a$", "[notation="),
            (r"$a\!b$", ".math-back-3{"),
        ],
    )
    def test_rules_stand_only_where_something_needs_them(self, answer: str, rule: str) -> None:
        assert rule in render(dataclasses.replace(ARTICLE, answer=answer))
        assert rule not in render(dataclasses.replace(ARTICLE, answer="Text, and $x + 1$."))

    @pytest.mark.parametrize("style", ["html", "list"])
    def test_marked_text_has_contrast(self, style: str) -> None:
        css = theme.style_sheet(style).css
        inks, marks = (re.findall(rf"--{name}:(#\w{{6}})", css) for name in ("ink", "mark"))
        assert [contrast(ink, mark) >= 4.5 for ink, mark in zip(inks[:2], marks, strict=True)] == [True, True]

    def test_rules_for_code_stand_only_where_there_is_code(self) -> None:
        assert "pre{" in render(dataclasses.replace(ARTICLE, answer="    code"))
        assert "pre{" not in render()

    def test_a_script_is_allowed_and_loaded_only_where_there_is_code(self) -> None:
        with_code = dataclasses.replace(ARTICLE, answer="    code")
        (script,) = parse(render(with_code)).findall(".//script[@src]")
        assert dict(script.items()) == {
            "defer": "",
            "src": theme.COPY_SCRIPT,
            "data-copy": "Copy code",
            "data-copied": "Copied",
        }
        assert policy(with_code)["script-src"] == "'self'"
        assert parse(render(dataclasses.replace(ARTICLE, answer="`code`"))).findall(".//script[@src]") == []

    def test_the_script_of_code_goes_with_those_of_a_snippet(self) -> None:
        snippet = '<script src="/assets/a.js"></script><script src="https://stats.example/a.js"></script>'
        head = Head(snippet, ("stats.example",))
        with_code = dataclasses.replace(ARTICLE, answer="    code")
        assert policy(with_code, dataclasses.replace(SITE, head=head))["script-src"] == "'self' stats.example"

    def test_delivery_has_the_script_under_a_name_that_holds_its_hash(self) -> None:
        (script,) = SCRIPTS.iterdir()
        assert f"/scripts/{script.name}" == theme.COPY_SCRIPT
        assert script.stem.rpartition("-")[2] == hashlib.sha256(script.read_bytes()).hexdigest()[:12]

    def test_the_style_sheet_asks_for_nothing_but_the_fonts_that_delivery_has(self) -> None:
        css = theme.style_sheet("code", "html", "math-font", "math-font-all", "list").css
        named = re.findall(r"url\(([^)]*)\)", css)
        kept = {"/fonts/math-more-b7476c1fc61a.woff2"}  # for pages of 0.1.0
        assert {*named, *kept} == {f"/fonts/{file.name}" for file in FONTS.glob("*.woff2")}
        assert "@import" not in css

    @pytest.mark.parametrize("font", sorted(FONTS.glob("*.woff2")), ids=lambda file: file.name)
    def test_a_fonts_name_holds_its_hash(self, font: Path) -> None:
        assert font.stem.rpartition("-")[2] == hashlib.sha256(font.read_bytes()).hexdigest()[:12]

    def test_the_font_has_a_licence_that_lets_it_be_served(self) -> None:
        assert "SIL OPEN FONT LICENSE Version 1.1" in (FONTS / "OFL.txt").read_text(encoding="utf-8")

    def test_compacting_changes_nothing_that_matters(self) -> None:
        css = theme.style_sheet("code", "html", "math-font", "math-font-all", "list").css
        assert "/*" not in css
        assert "  " not in css
        assert css.count("{") == css.count("}")
        assert 'content:"· "' in css or 'content:" ·"' in css
        assert "clamp(1.85rem, 1.2rem + 3.2vw, 2.7rem)".replace(", ", ",") in css


@pytest.mark.parametrize("source", PAIRS, ids=lambda file: file.stem)
def test_the_page_is_the_one_that_was_read_and_approved(source: Path) -> None:
    article = parse_article(source.read_bytes(), source.name)
    related = tuple(RelatedArticle(link.path, link.id, link.title, link.subject) for link in article.related)
    html = re.sub(r"(?<=<style>).*(?=</style>)", "", render(article, related))
    assert_approved(html, source.with_suffix(".html"))
