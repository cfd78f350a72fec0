"""The writes that publishing makes, of which transactions are put together.

A write is an element of `TransactItems` (DynamoDB's TransactWriteItems), without the name of the table and the types
of the values: `storage.table` adds these.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from articles.common import keys
from articles.common.representations import KINDS
from articles.publishing.reading.article import Article
from articles.publishing.rendering.feed_entry import FeedEntry
from articles.publishing.rendering.rendered import Representation
from articles.publishing.storage import article_items, claim_items, directories, items
from articles.publishing.storage.cards import Card
from articles.publishing.storage.sites import Site
from articles.publishing.storage.sources import AliasClaim, Claim, Source
from articles.publishing.storage.uploads import name_of

Write = dict[str, Any]


def put_source(source: Source) -> Write:
    """Remember a file, if the table still has the revision before this one."""
    return _put(items.from_source(source), source.revision)


def put_site(site: Site) -> Write:
    """Put settings in force. Goes with `put_source` of site.yaml, which checks that nobody else has meanwhile."""
    return {"Put": {"Item": items.from_site(site)}}


def put_redirects(redirects: Mapping[str, str]) -> Write:
    """Put redirects in force: where each path leads. Goes with `put_source`, as `put_site` does."""
    return {"Put": {"Item": items.from_redirects(redirects)}}


def put_card(card: Card) -> Write:
    """Say what is at a path, if the table still has the revision before this one."""
    return _put(items.from_card(card), card.revision)


def put_article(article: Article, entry: FeedEntry, renderer: str) -> Write:
    """Store the article that is live at its path, and its feed entry as this renderer made it."""
    return {"Put": {"Item": article_items.from_article(article, entry, renderer)}}


def put_representations(article: Article, representations: Iterable[Representation], modified: int) -> list[Write]:
    """Serve these representations of an article at its path, until it expires; `modified` since the epoch."""
    expires = article.visibility.expires
    return [
        {"Put": {"Item": items.from_representation(article.path, representation, modified, expires)}}
        for representation in representations
    ]


def delete_page(path: str) -> list[Write]:
    """Stop serving anything at a path."""
    return [_delete(keys.article(path)), *(_delete(keys.representation(path, kind)) for kind in KINDS)]


def set_links(path: str, old: Collection[str], new: Collection[str]) -> list[Write]:
    """Register a path as a referrer of its new links, and no longer of the old ones."""
    added = [{"Put": {"Item": keys.referrer(link, path)}} for link in new if link not in old]
    removed = [_delete(keys.referrer(link, path)) for link in old if link not in new]
    return added + removed


def set_places(old: Card | None, new: Card | None, *, anew: bool = False) -> list[Write]:
    """Give a page its new places in the directories, and take the old ones away.

    Args:
        old: The page as it was, if it was live.
        new: As it is from now on.
        anew: Whether its old places may be missing, or differ from those that today's code would give it.
    """
    had, has = directories.places(old), directories.places(new)
    added = [{"Put": {"Item": place}} for place in has if anew or place not in had]
    may_have = directories.possible_places(old) if anew or not has else had
    return added + [_delete(place) for place in may_have if place not in has]


def check_unchanged(card: Card) -> Write:
    """Fail the transaction unless what is at a path is still as it was read."""
    return {
        "ConditionCheck": {
            "Key": keys.card(card.path),
            "ConditionExpression": "revision = :read",
            "ExpressionAttributeValues": {":read": card.revision},
        }
    }


def put_claim(path: str, claim: Claim) -> Write:
    """Let a file wait for a path."""
    return {"Put": {"Item": claim_items.from_claim(path, claim)}}


def delete_claim(path: str, key: str) -> Write:
    """Let a file no longer wait for a path."""
    return _delete(keys.claim(path, key))


def put_alias(path: str, claim: AliasClaim) -> Write:
    """Let a file have a path as an alias. Goes with `check_file`, and with `put_card` of the path."""
    return {"Put": {"Item": claim_items.from_alias(path, claim)}}


def delete_alias(path: str, since: str, key: str) -> Write:
    """Let a file no longer have a path as an alias. Goes with the same two as `put_alias`."""
    return _delete(keys.alias(path, since, key))


def put_name(key: str, path: str) -> Write:
    """Say that the file with this name is live, and where."""
    return {"Put": {"Item": claim_items.from_name(key, path)}}


def delete_name(key: str) -> Write:
    """Say no more that the file with this name is live."""
    return _delete(keys.name(name_of(key), key))


def check_file(source: Source) -> Write:
    """Fail the transaction unless a file is still remembered as it was read."""
    is_known = {"ConditionExpression": "revision = :read", "ExpressionAttributeValues": {":read": source.revision}}
    condition = is_known if source.revision else {"ConditionExpression": "attribute_not_exists(pk)"}
    return {"ConditionCheck": {"Key": keys.source(source.key), **condition}}


def check_held(path: str, owner: str) -> Write:
    """Fail the transaction unless a page of this owner is live at the path."""
    return {
        "ConditionCheck": {
            "Key": keys.card(path),
            "ConditionExpression": "#state = :live AND #owner = :owner",
            "ExpressionAttributeNames": {"#state": "state", "#owner": "owner"},
            "ExpressionAttributeValues": {":live": "live", ":owner": owner},
        }
    }


def check_live(path: str) -> Write:
    """Fail the transaction unless a page is live at the path."""
    return {
        "ConditionCheck": {
            "Key": keys.card(path),
            "ConditionExpression": "#state = :live",
            "ExpressionAttributeNames": {"#state": "state"},
            "ExpressionAttributeValues": {":live": "live"},
        }
    }


def _put(item: items.Item, revision: int) -> Write:
    if revision == 1:
        return {"Put": {"Item": item, "ConditionExpression": "attribute_not_exists(pk)"}}
    return {
        "Put": {
            "Item": item,
            "ConditionExpression": "revision = :read",
            "ExpressionAttributeValues": {":read": revision - 1},
        }
    }


def _delete(key: keys.Key) -> Write:
    return {"Delete": {"Key": key}}
