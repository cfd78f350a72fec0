"""Patterns of files that are not published, as in .gitignore but without `!`, `[...]` and backslashes."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

# The file of the site's settings.
SITE_FILE = "site.yaml"


@dataclass(frozen=True, slots=True)
class _Pattern:
    """A pattern as bits. Bit n stands for having matched all before its nth character.

    Attributes:
        skips: Where `**/` stands: any folders may follow, or none.
        stays: Where `*` or `**/` stands: any characters of a name may follow.
        by_slash: Where a slash leads one further.
        by_character: Where this character leads one further, or any does.
        by_any: Where any character of a name leads one further, since `?` stands there.
        end: The bit of the whole pattern.
        is_folder: Whether only folders are meant.
    """

    skips: int
    stays: int
    by_slash: int
    by_character: dict[str, int]
    by_any: int
    end: int
    is_folder: bool


def is_ignored(key: str, patterns: Sequence[str]) -> bool:
    """Whether a file is left out by one of the patterns. It takes time that is proportional to key and patterns.

    Args:
        key: Object key of the file. `site.yaml` itself is never left out.
        patterns: Patterns that `refusal` finds nothing wrong with.
    """
    return key != SITE_FILE and matches_any(key, patterns)


def matches_any(key: str, patterns: Sequence[str]) -> bool:
    """Whether one of the patterns matches a key, or a folder that it is in; any key, be it that of `site.yaml`."""
    return any(_matches(key, _compiled(pattern)) for pattern in patterns)


def refusal(pattern: str) -> str:
    """Why a pattern cannot be used, and what to write; empty if it can."""
    parts = pattern.removeprefix("/").removesuffix("/").split("/")
    checks = (
        (
            not pattern.isprintable(),
            "A pattern has no line breaks or other control characters; write each pattern on a line of its own.",
        ),
        ("[" in pattern, "Patterns have no [...]; write * or ? for any characters."),
        (
            "\\" in pattern,
            "Patterns have no backslash; write / between folders, and * or ? for odd characters.",
        ),
        (
            pattern.startswith("!"),
            "Patterns cannot bring files back, so ! means nothing here; write only what is left out.",
        ),
        (
            pattern.startswith("#"),
            "A pattern does not begin with #; write a comment after # outside of the quotes.",
        ),
        (
            not {"", ".", ".."}.isdisjoint(parts),
            "A pattern names folders and files, with one / between them; leave out other slashes, . and ..",
        ),
        (
            any("**" in part and part != "**" for part in parts),
            "In a name, one * stands for any characters; write ** only between slashes, for any folders.",
        ),
    )
    return next((message for is_wrong, message in checks if is_wrong), "")


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> _Pattern:
    skips = stays = by_slash = by_any = 0
    places: dict[str, int] = {}
    bit = 1
    parts = _parts(pattern.removesuffix("/"))
    for number, part in enumerate(parts):
        if part == "**":
            skips |= bit
        else:
            for char in part:
                if char == "*":
                    stays |= bit
                    continue
                if char == "?":
                    by_any |= bit
                else:
                    places[char] = places.get(char, 0) | bit
                bit <<= 1
        if number + 1 < len(parts):
            by_slash |= bit
            bit <<= 1
    by_character = {char: bits | by_any for char, bits in places.items()}
    return _Pattern(skips, stays | skips, by_slash, by_character, by_any, bit, is_folder=pattern.endswith("/"))


def _parts(path: str) -> list[str]:
    """The names of a pattern from the root on; `**` stands for any folders, and never twice in a row or at the end.

    There it means the same as `*`: a folder that is matched is left out with all below it.
    """
    parts = path.removeprefix("/").split("/")
    anchored = parts if "/" in path else ["**", *parts]
    each = [part for part, after in zip(anchored, [*anchored[1:], ""], strict=True) if (part, after) != ("**", "**")]
    return [*each[:-1], "*" if each[-1] == "**" else each[-1]]


def _matches(key: str, pattern: _Pattern) -> bool:
    reached = 1 | (pattern.skips & 1) << 1
    for char in key:
        if char == "/":
            if reached & pattern.end:
                return True
            kept = reached & pattern.skips
            moved = (reached & pattern.by_slash) << 1
        else:
            kept = reached & pattern.stays
            moved = (reached & pattern.by_character.get(char, pattern.by_any)) << 1
        reached = kept | moved | (moved & pattern.skips) << 1  # `**/` may stand for no folder
    return bool(reached & pattern.end) and not pattern.is_folder
