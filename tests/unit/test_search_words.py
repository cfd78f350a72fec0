"""Texts and queries to words, and words to terms."""

# ruff: noqa: RUF001 - letters that look alike are meant

import time

import pytest
from articles.search.engine.analysis import is_frequent, stemmer, stems
from articles.search.engine.query_text import MAX_CHARACTERS, MAX_WORDS, Part, parse
from articles.search.engine.words import folded, pairs, words
from hypothesis import example, given

from tests.support.search_pages import TEXTS


def spelled(text: str) -> list[str]:
    return [word.text for word in words(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Don't stop", ["don", "t", "stop"]),
        ("Moore's law, Zipf’s law", ["moore", "law", "zipf", "law"]),
        ("C, C++, C# and F#.", ["c", "c++", "c#", "and", "f#"]),
        ("C++17 is not c+d", ["c++", "17", "is", "not", "c", "d"]),
        (".NET and ASP.NET; the end.", [".net", "and", "asp", "net", "the", "end"]),
        ("A* and B*c", ["a*", "and", "b", "c"]),
        ("3.14 or 1,000. Not 1.", ["3.14", "or", "1,000", "not", "1"]),
        ("l'été d’Émile", ["l", "été", "d", "émile"]),
        ("so\u00adft hy\u200dphens", ["soft", "hyphens"]),
        ("ＡＢＣ", ["abc"]),
        ("हिन्दी में", ["हिन्दी", "में"]),
        ("Python入門です", ["python", "入門です"]),
        ("\ud800x\0y", ["x", "y"]),
        ("", []),
    ],
)
def test_words_are_seen(text: str, expected: list[str]) -> None:
    assert spelled(text) == expected


def test_parts_of_a_compound_are_also_known_together() -> None:
    assert [word.joined for word in words("non-linear_map and x - y")] == ["", "nonlinear", "nonlinearmap", "", "", ""]


@given(TEXTS)
@example("\u0130\u0307" * 50)
def test_words_stand_where_they_say(text: str) -> None:
    end = 0
    for word in words(text):
        assert end <= word.start < word.end <= len(text)
        assert folded(word.text)
        assert not any(char.isspace() for char in word.text + folded(word.text))
        word.text.encode()
        end = word.end


@pytest.mark.parametrize(
    "piece",
    ["1.", "1,1.x", "a\u0301.", ".a", ".a\u0301\u0301", "a++1", "a-", "x's", "日", "a\u00ad", "\u0301", "A*#+", "1111"],
)
def test_no_text_takes_long(piece: str) -> None:
    for text in (piece * (100_000 // len(piece)), "." + piece * 1000 + ".", "a" + piece * 50_000 + "x"):
        started = time.process_time()
        for _ in words(text):
            pass
        assert time.process_time() - started < 2


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        *(("Émile", "emile"), ("ÉTÉ", "ete"), ("Straße", "strasse"), ("Ångström", "angstrom"), ("Øre", "ore")),
        *(("İstanbul", "istanbul"), ("ısı", "isi"), ("Łódź", "lodz"), ("ναός", "ναοσ"), ("ё", "е")),
        *(("שָׁלוֹם", "שלום"), ("がく", "がく")),
    ],
)
def test_accents_are_left_out(written: str, plain: str) -> None:
    assert [folded(word) for word in spelled(written)] == [plain]


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("en", "derivatives", "derivative"),
        ("en", "matrices", "matrix"),
        ("en", "hypotheses", "hypothesis"),
        ("en-GB", "optimisation", "optimization"),
        ("en", "behaviours", "behavior"),
        ("en", "centre", "centers"),
        ("de", "Häuser", "Haus"),
        ("fr", "dérivées", "derivee"),
        ("es", "canciones", "cancion"),
        ("ru", "матрицы", "матрица"),
        ("pl", "zażółć", "zazolc"),
    ],
)
def test_forms_of_a_word_have_a_term_in_common(language: str, one: str, other: str) -> None:
    name = stemmer(language)
    assert set(stems(one.lower(), name)) & set(stems(other.lower(), name))


def test_signs_that_matter_are_kept_apart() -> None:
    assert len({stems(word, "english") for word in ("c", "c++", "c#", "net", ".net", "f#", "f")}) == 7


def test_words_that_questions_consist_of_are_known() -> None:
    assert all(is_frequent(word, "english") for word in ("how", "does", "the", "what", "can"))
    assert all(is_frequent(word, "german") for word in ("warum", "ist", "die"))
    assert not any(is_frequent(word, "none") for word in ("how", "the"))


def test_neighbours_in_a_script_without_spaces_are_terms() -> None:
    assert pairs("日本語") == ["日本", "本語", "語"]


def shown(part: Part) -> str:
    text = " ".join(word.text for word in part.words)
    return ("-" if part.excluded else "") + (f"[{text}]" if part.phrase else text)


@pytest.mark.parametrize(
    ("text", "parts", "unfinished"),
    [
        ("matrix product", ["matrix", "product"], "product"),
        ("matrix product ", ["matrix", "product"], ""),
        ('"truth table" or', ["[truth table]", "or"], "or"),
        ('“truth table” -not -"a phrase"', ["[truth table]", "-not", "-[a phrase]"], ""),
        ('an "open end', ["an", "[open end]"], ""),
        ("non-linear TCP/IP", ["non linear", "tcp", "ip"], "ip"),
        ("minus -5 - x a-b", ["minus", "5", "x", "a b"], "b"),
        ("--all -C++ C#", ["-all", "-c++", "c#"], "c#"),
        ("twice twice Twice", ["twice"], "twice"),
        ('"a b" "c d" "e f" "g h" -"i j"', ["[a b]", "[c d]", "[e f]", "g", "h"], ""),
        ('"" - "-" ?!', [], ""),
        ("", [], ""),
    ],
)
def test_a_query_is_taken_apart(text: str, parts: list[str], unfinished: str) -> None:
    asked = parse(text)
    assert [shown(part) for part in asked.parts] == parts
    assert asked.unfinished == unfinished


@given(TEXTS)
def test_every_text_is_a_query(text: str) -> None:
    asked = parse(text)
    assert all(part.words for part in asked.parts)
    assert sum(len(part.words) for part in asked.parts) <= MAX_WORDS
    assert {*asked.wanted, *asked.excluded} == {*asked.parts}
    if asked.unfinished:
        assert asked.unfinished in {part.words[-1].text for part in asked.wanted}


def test_of_a_long_query_the_beginning_counts() -> None:
    assert len(parse("a b c " * 1000).parts) == 3
    assert len(parse(" ".join(map(str, range(500)))).parts) == MAX_WORDS
    assert parse("x" * 10_000) == parse("x" * MAX_CHARACTERS)
    assert parse(" " * MAX_CHARACTERS + "x").parts == ()
