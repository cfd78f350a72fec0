"""Directives, as Docusaurus, Astro, VitePress, Pandoc and others have them: blocks between lines of colons.

``:::note``, ``:::tip[Title]``, ``::: warning Title``, ``::: {.note}`` become callouts. The words of others are kept.
"""

import re
from collections import defaultdict

from articles.publishing.rendering.body.callouts import LOOKS, close_callout, open_callout, part_title, push
from markdown_it.rules_block import StateBlock

_OPENER = re.compile(
    r"""
    (?P<colons>:{3,}) [ \t]*
    (?: \{? (?P<name>[A-Za-z][\w.-]*) \}? )?
    (?: \[ (?P<label>(?>(?:[^\[\]\n]|\[[^\[\]\n]*\])*)) \] )?
    [ \t]* (?: \{ (?P<attributes>[^{}\n]*) \} )?
    (?P<words>[^\n]*) \Z
    """,
    re.VERBOSE,
)
_LEAF = re.compile(r"::(?P<name>[A-Za-z][\w-]*)(?:\[(?P<label>[^\[\]\n]*)\](?:\{[^{}\n]*\})?|\{[^{}\n]*\})[ \t]*\Z")
_TITLE = re.compile(r"\btitle\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_CLASS = re.compile(r"\.(?:callout-)?([A-Za-z][\w-]*)")
_FENCE = re.compile(r"(`{3,}(?=[^`\n]*$)|~{3,})")
_FOLDABLE = "details"


def directive(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Parse a directive, or a line of colons that closes one."""
    begin = state.bMarks[start] + state.tShift[start]
    if not state.src.startswith("::", begin):
        return False
    line = state.src[begin : state.eMarks[start]]
    opener, leaf = _OPENER.match(line), _LEAF.match(line)
    if not opener and not leaf:
        return False
    if silent:
        return True
    state.line = start + 1
    if opener and (opener["name"] or opener["attributes"]):
        _open(state, start, end, opener)
    elif leaf and leaf["label"]:
        push(state, part_title(leaf["label"], start))
    return True  # a line of colons alone ends something


def _open(state: StateBlock, start: int, end: int, opener: re.Match[str]) -> None:
    name, title = _name_and_title(opener)
    close = _closers(state).get(start)
    is_callout = close is not None and (name in LOOKS or name == _FOLDABLE)
    last = end if close is None else min(close, end)
    opened = open_callout(name, title or None, is_open=False if name == _FOLDABLE else None, lines=[start, last])
    push(state, opened if is_callout else part_title(title, start) if title else [])
    if close is None:
        return  # it has no content, as those of mkdocstrings
    around = (state.parentType, state.lineMax)
    state.parentType, state.lineMax = "container", last
    state.md.block.tokenize(state, start + 1, last)
    state.parentType, state.lineMax = around
    push(state, [close_callout(opened[0])] if is_callout else [])
    state.line = min(last + 1, end)


def _name_and_title(opener: re.Match[str]) -> tuple[str, str]:
    """What a directive is called, and its title in Markdown, if it has one."""
    attributes = opener["attributes"] or ""
    css_class, named = _CLASS.search(attributes), _TITLE.search(attributes)
    name = opener["name"] or (css_class[1] if css_class else "")
    words = opener["words"].rstrip(" \t:")
    end = words.rfind("{") if words.endswith("}") else len(words)
    words = words[:end].strip()
    return name.lower(), opener["label"] or (named and (named[1] or named[2])) or words


def _closers(state: StateBlock) -> dict[int, int]:
    """By the line of each directive of the text, the line that closes it; found once for the whole text."""
    if "directives" not in state.env:
        state.env["directives"] = _pairs(state.src)
    pairs: dict[int, int] = state.env["directives"]
    return pairs


def _pairs(text: str) -> dict[int, int]:
    pairs: dict[int, int] = {}
    opened: list[tuple[int, int]] = []  # how many colons, and the line
    places: defaultdict[int, list[int]] = defaultdict(list)  # by the number of colons: where in `opened`
    fence = ""
    for number, line in enumerate(text.split("\n")):
        stripped = line.strip(" \t>")
        marker = _FENCE.match(stripped)
        if fence:
            fence = "" if marker and marker[0] == stripped and stripped.startswith(fence) else fence
        elif marker:
            fence = marker[0]
        elif stripped.startswith(":::"):
            colons = len(stripped) - len(stripped.lstrip(":"))
            if colons < len(stripped):
                places[colons].append(len(opened))
                opened.append((colons, number))
                continue
            # With as many colons, or else with fewer, as remark has it.
            fits = [places[colons]] if places[colons] else [each for count, each in places.items() if count <= colons]
            place = max((each[-1] for each in fits if each), default=len(opened))
            while len(opened) > place:
                count, first = opened.pop()
                places[count].pop()
                pairs[first] = number
    return pairs
