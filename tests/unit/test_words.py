"""The words of the interface: complete and alike in all languages, and nowhere but in their files."""

import re
from pathlib import Path
from string import Formatter

import pytest
from articles.browse import html_pages
from articles.publishing.reading import interface_words
from articles.publishing.reading.interface_words import FOLDER, OwnWords, Word, read_words
from articles.publishing.reading.languages import LANGUAGES, base_language, direction
from articles.publishing.reading.site import SiteFile
from articles.publishing.rendering import theme, words
from articles.publishing.rendering.settings import settings_of
from articles.publishing.rendering.words import words_in, words_of, words_of_text
from babel.core import Locale
from markupsafe import Markup

ENGLISH = read_words("en")
TAGS = sorted({base_language(each) for each in LANGUAGES})
TEMPLATES = sorted([*theme.TEMPLATES.glob("*.j2"), *(Path(html_pages.__file__).parent / "templates").glob("*.j2")])

# What authors are told, who are told of all problems in English.
FOR_AUTHORS = {"notice.html.j2", "unreadable.html.j2"}
# Names of formats.
NAMES = {"Atom", "JSON"}


def texts(word: Word) -> list[str]:
    return [word] if isinstance(word, str) else [*word.values()]


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_every_language_has_a_file_and_there_is_no_other() -> None:
    assert sorted(file.stem for file in FOLDER.iterdir()) == TAGS


@pytest.mark.parametrize("tag", TAGS)
def test_a_file_has_every_word_once_and_no_other(tag: str) -> None:
    lines = (FOLDER / f"{tag}.yaml").read_text("utf-8").splitlines()
    assert [line.partition(":")[0] for line in lines if re.match("[a-z]", line)] == [*ENGLISH]
    assert [*read_words(tag)] == [*ENGLISH]


@pytest.mark.parametrize("tag", TAGS)
def test_placeholders_agree(tag: str) -> None:
    for key, word in read_words(tag).items():
        wanted = placeholders(texts(ENGLISH[key])[0])
        for text in texts(word):
            assert wanted - {"count"} <= placeholders(text) <= wanted, key


@pytest.mark.parametrize("tag", TAGS)
def test_what_has_several_forms_has_one_for_each_plural_category(tag: str) -> None:
    categories = {*Locale.parse(tag, sep="-").plural_form.tags, "other"}
    assert all(word.keys() == categories for word in read_words(tag).values() if not isinstance(word, str))
    for count in (0, 1, 2, 3, 11, 22, 100, 1_000_000):
        assert "{" not in words_in(tag).plain("articles", count=count)


@pytest.mark.parametrize(
    ("tag", "count", "text"),
    [
        ("en", 1, "1 article"),
        ("fr", 0, "0 article"),
        ("fr-CA", 2, "2 articles"),
        ("pl", 2, "2 artykuły"),
        ("pl", 5, "5 artykułów"),
        ("ru", 21, "21 статья"),
        ("ar", 2, "مقالتان"),
        ("zh-TW", 7, "7 篇文章"),
    ],
)
def test_the_count_chooses_the_form(tag: str, count: int, text: str) -> None:
    assert words_in(tag).plain("articles", count=count) == text


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("de-AT", "de"),
        ("pt-BR", "pt"),
        ("zh", "zh-Hans"),
        ("zh-CN", "zh-Hans"),
        ("zh-TW", "zh-Hant"),
        ("zh-hant-hk", "zh-Hant"),
        ("zh-Hans-HK", "zh-Hans"),
        ("sv", "en"),
    ],
)
def test_a_region_has_the_words_of_its_language(tag: str, language: str) -> None:
    assert words_in(tag).plain("search") == read_words(language)["search"]


def test_a_word_that_is_missing_is_english(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "en.yaml").write_text("search: Search\narchive: Archive\n")
    (tmp_path / "de.yaml").write_text("search: Suche\n")
    monkeypatch.setattr(interface_words, "FOLDER", tmp_path)
    read_words.cache_clear()
    try:
        german = words.Words("de")
    finally:
        read_words.cache_clear()
    assert (german.plain("search"), german.plain("archive")) == ("Suche", "Archive")


def test_values_are_escaped_unless_they_are_html() -> None:
    english = words_in("en")
    assert english("as_feed", name="<b>") == "&lt;b&gt; as a feed:"
    assert english("as_feed", name=Markup("<b>x</b>")) == "<b>x</b> as a feed:"
    assert english.plain("as_feed", name="<b>") == "<b> as a feed:"


@pytest.mark.parametrize(
    ("language", "of_site", "table"),
    [("fr", "en", "Tableau 1"), ("", "fr", "Tableau 1"), ("sv", "fr", "Tableau 1"), ("fr", "fr", "Tableau 1")],
)
def test_a_text_has_words_of_its_own_language_or_of_the_site(language: str, of_site: str, table: str) -> None:
    settings = settings_of(SiteFile(language=of_site), "https://example.org")
    assert words_of_text(language, settings).plain("table", number=1) == table


def test_words_of_a_site_take_the_place_of_ours_in_their_language() -> None:
    own = OwnWords("x", {"fr": {"search": "Chercher", "articles": {"one": "{count} billet"}, "no_such": "x"}})
    settings = settings_of(SiteFile(language="fr-CA"), "https://example.org", words=own)
    french = words_of(settings)
    assert (french.plain("search"), french.plain("skip")) == ("Chercher", words_in("fr").plain("skip"))
    assert (french.plain("articles", count=1), french.plain("articles", count=2)) == ("1 billet", "2 articles")
    assert words_of_text("de", settings).plain("search") == words_in("de").plain("search")
    assert not french.has("no_such")


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("ar", "rtl"),
        ("he-IL", "rtl"),
        ("ur", "rtl"),
        ("az-Arab", "rtl"),
        ("ar-Latn", "ltr"),
        ("de", "ltr"),
        ("", "ltr"),
    ],
)
def test_the_direction_is_that_of_the_script(tag: str, expected: str) -> None:
    assert direction(tag) == expected


@pytest.mark.parametrize("tag", LANGUAGES)
def test_the_direction_of_a_language_of_sites_is_that_of_cldr(tag: str) -> None:
    assert words_in(tag).direction == Locale.parse(tag, sep="-").text_direction


@pytest.mark.parametrize(
    "template", [each for each in TEMPLATES if each.name not in FOR_AUTHORS], ids=lambda file: file.name
)
def test_no_template_has_words_of_its_own(template: Path) -> None:
    source = re.sub(r"\{#.*?#\}", "", template.read_text(), flags=re.DOTALL)
    code = "".join(re.findall(r"\{[{%].*?[%}]\}", source, flags=re.DOTALL))
    literals = {literal for pair in re.findall(r'"([^"]*)"|\'([^\']*)\'', code) for literal in pair}
    assert {each for each in literals if re.search(r"[A-Z][a-z]| [a-z]+ |^[A-Z]", each) and "<" not in each} <= NAMES
    html = re.sub(r"\{[{%].*?[%}]\}", "", source, flags=re.DOTALL)
    labels = re.findall(r'(?:aria-label|alt|placeholder|title)="([^"]*)"', html)
    shown = " ".join([re.sub(r"<[^>]*>", " ", html), *labels])
    assert {*re.findall(r"[^\W\d_]{2,}", shown)} <= NAMES
