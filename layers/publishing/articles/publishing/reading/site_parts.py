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
        keyword: Keywords in code.
        string: Texts in code.
        number: Numbers in code.
        name: Names in code.
        note: The bar and the title of notes, a kind of callout.
        tip: The same of tips.
        important: The same of what is important.
        warning: The same of warnings.
        caution: The same of what asks for caution.
    """

    paper: str = ""
    ink: str = ""
    muted: str = ""
    accent: str = ""
    tint: str = ""
    line: str = ""
    field: str = ""
    keyword: str = ""
    string: str = ""
    number: str = ""
    name: str = ""
    note: str = ""
    tip: str = ""
    important: str = ""
    warning: str = ""
    caution: str = ""


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


@dataclass(frozen=True, slots=True)
class ErrorText:
    """What is told of an error; empty where ours is told."""

    title: str = ""
    text: str = ""


_OUR_TEXT = ErrorText()


@dataclass(frozen=True, slots=True)
class Errors:
    """What readers are told that find no page.

    Attributes:
        not_found: At an address at which there never was one (404).
        gone: At one from which it was removed (410).
        unavailable: If it cannot be read just now (503).
    """

    not_found: ErrorText = _OUR_TEXT
    gone: ErrorText = _OUR_TEXT
    unavailable: ErrorText = _OUR_TEXT

    def of(self, status: int) -> ErrorText:
        """What is told with this HTTP status."""
        return {404: self.not_found, 410: self.gone, 503: self.unavailable}.get(status, _OUR_TEXT)


OUR_ERRORS = Errors()


@dataclass(frozen=True, slots=True)
class Sections:
    """What a site calls parts of its pages; empty where they have our names.

    Attributes:
        related: The related articles of a page.
        contents: Its list of contents.
        keywords: Its keywords.
        subjects: The subjects on the home page.
        newest: The newest articles there.
    """

    related: str = ""
    contents: str = ""
    keywords: str = ""
    subjects: str = ""
    newest: str = ""

    def of_pages(self) -> "Sections":
        """Those of articles' pages alone."""
        return Sections(self.related, self.contents, self.keywords)


OUR_SECTIONS = Sections()
