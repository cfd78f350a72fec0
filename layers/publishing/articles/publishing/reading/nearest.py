"""Did you mean: the known name that a name was most likely meant to be."""

import difflib
from collections.abc import Collection

# Comparing takes time that grows with the square of the length. A longer name is no slip of the keyboard.
_LONGEST = 64

# Below this, what difflib finds has little to do with the name: `description` would become `question`.
_CUTOFF = 0.7


def nearest(name: str, known: Collection[str]) -> str:
    """The known name that is most like a name, whatever their case; empty if none is like it."""
    if len(name) > _LONGEST:
        return ""
    by_folded = {each.lower(): each for each in known}
    close = difflib.get_close_matches(name.lower(), by_folded, n=1, cutoff=_CUTOFF)
    return by_folded[close[0]] if close else ""
