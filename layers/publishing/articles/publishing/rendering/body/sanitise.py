"""The last gate: whatever came before, only these tags, attributes, classes and schemes reach a page."""

import functools
import html as markup
from collections.abc import Collection, Mapping
from typing import Any

import nh3
from articles.publishing.rendering.body.allowed_html import ANYWHERE, ELEMENTS
from articles.publishing.rendering.body.callouts import CLASSES, TITLE_CLASSES
from articles.publishing.rendering.body.highlighting import LANGUAGES, MARKED_LINE
from articles.publishing.rendering.body.mathml_dialect import CLASSES as MATH_CLASSES
from pygments.token import STANDARD_TYPES

SCHEMES = frozenset({"http", "https", "mailto"})

_FLOW = {
    "a", "abbr", "blockquote", "br", "code", "dd", "del", "details", "div", "dl", "dt", "em", "figcaption", "figure",
    "h2", "h3", "h4", "h5", "h6", "hr", "img", "input", "li", "mark", "ol", "p", "pre", "s", "section", "span",
    "strong", "sub", "summary", "sup", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
_MATH = {
    "annotation", "math", "menclose", "mfrac", "mi", "mmultiscripts", "mn", "mo", "mover", "mpadded", "mphantom",
    "mprescripts", "mroot", "mrow", "mspace", "msqrt", "mstyle", "msub", "msubsup", "msup", "mtable", "mtd", "mtext",
    "mtr", "munder", "munderover", "semantics",
}  # fmt: skip
_MATH_ATTRIBUTES = {
    "accent", "accentunder", "class", "columnspan", "depth", "display", "displaystyle", "fence", "height", "largeop",
    "linethickness", "lspace", "mathvariant", "maxsize", "minsize", "movablelimits", "notation", "rspace",
    "scriptlevel", "separator", "stretchy", "symmetric", "voffset", "width",
}  # fmt: skip
_ATTRIBUTES = {
    "a": {"href", "title", "rel", "class", "id", "role", "aria-label"},
    "abbr": {"title"},
    "code": {"class"},
    "details": {"class", "open"},
    "div": {"class", "role", "aria-label", "tabindex"},
    **{f"h{level}": {"id"} for level in range(2, 7)},
    "figure": {"class"},
    "img": {"src", "alt", "title", "loading", "decoding", "fetchpriority", "sizes"},
    "input": {"type", "checked", "disabled", "class", "aria-label"},
    "li": {"class", "id"},
    "ol": {"start", "class"},
    "p": {"class", "role", "aria-label", "tabindex"},
    "pre": {"class", "tabindex"},
    "section": {"class", "role", "aria-label"},
    "span": {"class", "id"},
    "summary": {"class"},
    "sup": {"class"},
    "td": {"class"},
    "th": {"class", "scope"},
    "ul": {"class"},
    **dict.fromkeys(_MATH, _MATH_ATTRIBUTES),
    "annotation": {"encoding"},
    "math": _MATH_ATTRIBUTES | {"alttext"},
    "mtable": _MATH_ATTRIBUTES - {"scriptlevel"},  # new in MathML Core, unknown to HTML checkers; a script stays small
}
_OF_MEDIA = {"controls", "preload"}
_OF_FRAMES = {"title", "loading", "sandbox", "referrerpolicy", "allowfullscreen"}
_TAGS = _FLOW | _MATH | ELEMENTS.keys()
_ALLOWED = {
    **{tag: names - {"class"} for tag, names in _ATTRIBUTES.items()},
    **{tag: (_ATTRIBUTES.get(tag, set()) | names | ANYWHERE) - {"align", "class"} for tag, names in ELEMENTS.items()},
}
_ALLOWED |= {tag: _ALLOWED[tag] | _OF_MEDIA for tag in ("audio", "video")}
_ALIGNMENT = {"align-left", "align-center", "align-right"}
_OPTIONS: Mapping[str, Any] = {
    "clean_content_tags": {"script", "style"},
    "allowed_classes": {
        "a": {"footnote-backref"},
        "code": {"math", *(f"language-{name}" for name in LANGUAGES)},
        "details": set(CLASSES),
        "div": {"table-scroll", *CLASSES, *_ALIGNMENT},
        "figure": {"code"},
        "img": _ALIGNMENT,
        "input": {"task-list-item-checkbox"},
        "li": {"task-list-item", "footnote-item"},
        "ol": {"contains-task-list", "footnotes-list"},
        "p": {"math-block", *TITLE_CLASSES, *_ALIGNMENT},
        "pre": {"highlight"},
        "section": {"footnotes"},
        "span": {*STANDARD_TYPES.values(), MARKED_LINE} - {""},
        "summary": set(TITLE_CLASSES),
        "sup": {"footnote-ref"},
        "td": _ALIGNMENT,
        "th": _ALIGNMENT,
        "ul": {"contains-task-list"},
        **dict.fromkeys(("mfrac", "mo", "mpadded", "mrow", "mspace", "mtable", "mtd"), MATH_CLASSES),
    },
    "url_schemes": set(SCHEMES),
    "link_rel": None,
}


def sanitise(html: str, frames: Collection[str] = ()) -> str:
    """Remove from HTML everything that this project does not write itself.

    Args:
        html: The HTML.
        frames: The addresses of the pages that it may show in frames.
    """
    return (_cleaner_with_frames(frames) if frames else _cleaner()).clean(html)


def keeps(url: str) -> bool:
    """Whether a link to this URL is kept: a browser can read it, and its scheme is one of `SCHEMES`, if it has one."""
    return "href" in _link_cleaner().clean(f'<a href="{markup.escape(url)}"></a>')


@functools.cache
def _link_cleaner() -> nh3.Cleaner:
    return nh3.Cleaner(tags={"a"}, url_schemes=set(SCHEMES))


@functools.cache
def _cleaner() -> nh3.Cleaner:
    return nh3.Cleaner(tags=_TAGS, attributes=_ALLOWED, **_OPTIONS)


def _cleaner_with_frames(addresses: Collection[str]) -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=_TAGS | {"iframe"},
        attributes=_ALLOWED | {"iframe": _OF_FRAMES},
        tag_attribute_values={"iframe": {"src": set(addresses)}},
        **_OPTIONS,
    )
