"""The secrets of integrations: hashes of those that are only compared, files of those that are used."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from pathlib import Path

from cloud.errors import ApiError
from runtime.faults import PlainFault
from runtime.files import replace_file

_NAME = re.compile(r"[a-z0-9][a-z0-9.-]{0,100}")


def fresh() -> str:
    """A new secret: 32 random bytes."""
    return secrets.token_urlsafe(32)


def hashed(secret: str) -> str:
    """What may be kept of a secret that is random and only compared."""
    return hashlib.sha256(secret.encode()).hexdigest()


def same(given: str, kept: str | None) -> bool:
    """Whether it is the secret, in a time that says nothing of it."""
    return kept is not None and hmac.compare_digest(hashed(given), kept)


class SecretFolder:
    """Files of secrets, one each, that only the centre's user can read."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    def write(self, name: str, secret: str) -> str:
        """Keep a secret; returns the file's name. Raises ApiError where there is no folder."""
        path = self.path(name)
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            replace_file(path, secret, 0o600)
        except OSError as fault:
            raise ApiError(
                503,
                "secrets-unwritable",
                "密钥目录不可写,请检查 [access.push] secrets 的权限。",
                f"The folder of secrets cannot be written: {fault.strerror}; check [access.push] secrets.",
            ) from None
        return path.name

    def read(self, name: str) -> str:
        """The secret. Raises PlainFault."""
        path = self.path(name)
        try:
            return path.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as fault:
            raise PlainFault(
                f"{path}: the secret cannot be read: {fault}; restore it, or give a new one"
            ) from None

    def path(self, name: str) -> Path:
        """Where a secret lies. Raises ApiError where there is no folder."""
        if self._folder is None:
            raise ApiError(
                409,
                "no-secret-folder",
                "此类接入需要保存密钥,请先在 [access.push] 中设置 secrets 目录。",
                "This kind keeps a secret in a file; set `secrets` in [access.push] first.",
                "body.kind",
            )
        if _NAME.fullmatch(name) is None:
            raise ApiError(422, "bad-file-name", "文件名无效。", "The name of the file is not valid.", "body")
        return self._folder / name
