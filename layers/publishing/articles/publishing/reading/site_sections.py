"""Read from site.yaml what its home page is, and what it calls parts of its pages."""

from dataclasses import fields as fields_of

from articles.publishing.errors import shortened
from articles.publishing.reading.fields import Fields
from articles.publishing.reading.site_groups import read_group
from articles.publishing.reading.site_kinds import HOMES, SiteKey
from articles.publishing.reading.site_parts import OUR_SECTIONS, Sections

SECTIONS = tuple(each.name for each in fields_of(Sections))


def read_home(fields: Fields, key: SiteKey) -> str:
    """Read what the home page is; empty without a value that can be used."""
    scalar = fields.typed(key.name)
    if scalar is None:
        return ""
    text = scalar.text.strip()
    if text not in HOMES:
        message = f"{key.name} must be {', '.join(HOMES[:-1])} or {HOMES[-1]}, not {shortened(text)}"
        fields.report(scalar, "home-kind", message)
        return ""
    return text


def read_sections(fields: Fields, key: SiteKey) -> Sections:
    """Read the names of sections."""
    group = read_group(fields, key.name, SECTIONS)
    if group is None:
        return OUR_SECTIONS
    return Sections(*(group.text(each, key.max_characters) for each in SECTIONS))
