"""Links by name, as Obsidian and wikis have them: ``[[Name]]``, ``[[Name#Part|words]]``, ``[[#Part]]``, ``![[Name]]``.

CommonMark comes first: brackets that are a link or a reference there stay that.
"""

import re
from urllib.parse import quote

from articles.publishing.media.formats import format_of
from markdown_it import MarkdownIt
from markdown_it.common.utils import normalizeReference
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

# The `info` of the tokens of such a link. Its `href` is what stands before the bar.
WIKI = "wiki"

_LINK = re.compile(
    r"""
    !? \[\[
    (?P<target> (?![\s^"'!|]) [^\[\]|\n\\`<>"\U000f0000-\U0010ffff]{1,300} )
    (?: \\? \| (?P<words> [^\[\]\n\U000f0000-\U0010ffff]{0,500} ) )?
    \]\]
    """,
    re.VERBOSE,
)
# Citations, punctuation and addresses: `[[1]]`, `[[1, 2]]`, `[[...]]`, but not `[[2026-01-02]]`. What follows a word is
# an index, as in `x[[i]]`.
_NO_NAME = re.compile(r"(?!\d{4})[\W\d_]*|.*://.*")
_BEFORE = re.compile(r"[A-Za-z0-9_)\[]")
# What Obsidian takes for a file other than a note, besides those that pages show or offer.
_OTHER_FILE = re.compile(r"\.(?:bmp|3gp|mkv|mov|canvas|base)\s*\Z", re.IGNORECASE)
_SIZE = re.compile(r"(?:(?P<alt>.*)\|)?\s*(?P<width>\d{1,4})(?:x(?P<height>\d{1,4}))?\s*", re.DOTALL)


def wiki_links_plugin(md: MarkdownIt) -> None:
    """Make a parser find links by name."""
    md.inline.ruler.after("link", "wiki_link", _wiki_link)
    md.inline.ruler.after("image", "wiki_embed", _wiki_embed)


def _wiki_embed(state: StateInline, silent: bool) -> bool:
    return state.src.startswith("![[", state.pos) and _wiki_link(state, silent)


def _wiki_link(state: StateInline, silent: bool) -> bool:
    begin = state.pos
    # While a label is looked for, brackets are brackets: what CommonMark takes for the text of a link stays that.
    if silent or state.linkLevel > 0 or not state.src.startswith(("[[", "![["), begin):
        return False
    found = _LINK.match(state.src, begin, state.posMax)
    if found is None or (begin and _BEFORE.match(state.src[begin - 1])):
        return False
    target = found["target"].strip()
    name, hash_sign, parts = target.partition("#")
    if _NO_NAME.fullmatch(name or parts) or _OTHER_FILE.search(name) or _is_reference(state, found):
        return False
    if found[0].startswith("!") and format_of(name):
        _embed(state, found, name.strip())
        return True
    within_page = not name and hash_sign
    opened = state.push("link_open", "a", 1)
    opened.attrs = {"href": f"#{quote(_last(parts))}" if within_page else target}
    opened.info = "" if within_page else WIKI
    words = " ".join((found["words"] or "").split()) or _shown(target)
    opened.meta = {"offset": begin, "end": found.end(), "words": words}
    state.push("text", "", 0).content = words
    state.push("link_close", "a", -1)
    state.pos = found.end()
    return True


def _embed(state: StateInline, found: re.Match[str], name: str) -> None:
    """Show a file by its name; behind a bar stand its words, its size, or both."""
    words, attributes = found["words"] or "", {}
    if size := _SIZE.fullmatch(words):
        words = size["alt"] or ""
        attributes = {side: size[side] for side in ("width", "height") if size[side]}
    alt = " ".join(words.split())
    token = state.push("image", "img", 0)
    token.attrs = {"src": name, "alt": "", **attributes}
    token.content, token.info = alt, WIKI
    token.children = [Token("text", "", 0, content=alt)]
    token.meta = {"offset": state.pos, "end": found.end(), "words": alt}
    state.pos = found.end()


def _is_reference(state: StateInline, found: re.Match[str]) -> bool:
    """Whether the inner brackets are a link, since the text defines them."""
    label = normalizeReference(found[0].strip("![]"))
    return label in state.env.get("references", ())


def _last(parts: str) -> str:
    """The heading that is meant, of those above one another."""
    return parts.rpartition("#")[2].strip()


def _shown(target: str) -> str:
    """The words of a link without any, as Obsidian shows them."""
    return " > ".join(part for each in target.split("#") if (part := " ".join(each.split())))
