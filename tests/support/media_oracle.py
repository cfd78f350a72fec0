"""What must be true of files beside articles, as the oracle asks: what is stored of them, and what readers get."""

import functools
import re
from collections.abc import Mapping

from articles.publishing.errors import ArticleError, Problem
from articles.publishing.media.copies import Copy, read_media
from articles.publishing.media.facts import MediaFile, folder_of, stem_of
from articles.publishing.media.widths import narrowed, widths_worth_trying
from articles.publishing.media_plans import KEPT, renderer_of
from articles.publishing.reading.ignoring import is_ignored
from articles.publishing.reading.site import SiteFile
from articles.publishing.reading.site_own_files import read_own_file
from articles.publishing.storage.sources import Source
from articles.publishing.storage.uploads import is_own

from tests.support.world import DERIVED, World

_SHOWN = re.compile(r'(?:href|poster|src)="/(pictures/[^" ]+)')
_OFFERED = re.compile(r"(?<=[\" ])/(pictures/\S+-\d+\.webp)")
# As histories write it: a picture of the root, by file or by name, or as that of the article.
_WRITTEN = re.compile(r"!\[[^]]*\]\((p\.png)\)|!\[\[(p\.png)\]\]")


def check_whole(sources: Mapping[str, Source], world: World) -> None:
    """At any time: what a file is said to be served as is there, and is what some version of it gives."""
    if not any(source.media for source in sources.values()):
        return
    there = world.objects(DERIVED)
    for source in sources.values():
        media = source.media
        for address in media.addresses if media else ():
            assert address in there, f"{source.key} is served at {address}, where nothing is"
        if media and source.live_version in world.bodies:
            made = _copy(source.key, world.bodies[source.live_version])
            assert isinstance(made, Copy), f"{source.key} is served, and cannot be: {made}"
            assert media.address == made.media.address, f"{source.key} is served as another version"
            assert there[media.address] == made.body, f"{media.address} is something else"


def check_settled(sources: Mapping[str, Source], objects: Mapping[str, bytes], site: SiteFile, world: World) -> None:
    """When nothing is under way: what is served of each file is what the bucket has, and nothing else is kept."""
    there, now = pictures(world), world.site.now()
    kept: set[str] = set()
    for source in sources.values():
        recent = {stem_of(each.address) for each in source.retired if each.since + KEPT > now}
        kept |= {stem_of(each.address) for each in source.retired} | ({source.media.stem} if source.media else set())
        assert not source.retired or source.due is not None, f"nobody will delete what was served of {source.key}"
        for stem in recent:
            assert any(stem_of(each) == stem for each in there), f"{stem} was deleted too soon"
    due = tuple(folder_of(source.key) for source in sources.values() if source.due is not None)
    left = {each for each in there if stem_of(each) not in kept and not each.startswith(due)}
    assert not left, f"nobody will delete {sorted(left)}"
    for key, body in objects.items():
        _check_file(sources[key], body, site, there)


def check_page(path: str, html: str, answer: str, sources: Mapping[str, Source], world: World) -> None:
    """When nothing is under way: all that a page shows is there, and is what its file is served as now.

    Which file that is, is told from the words of histories, not from how links are resolved.
    """
    there = world.objects(DERIVED)
    shown = _SHOWN.findall(html.partition("<main")[2].partition("</main>")[0])
    assert {*shown, *_OFFERED.findall(html)} <= there.keys(), f"{path} shows what is not there"
    current = {address for source in sources.values() if source.media for address in source.media.addresses}
    assert set(shown) <= current, f"{path} shows what is old: {shown}"
    there_is = {key: found for key, source in sources.items() if (found := source.as_media) is not None}
    files = [there_is.get(file) if file else _nearest(name, there_is) for file, name in _WRITTEN.findall(answer)]
    if not files:
        return
    wanted = [each.media.address for each in files if each is not None and each.media is not None]
    assert [*dict.fromkeys(shown)] == [*dict.fromkeys(wanted)], f"{path} shows {shown}, and should show {wanted}"


def pictures(world: World) -> dict[str, bytes]:
    """What is served of files beside articles."""
    return {key: body for key, body in world.objects(DERIVED).items() if key.startswith("pictures/")}


def _nearest(name: str, there_is: Mapping[str, MediaFile]) -> MediaFile | None:
    """The file of a name, for a file of the root: histories have one beside it, and one in a folder."""
    return there_is.get(name, there_is.get(f"far/{name}"))


def _check_file(source: Source, body: bytes, site: SiteFile, there: Mapping[str, bytes]) -> None:
    key, made = source.key, _copy(source.key, body, site.head.hosts)
    assert source.renderer == renderer_of(key), f"{key} was read by other code"
    if is_ignored(key, site.ignore):
        assert (source.state, source.media) == ("ignored", None), f"{key} is ignored, and {source.state}"
    elif isinstance(made, Copy):
        assert source.state == "published", f"{key} can be shown, and is {source.state}"
        assert source.media is not None
        assert source.media.address == made.media.address, f"{key} is served as another version"
        assert not is_own(key) or source.problems == made.problems, f"the author of {key} is told {source.problems}"
        wanted = _narrower(key, body)
        assert source.media.widths == tuple(wanted), f"{key} is offered in {source.media.widths}"
        for width, each in wanted.items():
            assert there[source.media.narrower(width)] == each, f"{key} in {width} is something else"
    else:
        assert (source.state, source.problems) == ("rejected", made), f"{key} cannot be shown, and is {source.state}"


@functools.cache
def _narrower(key: str, body: bytes) -> dict[int, bytes]:
    """The narrower forms of a picture, by their widths."""
    made = _copy(key, body)
    assert isinstance(made, Copy)
    found = {width: narrowed(made.body, width) for width in widths_worth_trying(made.media)}
    return {width: each for width, each in found.items() if each is not None}


@functools.cache
def _copy(key: str, body: bytes, hosts: tuple[str, ...] = ()) -> Copy | tuple[Problem, ...]:
    try:
        return read_own_file(key, body, hosts) if is_own(key) else read_media(key, body)
    except ArticleError as error:
        return error.problems
