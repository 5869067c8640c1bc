"""The credentials file of a broker: who may connect, with which password, in which role.

One line for each client: `username:role:attributes:hash`. Attributes are `key=value`, separated by commas; a
gateway has `area=150102`. The hash is mosquitto's `$7$iterations$salt$hash` (PBKDF2-HMAC-SHA512), so both
broker engines check the same secret. The file must be readable by its owner only.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
import secrets
import stat
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from broker_plugins.policy import Identity, Role
from runtime.faults import PlainFault

ITERATIONS = 10_000
"""Our secrets are random, not chosen by people, so this need not slow down a dictionary."""

_MAX_ITERATIONS = 1_000_000
_SALT_BYTES = 12
_HASH_BYTES = 64
_MAX_FILE_BYTES = 64_000_000


class CredentialsError(PlainFault):
    """A credentials file that cannot be used: `FILE:LINE: fault; cure`."""


@dataclass(frozen=True)
class Entry:
    """One client of the broker."""

    identity: Identity
    password_hash: str


def new_secret() -> str:
    """A random password."""
    return secrets.token_urlsafe(24)


def entry(username: str, role: Role | str, secret: str, area: str | None = None) -> Entry:
    """An entry for a client with this password. Raises ValueError for a name or role that cannot be."""
    return Entry(Identity(username, Role(role), area), hash_password(secret))


def hash_password(secret: str, iterations: int = ITERATIONS) -> str:
    """The `$7$` form of a password, with a fresh salt."""
    salt = secrets.token_bytes(_SALT_BYTES)
    return f"$7${iterations}${_b64(salt)}${_b64(_derive(secret, salt, iterations))}"


def verify(password_hash: str, secret: str) -> bool:
    """Whether the secret is the one that was hashed; takes some milliseconds."""
    iterations, salt, expected = _parse_hash(password_hash)
    return hmac.compare_digest(_derive(secret, salt, iterations), expected)


@lru_cache(maxsize=1)
def nobodys_hash() -> str:
    """A hash no password has, checked for unknown names so that they take as long as known ones."""
    return hash_password(new_secret())


def write(path: Path, entries: Iterable[Entry]) -> None:
    """Write the whole file at once: a reader sees the old one or the new one, and only its owner can."""
    text = "".join(_line(one) + "\n" for one in entries)
    write_private(path, text)


def write_private(path: Path, text: str) -> None:
    """Replace a file atomically with one that only its owner can read."""
    new = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with open(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(new, path)
    except BaseException:
        new.unlink(missing_ok=True)
        raise


def read(path: Path) -> dict[str, Entry]:
    """The entries by user name. Raises CredentialsError for a file that cannot be trusted or understood."""
    text = _read_text(path)
    entries: dict[str, Entry] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        try:
            found = _parse_line(line)
        except ValueError as fault:
            raise CredentialsError(f"{path}:{number}: {fault}") from None
        if found.identity.username in entries:
            raise CredentialsError(
                f"{path}:{number}: {found.identity.username} is already named above; remove one of the lines"
            )
        entries[found.identity.username] = found
    return entries


def _read_text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            status = os.fstat(file.fileno())
            if stat.S_IMODE(status.st_mode) & 0o077:
                raise CredentialsError(f"{path}: others can read it; run: chmod 600 {path}")
            if status.st_size > _MAX_FILE_BYTES:
                raise CredentialsError(
                    f"{path}: more than {_MAX_FILE_BYTES} bytes; this is not a credentials file"
                )
            return file.read().decode("utf-8")
    except FileNotFoundError:
        raise CredentialsError(
            f"{path}: no such file; correct `credentials` in the broker's settings"
        ) from None
    except UnicodeDecodeError:
        raise CredentialsError(f"{path}: not UTF-8; this is not a credentials file") from None
    except OSError as fault:
        raise CredentialsError(f"{path}: cannot be read: {fault.strerror}; check its permissions") from None


def _line(one: Entry) -> str:
    attributes = f"area={one.identity.area}" if one.identity.area else ""
    return f"{one.identity.username}:{one.identity.role.value}:{attributes}:{one.password_hash}"


def _parse_line(line: str) -> Entry:
    parts = line.split(":")
    if len(parts) != 4:
        raise ValueError("is not `username:role:attributes:hash`; write it anew")
    username, role, attributes, password_hash = parts
    if role not in set(Role):
        raise ValueError(f"there is no role {role!r}; use one of: {', '.join(Role)}")
    area = None
    for attribute in filter(None, attributes.split(",")):
        key, _, value = attribute.partition("=")
        if key != "area":
            raise ValueError(f"there is no attribute {key!r}; only `area=` is known")
        area = value
    _parse_hash(password_hash)
    return Entry(Identity(username, Role(role), area), password_hash)


def _parse_hash(text: str) -> tuple[int, bytes, bytes]:
    """Iterations, salt and hash; the text itself is never shown in an error."""
    parts = text.split("$")
    try:
        if len(parts) != 5 or parts[:2] != ["", "7"]:
            raise ValueError
        iterations = int(parts[2])
        salt, expected = (base64.b64decode(part, validate=True) for part in parts[3:])
        if not 1 <= iterations <= _MAX_ITERATIONS or not salt or len(expected) != _HASH_BYTES:
            raise ValueError
    except (ValueError, binascii.Error):
        raise ValueError(
            "the password hash is not of the form `$7$iterations$salt$hash`; write it anew"
        ) from None
    return iterations, salt, expected


def _derive(secret: str, salt: bytes, iterations: int) -> bytes:
    return hashlib.pbkdf2_hmac("sha512", secret.encode(), salt, iterations)


def _b64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
