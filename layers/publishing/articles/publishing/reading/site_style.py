"""Read `site/style.css`: every reason why browsers would leave out a part of it, or why it must not be used.

What is not an error stays as its author wrote it. Whether a property exists is not looked at: browsers get new ones.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any
from urllib.parse import urlsplit

import tinycss2
from articles.publishing.errors import ArticleError, Problem, Severity, most_important, shortened
from articles.publishing.reading.encoding import decode

MAX_STYLE = 64 * 1024

# So deep may rules be in rules.
_MAX_DEPTH = 10

# What stands behind the end of the file while it is read: what does not end swallows it.
_END = "-end"

_NOTHING = ("whitespace", "comment")

# What has an address in it, and not only as `url()`.
_WITH_ADDRESSES = ("url", "src", "image-set", "-webkit-image-set")

# By the kinds of tinycss2's errors.
_BROKEN = {
    "bad-string": "The quote that begins here is not closed in its line; close it.",
    "eof-in-string": "The quote that begins here is never closed; close it.",
    "bad-url": "This address has a character that it cannot have; put it in quotes.",
    "eof-in-url": "The address that begins here never ends; write the ) that is missing.",
    ")": "This ) closes nothing; remove it, or write the ( that is missing.",
    "]": "This ] closes nothing; remove it, or write the [ that is missing.",
    "}": "This } closes nothing; remove it, or write the { that is missing.",
}
_NO_RULE = "Browsers leave this out, since it is neither a declaration nor a rule; mend or remove it."
_IMPORT = "A style sheet of another file would not be loaded; write its rules here."
_NO_SEMICOLON = "There is a colon in the value of {}; end the declaration before it with ;"
_NO_END = "What begins here has no end; write the {} that is missing."
_ADDRESS = (
    "{} cannot be loaded from here; put the file below assets/ and write its path, such as /assets/paper.png, "
    "or write an address that begins with https://"
)
_HOST = "The policy of pages stops what {0} sends; name {0} in hosts, below head in site.yaml."


def read_style(source: bytes, hosts: Collection[str]) -> tuple[Problem, ...]:
    """Read a style sheet.

    Args:
        source: Its bytes, or as much of them as is more than `MAX_STYLE`.
        hosts: Those that the policy of pages allows.

    Returns:
        What its author should know, although it can be used.

    Raises:
        ArticleError: It cannot be used.
    """
    if len(source) > MAX_STYLE:
        message = f"The file has more than {MAX_STYLE:,} bytes; shorten it."
        raise ArticleError([Problem(1, 1, "file-too-large", message)])
    text, problems = decode(source)
    if not problems:
        problems = _of_sheet(text, hosts)
    if any(each.severity == "error" for each in problems):
        raise ArticleError(most_important(problems))
    return most_important(problems)


def _of_sheet(text: str, hosts: Collection[str]) -> list[Problem]:
    """The problems of a style sheet; of broken characters alone, if there are any: what is around them is unclear."""
    *nodes, last = tinycss2.parse_component_value_list(f"{text}\n@{_END}")
    if last.type != "at-keyword":
        nodes.append(last)
    problems = [
        _fault(each, "style-syntax", _BROKEN.get(each.kind, _NO_RULE)) for each in _all(nodes) if each.type == "error"
    ]
    if last.type not in ("at-keyword", "error"):
        missing = {"comment": "*/", "() block": ")", "function": ")", "[] block": "]"}.get(last.type, "}")
        problems.append(_fault(last, "style-syntax", _NO_END.format(missing)))
    if problems:
        return problems
    rules = tinycss2.parse_stylesheet(nodes, skip_comments=True, skip_whitespace=True)
    return [*_of_rules(rules, nodes, hosts, depth=0)]


def _all(nodes: Iterable[Any]) -> Iterator[Any]:
    """These nodes, and all within them."""
    rest = [*nodes]
    while rest:
        node = rest.pop()
        yield node
        rest += getattr(node, "content", None) or getattr(node, "arguments", None) or ()


def _of_rules(nodes: Iterable[Any], within: Sequence[Any], hosts: Collection[str], depth: int) -> Iterator[Problem]:
    """The problems of rules and declarations.

    Args:
        nodes: The rules and declarations.
        within: What they were made of.
        hosts: As those of `read_style`.
        depth: In how many rules they are.
    """
    for node in nodes:
        match node.type:
            case "error":
                yield _fault(_beginning(node, within), "style-syntax", _NO_RULE)
            case "declaration":
                yield from _of_declaration(node, hosts)
            case "at-rule" if node.lower_at_keyword == "import":
                yield _fault(node, "style-import", _IMPORT)
            case "at-rule" | "qualified-rule":
                yield from _of_rule(node, hosts, depth)


def _beginning(error: Any, within: Sequence[Any]) -> Any:
    """Where what has an error begins: tinycss2 says where it ends."""
    place = (error.source_line, error.source_column)
    before = [each for each in within if (each.source_line, each.source_column) <= place]
    end = len(before)
    while before and _ends(before[-1]):
        before.pop()
    for number in range(len(before) - 1, -1, -1):
        if _ends(before[number]):
            before = before[number + 1 :]
            break
    return next((each for each in before if each.type not in _NOTHING), within[end - 1] if end else error)


def _ends(node: Any) -> bool:
    """Whether a declaration or a rule ends here."""
    return node.type == "{} block" or bool(node.type == "literal" and node.value == ";")


def _of_rule(node: Any, hosts: Collection[str], depth: int) -> Iterator[Problem]:
    yield from _of_values(node.prelude, hosts)
    if node.type == "qualified-rule" and all(each.type in _NOTHING for each in node.prelude):
        yield _fault(node, "style-syntax", "This rule is for nothing; write a selector before its {.")
    if node.content is None:
        return
    if depth == _MAX_DEPTH:
        yield _fault(node, "style-syntax", f"Rules can be at most {_MAX_DEPTH} deep in rules; flatten this.")
        return
    yield from _of_rules(_within(node, depth), node.content, hosts, depth + 1)


def _within(node: Any, depth: int) -> list[Any]:
    """What is in a rule: rules alone if it is a condition that is in none, else rules and declarations."""
    has_only_rules = depth == 0 and node.type == "at-rule" and _has_rules(node)
    parse = tinycss2.parse_rule_list if has_only_rules else tinycss2.parse_blocks_contents
    nodes: list[Any] = parse(node.content, skip_comments=True, skip_whitespace=True)
    return nodes


def _has_rules(node: Any) -> bool:
    return any(each.type == "{} block" for each in node.content)


def _of_declaration(node: Any, hosts: Collection[str]) -> Iterator[Problem]:
    yield from _of_values(node.value, hosts)
    if node.name.startswith("--"):
        return
    if any(each.type == "literal" and each.value == ":" for each in node.value):
        yield _fault(node, "style-syntax", _NO_SEMICOLON.format(shortened(node.name)))
    if all(each.type in _NOTHING for each in node.value):
        yield _fault(node, "style-syntax", f"{shortened(node.name)} has no value; write one, or remove it.")


def _of_values(nodes: Iterable[Any], hosts: Collection[str]) -> Iterator[Problem]:
    """The problems of what stands in selectors, conditions and values."""
    rest = [(node, False) for node in nodes]
    while rest:
        node, is_address = rest.pop()
        match node.type:
            case "url":
                yield from _of_address(node, hosts)
            case "string" if is_address:
                yield from _of_address(node, hosts)
            case "function":
                rest += [(each, node.lower_name in _WITH_ADDRESSES) for each in node.arguments]
            case "() block" | "[] block" | "{} block":
                rest += [(each, False) for each in node.content]


def _of_address(node: Any, hosts: Collection[str]) -> Iterator[Problem]:
    address = node.value.strip()
    if not address or address.startswith(("/assets/", "data:", "#")):
        return
    try:
        parts = urlsplit(address)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme != "https" or not parts.netloc:
        yield _fault(node, "style-address", _ADDRESS.format(shortened(address)))
    elif parts.netloc.lower() not in hosts:
        yield _fault(node, "style-host", _HOST.format(shortened(parts.netloc)), "warning")


def _fault(node: Any, code: str, message: str, severity: Severity = "error") -> Problem:
    return Problem(node.source_line, node.source_column, code, message, severity)
