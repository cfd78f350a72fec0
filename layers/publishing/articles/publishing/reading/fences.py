"""The lines of a Markdown text that stand in no fence, for what reads a text without parsing it."""

import re
from collections.abc import Iterator, Sequence

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")


def outside_fences(lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    """The lines that are neither in a fence nor open or close one, each with its number from 0 on."""
    fence = ""
    for number, line in enumerate(lines):
        mark = _FENCE.match(line)
        if fence:
            if mark and mark[1].startswith(fence) and not line.strip(f" \t{fence[0]}"):
                fence = ""
        elif mark:
            fence = mark[1]
        else:
            yield number, line
