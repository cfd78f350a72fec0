"""Read the keys below a key of site.yaml."""

from collections.abc import Collection

from articles.publishing.errors import shortened
from articles.publishing.reading.fields import Fields
from articles.publishing.reading.nearest import nearest


def read_group(fields: Fields, key: str, known: Collection[str]) -> Fields | None:
    """The keys below a key, with a warning for each that is not known; None if there are none.

    Args:
        fields: The keys beside it.
        key: The key.
        known: The keys that may stand below it.
    """
    group = fields.group(key)
    if group is None:
        return None
    for name in group.mapping.keys.keys() - {*known}:
        meant = nearest(name, known) or ", ".join(known)
        message = f"The key {shortened(name)} is not known below {key}; write {meant}, or remove it."
        group.lenient().report(group.mapping.keys[name], "site-key-unknown", message)
    return group
