"""What links that open one thing without a login are signed with, a key a purpose."""

from __future__ import annotations

from cloud.centre import Centre
from cloud.errors import ApiError
from runtime.faults import PlainFault


def link_key(centre: Centre, purpose: str) -> bytes:
    """The key of this purpose. Raises ApiError 503: it cannot be read."""
    try:
        return centre.webhook_keeper().derived(purpose)
    except PlainFault as fault:
        raise ApiError(
            503,
            "no-key",
            f"签名密钥不可用:{fault}",
            f"The key that signs links cannot be used: {fault}",
        ) from fault
