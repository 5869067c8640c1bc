"""Nonces that prove themselves: nothing is kept of them, and they end by themselves. Pure."""

from __future__ import annotations

import hashlib
import hmac

LIFE_MS = 120_000
RANDOM_BYTES = 12


def make(key: bytes, now_ms: int, random: bytes) -> str:
    """A nonce of this moment."""
    body = f"{now_ms:x}.{random.hex()}"
    return f"{body}.{_seal(key, body)}"


def holds(key: bytes, nonce: str, now_ms: int) -> bool:
    """Whether we made it, not long ago."""
    body, _, seal = nonce.rpartition(".")
    if len(nonce) > 128 or not nonce.isascii() or not hmac.compare_digest(_seal(key, body), seal):
        return False
    return 0 <= now_ms - int(body.partition(".")[0], 16) <= LIFE_MS


def _seal(key: bytes, body: str) -> str:
    return hmac.new(key, b"renewal nonce\0" + body.encode("ascii", "replace"), hashlib.sha256).hexdigest()
