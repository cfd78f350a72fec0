"""What the definition of the keys of site.yaml is made of: kinds of values, limits and defaults."""

from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

# What a key holds. `words` are texts of a list, or with commas between them; `lines` are those of robots.txt.
Kind = Literal[
    "text",
    "time zone",
    "language",
    "languages",
    "date format",
    "flag",
    "words",
    "patterns",
    "paths",
    "hosts",
    "redirects",
    "lines",
    "related",
    "links",
    "colors",
    "fonts",
    "width",
    "picture",
    "social",
    "head",
    "errors",
    "home",
    "sections",
]

# Of a date, shortest last: CLDR has a form of each for every language and region.
DATE_FORMATS = ("full", "long", "medium", "short")

MAX_ADDRESS_BYTES = 2_000

# The hosts whose pages are shown in frames, if the file names no others: players that set no cookies before one plays.
FRAME_HOSTS = ("www.youtube-nocookie.com", "player.vimeo.com")

# How wide the text of pages is, in rem: at least, at most, and if the file does not say.
MIN_WIDTH, MAX_WIDTH, WIDTH = 30, 80, 42

# How long a snippet for the head of pages may be, in characters.
MAX_SNIPPET = 2_000

# What an article with the url / is: the home page, what stands above its lists, or the same with subjects first.
HOMES = ("article", "introduction", "subjects")

# The most related articles to which a site has a page filled up.
MAX_FILL = 10


class Related(NamedTuple):
    """How pages get related articles that their authors do not name.

    Attributes:
        fill: How many related articles a page is to have. Those that its author does not name are computed.
    """

    fill: int


# So many a page has, if the file does not say otherwise.
FILLED = Related(fill=3)


@dataclass(frozen=True, slots=True)
class SiteKey:
    """A key of site.yaml.

    Attributes:
        name: The key.
        kind: What it holds.
        default: Its value if the file does not give one.
        about: What it does, in a sentence or two for docs/site.md and for editors.
        example: The key with a value, as it stands in a file.
        max_characters: How long a text of its value may be.
        max_items: How many items its value may have.
    """

    name: str
    kind: Kind
    default: Any
    about: str
    example: str
    max_characters: int = 0
    max_items: int = 0
