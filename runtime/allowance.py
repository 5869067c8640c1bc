"""Who may speak, and how fast: the networks that are let in, and the rate of one device. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address

_BURST_S = 10.0


def let_in(host: str, networks: Sequence[IPv4Network | IPv6Network]) -> bool:
    """Whether a host may connect: this machine always, others when a network names them."""
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:
        return False
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    return address.is_loopback or any(address in network for network in networks)


class Rate:
    """So many frames a second in the long run, ten seconds' worth of them at once."""

    def __init__(self, per_s: float) -> None:
        self._per_s = per_s
        self._level = per_s * _BURST_S
        self._at: float | None = None

    def wait_s(self, now: float) -> float:
        """Take one frame: 0 when it may pass now, else the seconds until it may, and then it is not taken."""
        if self._at is not None:
            self._level = min(self._per_s * _BURST_S, self._level + (now - self._at) * self._per_s)
        self._at = now
        if self._level >= 1:
            self._level -= 1
            return 0.0
        return (1 - self._level) / self._per_s
