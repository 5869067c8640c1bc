"""Networks whose hosts may speak a protocol that has neither encryption nor login: private ones only."""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator


def _network(value: object) -> object:
    if isinstance(value, IPv4Network | IPv6Network):
        return value
    if not isinstance(value, str):
        raise ValueError(f'{value!r} is not a network; write it as "10.0.0.0/24" or one address')
    try:
        return ip_network(value)
    except ValueError as fault:
        raise ValueError(f'{fault}; write a network as "10.0.0.0/24", or one address') from None


def _private(network: IPv4Network | IPv6Network) -> IPv4Network | IPv6Network:
    if not network.is_private or not network.prefixlen:
        raise ValueError(
            f"{network} is not a private network, and the protocol has neither TLS nor login; "
            "name the building's own network, or bring the device in through a VPN"
        )
    return network


Network = Annotated[IPv4Network | IPv6Network, BeforeValidator(_network), AfterValidator(_private)]
"""A network in a settings file, `10.0.0.0/24` or one address; a public one is refused with the cure."""
