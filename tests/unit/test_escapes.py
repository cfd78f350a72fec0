r"""Newlines written as backslash-n: a text, encoded as the export did it, must come back as its author wrote it."""

import random
import re
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from articles.publishing.reading import escapes
from articles.publishing.reading.escapes import decode_newlines
from hypothesis import given, settings
from hypothesis import strategies as st
from math_core import LatexToMathML

from tests.support import corpus

FIXTURES = sorted((Path(__file__).parents[1] / "fixtures/escapes").glob("*.txt"))
MODULES = sorted(Path(escapes.__file__).parent.glob("*.py"))

# Commands beginning with n that math-core renders.
RENDERED = """
nabla natnums natural ncong ne nearrow neg negmedspace negthickspace negthinspace neq nequiv newline nexists ngeq
ngeqq ngeqslant ngtr ngtrless ngtrsim ni nLeftarrow nLeftrightarrow nRightarrow nVDash nVdash nleftarrow
nleftrightarrow nleq nleqq nleqslant nless nlesssim nmid nobreakspace nonumber not notag notin notni nparallel nprec
npreceq nrightarrow nsim nsubset nsubseteq nsubseteqq nsucc nsucceq nsupset nsupseteq nsupseteqq ntriangleleft
ntrianglelefteq ntriangleright ntrianglerighteq nu nvDash nvdash nwarrow
"""


def encode(text: str) -> str:
    return text.replace("⏎", "\\n")


def decoded(encoded: str) -> str:
    return decode_newlines(encoded).replace("\n", "⏎")


def cases(file: Path) -> list[tuple[int, str]]:
    """The cases of a file, each with the number of its line."""
    lines = file.read_text(encoding="utf-8").split("\n")
    return [(number, line) for number, line in enumerate(lines, 1) if line and not line.startswith("//")]


@pytest.mark.parametrize("file", FIXTURES, ids=lambda file: file.stem)
def test_a_text_comes_back_as_its_author_wrote_it(file: Path) -> None:
    wrong = {number: back for number, text in cases(file) if (back := decoded(encode(text))) != text}
    assert wrong == {}, f"by the lines of {file.name}"


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.stem)
def test_the_examples_of_the_rules_are_right(module: Path) -> None:
    examples = re.findall(r"^ +e\.g\. (.*)$", module.read_text(encoding="utf-8"), re.MULTILINE)
    assert examples or module.stem in {"__init__", "languages"}
    assert [decoded(encode(example)) for example in examples] == examples
    assert [example for example in examples if "\\n" not in encode(example)] == []


# What is open at its end goes on in what stands behind it.
CLOSED = [text for file in FIXTURES if file.stem not in {"odd", "unclosed"} for _, text in cases(file)]


@given(st.lists(st.sampled_from(CLOSED), min_size=2, max_size=8))
@settings(max_examples=200, deadline=None)
def test_paragraphs_do_not_disturb_each_other(texts: list[str]) -> None:
    text = "⏎⏎".join(texts)
    assert decoded(encode(text)) == text


@pytest.mark.parametrize("name", RENDERED.split())
def test_a_command_that_the_renderer_knows_is_kept(name: str) -> None:
    LatexToMathML().convert_with_local_state(rf"\begin{{align}} a \{name} b \end{{align}}", displaystyle=True)
    for text in (rf"$a \{name} b$", rf"\(\{name}\)", rf"$$⏎a \{name} b⏎\{name}⏎$$", rf"a \{name} b⏎c"):
        assert decoded(encode(text)) == text


@pytest.mark.parametrize("text", ["", "a", "a\nb", "a\nb\\nc", "\\n\n", "a\\tb", "\\", "$\\nu$ \n x"])
def test_text_with_real_newlines_or_without_encoded_ones_is_unchanged(text: str) -> None:
    assert decode_newlines(text) == text


@pytest.mark.parametrize("count", range(1, 9))
@pytest.mark.parametrize("around", ["a{}b", "${}x$", "$${}x$$", "```c\\n{}x\\n```", "`{}-", "({}]"])
def test_an_even_number_of_backslashes_is_text(around: str, count: int) -> None:
    encoded = around.format("\\" * count + "n")
    kept = "\\" * count + "n" in decode_newlines(encoded)
    assert kept or count % 2 == 1
    assert "\\" * (count - 1) in decode_newlines(encoded)


# What the contexts are made of, so that random texts have spans, broken ones above all.
PIECES = [
    *(
        "\\n",
        "\\n\\n",
        "\\\\",
        "\\",
        "n",
        "\\nu",
        "\\neq",
        "\\t",
        "\\r\\n",
        " ",
        "  ",
        "a",
        "0",
        "-",
        ".",
        "|",
        "/",
        "é",
    ),
    *("$", "$$", "`", "``", "```", "~~~", "\\(", "\\)", "\\[", "\\]", "\\begin{a}", "\\end{a}", "\\begin{", "{", "}"),
    *(
        '"',
        "'",
        '"""',
        "'''",
        "“",
        "”",
        "(",
        ")",
        "[",
        "]",
        "# ",
        "- ",
        "> ",
        "1. ",
        "C:\\",
        "$5",
        "//",
        "c",
        "bash",
        "->",
    ),
]


@given(st.one_of(st.text(), st.lists(st.sampled_from(PIECES), max_size=60).map("".join)))
@settings(max_examples=400, deadline=None)
def test_encoding_what_was_decoded_gives_the_input_back(text: str) -> None:
    result = decode_newlines(text)
    if "\n" in text:
        assert result == text
    else:
        assert result.replace("\n", "\\n") == text
    assert decode_newlines(result) == result


MEGABYTE = 1_000_000
UNITS = [
    *("\\n", "\\n- ", "\\n> - 1. ", "\\", "\\\\\\n", "\\nu", "\\r\\n ", "\\t", "~~~ ", "C:\\n", "(\\n a"),
    *("$a", "$\\nu", "$5 ", "$$ ", "\\(", "\\[\\n", "\\begin{a}", "\\begin{a}\\nu", "\\end{a}"),
    *("` ", "``` ", "\\```a", "x```a\\n", "([", "[", '"a', "'a ", 'a("', "“"),
]
FENCED = ['"', "`a", "\\n'", "=/[", "# \\n a "]


def seconds_to_decode(text: str) -> float:
    """Processor time, without what measuring the coverage takes."""
    tracer = sys.gettrace()
    sys.settrace(None)
    try:
        start = time.process_time()
        decode_newlines(text)
        return time.process_time() - start
    finally:
        sys.settrace(tracer)


Text = Callable[[], str]


def repeated(unit: str, before: str = "") -> Text:
    return lambda: before + unit * (MEGABYTE // len(unit))


def distinct_environments() -> str:
    names = (f"{number:06d}".translate(str.maketrans("0123456789", "abcdefghij")) for number in range(MEGABYTE // 14))
    return "".join(f"\\begin{{{name}}}" for name in names)


def runs_of_every_length() -> str:
    return "".join("`" * length + " " for length in range(1, 1400))


def mixture(seed: int) -> Text:
    def text() -> str:
        chosen = random.Random(seed)
        return "".join(chosen.choices(chosen.sample(PIECES, 12), k=MEGABYTE // 2))[:MEGABYTE]

    return text


# They are made when they are needed: every process has all of them in its list.
LONG: dict[str, Text] = {
    **{unit: repeated(unit) for unit in UNITS},
    **{f"fence {unit}": repeated(unit, "```js\\n") for unit in FENCED},
    "runs of every length": runs_of_every_length,
    "environments of every name": distinct_environments,
    **{f"mixture {seed}": mixture(seed) for seed in range(4)},
}


@pytest.mark.proof
@pytest.mark.parametrize("kind", LONG)
def test_a_megabyte_of_anything_takes_less_than_two_seconds(kind: str) -> None:
    text = LONG[kind]() + "\\n"
    # A neighbour on the same core may slow a run down, but not each of three.
    assert any(seconds_to_decode(text) < 2 for _ in range(3))


@pytest.mark.parametrize("file", corpus.PARAMETERS, ids=lambda file: file.stem)
def test_a_real_answer_keeps_backslash_n_in_formulae_and_code_alone(file: Path) -> None:
    front_matter = file.read_text(encoding="utf-8").split("\n---")[0].removeprefix("---")
    answer = decode_newlines(yaml.load(front_matter, Loader=yaml.BaseLoader)["answer"])
    assert "\n\n" in answer
    outside_code = re.sub(r"(?ms)^ *```.*?^ *```|`[^`\n]+`", "", answer)
    outside_math = re.sub(r"(?s)\$\$.*?\$\$|\$[^$\n]+\$|\\\(.*?\\\)", "", outside_code)
    assert "\\n" not in outside_math
    assert set(re.findall(r"\\n[A-Za-z]*", outside_code)) <= {r"\nabla", r"\neg", r"\neq", r"\nu"}
