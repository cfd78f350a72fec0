"""Trees of front matter as plain values, to be compared."""

from typing import Any

from articles.publishing.reading.yaml_nodes import Mapping, Node, Scalar, Sequence


def plain(node: Node | None) -> Any:
    """The texts and the structure of a tree."""
    match node:
        case Scalar():
            return node.text
        case Sequence():
            return [plain(item) for item in node.items]
        case Mapping():
            return {key: plain(value) for key, value in node.entries.items()}
    return None
