"""Words of a site's own: which can stand in place of ours, and what their author is told of the others."""

import re

import pytest
from articles.publishing.errors import ArticleError
from articles.publishing.reading.interface_words import FOLDER, Word, read_words
from articles.publishing.reading.site_words import MAX_WORDS, TAGS, read_site_words
from hypothesis import given
from hypothesis import strategies as st


def read(text: str, language: str = "en") -> dict[str, Word]:
    return read_site_words(language, text.encode())[0]


def told(text: str | bytes, language: str = "en") -> list[tuple[int, int, str, str]]:
    source = text.encode() if isinstance(text, str) else text
    try:
        problems = read_site_words(language, source)[1]
    except ArticleError as error:
        problems = error.problems
    return [(each.line, each.column, each.code, each.severity) for each in problems]


@pytest.mark.parametrize("tag", TAGS)
def test_our_own_files_can_be_words_of_a_site(tag: str) -> None:
    source = (FOLDER / f"{tag}.yaml").read_bytes()
    assert read_site_words(tag, source) == (read_words(tag), ())


def test_any_of_the_words_can_be_given_in_one_form_or_in_several() -> None:
    assert read("search: Find\nseparator: ' / '\nskip:\n") == {"search": "Find", "separator": " / "}
    assert read("articles: '{count} texts'\n") == {"articles": "{count} texts"}
    assert read("articles:\n  one: One text\n") == {"articles": {"one": "One text"}}
    assert read("") == {}


def test_a_key_that_no_page_has_is_a_warning_with_what_was_meant() -> None:
    words, (problem,) = read_site_words("en", b"search: Find\nsearhc_site: x\n")
    assert words == {"search": "Find"}
    assert (problem.line, problem.column, problem.code, problem.severity) == (2, 1, "words-key-unknown", "warning")
    assert "did you mean search_site?" in problem.message


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("search_site: Search\n", "words-text"),
        ("search: '{site}'\n", "words-text"),
        ("search_site: '{site.__class__}'\n", "words-text"),
        ("search_site: '{site!r}'\n", "words-text"),
        ("search_site: '{site:>99999999}'\n", "words-text"),
        ("search_site: '{0}'\n", "words-text"),
        ("search_site: '{}'\n", "words-text"),
        ("search_site: '{site'\n", "words-text"),
        ("search_site: 'site}'\n", "words-text"),
        ("search_site: '{site} {site}'\n", "words-text"),
        ("most_relevant: '{newest}Newest first'\n", "words-text"),
        ("most_relevant: '{end}Newest{newest}'\n", "words-text"),
        (f"search: {'x' * 501}\n", "words-text"),
        ('search: "a\\u200eb"\n', "words-text"),
        ("search: [a, b]\n", "words-form"),
        ("search: {one: a}\n", "words-form"),
        ("articles: [a]\n", "words-form"),
        ("articles: {few: '{count} texts'}\n", "words-form"),
        ("articles: {one: [a]}\n", "words-form"),
        ("search: 'a\n", "yaml-quote"),
        ("just text\n", "front-matter-keys"),
    ],
)
def test_what_cannot_stand_in_place_of_ours_is_an_error(text: str, code: str) -> None:
    ((line, _, found, severity),) = told(text)
    assert (line, found, severity) == (1, code, "error")


def test_the_forms_are_those_of_the_language() -> None:
    assert told("articles: {few: '{count} teksty', many: '{count} tekstów'}\n", "pl") == []
    assert read("nothing_found: '{archive}A{end} {query} {subjects}B{end} {keywords}C{end}'\n") != {}


@pytest.mark.parametrize(("language", "cure"), [("de-AT", "de"), ("sv", "name the file by one of"), ("zh", "zh-Han")])
def test_a_language_that_we_do_not_have_is_told_with_those_that_we_have(language: str, cure: str) -> None:
    with pytest.raises(ArticleError, match=re.escape(cure)) as error:
        read_site_words(language, b"search: x\n")
    assert [each.code for each in error.value.problems] == ["words-language"]


def test_a_file_that_is_too_large_or_no_text_is_refused() -> None:
    assert told(b"#" * (MAX_WORDS + 1)) == [(1, 1, "file-too-large", "error")]
    assert told(b"search: \xff\n")[0][2] == "encoding"


@given(st.text(alphabet="{}site!:.[]0 <x", max_size=30))
def test_whatever_is_taken_is_filled_in_as_text(text: str) -> None:
    try:
        words = read(f"search_site: '{text}'\n")
    except ArticleError:
        return
    for word in words.values():
        assert isinstance(word, str)
        assert "S" in word.format(site="S")
