"""The token of a link: its number and its end, signed. Pure.

A forged or expired token is refused without a question to the database. The token itself is not kept.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import struct

_HEAD = struct.Struct(">QI")
_SIGNATURE_BYTES = 16
_LENGTH = _HEAD.size + _SIGNATURE_BYTES


class BadToken(Exception):
    """Nobody here has signed it."""


class Expired(Exception):
    """Its time is over."""


def sign(key: bytes, link: int, expires_at: int) -> str:
    """The token of a link that ends at `expires_at`, milliseconds UTC; whole seconds of it count."""
    head = _HEAD.pack(link, expires_at // 1000)
    return base64.urlsafe_b64encode(head + _signature(key, head)).decode("ascii").rstrip("=")


def read(key: bytes, token: str, now: int) -> int:
    """The link's number. Raises BadToken or Expired."""
    try:
        raw = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise BadToken from None
    head, signature = raw[: _HEAD.size], raw[_HEAD.size :]
    if len(raw) != _LENGTH or not hmac.compare_digest(signature, _signature(key, head)):
        raise BadToken
    link, expires_s = _HEAD.unpack(head)
    if expires_s * 1000 <= now:
        raise Expired
    return int(link)


def _signature(key: bytes, head: bytes) -> bytes:
    return hmac.new(key, b"verification link\0" + head, hashlib.sha256).digest()[:_SIGNATURE_BYTES]
