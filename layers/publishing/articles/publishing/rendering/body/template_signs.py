"""Characters that stand for those of template code while a text is parsed, and mean nothing to Markdown.

They are the private ones of the last two planes of Unicode: each character of the first two planes has its own, so what
they stand for is not lost.
"""

import re

_SHIFT = 0xF0000
_FIRST, _LAST = "\U000f0000", "\U0010ffff"

# The character class of all of them, for other patterns, and a run of them.
SIGN = f"[{_FIRST}-{_LAST}]"
MASKED = re.compile(f"{SIGN}+")

_MASKABLE = re.compile("[^\\n\U00020000-\U0010ffff]+")


def mask(code: str) -> str:
    """The same code in characters that mean nothing. Newlines stay."""
    return _MASKABLE.sub(lambda run: "".join(chr(ord(char) + _SHIFT) for char in run[0]), code)


def unmask(text: str) -> str:
    """A text with the characters that it had before."""
    return MASKED.sub(lambda run: "".join(chr(ord(char) - _SHIFT) for char in run[0]), text)
