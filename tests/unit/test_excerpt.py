"""Short measures of a text."""

import unicodedata

import pytest
from articles.publishing.rendering.excerpt import excerpt, reading_minutes
from hypothesis import example, given
from hypothesis import strategies as st

# ruff: noqa: RUF001 - characters of other scripts are what is tested

CHINESE = "天空为什么是蓝色的，而日落却是红色的？"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("One  line\nor", "One line or"),
        ("exactly long", "exactly…"),
        ("one, two, three", "one, two…"),
        ("averyverylongword", "averyveryl…"),
        (CHINESE, "天空为什么是蓝色的…"),
        ("On 天空为什么是蓝色的，而日落", "On 天空为什么是蓝…"),
        ("空 " + "verylongword" * 2, "空…"),
        ("ทำไมท้องฟ้าจึงเป็นสีฟ้า", "ทำไมท้อง…"),
        ("เเเเเเเเเแมว", "เเเเเเเเเแ…"),
        ("ខ្មែរខ្មែរខ្មែរ", "ខ្មែរខ្មែរ…"),
        ("한국어 문장은 띄어쓰기가 있다", "한국어 문장은…"),
        ("한국어 문장".replace(" ", "") * 3, "한국어문장한국어문장…"),
        (unicodedata.normalize("NFD", "한국어문장"), unicodedata.normalize("NFD", "한국어") + "…"),
        ("abcdefghi" + "e\u0301" * 5, "abcdefghi…"),
        ("👩‍🚀👩‍🚀👩‍🚀👩‍🚀", "👩‍🚀👩‍🚀👩‍🚀…"),
        ("abcdefghi👍🏽👍🏽", "abcdefghi…"),
        ("abcdefg🇫🇷🇩🇪🇨🇭", "abcdefg🇫🇷…"),
        ("🇫🇷🇩🇪🇨🇭🇮🇹🇪🇸🇵🇹", "🇫🇷🇩🇪🇨🇭🇮🇹🇪🇸…"),
        ("a" + "\u0301" * 20, "a" + "\u0301" * 9 + "…"),
    ],
)
def test_an_excerpt_is_one_line_cut_where_a_reader_would(text: str, expected: str) -> None:
    assert excerpt(text, 11) == expected


@given(st.text(), st.integers(1, 50))
def test_an_excerpt_is_never_longer_than_asked_and_always_a_beginning(text: str, limit: int) -> None:
    found = excerpt(text, limit)
    assert len(found) <= limit
    assert " ".join(text.split()).startswith(found.removesuffix("…"))


@given(st.text("aé中ก้ไ한 ,e\u0301\u200d\ufe0f👍🏽\u093fक", max_size=40), st.integers(12, 30))
@example("中" * 11 + "\u0301" + "中" * 9, 12)
@example("aa\u200d aaaaaaaaa", 12)
def test_an_excerpt_does_not_end_within_a_character(text: str, limit: int) -> None:
    flat = " ".join(text.split())
    found = excerpt(text, limit).removesuffix("…")
    rest = flat[len(found) :]
    whole_character_fits = any(
        not unicodedata.category(char).startswith("M") and char not in "\u200d🏽" for char in flat[1:11]
    )
    if rest and whole_character_fits:
        assert not unicodedata.category(rest[0]).startswith("M")
        assert rest[0] not in "\u200d🏽"
        assert not found.endswith("\u200d") or rest[0] in " ,"  # which it joins nothing to


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("", 1),
        ("word " * 100, 1),
        ("word " * 460, 2),
        ("word " * 1150, 5),
        ("- — = word " * 230, 4),  # as it has always been: what stands between spaces
        ("字" * 3_480, 7),
        (CHINESE * 100, 3),
        ("カタカナとひらがなと漢字、" * 100, 2),
        ("ㄅㄆㄇㄈ" * 500, 4),
        ("ภาษาไทยเขียนติดกันไม่เว้นวรรค" * 100, 3),
        ("ພາສາລາວຂຽນຕິດກັນ" * 200, 3),
        ("ភាសាខ្មែរសរសេរជាប់គ្នា" * 200, 3),
        ("မြန်မာဘာသာစကား" * 300, 2),
        ("བོད་ཡིག་" * 500, 2),
        ("한국어는 띄어쓰기가 있다 " * 230, 3),
        ("हिन्दी में शब्दों के बीच जगह होती है " * 115, 4),
        ("word " * 460 + "字" * 1_500, 5),
        ("使用Python编程，" * 230, 3),  # four characters and a word
    ],
)
def test_reading_takes_a_minute_for_230_words_500_ideographs_or_880_letters(text: str, minutes: int) -> None:
    assert reading_minutes(text) == minutes


@pytest.mark.parametrize(
    ("language", "minutes"),
    [("en", 5), ("en-GB", 5), ("fr", 6), ("DE-at", 6), ("ar", 8), ("es", 5), ("ko", 6), ("fa", 6), ("", 6)],
)
def test_words_take_as_long_as_they_do_in_their_language(language: str, minutes: int) -> None:
    assert reading_minutes("word " * 1150, language) == minutes
    assert reading_minutes("字" * 3_500, language) == 7


@given(st.text("a字ก한 。,", max_size=30))
def test_more_text_never_takes_less_time(text: str) -> None:
    assert reading_minutes(text * 400) <= reading_minutes(text * 800)
