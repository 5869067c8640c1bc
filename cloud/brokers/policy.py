"""Everything that brokers are told, as of one revision."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from broker_plugins.credentials import Entry
from broker_plugins.policy import Identity
from telemetry.gateway_identity import GatewayName


class GoodCertificate(NamedTuple):
    """A certificate that is to be believed."""

    serial: str
    name: GatewayName


class Policy(NamedTuple):
    """Who may connect, and who may no longer."""

    revision: int
    at: dt.datetime
    #: Users with a password.
    entries: tuple[Entry, ...]
    #: Services that prove themselves by a certificate of their name.
    certified: tuple[Identity, ...]
    #: Every good certificate of a gateway.
    certificates: tuple[GoodCertificate, ...]
    #: Whether certificates name themselves by a URI, as ours do.
    named: bool
    shut_out: tuple[GatewayName, ...]
    revocation_list: str | None
    trusted: str | None
