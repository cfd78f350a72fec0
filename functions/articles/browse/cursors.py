"""Cursors: a position in a list as an opaque text that only this site can make."""

import base64
import binascii
import hashlib
import hmac

from articles.browse.paging import Position, Side

_SIGNATURE_BYTES = 12
_SIDES = {"a": Side.AFTER, "b": Side.BEFORE}
_LETTERS = {side: letter for letter, side in _SIDES.items()}


class CursorError(ValueError):
    """The cursor was not made by this site, or was made for another list."""


def encode(position: Position, scope: str, secret: str) -> str:
    """Make the cursor of a position.

    Args:
        position: The place in the list.
        scope: Names the list; the cursor is not valid for any other.
        secret: The key that signs the cursor.
    """
    payload = (_LETTERS[position.side] + position.sort).encode()
    return _encoded(_sign(payload, scope, secret) + payload)


def decode(cursor: str, scope: str, secret: str) -> Position:
    """Read the position from a cursor.

    Raises:
        CursorError: It was not made by `encode` with this scope and secret.
    """
    try:
        signed = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
    except (ValueError, binascii.Error):
        raise CursorError("not base64url") from None
    if _encoded(signed) != cursor:
        raise CursorError("not as it was written")
    signature, payload = signed[:_SIGNATURE_BYTES], signed[_SIGNATURE_BYTES:]
    if not hmac.compare_digest(signature, _sign(payload, scope, secret)):
        raise CursorError("wrong signature")
    text = payload.decode()
    return Position(_SIDES[text[0]], text[1:])


def _encoded(signed: bytes) -> str:
    return base64.urlsafe_b64encode(signed).decode().rstrip("=")


def _sign(payload: bytes, scope: str, secret: str) -> bytes:
    # The zero byte separates scope and payload: no scope has one.
    return hmac.digest(secret.encode(), scope.encode() + b"\0" + payload, hashlib.sha256)[:_SIGNATURE_BYTES]
