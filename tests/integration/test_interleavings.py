"""Two runs at work on the same pages: wherever the one is when the other comes, all is well in the end."""

import tempfile
import threading
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from articles.publishing.media.own_files import STYLE as STYLE_KEY
from articles.publishing.storage.search_index import SearchIndex
from articles.publishing.storage.uploads import SITE_FILE
from articles.search import indexing
from articles.search.engine.searching import Question
from articles.search.local_copy import LocalCopy

from tests.support.moments import Moments
from tests.support.oracle import check, check_related
from tests.support.samples import BLUE, OTHER_STYLE, OTHER_WORDS, RED, STYLE, WIDE, WORDS, noise
from tests.support.scenarios import (
    OLD,
    OTHER_SITE,
    PART,
    REDIRECTED_SITE,
    SITE,
    TEXT,
    WORDS_KEY,
    A,
    B,
    C,
    D,
    N,
    Scenario,
    aliased,
    alike,
    alone,
    called,
    called_otherwise,
    covered,
    deleted,
    indexed,
    like,
    linked,
    moved,
    named,
    nothing,
    published,
    redirecting,
    refused,
    related,
    replaced,
    replaced_picture,
    scheduled,
    set_up,
    shown,
    styled,
    waiting,
    worded,
)
from tests.support.simulator.requests import Moment
from tests.support.world import BROKEN, DUE, QUEUED, THE_DAY_AFTER, TOO_MUCH, World, by_its_name, file

pytestmark = pytest.mark.proof

Run = Callable[[World], object]


@dataclass(frozen=True)
class Race:
    """Two runs that begin when a change has been made, and all messages about it are theirs.

    Attributes:
        timed: Whether something is due, so that the clock must tick until nothing is.
    """

    scenario: Scenario
    first: Run
    second: Run
    timed: bool = False

    def reversed(self) -> "Race":
        return Race(self.scenario, self.second, self.first, self.timed)


def sync(*keys: str) -> Run:
    def run(world: World) -> None:
        world.give("IngestFunction", {"sync": keys})

    return run


def again(key: str) -> Run:
    """A file is rendered again, as a refresh asks for."""
    return lambda world: world.give("IngestFunction", {"sync": [key], "force": True})


def relate(*paths: str) -> Run:
    """The neighbours of pages are computed, and the pages changed."""

    def run(world: World) -> None:
        world.give("DeriveFunction", {"relate": paths, "force": True})
        world.step("RefreshFunction")

    return run


def passes(world: World) -> None:
    """A pass begins, and the first pages that it asks for are changed."""
    manifest, _ = SearchIndex(world.site.derived).manifest()
    world.give("DeriveFunction", {"pass": manifest.number})
    world.step("DeriveFunction")
    world.step("RefreshFunction")


def comes_into_the_index(world: World) -> None:
    """Another page is published, and search knows it."""
    upload("d.md", file(D, "Page d"))(world)
    world.step("DeriveFunction")


def refresh(path: str) -> Run:
    return lambda world: world.give("RefreshFunction", {"refresh": path})


def place(path: str) -> Run:
    return lambda world: world.give("RefreshFunction", {"place": path})


def claimants(path: str) -> Run:
    return lambda world: world.give("RefreshFunction", {"claimants": path, "cursor": None})


def reconcile(world: World) -> None:
    world.invoke("ReconcileFunction", {})


def ticked(world: World) -> None:
    """The clock looks, and what it finds is worked off."""
    world.invoke("ClockFunction", {})
    world.step("IngestFunction")


def upload(key: str, text: str | bytes) -> Run:
    """Another version comes at that moment, and its event is worked off at once."""

    def run(world: World) -> None:
        world.put(key, text)
        sync(key)(world)

    return run


def either(key: str, text: str, other: str) -> Run:
    """Another version comes at that moment; its event, and one of another file, are worked off at once."""

    def run(world: World) -> None:
        world.put(key, text)
        sync(other)(world)
        sync(key)(world)

    return run


def puts(key: str, content: bytes) -> Run:
    """Another version is there."""
    return lambda world: world.put(key, content)


def deletion(key: str) -> Run:
    return lambda world: world.delete(key)


def widths(key: str) -> Run:
    return lambda world: world.give("DeriveFunction", {"widths": key})


def index(*paths: str) -> Run:
    """Search is told of these paths; without any, small segments are merged."""
    return lambda world: world.give("DeriveFunction", {"index": paths})


merging = index()


def index_anew(world: World) -> None:
    """The search index is built anew."""
    world.give("DeriveFunction", {"anew": None, "cursor": None})
    world.clock.pass_a_second()
    while world.step("DeriveFunction"):
        pass


def indexed_as(text: str | None) -> Run:
    """`b` is another, and search has been told of it."""

    def run(world: World) -> None:
        world.upload(b=text)
        sync("b.md")(world)
        world.step("DeriveFunction")

    return run


def searched(world: World) -> None:
    """Somebody searches, and finds the pages as they are, or were a moment ago."""
    there = SearchIndex(world.site.derived)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        searching = LocalCopy(there, Path(folder), pool=world.site.pool).searching()
        assert searching is not None
        assert {A} <= {hit.path for hit in searching.find(Question(limit=100)).hits} <= {A, B, C, D, N}


def unmerged(world: World) -> None:
    """Three segments are to be merged: one of two pages, and two of a page that is not there."""
    published(world)
    for path in (C, D):
        world.settle()
        indexing.index([path], world.site)


def deletes(key: str) -> Run:
    """A file is deleted at that moment, and its event is worked off at once."""

    def run(world: World) -> None:
        world.delete(key)
        sync(key)(world)

    return run


def uploads(**files: str | None) -> Run:
    """These files are uploaded, or deleted."""

    return lambda world: world.upload(**files)


def has(key: str, text: str) -> Run:
    """A file is uploaded."""
    return lambda world: world.put(key, text)


def styled_otherwise(world: World) -> None:
    """The site has another style, of which its pages have not been told."""
    upload(STYLE_KEY, OTHER_STYLE)(world)


def styled_again(world: World) -> None:
    """The site has the style again that it had before, and all has followed."""
    upload(STYLE_KEY, STYLE)(world)
    world.settle()


def settings(text: str) -> Run:
    """Other settings are in force, and all has followed them."""

    def run(world: World) -> None:
        world.put(SITE_FILE, text)
        world.settle()

    return run


def in_force(text: str) -> Run:
    """Other settings are in force, and nobody has been told."""

    def run(world: World) -> None:
        world.put(SITE_FILE, text)
        sync(SITE_FILE)(world)

    return run


def rivals(path: str) -> Run:
    return lambda world: world.give("RefreshFunction", {"rivals": path, "cursor": None})


def redirects(*paths: str) -> Run:
    return lambda world: world.give("RefreshFunction", {"redirects": paths})


def restored_beside(world: World) -> None:
    """`b` is there again, and `c` wants its path."""
    world.roll_back("b.md")
    world.put("c.md", file(B))


def freed(world: World) -> None:
    """The path that `c` and `d` wait for is free, and nobody has told them."""
    world.delete("b.md")
    sync("b.md")(world)


def refreshed_back(world: World) -> None:
    """`b` is as it was, and the page that links to it has been refreshed."""
    upload("b.md", file(B))(world)
    world.drop_events("RefreshFunction")
    refresh(A)(world)


def synced_and_refreshed(world: World) -> None:
    """`b` is as its file says, and the page that links to it has been refreshed."""
    sync("b.md")(world)
    refresh(A)(world)


def race(  # noqa: PLR0913 - what a race is
    name: str, before: Run, change: Run, first: Run, second: Run, *, timed: bool = False
) -> Race:
    def change_alone(world: World) -> None:
        change(world)
        for function in QUEUED:
            world.drop_events(function)

    return Race(Scenario(name, before, change_alone), first, second, timed)


def it_is(time: float) -> Run:
    """Another machine has this time."""
    return lambda world: world.clock.jump_to(time)


def at(time: float, run: Run) -> Run:
    """A run on a machine that has this time; the other one has the time that it had."""

    def there(world: World) -> None:
        before = world.clock.now()
        world.clock.jump_to(time)
        run(world)
        world.clock.jump_to(max(before, world.clock.now() - time + before))

    return there


SHOWS = file(B, answer="![one](p.png)")
BEGINS_LATER, ENDS_LATER = f"publish_at: {THE_DAY_AFTER}", f"expires: {THE_DAY_AFTER}"
EARLY, ON_TIME, LATER = DUE[0] - 30, DUE[0] + 1, DUE[0] + 60

RACES = [
    *(
        race(name, scheduled, it_is(time), first, second, timed=True)
        for name, time, first, second in (
            ("due by one clock, and not yet by another", ON_TIME, sync("b.md"), at(EARLY, sync("b.md"))),
            ("expired by one clock, and not yet by another", ON_TIME, sync("c.md"), at(EARLY, sync("c.md"))),
            ("publish when due, and refresh", ON_TIME, sync("b.md"), refresh(A)),
            ("expire, and refresh what links to it", ON_TIME, sync("c.md"), refresh(D)),
            ("expire, and refresh the page itself", ON_TIME, sync("c.md"), refresh(C)),
            (
                "expire, and be put off",
                ON_TIME,
                sync("c.md"),
                upload("c.md", file(C, more=ENDS_LATER)),
            ),
            (
                "publish, and be put off",
                ON_TIME,
                sync("b.md"),
                upload("b.md", file(B, more=BEGINS_LATER)),
            ),
            ("publish, and become a draft", ON_TIME, sync("b.md"), upload("b.md", file(B, more="draft: true"))),
            ("publish when due, where another goes", ON_TIME, sync("b.md"), upload("n.md", file(B))),
            ("expire, and another comes there", ON_TIME, sync("c.md"), upload("n.md", file(C))),
            ("two ticks", ON_TIME, ticked, ticked),
            ("a tick and a comparison", LATER, ticked, reconcile),
        )
    ),
    *(
        race(f"{name}, beside an edit of a page", indexed, nothing, run, indexed_as(file(B, answer="New.")))
        for name, run in (
            ("index that page", index(B)),
            ("index all", index(A, B, C)),
            ("build the search index anew", index_anew),
            ("search", searched),
        )
    ),
    *(
        race(f"{name}, beside {other}", unmerged, nothing, run, beside)
        for name, run in (
            ("merge segments", merging),
            ("build the search index anew", index_anew),
            ("search", searched),
        )
        for other, beside in (
            ("an edit of a page", indexed_as(file(B, answer="New."))),
            ("a page that moves", indexed_as(file(C))),
            ("a page that goes", indexed_as(None)),
            ("others that merge", merging),
            ("others that build it anew", index_anew),
        )
    ),
    race("index a page, beside a move back and forth", indexed, nothing, index(B, D), indexed_as(file(D))),
    race("a comparison, beside an edit of a page", indexed, nothing, reconcile, indexed_as(file(B, answer="New."))),
    race("link within a text, and publish there", named, uploads(c=file(C, answer=PART)), sync("c.md"), again("a.md")),
    race(
        "give a link within a text up, and take it again while its target moves",
        named,
        uploads(a=file(A), b=file(C, answer=PART)),
        sync("a.md"),
        either("a.md", file(A, answer=TEXT), "b.md"),
    ),
    race("rename what a text links to", named, uploads(b=None, n=file(B, answer=PART)), sync("b.md"), sync("n.md")),
    race("move what a text links to, and refresh", named, uploads(b=file(C, answer=PART)), sync("b.md"), refresh(A)),
    race(
        "overwrite a text, and move what it links to",
        named,
        uploads(a=file(A, answer="[[b]] [c](c.md)"), b=file(N, answer=PART)),
        sync("a.md"),
        sync("b.md"),
    ),
    race(
        "a page with links within its text goes, and another comes there",
        named,
        uploads(a=None, c=file(A, answer=TEXT)),
        sync("a.md"),
        sync("c.md"),
    ),
    race(
        "a page goes, and comes back with other links",
        named,
        uploads(a=None),
        sync("a.md"),
        upload("a.md", file(A, answer="[[n]] [b](b.md)")),
    ),
    race(
        "a page goes and leaves a redirect, which leads elsewhere",
        named,
        uploads(a=file(N, answer=TEXT)),
        sync("a.md"),
        refresh(A),
    ),
    race("rename what is called by its name", called, called_otherwise, sync("b.md"), sync("n.md")),
    race("rename what is called by its name, and refresh", called, called_otherwise, sync("b.md", "n.md"), refresh(A)),
    race(
        "a file comes with the content of one that is gone, and is edited",
        called,
        uploads(b=None, n=by_its_name()),
        sync("b.md", "n.md"),
        upload("n.md", by_its_name("Other")),
    ),
    race("two files of a name, and one goes", named, uploads(b=None), sync("b.md"), sync("far/b.md")),
    race("a picture, and the page that shows it", nothing, shown, sync("p.png", "far/p.png"), sync("a.md")),
    race("a picture, and another version of it", shown, puts("p.png", RED), sync("p.png"), upload("p.png", BLUE)),
    race("a picture, and back", shown, puts("p.png", RED), sync("p.png"), upload("p.png", WIDE)),
    race("replace a picture, and refresh", shown, puts("p.png", BLUE), sync("p.png"), refresh(A)),
    race("replace a picture, and overwrite the page", shown, puts("p.png", BLUE), sync("p.png"), again("a.md")),
    race("make the widths of a picture, and replace it", shown, nothing, widths("p.png"), upload("p.png", BLUE)),
    race("make the widths of a picture twice", shown, puts("p.png", noise((660, 2))), sync("p.png"), widths("p.png")),
    race(
        "delete what no page shows, while it comes back",
        replaced_picture,
        nothing,
        sync("p.png"),
        upload("p.png", WIDE),
    ),
    race("delete what no page shows twice", replaced_picture, nothing, sync("p.png"), sync("p.png")),
    race("delete a picture, and show it elsewhere", shown, deletion("p.png"), sync("p.png"), upload("b.md", SHOWS)),
    race("compute neighbours twice", alike, nothing, relate(A, B), relate(B, A)),
    race("compute neighbours, and overwrite", alike, nothing, relate(A), upload("a.md", file(A, "Page b"))),
    race("compute neighbours, and name some", alike, nothing, relate(A), upload("a.md", file(A, related=(B,)))),
    race("compute neighbours, and delete one", alike, nothing, relate(A), deletes("b.md")),
    race("compute neighbours, and move one", alike, nothing, relate(A), upload("b.md", file(D, "Page b"))),
    race("compute neighbours, and move the page", alike, nothing, relate(A), upload("a.md", file(D, "Page a"))),
    race("compute neighbours, and refresh", alike, nothing, relate(A), refresh(A)),
    race("compute neighbours, and want none", alike, nothing, relate(A), settings("related: {fill: 0}\n")),
    race("a pass, and another segment", alike, nothing, passes, index(A), timed=True),
    race("a pass, and another page", alike, nothing, passes, comes_into_the_index, timed=True),
    race("move a page, and a neighbour of it", related, uploads(a=file(D), b=file(N)), sync("a.md"), sync("b.md")),
    race("overwrite a page, and delete a neighbour", related, uploads(a=file(A), b=None), sync("a.md"), sync("b.md")),
    race("delete a neighbour, and refresh", related, deletion("b.md"), sync("b.md"), refresh(A)),
    race("unlist a neighbour, and refresh", related, like("b.md", B, "unlisted: true"), sync("b.md"), refresh(A)),
    race("a neighbour goes, and comes back", related, deletion("b.md"), sync("b.md"), upload("b.md", file(B))),
    race("page and target", nothing, published, sync("a.md"), sync("b.md")),
    race(
        "pages that link to each other",
        nothing,
        uploads(a=file(A, related=(B,)), b=file(B, related=(A,))),
        sync("a.md"),
        sync("b.md"),
    ),
    race("one file twice", nothing, linked, sync("a.md"), sync("a.md")),
    race("one path for two", nothing, uploads(a=file(A), c=file(A)), sync("a.md"), sync("c.md")),
    race(
        "overwrite and another version",
        published,
        uploads(a=file(A, title="New")),
        sync("a.md"),
        upload("a.md", file(A, title="Newer")),
    ),
    race(
        "overwrite and back",
        published,
        uploads(a=file(A, title="New")),
        sync("a.md"),
        upload("a.md", file(A, related=(B,))),
    ),
    race(
        "overwrite and refresh",
        published,
        uploads(a=file(A, related=(B, C)), b=file(B, title="New")),
        sync("a.md"),
        sync("b.md"),
    ),
    race(
        "refresh and overwrite",
        published,
        uploads(a=file(A, title="New", related=(B,)), b=file(B, title="New")),
        synced_and_refreshed,
        sync("a.md"),
    ),
    race(
        "refresh and back",
        published,
        uploads(b=file(B, title="New")),
        synced_and_refreshed,
        refreshed_back,
    ),
    race("refuse and refresh", published, uploads(b=file(B, title=TOO_MUCH)), sync("b.md"), refresh(A)),
    race(
        "refuse and overwrite",
        published,
        uploads(a=file(A, title="New", related=(B,)), b=file(B, title=TOO_MUCH)),
        synced_and_refreshed,
        sync("a.md"),
    ),
    race(
        "refuse and refuse no more",
        published,
        uploads(b=file(B, title=TOO_MUCH)),
        synced_and_refreshed,
        refreshed_back,
    ),
    race(
        "refuse no more and tell",
        refused,
        uploads(b=file(B, title="New")),
        synced_and_refreshed,
        again("a.md"),
    ),
    race("retitle and refresh", published, uploads(b=file(B, title="New")), sync("b.md"), refresh(A)),
    race("move and refresh", published, uploads(b=file(C)), sync("b.md"), refresh(A)),
    race(
        "move and overwrite",
        published,
        uploads(a=file(A, title="New", related=(B,)), b=file(C)),
        sync("a.md"),
        sync("b.md"),
    ),
    race("move to where another goes", published, uploads(b=file(C), c=file(C)), sync("b.md"), sync("c.md")),
    race("move from where another goes", published, uploads(b=file(C), c=file(B)), sync("b.md"), sync("c.md")),
    race("exchange", published, uploads(a=file(B), b=file(A)), sync("a.md"), sync("b.md")),
    race("move on and refresh of the redirect", moved, uploads(b=file(D)), sync("b.md"), refresh(B)),
    race("move on and refresh of a page", moved, uploads(b=file(D)), sync("b.md"), refresh(A)),
    race("move back and refresh of the redirect", moved, uploads(b=file(B)), sync("b.md"), refresh(B)),
    race("take over and refresh of the redirect", moved, uploads(c=file(B)), sync("c.md"), refresh(B)),
    race("take over and delete the target", moved, uploads(b=None, c=file(B)), sync("b.md"), sync("c.md")),
    race("delete and refresh", published, uploads(b=None), sync("b.md"), refresh(A)),
    race(
        "delete and overwrite",
        published,
        uploads(a=file(A, title="New", related=(B,)), b=None),
        sync("a.md"),
        sync("b.md"),
    ),
    race("delete both", published, uploads(a=None, b=None), sync("a.md"), sync("b.md")),
    race("delete and upload again", published, uploads(b=None), sync("b.md"), upload("b.md", file(B))),
    race("delete the target of a redirect", moved, uploads(b=None), sync("b.md"), refresh(B)),
    race(
        "undelete and take over",
        deleted,
        restored_beside,
        sync("b.md"),
        sync("c.md"),
    ),
    race("rename", published, uploads(b=None, c=file(B)), sync("b.md"), sync("c.md")),
    race("leave to who waits", waiting, uploads(b=None), sync("b.md"), sync("c.md")),
    race("wake who waits", waiting, uploads(b=None), sync("b.md"), claimants(B)),
    race("wait and leave", published, uploads(b=file(C), c=file(B)), sync("c.md"), sync("b.md")),
    race("two that wait", waiting, freed, sync("c.md"), sync("d.md")),
    race("two that wait, one woken", waiting, freed, claimants(B), sync("d.md")),
    race("stop waiting and leave", waiting, uploads(b=None, c=file(C)), sync("b.md"), sync("c.md")),
    race(
        "reject and retitle the target",
        published,
        uploads(a=BROKEN, b=file(B, title="New")),
        sync("a.md"),
        sync("b.md"),
    ),
    race(
        "refresh twice",
        published,
        uploads(b=file(B, title="New")),
        synced_and_refreshed,
        refresh(A),
    ),
    race(
        "the last of a subject leaves it, and another joins",
        alone,
        uploads(a=file(A), c=file(C, subject="Y", date="2025-03-01")),
        sync("a.md"),
        sync("c.md"),
    ),
    race(
        "the last of a subject is deleted, and another joins",
        alone,
        uploads(a=None, c=file(C, subject="Y", date="2025-03-01")),
        sync("a.md"),
        sync("c.md"),
    ),
    race(
        "one joins a subject, and changes its mind",
        published,
        uploads(a=file(A, subject="Y", date="2025-03-01")),
        sync("a.md"),
        upload("a.md", file(A)),
    ),
    race(
        "the last of a subject leaves it, and comes back",
        alone,
        uploads(a=file(A)),
        sync("a.md"),
        upload("a.md", file(A, subject="Y", date="2025-03-01")),
    ),
    race("place and delete", published, uploads(b=None), place(B), sync("b.md")),
    race("place and move", published, uploads(b=file(C, subject="Y")), place(B), sync("b.md")),
    race("place and correct", published, uploads(b=file(B, subject="Y", date="2025-03-01")), place(B), sync("b.md")),
    race("publish and compare", published, uploads(c=file(C)), sync("c.md"), reconcile),
    race("publish and set up", nothing, uploads(a=file(A)), sync("a.md"), settings(SITE)),
    race("overwrite and set up", published, uploads(a=file(A, title="New")), sync("a.md"), settings(SITE)),
    race("delete and set up", published, uploads(b=None), sync("b.md"), settings(SITE)),
    race("refresh and set up", published, uploads(b=file(B, title="New")), synced_and_refreshed, settings(SITE)),
    race("style a site and set it up", published, has(STYLE_KEY, STYLE), sync(STYLE_KEY), settings(SITE)),
    race("style a site, and do so no more", published, has(STYLE_KEY, STYLE), sync(STYLE_KEY), deletes(STYLE_KEY)),
    race("word a site, and publish", published, has(WORDS_KEY, WORDS), sync(WORDS_KEY, SITE_FILE), sync("a.md")),
    race("word a site, and compare", worded, has(WORDS_KEY, OTHER_WORDS), sync(WORDS_KEY), reconcile),
    race("tell of a style, and have another", styled, styled_otherwise, sync(SITE_FILE), styled_again),
    race("style a site, and publish", published, has(STYLE_KEY, STYLE), sync(STYLE_KEY, SITE_FILE), sync("a.md")),
    race("set up twice", published, uploads(), settings(OTHER_SITE), settings(SITE)),
    race("set up, and break it", set_up, uploads(), settings(OTHER_SITE), settings("name: [")),
    race("redirect, and redirect otherwise", redirecting, in_force(REDIRECTED_SITE), redirects(B, D), settings(SITE)),
    race(
        "redirect, and publish at the path",
        redirecting,
        in_force(REDIRECTED_SITE),
        redirects(B, D),
        upload("b.md", file(B)),
    ),
    race("redirect, and delete the page", set_up, in_force(REDIRECTED_SITE), redirects(B, D), deletes("b.md")),
    race("redirect, and delete its target", redirecting, uploads(c=None), sync("c.md"), redirects(B)),
    race("redirect, and refresh", redirecting, in_force(REDIRECTED_SITE), redirects(B, D), refresh(B)),
    race("delete and compare", published, uploads(b=None), sync("b.md"), reconcile),
    race(
        "one alias for two",
        published,
        uploads(b=file(B, aliases=(OLD,)), c=file(C, aliases=(OLD,))),
        sync("b.md"),
        sync("c.md"),
    ),
    race("an alias and a page", linked, uploads(b=file(B, aliases=(OLD,)), d=file(OLD)), sync("b.md"), sync("d.md")),
    race("an alias, twice", linked, uploads(b=file(B, aliases=(OLD, D))), sync("b.md"), sync("b.md")),
    race(
        "an alias, and no more",
        published,
        uploads(b=file(B, aliases=(OLD,))),
        sync("b.md"),
        upload("b.md", file(B)),
    ),
    race(
        "no alias, and one again",
        aliased,
        uploads(b=file(B)),
        sync("b.md"),
        upload("b.md", file(B, aliases=(OLD, D))),
    ),
    race(
        "an alias and the page that links to it",
        linked,
        uploads(b=file(B, aliases=(OLD,)), a=file(A, related=(OLD,))),
        sync("b.md"),
        sync("a.md"),
    ),
    race(
        "give an alias up, and be next",
        aliased,
        uploads(b=file(B), c=file(N, aliases=(OLD,))),
        sync("b.md"),
        sync("c.md"),
    ),
    race(
        "leave the lists, and refresh what leads there",
        aliased,
        uploads(b=file(B, aliases=(OLD, D), more="unlisted: true")),
        sync("b.md"),
        refresh(OLD),
    ),
    race(
        "leave the lists, and redirect there",
        published,
        in_force(f"redirects:\n  {D}: {B}\n"),
        redirects(D),
        upload("b.md", file(B, more="unlisted: true")),
    ),
    race("give an alias up, both", aliased, uploads(b=file(B), c=file(C)), sync("b.md"), sync("c.md")),
    race(
        "move with an alias, and publish there",
        aliased,
        uploads(b=file(N, aliases=(OLD,)), d=file(OLD)),
        sync("b.md"),
        sync("d.md"),
    ),
    race("move with an alias, and refresh it", aliased, uploads(b=file(N, aliases=(OLD,))), sync("b.md"), refresh(OLD)),
    race(
        "delete what has an alias, and publish there", aliased, uploads(b=None, d=file(OLD)), sync("b.md"), sync("d.md")
    ),
    race("delete what has an alias, and who is next", aliased, uploads(b=None, c=None), sync("b.md"), sync("c.md")),
    race(
        "delete what has an alias, and overwrite what links to it",
        aliased,
        uploads(b=None, a=file(A, related=(OLD, D))),
        sync("b.md"),
        sync("a.md"),
    ),
    race("leave an alias, and give it up", covered, uploads(d=None, b=file(B)), sync("d.md"), sync("b.md")),
    race("leave an alias, and tell of it", covered, uploads(d=file(D)), sync("d.md"), rivals(OLD)),
    race("publish at an alias, and tell of it", aliased, uploads(d=file(OLD)), sync("d.md"), sync("c.md")),
    race(
        "an alias, and a redirect of the site",
        published,
        uploads(b=file(B, aliases=(D,))),
        sync("b.md"),
        in_force(SITE),
    ),
    race("an alias, and redirect its path", set_up, uploads(b=file(B, aliases=(D,))), sync("b.md"), redirects(B, D)),
    race("swap page and alias", aliased, uploads(b=file(OLD, aliases=(B,)), c=file(D)), sync("b.md"), sync("c.md")),
    race(
        "swap aliases",
        aliased,
        uploads(b=file(C, aliases=(OLD,)), c=file(B, aliases=(OLD,))),
        sync("b.md"),
        sync("c.md"),
    ),
    race("an alias and a comparison", published, uploads(b=file(B, aliases=(OLD,))), sync("b.md"), reconcile),
    race("an alias is rejected, and followed", aliased, uploads(b=BROKEN, d=file(OLD)), sync("b.md"), sync("d.md")),
    race("delete both that went from a path", replaced, uploads(d=None, b=None), sync("d.md"), sync("b.md")),
    race("delete one that went from a path, and refresh", replaced, uploads(d=None), sync("d.md"), refresh(B)),
    race(
        "move what went from a path, and publish there",
        replaced,
        uploads(d=file(N), c=file(B)),
        sync("d.md"),
        sync("c.md"),
    ),
]


# Each race in one of its orders; the soak has the other one, too.
ONE_ORDER = [race.reversed() if number % 2 else race for number, race in enumerate(RACES)]
OTHER_ORDER = [race if number % 2 else race.reversed() for number, race in enumerate(RACES)]
# In parts, which run beside each other.
PARTS = 3
ORDERS = [
    pytest.param(races[part::PARTS], id=f"{order}, part {part}", marks=marks)
    for order, races, marks in (("one order", ONE_ORDER, ()), ("the other order", OTHER_ORDER, pytest.mark.soak))
    for part in range(PARTS)
]


@pytest.mark.parametrize("races", ORDERS)
def test_another_run_between_any_two_requests_does_no_harm(
    races: Sequence[Race], figure: Callable[[str], None]
) -> None:
    """Where two interleavings lead to moments that are alike, what follows is gone through once."""
    tried = different = 0
    for race in races:
        moments = Moments()
        with closing(race.scenario.begun()) as worlds:
            at, requests = 0, 1
            while at <= requests:
                at += 1
                requests, _ = _try(next(worlds), race, at, None, moments)
                tried += 1
        different += len(moments)
    figure(
        f"interleavings: of {len(races)} races all {tried}, the other run before each request and after the last, "
        f"which lead to {different} moments"
    )


@pytest.mark.soak
@pytest.mark.parametrize("races", ORDERS)
def test_two_runs_that_stop_anywhere_do_no_harm(races: Sequence[Race], figure: Callable[[str], None]) -> None:
    tried = 0
    for race in races:
        with closing(race.scenario.begun()) as worlds:
            at, first = 0, 1
            while at <= first:
                at += 1
                until, second = 0, 1
                while until < second:
                    until += 1
                    first, second = _try(next(worlds), race, at, until, None)
                    tried += 1
    figure(f"interleavings: of {len(races)} races all {tried}, the one stopped anywhere, then the other anywhere")


def _try(world: World, race: Race, at: int, until: int | None, moments: Moments | None) -> tuple[int, int]:
    """Interleave the runs of a race, and see that all is well in the end; returns how many requests each made.

    Where that leads to a moment that has been seen, what follows has been, too.
    """
    try:
        made = _interleave(world, race, at, until)
        assert world.errors == []
        if moments is not None and moments.has_seen(world):
            return made
        (world.settle_all if race.timed else world.settle)()
        assert world.errors == []
        check(world)
        if race.timed:
            world.settle_all()
            check_related(world)
    except AssertionError as error:
        error.add_note(f"{race.scenario}: the first stopped at request {at}, and the second at {until}")
        raise
    return made


def _interleave(world: World, race: Race, at: int, until: int | None) -> tuple[int, int]:
    """Stop the first run at one request, let the second run until another, end the first, and then the second.

    Returns:
        How many requests each made.
    """
    made = [0, 0]
    errors: list[BaseException] = []
    stopped, may_end = threading.Event(), threading.Event()

    def run_second() -> None:
        try:
            race.second(world)
        except BaseException as error:  # noqa: BLE001 - raised below
            errors.append(error)
        finally:
            stopped.set()

    def watch(moment: Moment, _: str) -> None:
        if moment == "after":
            return
        number = threading.current_thread() is thread
        made[number] += 1
        if number == 0 and made[0] == at:
            begin_second()
        elif number == 1 and made[1] == until:
            stopped.set()
            may_end.wait()

    def begin_second() -> None:
        thread.start()
        stopped.wait()

    thread = threading.Thread(target=run_second)
    with world.watched(watch):
        race.first(world)
        if made[0] < at:
            begin_second()
        may_end.set()
        thread.join()
    assert errors == []
    return made[0], made[1]
