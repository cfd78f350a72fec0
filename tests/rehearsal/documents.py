"""The commands that README.md and docs/operations.md name, as they stand there."""

import re
from pathlib import Path
from textwrap import dedent

_HEADING = re.compile(r"^#{2,3} (.+)$", re.MULTILINE)
# A block of code is indented by four columns; in an item of a list, by more. It may have empty lines in it.
_BLOCK = re.compile(r"(?:^ {4,}\S.*\n(?:\n(?= {4,}\S))?)+", re.MULTILINE)


def commands(document: Path, heading: str) -> list[str]:
    """The blocks of code below a heading, up to the next one.

    Raises:
        KeyError: The document has no such heading.
    """
    return sections(document)[heading]


def sections(document: Path) -> dict[str, list[str]]:
    """The blocks of code of a document, by the heading that they stand below."""
    _, *parts = _HEADING.split(document.read_text(encoding="utf-8"))
    return {
        heading: [dedent(block) for block in _BLOCK.findall(text)]
        for heading, text in zip(parts[::2], parts[1::2], strict=True)
    }
