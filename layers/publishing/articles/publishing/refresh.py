"""Render a page again when what it links to has changed, and point a redirect at where its target is now."""

from dataclasses import replace
from typing import Literal

from articles.publishing.errors import ArticleError, ConflictError
from articles.publishing.reading.text_links import Target
from articles.publishing.rendering.fingerprint import fingerprint, rendered_from
from articles.publishing.rendering.representations import represent
from articles.publishing.retry import until_settled
from articles.publishing.running.services import Services
from articles.publishing.storage import writes
from articles.publishing.storage.cards import Card, Cards, is_live, related_articles, updated_redirect
from articles.publishing.storage.messages import Claimants, Place, Referrers, Refresh, Sync
from articles.publishing.storage.page_links import PageLinks
from articles.publishing.storage.requests import MAX_WRITES
from articles.publishing.storage.sites import Site
from articles.publishing.storage.uploads import SITE_FILE
from articles.publishing.storage.writes import Write

MAX_CLAIM_PAGES = 10

Refreshed = Literal["refreshed", "refused"]
# A path's card as it should be, and what to write to make it so.
Change = tuple[Card, list[Write]]


def refresh(path: str, services: Services, *, passed: bool = False) -> Refreshed | None:
    """Make what is stored for a path agree with the paths that it links to, and with the settings in force.

    This run may write what it read a while ago, and another run may have read newer cards just before that, and found
    nothing to do. So it repeats until a fresh read finds nothing to write.

    Args:
        path: The path.
        services: The site's services.
        passed: Whether a redirect to the path passes this on, so that the path, if it redirects itself, need not unless
            this changes it.

    Returns:
        `refreshed`, or `refused` if the page cannot be rendered any more; None if nothing had to be written.

    Raises:
        ContentionError: Others kept changing the same items; the caller should try again later.
    """
    return until_settled(lambda done: _attempt(path, services, done, passed=passed), services, f"refresh of {path}")


def _attempt(path: str, services: Services, done: Refreshed | None, *, passed: bool) -> tuple[Refreshed | None, bool]:
    card, links, site = services.table.page(path)
    if card is None:
        return done, True
    settle_edges(card, links, services)
    if card.state == "live":
        cards = services.table.cards(links.related)
        after, changes = _page(card, links, cards, site, services)
    else:
        after, changes = _redirect(card, services)
    if changes:
        services.table.commit(changes)
        return "refused" if after.refused else "refreshed", False
    if card.state != "live" and card.redirect is not None:
        # Its author is told whether the redirect leads anywhere: now, since before the commit that is not known yet.
        services.ingest.send([Sync(SITE_FILE)])
    if card.state != "live" and (done is not None or not passed):
        # Pages show a redirect's target, but are registered as referrers of the redirect only. A redirect that leads
        # over this one is a referrer of the target, too, and need not pass this on; but if this run has made the way
        # to the target shorter, one may reach it that was too far away before, and then its own referrers must know.
        tell_referrers(path, services, passed=True)
    return done, True


def settle_edges(card: Card, links: PageLinks, services: Services) -> None:
    """Register what is at a path where its links lead, and nowhere else.

    Each transaction checks the card. So what another run registers for a later version of the page is not removed, and
    nothing is registered for an older one.

    Args:
        card: What is at the path.
        links: The links of that.
        services: The site's services.

    Raises:
        ConflictError: The card is another one by now: read again.
    """
    edges = links.left_to_settle(card)
    if not edges:
        return
    changes = [*writes.set_edges(card.path, edges), writes.put_links(links.settled(card))]
    for start in range(0, len(changes), MAX_WRITES - 1):
        services.table.commit([writes.check_unchanged(card), *changes[start : start + MAX_WRITES - 1]])


def tell_referrers(path: str, services: Services, *, passed: bool = False) -> None:
    """Ask for a refresh of all that links to a path, if anything does; `passed`, on behalf of a redirect there."""
    if services.table.referrers(Target("path", path), limit=1).found:
        services.refresh.send([Referrers(path, passed=passed)])


def refresh_referrers(asked: Referrers, services: Services) -> int:
    """Ask for a refresh of the paths that link to a path, at most a page of them.

    If there are more, send a message to continue with them.

    Returns:
        How many refreshes were asked for.
    """
    page = services.table.referrers(Target("path", asked.path), asked.cursor, services.page)
    sent = services.refresh.send(Refresh(referrer, asked.passed) for referrer in page.found)
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


def _page(card: Card, links: PageLinks, cards: Cards, site: Site, services: Services) -> Change:
    """What to write so that a live page shows its links as they are now, by the settings in force.

    Nothing if it shows them already, or if rendering it with them has been tried and failed.
    """
    related = related_articles(card.path, links.related, cards)
    settings = site.settings(services.url)
    renderer = fingerprint(settings)
    rendered = rendered_from(related, renderer)
    if rendered == card.refused or (rendered == card.rendered and not card.refused):
        return card, []
    stored = services.table.article(card.path)
    if stored is None:
        raise ConflictError(f"{card.path} was deleted")
    after = replace(card, revision=card.revision + 1)
    changes: list[Write] = []
    try:
        made = services.bounded(represent, stored.article, related, settings)
        after = replace(after, rendered=rendered, refused="", modified=made.modified)
        changes = writes.put_representations(stored.article, made.representations, int(services.now()))
        if stored.renderer != renderer:  # only new code or settings change its feed entry or its places
            changes.append(writes.put_article(stored.article, made.entry, renderer))
            services.refresh.send([Place(card.path)])
    except ArticleError:
        # What is live stays. It is not rendered again until something else changes.
        after = replace(after, refused=rendered)
    if after.refused != card.refused:
        # The sync of its file tells the author that it cannot be rendered, or that it can again.
        services.ingest.send([Sync(card.owner, force=True)])
    return after, [writes.put_card(after), *changes]


def _redirect(card: Card, services: Services) -> Change:
    """What to write so that a redirect leads to a live page, or is gone while its target is.

    Nothing if that is so already, or if the card is not a redirect.
    """
    after, changes = redirected(card, card, services)
    return (card, []) if after == card else (after, changes)


def redirected(before: Card, wanted: Card, services: Services) -> Change:
    """Find out where a path leads, and what to write so that it does.

    Args:
        before: What is at the path.
        wanted: The same with the alias and the redirect that it is to have. A live page stays what it is.
        services: The site's services.
    """
    cards = services.table.cards(wanted.leads_to)
    after = updated_redirect(wanted, cards)
    put = writes.put_card(replace(after, revision=before.revision + 1))
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
