"""Where a webhook may go: public addresses over TLS, and networks that the operator has named.

Without TLS only this machine is spoken to, where that is named. At each try the connection goes to the
address that was checked: a name that changes its mind reaches nothing within.
"""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import SplitResult, urlsplit

from cloud import networks
from cloud.networks import LookUp, Network, Unreachable
from runtime.settings import is_loopback

MAX_URL = 1_024
SETTING = "webhooks.allow_networks"


def parse(url: str, allowed: Sequence[Network], setting: str = SETTING) -> SplitResult:
    """A URL taken apart. Raises Unreachable for one that may not be sent to; `setting` allows networks."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
        host.encode("idna")
    except ValueError:
        raise Unreachable("地址无法解析。", "The address cannot be understood.") from None
    whole = url.isascii() and url.isprintable() and " " not in url and host and port != 0
    if len(url) > MAX_URL or not whole:
        raise Unreachable(
            f"地址须为不超过 {MAX_URL} 个字符的完整 https 地址。",
            f"Give a whole https address of at most {MAX_URL} plain characters.",
        )
    if parts.username is not None or parts.fragment:
        raise Unreachable(
            "地址中不得含有账号、口令或片段。", "An address carries no user, password or fragment."
        )
    networks.check(host, allowed, setting)
    if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(host)):
        raise Unreachable(
            "地址须以 https:// 开头(http:// 仅限运维允许的本机地址)。",
            "The address must begin with https:// (http:// only on this machine, where that is allowed).",
        )
    return parts


async def resolved(
    parts: SplitResult, allowed: Sequence[Network], look_up: LookUp, setting: str = SETTING
) -> str:
    """One address that the host has now and that may be reached. Raises Unreachable, or OSError."""
    return await networks.resolved(parts.hostname or "", allowed, look_up, setting)
