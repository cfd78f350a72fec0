"""The HTML that authors may write: elements, their attributes, and what each attribute may say.

It is GitHub's list, and what a page of articles needs besides: frames, sound and video are decided on in `frames` and
here. No attribute names a style or a script, so that a page needs no more than its Content-Security-Policy allows.
"""

import re
from collections.abc import Mapping

ANYWHERE = frozenset({"dir", "id", "lang", "title"})

_PLAIN = {
    "abbr", "b", "bdi", "bdo", "blockquote", "br", "caption", "cite", "code", "dd", "del", "dfn", "dl", "dt", "em",
    "figcaption", "figure", "hr", "i", "ins", "kbd", "mark", "picture", "pre", "q", "rp", "rt", "ruby", "s", "samp",
    "small", "span", "strong", "sub", "summary", "sup", "table", "tbody", "tfoot", "thead", "tr", "u", "ul", "var",
    "wbr",
}  # fmt: skip
_SPANS = frozenset({"align", "colspan", "rowspan"})
_SIZE = frozenset({"height", "width"})

ELEMENTS: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(_PLAIN, frozenset()),
    "audio": frozenset({"loop", "muted", "src"}),
    "col": frozenset({"span"}),
    "colgroup": frozenset({"span"}),
    "details": frozenset({"open"}),
    "div": frozenset({"align"}),
    "img": _SIZE | {"align", "alt", "src", "srcset"},
    "li": frozenset({"value"}),
    "ol": frozenset({"reversed", "start", "type"}),
    "p": frozenset({"align"}),
    "source": frozenset({"media", "sizes", "src", "srcset", "type"}),
    "td": _SPANS,
    "th": _SPANS | {"scope"},
    "time": frozenset({"datetime"}),
    "track": frozenset({"default", "kind", "label", "src", "srclang"}),
    "video": _SIZE | {"loop", "muted", "playsinline", "poster", "src"},
}

# What a page has in place of an element. A heading that its block does not close becomes a `div`.
WRITTEN_AS = {"center": "div", "strike": "s", "tt": "code", **{f"h{level}": "div" for level in range(1, 7)}}

VOID = frozenset({
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
})  # fmt: skip

# What ends without an end tag, so that one that comes later is most likely that of another.
ENDING_BY_THEMSELVES = frozenset({"dd", "dt", "li", "p", "td", "th", "tr"})

# Elements that begin and end a line.
BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "caption", "center", "dd", "details", "div", "dl", "dt", "fieldset",
    "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav",
    "ol", "p", "pre", "section", "summary", "table", "tbody", "tfoot", "thead", "tr", "ul", "video",
})  # fmt: skip

# Where an element has to be, and what ends before it begins.
TABLE_PARTS = frozenset({"caption", "col", "colgroup", "table", "tbody", "td", "tfoot", "th", "thead", "tr"})
INSIDE: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(TABLE_PARTS - {"table"}, frozenset({"table"})),
    **dict.fromkeys(("dd", "dt"), frozenset({"dl"})),
    "li": frozenset({"ol", "ul"}),
    **dict.fromkeys(("rp", "rt"), frozenset({"ruby"})),
    "source": frozenset({"audio", "picture", "video"}),
    "summary": frozenset({"details"}),
    "track": frozenset({"audio", "video"}),
}
CELLS = frozenset({"caption", "table", "td", "th"})  # what is outside of these is not ended in them
_ROW = frozenset({"caption", "colgroup", "td", "th"})
_SECTIONS = _ROW | {"tbody", "tfoot", "thead", "tr"}
ENDS: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(("td", "th"), _ROW),
    "tr": _ROW | {"tr"},
    **dict.fromkeys(("caption", "colgroup", "tbody", "tfoot", "thead"), _SECTIONS),
    **dict.fromkeys(("dd", "dt"), frozenset({"dd", "dt"})),
    "li": frozenset({"li"}),
    **dict.fromkeys(("rp", "rt"), frozenset({"rp", "rt"})),
    **dict.fromkeys(BLOCKS - _SECTIONS - {"dd", "dt", "li", "summary"}, frozenset({"p"})),
}

_FLAGS = frozenset({"default", "loop", "muted", "open", "playsinline", "reversed"})
_ALIGNMENTS = frozenset({"center", "left", "right"})
_FORMS: Mapping[str, re.Pattern[str]] = {
    **dict.fromkeys(("colspan", "rowspan", "span"), re.compile(r"[1-9]\d{0,2}")),
    **dict.fromkeys(("height", "width"), re.compile(r"\d{1,4}%?")),
    **dict.fromkeys(("start", "value"), re.compile(r"-?\d{1,6}")),
    "dir": re.compile("ltr|rtl|auto"),
    "kind": re.compile("subtitles|captions|descriptions|chapters"),
    "lang": re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*"),
    "scope": re.compile("col|row|colgroup|rowgroup"),
    "srclang": re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*"),
    "type": re.compile(r"[1aAiI]|[a-z]+/[\w.+;= ,\"-]{1,80}", re.ASCII),
}


def allowed_attributes(name: str, given: Mapping[str, str]) -> dict[str, str]:
    """The attributes of an element that a page may have, in the order of their names.

    Addresses and ids are those that were given: whoever writes the element decides about them.

    Args:
        name: The element.
        given: Its attributes.
    """
    allowed = ELEMENTS[name] | ANYWHERE
    found = {}
    for attribute in sorted(allowed & given.keys()):
        value = given[attribute].strip()
        form = _FORMS.get(attribute)
        if attribute in _FLAGS:
            found[attribute] = ""
        elif attribute == "align":
            found |= {"class": f"align-{value.lower()}"} if value.lower() in _ALIGNMENTS else {}
        elif form is None or form.fullmatch(value.removesuffix("px")):
            found[attribute] = value if form is None else value.removesuffix("px")
    return found


def is_hidden(given: Mapping[str, str]) -> bool:
    """Whether an element with these attributes is meant for nobody to see."""
    return "hidden" in given or bool(re.search(r"display\s*:\s*none", given.get("style", ""), re.IGNORECASE))
