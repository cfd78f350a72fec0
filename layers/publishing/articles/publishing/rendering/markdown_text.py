"""Plain text within Markdown that we write: it is shown as it is, and never becomes markup."""

import re

# What begins or ends markup within a line, in CommonMark, in GitHub's dialect and in that of articles with its formulae
# and footnotes. A number sign does so only where a word begins, an ampersand only before an entity; the last two rows
# are what makes a link of an address. (Some parsers look for addresses in the finished text, where no escape helps.)
_MARKUP = re.compile(
    r"""
      [\\`*_<>|~$^\[\]]
    | (?<!\S)\#
    | & (?=[\#\w])
    | : (?=//) | / (?=/) | @
    | (?<=\w)\. (?=[^\W\d_]) | (?<=[Ww][Ww][Ww])\.
    """,
    re.VERBOSE,
)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")

# A backslash before a bracket would open a formula in dialects that have `\[x\]`.
_ENTITIES = {"[": "&#91;", "]": "&#93;"}


def as_markdown(text: str) -> str:
    """A text as one line of Markdown that shows it, to stand behind something else on its line.

    White space becomes single spaces, and so do control characters.
    """
    return _MARKUP.sub(_escaped, " ".join(_CONTROL.sub(" ", text).split()))


def _escaped(match: re.Match[str]) -> str:
    return _ENTITIES.get(match[0]) or f"\\{match[0]}"
