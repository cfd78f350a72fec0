"""Read what site.yaml tells readers that find no page."""

from dataclasses import fields as fields_of

from articles.publishing.reading.fields import Fields
from articles.publishing.reading.site_groups import read_group
from articles.publishing.reading.site_kinds import SiteKey
from articles.publishing.reading.site_parts import OUR_ERRORS, Errors, ErrorText

ERRORS = tuple(each.name for each in fields_of(Errors))
TEXTS = tuple(each.name for each in fields_of(ErrorText))


def read_errors(fields: Fields, key: SiteKey) -> Errors:
    """Read a title and a text for each error."""
    group = read_group(fields, key.name, ERRORS)
    return Errors(*(_text(group, name, key) for name in ERRORS)) if group is not None else OUR_ERRORS


def _text(fields: Fields, name: str, key: SiteKey) -> ErrorText:
    group = read_group(fields, name, TEXTS)
    return ErrorText(*(group.text(each, key.max_characters) for each in TEXTS)) if group is not None else ErrorText()
