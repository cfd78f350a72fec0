"""Short measures of an answer's plain text."""

_WORDS_PER_MINUTE = 230
_EXCERPT_CHARACTERS = 280


def excerpt(text: str, limit: int = _EXCERPT_CHARACTERS) -> str:
    """The beginning of a text on one line, cut between words, with an ellipsis where something is missing.

    Args:
        text: Plain text.
        limit: The most characters to return, ellipsis included.
    """
    flat = " ".join(text.split())
    if len(flat) <= limit:
        return flat
    space = flat.rfind(" ", 0, limit)
    return flat[: space if space > 0 else limit - 1].rstrip(" ,;:-") + "…"


def reading_minutes(text: str) -> int:
    """How many minutes a text takes to read, at least one (230 words a minute: silent reading of English)."""
    return max(1, round(len(text.split()) / _WORDS_PER_MINUTE))
