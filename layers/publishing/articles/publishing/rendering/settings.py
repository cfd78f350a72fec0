"""The site's settings: the few facts that pages need and that no article has."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from articles.publishing.media.own_files import FOLDER, STYLE, own_format_of
from articles.publishing.reading.interface_words import NO_WORDS, OwnWords
from articles.publishing.reading.page_path import PathRule
from articles.publishing.reading.site import SiteFile
from articles.publishing.reading.site_kinds import FILLED, FRAME_HOSTS
from articles.publishing.reading.site_links import Link
from articles.publishing.reading.site_parts import NO_HEAD, NO_SOCIAL, OUR_SECTIONS, Head, Sections, Social
from articles.publishing.rendering.look import OUR_LOOK, Look

# The header of every answer of a site that search engines are asked to leave out.
NOINDEX: Mapping[str, str] = {"X-Robots-Tag": "noindex"}


@dataclass(frozen=True, slots=True)
class Settings:
    """What every page depends on: a change of any of these has all pages rendered again.

    Attributes:
        name: The site's name, as titles and feeds show it.
        url: Scheme and host, without a slash at the end; article paths are appended to it.
        time_zone: IANA name of the time zone of articles' dates.
        author: The author of articles that do not name one.
        language: The language of the pages, a BCP 47 tag.
        languages: All languages of the site, the main one first; empty if it has but one.
        edition: The language of the lists to which pages lead; empty if these are the main ones.
        date_format: How dates are shown: one of CLDR's lengths, `full`, `long`, `medium` or `short`.
        noindex: Whether search engines are asked to leave the site out.
        future: Whether articles with a date in the future are published at once.
        paths: How the paths of files are made that do not name their own.
        frames: The hosts whose pages are shown in frames.
        fill: How many related articles a page is to have.
        logo: The picture in place of the name, as `SiteFile` has it; so is the favicon.
        social: What social networks are told.
        head: What goes into the head of every page.
        sections: What parts of articles' pages are called.
        words: Words of the site's own.
        look: Colors, fonts and width.
        style: The path of a style sheet of the site's own, which comes after ours; empty if it has none.
        navigation: What stands at the top of every page; nothing for what stands there by itself.
        footer: What stands at the foot of every page.
        media_host: Scheme and host to which readers may be redirected for pictures, recordings and documents; empty if
            they never are.
    """

    name: str
    url: str
    time_zone: str
    author: str
    language: str = "en"
    languages: tuple[str, ...] = ()
    edition: str = ""
    date_format: str = "long"
    noindex: bool = False
    future: bool = False
    paths: tuple[PathRule, ...] = ()
    frames: tuple[str, ...] = FRAME_HOSTS
    fill: int = FILLED.fill
    logo: str = ""
    favicon: str = ""
    social: Social = NO_SOCIAL
    head: Head = NO_HEAD
    sections: Sections = OUR_SECTIONS
    words: OwnWords = NO_WORDS
    look: Look = OUR_LOOK
    style: str = ""
    navigation: tuple[Link, ...] = ()
    footer: tuple[Link, ...] = ()
    media_host: str = ""

    def in_edition(self, edition: str) -> "Settings":
        """The same for pages in one of the site's languages; empty for its main one. Others change nothing."""
        if edition == self.edition or edition not in ("", *self.languages[1:]):
            return self
        return replace(self, language=edition or self.languages[0], edition=edition)


def settings_of(
    file: SiteFile,
    url: str,
    media_host: str = "",
    own: Mapping[str, str] = MappingProxyType({}),
    words: OwnWords = NO_WORDS,
) -> Settings:
    """What pages depend on.

    Args:
        file: What site.yaml says.
        url: The site's address, which the infrastructure decides.
        media_host: As in `Settings`; so does that.
        own: The addresses of the site's own files, by their keys.
        words: Words of the site's own.
    """
    return Settings(
        name=file.name,
        url=url.rstrip("/"),
        time_zone=file.time_zone,
        author=file.author,
        language=file.language,
        languages=file.languages,
        date_format=file.date_format,
        noindex=file.noindex,
        future=file.future,
        paths=file.paths,
        frames=file.frames,
        fill=file.related.fill,
        logo=_path(file.logo, own),
        favicon=_path(file.favicon, own),
        social=replace(file.social, image=_path(file.social.image, own)),
        head=file.head,
        sections=file.sections.of_pages(),
        words=words,
        look=Look(file.colors, file.fonts, file.width, _fonts(file, own)),
        style=f"/{own[STYLE]}" if STYLE in own else "",
        navigation=file.navigation,
        footer=file.footer,
        media_host=media_host,
    )


def _path(picture: str, own: Mapping[str, str]) -> str:
    """The path or the address of a picture; empty if it is a file that is not served."""
    if not picture.startswith(FOLDER):
        return picture
    return f"/{own[picture]}" if picture in own else ""


def _fonts(file: SiteFile, own: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """The files of fonts that are served, each with its path."""
    return tuple((key, f"/{own[key]}") for key in file.own_keys if key in own and own_format_of(key) is not None)
