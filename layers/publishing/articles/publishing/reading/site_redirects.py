"""Read the redirects of site.yaml: from a path of the site to another one, or to an address of another host."""

from dataclasses import dataclass
from urllib.parse import unquote

from articles.common.paths import PathError, parse_path
from articles.publishing.errors import shortened
from articles.publishing.reading.addresses import address
from articles.publishing.reading.fields import Fields
from articles.publishing.reading.site_kinds import SiteKey
from articles.publishing.reading.yaml_nodes import Node, Scalar

_ASSETS = "/assets/"


@dataclass(frozen=True, slots=True)
class Redirect:
    """A line of `redirects`.

    Attributes:
        path: Canonical path of this site.
        target: Where it leads: a path of this site, which begins with a slash, or an http or https address in ASCII.
            The path is canonical, but for the case of a file's name under `/assets/`.
        line: 1-based line of the file where it stands.
        column: 1-based column in that line.
    """

    path: str
    target: str
    line: int = 1
    column: int = 1


class _Chains:
    """Where redirects lead in the end, so that one that closes a loop is found without following each."""

    def __init__(self) -> None:
        self._next: dict[str, str] = {}

    def closes_a_loop(self, path: str, target: str) -> bool:
        """Add a redirect from a path that has none yet, unless it would lead back to that path."""
        end = target
        while end in self._next:
            further = self._next[end]
            self._next[end] = self._next.get(further, further)  # so that a long chain is walked through once
            end = further
        if end == path:
            return True
        self._next[path] = end
        return False


def read_redirects(fields: Fields, key: SiteKey) -> tuple[Redirect, ...]:
    """Read the redirects, in the order of the file."""
    group = fields.group(key.name)
    if group is None:
        return ()
    redirects: dict[str, Redirect] = {}
    chains = _Chains()
    for written, place in group.mapping.keys.items():
        path = _old_path(group, written, place)
        target = _target(group, group.mapping.entries[written])
        if not path or not target:
            continue
        if path in redirects:
            message = f"{shortened(path)} is already redirected on line {redirects[path].line}; remove one of the two."
            group.report(place, "redirect-twice", message)
        elif chains.closes_a_loop(path, target):
            message = f"{shortened(path)} leads back to itself; let it lead to a page that is not redirected."
            group.report(place, "redirect-loop", message)
        else:
            redirects[path] = Redirect(path, target, place.line, place.column)
    return tuple(redirects.values())


def _old_path(fields: Fields, written: str, place: Scalar) -> str:
    try:
        return parse_path(written)
    except PathError as error:
        fields.report(place, error.code, error.message)
        return ""


def _target(fields: Fields, node: Node | None) -> str:
    if not isinstance(node, Scalar):
        if node is not None:  # else it was refused, and is reported
            fields.report(node, "wrong-type", "A redirect leads to one path or address; write it on this line.")
        return ""
    text = node.text.strip()
    try:
        if text.startswith("/") and not text.startswith("//"):
            return _new_path(text)
    except PathError as error:
        fields.report(node, error.code, error.message)
        return ""
    found, message = address(text, "A redirect")
    if message:
        fields.report(node, "redirect-target", message)
    return found


def _new_path(text: str) -> str:
    """The canonical path of a target.

    Raises:
        PathError: It is not one, or not in its canonical form.
    """
    path = parse_path(text, may_be_reserved=True)
    return unquote(text) if path.startswith(_ASSETS) else path  # names of files have a case
