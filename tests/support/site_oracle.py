"""What must be true of the settings and the redirects of site.yaml, as the oracle asks."""

import re
from collections.abc import Mapping
from typing import Any

from articles.common import keys
from articles.common.paths import is_reserved
from articles.publishing.errors import ArticleError
from articles.publishing.media.own_files import STYLE, is_used
from articles.publishing.reading.site import SiteFile, parse_site
from articles.publishing.reading.site import in_force as kept
from articles.publishing.rendering.error_page import error_page
from articles.publishing.storage import cards as storage_cards
from articles.publishing.storage.cards import Card
from articles.publishing.storage.items import to_redirects, to_site
from articles.publishing.storage.own_words import OwnWordsReader
from articles.publishing.storage.site_items import from_error_page
from articles.publishing.storage.sites import Site
from articles.publishing.storage.sources import Source
from articles.publishing.storage.uploads import SITE_FILE

from tests.support.world import DERIVED, World, in_process

_NAMED = re.compile(r'<link rel="stylesheet" href="/([^"]+)">')

Items = Mapping[tuple[str, str], Mapping[str, Any]]


def in_force(items: Items) -> tuple[Site, dict[str, str]]:
    """The settings and the redirects in force."""
    site, redirects = (items.get((each["pk"], each["sk"])) for each in (keys.site(), keys.redirects()))
    return to_site(site), to_redirects(redirects)


def parsed(body: bytes | None) -> SiteFile | None:
    """What a file says; the defaults if there is none, None if it is broken."""
    try:
        return SiteFile() if body is None else in_process(parse_site, body)
    except ArticleError:
        return None


def check_whole(items: Items, source: Source | None, world: World) -> None:
    """At any time: the settings and the redirects in force are those of one version, the one that is said to be."""
    version = source.live_version if source is not None else ""
    if version and version not in world.bodies:
        return  # it was not put by this world
    file = parsed(world.bodies[version] if version else None)
    assert file is not None, "a broken site.yaml is in force"
    site, redirects = in_force(items)
    lost = {address for _, address in site.own} - world.objects(DERIVED).keys() if site.own else set()
    assert not lost, f"pages name {lost}, where nothing is"
    _check_error_page(items, source, site, world)
    assert (site.file, redirects) == _kept(file), f"what is in force is not what version {version} of site.yaml says"
    registered = {keys.PATH_PREFIX + each.path for each in file.links if each.path}
    found = {partition for partition, sort in items if sort == keys.REFERRER_PREFIX + SITE_FILE}
    assert found == registered, f"{SITE_FILE} is registered at {found}, and should be at {registered}"


def _check_error_page(items: Items, source: Source | None, site: Site, world: World) -> None:
    """The page that tells of errors is of what is in force, as soon as site.yaml was looked at."""
    key = keys.error_page()
    found = items.get((key["pk"], key["sk"]))
    if source is None or not source.revision:
        assert found is None, f"a page of errors is there, and {SITE_FILE} is not known"
        return
    words = OwnWordsReader(world.objects(DERIVED).get).of(site.own)
    settings = site.settings(world.site.url, words=words)
    wanted = from_error_page(in_process(error_page, settings, site.file.errors))
    assert found is not None, "there is no page of errors"
    assert {**found, "page": bytes(found["page"])} == wanted, "the page of errors is not of what is in force"


def check_settled(items: Items, sources: Mapping[str, Source], body: bytes | None, cards: Mapping[str, Card]) -> None:
    """When nothing is under way: what the bucket has is in force, unless it is broken, and so are the own files."""
    source, own = sources.get(SITE_FILE), dict(in_force(items)[0].own)
    said = in_force(items)[0].file
    keys_in_use = {key for key in sources if is_used(key)} | {*said.own_keys}
    in_use = {key: source.media for key, source in sources.items() if key in keys_in_use}
    wanted = {key: media.address for key, media in in_use.items() if media is not None}
    assert own == wanted, f"the own files in use are {own}, and should be {wanted}"
    if source is None:
        assert body is None, f"{SITE_FILE} is not known"
        return
    file = parsed(body)
    if body is None:
        assert source.state == "deleted", f"{SITE_FILE} is gone, and {source.state}"
    elif file is None:
        assert source.state == "rejected", f"{SITE_FILE} is broken, and {source.state}"
    else:
        assert source.state == "published", f"{SITE_FILE} is right, and {source.state}"
    if file is not None:
        assert in_force(items)[0].file == _kept(file)[0], f"{SITE_FILE} is not in force"
        kinds = ("redirect-", "site-link-", "site-file-")
        told = {(each.line, each.code) for each in source.problems if each.code.startswith(kinds)}
        missing = {(each.line, "site-file-missing") for each in file.files if each.key not in own}
        assert told == {*_warnings(file, cards)} | missing, f"the author of {SITE_FILE} is told {told}"
    redirects = in_force(items)[1]
    for path in redirects.keys() | cards.keys():
        has = cards[path].redirect if path in cards else None
        assert has == redirects.get(path), f"{path} redirects to {has}, and should to {redirects.get(path)}"


def check_page(path: str, html: str, sources: Mapping[str, Source]) -> None:
    """When nothing is under way: a page names the style of the site that is served now, and no other."""
    style = sources.get(STYLE)
    wanted = [style.media.address] if style is not None and style.media is not None else []
    found = _NAMED.findall(html)
    assert found == wanted, f"{path} names the style sheets {found}, and should name {wanted}"


def end_of(path: str, cards: Mapping[str, Card]) -> Card | None:
    """What a path leads to in the end: a live page, or a redirect to what is no article; None if to nothing.

    What is too many paths away is nothing.
    """
    passed: set[str] = set()

    def search(at: str) -> Card | None:
        if at in passed or len(passed) == storage_cards.MAX_PASSED:
            return None
        passed.add(at)
        if at not in cards:
            return None
        card = cards[at]
        if card.state == "live" or is_elsewhere(card):
            return card
        ends = (search(to) for to in ([card.alias or card.redirect or ""] if _is_replaced(card) else card.moved_to))
        return next((end for end in ends if end is not None), None)

    return search(path)


def is_elsewhere(card: Card) -> bool:
    """Whether a path redirects to what is no article."""
    wanted = card.redirect
    return (
        card.state != "live"
        and card.alias is None
        and wanted is not None
        and (not wanted.startswith("/") or is_reserved(wanted))
    )


def _is_replaced(card: Card) -> bool:
    return card.alias is not None or card.redirect is not None


def _kept(file: SiteFile) -> tuple[SiteFile, dict[str, str]]:
    return kept(file), {each.path: each.target for each in file.redirects}


def _warnings(file: SiteFile, cards: Mapping[str, Card]) -> list[tuple[int, str]]:
    linked = [each for each in file.links if each.path]
    found = [(each.line, "site-link-nowhere") for each in linked if end_of(each.path, cards) is None]
    for each in file.redirects:
        card = cards.get(each.path)
        if card is not None and (card.state == "live" or card.alias is not None):
            found.append((each.line, "redirect-unused"))
        elif end_of(each.path, cards) is None:
            found.append((each.line, "redirect-nowhere"))
    return found
