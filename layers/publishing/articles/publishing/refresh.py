"""Render a page again when what it links to has changed, and point a redirect at where its target is now."""

from dataclasses import replace
from typing import Literal

from articles.publishing.errors import ArticleError, ConflictError
from articles.publishing.reading.text_links import Target
from articles.publishing.reading.visibility_keys import published_key
from articles.publishing.rendering.fingerprint import fingerprint, rendered_from
from articles.publishing.rendering.representations import represent
from articles.publishing.rendering.text_links import text_links
from articles.publishing.retry import until_settled
from articles.publishing.running.services import Services
from articles.publishing.storage import writes
from articles.publishing.storage.cards import Card, is_live, updated_redirect
from articles.publishing.storage.changes import is_told
from articles.publishing.storage.linking import Outlook, look
from articles.publishing.storage.messages import Claimants, Index, Place, Referrers, Refresh, Sync
from articles.publishing.storage.neighbours import Neighbours
from articles.publishing.storage.page_links import PageLinks, anchors_digest, replaced, told
from articles.publishing.storage.requests import MAX_WRITES
from articles.publishing.storage.sites import Site
from articles.publishing.storage.uploads import SITE_FILE, name_of
from articles.publishing.storage.writes import Write

MAX_CLAIM_PAGES = 10

Refreshed = Literal["refreshed", "refused"]
# A path's card as it should be, and what to write to make it so.
Change = tuple[Card, list[Write]]


def refresh(
    path: str, services: Services, *, passed: bool = False, neighbours: Neighbours | None = None
) -> Refreshed | None:
    """Make what is stored for a path agree with the paths that it links to, and with the settings in force.

    This run may write what it read a while ago, and another run may have read newer cards just before that, and found
    nothing to do. So it repeats until a fresh read finds nothing to write.

    Args:
        path: The path.
        services: The site's services.
        passed: Whether a redirect to the path passes this on, so that the path, if it redirects itself, need not unless
            this changes it.
        neighbours: The pages that are most like the one at the path, if they have been computed anew.

    Returns:
        `refreshed`, or `refused` if the page cannot be rendered any more; None if nothing had to be written.

    Raises:
        ContentionError: Others kept changing the same items; the caller should try again later.
    """
    return until_settled(
        lambda done: _attempt(path, services, done, neighbours, passed=passed), services, f"refresh of {path}"
    )


def _attempt(
    path: str, services: Services, done: Refreshed | None, neighbours: Neighbours | None, *, passed: bool
) -> tuple[Refreshed | None, bool]:
    card, links, site = services.table.page(path)
    if card is None:
        return done, True
    links = settle_edges(card, links, services)
    if card.state == "live":
        # If its text is another by now, others are its neighbours.
        neighbours = neighbours if neighbours and neighbours.digest == card.search else links.neighbours
        after, changes = _page(card, links, neighbours, site, services)
    else:
        after, changes = _redirect(card, services)
    if changes:
        _tell_search(card, after, services)  # if this run dies after its commit, nobody else does
        services.table.commit(changes)
        _tell_search(card, after, services)  # who was told before the commit may have read what was there then
        return "refused" if after.refused else "refreshed", False
    if card.state != "live" and card.redirect is not None:
        # Its author is told whether the redirect leads anywhere: now, since before the commit that is not known yet.
        services.ingest.send([Sync(SITE_FILE)])
    if card.state != "live" and (done is not None or not passed):
        # Pages show a redirect's target, but are registered as referrers of the redirect only. A redirect that leads
        # over this one is a referrer of the target, too, and need not pass this on; but if this run has made the way
        # to the target shorter, one may reach it that was too far away before, and then its own referrers must know.
        tell_referrers(Target("path", path), services, passed=True)
    return done, True


def settle_edges(card: Card, links: PageLinks, services: Services) -> PageLinks:
    """Register what is at a path where its links lead, and nowhere else.

    Each transaction checks the card. So what another run registers for a later version of the page is not removed, and
    nothing is registered for an older one.

    Args:
        card: What is at the path.
        links: The links of that.
        services: The site's services.

    Returns:
        The links as they are then.

    Raises:
        ConflictError: The card is another one by now: read again.
    """
    edges = links.left_to_settle(card)
    if not edges:
        return links
    settled = links.settled(card)
    changes = [*writes.set_edges(card.path, edges), writes.put_links(settled)]
    for start in range(0, len(changes), MAX_WRITES - 1):
        services.table.commit([writes.check_unchanged(card), *changes[start : start + MAX_WRITES - 1]])
    return settled


def tell_referrers(to: Target, services: Services, *, passed: bool = False) -> None:
    """Ask for a refresh of all that links to something, if anything does; `passed`, on behalf of a redirect there."""
    if services.table.referrers(to, limit=1).found:
        services.refresh.send([Referrers(to, passed=passed)])


def _tell_search(before: Card, after: Card, services: Services) -> None:
    """Have the search index know a page that other code or settings have given other words."""
    if before.search != after.search:
        services.derive.send([Index((after.path,))])


def tell_linked(key: str, services: Services) -> None:
    """Ask for a refresh of all that links to a file, or to its name, if anything does."""
    tell_referrers(Target("file", key), services)
    tell_referrers(Target("name", name_of(key)), services)


def refresh_referrers(asked: Referrers, services: Services) -> int:
    """Ask for a refresh of the paths that link to something, at most a page of them; of site.yaml, for a sync.

    If there are more, send a message to continue with them.

    Returns:
        How many refreshes were asked for.
    """
    page = services.table.referrers(asked.to, asked.cursor, services.page)
    paths = [referrer for referrer in page.found if referrer != SITE_FILE]
    if paths != [*page.found]:
        services.ingest.send([Sync(SITE_FILE)])  # its author is told whether its links lead anywhere
    sent = services.refresh.send(Refresh(path, asked.passed) for path in paths)
    if page.cursor is not None:
        services.refresh.send([replace(asked, cursor=page.cursor)])
    return sent


def wake_claimants(path: str, cursor: str | None, services: Services) -> int:
    """Ask for a sync of files that wait for a path.

    If the path is free, take the file that has waited longest. If a page is live there, take those that know another
    holder than its owner, a page of claims at a time: if there are more, send a message to continue with them.

    Returns:
        How many syncs were asked for.
    """
    card = services.table.card(path)
    if card is None or card.state != "live":
        oldest = _oldest_claim(path, services)
        return services.ingest.send([Sync(oldest)] if oldest else [])
    page = services.table.claims(path, cursor, services.page)
    sent = services.ingest.send(Sync(claim.key) for claim in page.found if claim.holder != card.owner)
    if page.cursor is not None:
        services.refresh.send([Claimants(path, page.cursor)])
    return sent


def _page(card: Card, links: PageLinks, neighbours: Neighbours, site: Site, services: Services) -> Change:
    """What to write so that a live page shows its links as they are now, by the settings in force.

    Nothing if it shows them already, or if rendering it with them has been tried and failed.
    """
    wanted = replace(links, neighbours=neighbours)
    outlook = _outlook(card, wanted, site, services)
    settings = services.settings(site)
    rendered = rendered_from(outlook.shown, fingerprint(settings))
    is_shown = rendered == card.refused or (rendered == card.rendered and not card.refused)
    if is_shown and outlook.edges == links.edges and neighbours == links.neighbours:
        return card, []
    after = replace(card, revision=card.revision + 1, looked_at=())  # older code has the links of a page there
    wanted = replace(wanted, edges=outlook.edges)
    changes: list[Write] = []
    if not is_shown:
        try:
            after, wanted, changes = _rendered_again(after, wanted, outlook, site, services)
        except ArticleError:
            # What is live stays. It is not rendered again until something else changes.
            after = replace(after, refused=rendered)
    if wanted.told != links.told or after.refused != card.refused:
        # The sync of its file tells the author what it links to, or that it cannot be rendered, or that it can again.
        services.ingest.send([Sync(card.owner, force=True)])
    wanted, edges = replaced(wanted, links, card, after.revision)
    after = replace(after, links=wanted.revision)
    links_written = [*writes.set_links(links, wanted), *writes.set_edges(card.path, edges)]
    return after, [writes.put_card(after, card, services.now()), *links_written, *changes]


def _outlook(card: Card, links: PageLinks, site: Site, services: Services) -> Outlook:
    candidates = site.candidates(links.related, links.neighbours, unlisted=card.unlisted)
    around, _ = services.table.around(candidates.paths, links.text, pool=services.pool, groups=[links.group])
    return look(card.path, published_key(card.owner), candidates, links.text, around, links.group)


def _rendered_again(
    card: Card, links: PageLinks, outlook: Outlook, site: Site, services: Services
) -> tuple[Card, PageLinks, list[Write]]:
    """A page's card and links when it shows what its links lead to now, and what to write for that."""
    stored = services.table.article(card.path)
    if stored is None:
        raise ConflictError(f"{card.path} was deleted")
    settings = services.settings(site)
    renderer = fingerprint(settings)
    article = replace(stored.article, key=published_key(card.owner))  # which older code did not store
    if stored.renderer != renderer:  # other code may find other links in the same text
        links = replace(links, text=services.bounded(text_links, article, settings.url))
        outlook = _outlook(card, links, site, services)
    destinations = services.table.destinations(outlook)
    made = services.bounded(represent, article, outlook.related, settings, destinations, outlook.translations)
    changes = writes.put_representations(article, made.representations, int(services.now()))
    if outlook.text or stored.renderer != renderer or card.search != made.search_digest:
        # Its feed entry has the links of its text. Only new code or settings change its places, and what search knows.
        changes.append(writes.put_article(article, made.entry, renderer, made.search))
    card = replace(card, search=made.search_digest, excerpt=made.excerpt_beside(article.description))
    if stored.renderer != renderer:
        services.refresh.send([Place(card.path)])
        if outlook.candidates.lack(card.search):  # by other settings, it may be wanted that they are computed
            services.derive.send([Index((card.path,))])
    anchors = anchors_digest(made.anchors)
    if anchors != card.anchors:
        # Only other code finds other parts. Who is told before the commit may miss it, and is found by a comparison.
        tell_linked(card.owner, services)
        tell_referrers(Target("path", card.path), services)
    rendered = rendered_from(outlook.shown, renderer)
    after = replace(
        card,
        rendered=rendered,
        refused="",
        modified=made.modified,
        json_etag=made.json_etag,
        anchors=anchors,
        translations=outlook.translations,
    )
    told_of = told(made.warnings)
    edges, led_to, media = outlook.edges, outlook.led_to, outlook.media
    links = replace(links, edges=edges, led_to=led_to, media=media, told=told_of, anchors=made.anchors)
    return after, links, changes


def _redirect(card: Card, services: Services) -> Change:
    """What to write so that a redirect leads to a live page, or is gone while its target is.

    Nothing if that is so already, and mirrors of the site can know it, or if the card is not a redirect.
    """
    after, changes = redirected(card, card, services)
    return (card, []) if after == card and is_told(card) else (after, changes)


def redirected(before: Card, wanted: Card, services: Services) -> Change:
    """Find out where a path leads, and what to write so that it does.

    Args:
        before: What is at the path.
        wanted: The same with the alias and the redirect that it is to have. A live page stays what it is.
        services: The site's services.
    """
    cards = services.table.cards(wanted.leads_to)
    after = updated_redirect(wanted, cards)
    put = writes.put_card(replace(after, revision=before.revision + 1), before, services.now())
    live = [writes.check_live(after.location)] if after.location and is_live(cards.get(after.location)) else []
    return after, [put, *live, *writes.set_looked_at(before.path, before.looked_at, after.looked_at)]


def _oldest_claim(path: str, services: Services) -> str | None:
    claims = []
    cursor = None
    for _ in range(MAX_CLAIM_PAGES):
        page = services.table.claims(path, cursor, services.page)
        claims += [(claim.since, claim.key) for claim in page.found]
        cursor = page.cursor
        if cursor is None:
            break
    return min(claims)[1] if claims else None
