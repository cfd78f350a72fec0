"""Compare the bucket with the table, step by step, to find what events failed to bring and what older code rendered.

Also compare the table with itself: redirects with their targets, and directories with the pages in them; and with what
search knows.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from articles.common import keys as item_keys
from articles.publishing.differences import Difference, difference, media_difference
from articles.publishing.running.services import Services
from articles.publishing.search_differences import Know, knowledge_of, of_index, of_known, of_neighbours, of_pages
from articles.publishing.site_comparison import is_settled
from articles.publishing.storage import directories
from articles.publishing.storage.cards import Card, Cards, is_live, updated_redirect
from articles.publishing.storage.changes import is_told
from articles.publishing.storage.directories import Entry
from articles.publishing.storage.linking import Surroundings
from articles.publishing.storage.messages import Index, IndexAnew, Pass, Redirects, Refresh, Relate, Sync
from articles.publishing.storage.page_links import PageLinks
from articles.publishing.storage.sources import Source
from articles.publishing.storage.uploads import SITE_FILE, is_content, is_served, name_of

_LOOKS_AT_ONCE = 16

Stage = Literal["bucket", "table", "directories", "search"]

_STAGES: Mapping[str, Stage] = {"table": "table", "directories": "directories", "search": "search"}

# Of so many paths that search knows, one page of the comparison looks at what is there.
_KNOWN_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a comparison has come: it goes through the bucket, the table, the directories, the index."""

    through: Stage = "bucket"
    cursor: str | None = None

    @classmethod
    def at(cls, saved: tuple[str, str]) -> "Progress":
        """Read where an earlier run stopped, from what the table stores."""
        through, cursor = saved
        return cls(_STAGES.get(through, "bucket"), cursor or None)

    @property
    def saved(self) -> tuple[str, str] | None:
        """What the table stores of this; None at the beginning."""
        return None if self == Progress() else (self.through, self.cursor or "")


@dataclass(frozen=True, slots=True)
class Step:
    """One page of a comparison. `progress` says where to continue; after the last page it is the beginning again."""

    compared: int
    differences: tuple[Difference, ...]
    progress: Progress


def steps(services: Services, progress: Progress, *, everything: bool = False) -> Iterator[Step]:
    """Compare page by page, from where an earlier run stopped.

    Args:
        services: The site's services.
        progress: Where to begin.
        everything: Treat every file of the bucket as different.
    """
    know = knowledge_of(services)
    while True:
        match progress.through:
            case "bucket":
                step = _through_bucket(services, progress.cursor, know, everything=everything)
            case "table":
                step = _through_table(services, progress.cursor)
            case "directories":
                step = _through_directories(services, progress.cursor)
            case "search":
                step = _through_search(services, progress.cursor or "", know)
        yield step
        progress = step.progress
        if progress == Progress():
            return


def compare(etags: Mapping[str, str], services: Services, know: Know | None = None) -> tuple[Difference, ...]:
    """Find the files of the bucket that the table does not agree with.

    For the others, find what their pages lack in the directories and in the search index.

    Args:
        etags: The ETag of each file, by its key.
        services: The site's services.
        know: What reads what search knows; made if it is not given.
    """
    know = know or knowledge_of(services)
    pages = {key: etag for key, etag in etags.items() if not is_served(key)}
    served = {key: etag for key, etag in etags.items() if is_served(key)}
    found = _compare_pages(pages, services, know) if pages or not served else ()
    return (*found, *(_compare_served(served, services) if served else ()))


def _compare_pages(etags: Mapping[str, str], services: Services, know: Know) -> tuple[Difference, ...]:
    sources = services.table.sources(etags)
    around, links = _pages(sources.values(), services)
    site = services.table.site()
    now = services.now()
    found = {
        key: difference(sources.get(key, Source(key)), etag, around, links, site, services.settings(site), now)
        for key, etag in etags.items()
    }
    right = [source for key, source in sources.items() if found[key] is None]
    own = [around.cards[source.path] for source in right if source.path is not None]
    with_links = [(card, links[card.path]) for card in own if card is not None]
    # A file that differs may leave its page as it is, so that its sync need not tell search of that.
    told = [source for source in sources.values() if not source.outbox]
    live = [around.cards[source.path] for source in told if source.path is not None]
    return (
        *filter(None, found.values()),
        *_unlisted(right, around.cards, services),
        *of_pages(live, know),
        *of_neighbours(with_links, site, around.cards, know),
    )


def _compare_served(etags: Mapping[str, str], services: Services) -> tuple[Difference, ...]:
    """The same of files of which a copy is served: that, and their names."""
    sources = services.table.sources(etags)
    site, now = services.table.site(), services.now()
    found = {key: media_difference(sources.get(key, Source(key)), etag, site, now) for key, etag in etags.items()}
    right = [source for key, source in sources.items() if found[key] is None]
    shown = [source for source in right if source.as_media is not None]
    names = [(source.key, item_keys.name(name_of(source.key), source.key)) for source in shown]
    unnamed = _lacking(names, services.table.are_there([item for _, item in names]))
    wanted = [(source.key, address) for source in right if source.media for address in source.media.addresses]
    with services.pool(_LOOKS_AT_ONCE) as pool:
        there = [*pool.map(services.derived.exists, [address for _, address in wanted])]
    missing = _lacking(wanted, there)
    unmade = {each.key: None for each in shown if each.media is not None and each.media.widths is None}
    return (
        *filter(None, found.values()),
        *(
            Difference.of_file(key, "what is served of it, or its name, is missing", force=True)
            for key in {**unnamed, **missing, **unmade}
        ),
    )


def all_of(keys: Iterable[str]) -> tuple[Difference, ...]:
    """Treat each of these files as different."""
    return tuple(Difference.of_file(key, "to be rendered again", force=True) for key in keys)


def enqueue(differences: Iterable[Difference], services: Services) -> int:
    """Send the requests that repair the differences, each to its queue. Returns how many were sent."""
    requests = [each.request for each in differences]
    files = [request for request in requests if isinstance(request, Sync)]
    for_search = [request for request in requests if isinstance(request, Index | IndexAnew | Pass | Relate)]
    others = [request for request in requests if request not in files and request not in for_search]
    return services.ingest.send(files) + services.refresh.send(others) + services.derive.send(for_search)


def _through_bucket(services: Services, cursor: str | None, know: Know, *, everything: bool) -> Step:
    is_first = cursor is None
    objects, cursor = services.bucket.page(cursor or "")
    etags = {key: etag for key, etag in objects if is_content(key)}
    differences = all_of(etags) if everything else compare(etags, services, know)
    if is_first:
        differences = (*_of_site(services), *of_index(know, services), *differences)
    return Step(len(etags), differences, Progress("bucket", cursor) if cursor else Progress("table"))


def _through_table(services: Services, cursor: str | None) -> Step:
    page = services.table.scan(cursor)
    sources = services.table.sources([known.key for known in page.found if known.redirect is None]).values()
    unfinished = [Difference.of_file(source.key, "unfinished") for source in sources if source.outbox]
    absent = [Difference.of_file(key, "not in the bucket any more") for key in _absent(sources, services)]
    files = {difference.key: difference for difference in (*unfinished, *absent)}
    redirects = _redirects([known.redirect for known in page.found if known.redirect is not None], services)
    progress = Progress("table", page.cursor) if page.cursor else Progress("directories")
    return Step(len(page.found), (*files.values(), *redirects), progress)


def _through_directories(services: Services, cursor: str | None) -> Step:
    """Find entries of subjects, months and sitemaps that have no page. `compare` finds those that are missing."""
    names = sorted(directories.names(services.table.site().file))
    after = Entry.parse(cursor) if cursor else Entry(names[0], "")
    page = services.table.directory(after)
    with services.pool(_LOOKS_AT_ONCE) as pool:
        held = [*pool.map(services.table.has_members, page.found)]
    empty = [entry for entry, is_held in zip(page.found, held, strict=True) if not is_held]
    found = tuple(Difference.of_entry(entry, "is listed, and has no article") for entry in empty)
    next_one = next((each for each in names if each > after.directory), None)
    following = page.cursor or (str(Entry(next_one, "")) if next_one else None)
    return Step(len(page.found), found, Progress("directories", following) if following else Progress("search"))


def _through_search(services: Services, after: str, know: Know) -> Step:
    """Find the pages that search finds and must not. `compare` finds those that it must find."""
    found, looked, last = of_known(after, _KNOWN_AT_ONCE, know, services)
    return Step(looked, tuple(found), Progress("search", last) if last else Progress())


def _absent(sources: Collection[Source], services: Services) -> list[str]:
    keys = [source.key for source in sources if source.state != "deleted"]
    with services.pool(_LOOKS_AT_ONCE) as pool:
        return [key for key, exists in zip(keys, pool.map(services.bucket.exists, keys), strict=True) if not exists]


def _redirects(paths: Collection[str], services: Services) -> list[Difference]:
    if not paths:
        return []
    wanted = services.table.redirects()
    cards = services.table.cards(paths)
    found = [card for path in paths if (card := cards[path]) is not None]
    return [
        *(_of_redirect(card.path) for card in found if card.redirect != wanted.get(card.path)),
        *(
            Difference(card.owner, f"its redirect at {card.path} is out of date", Refresh(card.path))
            for card in found
            if card.redirect == wanted.get(card.path) and _is_outdated(card, cards)
        ),
    ]


def _is_outdated(card: Card, cards: Cards) -> bool:
    """Whether a redirect leads elsewhere by now, or mirrors of the site cannot know of it yet."""
    return updated_redirect(card, cards) != card or not is_told(card)


def _of_redirect(path: str) -> Difference:
    return Difference(SITE_FILE, f"its redirect from {path} is not in use, or no longer wanted", Redirects((path,)))


def _of_site(services: Services) -> list[Difference]:
    """Find out whether site.yaml is in force, and which of its redirects paths do not have."""
    file = [] if is_settled(services) else [Difference.of_file(SITE_FILE, "another version, or told of other pages")]
    wanted = services.table.redirects()
    cards = services.table.cards(wanted)
    return file + [
        _of_redirect(path)
        for path, target in wanted.items()
        if (card := cards[path]) is None or card.redirect != target
    ]


def _unlisted(sources: Collection[Source], cards: Cards, services: Services) -> list[Difference]:
    """Find live files of which a claim or a place in the directories is missing, and entries that are."""
    pages = {source.key: cards[source.path] for source in sources if source.path is not None}
    wanted = [(key, place) for key, card in pages.items() for place in directories.places(card)]
    claims = [(source.key, claim) for source in sources if source.path is not None for claim in _claims(source)]
    there = services.table.are_there([item for _, item in (*wanted, *claims)])
    lost, unclaimed = _lacking(wanted, there[: len(wanted)]), _lacking(claims, there[len(wanted) :])
    needed = {entry for key, card in pages.items() if key not in lost for entry in directories.entries(card)}
    missing = needed - services.table.entries(needed)
    return [
        *(
            Difference.of_file(key, "a name, content, alias or translation is not in the table", force=True)
            for key in unclaimed
        ),
        *(Difference.of_page(key, card) for key, card in pages.items() if key in lost and card is not None),
        *(Difference.of_entry(entry, "has articles, and is not listed") for entry in sorted(missing)),
    ]


def _claims(source: Source) -> list[item_keys.Key]:
    """The keys of the items of a live file's name, aliases, content and translation."""
    aliases = [item_keys.alias(each.path, each.since, source.key) for each in source.aliases]
    content = [item_keys.content(source.content, source.key)] if source.content else []
    translation = [item_keys.translation(source.group, source.key)] if source.translation is not None else []
    return [item_keys.name(name_of(source.key), source.key), *aliases, *content, *translation]


def _lacking(wanted: Iterable[tuple[str, object]], there: Iterable[bool]) -> dict[str, None]:
    """The files of which something is missing, each once, in order.

    Args:
        wanted: Files, each with the key of an item or the address of an object.
        there: For each of these, whether it is there.
    """
    return dict.fromkeys(key for (key, _), is_there in zip(wanted, there, strict=True) if not is_there)


def _pages(sources: Collection[Source], services: Services) -> tuple[Surroundings, Mapping[str, PageLinks]]:
    """Read what is at the paths that files have, wait for or have as aliases, and the links of pages and their ends."""
    paths = {path for source in sources for path in (source.path, source.claim) if path is not None}
    paths |= {alias.path for source in sources for alias in source.aliases}
    cards = services.table.cards(paths)
    links = services.table.links(card for card in cards.values() if is_live(card))
    named = {path for each in links.values() for path in each.related_at}
    text = {link for each in links.values() for link in each.text}
    groups = {each.group for each in links.values()}
    around, _ = services.table.around(named - cards.keys(), text, pool=services.pool, groups=groups)
    return replace(around, cards={**around.cards, **cards}), links
