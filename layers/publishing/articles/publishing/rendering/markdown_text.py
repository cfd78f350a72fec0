"""Plain text in Markdown that we write, escaped so that it is shown as it is and never becomes markup."""

import re

# What begins or ends markup within a line: in CommonMark, in GitHub's dialect, and in the dialect of articles with its
# formulae and footnotes. A number sign counts only where a word begins, an ampersand only before an entity. The last
# two rows are what turns an address into a link. (Some parsers look for addresses in the finished text, where no escape
# helps.)
_MARKUP = re.compile(
    r"""
      [\\`*_<>|~$^\[\]]
    | (?<=\\)\(
    | (?<!\S)\#
    | & (?=[\#\w])
    | : (?=//) | / (?=/) | @
    | (?<=\w)\. (?=[^\W\d_]) | (?<=[Ww][Ww][Ww])\.
    """,
    re.VERBOSE,
)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")

# A backslash before a bracket would open a formula in dialects that have `\[x\]`, and so would two in ours.
_ENTITIES = {"[": "&#91;", "]": "&#93;", "(": "&#40;"}


def as_markdown(text: str) -> str:
    """Return Markdown that shows a text on one line. Use it after something else on that line, such as `# `.

    White space and control characters become single spaces.
    """
    return _MARKUP.sub(_escaped, " ".join(_CONTROL.sub(" ", text).split()))


def _escaped(match: re.Match[str]) -> str:
    return _ENTITIES.get(match[0]) or f"\\{match[0]}"
