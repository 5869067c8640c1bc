"""The gateways that are shut out, at hand for the ingest line, which asks for every message."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence

from sqlalchemy.orm import Session

from cloud.access.examine import Examined, Refused
from cloud.enrolment import repository
from telemetry.gateway_identity import GatewayName

REASON = (
    "the gateway was revoked 网关已吊销; nothing of it is stored. A fresh enrolment code lets it in again"
)


class ShutOutGateways:
    """Their names, as of the last look."""

    def __init__(self) -> None:
        self.names: frozenset[str] = frozenset()
        self.places: tuple[GatewayName, ...] = ()

    def __contains__(self, gateway: object) -> bool:
        return gateway in self.names

    def look(self, session: Session) -> None:
        """Learn them anew."""
        rows = repository.all_shut_out(session)
        self.set(GatewayName(row.area, row.gateway) for row in rows)

    def set(self, places: Iterable[GatewayName]) -> None:
        """These are they."""
        self.places = tuple(places)
        self.names = frozenset(place.gateway for place in self.places)


def without_shut_out(examined: Sequence[Examined], shut_out: Container[str]) -> list[Examined]:
    """The same messages; those of shut-out gateways refused, without an identity: no number is used up."""
    return [
        Refused(item.arrival, "gateway", REASON)
        if not isinstance(item, Refused) and item.place.gateway in shut_out
        else item
        for item in examined
    ]
