"""What a mirror of the site has of a path, and when that changed."""

from dataclasses import replace

from articles.publishing.storage.cards import Card, is_live


def stamped(card: Card, before: Card | None, now: float) -> Card:
    """A card with the time of the change, if what a mirror has of its path is something else than before.

    Args:
        card: What will be at the path.
        before: What is there, as it was read; None if nothing ever was.
        now: The time, in seconds since the epoch.
    """
    had = _mirrored(before) if before is not None and before.changed is not None else None
    has = _mirrored(card)
    if has == had:
        return card if before is None else replace(card, changed=before.changed, published=before.published)
    since = before.published if before is not None else None
    published = (since or int(now)) if is_live(card) and has is not None else None
    return replace(card, changed=int(now), published=published)


def is_told(card: Card) -> bool:
    """Whether a mirror can know of what is at a path. Older code did not say when that changed."""
    return card.changed is not None or _mirrored(card) is None


def _mirrored(card: Card) -> tuple[str, str] | None:
    """What a mirror has of a path: a page by the ETag of its JSON, or a redirect by where it leads.

    None if it has nothing, as of an unlisted page, and of a redirect to one, which would name it.
    """
    if card.unlisted:
        return None
    if is_live(card):
        return "page", card.json_etag
    return ("redirect", card.location or card.redirect or "") if card.state == "moved" else None
