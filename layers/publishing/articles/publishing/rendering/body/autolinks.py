"""Turn addresses in plain text into links, as in GitHub Flavored Markdown (section 6.9, "Autolinks (extension)").

URLs are found while the text is parsed, so that an underscore in one does not become emphasis. Hosts and e-mail
addresses do not begin with a character of markup, so they are found afterwards, in the text that is left. No pattern
tries anything twice, so all take linear time; that of linkify-it and of the plugin in mdit-py-plugins is quadratic.
"""

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

_SCHEME = re.compile(r"(?:\A|[\s*_~(])(https?)\Z", re.IGNORECASE)
_REST_OF_URL = re.compile(r"://[\w-]++(?>(?:\.[\w-]++)+)[^\s<]*+")
_HOST_OR_EMAIL = re.compile(
    r"(?<![^\s*_~(])www(?>(?:\.[\w-]++)+)[^\s<]*+"
    r"|(?<![\w.+@/-])[a-zA-Z0-9.+_-]++@[a-zA-Z0-9_-]++(?>(?:\.[a-zA-Z0-9_-]++)+)(?<![-_])(?![@\w])"
)
_LONGEST_SCHEME = len("https")
_PUNCTUATION = frozenset("?!.,:*_~'\"")


def autolinks_plugin(md: MarkdownIt) -> None:
    """Make a parser turn addresses in plain text into links."""
    md.inline.ruler.push("autolink_url", _url)
    md.core.ruler.push("autolink_host", _hosts_and_emails)


def _url(state: StateInline, silent: bool) -> bool:
    if silent or state.linkLevel > 0 or state.src[state.pos] != ":":
        return False
    rest = _REST_OF_URL.match(state.src, state.pos, state.posMax)
    scheme = _SCHEME.search(state.src[max(state.pos - _LONGEST_SCHEME - 1, 0) : state.pos]) if rest else None
    if rest is None or scheme is None or not state.pending.endswith(scheme[1]):
        return False
    address = _trimmed(scheme[1] + rest[0])
    state.pending = state.pending[: -len(scheme[1])]
    state.pushPending()
    opened, *rest_of_link = _link(state.md, address, address)
    start = state.pos - len(scheme[1])
    opened.meta = {"offset": start, "end": start + len(address), "words": address}
    for token in (opened, *rest_of_link):
        token.level = state.level
        state.tokens.append(token)
        state.tokens_meta.append(None)
    state.pos = start + len(address)
    return True


def _hosts_and_emails(state: StateCore) -> None:
    for block in state.tokens:
        if block.type == "inline" and block.children and ("@" in block.content or "www." in block.content):
            block.children = list(_linked(state.md, block.children))


def _linked(md: MarkdownIt, tokens: list[Token]) -> Iterator[Token]:
    depth = 0
    for token in tokens:
        depth += token.nesting if token.type in ("link_open", "link_close") else 0
        if token.type != "text" or depth:
            yield token
            continue
        done = 0
        for match in _HOST_OR_EMAIL.finditer(token.content):
            address = _trimmed(match[0]) if match[0].startswith("www.") else match[0]
            yield _text(token.content[done : match.start()])
            yield from _link(md, ("http://" if address.startswith("www.") else "mailto:") + address, address)
            done = match.start() + len(address)
        yield _text(token.content[done:])


def _link(md: MarkdownIt, url: str, text: str) -> tuple[Token, Token, Token]:
    opened = Token("link_open", "a", 1, attrs={"href": md.normalizeLink(url)}, info="auto")
    return opened, _text(text), Token("link_close", "a", -1, info="auto")


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)


def _trimmed(address: str) -> str:
    """The address without what more likely belongs to the sentence: punctuation, a closing bracket, an entity."""
    end = len(address)
    unopened = address.count(")") - address.count("(")
    while True:
        last = address[end - 1]
        if last in _PUNCTUATION:
            end -= 1
        elif last == ")" and unopened > 0:
            end -= 1
            unopened -= 1
        elif last == ";" and address[(entity := address.rfind("&", 0, end)) + 1 : end - 1].isalnum() and entity > 0:
            end = entity
        else:
            return address[:end]
