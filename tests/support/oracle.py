"""What must be true of a site when nothing is under way: that the table agrees with the bucket."""

import gzip
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from typing import Any
from urllib.parse import unquote

from articles.common import keys
from articles.common.representations import HTML, JSON, KINDS, RELATED
from articles.publishing.errors import ArticleError
from articles.publishing.media.facts import MediaFile
from articles.publishing.problems import Reading, reading_of
from articles.publishing.reading.article import Article, RelatedArticle
from articles.publishing.reading.ignoring import is_ignored
from articles.publishing.reading.site import SiteFile
from articles.publishing.reading.visibility import Visibility
from articles.publishing.reading.visibility_keys import published_key
from articles.publishing.rendering.fingerprint import fingerprint, rendered_from
from articles.publishing.rendering.rendered import Rendered
from articles.publishing.rendering.representations import represent
from articles.publishing.rendering.settings import Settings
from articles.publishing.rendering.text_links import text_links
from articles.publishing.storage import directories
from articles.publishing.storage.article_items import to_article, to_feed_entry, to_search_document
from articles.publishing.storage.cards import Card
from articles.publishing.storage.directories import NO_DATE
from articles.publishing.storage.items import to_card, to_source
from articles.publishing.storage.link_items import to_links
from articles.publishing.storage.linking import Outlook, Surroundings, look, place_in_site
from articles.publishing.storage.neighbours import Candidates, Neighbours
from articles.publishing.storage.own_words import OwnWordsReader
from articles.publishing.storage.sources import Source
from articles.publishing.storage.uploads import SITE_FILE, is_article, is_reportable, is_served, name_of

from tests.support import (
    alias_oracle,
    link_oracle,
    media_oracle,
    readers,
    search_oracle,
    site_oracle,
    translation_oracle,
)
from tests.support.mirror import mirror_of
from tests.support.world import DERIVED, World, in_process

_DIRECTORIES = (keys.SUBJECTS, keys.MONTHS)


@dataclass(frozen=True)
class State:
    """What bucket and table hold.

    Attributes:
        items: The table's items, by pk and sk.
        reports: What the authors are told, by the key of the file.
        uploads: What each article file of the bucket says.
        served: The files of the bucket of which a copy is served.
        site_file: The bytes of site.yaml; none if it is not in the bucket.
        sources: The files that the table knows, by their keys.
        cards: What is at each path.
        site: The settings in force, without redirects.
        settings: The site's.
    """

    items: Mapping[tuple[str, str], Mapping[str, Any]]
    reports: Mapping[str, Any]
    uploads: Mapping[str, Reading]
    served: Mapping[str, bytes]
    sources: Mapping[str, Source]
    cards: Mapping[str, Card]
    site_file: bytes | None
    site: SiteFile
    settings: Settings

    @cached_property
    def live(self) -> dict[str, Card]:
        """The paths at which a page is live."""
        return {path: card for path, card in self.cards.items() if card.state == "live"}

    @cached_property
    def articles(self) -> dict[str, Article]:
        """The articles of these pages."""
        return {path: to_article(self.items[_pair(keys.article(path))]) for path in self.live}


def check(world: World) -> None:
    """Whatever happened before: now that nothing is under way, the table agrees with the bucket.

    Raises:
        AssertionError: It does not.
    """
    assert world.pending() == [], "something is under way"
    state = read(world)
    _check_whole(state, world)
    for source in state.sources.values():
        _check_finished(source, state)
        _check_report(source, state)
        link_oracle.check_told(source, state.sources)
    site_oracle.check_settled(state.items, state.sources, state.site_file, state.cards)
    now = world.site.now()
    for key, reading in state.uploads.items():
        assert key in state.sources, f"{key} is not known"
        _check_upload(state.sources[key], reading, state, now)
        assert state.sources[key].decided <= world.latest, f"{key} was decided for a time that never was"
    for key in state.served:
        assert key in state.sources, f"{key} is not known"
    media_oracle.check_settled(state.sources, state.served, state.site, world)
    for card in state.live.values():
        _check_page(card, state, world)
    for card in state.cards.values():
        _check_redirect(card, state)
    _check_entries(state)
    public = {key: reading.article if reading.is_valid else None for key, reading in state.uploads.items()}
    alias_oracle.check_settled(state.items, state.sources, public, world)
    link_oracle.check_settled(state.items, state.cards)
    search_oracle.check_settled(state.cards, world)
    readers.check(state.articles, state.cards, state.items, state.settings, world)


def check_mirror(world: World) -> None:
    """The mirror of the site has what is live and where paths lead, if it has followed since.

    Raises:
        AssertionError: It has something else.
    """
    state = read(world)
    items = {path: state.items[_pair(keys.representation(path, JSON))] for path in state.live}
    texts = {path: gzip.decompress(bytes(item["body"])).decode() for path, item in items.items()}
    mirror_of(world).check(state.cards, texts)


def check_related(world: World) -> None:
    """When the index has been at rest for a minute: each page has its neighbours, as far as it is to have any.

    Raises:
        AssertionError: One has not.
    """
    state = read(world)
    search_oracle.check_at_rest(world)
    findable = [card for card in state.live.values() if card.search]
    for card in findable if len(findable) > 1 else ():
        links = to_links(card.path, state.items.get(_pair(keys.links(card.path))))
        if len(links.related) < state.site.related.fill:
            assert links.neighbours.digest == card.search, f"nobody has computed the neighbours of {card.path}"


def check_at_any_time(world: World) -> None:
    """Between any two requests: the table is whole, since what belongs together is written at once.

    Raises:
        AssertionError: It is not.
    """
    _check_whole(read(world), world)


def _check_whole(state: State, world: World) -> None:
    site_oracle.check_whole(state.items, state.sources.get(SITE_FILE), world)
    alias_oracle.check_whole(state.items, state.sources, state.cards)
    link_oracle.check_whole(state.items, state.cards)
    translation_oracle.check_whole(state.items, state.sources)
    media_oracle.check_whole(state.sources, world)
    search_oracle.check_whole(state.cards, {path: state.items[_pair(keys.article(path))] for path in state.live})
    for source in state.sources.values():
        _check_path(source, state)
    for card in state.cards.values():
        if card.state == "live":
            owner = state.sources[card.owner]
            assert owner.path == card.path, f"{card.path} is live, and {card.owner} does not know"
            _check_article(card, state)
            if owner.live_version in world.bodies:
                reading = _read(world.bodies[owner.live_version], owner.key, state.site)
                article = reading.article
                stored = replace(state.articles[card.path], uploaded=None)
                assert article is not None, f"{owner.key} is live with a version that cannot be read"
                assert reading.is_valid, f"{owner.key} is live with a version that is wrong"
                _check_public(owner, card.path, stored.visibility, state, world)
                # Other rules of paths, of dates, and of languages may be in force since.
                said = replace(
                    article,
                    path=stored.path,
                    visibility=stored.visibility,
                    group=stored.group,
                    edition=stored.edition,
                    language=stored.language,
                )
                assert _said(stored) == _said(said), f"{card.path} is not the version that it is said to be"
                alias_oracle.check_named(owner, article)
                _check_uploaded(owner, card.path, state, world)
        _check_indexes(card, state)
    _check_nothing_else(state)


def read(world: World) -> State:
    """What there is now."""
    items = {(item["pk"], item["sk"]): item for item in world.items()}
    objects = world.objects()
    sources = (to_source(item) for item in items.values() if item["sk"] == "SOURCE")
    site, _ = site_oracle.in_force(items)
    cards = (to_card(item) for item in items.values() if item["sk"] == "CARD")
    return State(
        items=items,
        reports={key[8:-5]: json.loads(body) for key, body in objects.items() if key.endswith(".json")},
        uploads={key: _read(body, key, site.file) for key, body in objects.items() if is_article(key)},
        served={key: body for key, body in objects.items() if is_served(key)},
        sources={source.key: source for source in sources},
        cards={card.path: card for card in cards},
        site_file=objects.get(SITE_FILE),
        site=site.file,
        settings=site.settings(world.site.url, words=OwnWordsReader(world.objects(DERIVED).get).of(site.own)),
    )


def _check_public(source: Source, path: str, said: Visibility, state: State, world: World) -> None:
    """A page is one of a file that says that it is public, and readers get it no longer than that."""
    reading = _read(world.bodies[source.live_version], source.key, replace(state.site, future=True))
    visibility = reading.article.visibility if reading.article is not None else said
    assert visibility.draft is None, f"{source.key} is live with a draft"
    begins = visibility.since.seconds if visibility.since else 0
    assert begins <= world.latest, f"{source.key} is live too early"
    assert (visibility.until, visibility.unlisted) == (said.until, said.unlisted), f"{path} says otherwise"
    expires = said.until.seconds if said.until else None
    assert source.expires == expires, f"{source.key} expires at {source.expires}, not {expires}"
    if expires is not None and expires <= world.site.now():
        for kind in KINDS.values():
            status = readers.deliver(kind.at(path), world, state.items).status
            assert status == 410, f"{path} has expired, and is answered {status}"


def _check_path(source: Source, state: State) -> None:
    if source.state == "deleted":
        assert (source.path, source.claim) == (None, None), f"{source.key} is deleted, and live"
    if source.path is not None:
        assert source.path in state.live, f"{source.key} is not live at {source.path}"
        assert state.cards[source.path].owner == source.key, f"{source.key} is not live at {source.path}"


def _check_finished(source: Source, state: State) -> None:
    assert source.outbox == (), f"{source.key} is unfinished"
    is_there = (
        source.key in state.uploads
        or source.key in state.served
        or (source.key == SITE_FILE and state.site_file is not None)
    )
    assert is_there or source.state == "deleted", f"{source.key} is gone, and {source.state}"


def _check_report(source: Source, state: State) -> None:
    """The author has been told of each problem that there is, and of none that is mended."""
    if not is_reportable(source.key):
        assert source.key not in state.reports
        return
    told = state.reports.get(source.key, {"problems": []})["problems"]
    assert told == [asdict(problem) for problem in source.problems], f"the report on {source.key} is old"


def _check_upload(source: Source, reading: Reading, state: State, now: float) -> None:
    """A file is what it says, for now, or for the time for which it was decided, if that is later."""
    key, article = source.key, reading.article
    visibility = article.visibility if article is not None else Visibility()
    decided = max(now, source.decided)
    at = visibility.state(decided)
    assert not source.is_due(decided), f"{key} is due"
    assert source.state in ("draft", "ignored", "expired") or source.due == _due(source, visibility, decided, state), (
        f"{key} is due at {source.due}"
    )
    assert source.renderer == fingerprint(state.settings), f"{key} was rendered by other code"
    if is_ignored(key, state.site.ignore):
        assert (source.state, source.path) == ("ignored", None), f"{key} is ignored, and {source.state}"
    elif at != "public":
        assert (source.state, source.path) == (at, None), f"{key} is {at}, and {source.state}"
    elif article is None or not reading.is_valid:
        assert source.state == "rejected", f"{key} cannot be published, and is {source.state}"
    elif _rendered(article, _outlook(article, key, state), state) is None:
        assert source.state == "rejected", f"{key} cannot be rendered, and is {source.state}"
    elif source.state == "waiting":
        assert source.claim == article.path, f"{key} waits for {source.claim}, not {article.path}"
        assert article.path in state.live, f"{key} waits for {article.path}, which is free"
        holder = state.cards[article.path].owner
        assert holder == source.holder != key, f"{key} waits for {source.holder}, the holder is {holder}"
        assert any(holder in problem.message for problem in source.problems), f"{key} is not told of {holder}"
    else:
        assert source.state == "published", f"{key} is valid, and {source.state}"
        assert source.path == article.path, f"{key} is at {source.path}, not {article.path}"
        assert source.claim is None, f"{key} is published, and waits for {source.claim}"
        stored = replace(state.articles[article.path], uploaded=None)
        assert _said(stored) == _said(article), f"{article.path} is not what {key} says"


def _due(source: Source, visibility: Visibility, decided: float, state: State) -> int | None:
    """When a file is another one next: by what its newest version says, or the one that is live."""
    until = state.articles[source.path].visibility.until if source.path is not None else None
    times = (until.seconds if until else None, visibility.due(decided))
    return min((time for time in times if time is not None), default=None)


def _check_article(card: Card, state: State) -> None:
    """A page's card is what its article says."""
    article = state.articles[card.path]
    said = Card(
        path=article.path,
        state=card.state,
        owner=card.owner,
        revision=card.revision,
        alias=card.alias,
        alias_owner=card.alias_owner,
        redirect=card.redirect,
        moved_to=card.moved_to,
        links=card.links,
        rendered=card.rendered,
        refused=card.refused,
        id=article.id,
        title=article.title,
        subject=article.subject,
        subject_slug=article.subject_slug,
        date=article.date.isoformat() if article.date else "",
        description=article.description,
        modified=article.uploaded,
        unlisted=article.visibility.unlisted,
        json_etag=state.items[_pair(keys.representation(card.path, JSON))]["etag"],
        changed=card.changed,
        published=card.published,
        anchors=card.anchors,
        search=card.search,
        excerpt="" if article.description else to_feed_entry(state.items[_pair(keys.article(card.path))]).excerpt,
        language=article.language,
        edition=article.edition,
        translations=card.translations,
    )
    assert card == said, f"the card of {card.path} is not what its article says"


def _check_uploaded(source: Source, path: str, state: State, world: World) -> None:
    """A page says that it was changed when its bytes were uploaded: once, or once more after others.

    If it waited for its time, it was changed then; so it may have waited for its date before the settings let it come.
    """
    uploaded = state.articles[path].uploaded
    assert source.uploaded == uploaded, f"{path} was changed at {uploaded}, its file at {source.uploaded}"
    body = world.bodies[source.live_version]
    times = {time for version, time in world.times.items() if world.bodies[version] == body}
    reading = _read(body, source.key, replace(state.site, future=False))
    since = reading.article.visibility.since if reading.article is not None else None
    times |= {max(time, since.seconds) for time in times if since is not None}
    assert uploaded in times or not world.times, f"{path} was changed at {uploaded}, and uploaded at {times}"


def _check_page(card: Card, state: State, world: World) -> None:
    """What is stored is what rendering gives now, and shows the live pages that the article links to, as they are.

    A page that cannot be rendered now stays as it is, is not tried again, and its author has been told.
    """
    article = state.articles[card.path]
    outlook = _outlook(article, card.owner, state)
    rendered, related = _rendered(article, outlook, state), outlook.related
    assert related == _related(article, state), f"{card.path} has the related articles {related}"
    made_from = rendered_from(outlook.shown, fingerprint(state.settings))
    if rendered is None:
        assert card.refused == made_from, f"{card.path} cannot be rendered, and will be tried again"
        assert state.sources[card.owner].state != "published", f"{card.path} is old, and nobody has been told"
        return
    assert (card.rendered, card.refused) == (made_from, ""), f"{card.path} is old"
    texts = {}
    entry = to_feed_entry(state.items[_pair(keys.article(card.path))])
    assert entry == rendered.entry, f"the entry of {card.path} in feeds is old"
    search = to_search_document(state.items[_pair(keys.article(card.path))])
    assert search == rendered.search, f"what search is to know of {card.path} is old"
    for now in rendered.representations:
        item = state.items[_pair(keys.representation(card.path, now.kind))]
        stored = (item["etag"], bytes(item["body"]), item["type"], item["headers"])
        until = article.visibility.until
        assert item.get("expires") == (until.seconds if until else None), f"{now.kind} of {card.path} ends otherwise"
        assert stored == (now.etag, now.body, now.content_type, now.headers), f"{now.kind} of {card.path} is old"
        texts[now.kind] = gzip.decompress(stored[1]).decode()
    for kind in (JSON, RELATED):
        shown = [(each["path"], each["title"], each["computed"]) for each in json.loads(texts[kind])["related"]]
        expected = [(each.path, each.title, each.computed) for each in related]
        assert shown == expected, f"{kind} of {card.path} shows {shown}"
    link_oracle.check_page(card, article, outlook, rendered, state.items)
    link_oracle.check_text(card.path, json.loads(texts[JSON])["links"], article, state.live, state.sources)
    translation_oracle.check_page(
        card, article, texts[HTML], translation_oracle.groups_of(state.articles, state.live), state.site
    )
    media_oracle.check_page(card.path, texts[HTML], article.answer, state.sources, world)
    site_oracle.check_page(card.path, texts[HTML], state.sources)
    main = texts[HTML].partition("<main")[2].partition("</main>")[0]
    hrefs = [unquote(href).partition("#")[0] for href in re.findall(r'<a href="([^"]*)"(?! hreflang)', main)]
    links = [href for href in hrefs if href in {*state.cards, *(each.path for each in article.related)} - {card.path}]
    shown = [each["path"] for each in json.loads(texts[JSON])["links"] if each["path"] not in (None, card.path)]
    assert links == shown + [each.path for each in related], f"the page {card.path} links to {links}"


def _check_indexes(card: Card, state: State) -> None:
    """A live page is in the lists of its subject and month; another is in none."""
    item = state.items[_pair(keys.card(card.path))]
    listed = {name: item[name] for name in ("subject_pk", "subject_sk", "month_pk", "month_sk") if name in item}
    leads = card.redirect or card.alias or (card.state != "live" and card.moved_to)
    owner = card.owner if leads else None
    assert item.get("source") == owner, f"{card.path} leads to {card.location}, and should be indexed by {owner}"
    changed = item.get("time_pk"), item.get("time_sk")
    told = (
        (keys.changed_index(keys.changed_month(card.changed)), keys.changed_sort(card.changed, card.path))
        if (card.changed is not None)
        else (None, None)
    )
    assert changed == told, f"{card.path} is indexed as changed by {changed}"
    if card.state != "live" or card.unlisted:
        assert listed == {}, f"{card.path} is {card.state}, and listed"
        return
    date = card.date or NO_DATE
    sort = keys.index_sort(date, card.id, card.path)
    expected = {"month_pk": keys.month_index(date[:7], card.edition), "month_sk": sort}
    if card.subject_slug:
        expected |= {"subject_pk": keys.subject_index(card.subject_slug, card.edition), "subject_sk": sort}
    assert listed == expected, f"{card.path} is listed as {listed}"


def _check_entries(state: State) -> None:
    """The directories have the subjects and months of live pages, and no others."""
    listed = {pair for pair in state.items if pair[0].partition("@")[0] in _DIRECTORIES}
    needed = {(entry.directory, entry.name) for card in state.live.values() for entry in directories.entries(card)}
    assert listed == needed, f"listed in vain: {sorted(listed - needed)}; not listed: {sorted(needed - listed)}"


def _check_redirect(card: Card, state: State) -> None:
    """A redirect leads to what is live, or to where site.yaml says; it is gone while it leads to nothing."""
    if card.state == "live":
        assert card.location is None, f"{card.path} is live, and redirects"
        return
    end = site_oracle.end_of(card.path, state.cards)
    if site_oracle.is_elsewhere(card):
        told_elsewhere = (card.state, card.location, card.unlisted)
        assert told_elsewhere == ("moved", None, False), f"{card.path} should lead to {card.redirect}"
    elif end is None:
        told = (card.state, card.location, card.unlisted)
        assert told == ("gone", None, False), f"{card.path} leads to {card.location}, which leads to nothing"
    elif end.path == card.path:
        raise AssertionError(f"{card.path} leads to itself")
    else:
        assert card.state == "moved", f"{card.path} is gone, and leads to {end.path}"
        assert card.location == end.path, f"{card.path} redirects to {card.location}, and should to {end.path}"
        assert card.unlisted is end.unlisted, f"{card.path} leads to {end.path}, and does not know that it is unlisted"


def _check_nothing_else(state: State) -> None:
    """There is no item but those that sources and cards ask for, entries of directories, and a comparison's place."""
    expected: list[keys.Key] = []
    for source in state.sources.values():
        expected.append(keys.source(source.key))
        if source.claim is not None:
            expected.append(keys.claim(source.claim, source.key))
    for card in state.cards.values():
        expected.append(keys.card(card.path))
        if card.state == "live":
            expected += [keys.article(card.path), *(keys.representation(card.path, kind) for kind in KINDS)]
            expected += directories.places(card)
    # alias_oracle looks at aliases, names and contents, link_oracle at links.
    apart = (keys.ALIAS_PREFIX, keys.SOURCE_PREFIX, keys.REFERRER_PREFIX, keys.links("")["sk"])
    others = (*_DIRECTORIES, keys.progress()["pk"], keys.SITE)
    found = {key for key in state.items if key[0].partition("@")[0] not in others and not key[1].startswith(apart)}
    wanted = {_pair(key) for key in expected}
    assert found == wanted, f"left behind: {sorted(found - wanted)}; missing: {sorted(wanted - found)}"
    for source in state.sources.values():
        if source.claim is not None:
            claim = state.items[_pair(keys.claim(source.claim, source.key))]
            assert (claim["holder"], claim["since"]) == (source.holder, source.since), f"the claim of {source.key}"


def _said(article: Article) -> Article:
    """An article without the warnings, which depend on the settings."""
    return replace(article, warnings=())


def _related(article: Article, state: State) -> tuple[RelatedArticle, ...]:
    """The live pages that an article links to, each once, in order, without itself.

    If its author names fewer than the site asks for, those of its neighbours follow that are listed, until there are so
    many: none of an unlisted page.
    """
    named = _ends([link.path for link in article.related], article, state)
    fill = 0 if article.visibility.unlisted else state.site.related.fill
    computed: list[str] = []
    if len(article.related) < fill:
        neighbours = to_links(article.path, state.items.get(_pair(keys.links(article.path)))).neighbours.paths
        listed = [end for end in _ends(neighbours, article, state) if not state.cards[end].unlisted]
        computed = [end for end in listed if end not in named][: max(fill - len(named), 0)]
    shown = [(state.cards[end], end in computed) for end in [*named, *computed]]
    return tuple(
        RelatedArticle(each.path, each.id, each.title, each.subject, is_computed) for each, is_computed in shown
    )


def _ends(paths: Iterable[str], article: Article, state: State) -> list[str]:
    """The other live pages to which paths lead, each once, in order."""
    found = (_end(path, state.cards) for path in paths)
    return [*dict.fromkeys(end for end in found if end is not None and end != article.path)]


def _outlook(article: Article, key: str, state: State) -> Outlook:
    """Where the links of an article lead, by all that the table has."""
    sources = sorted(state.sources.values(), key=lambda each: each.key)
    places = {source.key: place for source in sources if (place := place_in_site(source)) is not None}
    names: dict[str, list[str]] = {}
    for each, place in places.items():
        if isinstance(place, MediaFile) or place.is_live:
            names.setdefault(name_of(each), []).append(each)
    contents: dict[str, list[str]] = {}
    for source in sources:
        if source.content:
            contents.setdefault(source.content, []).append(source.key)
    groups = translation_oracle.groups_of(state.articles, state.live)
    around = Surroundings(state.cards, places, names, contents, groups)
    links = to_links(article.path, state.items.get(_pair(keys.links(article.path))))
    neighbours = links.neighbours if article.path in state.live else Neighbours()
    fill = 0 if article.visibility.unlisted else state.site.related.fill
    candidates = Candidates(tuple(link.path for link in article.related), neighbours, fill)
    text = in_process(text_links, article, state.settings.url)
    return look(article.path, published_key(key), candidates, text, around, article.group)


def _rendered(article: Article, outlook: Outlook, state: State) -> Rendered | None:
    """What rendering gives now, none if it refuses the article."""
    anchors = {path: to_links(path, state.items.get(_pair(keys.links(path)))).anchors for path in state.live}
    try:
        destinations = outlook.destinations(anchors)
        return in_process(represent, article, outlook.related, state.settings, destinations, outlook.translations)
    except ArticleError:
        return None


def _end(path: str, cards: Mapping[str, Card]) -> str | None:
    """The live page at the end of the redirects from a path, or none."""
    end = site_oracle.end_of(path, cards)
    return end.path if end is not None and end.state == "live" else None


def _read(body: bytes, key: str, site: SiteFile) -> Reading:
    return reading_of(body, key, site, "http://site", in_process)


def _pair(key: keys.Key) -> tuple[str, str]:
    return key["pk"], key["sk"]
