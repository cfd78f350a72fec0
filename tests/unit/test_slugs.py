"""One slug for what is read alike, and another for everything else."""

import itertools
import re
import string
import sys
import unicodedata
from collections import defaultdict
from typing import Literal

import pytest
from articles.common.paths import PUNCTUATION, parse_path
from articles.common.slugs import MAX_SLUG_BYTES, slug
from hypothesis import example, given
from hypothesis import strategies as st

# ruff: noqa: RUF001 - characters that look alike are what is tested

SYMBOLS = "#$%&*+<=>@\\^|~§¬°±×÷†‰′→−≠∞★♯♭€²½№Ⓐ🎵\ue000"
AWKWARD = "İ\u0131ßΣςŉǰ\u212a\u2126É\u0301\u0307\u0338\u0345Dž\u1fef\u1ffd'\u2019`\u00b4\u200d\ufe0f\u202e\x00\ud800 a"

# Forms of ASCII's characters, and the ones that they stand for.
WIDE = {chr(code + 0xFEE0): chr(code) for code in range(0x21, 0x7F)}
WIDE |= dict(zip("﹟﹠﹡﹢﹣﹤﹥﹦﹨﹩﹪﹫", "#&*+-<>=\\$%@", strict=True))

INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u180e\u200b\u200c\u200d\u200e\u202e\u2060\u2066\u3164\ufe0f\ufeff\U000e0020\U000e0100"
)

# Letters that no symbol is spelled with, symbols, and what separates.
NAMES = st.text("αβΓ1" + SYMBOLS + " _,:()/", max_size=12)


def read(name: str) -> list[str]:
    """What is read of a name: its words, and each of its symbols."""
    return re.findall(f"[αβγ1]+|[{re.escape(SYMBOLS.lower())}]", name.lower())


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Computer Science", "computer-science"),
        ("Computer science", "computer-science"),
        ("  Arts & Humanities / History  ", "arts-and-humanities-history"),
        ("Arts and Humanities: History", "arts-and-humanities-history"),
        ("Women\u2019s Studies", "womens-studies"),
        ("Women\u00b4s Studies", "womens-studies"),
        ("Économie", "économie"),
        ("E\u0301conomie", "économie"),
        ("e'\u0301", "é"),
        ("日本語", "日本語"),
        ("हिन्दी.भाषा", "हिन्दी-भाषा"),
        ("snake_case", "snake-case"),
        ("C", "c"),
        ("C++", "c-plus-plus"),
        ("c + +", "c-plus-plus"),
        ("C#", "c-sharp"),
        ("C♯", "c-music-sharp-sign"),
        ("C--", "c-minus-minus"),
        ("C-- and C++", "c-minus-minus-and-c-plus-plus"),
        ("Languages (C--, C)", "languages-c-minus-minus-c"),
        ("A", "a"),
        ("A+", "a-plus"),
        ("A-", "a-minus"),
        ("A\u2212", "a-minus"),
        ("Grade (A-)", "grade-a-minus"),
        ("A*", "a-star"),
        ("Powers of -1", "powers-of-minus-1"),
        ("Pre- and Post-War History", "pre-and-post-war-history"),
        ("History -- an overview", "history-an-overview"),
        ("History—an overview", "history-an-overview"),
        (".NET", "dot-net"),
        ("Introduction to .NET", "introduction-to-dot-net"),
        ("ASP.NET", "asp-net"),
        ("Node.js", "node-js"),
        ("etc.", "etc"),
        ("...and more", "and-more"),
        ("F#", "f-sharp"),
        ("Q&A", "q-and-a"),
        ("100%", "100-percent"),
        ("a\\b", "a-backslash-b"),
        ("x²", "x-superscript-two"),
        ("f′", "f-prime"),
        ("🎵", "musical-note"),
        ("❤\ufe0f", "heavy-black-heart"),
        ("\uf8ff", "u-f8ff"),
        ("Ma\u00adthe", "mathe"),
        ("a\u200db", "ab"),
        ("Node\u200b.js", "node-js"),
        ("\u2066C++\u2069", "c-plus-plus"),
        ("e\u200d\u0301", "é"),
        ("\ufeff\u3164\U000e0041", ""),
        ("C＋＋", "c-plus-plus"),
        ("ＡＢＣ", "abc"),
        ("Ｑ＆Ａ", "q-and-a"),
        ("Women＇s Ｓｔｕｄｉｅｓ", "womens-studies"),
        ("Ａ－", "a-minus"),
        ("Ｃ﹢", "c-plus"),
        ("．ＮＥＴ", "dot-net"),
        ("!?", ""),
        ("", ""),
    ],
)
def test_a_slug_is_the_name_as_it_is_read(name: str, expected: str) -> None:
    assert slug(name) == expected


@pytest.mark.parametrize(
    "names", [("C", "C++", "C#", "C--", "C*", "C+", "C²", "C★", "C%", "C$"), (".NET", "NET"), ("A", "A-", "A+", "A*")]
)
def test_names_that_differ_by_a_symbol_have_different_slugs(names: tuple[str, ...]) -> None:
    assert len({slug(name) for name in names}) == len(names)


def test_every_symbol_has_words_of_its_own() -> None:
    named = defaultdict(set)
    for code in range(sys.maxunicode + 1):
        char = chr(code)
        if unicodedata.category(char) in {"Sm", "Sc", "Sk", "So", "No", "Nl"} and char not in "`\u00b4\u1fef\u1ffd｀":
            one, behind = slug(char), slug(f"C{char}")
            assert one, f"U+{code:04X}"
            assert behind == f"c-{one}" or unicodedata.normalize("NFC", char) != char, f"U+{code:04X}"
            form: Literal["NFKC", "NFC"] = "NFKC" if char in WIDE else "NFC"
            named[one].add(unicodedata.normalize(form, char.lower()))
    assert {words: chars for words, chars in named.items() if len(chars) > 1} == {}


@given(NAMES, NAMES, NAMES | st.sampled_from(SYMBOLS), NAMES | st.sampled_from(SYMBOLS))
@example("α", "", "+", " (+)")
@example("α", "", "+", "")
def test_names_have_one_slug_if_and_only_if_they_are_read_alike(start: str, end: str, one: str, other: str) -> None:
    names = start + one + end, start + other + end
    assert (slug(names[0]) == slug(names[1])) == (read(names[0]) == read(names[1]))


@given(st.text(max_size=40) | st.text(AWKWARD + PUNCTUATION + SYMBOLS, max_size=30))
@example("A-\u0301")
@example("-1-")
def test_a_slug_is_a_fixed_point_and_a_segment(name: str) -> None:
    result = slug(name)
    assert slug(result) == result
    assert result == "" or len(result.encode()) > MAX_SLUG_BYTES or parse_path("/x/" + result) == "/x/" + result


@given(st.text(max_size=30))
def test_case_and_normal_form_make_no_difference(name: str) -> None:
    for form in ("NFC", "NFD"):
        assert slug(unicodedata.normalize(form, name)) == slug(name)
    assert slug(name.lower()) == slug(name)


@given(st.text(string.printable, max_size=20), st.data())
def test_the_width_of_characters_makes_no_difference(name: str, data: st.DataObject) -> None:
    forms = {char: [char, *(wide for wide, one in WIDE.items() if one == char)] for char in set(name)}
    wide = "".join(data.draw(st.sampled_from(forms[char])) for char in name)
    assert slug(wide) == slug(name)


@given(st.text(max_size=10) | st.text(AWKWARD + PUNCTUATION + SYMBOLS, max_size=10), st.data())
def test_what_is_drawn_as_nothing_makes_no_difference(name: str, data: st.DataObject) -> None:
    nothing = st.text(INVISIBLE, max_size=2)
    assert slug("".join(data.draw(nothing) + char for char in name) + data.draw(nothing)) == slug(name)


@given(st.lists(st.sampled_from(["C", "music", "日本", "é", "9"]), min_size=1, max_size=4), st.data())
def test_what_separates_makes_no_difference(words: list[str], data: st.DataObject) -> None:
    between = st.sampled_from(
        [" ", "  ", ", ", ": ", " / ", " - ", " – ", " — ", "_", "; ", " (", "! ", "? ", ". ", "\u3000", "、"]
    )
    joined = "".join(itertools.chain.from_iterable((word, data.draw(between)) for word in words))
    assert slug(joined) == slug(" ".join(words))


def test_a_name_without_symbols_has_a_slug_that_fits() -> None:
    for char in ("x", "é", "日", "\U00020000", "İ"):
        assert len(slug(char * 200).encode()) <= MAX_SLUG_BYTES
