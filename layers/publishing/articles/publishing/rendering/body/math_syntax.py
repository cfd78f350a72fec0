r"""markdown-it rules for formulae, in a line or as a block of their own.

They are written as ``$x$``, ``\(x\)``, ``$$x$$`` and ``\[x\]``, with two backslashes as Jekyll's authors do, or as an
environment alone, such as ``\begin{align}``.

As rules of the parser they see what Markdown sees: a dollar in code does not begin a formula, a formula in a table cell
keeps its bars, and emphasis or links never begin inside a formula.
"""

import re

from articles.publishing.rendering.body.limits import check_blocks
from articles.publishing.rendering.body.money import is_money
from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_block.table import table
from markdown_it.rules_inline import StateInline

INLINE = "math_inline"
DISPLAY = "math_display"
BLOCK = "math_block"
FORMULAE = frozenset({INLINE, DISPLAY, BLOCK})

# Environments that are a formula by themselves: those of a display, and what else has rows.
ENVIRONMENTS = (
    *(
        "align",
        "align*",
        "alignat",
        "alignat*",
        "aligned",
        "alignedat",
        "array",
        "bmatrix",
        "Bmatrix",
        "cases",
        "darray",
    ),
    *("dcases", "displaymath", "drcases", "eqnarray", "eqnarray*", "equation", "equation*", "flalign", "flalign*"),
    *("gather", "gather*", "gathered", "matrix", "multline", "multline*", "pmatrix", "rcases", "smallmatrix", "split"),
    *("subarray", "vmatrix", "Vmatrix"),
)
BEGIN = "\\begin"  # the markup of their tokens
_NAMES = "|".join(map(re.escape, ENVIRONMENTS))
_ENDS = {rf"\begin{{{name}}}": rf"\end{{{name}}}" for name in ENVIRONMENTS}

# No formula contains a backtick: what follows an unclosed delimiter is most likely code. Nothing is tried twice, so
# each pattern takes linear time.
_BODY = {
    "$": re.compile(r"((?>(?:[^\\$`]++|\\.)+))\$(?!\d)", re.DOTALL),
    "$$": re.compile(r"((?>(?:[^\\$`]++|\\.|\$(?!\$))+))\$\$", re.DOTALL),
    "\\(": re.compile(r"((?>(?:[^\\`]++|\\[^)])+))\\\)", re.DOTALL),
    "\\[": re.compile(r"((?>(?:[^\\`]++|\\[^\]])+))\\\]", re.DOTALL),
    "\\\\(": re.compile(r"((?>(?:[^\\`]++|\\(?!\\\)))+))\\\\\)", re.DOTALL),
    "\\\\[": re.compile(r"((?>(?:[^\\`]++|\\(?!\\\]))+))\\\\\]", re.DOTALL),
    **{begin: re.compile(f"(.+){re.escape(end)}", re.DOTALL) for begin, end in _ENDS.items()},
}
_DELIMITER = rf"\$\$?|\\\\?[(\[]|\\begin\{{(?:{_NAMES})\}}"
_OPENER = re.compile(_DELIMITER)
_OPENER_OR_ESCAPE = re.compile(rf"({_DELIMITER})|\\.")
_BLOCK_OPENER = re.compile(rf"\$\$|\\\\?\[|\\begin\{{(?:{_NAMES})\}}")
# What closes a block, as a group; what opens another of the same kind in it is found, too.
_CLOSER = {
    "$$": re.compile(r"(?<!\\)(?>(?:\\\\)*)(\$\$)"),
    "\\[": re.compile(r"(?<!\\)(?>(?:\\\\)*)(\\\])"),
    "\\\\[": re.compile(r"(\\\\\])"),
    **{begin: re.compile(f"{re.escape(begin)}|({re.escape(end)})") for begin, end in _ENDS.items()},
}
_ESCAPING = frozenset({"\\\\(", "\\\\["})
_ESCAPED = re.compile(r"\\\\(\\)\\|\\(\\)(?=[{}_|])|\\(\*)")
_IN_A_LINE = frozenset({"$", "\\(", "\\\\("})

# This ends the sentence. Outside of a display formula, it would stand alone on the line below.
_PUNCTUATION = re.compile(r"[.,;:](?=\s|$)")

# Stands for a bar in a formula while a row is cut into cells. No text has it: markdown-it replaces NUL in its input.
_BAR = "\0"


def math_plugin(md: MarkdownIt) -> None:
    """Make a parser read formulae. Their tokens have one of the types in `FORMULAE`, and LaTeX as `content`."""
    md.inline.ruler.before("escape", INLINE, _inline_formula)
    md.block.ruler.before("fence", BLOCK, _block_formula, {"alt": ["paragraph", "reference", "blockquote", "list"]})
    md.block.ruler.at("table", _table, {"alt": ["paragraph", "reference"]})


def _inline_formula(state: StateInline, silent: bool) -> bool:
    """Parse a formula in a line of text."""
    opener = _OPENER.match(state.src, state.pos, state.posMax)
    if opener is None:
        return False
    delimiter = opener[0]
    open_until = state.env.setdefault("math_open_until", {}).setdefault(state.src, {})
    body = _body(state.src, delimiter, opener.end(), state.posMax, open_until)
    if body is None:
        return False
    display = delimiter not in _IN_A_LINE
    punctuation = _PUNCTUATION.match(state.src, body.end(), state.posMax) if display else None
    if not silent:
        token = state.push(DISPLAY if display else INLINE, "math", 0)
        token.content = _latex(delimiter, body[1]) + (punctuation[0] if punctuation else "")
        token.markup = BEGIN if delimiter in _ENDS else delimiter
        token.meta["offset"] = state.pos
    state.pos = punctuation.end() if punctuation else body.end()
    return True


def _body(text: str, delimiter: str, start: int, end: int, open_until: dict[str, int]) -> re.Match[str] | None:
    """Find the formula that begins after a delimiter. None if the delimiter is not closed, or does not open a formula.

    Args:
        text: The text that holds it.
        delimiter: What opened it.
        start: Where it begins.
        end: Where the search stops.
        open_until: For each delimiter, how far a search has failed: a search that begins before that place would fail,
            too. It is updated here, so that a text is searched only once, no matter how many openers it has.
    """
    if start < open_until.get(delimiter, 0):
        return None
    last = end if delimiter not in _ENDS else _end_of_environment(text, delimiter, start, end)
    body = _BODY[delimiter].match(text, start, last)
    if body is None and delimiter != "$":
        stop = text.find("`", start, end)
        open_until[delimiter] = stop if stop >= 0 else end
    if body is None or not body[1].replace("\\", " ").strip() or (delimiter == "$" and is_money(text, *body.span(1))):
        return None
    return body


def _end_of_environment(text: str, begin: str, start: int, end: int) -> int:
    """Where the environment that begins before `start` ends; `start` if it does not."""
    stop = text.find("`", start, end)
    closer, _ = _closer(text, begin, start, stop if stop >= 0 else end, 1)
    return closer.end() if closer else start


def _closer(text: str, opener: str, start: int, end: int, depth: int) -> tuple[re.Match[str] | None, int]:
    """What closes a formula, None if nothing does; and how many are still open where `depth` were."""
    for found in _CLOSER[opener].finditer(text, start, end):
        depth += -1 if found[1] else 1
        if depth == 0:
            return found, depth
    return None, depth


def _latex(delimiter: str, body: str) -> str:
    """A formula without its delimiters, which an environment keeps."""
    return f"{delimiter}{body}{_ENDS[delimiter]}" if delimiter in _ENDS else unescaped(delimiter, body).strip()


def unescaped(delimiter: str, body: str) -> str:
    """What stands between delimiters of Jekyll's authors, who write a backslash twice where Markdown would take it."""
    return _ESCAPED.sub(_single, body) if delimiter in _ESCAPING else body


def _single(escaped: re.Match[str]) -> str:
    return "\\\\" if escaped[1] else escaped[2] or escaped[3]


def _block_formula(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Parse a formula on lines of its own. Text after its closer becomes the next paragraph."""
    first = state.bMarks[start] + state.tShift[start]
    opener = _BLOCK_OPENER.match(state.src, first, state.eMarks[start])
    # In a paragraph, an environment may be a part of a formula.
    if opener is None or state.is_code_block(start) or (silent and opener[0] in _ENDS):
        return False
    last, closer = _closing_line(state, start, end, opener)
    if closer is None:
        return False
    end_of_line = state.eMarks[last]
    punctuation = _PUNCTUATION.match(state.src, closer.end(), end_of_line)
    rest = state.skipSpaces(punctuation.end() if punctuation else closer.end())
    if last == start and rest < end_of_line:
        return False
    lines = state.getLines(start, last + 1, state.blkIndent, keepLastLF=False)
    body = lines[: len(lines) - (end_of_line - closer.start(1))].partition(opener[0])[2]
    if not body.strip():
        return False
    if silent:
        return True
    token = state.push(BLOCK, "math", 0)
    token.content = _latex(opener[0], body) + (punctuation[0] if punctuation else "")
    token.markup = BEGIN if opener[0] in _ENDS else opener[0]
    token.map = [start, last + 1]
    state.line = last + 1
    if rest < end_of_line:
        state.bMarks[last] = rest
        state.tShift[last] = 0
        state.sCount[last] = state.blkIndent
        state.line = last
    return True


def _closing_line(state: StateBlock, start: int, end: int, opener: re.Match[str]) -> tuple[int, re.Match[str] | None]:
    """The line that closes a block, and its closer; None if a blank line, a backtick or the end comes first."""
    open_until: dict[str, int] = state.env.setdefault("math_open_until_line", {})
    if start < open_until.get(opener[0], 0):
        return start, None
    position, depth = opener.end(), 1
    for line in range(start, end):
        closer, depth = _closer(state.src, opener[0], position, state.eMarks[line], depth)
        stop = state.src.find("`", position, closer.start(1) if closer else state.eMarks[line])
        if stop < 0 and closer:
            return line, closer
        if stop >= 0 or line + 1 >= end or state.isEmpty(line + 1):
            open_until[opener[0]] = line + 1
            break
        position = state.bMarks[line + 1] + state.tShift[line + 1]
    return start, None


def _table(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Parse a table as markdown-it does: it cuts rows at bars, but here not at bars in formulae."""
    source = state.src
    masked = _masked(state)
    count = len(state.tokens)
    state.src = masked
    found = table(state, start, end, silent)
    state.src = source
    for token in state.tokens[count:]:
        token.content = token.content.replace(_BAR, "|")
    check_blocks(state.tokens, start + 1)
    return found


def _masked(state: StateBlock) -> str:
    """The source with the bars of its formulae replaced, made once."""
    if "math_masked" not in state.env:
        lines = state.src.split("\n")
        state.env["math_masked"] = "\n".join(_mask(line) if "|" in line else line for line in lines)
    masked: str = state.env["math_masked"]
    return masked


def _mask(line: str) -> str:
    parts, position, open_until = [], 0, dict[str, int]()
    while opener := _OPENER_OR_ESCAPE.search(line, position):
        body = _body(line, opener[0], opener.end(), len(line), open_until) if opener[1] else None
        if body and not _is_cell_border(body[1]):
            parts += [line[position : opener.end()], body[0].replace("|", _BAR)]
            position = body.end()
        else:
            parts.append(line[position : opener.end()])
            position = opener.end()
    return "".join(parts) + line[position:]


def _is_cell_border(formula: str) -> bool:
    """Whether a spaced bar more likely separates two cells with a dollar each: ``| Price in $ | Cost in $ |``."""
    return formula[0].isspace() and " | " in formula and "\\" not in formula
