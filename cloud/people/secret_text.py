"""Random secrets, and what is kept of them: session ids, tokens, states. Never the secrets themselves."""

from __future__ import annotations

import hashlib
import secrets

TOKENS_BEGIN = "swt_"
_SHOWN = 12


def session_id() -> str:
    """256 random bits."""
    return secrets.token_urlsafe(32)


def api_token() -> str:
    """A token that a search for leaked secrets can recognise by its beginning."""
    return TOKENS_BEGIN + secrets.token_urlsafe(32)


def shown(token: str) -> str:
    """The beginning by which people tell tokens apart; far from enough to guess the rest."""
    return token[:_SHOWN]


def first_password() -> str:
    """A password to be changed at the first login: 100 bits, in groups that can be read out."""
    alphabet = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(alphabet) for _ in range(5)) for _ in range(4))


def fingerprint(secret: str) -> str:
    """What is kept of a random secret. It is long enough that a plain hash gives nothing away."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
