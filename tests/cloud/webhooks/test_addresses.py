from __future__ import annotations

from ipaddress import ip_address, ip_network

import pytest

from cloud.networks import Address, Network, Unreachable, may_reach
from cloud.webhooks.addresses import parse, resolved

#: What is not public, as a host writes it, and in its plain form.
WITHIN = {
    "127.0.0.1": "127.0.0.1",
    "127.255.0.9": "127.255.0.9",
    "10.1.2.3": "10.1.2.3",
    "172.16.0.1": "172.16.0.1",
    "192.168.1.1": "192.168.1.1",
    "169.254.169.254": "169.254.169.254",
    "100.64.0.1": "100.64.0.1",
    "0.1.2.3": "0.1.2.3",
    "224.0.0.1": "224.0.0.1",
    "255.255.255.255": "255.255.255.255",
    "::": "::",
    "::ffff:0.0.0.0": "0.0.0.0/32",
    "::1": "::1",
    "fe80::1": "fe80::1",
    "fec0::1": "fec0::1",
    "fd00::1": "fd00::1",
    "ff02::1": "ff02::1",
    "::7f00:1": "::7f00:1",
    "::ffff:127.0.0.1": "127.0.0.1",
    "::ffff:10.0.0.1": "10.0.0.1",
    "64:ff9b::7f00:1": "127.0.0.1",
    "2002:a00:1::1": "10.0.0.1",
}


class Resolver:
    """Knows these addresses of every name, and remembers what it was asked."""

    def __init__(self, *addresses: str) -> None:
        self._addresses = addresses
        self.asked: list[str] = []

    async def __call__(self, host: str) -> list[Address]:
        self.asked.append(host)
        return [ip_address(address) for address in self._addresses]


def named(host: str) -> str:
    return f"https://[{host}]:8428/x" if ":" in host else f"https://{host}:8428/x"


@pytest.mark.parametrize(
    "url",
    [
        "http://partner.example/hook",
        "ftp://partner.example/hook",
        "https://user:secret@partner.example/hook",
        "https://partner.example/hook#part",
        "https://",
        "https://[::1",
        "https://partner.example:99999/",
        "https://partner.example:0/",
        "https://partner.example/a b",
        "https://partner.example/a\x7fb",
        "https://合作.example/",
        "https://partner.example/" + "a" * 1024,
        "https://a..b/x",
        "https://.example/x",
        f"https://{'a' * 64}.example/x",
    ],
)
def test_an_address_that_cannot_be_is_refused_in_words(url: str) -> None:
    with pytest.raises(Unreachable) as refused:
        parse(url, [])
    assert refused.value.zh
    assert refused.value.en


@pytest.mark.parametrize("address", WITHIN)
async def test_what_is_not_public_is_not_reached_unless_its_network_is_named(address: str) -> None:
    assert not may_reach(ip_address(address), [])
    with pytest.raises(Unreachable, match="not public"):
        parse(named(address), [])
    with pytest.raises(Unreachable, match="not public"):
        await resolved(parse("https://partner.example/x", []), [], Resolver(address))
    allowed = [ip_network(WITHIN[address])]
    assert may_reach(ip_address(address), allowed)
    parse(named(address), allowed)
    reached = await resolved(parse("https://partner.example/x", []), allowed, Resolver(address))
    assert ip_address(reached) == ip_address(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1::1", "64:ff9b::5db8:d822"])
async def test_public_addresses_are_reached(address: str) -> None:
    assert may_reach(ip_address(address), [])
    resolver = Resolver("10.0.0.1")
    assert await resolved(parse(named(address), []), [], resolver) == address
    assert resolver.asked == [], "an address needs no look-up"


@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]", "localhost"])
def test_this_machine_is_reached_and_without_tls_only_where_it_is_named(host: str) -> None:
    here: list[Network] = [ip_network("127.0.0.0/8"), ip_network("::1")]
    for scheme in ("http", "https"):
        with pytest.raises(Unreachable, match="not public"):
            parse(f"{scheme}://{host}:8428/api/v1/query", [])
        assert parse(f"{scheme}://{host}:8428/x", here).port == 8428


def test_without_tls_no_other_network_is_spoken_to_though_it_is_named() -> None:
    with pytest.raises(Unreachable, match="https"):
        parse("http://10.20.30.40/x", [ip_network("10.20.0.0/16")])


async def test_of_several_addresses_one_that_may_be_reached_is_taken() -> None:
    parts = parse("https://partner.example/x", [])
    assert await resolved(parts, [], Resolver("10.0.0.1", "93.184.216.34")) == "93.184.216.34"
