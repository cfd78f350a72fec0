"""markdown-it rules for HTML as authors of other tools write it: components, their imports, and Markdown in elements.

What CommonMark takes for HTML stays HTML. Three kinds of lines are read otherwise, so that what is between them is
Markdown without blank lines around it: lines of tags of components, of `details` and `summary`, and of elements with
the attribute `markdown`. What is indented below such a line is as deep as though it were not.
"""

import re

from articles.publishing.rendering.body.tags import Tag, closed_names, is_meant, tag_at
from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_block.html_block import html_block
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.html_inline import html_inline

# The lines of a module, such as `import Tabs from '@theme/Tabs'`.
MODULE = "module"

# Marks a line in which elements may stay open for the blocks below.
OPEN_END = "open_end"

_FRAGMENT = frozenset({"<>", "</>"})
_DISCLOSURE = frozenset({"details", "summary"})

_IMPORT = re.compile(
    r"""import\b (?P<names>[^"';`<>]{0,2000}+) (?:"[^"\n]+"|'[^'\n]+')
    (?:[ \t]*with[ \t]*\{[^}\n]*\})? [ \t]*;?[ \t]* (?://[^\n]*)? (?=\n|\Z)""",
    re.VERBOSE,
)
_EXPORT = re.compile(
    r"""export\s+ (?:
        default\s+ (?: function\b | class\b | async\b | [({\[] | [\w.$]+ [ \t]* (?:;|\(|=>|(?=\n|\Z)) )
        | (?:const|let|var)\s [^=\n]+ =
        | (?:async\s+)? function\s*\*?\s*\w+\s*\( | class\s+\w+[^\n]*\{ | (?:type|interface)\s+\w[^\n]*[={]
        | \{ | \*\s*(?:as\s+\w+\s+)?from\b
    )""",
    re.VERBOSE,
)
_BRACKETS = {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}


def html_plugin(md: MarkdownIt) -> None:
    """Make a parser read HTML. Modules are tokens of the type `MODULE`; tags have their place as `meta["offset"]`."""
    md.core.ruler.before("block", "html_names", _names)
    md.block.ruler.at("html_block", _html, {"alt": ["paragraph", "reference", "blockquote", "list"]})
    md.inline.ruler.at("html_inline", _inline)


def _names(state: StateCore) -> None:
    state.env["closed_names"] = closed_names(state.src)


def _inline(state: StateInline, silent: bool) -> bool:
    """Parse a tag, or what else begins with `<`, in a line of text."""
    if state.src[state.pos] != "<":
        return False
    start, count = state.pos, len(state.tokens)
    if state.src.startswith(("<!", "<?"), start):
        found = html_inline(state, silent)
    else:
        tag = _meant_at(state, start, state.posMax) if state.html_terminator_last(">") >= start + 2 else None
        found = tag is not None
        if tag and not silent:
            state.push("html_inline", "", 0).content = state.src[start : tag.end]
            state.linkLevel += (tag.name.lower() == "a") * (-1 if tag.is_closing else 1)
        state.pos = tag.end if tag else start
    for token in state.tokens[count:]:
        token.meta["offset"] = start
    return found


def _html(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Parse a block of HTML, lines of tags, or a module. One rule for all of them, since it is tried at every line."""
    first = state.bMarks[start] + state.tShift[start]
    if state.src.startswith("<", first):
        return not state.is_code_block(start) and (
            _lines(state, start, end, silent) or _block(state, start, end, silent) or _fragment(state, start, silent)
        )
    return not silent and state.src.startswith(("import", "export"), first) and _module(state, start, end)


def _fragment(state: StateBlock, start: int, silent: bool) -> bool:
    """Parse the tag of a fragment of components, which has no name: `<>` or `</>`, alone on its line."""
    line = state.src[state.bMarks[start] + state.tShift[start] : state.eMarks[start]].rstrip()
    if line not in _FRAGMENT or "</>" not in state.src:
        return False
    if not silent:
        _push_module(state, start, start + 1)
    return True


def _block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Parse a block of HTML as CommonMark does, unless it begins with something other than a tag of HTML."""
    tag = tag_at(state.src, state.bMarks[start] + state.tShift[start], state.eMarks[end - 1])
    is_text = tag is not None and (tag.is_component or not is_meant(tag, state.env["closed_names"]))
    return not is_text and html_block(state, start, end, silent)


def _lines(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Parse lines of tags with Markdown between them, or the line of a summary; and what is indented below."""
    first = state.bMarks[start] + state.tShift[start]
    tags = _tags_of_line(state, first, state.eMarks[end - 1])
    if not tags:
        return False
    last = start + state.src.count("\n", first, tags[-1].end)
    rest = state.src[tags[-1].end : state.eMarks[last]].strip()
    if rest and (not rest.endswith("</summary>") or tags[-1].name != "summary"):
        return False
    if silent:
        return tags[0].name.lower() in _DISCLOSURE  # the tags of CommonMark that may follow a paragraph at once
    token = state.push("inline" if rest else "html_block", "", 0)
    token.content = state.src[first : state.eMarks[last] if rest else tags[-1].end].rstrip()
    token.map = [start, last + 1]
    if rest:
        token.children = []
        token.meta[OPEN_END] = True
    state.line = last + 1
    if not tags[-1].is_closing and not tags[-1].is_empty:
        _indented(state, start, end)
    return True


def _tags_of_line(state: StateBlock, position: int, end: int) -> list[Tag]:
    """The tags that begin one after the other from a place on, if Markdown may follow them at once."""
    tags: list[Tag] = []
    while (tag := _meant_at(state, position, end)) and _holds_markdown(tag, tags):
        tags.append(tag)
        position = tag.end
        while position < end and state.src[position] in " \t":
            position += 1
    return tags


def _holds_markdown(tag: Tag, before: list[Tag]) -> bool:
    return (
        tag.is_component
        or tag.name.lower() in _DISCLOSURE
        or "markdown" in tag.attributes()
        or (tag.is_closing and any(each.name == tag.name for each in before))
    )


def _indented(state: StateBlock, start: int, end: int) -> None:
    """Parse the lines that are indented deeper than a tag, up to the one that closes it."""
    first = state.line
    while first < end and state.isEmpty(first):
        first += 1
    if first == end or state.sCount[first] <= state.sCount[start]:
        return
    depth, last = state.sCount[first], first
    while last < end and (state.isEmpty(last) or state.sCount[last] >= depth):
        last += 1
    if last == end or not state.src.startswith("</", state.bMarks[last] + state.tShift[last]):
        return
    outside = state.lineMax, state.blkIndent
    state.lineMax, state.blkIndent = last, depth
    state.level += 1
    state.md.block.tokenize(state, first, last)
    state.level -= 1
    state.lineMax, state.blkIndent = outside


def _meant_at(state: StateBlock | StateInline, start: int, end: int) -> Tag | None:
    tag = tag_at(state.src, start, end)
    return tag if tag and is_meant(tag, state.env["closed_names"]) else None


def _module(state: StateBlock, start: int, end: int) -> bool:
    """Parse a statement of a module, which stands at the margin."""
    first = state.bMarks[start]
    if state.level or state.sCount[start]:
        return False
    statement = _IMPORT.match(state.src, first, state.eMarks[end - 1])
    if statement and (not statement["names"].strip() or statement["names"].rstrip().endswith("from")):
        _push_module(state, start, start + state.src.count("\n", first, statement.end()) + 1)
    elif _EXPORT.match(state.src, first, state.eMarks[end - 1]):
        _push_module(state, start, _end_of_export(state, start, end))
    else:
        return False
    return True


def _push_module(state: StateBlock, start: int, end: int) -> None:
    token = state.push(MODULE, "", 0)
    token.content = state.src[state.bMarks[start] + state.tShift[start] : state.eMarks[end - 1]]
    token.map = [start, end]
    state.line = end


def _end_of_export(state: StateBlock, start: int, end: int) -> int:
    """The line after a statement: the first blank one that is in no brackets, or if they never close, in any."""
    blank, depth = end, 0
    for line in range(start, end):
        if state.isEmpty(line):
            blank = min(blank, line)
            if depth <= 0 or "brackets_open" in state.env:
                return line
        depth += sum(_BRACKETS.get(each, 0) for each in state.src[state.bMarks[line] : state.eMarks[line]])
    if depth > 0:
        state.env["brackets_open"] = True  # so that no other statement searches as far
        return blank
    return end
