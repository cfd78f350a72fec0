"""Template code of other tools in a text: it is not shown, the words around it are.

Before the text is parsed, each character of template code is replaced by one that means nothing to Markdown, so that it
neither begins nor ends anything: spaces in the braces of a destination do not end it, nor does a bar in them end a
cell. Lines and columns stay. Afterwards, code and formulae get back what they had, and everything else loses it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from itertools import chain

from articles.publishing.rendering.body.positions import Finding, notice
from articles.publishing.rendering.body.template_blocks import inline_block
from articles.publishing.rendering.body.template_links import meant
from articles.publishing.rendering.body.template_scan import Piece, Use, has_signs, scan
from articles.publishing.rendering.body.template_signs import MASKED, SIGN, mask, unmask
from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

_MESSAGE = "This is template code of another tool, which no page shows: {}. Write what it stands for as Markdown."
_LONGEST_QUOTE = 60
_ADDRESSES = ("href", "poster", "src")
_AMONG_WORDS = (Use.VALUE, Use.BLOCK, Use.ESCAPED)

_CODE = {"fence", "code_block", "code_inline"}
_RAW_TAG = re.compile(r"(?:^[ \t]*(?=[^\n]*%\}[ \t]*$))?\{%-?\s*(end|)raw\s*-?%\}(?:[ \t]*\n)?", re.MULTILINE)
_ESCAPED = re.compile(r"\{\{([<%])/\*(.*?)\*/([%>])\}\}", re.DOTALL)
_ATTRIBUTE = re.compile(rf"""\s([\w:@.-]+)\s*=\s*("[^"]*{SIGN}[^"]*"|'[^']*{SIGN}[^']*'|{SIGN}[^\s>]*)""")


def template_plugin(md: MarkdownIt) -> None:
    """Make a parser leave out template code, with a notice of the first."""
    md.core.ruler.before("block", "template_mask", _mask)
    md.core.ruler.at("block", _parse_blocks)
    md.core.ruler.after("inline", "template_clean", _clean)


def _mask(state: StateCore) -> None:
    if not has_signs(state.src) or MASKED.search(state.src):
        return  # it has none, or characters of its own that mask
    state.env["template_in_code"] = "endraw" in state.src or "/*" in state.src
    pieces = scan(state.src)
    if not pieces:
        return
    parts: list[str] = []
    left: list[str] = []  # the same without what may leave a blank line
    end = 0
    for piece in pieces:
        between, hidden = state.src[end : piece.start], mask(state.src[piece.start : piece.end])
        parts += between, hidden
        left += between, hidden if piece.use in _AMONG_WORDS else MASKED.sub("", hidden)
        end = piece.end
    state.env["template_first"] = _first(state.src, pieces)
    rest = state.src[end:]
    state.src = "".join([*parts, rest])
    state.env["template_lines"] = _blank_lines(state.src, "".join([*left, rest]))


def _first(text: str, pieces: Sequence[Piece]) -> dict[int, str]:
    """The first template code of each line of which the author should know that it is left out."""
    first: dict[int, str] = {}
    line = end = 0
    for piece in pieces:
        line += text.count("\n", end, piece.start)
        end = piece.start
        if piece.use in (Use.TAG, Use.VALUE, Use.BLOCK):
            first.setdefault(line, text[piece.start : piece.end])
    return first


def _blank_lines(masked: str, left: str) -> list[int]:
    """The lines that have nothing but template code. Indented lines are left out: they may be code."""
    lines = enumerate(zip(masked.split("\n"), left.split("\n"), strict=True))
    return [
        number
        for number, (line, leftover) in lines
        if not leftover.strip() and line.strip() and not line.startswith(("    ", "\t"))
    ]


def _parse_blocks(state: StateCore) -> None:
    """Parse a text into blocks. Lines that have nothing but template code are blank."""
    blocks = StateBlock(state.src, state.md, state.env, state.tokens)
    for line in state.env.get("template_lines", ()):
        blocks.tShift[line] = blocks.eMarks[line] - blocks.bMarks[line]
    state.md.block.tokenize(blocks, 0, blocks.lineMax)


def _clean(state: StateCore) -> None:
    """Give code its template code back, and leave it out everywhere else."""
    if state.env.get("template_in_code"):
        for token in chain(state.tokens, *(token.children or () for token in state.tokens)):
            if token.type in _CODE:
                token.content = _as_meant(token.content)
    if "template_lines" not in state.env:
        return
    first: dict[int, str] = state.env["template_first"]
    findings = [_finding(_line(line), first[line]) for line in state.env["template_lines"] if line in first][:1]
    emptied: set[int] = set()
    for index, token in enumerate(state.tokens):
        if token.type == "inline":
            had = bool(token.children)
            findings += _clean_inline(token, first)
            if had and not token.children and state.tokens[index - 1].type in ("paragraph_open", "heading_open"):
                emptied.update((index - 1, index, index + 1))
        else:
            _restore(token)
    findings.sort(key=lambda finding: (finding.block.map or [0])[0])
    kept = (token for index, token in enumerate(state.tokens) if index not in emptied)
    state.tokens[:] = [*map(notice, findings[:1]), *kept]


def _clean_inline(block: Token, first: Mapping[int, str]) -> Iterator[Finding]:
    """Leave template code out of a text. The finding is about the first that is left out."""
    content, line = block.content, (block.map or [0])[0]
    dropped: list[str] = []
    block.children = list(_cleaned(block.children or [], dropped))
    if dropped:
        block.children = _trimmed(block.children)
    block.content = unmask(content)
    for code in dropped:
        offset = max(content.find(code), 0)
        quote = first.get(line + content.count("\n", 0, offset))
        if quote:
            yield _finding(block, quote, offset)
            return


def _cleaned(tokens: Sequence[Token], dropped: list[str]) -> Iterator[Token]:
    for token in tokens:
        if token.type in ("text", "text_special") and MASKED.search(token.content):
            yield from _shown(token.content, dropped)
            continue
        if token.type == "image":
            token.children = list(_cleaned(token.children or [], dropped))
        _restore(token)
        yield token


def _shown(text: str, dropped: list[str]) -> Iterator[Token]:
    """A text without its template code, or with what that stands for."""
    end = 0
    for run in MASKED.finditer(text):
        code, shown = unmask(run[0]), list[Token]()
        before = text[end : run.start()]
        # GitHub's workflows write `${{ x }}`.
        yield Token("text", "", 0, content=before.removesuffix("$") if code.startswith("{{") else before)
        end = run.end()
        for piece in scan(code):
            source = code[piece.start : piece.end]
            if piece.use is Use.ESCAPED:
                shown.append(Token("text", "", 0, content=_unescaped(source)))
            elif piece.use is Use.BLOCK:
                shown += inline_block(source)
        if not shown:
            dropped.append(run[0])
        yield from shown
    yield Token("text", "", 0, content=text[end:])


def _restore(token: Token) -> None:
    """Give a token other than text what it had; HTML loses the attributes that only another tool can fill."""
    if token.type in ("html_block", "html_inline"):
        token.content = MASKED.sub("", _ATTRIBUTE.sub(_attribute, token.content))
    elif token.content:
        is_words = token.type == "image"
        token.content = MASKED.sub("", token.content) if is_words else unmask(token.content)
    token.info = unmask(token.info)
    for name, value in token.attrs.items():
        if isinstance(value, str):
            token.attrs[name] = MASKED.sub("", value) if name == "title" else unmask(value)


def _attribute(found: re.Match[str]) -> str:
    """An attribute that template code would have filled: nothing, unless it is clear where it leads."""
    name, value = found[1].lower(), unmask(found[2].strip("\"'"))
    return f' {name}="{escape(value)}"' if name in _ADDRESSES and meant(value) else ""


def _trimmed(tokens: list[Token]) -> list[Token]:
    """Tokens without the white space at both ends, which is what surrounded template code."""
    kept = [token for token in tokens if token.type != "text" or token.content]
    while kept and _is_space(kept[0]):
        del kept[0]
    while kept and _is_space(kept[-1]):
        del kept[-1]
    if kept and kept[0].type == "text":
        kept[0].content = kept[0].content.lstrip()
    if kept and kept[-1].type == "text":
        kept[-1].content = kept[-1].content.rstrip()
    return kept


def _is_space(token: Token) -> bool:
    return token.type in ("softbreak", "hardbreak") or (token.type == "text" and not token.content.strip())


def _as_meant(code: str) -> str:
    """Code as Jekyll and Hugo show it: without what keeps them from running it."""
    tags = {tag[1] for tag in _RAW_TAG.finditer(code)}
    return _unescaped(_RAW_TAG.sub("", code) if {"", "end"} <= tags else code)


def _unescaped(code: str) -> str:
    return _ESCAPED.sub(r"{{\1\2\3}}", code)


def _line(line: int) -> Token:
    return Token("template_line", "", 0, map=[line, line + 1])


def _finding(block: Token, code: str, offset: int = 0) -> Finding:
    quote = " ".join(code.split())
    shown = quote if len(quote) <= _LONGEST_QUOTE else quote[:_LONGEST_QUOTE] + "…"
    token = Token("template", "", 0, meta={"offset": offset})
    return Finding(block, token, "template-code", _MESSAGE.format(f"`{shown}`"))
