r"""What template code stands for, if it stands for something: code in color, a picture, a video.

``{% highlight ruby %}`` and ``{{< highlight go >}}`` hold code, ``{{< figure src="a.png" >}}`` is a picture with its
caption, ``{{< youtube id >}}`` becomes a link to the video.
"""

import re
from dataclasses import dataclass

from articles.publishing.rendering.body.template_signs import mask, unmask
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token

# With which lines of template code begin.
BRACE = mask("{")
_CLOSER = re.compile("|".join(map(mask, ("%}", ">}}", "}}"))))
_OPENING = re.compile(
    r"""
    \{\{[<%] \s* (?P<shortcode> highlight | code-toggle | code | figure | img | image | youtube | vimeo ) \b
        (?P<parameters> .*? ) [>%]\}\}
    | \{% [-~+]? \s* (?P<tag> highlight | figure | img | image | youtube | vimeo ) \b (?P<words> .*? ) [-~+]? %\}
    | \{\{ -? \s* (?P<function> youtube | vimeo ) \s* \( (?P<arguments> [^()]* ) \) \s* -? \}\}
    """,
    re.DOTALL | re.VERBOSE,
)
_CLOSING = re.compile(r"\{%[-~+]?\s*endhighlight\b[^%]*%\}|\{\{[<%]\s*/\s*(?:highlight|code-toggle|code)\s*[>%]\}\}")
_PARAMETER = re.compile(r"""(?:([\w-]+)\s*=\s*)?(?:"([^"]*)"|'([^']*)'|`([^`]*)`|([^\s"'`=,]+))""")
_LINES = re.compile(r"hl_lines\s*=\s*\[?\s*[\"']?([\d\s,-]*)")

_CODE = {"highlight", "code", "code-toggle"}
_VIDEOS = {
    "youtube": ("https://www.youtube.com/watch?v=", "YouTube"),
    "vimeo": ("https://vimeo.com/", "Vimeo"),
}
_VIDEO_ID = re.compile(r"[\w-]{5,20}")


@dataclass(frozen=True, slots=True)
class _Tag:
    """A tag: its name, its parameters in order and by name, its text."""

    name: str
    words: tuple[str, ...]
    named: dict[str, str]
    parameters: str


def template_block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Parse template code that stands for a block, on lines of its own."""
    begin = state.bMarks[start] + state.tShift[start]
    closer = _CLOSER.search(state.src, begin)
    opening = _OPENING.match(unmask(state.src[begin : closer.end()])) if closer else None
    if opening is None:
        return False
    tag, after = _tag(opening), begin + opening.end()
    if tag.name in _CODE:
        last = _closing_line(state, start, end, after)
        if last and not silent:
            _push_code(state, start, last, tag)
        return bool(last)
    line = start + state.src.count("\n", begin, after)
    tokens = _picture(tag) or _video(tag)
    if not tokens or line >= end or state.src[after : state.eMarks[line]].strip():
        return False
    if not silent:
        for token in tokens:
            token.block, token.map = True, [start, line + 1]
            state.tokens.append(token)
        state.line = line + 1
    return True


def inline_block(code: str) -> list[Token]:
    """What template code stands for where it is among words: a picture or a link to a video; none if nothing."""
    opening = _OPENING.match(code)
    if opening is None:
        return []
    tag = _tag(opening)
    return next((token.children or [] for token in _picture(tag) or _video(tag) if token.children), [])


def _tag(opening: re.Match[str]) -> _Tag:
    name = opening["shortcode"] or opening["tag"] or opening["function"]
    parameters = next(filter(None, opening.group("parameters", "words", "arguments")), "")
    words, named = [], {}
    for match in _PARAMETER.finditer(parameters):
        value = next((group for group in match.groups()[1:] if group is not None), "")
        if match[1]:
            named[match[1].lower()] = value
        else:
            words.append(value)
    return _Tag(name, tuple(words), named, parameters)


def _closing_line(state: StateBlock, start: int, end: int, after: int) -> int:
    """The line behind the tag that closes a block of code; 0 if the block around it ends before."""
    for line in range(start, end):
        if line > start and not state.isEmpty(line) and state.sCount[line] < state.blkIndent:
            return 0
        if _CLOSING.search(unmask(state.src[max(after, state.bMarks[line]) : state.eMarks[line]])):
            return line + 1
    return 0


def _push_code(state: StateBlock, start: int, last: int, tag: _Tag) -> None:
    text = unmask(state.getLines(start, last, state.blkIndent, keepLastLF=True))
    begin = next(_OPENING.finditer(text)).end()
    *_, closing = _CLOSING.finditer(text)
    token = state.push("fence", "code", 0)
    language = next(iter(tag.words), "") if tag.name == "highlight" else tag.named.get("lang", "")
    marked = _LINES.search(tag.parameters)
    token.info = language + (f' hl_lines="{marked[1].strip()}"' if marked else "")
    token.content = text[begin : closing.start()].strip("\n") + "\n"
    token.map = [start, last]
    state.line = last


def _picture(tag: _Tag) -> list[Token]:
    """A picture in a figure with its caption; nothing if the tag names none."""
    src = tag.named.get("src", "")
    if tag.name not in ("figure", "img", "image") or not src:
        return []
    caption = " ".join(filter(None, (tag.named.get("title", ""), tag.named.get("caption", ""))))
    alt = tag.named.get("alt") or caption
    image = Token("image", "img", 0, attrs={"src": src, "alt": ""}, content=alt, children=[_text(alt)])
    href = tag.named.get("link")
    picture = Token("inline", "", 0, children=_linked(href, image) if href else [image])
    opened, closed = Token("figure_open", "figure", 1), Token("figure_close", "figure", -1)
    if not caption:
        return [opened, picture, closed]
    words = Token("inline", "", 0, content=caption, children=[])
    return [
        opened, picture, Token("figcaption_open", "figcaption", 1), words, Token("figcaption_close", "figcaption", -1),
        closed,
    ]  # fmt: skip


def _video(tag: _Tag) -> list[Token]:
    """A paragraph with a link to a video; nothing if the tag names none."""
    if tag.name not in _VIDEOS:
        return []
    address, site = _VIDEOS[tag.name]
    name = tag.named.get("id") or next(iter(tag.words), "")
    if not _VIDEO_ID.fullmatch(name):
        return []
    title = tag.named.get("title") or ""
    link = _linked(address + name, Token("text", "", 0, content=title, meta={} if title else {"video": site}))
    content = Token("inline", "", 0, children=link)
    return [Token("paragraph_open", "p", 1), content, Token("paragraph_close", "p", -1)]


def _linked(href: str, content: Token) -> list[Token]:
    return [Token("link_open", "a", 1, attrs={"href": href}), content, Token("link_close", "a", -1)]


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)
