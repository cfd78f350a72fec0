"""How keys, and yes and no, are spelled: other tools do not care about case, hyphens and underscores."""

import functools

# In lower case.
YES = frozenset({"1", "on", "t", "true", "y", "yes"})
NO = frozenset({"0", "f", "false", "n", "no", "off"})
EMPTY = frozenset({"", "~", "none", "null"})


@functools.lru_cache(maxsize=1024)
def normal(name: str) -> str:
    """A name by which all spellings of a key are one: its letters and digits, in lower case."""
    return "".join(filter(str.isalnum, name)).lower()
