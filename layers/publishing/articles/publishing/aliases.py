"""Make a path lead where the files that have it as an alias say.

A claim is written in one transaction with the card of its path, and checks the revision of the file that it is of. So
the card always says which of the claims is the first, and no run that has read an older version of the file writes one.
"""

from collections.abc import Sequence
from dataclasses import replace

from articles.common import keys
from articles.publishing.reading.text_links import Target
from articles.publishing.refresh import redirected, tell_referrers
from articles.publishing.retry import until_settled
from articles.publishing.running.services import Services
from articles.publishing.storage import writes
from articles.publishing.storage.cards import Card, unused
from articles.publishing.storage.messages import Rivals, Sync
from articles.publishing.storage.sources import AliasClaim, Source
from articles.publishing.storage.uploads import SITE_FILE


def settle_aliases(source: Source, services: Services) -> None:
    """Make the paths that a file's outbox names as aliases agree with what the file says of them.

    One after the other: all check the file and its page, and DynamoDB refuses transactions that touch one item at once.

    Raises:
        ContentionError: Others kept changing a path; the caller should try again later.
    """
    for task in source.outbox:
        if task.action == "alias":
            since, _, path = task.path.partition(" ")
            _settle(source.key, since, path, services)


def wake_rivals(asked: Rivals, services: Services) -> int:
    """Ask for a sync of the files that have a path as an alias, at most a page of them.

    If there are more, send a message to continue with them.

    Returns:
        How many syncs were asked for.
    """
    page = services.table.aliases(asked.path, asked.cursor, services.page)
    sent = services.ingest.send(Sync(claim.key) for claim in page.found)
    if page.cursor is not None:
        services.refresh.send([replace(asked, cursor=page.cursor)])
    return sent


def _settle(key: str, since: str, path: str, services: Services) -> None:
    """Make a path agree with what a file says of it as an alias since then, and have all follow that depends on it.

    The file is read anew: a later version may have been committed, which has the path as an alias or has not.
    """
    until_settled(lambda _: _attempt(key, since, path, services), services, f"alias {path} of {key}")


def _attempt(key: str, since: str, path: str, services: Services) -> tuple[None, bool]:
    card, source, claim = services.table.alias(path, since, key)
    firsts = services.table.aliases(path, limit=2).found
    others = [each for each in firsts if (each.since, each.key) != (since, key)]
    wanted = _wanted(source, since, path)
    first = min([*others, *([wanted] if wanted else [])], key=lambda each: _turn(each, path), default=None)
    before = card or unused(path, key)
    after = replace(before, alias=first.location if first else None, alias_owner=first.key if first else "")
    if (claim, before) == (wanted, after):
        _pass_on(before, others[:1], since, key, services)  # whoever wrote it may have died before it did
        return None, True
    changes = [writes.put_alias(path, wanted) if wanted else writes.delete_alias(path, since, key)]
    services.table.commit([writes.check_file(source), *changes, *redirected(before, after, services)[1]])
    return None, False


def _wanted(source: Source, since: str, path: str) -> AliasClaim | None:
    """The claim that a file has to a path; None if it has none since that time."""
    is_named = any((each.since, each.path) == (since, path) for each in source.aliases)
    return AliasClaim(source.key, since, source.path) if is_named and source.path is not None else None


def _turn(claim: AliasClaim, path: str) -> str:
    """What those that have a path as an alias are sorted by: the table has the oldest first."""
    return keys.alias(path, claim.since, claim.key)["sk"]


def _pass_on(card: Card, rival: Sequence[AliasClaim], since: str, key: str, services: Services) -> None:
    """Have all follow that depend on whose alias a path is: those that link to it, other files, and site.yaml.

    Other files only if they come after this one: else nothing changes for them, be this one there or not.
    """
    tell_referrers(Target("path", card.path), services)
    if any(keys.alias(card.path, since, key)["sk"] < _turn(each, card.path) for each in rival):
        services.refresh.send([Rivals(card.path)])
    if card.redirect is not None:
        services.ingest.send([Sync(SITE_FILE)])
