r"""Tags as authors write them: those of HTML, and those of components, such as ``<Tab label={"a > b"} />``.

What is a tag is what CommonMark takes for one (section 6.6), and more: names with dots and colons, attributes with an
expression in braces, and those of Vue. No pattern tries anything twice, so all take linear time.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from html import unescape

# Expressions in braces may have braces in them. Four levels deep is as deep as people write, and since each tag with
# an expression has a brace, a search for one that nobody closes is over after four tags.
_LEVELS = 4
_STRING = r""""(?>(?:[^"\\\n]|\\.)*)"|'(?>(?:[^'\\\n]|\\.)*)'|`(?>(?:[^`\\]|\\.)*)`"""


def _expression(levels: int) -> str:
    inner = rf"|{_expression(levels - 1)}" if levels else ""
    return rf"""\{{(?>(?:[^{{}}"'`]++|{_STRING}|["'`]{inner})*)\}}"""


_BRACES = _expression(_LEVELS)
_VALUE = r"""(?:"[^"]*"|'[^']*'|[^"'=<>`\x00-\x20]++)"""
_WITH_VALUE = rf"""[A-Za-z_:][\w:.-]*+(?:\s*+=\s*+{_VALUE})?|[@#*\[(][^\s"'<>/=]*+={_VALUE}|#[A-Za-z][\w-]*+"""
_ATTRIBUTE = rf"\s++(?:(?:[A-Za-z_:][\w:.-]*+\s*+=\s*+)?{_BRACES}|{_WITH_VALUE})"
_NAME = r"[A-Za-z][\w.:-]*+"
_TAG = re.compile(
    rf"<(?:(?P<name>{_NAME})(?P<attributes>(?>(?:{_ATTRIBUTE})*))\s*+(?P<empty>/?)|/(?P<closed>{_NAME})\s*+)>",
    re.ASCII,
)
_NAMED = re.compile(rf"""\s++(?:([^\s"'<>/={{]++)\s*+=\s*+)?(?:({_BRACES})|({_VALUE}))""", re.ASCII)
_LITERAL = re.compile(_STRING)
_CLOSED = re.compile(r"</([A-Za-z][\w.:-]*)", re.ASCII)

# What HTML has besides tags that a page does not show, and how each ends. The first also begins a comment's shortest
# forms, which are whole.
_UNSEEN = re.compile(r"<!--(?:-?>)?|<!\[CDATA\[|<\?|<![A-Za-z]")
_ENDS = {"<!--": "-->", "<![CDATA[": "]]>", "<?": "?>"}

# All names of HTML, those that it once had among them. Any other is that of a component, or no tag at all.
HTML = frozenset({
    "a", "abbr", "acronym", "address", "applet", "area", "article", "aside", "audio", "b", "base", "basefont", "bdi",
    "bdo", "bgsound", "big", "blink", "blockquote", "body", "br", "button", "canvas", "caption", "center", "cite",
    "code", "col", "colgroup", "command", "data", "datalist", "dd", "del", "details", "dfn", "dialog", "dir", "div",
    "dl", "dt", "em", "embed", "fieldset", "figcaption", "figure", "font", "footer", "form", "frame", "frameset",
    "h1", "h2", "h3", "h4", "h5", "h6", "head", "header", "hgroup", "hr", "html", "i", "iframe", "img", "input",
    "ins", "isindex", "kbd", "keygen", "label", "legend", "li", "link", "listing", "main", "map", "mark", "marquee",
    "math", "menu", "menuitem", "meta", "meter", "nav", "nobr", "noembed", "noframes", "noscript", "object", "ol",
    "optgroup", "option", "output", "p", "param", "picture", "plaintext", "portal", "pre", "progress", "q", "rb",
    "rp", "rt", "rtc", "ruby", "s", "samp", "script", "search", "section", "select", "slot", "small", "source",
    "spacer", "span", "strike", "strong", "style", "sub", "summary", "sup", "svg", "table", "tbody", "td", "template",
    "textarea", "tfoot", "th", "thead", "time", "title", "tr", "track", "tt", "u", "ul", "var", "video", "wbr", "xmp",
})  # fmt: skip

# In these nothing is a tag but their end, whatever the case of their names.
RAW = frozenset({"iframe", "script", "style", "textarea"})


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag in a text.

    Attributes:
        name: Its name as it is written.
        start: Where it begins.
        end: Where what comes after it begins.
        is_closing: Whether it is the end of an element.
        is_empty: Whether it ends in `/>`, so that nothing is in the element.
        source: Its attributes as they are written.
    """

    name: str
    start: int
    end: int
    is_closing: bool = False
    is_empty: bool = False
    source: str = ""

    @property
    def is_component(self) -> bool:
        """Whether HTML has no such name, and programs do: `Tabs`, `Tabs.Item`, `my-tabs`."""
        if self.name.lower() in HTML:
            return self.name.istitle() and not self.name.isupper() and self.name.lower() not in RAW
        return self.name[0].isupper() or not self.name.isalnum()

    def moved(self, distance: int) -> "Tag":
        """The same tag in a text in which it stands so much further on."""
        return replace(self, start=self.start + distance, end=self.end + distance)

    def attributes(self) -> Mapping[str, str]:
        """Its attributes by their names in lower case; of an expression the text or the number that it names."""
        found: dict[str, str] = {}
        for name, expression, value in _NAMED.findall(self.source):
            if name or not expression:  # an attribute without a value looks like a value without a name
                found.setdefault((name or value).lower(), _meant(expression or (value if name else "")))
        return found


@dataclass(frozen=True, slots=True)
class Unseen:
    """A comment, an instruction, a declaration or character data in a text: from `start` up to `end`."""

    start: int
    end: int


def tag_at(text: str, start: int, end: int | None = None) -> Tag | None:
    """The tag that begins at a place, if there is one.

    Args:
        text: What holds it.
        start: The place.
        end: Where the text ends, if before its end.
    """
    found = _TAG.match(text, start, len(text) if end is None else end)
    if found is None:
        return None
    if found["closed"]:
        return Tag(found["closed"], start, found.end(), is_closing=True)
    return Tag(found["name"], start, found.end(), is_empty=bool(found["empty"]), source=found["attributes"])


def markup(html: str) -> Iterator[Tag | Unseen]:
    """All tags in HTML, and all that is not shown. What is never closed ends with the text."""
    position = html.find("<")
    while position >= 0:
        found: Tag | Unseen | None = tag_at(html, position) or _unseen_at(html, position)
        if found:
            yield found
        position = html.find("<", found.end if found else position + 1)


def closed_names(text: str) -> frozenset[str]:
    """The names of all elements that a text closes."""
    return frozenset(_CLOSED.findall(text))


def is_meant(tag: Tag, closed: Collection[str]) -> bool:
    """Whether a tag is one, and not what prose has in angle brackets: `List<String>`, `<your name>`.

    Args:
        tag: What looks like a tag.
        closed: The names that the text closes.
    """
    return (
        tag.is_closing
        or tag.is_empty
        or "=" in tag.source
        or "{" in tag.source
        or tag.name in closed
        or (tag.name.lower() in HTML and not tag.is_component)
    )


def _unseen_at(html: str, start: int) -> Unseen | None:
    opening = _UNSEEN.match(html, start)
    if opening is None:
        return None
    if opening[0] in ("<!-->", "<!--->"):
        return Unseen(start, opening.end())
    ending = _ENDS.get(opening[0], ">")
    end = html.find(ending, opening.end())
    return Unseen(start, end + len(ending) if end >= 0 else len(html))


def _meant(value: str) -> str:
    """What the value of an attribute is."""
    if not value.startswith("{"):
        return unescape(value[1:-1] if value[:1] in ("'", '"') else value)
    expression = value[1:-1].strip()
    literals = _LITERAL.findall(expression)
    if len(literals) == 1:
        return str(literals[0][1:-1])
    return expression if expression.isdecimal() else ""
