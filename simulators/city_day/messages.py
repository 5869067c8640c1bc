"""What the gateways say: each edge as a message of the contract, numbered gap-free, with its topic."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from simulators.city_day.city import CityBuilding
from simulators.city_day.day import Day, Said
from telemetry import encoding, topics
from telemetry.event_kinds import EVENT_KINDS
from telemetry.messages import Event, Health

#: From the part to the centre: gateway, mobile network, broker. An assumption.
UNDERWAY_MS = 300


class Sent(NamedTuple):
    """A message as it comes to the centre. `at`: milliseconds after midnight."""

    at: int
    topic: str
    payload: bytes
    said: Said | None


def messages(day: Day, midnight: int) -> Iterator[Sent]:
    """Every message in the order of arrival; `midnight` in milliseconds UTC. Every gateway is heard first."""
    numbers: dict[str, int] = defaultdict(int)
    for building in day.buildings:
        yield _hello(building, midnight)
    for said in day.said:
        edge = said.edge
        gateway = edge.building.gateway
        numbers[gateway] += 1
        mask = EVENT_KINDS[edge.kind].bits & -EVENT_KINDS[edge.kind].bits
        message = Event(
            gateway=gateway,
            seq=numbers[gateway],
            ts_gateway=midnight + edge.at,
            clock_synced=True,
            part=edge.part,
            kind=edge.kind,
            active=edge.active,
            bits_before=1 if edge.active else 1 | mask,
            bits_after=1 | mask if edge.active else 1,
            evidence={} if edge.probability is None else {"probability": edge.probability},
        )
        topic = topics.prefix(edge.building.area, gateway) + message.stream
        yield Sent(edge.at + UNDERWAY_MS, topic, encoding.encode(message), said)


def _hello(building: CityBuilding, midnight: int) -> Sent:
    """A gateway's health as the day begins: the centre has heard of it."""
    health = Health(
        gateway=building.gateway,
        seq=1,
        ts_gateway=midnight,
        clock_synced=True,
        version="0.1.0",
        started_at=midnight,
        interval_s=60,
        spool_bytes=0,
        spool_limit_bytes=64_000_000,
        rss_bytes=50_000_000,
        counts=[],
        buses=[],
        link_ok=True,
    )
    topic = topics.prefix(building.area, building.gateway) + health.stream
    return Sent(0, topic, encoding.encode(health), None)
