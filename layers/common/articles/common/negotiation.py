"""Which representation and which content coding a client likes best (RFC 9110, section 12)."""

import functools
from collections.abc import Sequence

from articles.common.representations import KINDS, MARKDOWN

GZIP = "gzip"
IDENTITY = "identity"

# No browser names it, but coding agents do, beside HTML and at the same quality: who names it means it.
_MARKDOWN = KINDS[MARKDOWN].media_type

# What is not ruled out is acceptable, but less than anything that is asked for.
_NOT_RULED_OUT = 0.0001

# Clients send few different headers, each of them again and again.
_REMEMBERED = 128


@functools.lru_cache(maxsize=_REMEMBERED)
def preferred_type(accept: str | None, offers: tuple[str, ...]) -> str | None:
    """The media type to answer with.

    Args:
        accept: The Accept header. Parameters other than ``q`` are not looked at: they say nothing of what is offered.
        offers: Media types that there are, the most useful first.

    Returns:
        One of the offers: where the client has no preference Markdown if it is named, else the most useful. None if the
        client accepts none.
    """
    qualities = _qualities(accept)
    if not qualities:
        return offers[0]
    best = max(offers, key=lambda offer: (_type_quality(qualities, offer), offer == _MARKDOWN and offer in qualities))
    return best if _type_quality(qualities, best) > 0 else None


def prefers_page(accept: str | None) -> bool:
    """Whether the client asks for HTML by name, as browsers do, and not rather for JSON, nor as well for Markdown.

    Programs accept anything: what they are told of an error is JSON, though a page is HTML if they ask no better.
    """
    qualities = _qualities(accept)
    html = max(_quality(qualities, "text/html", "text/*"), _quality(qualities, "application/xhtml+xml"))
    problem = _quality(qualities, "application/problem+json", "application/json", "application/*")
    return html > _quality(qualities, _MARKDOWN) and html >= problem


@functools.lru_cache(maxsize=_REMEMBERED)
def acceptable_codings(accept_encoding: str | None) -> tuple[str, ...]:
    """The content codings to answer in, the best first; empty if the client accepts neither gzip nor identity.

    A client that says nothing gets identity: it may not know what to do with gzip, though it has not ruled it out.
    """
    if accept_encoding is None:
        return (IDENTITY, GZIP)
    qualities = _qualities(accept_encoding)
    ranked = {
        GZIP: _quality(qualities, GZIP, "x-gzip", "*"),
        IDENTITY: _quality(qualities, IDENTITY, "*", otherwise=_NOT_RULED_OUT),
    }
    return tuple(coding for coding in sorted(ranked, key=lambda name: -ranked[name]) if ranked[coding] > 0)


def _type_quality(qualities: dict[str, float], media_type: str) -> float:
    """The quality of the most specific range that a media type is in."""
    return _quality(qualities, media_type, media_type.partition("/")[0] + "/*", "*/*", "*")


def _quality(qualities: dict[str, float], *names: str, otherwise: float = 0.0) -> float:
    """The quality of the first of these names that is there."""
    return next((qualities[name] for name in names if name in qualities), otherwise)


def _qualities(header: str | None) -> dict[str, float]:
    """The members of a header and their qualities, the higher one of a member that comes twice.

    A member whose quality is not a number from 0 to 1 is left out, as if it had not been sent.
    """
    qualities: dict[str, float] = {}
    for member in (header or "").lower().split(","):
        name, *parameters = member.split(";")
        quality = _weight(parameters)
        name = name.strip()
        if name and quality is not None:
            qualities[name] = max(quality, qualities.get(name, 0.0))
    return qualities


def _weight(parameters: Sequence[str]) -> float | None:
    """The quality that the parameters of a member give it; None if it is malformed."""
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            number = value.strip()
            # Digits, of which a point may be in front, within or behind: float() takes signs, exponents and more.
            if not number.isascii() or not number.replace(".", "", 1).isdigit():
                return None
            quality = float(number)
            return quality if quality <= 1 else None
    return 1.0
