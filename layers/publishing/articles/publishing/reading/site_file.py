"""What site.yaml says, as a whole."""

from dataclasses import dataclass

from articles.publishing.errors import Problem
from articles.publishing.reading.page_path import PathRule
from articles.publishing.reading.site_files import NamedFile, keys_of
from articles.publishing.reading.site_kinds import FILLED, FRAME_HOSTS, WIDTH, Related
from articles.publishing.reading.site_links import Link, with_groups
from articles.publishing.reading.site_parts import (
    NO_COLORS,
    NO_FONTS,
    NO_HEAD,
    NO_SOCIAL,
    OUR_ERRORS,
    OUR_SECTIONS,
    Colors,
    Errors,
    Fonts,
    Head,
    Sections,
    Social,
)
from articles.publishing.reading.site_redirects import Redirect


@dataclass(frozen=True, slots=True)
class SiteFile:
    """What site.yaml says; `SITE_KEYS` has what each key means.

    Attributes:
        language: Its main language.
        languages: All that it has, if its articles are in several; empty if they are not.
        robots: Rules of robots.txt in place of ours; empty for ours.
        extra_keys: Keys of articles that nobody is warned of.
        paths: How the paths of files in a folder are made.
        ignore: Patterns of files that are not published, for `ignoring.is_ignored`.
        frames: The hosts whose pages articles may show in frames.
        logo: A picture in place of the name: a path of the site or an https address.
        favicon: The picture by which browsers mark pages; likewise.
        social: What social networks are told.
        colors: Colors of pages, where they are not ours.
        fonts: Fonts of pages, where they are not ours.
        width: How wide the text is, in rem.
        head: What goes into the head of every page.
        errors: What readers are told that find no page.
        home: One of `HOMES`: what the home page is.
        sections: What parts of pages are called.
        navigation: What stands at the top of every page; nothing for what stands there by itself.
        footer: What stands at the foot of every page.
        files: The own files that the file names, and where.
        redirects: In the order of the file.
        warnings: What its author should know, although it can be used.
    """

    name: str = "Articles"
    tagline: str = ""
    description: str = ""
    author: str = "Editors"
    time_zone: str = "UTC"
    language: str = "en"
    languages: tuple[str, ...] = ()
    date_format: str = "long"
    noindex: bool = False
    future: bool = False
    robots: str = ""
    extra_keys: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    paths: tuple[PathRule, ...] = ()
    frames: tuple[str, ...] = FRAME_HOSTS
    related: Related = FILLED
    logo: str = ""
    favicon: str = ""
    social: Social = NO_SOCIAL
    colors: Colors = NO_COLORS
    fonts: Fonts = NO_FONTS
    width: int = WIDTH
    head: Head = NO_HEAD
    errors: Errors = OUR_ERRORS
    home: str = "article"
    sections: Sections = OUR_SECTIONS
    navigation: tuple[Link, ...] = ()
    footer: tuple[Link, ...] = ()
    files: tuple[NamedFile, ...] = ()
    redirects: tuple[Redirect, ...] = ()
    warnings: tuple[Problem, ...] = ()

    @property
    def is_home_introduced(self) -> bool:
        """Whether an article with the url / only stands above the lists of the home page."""
        return self.home in {"introduction", "subjects"}

    @property
    def own_keys(self) -> tuple[str, ...]:
        """The keys of the own files that are used because they are named."""
        return keys_of(self.fonts, (self.logo, self.favicon, self.social.image))

    @property
    def links(self) -> tuple[Link, ...]:
        """The entries of navigation and footer, those in groups among them."""
        return tuple(with_groups([*self.navigation, *self.footer]))
