"""How a key is spelled: other tools do not care about case, hyphens and underscores."""

import functools


@functools.lru_cache(maxsize=1024)
def normal(name: str) -> str:
    """A name by which all spellings of a key are one: its letters and digits, in lower case."""
    return "".join(filter(str.isalnum, name)).lower()
