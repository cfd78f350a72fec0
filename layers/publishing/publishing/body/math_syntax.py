r"""markdown-it rules for formulae: ``$x$``, ``\(x\)``, ``$$x$$`` and ``\[x\]``, in a line or as a block of their own.

As rules of the parser they see what Markdown sees: a dollar in code is no formula, a formula in a table cell keeps its
bars, and emphasis or links never begin inside of one.
"""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_block.table import table
from markdown_it.rules_inline import StateInline

INLINE = "math_inline"
DISPLAY = "math_display"
BLOCK = "math_block"
FORMULAE = frozenset({INLINE, DISPLAY, BLOCK})

# No formula crosses a backtick: what follows an unclosed delimiter is most likely code. All quantifiers are possessive,
# so that each pattern is linear.
_BODY = {
    "$": re.compile(r"((?:[^\\$`]++|\\.)++)\$(?!\d)", re.DOTALL),
    "$$": re.compile(r"((?:[^\\$`]++|\\.|\$(?!\$))++)\$\$", re.DOTALL),
    "\\(": re.compile(r"((?:[^\\`]++|\\[^)])++)\\\)", re.DOTALL),
    "\\[": re.compile(r"((?:[^\\`]++|\\[^\]])++)\\\]", re.DOTALL),
}
_OPENER = re.compile(r"\$\$?|\\[(\[]")
_BLOCK_OPENER = re.compile(r"\$\$|\\\[")
_CLOSER = {"$$": re.compile(r"(?<!\\)(?:\\\\)*+(\$\$)"), "\\[": re.compile(r"(?<!\\)(?:\\\\)*+(\\\])")}

# markdown-it replaces NUL in its input, so that it can stand for a bar in a formula while a row is cut into cells.
_BAR = "\0"
_CODE_OR_FORMULA = re.compile(
    r"(`++)(?:(?!\1).|(?<=`)`)*?(?<!`)\1(?!`)|\\\((?:[^\\`\n]++|\\[^)\n])++\\\)|\\.|\$\$?(?:[^\\$`\n]++|\\[^\n])++\$\$?"
)


def math_plugin(md: MarkdownIt) -> None:
    """Teach a parser formulae; tokens are of the types in `FORMULAE`, their `content` is LaTeX."""
    md.inline.ruler.before("escape", INLINE, _inline_formula)
    md.block.ruler.before("fence", BLOCK, _block_formula, {"alt": ["paragraph", "reference", "blockquote", "list"]})
    md.block.ruler.at("table", _table, {"alt": ["paragraph", "reference"]})


def _inline_formula(state: StateInline, silent: bool) -> bool:
    """Formula in a line of text."""
    opener = _OPENER.match(state.src, state.pos, state.posMax)
    if opener is None:
        return False
    delimiter = opener[0]
    body = _closed(state, delimiter, opener.end())
    if body is None or not body[1].strip() or (delimiter == "$" and _is_money(state.src, body)):
        return False
    if not silent:
        token = state.push(INLINE if delimiter in ("$", "\\(") else DISPLAY, "math", 0)
        token.content = body[1].strip()
        token.markup = delimiter
        token.meta["offset"] = state.pos
    state.pos = body.end()
    return True


def _closed(state: StateInline, delimiter: str, start: int) -> re.Match[str] | None:
    """The formula that begins at `start`, or none where its delimiter is not closed.

    Where one search ran to a place without finding a closer, a later one of the same kind would stop there too: each
    part of the text is searched once, however many openers it has.
    """
    open_until: dict[tuple[str, str], int] = state.env.setdefault("math_open_until", {})
    if start < open_until.get((state.src, delimiter), 0):
        return None
    body = _BODY[delimiter].match(state.src, start, state.posMax)
    if body is None and delimiter != "$":
        stop = state.src.find("`", start, state.posMax)
        open_until[state.src, delimiter] = stop if stop >= 0 else state.posMax
    return body


def _is_money(text: str, body: re.Match[str]) -> bool:
    """Whether what stands between two dollars is prose: ``$10 and $x``, ``5$ or 10$``, ``$HOME and $PATH``."""
    formula = body[1]
    before = text[body.start() - 2 : body.start() - 1]
    after = text[body.end() : body.end() + 1]
    spaced_left, spaced_right = formula[0].isspace(), formula[-1].isspace()
    if spaced_left and spaced_right:
        return formula.lstrip()[0].isdigit() and text[body.end() : body.end() + 2].strip().isdigit()
    if spaced_right:
        return formula[0].isdigit() or after.isalnum()
    return spaced_left and (formula.lstrip()[0].isdigit() or before.isalnum())


def _block_formula(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Formula on lines of its own; text behind its closer is the paragraph that follows."""
    first = state.bMarks[start] + state.tShift[start]
    opener = _BLOCK_OPENER.match(state.src, first, state.eMarks[start])
    if opener is None or state.is_code_block(start):
        return False
    last, closer = _closing_line(state, start, end, opener)
    if closer is None:
        return False
    rest = state.skipSpaces(closer.end())
    if last == start and rest < state.eMarks[last]:
        return False
    lines = state.getLines(start, last + 1, state.blkIndent, keepLastLF=False)
    body = lines.partition(opener[0])[2]
    formula = body[: len(body) - (state.eMarks[last] - closer.start(1))].strip()
    if not formula:
        return False
    if silent:
        return True
    token = state.push(BLOCK, "math", 0)
    token.content = formula
    token.markup = opener[0]
    token.map = [start, last + 1]
    state.line = last + 1
    if rest < state.eMarks[last]:
        state.bMarks[last] = rest
        state.tShift[last] = 0
        state.sCount[last] = state.blkIndent
        state.line = last
    return True


def _closing_line(state: StateBlock, start: int, end: int, opener: re.Match[str]) -> tuple[int, re.Match[str] | None]:
    """The line that closes a block, with its closer; a blank line, a backtick or the end leaves it open."""
    open_until: dict[str, int] = state.env.setdefault("math_open_until_line", {})
    if start < open_until.get(opener[0], 0):
        return start, None
    position = opener.end()
    for line in range(start, end):
        closer = _CLOSER[opener[0]].search(state.src, position, state.eMarks[line])
        stop = state.src.find("`", position, closer.start(1) if closer else state.eMarks[line])
        if stop < 0 and closer:
            return line, closer
        if stop >= 0 or line + 1 >= end or state.isEmpty(line + 1):
            open_until[opener[0]] = line + 1
            break
        position = state.bMarks[line + 1] + state.tShift[line + 1]
    return start, None


def _table(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """markdown-it's table, whose rows are cut at bars, but not at those of a formula."""
    source = state.src
    masked = _masked(state)
    if masked is source:
        return table(state, start, end, silent)
    count = len(state.tokens)
    state.src = masked
    found = table(state, start, end, silent)
    state.src = source
    for token in state.tokens[count:]:
        token.content = token.content.replace(_BAR, "|")
    return found


def _masked(state: StateBlock) -> str:
    """The source with the bars of its formulae replaced; made once for a source."""
    masked: dict[str, str] = state.env.setdefault("math_masked", {})
    if state.src not in masked:
        masked[state.src] = (
            _CODE_OR_FORMULA.sub(_mask, state.src) if "$" in state.src or "\\(" in state.src else state.src
        )
    return masked[state.src]


def _mask(match: re.Match[str]) -> str:
    text = match[0]
    return text if text[0] == "`" else text.replace("|", _BAR)
