"""Whom the centre speaks to at somebody's wish: public addresses, and networks that the operator names.

1. What is not public is reached only where a setting names it: this machine and what stands on it just as any
   other inner network. Whoever may name an address must not reach within by it.
2. An address is checked when it is written down, as far as it is one, and again each time on what its name
   resolves to then.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Network = IPv4Network | IPv6Network
Address = IPv4Address | IPv6Address
#: Every address that a name has now. Raises OSError.
LookUp = Callable[[str], Awaitable[list[Address]]]
#: The only IPv6 addresses that are public (RFC 4291, 2.4), and those that lead to IPv4 ones (RFC 6052).
_PUBLIC_V6 = ip_network("2000::/3")
_NAT64 = ip_network("64:ff9b::/96")
_LOCALHOST = (ip_address("127.0.0.1"), ip_address("::1"))


class Unreachable(Exception):
    """This address is not one that may be spoken to; `zh` and `en` say why and what to do."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh = zh
        self.en = en


def check(host: str, allowed: Sequence[Network], setting: str) -> None:
    """Raises Unreachable where the host is an address, and not one that may be reached.

    `setting` names where the operator allows more.
    """
    named = _addresses_in(host)
    if named and not any(may_reach(address, allowed) for address in named):
        raise _within(host, setting)


async def resolved(host: str, allowed: Sequence[Network], look_up: LookUp, setting: str) -> str:
    """One address that the host has now and that may be reached. Raises Unreachable, or OSError."""
    for address in _addresses_in(host) or await look_up(host):
        if may_reach(address, allowed):
            return str(address)
    raise _within(host, setting)


def may_reach(address: Address, allowed: Sequence[Network]) -> bool:
    """Whether an address may be spoken to."""
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


def _within(host: str, setting: str) -> Unreachable:
    return Unreachable(
        f"{host} 指向非公网地址;如确属合作方内网,请运维将其网段写入 {setting}。",
        f"{host} leads to an address that is not public; if it is a partner's,"
        f" the operator names its network in `{setting}`.",
    )
