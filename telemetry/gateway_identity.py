"""How a certificate names a gateway, and what a gateway signs to have its certificate renewed. Pure.

The common name is `{area}/{gateway}`: exactly the two levels of its topics, so that a broker which can put a
name into a pattern (`sw/1/%u/event`) needs no list of gateways. A slash can stand in no user name of another
role, so no other client can bear such a name.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_COMMON_NAME = re.compile(r"(?P<area>[0-9]{6})/(?P<gateway>[A-Za-z0-9_-]{1,64})", re.ASCII)

#: X.520 bounds a common name to 64 characters; area and slash take seven.
MAX_GATEWAY = 57


class GatewayName(NamedTuple):
    """A gateway as its certificate names it."""

    area: str
    gateway: str

    def __str__(self) -> str:
        return f"{self.area}/{self.gateway}"


def parse_common_name(text: str) -> GatewayName | None:
    """The gateway that a common name speaks of; None where it is no gateway's."""
    match = _COMMON_NAME.fullmatch(text)
    return None if match is None else GatewayName(match["area"], match["gateway"])


def certificate_uri(serial: str) -> str:
    """The alternative name that says which certificate this is, for brokers that know users by it."""
    return f"urn:steppewatch:certificate:{serial}"


def renewal_proof(nonce: str, request_digest: bytes) -> bytes:
    """What the old key signs: the centre's nonce and the SHA-256 of the new certificate request (DER)."""
    return b"steppewatch certificate renewal 1\0" + nonce.encode("ascii") + b"\0" + request_digest
