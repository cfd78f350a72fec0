"""What the table's items look like: for each kind, how to make an item and how to read it.

Those of articles are in `article_items`, those of files that want a path in `claim_items`.
"""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from articles.common import keys
from articles.publishing.errors import Problem
from articles.publishing.media.facts import folder_of
from articles.publishing.reading.article import Translation
from articles.publishing.reading.site import packed, unpacked
from articles.publishing.rendering.rendered import Representation
from articles.publishing.storage import directories
from articles.publishing.storage.cards import Card
from articles.publishing.storage.media_items import from_media, to_media
from articles.publishing.storage.packing import compressed, uncompressed
from articles.publishing.storage.sites import RebuildProgress, Site
from articles.publishing.storage.sources import Known, NamedAlias, Retired, Source, Task

Item = dict[str, Any]


def from_source(source: Source) -> Item:
    """The item of an uploaded file."""
    item: Item = {
        **keys.source(source.key),
        "source": source.key,
        "revision": source.revision,
        "state": source.state,
        "etag": source.etag,
        "version": source.version,
        "path": source.path,
        "live_version": source.live_version,
        "live_etag": source.live_etag,
        "aliases": [[each.path, each.since, each.holder] for each in source.aliases],
        "uploaded": source.uploaded,
        "claim": source.claim,
        "holder": source.holder,
        "problems": [asdict(problem) for problem in source.problems],
        "renderer": source.renderer,
        "quiet": source.quiet,
        "outbox": [[task.action, task.path] for task in source.outbox],
        "since": source.since,
        "decided": f"{source.decided:.3f}" if source.decided else "",
        "due": source.due,
        "expires": source.expires,
        "left": source.left,
        "media": from_media(source.media) if source.media else None,
        "retired": [[each.address, each.since] for each in source.retired],
        "content": source.content,
        "group": source.group,
        "language": source.language,
    }
    if source.due is not None:
        item |= {"time_pk": keys.due_index(source.key), "time_sk": keys.due_sort(source.due, source.key)}
    return {name: value for name, value in item.items() if value not in (None, "", [])}


def to_source(item: Mapping[str, Any]) -> Source:
    """The uploaded file that an item is about."""
    return Source(
        key=item["source"],
        revision=int(item["revision"]),
        state=item["state"],
        etag=item.get("etag", ""),
        version=item.get("version", ""),
        path=item.get("path"),
        live_version=item.get("live_version", ""),
        live_etag=item.get("live_etag", ""),
        aliases=tuple(NamedAlias(*each) for each in item.get("aliases", ())),
        uploaded=_integer(item, "uploaded"),
        claim=item.get("claim"),
        holder=item.get("holder"),
        problems=tuple(to_problem(problem) for problem in item.get("problems", ())),
        renderer=item.get("renderer", ""),
        quiet=item.get("quiet", ""),
        outbox=tuple(Task(action, path) for action, path in item.get("outbox", ())),
        since=item.get("since", ""),
        decided=float(item.get("decided", 0)),
        due=_integer(item, "due"),
        expires=_integer(item, "expires"),
        left=item.get("left"),
        media=to_media(item["media"]) if "media" in item else None,
        retired=tuple(Retired(address, int(since)) for address, since in item.get("retired", ())),
        content=item.get("content", ""),
        group=item.get("group", ""),
        language=item.get("language", ""),
    )


def from_card(card: Card) -> Item:
    """The item that says what is at a path.

    A live page is also in the lists, a redirect in the index of files, and what mirrors have or had in that by time.
    """
    item: Item = {
        **keys.card(card.path),
        "path": card.path,
        "state": card.state,
        "owner": card.owner,
        "revision": card.revision,
        "location": card.location,
        "alias": card.alias,
        "alias_owner": card.alias_owner,
        "redirect": card.redirect,
        "moved_to": list(card.moved_to),
        "links": card.links or None,
        "looked_at": list(card.looked_at),
        "rendered": card.rendered,
        "refused": card.refused,
        "id": card.id,
        "title": card.title,
        "subject": card.subject,
        "subject_slug": card.subject_slug,
        "date": card.date,
        "description": card.description,
        "modified": card.modified,
        "unlisted": card.unlisted or None,
        "json_etag": card.json_etag,
        "published": card.published,
        "anchors": card.anchors,
        "etag": card.etag,
        "search": card.search,
        "excerpt": card.excerpt,
        "language": card.language,
        "edition": card.edition,
        "translations": [[each.key, each.path, each.language] for each in card.translations],
    }
    if directories.is_listed(card):
        sort = directories.sort(card)
        item |= {"month_pk": keys.month_index(keys.index_month(sort), card.edition), "month_sk": sort}
        if card.subject_slug:
            item |= {"subject_pk": keys.subject_index(card.subject_slug, card.edition), "subject_sk": sort}
    if card.changed is not None:
        month = keys.changed_month(card.changed)
        item |= {"time_pk": keys.changed_index(month), "time_sk": keys.changed_sort(card.changed, card.path)}
    if card.leads_to or card.alias is not None or card.redirect is not None:
        item["source"] = card.owner
    return {name: value for name, value in item.items() if value not in (None, "", [])}


def to_card(item: Mapping[str, Any]) -> Card:
    """The card that an item holds."""
    return Card(
        path=item["path"],
        state=item["state"],
        owner=item["owner"],
        revision=int(item["revision"]),
        location=item.get("location") if item["state"] == "moved" else None,
        alias=item.get("alias"),
        alias_owner=item.get("alias_owner", ""),
        redirect=item.get("redirect"),
        moved_to=_moved_to(item),
        links=_links(item),
        looked_at=tuple(item.get("looked_at", item["links"] if _has_old_links(item) else ())),
        rendered=item.get("rendered", ""),
        refused=item.get("refused", ""),
        id=_integer(item, "id"),
        title=item.get("title", ""),
        subject=item.get("subject", ""),
        subject_slug=item.get("subject_slug", ""),
        date=item.get("date", ""),
        description=item.get("description", ""),
        modified=_integer(item, "modified"),
        unlisted=bool(item.get("unlisted")),
        json_etag=item.get("json_etag", ""),
        changed=keys.changed_time(item["time_sk"]) if "time_sk" in item else None,
        published=_integer(item, "published"),
        anchors=item.get("anchors", ""),
        etag=item.get("etag", ""),
        search=item.get("search", ""),
        excerpt=item.get("excerpt", ""),
        language=item.get("language", ""),
        edition=item.get("edition", ""),
        translations=tuple(Translation(*each) for each in item.get("translations", ())),
    )


def _moved_to(item: Mapping[str, Any]) -> tuple[str, ...]:
    """Where pages went from a path. Older code stored one place: as `location`, or beside a redirect as a text."""
    stored = item.get("moved_to")
    if stored is None and not item.keys() & {"redirect", "alias"}:
        stored = item.get("location")
    return tuple([stored] if isinstance(stored, str) else stored or ())


def _links(item: Mapping[str, Any]) -> int:
    return 0 if _has_old_links(item) else int(item.get("links", 0))


def _has_old_links(item: Mapping[str, Any]) -> bool:
    """Whether older code stored the card: it has the paths of its links itself."""
    return isinstance(item.get("links"), list)


def to_known(item: Mapping[str, Any]) -> Known:
    """What an item of the index of files is about: a file, or a redirect that it left."""
    is_file = item["pk"].startswith(keys.SOURCE_PREFIX)
    return Known(item["source"], None if is_file else item["pk"].removeprefix(keys.PATH_PREFIX))


def from_progress(through: str, cursor: str) -> Item:
    """The item that says where a comparison of bucket and table stopped."""
    return {**keys.progress(), "through": through, "cursor": cursor}


def to_progress(item: Mapping[str, Any]) -> tuple[str, str]:
    """The stage where a comparison stopped, and its cursor."""
    return item["through"], item["cursor"]


def from_site(site: Site) -> Item:
    """The item of the site's settings."""
    item = {**keys.site(), "revision": site.revision, "file": packed(site.file)}
    return {**item, "own": compressed({key: _last(address) for key, address in site.own})} if site.own else item


def to_site(item: Mapping[str, Any] | None) -> Site:
    """The site's settings that an item holds; the defaults, of revision 0, if there is no item."""
    if item is None:
        return Site()
    own = uncompressed(item["own"]) if "own" in item else {}
    addresses = tuple((key, folder_of(key) + name) for key, name in sorted(own.items()))
    return Site(int(item["revision"]), unpacked(bytes(item["file"])), addresses)


def _last(address: str) -> str:
    """What of an address its file's key does not say."""
    return address.rpartition("/")[2]


def from_redirects(redirects: Mapping[str, str]) -> Item:
    """The item of the redirects of site.yaml: where each path leads."""
    return {**keys.redirects(), "targets": compressed(dict(redirects))}


def to_redirects(item: Mapping[str, Any] | None) -> dict[str, str]:
    """The redirects that an item holds; no redirects if there is no item."""
    return uncompressed(item["targets"]) if item else {}


def from_rebuild(progress: RebuildProgress) -> Item:
    """The item that says how far a rebuild has come."""
    return {**keys.rebuild(), "revision": progress.revision, "asked": progress.asked, "done": progress.done}


def to_rebuild(item: Mapping[str, Any]) -> RebuildProgress:
    """How far a rebuild has come, as an item has it."""
    return RebuildProgress(int(item["revision"]), int(item["asked"]), bool(item["done"]))


def from_representation(path: str, representation: Representation, modified: int, expires: int | None) -> Item:
    """The item with one finished representation.

    Args:
        path: The page's path.
        representation: What is served.
        modified: When it last changed, in seconds since the epoch.
        expires: From when on it must not be served any more; None if it never ends.
    """
    ending = {} if expires is None else {"expires": expires}
    return {
        **keys.representation(path, representation.kind),
        **ending,
        "body": representation.body,
        "type": representation.content_type,
        "etag": representation.etag,
        "modified": modified,
        "headers": dict(representation.headers),
    }


def _integer(item: Mapping[str, Any], name: str) -> int | None:
    return int(item[name]) if name in item else None


def to_problem(stored: Mapping[str, Any]) -> Problem:
    """The problem that an item holds."""
    return Problem(**{**stored, "line": int(stored["line"]), "column": int(stored["column"])})
