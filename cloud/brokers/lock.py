"""The lock of the doors: a shared secret, or, without one, this machine alone."""

from __future__ import annotations

import hmac
from typing import Final

from starlette.datastructures import Headers

from runtime.faults import PlainFault
from runtime.settings import SettingsPath, is_loopback

HEADER: Final = "x-steppewatch-broker-secret"
_MIN_SIGNS = 16
#: A request that a front has handed on is not this machine's own.
_HANDED_ON = ("forwarded", "x-forwarded-for", "x-real-ip", "via")


class Lock:
    """Opens for brokers."""

    def __init__(self, secret_file: SettingsPath | None) -> None:
        self._secret = None if secret_file is None else _read(secret_file)

    def opens(self, client: tuple[str, int] | None, headers: Headers) -> bool:
        """Whether who asks is a broker of ours."""
        if self._secret is None:
            near = client is not None and is_loopback(client[0])
            return near and not any(name in headers for name in _HANDED_ON)
        return hmac.compare_digest(headers.get(HEADER, "").encode(), self._secret)


def _read(path: SettingsPath) -> bytes:
    try:
        secret = path.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as fault:
        raise PlainFault(f"{path}: cannot be read: {fault}; correct `secret_file` under [brokers]") from None
    if len(secret) < _MIN_SIGNS:
        raise PlainFault(f"{path}: shorter than {_MIN_SIGNS} signs; write a longer secret there")
    return secret.encode()
