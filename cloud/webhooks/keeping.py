"""The secrets of webhooks at rest: encrypted under a key that only this installation's owner can read."""

from __future__ import annotations

import hashlib
import hmac
import os
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken

from runtime.faults import PlainFault


class SecretKeeper:
    """Locks and opens secrets with the key in a file."""

    def __init__(self, key_file: Path) -> None:
        self._file = key_file
        self._key = _key(key_file)
        self._fernet = Fernet(self._key)

    def lock(self, secret: str) -> str:
        """What may be stored."""
        return self._fernet.encrypt(secret.encode()).decode("ascii")

    def derived(self, purpose: str) -> bytes:
        """A key of its own for another purpose, from which this one cannot be found."""
        return hmac.new(self._key, purpose.encode(), hashlib.sha256).digest()

    def open(self, locked: str) -> str:
        """The secret. Raises PlainFault where the key is not the one it was locked with."""
        try:
            return self._fernet.decrypt(locked.encode("ascii")).decode()
        except InvalidToken:
            raise PlainFault(
                f"{self._file}: not the key that the webhooks' secrets were locked with;"
                " restore that file, or give every webhook a new secret"
            ) from None


def _key(path: Path) -> bytes:
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _read(path)
    except OSError as fault:
        raise PlainFault(
            f"{path}: the key cannot be written: {fault.strerror}; correct `webhooks.key_file`"
        ) from fault
    key = Fernet.generate_key()
    with open(descriptor, "wb") as file:
        file.write(key)
        file.flush()
        os.fsync(file.fileno())
    return key


def _read(path: Path) -> bytes:
    try:
        key = path.read_bytes().strip()
        if path.stat().st_mode & 0o077:
            raise PlainFault(f"{path}: others can read it; run: chmod 600 {path}")
        Fernet(key)
    except OSError as fault:
        raise PlainFault(
            f"{path}: the key cannot be read: {fault.strerror}; correct `webhooks.key_file`"
        ) from fault
    except ValueError:
        raise PlainFault(
            f"{path}: this is no key (32 bytes in URL-safe base64); restore the file from its copy"
        ) from None
    return key
