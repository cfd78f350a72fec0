"""What a word such as `draft` or `published` says of being public, as other tools have it in a key for the status."""

import re
from typing import Literal

from articles.publishing.reading.nearest import nearest
from articles.publishing.reading.spelling import EMPTY, NO, YES

# What a status says. `unclear` speaks of being public and is no plain word for it; `unknown` does not speak of it.
Status = Literal["draft", "scheduled", "unlisted", "public", "unclear", "unknown"]

_DRAFT = frozenset(
    {
        "archived", "confidential", "deleted", "disabled", "draft", "drafting", "drafts", "hidden", "inactive",
        "internal", "members", "offline", "paid", "pending", "private", "progress", "protected", "restricted",
        "review", "sent", "tiers", "todo", "trash", "trashed", "unfinished", "unpublished", "wip",
    }
)  # fmt: skip
_SCHEDULED = frozenset({"embargo", "embargoed", "future", "scheduled"})
_UNLISTED = frozenset({"unlisted"})
_PUBLIC = frozenset({"live", "public", "publish", "published"})
# What else is said of a page that is public.
_OTHERWISE = frozenset(
    {
        "accepted", "active", "approved", "complete", "completed", "current", "deprecated", "done", "enabled",
        "everyone", "final", "finished", "new", "online", "open", "ready", "released", "stable", "updated", "visible",
    }
)  # fmt: skip
_KNOWN = _DRAFT | _SCHEDULED | _UNLISTED | _PUBLIC | _OTHERWISE
_NEGATIONS = frozenset({"longer", "never", "no", "not"})
# A word that is nearly one of these was most likely meant to be it.
_PLAINEST = ("draft", "hidden", "private", "unpublished")
_WORD = re.compile(r"[a-z]+")


def status_of(text: str) -> Status:
    """What the value of a key for the status says, in any case and in one word or several."""
    text = text.strip().lower()
    words = set(_WORD.findall(text))
    if words & (_DRAFT | _PUBLIC) and words & (_NEGATIONS | _PUBLIC - {text}):
        return "unclear"
    if words & _DRAFT or text in NO:
        return "draft"
    if any(nearest(word, _PLAINEST) for word in words - _KNOWN):
        return "unclear"
    if words & _SCHEDULED:
        return "scheduled"
    if words & _UNLISTED:
        return "unlisted"
    return "public" if words & _KNOWN or text in YES | EMPTY else "unknown"


def is_plain_status(text: str) -> bool:
    """Whether a text is one word that says that a file is not public, not yet, or at its path alone."""
    return text.strip().lower() in _DRAFT | _SCHEDULED | _UNLISTED


def is_plain_draft(text: str) -> bool:
    """Whether a text is one word that says that a file is not public."""
    return text.strip().lower() in _DRAFT
