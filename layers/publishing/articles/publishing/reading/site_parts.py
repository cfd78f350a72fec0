"""The values of those keys of site.yaml that have keys of their own."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Palette:
    """Colors, each as #rrggbb; empty where none is given.

    Attributes:
        paper: What is behind everything.
        ink: Text.
        muted: Text of less importance.
        accent: Links.
        tint: What is behind code.
        line: Lines between parts.
        field: The frame of what can be filled in.
    """

    paper: str = ""
    ink: str = ""
    muted: str = ""
    accent: str = ""
    tint: str = ""
    line: str = ""
    field: str = ""


_NO_PALETTE = Palette()


@dataclass(frozen=True, slots=True)
class Colors:
    """The colors that a site has of its own, on light and on dark screens."""

    light: Palette = _NO_PALETTE
    dark: Palette = _NO_PALETTE


@dataclass(frozen=True, slots=True)
class Fonts:
    """The fonts that a site has of its own: names, with commas between them; empty for ours.

    Attributes:
        text: Of what is read.
        interface: Of what is around it.
        code: Of code.
    """

    text: str = ""
    interface: str = ""
    code: str = ""


NO_COLORS = Colors()
NO_FONTS = Fonts()


@dataclass(frozen=True, slots=True)
class Social:
    """What social networks are told of a site; empty where nothing is.

    Attributes:
        image: The picture of pages that have none of their own: a path of the site, or an address.
        twitter: The site's account at X, formerly Twitter, with the @ before it.
        fediverse: Its account in the fediverse, with the @ before it.
    """

    image: str = ""
    twitter: str = ""
    fediverse: str = ""


NO_SOCIAL = Social()


@dataclass(frozen=True, slots=True)
class Head:
    """What goes into the head of every page.

    Attributes:
        html: The snippet; empty if there is none.
        hosts: Those from which it may load scripts and pictures, and to which it may connect.
    """

    html: str = ""
    hosts: tuple[str, ...] = ()


NO_HEAD = Head()
