r"""Candidates: which backslash-n may be a newline.

- Leave an even number of backslashes before an ``n``: they are text, and each two are one backslash.
  e.g. C:\\new\\notes⏎next
- Take the last of an odd number of backslashes, with the ``n``, as a candidate: the others are text.
  e.g. a \\⏎b
"""


def first_candidate(text: str, start: int, end: int) -> int:
    """Where the first candidate of a stretch of the text begins; -1 if it has none."""
    at = text.find("\\n", start, end)
    while at >= 0 and is_escaped(text, at):
        at = text.find("\\n", at + 2, end)
    return at


def is_escaped(text: str, at: int) -> bool:
    """Whether an odd number of backslashes stands before a place."""
    first = at
    while first and text[first - 1] == "\\":
        first -= 1
    return (at - first) % 2 == 1
