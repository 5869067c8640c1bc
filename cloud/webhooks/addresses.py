"""Where a webhook may go: public addresses over TLS, and networks that the operator has named.

1. What is not public is reached only where `allow_networks` names it: this machine and what stands on it just
   as any other inner network. Whoever may make webhooks must not reach within by them.
2. The address is checked when a webhook is written down, as far as it is one, and again at each try on what
   the name resolves to then: a name that changes its mind reaches nothing within.
3. Without TLS only this machine is spoken to, where that is named.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import SplitResult, urlsplit

from runtime.settings import is_loopback

Network = IPv4Network | IPv6Network
Address = IPv4Address | IPv6Address
#: Every address that a name has now. Raises OSError.
LookUp = Callable[[str], Awaitable[list[Address]]]
MAX_URL = 1_024
#: The only IPv6 addresses that are public (RFC 4291, 2.4), and those that lead to IPv4 ones (RFC 6052).
_PUBLIC_V6 = ip_network("2000::/3")
_NAT64 = ip_network("64:ff9b::/96")
_LOCALHOST = (ip_address("127.0.0.1"), ip_address("::1"))


class Unreachable(Exception):
    """This address is not one that may be sent to; `zh` and `en` say why and what to do."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh = zh
        self.en = en


def parse(url: str, allowed: Sequence[Network]) -> SplitResult:
    """A URL taken apart. Raises Unreachable for one that a webhook cannot have."""
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
    named = _addresses_in(host)
    if named and not any(may_reach(address, allowed) for address in named):
        raise _within(host)
    if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(host)):
        raise Unreachable(
            "地址须以 https:// 开头(http:// 仅限运维允许的本机地址)。",
            "The address must begin with https:// (http:// only on this machine, where that is allowed).",
        )
    return parts


async def resolved(parts: SplitResult, allowed: Sequence[Network], look_up: LookUp) -> str:
    """One address that the host has now and that may be reached. Raises Unreachable, or OSError."""
    host = parts.hostname or ""
    for address in _addresses_in(host) or await look_up(host):
        if may_reach(address, allowed):
            return str(address)
    raise _within(host)


def may_reach(address: Address, allowed: Sequence[Network]) -> bool:
    """Whether an address may be sent to."""
    address = _led_to(address)
    if any(address in network for network in allowed if network.version == address.version):
        return True
    if address.version == 6 and address not in _PUBLIC_V6:
        return False
    return address.is_global and not address.is_multicast


def _addresses_in(host: str) -> list[Address]:
    """What a host names outright, without a look-up."""
    if host == "localhost":
        return list(_LOCALHOST)
    try:
        return [ip_address(host.partition("%")[0])]
    except ValueError:
        return []


def _led_to(address: Address) -> Address:
    """The IPv4 address that an IPv6 one stands for: mapped (RFC 4291), 6to4 (RFC 3056), NAT64 (RFC 6052)."""
    if isinstance(address, IPv4Address):
        return address
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    return address.ipv4_mapped or address.sixtofour or address


def _within(host: str) -> Unreachable:
    return Unreachable(
        f"{host} 指向非公网地址;如确属合作方内网,请运维将其网段写入 webhooks.allow_networks。",
        f"{host} leads to an address that is not public; if it is a partner's,"
        " the operator names its network in `webhooks.allow_networks`.",
    )
