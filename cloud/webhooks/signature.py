"""Signatures after the Standard Webhooks specification 1.0: HMAC-SHA256 over id, time and body. Pure.

A receiver takes `webhook-id`, `webhook-timestamp` and the raw body, computes the signature with the shared
secret, and compares it with those in `webhook-signature` in constant time. It refuses a time more than five
minutes off, and takes an id it has seen before for a repetition.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
from collections.abc import Iterable

PREFIX = "whsec_"
_SECRET_BYTES = 32


def new_secret() -> str:
    """A random secret in the form that receivers' libraries take."""
    return PREFIX + base64.b64encode(secrets.token_bytes(_SECRET_BYTES)).decode("ascii")


def key_of(secret: str) -> bytes:
    """The bytes of a secret. Raises ValueError for what is none."""
    try:
        return base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except binascii.Error:
        raise ValueError("a webhook's secret is `whsec_` and base64") from None


def sign(secret: str, message_id: str, at_s: int, body: bytes) -> str:
    """One signature: `v1,` and base64."""
    signed = b".".join((message_id.encode(), str(at_s).encode(), body))
    return "v1," + base64.b64encode(hmac.new(key_of(secret), signed, hashlib.sha256).digest()).decode("ascii")


def headers(secrets_in_force: Iterable[str], message_id: str, at_s: int, body: bytes) -> dict[str, str]:
    """The headers of one try; while a secret is being replaced, one signature for each of the two."""
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(at_s),
        "webhook-signature": " ".join(sign(one, message_id, at_s, body) for one in secrets_in_force),
    }


def verified(secret: str, received: dict[str, str], body: bytes, now_s: int, tolerance_s: int = 300) -> bool:
    """What a receiver does with a request: whether it is ours, whole and fresh."""
    try:
        message_id, at_s = received["webhook-id"], int(received["webhook-timestamp"])
        told = received["webhook-signature"].split(" ")
    except (KeyError, ValueError):
        return False
    if abs(now_s - at_s) > tolerance_s:
        return False
    expected = sign(secret, message_id, at_s, body)
    return any([hmac.compare_digest(expected, one) for one in told])
