"""One-time codes (一次性注册码) that an installer types: made, read, checked. Pure.

29 signs, none of which is taken for another, make a prime: the last sign is a weighted sum modulo 29, which
finds every single wrong sign and every two neighbours exchanged. Nine random signs are 43 bits.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from urllib.parse import urlsplit

from runtime.settings import is_loopback

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXY"
RANDOM_SIGNS = 9
SIGNS = RANDOM_SIGNS + 1
_PLACE = {sign: place for place, sign in enumerate(ALPHABET)}
_QR_HEAD = "STEPPEWATCH-ENROL"


class CodeTypo(ValueError):
    """What was typed is no code of ours; no code has been tried."""


def new_code(choose: Callable[[str], str]) -> str:
    """A code of signs taken by `choose`, which must be unpredictable (`secrets.choice`)."""
    body = "".join(choose(ALPHABET) for _ in range(RANDOM_SIGNS))
    return body + _check_sign(body)


def shown(code: str) -> str:
    """As a person reads it: two groups of five."""
    return f"{code[:5]}-{code[5:]}"


def read_typed(text: str) -> str:
    """The code that was typed, in any case, with spaces and dashes anywhere. Raises CodeTypo."""
    if len(text) > 64:
        raise CodeTypo("too long")
    code = "".join(sign for sign in text.upper() if sign not in " -_\t")
    if len(code) != SIGNS:
        raise CodeTypo(f"a code has {SIGNS} signs, not {len(code)}")
    wrong = sorted({sign for sign in code if sign not in _PLACE})
    if wrong:
        raise CodeTypo(f"no code contains {' '.join(wrong)}")
    if _check_sign(code[:-1]) != code[-1]:
        raise CodeTypo("the check sign does not fit")
    return code


def digest(code: str, key: bytes) -> str:
    """What is stored of a code: without the key, which is not in the database, it cannot be searched for."""
    return hmac.new(key, b"enrolment code\0" + code.encode("ascii"), hashlib.sha256).hexdigest()


def qr_text(code: str, centre: str, fingerprint: str | None) -> str:
    """What a QR code on paper carries: the code, where to take it, and which authority to believe there."""
    return "|".join((_QR_HEAD, centre.rstrip("/"), code, fingerprint or ""))


def valid_centre(url: str) -> bool:
    """Whether the address can stand in a QR text: https, or http to this machine alone."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    safe = parts.scheme == "https" or (parts.scheme == "http" and is_loopback(host))
    return bool(host) and "|" not in url and safe


def _check_sign(body: str) -> str:
    return ALPHABET[sum(weight * _PLACE[sign] for weight, sign in enumerate(body, start=1)) % len(ALPHABET)]
