"""The writes that publishing makes, of which transactions are put together.

A write is an element of `TransactItems` (DynamoDB's TransactWriteItems), without the name of the table and the types
of the values: `storage.table` adds these.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from articles.common import keys
from articles.common.representations import KINDS
from articles.publishing.reading.article import Article, Translation
from articles.publishing.reading.text_links import Target
from articles.publishing.rendering.feed_entry import FeedEntry
from articles.publishing.rendering.rendered import ErrorPage, Representation
from articles.publishing.rendering.search_document import SearchDocument
from articles.publishing.storage import article_items, claim_items, directories, items, link_items, site_items
from articles.publishing.storage.cards import Card
from articles.publishing.storage.changes import stamped
from articles.publishing.storage.page_links import PageLinks
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


def put_error_page(page: ErrorPage) -> Write:
    """Have readers be told of errors by this page. Goes with `put_source`, as `put_site` does."""
    return {"Put": {"Item": site_items.from_error_page(page)}}


def put_redirects(redirects: Mapping[str, str]) -> Write:
    """Put redirects in force: where each path leads. Goes with `put_source`, as `put_site` does."""
    return {"Put": {"Item": items.from_redirects(redirects)}}


def put_card(card: Card, before: Card | None, now: float) -> Write:
    """Say what is at a path, if the table still has the revision before this one.

    Args:
        card: What will be there.
        before: What is there, as it was read; None if nothing ever was.
        now: The time, in seconds since the epoch, which counts if the path changes for mirrors of the site.
    """
    return _put(items.from_card(stamped(card, before, now)), card.revision)


def put_article(article: Article, entry: FeedEntry, renderer: str, search: SearchDocument | None) -> Write:
    """Store the article that is live at its path, its feed entry as this renderer made it, and what search knows."""
    return {"Put": {"Item": article_items.from_article(article, entry, renderer, search)}}


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


def put_links(links: PageLinks) -> Write:
    """Say what the page at a path links to. Goes with `check_unchanged`."""
    return {"Put": {"Item": link_items.from_links(links)}}


def set_links(old: PageLinks, new: PageLinks) -> list[Write]:
    """Say what the page at a path links to, or that it links to nothing any more. Goes with `put_card`."""
    if new == old:
        return []
    return [_delete(keys.links(old.path)) if new.is_empty else put_links(new)]


def set_edges(path: str, edges: Mapping[Target, bool]) -> list[Write]:
    """Register a path as one that links to these, or no longer. Goes with `put_card`, or with `check_unchanged`."""
    wanted = ((keys.referrer(to.kind, to.name, path), is_there) for to, is_there in edges.items())
    return [{"Put": {"Item": key}} if is_there else _delete(key) for key, is_there in wanted]


def set_looked_at(path: str, old: Collection[str], new: Collection[str]) -> list[Write]:
    """Register a redirect at the paths that it looks at, and no longer at those of before."""
    changed = dict.fromkeys(each for each in (*new, *old) if each not in new or each not in old)
    return set_edges(path, {Target("path", each): each in new for each in changed})


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


def put_name(key: str, path: str | None) -> Write:
    """Say that the file with this name is there, and where its page is, if it has one."""
    return {"Put": {"Item": claim_items.from_name(key, path)}}


def delete_name(key: str) -> Write:
    """Say no more that the file with this name is there."""
    return _delete(keys.name(name_of(key), key))


def put_content(etag: str, key: str) -> Write:
    """Say that a file came with this content, and is live with it."""
    return {"Put": {"Item": claim_items.from_content(etag, key)}}


def delete_content(etag: str, key: str) -> Write:
    """Say no more that a file is live with the content with which it came."""
    return _delete(keys.content(etag, key))


def put_translation(group: str, translation: Translation) -> Write:
    """Say that a file is one of these translations, and where its page is."""
    return {"Put": {"Item": claim_items.from_translation(group, translation)}}


def delete_translation(group: str, key: str) -> Write:
    """Say no more that a file is one of these translations."""
    return _delete(keys.translation(group, key))


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
