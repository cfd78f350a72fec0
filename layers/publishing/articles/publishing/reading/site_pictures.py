"""Read from site.yaml which pictures stand for a site, and what social networks are told of it."""

import re

from articles.common.paths import PathError
from articles.publishing.media.formats import format_of
from articles.publishing.media.own_files import FOLDER
from articles.publishing.reading.addresses import address
from articles.publishing.reading.fields import Fields
from articles.publishing.reading.site_groups import read_group
from articles.publishing.reading.site_kinds import SiteKey
from articles.publishing.reading.site_links import ASSETS, site_target
from articles.publishing.reading.site_parts import NO_SOCIAL, Social
from articles.publishing.reading.site_scalars import read_match

_HTTPS = "https://"
_TWITTER = re.compile(r"@?([A-Za-z0-9_]{1,15})")
_FEDIVERSE = re.compile(r"@?([A-Za-z0-9_.-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,24})")

# A picture of the site's own, as site.yaml names it.
OWN_PICTURE = re.compile(rf"{FOLDER}[A-Za-z0-9_-][A-Za-z0-9_./-]{{0,58}}")

SOCIAL = ("image", "twitter", "fediverse")


def read_picture(fields: Fields, key: SiteKey) -> str:
    """Read where a picture is: a path below `/assets/`, percent-encoded, or an https address; or empty."""
    return _picture(fields, key.name)


def read_social(fields: Fields, key: SiteKey) -> Social:
    """Read the picture and the accounts of which social networks are told."""
    group = read_group(fields, key.name, SOCIAL)
    if group is None:
        return NO_SOCIAL
    return Social(
        _picture(group, "image"),
        _account(group, "twitter", _TWITTER, "@kitchennotes"),
        _account(group, "fediverse", _FEDIVERSE, "@kitchen@social.example.org"),
    )


def is_picture(key: str) -> bool:
    """Whether a file is a picture, by its name."""
    form = format_of(key)
    return form is not None and form.kind == "picture"


def host_of(picture: str) -> str:
    """The host, and perhaps the port, from which a picture is loaded; empty if it is a file of the site."""
    return re.split("[/?#]", picture.removeprefix(_HTTPS))[0] if picture.startswith(_HTTPS) else ""


def _picture(fields: Fields, name: str) -> str:
    scalar = fields.scalar(name)
    if scalar is None:
        return ""
    text = scalar.text.strip()
    if OWN_PICTURE.fullmatch(text) and is_picture(text):
        return text
    try:
        if text.startswith(ASSETS) and "?" not in text and "#" not in text:
            return site_target(text)
    except PathError as error:
        fields.report(scalar, error.code, error.message)
        return ""
    found, message = address(text, "A picture")
    if message or not found.startswith(_HTTPS):
        message = (
            f"{name} is a file such as site/logo.svg, a path below {ASSETS}, such as {ASSETS}logo.svg, or an address "
            f"that begins with {_HTTPS}"
        )
        fields.report(scalar, "site-picture", message)
        return ""
    return found


def _account(fields: Fields, name: str, pattern: re.Pattern[str], example: str) -> str:
    """The name of an account, with the @ before it; empty if there is none."""
    wrong = f"is not the name of an account; write it as '{example}'"
    match = read_match(fields, name, pattern, "social-account", wrong)
    return f"@{match[1]}" if match is not None else ""
