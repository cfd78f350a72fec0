"""Which files the patterns of site.yaml leave out: the same as git does, in time."""

import subprocess
import time
from pathlib import Path

import pytest
from articles.publishing.reading.ignoring import is_ignored, matches_any, refusal
from hypothesis import Phase, given, settings
from hypothesis import strategies as st


@pytest.mark.parametrize(
    ("pattern", "matched", "others"),
    [
        ("a.md", ["a.md", "x/a.md", "x/y/a.md", "a.md/b.md"], ["b.md", "xa.md", "a.mdx", "A.md"]),
        ("*.tmp.md", ["a.tmp.md", "x/.tmp.md"], ["a.md", "x/tmp.md"]),
        ("drafts/", ["drafts/a.md", "x/drafts/y/a.md"], ["drafts", "x/drafts", "drafts.md", "mydrafts/a.md"]),
        ("/drafts", ["drafts", "drafts/a.md"], ["x/drafts", "x/drafts/a.md"]),
        ("x/drafts", ["x/drafts", "x/drafts/y/a.md"], ["drafts", "y/x/drafts", "x/y/drafts"]),
        ("x/*/a.md", ["x/y/a.md", "x/y/a.md/b"], ["x/a.md", "x/y/z/a.md"]),
        ("x/**/a.md", ["x/a.md", "x/y/a.md", "x/y/z/a.md"], ["a.md", "x/ya.md", "y/x/a.md"]),
        ("**/x/a.md", ["x/a.md", "y/z/x/a.md"], ["a.md", "yx/a.md"]),
        ("x/**", ["x/a.md", "x/y/z.md"], ["x", "y/x/a.md"]),
        ("x/**/", ["x/y/a.md"], ["x/a.md"]),
        ("?.md", ["a.md", "é.md", "x/y.md"], ["ab.md", ".md"]),
        ("x/?/a.md", ["x/y/a.md"], ["x//a.md", "x/yz/a.md"]),
        ("**", ["a", "x/a"], []),
        ("/*", ["a", "x/a"], []),
        ("*/", ["x/a", "x/y/a"], ["a"]),
    ],
)
def test_a_pattern_leaves_out_what_it_would_in_git(pattern: str, matched: list[str], others: list[str]) -> None:
    assert refusal(pattern) == ""
    assert [key for key in [*matched, *others] if is_ignored(key, ["none", pattern])] == matched


def test_the_settings_themselves_are_never_left_out() -> None:
    patterns = ["*", "site.yaml", "/site.yaml"]
    assert matches_any("site.yaml", patterns)
    assert not is_ignored("site.yaml", patterns)
    assert is_ignored("x/site.yaml", patterns)


def test_without_patterns_nothing_is_left_out() -> None:
    assert not is_ignored("a.md", [])


@pytest.mark.parametrize(
    ("pattern", "cure"),
    [
        ("!a.md", "write only what is left out"),
        ("[ab].md", "write * or ?"),
        ("a\\*.md", "write / between folders"),
        ("#a", "outside of the quotes"),
        ("/", "leave out other slashes"),
        ("//a", "leave out other slashes"),
        ("a//", "leave out other slashes"),
        ("a//b", "leave out other slashes"),
        ("./a", "leave out other slashes"),
        ("a/../b", "leave out other slashes"),
        ("a**", "one * stands"),
        ("a/b**/c", "one * stands"),
        ("***", "one * stands"),
        ("a\nb", "each pattern on a line of its own"),
        ("a\u202eb", "each pattern on a line of its own"),
    ],
)
def test_what_no_pattern_can_be_is_refused_with_a_cure(pattern: str, cure: str) -> None:
    assert cure in refusal(pattern)


@pytest.mark.parametrize(
    ("pattern", "key"),
    [
        ("*a" * 99 + "*b", "a" * 1024),
        ("**/" * 66 + "b", "a/" * 511 + "a"),
        ("**/?/" * 39 + "b", "a/" * 511 + "a"),
        ("**/a/" * 39 + "b", "a/" * 511 + "a"),
        ("*?" * 100, "a" * 1024),
        ("**/*a*a*a/" * 18 + "b", "aaaaaaaa/" * 113 + "a"),
    ],
)
def test_no_pattern_takes_long(pattern: str, key: str) -> None:
    """Fifty of the longest, and the longest keys."""
    start = time.process_time()
    for last in range(50):
        matches_any(key, [pattern[:-1] + chr(ord("c") + last % 20)])
    assert time.process_time() - start < 0.5


NAMES = st.text("ab.", min_size=1, max_size=4).filter(lambda name: name not in (".", ".."))
KEYS = st.lists(NAMES, min_size=1, max_size=4).map("/".join)
PARTS = st.one_of(NAMES, st.text("ab*?", min_size=1, max_size=4), st.sampled_from(["**", "*"]))
PATTERNS = st.tuples(
    st.sampled_from(["", "", "/"]),
    st.lists(PARTS, min_size=1, max_size=4).map("/".join),
    st.sampled_from(["", "", "/"]),
).map("".join)


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("repository")
    subprocess.run(["git", "init", "-q", folder], check=True, capture_output=True)
    return folder


def ignored_by_git(keys: list[str], patterns: list[str], repository: Path) -> set[str]:
    (repository / ".gitignore").write_text("".join(f"{pattern}\n" for pattern in patterns))
    command = ["git", "-c", "core.ignoreCase=false", "check-ignore", "--no-index", "--stdin", "-z"]
    found = subprocess.run(command, cwd=repository, input="\0".join(keys).encode(), capture_output=True, check=False)
    assert found.returncode in (0, 1), found.stderr
    return set(found.stdout.decode().split("\0")) - {""}


@pytest.mark.proof
@settings(max_examples=60, deadline=None, phases=[Phase.generate])  # shrinking would take minutes
@given(keys=st.lists(KEYS, min_size=40, max_size=90, unique=True), patterns=st.lists(PATTERNS, min_size=1, max_size=3))
def test_git_leaves_out_the_same_files(keys: list[str], patterns: list[str], repository: Path) -> None:
    usable = [pattern for pattern in patterns if not refusal(pattern)]
    keys = [key for key in keys if ".git" not in key]
    assert {key for key in keys if is_ignored(key, usable)} == ignored_by_git(keys, usable, repository)
