"""What a sync remembers, writes and tells of a file's aliases, name, content and translations. Pure."""

from collections.abc import Iterable, Iterator

from articles.publishing.errors import Problem
from articles.publishing.reading.article import Alias
from articles.publishing.storage import writes
from articles.publishing.storage.cards import Card, Cards, holder, is_live
from articles.publishing.storage.sources import NamedAlias, Source, Task
from articles.publishing.storage.writes import Write


def named(aliases: Iterable[Alias], source: Source, cards: Cards, now: str) -> tuple[NamedAlias, ...]:
    """What to remember of the aliases that a file names.

    Args:
        aliases: As the file has them.
        source: The file as remembered. An alias that it has already keeps its turn.
        cards: What is at their paths.
        now: The time, as sources have it.
    """
    since = {each.path: each.since for each in source.aliases}
    return tuple(
        NamedAlias(each.path, since.get(each.path, now), holder(cards.get(each.path), source.key)) for each in aliases
    )


def taken(aliases: Iterable[Alias], key: str, cards: Cards) -> Iterator[Problem]:
    """What the author of a file should know of aliases that are not in force."""
    for each in aliases:
        card = cards.get(each.path)
        other = holder(card, key)
        if not other:
            continue
        message = f"{each.path} is already an alias of {other}; this one is used once that is gone."
        if is_live(card):
            message = (
                f"{other} is live at {each.path}, and a live page wins; this alias is used once that page is gone."
            )
        yield Problem(each.line, each.column, "alias-taken", message, "warning")


def knows_holders(source: Source, cards: Cards) -> bool:
    """Whether the author of a published file has been told who holds its aliases, as the cards of their paths say."""
    is_told = source.state == "published"
    return not is_told or all(each.holder == holder(cards.get(each.path), source.key) for each in source.aliases)


def settlements(before: Source, after: Source, *, anew: bool) -> set[Task]:
    """Tasks to make the paths of aliases agree with a file.

    Args:
        before: The file as it was remembered.
        after: As it will be.
        anew: Whether what is in the table already may be missing.
    """
    had, has = ({(each.since, each.path) for each in source.aliases} for source in (before, after))
    changed = had | has if anew or before.path != after.path else had ^ has
    return {Task("alias", f"{since} {path}") for since, path in changed}


def set_name(before: Source, after: Source, *, anew: bool) -> list[Write]:
    """Enter a file under its name while it is live; arguments as those of `settlements`."""
    if after.path is None:
        return [] if before.path is None else [writes.delete_name(before.key)]
    return [writes.put_name(after.key, after.path)] if anew or before.path != after.path else []


def set_translation(before: Source, after: Source, *, anew: bool) -> tuple[list[Write], set[Task]]:
    """Enter a file among its translations, or take it out, and tell those; arguments as those of `settlements`."""
    had, has = before.translation, after.translation
    changes = []
    if had is not None and (has is None or after.group != before.group):
        changes.append(writes.delete_translation(before.group, had.key))
    is_same = has == had and after.group == before.group
    if has is not None and (anew or not is_same):
        changes.append(writes.put_translation(after.group, has))
    if is_same:
        return changes, set()
    return changes, {Task("group", each.group) for each in (before, after) if each.translation is not None}


def content(before: Source, after: Source) -> str:
    """The ETag by which a file that was renamed is to be found: while it is live as it came, and not after an edit.

    So a publication enters it or takes it out, but never both.
    """
    if after.path is None:
        return ""
    came_with = after.live_etag if before.path is None else before.content
    return came_with if came_with == after.live_etag else ""


def set_content(before: Source, after: Source, *, anew: bool) -> tuple[list[Write], set[Task]]:
    """Enter a file under its content, or take it out, and tell those who may look for it; arguments as above."""
    if before.content == after.content:
        return [writes.put_content(after.content, after.key)] if anew and after.content else [], set()
    changed = [writes.delete_content(before.content, before.key)] if before.content else []
    changed += [writes.put_content(after.content, after.key)] if after.content else []
    return changed, {Task("content", etag) for etag in (before.content, after.content) if etag}


def rivals(card: Card | None) -> set[Task]:
    """A task to tell those who have a path as an alias that a page has come there, or has gone."""
    return {Task("rivals", card.path)} if card is not None and card.alias is not None else set()
