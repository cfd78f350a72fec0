"""Content negotiation: the representation and the content coding that a client prefers (RFC 9110, section 12)."""

import functools
from collections.abc import Sequence

from articles.common.representations import KINDS, MARKDOWN

GZIP = "gzip"
IDENTITY = "identity"

# Browsers never name Markdown. Coding agents name it next to HTML, with the same quality, but they want Markdown.
_MARKDOWN = KINDS[MARKDOWN].media_type

# The quality of identity if the client has not ruled it out: acceptable, but less than anything that it asks for.
_NOT_RULED_OUT = 0.0001

# How many headers are cached. Clients send few different ones, again and again.
_REMEMBERED = 128


@functools.lru_cache(maxsize=_REMEMBERED)
def preferred_type(accept: str | None, offers: tuple[str, ...]) -> str | None:
    """Choose the media type of a response.

    Args:
        accept: The Accept header, if there is one. Parameters other than ``q`` are ignored.
        offers: The media types to choose from, in our order of preference.

    Returns:
        The offer that the client prefers; None if it accepts none of them. If it prefers several equally, this is
        Markdown if the header names it, else the first.
    """
    qualities = _qualities(accept)
    if not qualities:
        return offers[0]
    best = max(offers, key=lambda offer: (_type_quality(qualities, offer), offer == _MARKDOWN and offer in qualities))
    return best if _type_quality(qualities, best) > 0 else None


def prefers_page(accept: str | None) -> bool:
    """Whether the client names HTML, as browsers do, and prefers it to Markdown and at least as much as JSON.

    A program that accepts anything gets pages as HTML, but errors as JSON.
    """
    qualities = _qualities(accept)
    html = max(_quality(qualities, "text/html", "text/*"), _quality(qualities, "application/xhtml+xml"))
    problem = _quality(qualities, "application/problem+json", "application/json", "application/*")
    return html > _quality(qualities, _MARKDOWN) and html >= problem


@functools.lru_cache(maxsize=_REMEMBERED)
def acceptable_codings(accept_encoding: str | None) -> tuple[str, ...]:
    """The content codings that the client accepts, the best first; empty if it accepts neither gzip nor identity.

    Without the header, identity comes first: the client has not ruled out gzip, but it may not be able to decode it.
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
    """The quality of the most specific media range that matches a media type."""
    return _quality(qualities, media_type, media_type.partition("/")[0] + "/*", "*/*", "*")


def _quality(qualities: dict[str, float], *names: str, otherwise: float = 0.0) -> float:
    """The quality of the first of these names that the header has; `otherwise` if it has none."""
    return next((qualities[name] for name in names if name in qualities), otherwise)


def _qualities(header: str | None) -> dict[str, float]:
    """Parse a header into its members and their qualities; the highest one if a member comes twice.

    Members whose quality is not a number from 0 to 1 are ignored.
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
    """Read the quality from a member's parameters, 1 if they have none; None if it is malformed."""
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            number = value.strip()
            # Only digits and at most one point are valid, but float() also takes signs, exponents and more.
            if not number.isascii() or not number.replace(".", "", 1).isdigit():
                return None
            quality = float(number)
            return quality if quality <= 1 else None
    return 1.0
