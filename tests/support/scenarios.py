"""The kinds of change that there are, one at a time: what was before, and what then happens."""

from collections.abc import Callable, Generator
from dataclasses import dataclass

from articles.publishing.media.own_files import STYLE as STYLE_KEY
from articles.publishing.media.own_files import words_key
from articles.publishing.media_plans import KEPT
from articles.publishing.storage.search_index import SearchIndex
from articles.publishing.storage.search_manifest import KEPT as SEGMENTS_KEPT
from articles.publishing.storage.uploads import SITE_FILE

from tests.support.samples import (
    BAD_STYLE,
    BAD_WORDS,
    BLUE,
    NO_PICTURE,
    OTHER_STYLE,
    OTHER_WORDS,
    RED,
    STYLE,
    WIDE,
    WORDS,
    font,
)
from tests.support.world import (
    BROKEN,
    DUE,
    QUEUED,
    START,
    TOMORROW,
    TOO_MUCH,
    Clock,
    World,
    a_simulated_world,
    a_world,
    by_its_name,
    file,
    in_process,
)

WORDS_KEY = words_key("en")
FONT_KEY, LOGO_KEY = "site/fonts/a.woff2", "site/logo.png"
BRAND = f"name: Set\nfonts: {{text: {FONT_KEY}}}\nlogo: {LOGO_KEY}\n"
A, B, C, D, N = (f"/learn/x/questions/{name}" for name in "abcdn")
OLD = "/learn/x/questions/old"

# Links within a text: by file, by name, by path, with a part, and to what is not there yet.
TEXT = f"[b](b.md#part), [[b]], [b]({B}#part), [c](c.md), [[c#Part]], [n](n.md)"
PART = "An answer.\n\n## Part"

SITE = f"name: Set\nignore: n.md\nfooter: [{{B: {B}}}]\nredirects:\n  {B}: {C}\n  {D}: {B}\n"
OTHER_REDIRECTS = f"redirects:\n  {B}: https://example.org/b\n  {D}: {A}\n"
OTHER_SITE = f"name: Set\nextra_keys: rating\nnavigation: {{C: {C}, B: {B}}}\n{OTHER_REDIRECTS}"
LANGUAGES = "languages: [en, fr, de]\n"
FRENCH, GERMAN = (f"lang: {language}\ntranslation_of: a.md" for language in ("fr", "de"))
REDIRECTED_SITE = f"name: Set\nignore: n.md\nfooter: [{{B: {B}}}]\n{OTHER_REDIRECTS}"


@dataclass(frozen=True)
class Scenario:
    """A change.

    Attributes:
        name: What it is called.
        before: Does what was before; all of it is worked off.
        change: Makes the change, of which the queue is told.
    """

    name: str
    before: Callable[[World], object]
    change: Callable[[World], object]

    def begin(self, world: World) -> None:
        """Let the change be made, and nothing of it be worked off."""
        self.before(world)
        world.settle()
        self.change(world)

    def begun(self) -> Generator[World]:
        """Worlds in the simulator in which the change has been made, one after the other, without end."""
        with a_simulated_world() as world:
            self.begin(world)
            put_back = world.remember()
            while True:
                yield world
                put_back()

    def begun_in_moto(self) -> Generator[World]:
        """Worlds in moto in which the change has been made, one after the other, without end."""
        while True:
            with a_world(impatient=True, clock=Clock(), bounded=in_process) as world:
                self.begin(world)
                yield world

    def __str__(self) -> str:
        return self.name


def nothing(_: World) -> None:
    """An empty site."""


def linked(world: World) -> None:
    """`a` links to `b` and is live."""
    world.put("a.md", file(A, related=(B,)))


def published(world: World) -> None:
    """`a` links to `b`, and both are live."""
    linked(world)
    world.put("b.md", file(B))


def alone(world: World) -> None:
    """`a` is the only article of its subject and of its month."""
    published(world)
    world.put("a.md", file(A, subject="Y", date="2025-03-01"))


def refused(world: World) -> None:
    """`a` cannot be rendered since `b` has another title: it stays as it was."""
    published(world)
    world.settle()
    world.put("b.md", file(B, title=TOO_MUCH))


def moved(world: World) -> None:
    """`b` has moved since, and its old path leads to the new one."""
    published(world)
    world.settle()
    world.put("b.md", file(C))


def deleted(world: World) -> None:
    """`b` has been deleted since."""
    published(world)
    world.settle()
    world.delete("b.md")


def rejected(world: World) -> None:
    """The newest version of `b` cannot be published."""
    published(world)
    world.settle()
    world.put("b.md", BROKEN)


def waiting(world: World) -> None:
    """`c` and `d` wait for the path of `b`."""
    published(world)
    for key in ("c.md", "d.md"):
        world.settle()
        world.put(key, file(B))


def redirected(world: World) -> None:
    """A page with links, and another that has moved once."""
    published(world)
    for path in ("/learn/x/questions/first", "/learn/x/questions/second"):
        world.put("moves.md", file(path))
        world.settle()


def set_up(world: World) -> None:
    """`a` links to `b`, which site.yaml redirects to `c` once it is gone; `d` leads over `b`, and `n` is ignored."""
    published(world)
    world.put("c.md", file(C))
    world.put("n.md", file(N).replace("title:", "rating: 5\ntitle:"))
    world.settle()
    world.put(SITE_FILE, SITE)
    world.settle()


def set_up_first(world: World) -> None:
    """The settings come, and two pages with them."""
    world.put(SITE_FILE, SITE)
    published(world)


def redirecting(world: World) -> None:
    """The page of `b` is gone, and its path leads to `c`, by site.yaml."""
    set_up(world)
    world.delete("b.md")


def broken(world: World) -> None:
    """The newest version of site.yaml cannot be in force."""
    set_up(world)
    world.put(SITE_FILE, "name: [")


def aliased(world: World) -> None:
    """`a` links to the path `old`, an alias of `b`, which has `d`, too; `c` waits to have `old` as its alias."""
    world.put("b.md", file(B, aliases=(OLD, D)))
    world.settle()
    world.put("c.md", file(C, aliases=(OLD,)))
    world.put("a.md", file(A, related=(OLD,)))


def covered(world: World) -> None:
    """A page is live at the path `old`, which two files have as an alias."""
    aliased(world)
    world.settle()
    world.put("d.md", file(OLD))


def replaced(world: World) -> None:
    """`b` has moved from its path, which another file took; that one has moved on, too."""
    moved(world)
    world.settle()
    world.put("d.md", file(B))
    world.settle()
    world.put("d.md", file(D))


def lost(world: World) -> None:
    """A redirect was not told that its target moved, nor was search; one file has changed, one is gone and one is new,
    and so are the settings, and no event says so. A dead run has left a part of a segment.
    """
    world.put("moves.md", file("/learn/x/questions/third"))
    world.step("IngestFunction")
    for name in QUEUED:
        world.drop_events(name)
    world.put("a.md", file(A, title="New"))
    world.delete("b.md")
    world.put("c.md", file(C))
    world.put(SITE_FILE, SITE)
    world.drop_events()
    world.site.derived.put(f"search/{int(START - 2 * SEGMENTS_KEPT):x}-left/paths", b"", "", "paths")


def untranslated(world: World) -> None:
    """`b` and `c` say that they are translations of `a`, and the site has one language."""
    world.put("a.md", file(A))
    world.put("b.md", file(B, more=FRENCH))
    world.put("c.md", file(C, more=GERMAN))


def translated(world: World) -> None:
    """`b` is a translation of `a`."""
    world.put(SITE_FILE, LANGUAGES)
    world.settle()
    world.put("a.md", file(A))
    world.put("b.md", file(B, more=FRENCH))


def scheduled(world: World) -> None:
    """`b`, to which `a` links, is published tomorrow, and `c`, to which `d` links, expires then."""
    linked(world)
    world.put("b.md", file(B, aliases=(OLD,), more=f"publish_at: {TOMORROW}"))
    world.put("c.md", file(C, subject="Y", more=f"expires: {TOMORROW}"))
    world.put("d.md", file(D, related=(C,)))


def due(world: World) -> None:
    """It is tomorrow."""
    world.clock.jump_to(DUE[0])
    world.tick()


def named(world: World) -> None:
    """`a` links to `b`, `c` and what is not there yet, in its text; `b` is in a folder, too."""
    world.put("a.md", file(A, answer=TEXT))
    world.put("b.md", file(B, answer=PART))
    world.put("far/b.md", file(D))


def unnamed(world: World) -> None:
    """What a text links to is deleted."""
    named(world)
    world.settle()
    world.delete("b.md")


def renamed(world: World) -> None:
    """The file of a page has another name."""
    world.delete("b.md")
    world.put("n.md", file(B, answer=PART))


def shown(world: World) -> None:
    """`a` shows a picture by its file and by its name; another of the name is in a folder."""
    world.put("a.md", file(A, answer="![one](p.png) ![[p.png]] ![no](gone.png)"))
    world.put("p.png", WIDE)
    world.put("far/p.png", RED)


def replaced_picture(world: World) -> None:
    """The picture has been replaced, and what was shown before is to be deleted by now."""
    shown(world)
    world.settle()
    world.put("p.png", BLUE)
    world.settle()
    world.clock.jump_to(START + KEPT + 3600)


def deleted_picture(world: World) -> None:
    """The picture is gone."""
    shown(world)
    world.settle()
    world.delete("p.png")


def unshown(world: World) -> None:
    """The newest version of the picture cannot be shown."""
    shown(world)
    world.settle()
    world.put("p.png", NO_PICTURE)


def styled(world: World) -> None:
    """Two pages of a site with a style of its own."""
    published(world)
    world.put(STYLE_KEY, STYLE)


def badly_styled(world: World) -> None:
    """The newest version of the style cannot be used."""
    styled(world)
    world.settle()
    world.put(STYLE_KEY, BAD_STYLE)


def branded(world: World) -> None:
    """Two pages of a site with a font and a logo of its own."""
    published(world)
    world.put(FONT_KEY, font())
    world.put(LOGO_KEY, RED)
    world.settle()
    world.put(SITE_FILE, BRAND)


def brand(world: World) -> None:
    """The site has a font, and names it with a logo that is not there."""
    world.put(FONT_KEY, font())
    world.put(SITE_FILE, BRAND)


def unbrand(world: World) -> None:
    """Font and logo are gone."""
    world.delete(FONT_KEY)
    world.delete(LOGO_KEY)


def worded(world: World) -> None:
    """Two pages of a site with words of its own."""
    published(world)
    world.put(WORDS_KEY, WORDS)


def called(world: World) -> None:
    """`a` links to `b`, by its file and by its path, which follows the file's name."""
    world.put("a.md", file(A, answer="[b](b.md), [b](/b)"))
    world.put("b.md", by_its_name())


def called_otherwise(world: World) -> None:
    """`b` has another name, and so another path."""
    world.delete("b.md")
    world.put("n.md", by_its_name())


def indexed(world: World) -> None:
    """Three pages that search finds, in segments of their own."""
    published(world)
    world.settle()
    world.put("c.md", file(C))


def merged(world: World) -> None:
    """Segments have been merged, and those that they were made of are to be deleted by now."""
    indexed(world)
    world.settle()
    world.put("d.md", file(D))
    world.settle()
    world.clock.jump_to(START + 2 * SEGMENTS_KEPT)


def index_anew(world: World) -> None:
    """The search index is to be built anew."""
    world.send("DeriveFunction", {"anew": None, "cursor": None})


def like(key: str, path: str, more: str = "") -> Callable[[World], object]:
    """A page that names no related article, and is like the others that do not."""
    return lambda world: world.put(key, file(path, f"Page {key[0]}", more=more))


def alike(world: World) -> None:
    """Three pages are like each other, and nobody has computed that yet."""
    for key, path in (("a.md", A), ("b.md", B), ("c.md", C)):
        like(key, path)(world)


def related(world: World) -> None:
    """Three pages show each other as related, which their authors do not."""
    alike(world)
    world.settle()
    world.pass_long()
    world.settle()


def related_to_moved(world: World) -> None:
    """One of them has moved, so that the others are related to where it was."""
    related(world)
    like("b.md", D)(world)


def compute(world: World) -> None:
    """The index has been at rest for long enough."""
    manifest, _ = SearchIndex(world.site.derived).manifest()
    world.send("DeriveFunction", {"pass": manifest.number})


SCENARIOS = (
    Scenario("compute neighbours", alike, compute),
    Scenario("delete a neighbour", related, lambda world: world.delete("b.md")),
    Scenario("merge segments", indexed, lambda world: world.put("d.md", file(D))),
    Scenario("delete old segments", merged, lambda world: world.delete("a.md")),
    Scenario("build the search index anew", indexed, index_anew),
    Scenario("speak another language", rejected, lambda world: world.put(SITE_FILE, "language: de\n")),
    Scenario("style a site", published, lambda world: world.put(STYLE_KEY, STYLE)),
    Scenario("word a site", published, lambda world: world.put(WORDS_KEY, WORDS)),
    Scenario("have a font", published, brand),
    Scenario("have another font", branded, lambda world: world.put(FONT_KEY, font("math-all"))),
    Scenario("word a site no more", worded, lambda world: world.delete(WORDS_KEY)),
    Scenario("style a site otherwise", styled, lambda world: world.put(STYLE_KEY, OTHER_STYLE)),
    Scenario("style a site no more", styled, lambda world: world.delete(STYLE_KEY)),
    Scenario("show a picture", nothing, shown),
    Scenario("replace a picture", shown, lambda world: world.put("p.png", BLUE)),
    Scenario("delete a picture", shown, lambda world: world.delete("p.png")),
    Scenario("delete what no page shows", replaced_picture, World.tick),
    Scenario("link within a text", nothing, named),
    Scenario("move what a text links to", named, lambda world: world.put("b.md", file(C, answer=PART))),
    Scenario("rename what is called by its name", called, called_otherwise),
    Scenario("publish", nothing, linked),
    Scenario("overwrite", published, lambda world: world.put("a.md", file(A, title="New", related=(C,)))),
    Scenario("empty a subject and a month", alone, lambda world: world.delete("a.md")),
    Scenario("retitle a target", published, lambda world: world.put("b.md", file(B, title="New"))),
    Scenario("move", published, lambda world: world.put("b.md", file(C))),
    Scenario("move back", moved, lambda world: world.put("b.md", file(B))),
    Scenario("take over", moved, lambda world: world.put("c.md", file(B))),
    Scenario("delete", published, lambda world: world.delete("b.md")),
    Scenario("undelete", deleted, lambda world: world.roll_back("b.md")),
    Scenario("collide", published, lambda world: world.put("c.md", file(B))),
    Scenario("give way", waiting, lambda world: world.delete("b.md")),
    Scenario("move out of the way", waiting, lambda world: world.put("b.md", file(C))),
    Scenario("hold", published, lambda world: world.put("b.md", file(B, more="draft: true"))),
    Scenario("schedule", published, lambda world: world.put("b.md", file(B, more=f"publish_at: {TOMORROW}"))),
    Scenario("publish and take down on time", scheduled, due),
    Scenario("leave the lists", published, lambda world: world.put("b.md", file(B, more="unlisted: true"))),
    Scenario("reject", published, lambda world: world.put("b.md", BROKEN)),
    Scenario("mend", rejected, lambda world: world.put("b.md", file(B, title="New"))),
    Scenario("refresh", linked, lambda world: world.put("b.md", file(B))),
    Scenario("refuse", published, lambda world: world.put("b.md", file(B, title=TOO_MUCH))),
    Scenario("set up", published, lambda world: world.put(SITE_FILE, SITE)),
    Scenario("redirect otherwise", redirecting, lambda world: world.put(SITE_FILE, OTHER_SITE)),
    Scenario("let a redirect take over", set_up, lambda world: world.delete("b.md")),
    Scenario("have aliases", linked, aliased),
    Scenario("give an alias up", aliased, lambda world: world.put("b.md", file(B, aliases=(D,)))),
    Scenario("delete what has an alias", aliased, lambda world: world.delete("b.md")),
    Scenario("publish at an alias", aliased, lambda world: world.put("d.md", file(OLD))),
    Scenario("leave a path to its alias", covered, lambda world: world.put("d.md", file(D))),
    Scenario("translate", translated, lambda world: world.put("c.md", file(C, more=GERMAN))),
    Scenario("move a translation", translated, lambda world: world.put("b.md", file(D, more=FRENCH))),
    Scenario("delete an original", translated, lambda world: world.delete("a.md")),
)
# The same kinds of change, with more before them or after.
FURTHER = (
    Scenario("move what has neighbours", related, like("a.md", D)),
    Scenario("give links within a text up", named, lambda world: world.put("a.md", file(A, answer="[[c]]"))),
    Scenario("publish together", nothing, published),
    Scenario("correct subject and date", published, alone),
    Scenario("move on", moved, lambda world: world.put("b.md", file(D))),
    Scenario("stop waiting", waiting, lambda world: world.put("c.md", file(C))),
    Scenario("refuse no more", refused, lambda world: world.put("b.md", file(B, title="New"))),
    Scenario("be as before it was refused", refused, lambda world: world.put("b.md", file(B))),
    Scenario("take over from a redirect", redirecting, lambda world: world.put("b.md", file(B))),
    Scenario("take an alias along", aliased, lambda world: world.put("b.md", file(N, aliases=(OLD, D)))),
    Scenario(
        "leave the lists with an alias",
        aliased,
        lambda world: world.put("b.md", file(B, aliases=(OLD, D), more="unlisted: true")),
    ),
    Scenario("make an alias the page", aliased, lambda world: world.put("b.md", file(OLD, aliases=(B,)))),
    Scenario("let an older redirect come back", replaced, lambda world: world.delete("d.md")),
    Scenario("break the settings", set_up, lambda world: world.put(SITE_FILE, "name: [")),
    Scenario("delete a redirect's target", moved, lambda world: world.delete("b.md")),
    Scenario("move a neighbour", related, like("b.md", D)),
    Scenario("take the old path of a neighbour", related_to_moved, like("n.md", B)),
    Scenario("unlist a neighbour", related, like("b.md", B, "unlisted: true")),
    Scenario("name what is a neighbour", related, lambda world: world.put("a.md", file(A, related=(B,)))),
    Scenario("want fewer neighbours", related, lambda world: world.put(SITE_FILE, "related: {fill: 1}\n")),
    Scenario("rename what a text links to", named, renamed),
    Scenario("delete what a text links to", named, lambda world: world.delete("b.md")),
    Scenario("word a site otherwise", worded, lambda world: world.put(WORDS_KEY, OTHER_WORDS)),
    Scenario("delete a font and a logo", branded, unbrand),
    Scenario("have another logo", branded, lambda world: world.put(LOGO_KEY, BLUE)),
    Scenario("break words", worded, lambda world: world.put(WORDS_KEY, BAD_WORDS)),
    Scenario("break a style", styled, lambda world: world.put(STYLE_KEY, BAD_STYLE)),
    Scenario("mend a style", badly_styled, lambda world: world.put(STYLE_KEY, OTHER_STYLE)),
    Scenario("break a picture", shown, lambda world: world.put("p.png", NO_PICTURE)),
    Scenario("mend a picture", unshown, lambda world: world.put("p.png", BLUE)),
    Scenario("undelete a picture", deleted_picture, lambda world: world.roll_back("p.png")),
    Scenario("ignore pictures", shown, lambda world: world.put(SITE_FILE, "ignore: ['*.png']\n")),
    Scenario("publish what a text links to", named, lambda world: world.put("c.md", file(C, answer=PART))),
    Scenario("retitle what a text links to", named, lambda world: world.put("b.md", file(B, title="New"))),
    Scenario("undelete what a text links to", unnamed, lambda world: world.roll_back("b.md")),
    Scenario("move a page with links within its text", named, lambda world: world.put("a.md", file(N, answer=TEXT))),
    Scenario("delete a page with links within its text", named, lambda world: world.delete("a.md")),
    Scenario("copy what is called by its name", called, lambda world: world.put("n.md", by_its_name())),
    Scenario("set up first", nothing, set_up_first),
    Scenario("set up otherwise", set_up, lambda world: world.put(SITE_FILE, OTHER_SITE)),
    Scenario("redirect no more", redirecting, lambda world: world.delete(SITE_FILE)),
    Scenario("move away from a redirect", set_up, lambda world: world.put("b.md", file(D))),
    Scenario("delete a target of site.yaml", redirecting, lambda world: world.delete("c.md")),
    Scenario("mend the settings", broken, lambda world: world.put(SITE_FILE, OTHER_SITE)),
    Scenario("delete what is at an alias", covered, lambda world: world.delete("d.md")),
    Scenario("give a covered alias up", covered, lambda world: world.put("b.md", file(B))),
    Scenario("reject what has an alias", aliased, lambda world: world.put("b.md", BROKEN)),
    Scenario("translate no more", translated, lambda world: world.put("b.md", file(B))),
    Scenario("translate once more", translated, lambda world: world.put("c.md", file(C, more=FRENCH))),
    Scenario(
        "unlist a translation", translated, lambda world: world.put("b.md", file(B, more=f"{FRENCH}\nunlisted: true"))
    ),
    Scenario("reject a translation", translated, lambda world: world.put("b.md", BROKEN)),
    Scenario("have several languages", untranslated, lambda world: world.put(SITE_FILE, LANGUAGES)),
    Scenario("have one language", translated, lambda world: world.put(SITE_FILE, "name: Set\n")),
    Scenario("redirect from an alias", aliased, lambda world: world.put(SITE_FILE, f"redirects:\n  {OLD}: {A}\n")),
)
LOST = Scenario("reconcile", redirected, lost)
