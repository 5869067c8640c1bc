"""What must never reach the audit log, whatever a caller hands over."""

from __future__ import annotations

from typing import Any

WITHHELD = "[withheld]"

#: A key that has one of these words in it, between underscores or hyphens, holds a secret.
_SECRET_WORDS = frozenset(
    {"password", "passphrase", "passwd", "secret", "cookie", "authorization", "credential", "credentials"}
)
_SECRET_KEYS = frozenset({"token", "access_token", "id_token", "refresh_token", "key", "private_key", "pin"})
_SECRET_BEGINNINGS = ("-----BEGIN", "$argon2", "swt_", "Bearer ", "Basic ")


def without_secrets(value: Any) -> Any:
    """The value with every secret replaced; certificates in PEM go too, their fingerprint says enough."""
    match value:
        case dict():
            return {str(key): _kept(str(key), inner) for key, inner in value.items()}
        case list() | tuple() | set() | frozenset():
            return [without_secrets(inner) for inner in value]
        case str() if value.startswith(_SECRET_BEGINNINGS):
            return WITHHELD
        case None | bool() | int() | float() | str():
            return value
        case bytes():
            return f"[{len(value)} bytes]"
    return str(value)


def _kept(key: str, value: Any) -> Any:
    name = key.lower().replace("-", "_")
    telling = value is None or isinstance(value, bool)
    if not telling and (name in _SECRET_KEYS or _SECRET_WORDS & set(name.split("_"))):
        return WITHHELD
    return without_secrets(value)
