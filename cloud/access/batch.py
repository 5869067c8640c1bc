"""What the fresh messages of a batch do to the registry, the event log and the alarms. Commits nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from cloud.access import repository
from cloud.access.examine import Accepted, Examined, Refused, clock_doubtful
from cloud.access.ledger import Entry, Plan, identity_in
from cloud.alarms.service import AlarmBook
from cloud.events import repository as event_log
from cloud.registry.homes import BROKER, DIRECT
from cloud.registry.levels import Observation
from cloud.registry.service import GATEWAY_PART, Registry
from telemetry.event_kinds import EventKind
from telemetry.messages import Event, Health, Inventory, ReadingBatch, Reply, Snapshot

_PartKey = tuple[str, str]


class Batch:
    """Applies a plan, then its events. The registry has the homes of the batch's gateways loaded."""

    def __init__(self, session: Session, registry: Registry, now: int) -> None:
        self._session = session
        self._registry = registry
        self._alarms = AlarmBook(session, now)
        self._events: list[dict[str, Any]] = []

    def take(self, plan: Plan) -> None:
        """Apply every fresh message, in the batch's order; events are only made ready."""
        fresh = plan.fresh()
        back = [entry for entry in plan.entries if self._heard(entry)]
        self._registry.homes.write()
        described = {item.message.gateway for item in fresh if isinstance(item.message, Health | Inventory)}
        parts = _parts(fresh) | {_gateway_part(entry) for entry in back}
        self._registry.preload(described, parts)
        self._alarms.preload(parts)
        for entry in back:
            self._came_back(_gateway_part(entry)[0])
        for item in fresh:
            self._apply(item)
        self._alarms.write()
        self._registry.write()

    def append_events(self) -> None:
        """Write the events down, once nothing but the change log is left to do: their numbers are a lock."""
        event_log.append(self._session, self._events)

    def _heard(self, entry: Entry) -> bool:
        """A sign of life, repetitions included. True when the gateway had been silent."""
        item = entry.examined
        if isinstance(item, Refused) or entry.identity is None:
            return False
        synced = item.message.clock_synced if isinstance(item, Accepted) else None
        way = DIRECT if item.arrival.direct else BROKER
        return self._registry.heard(entry.identity.place, synced, way)

    def _came_back(self, gateway: str) -> None:
        found = self._registry.own_level(gateway, EventKind.DEVICE_OFFLINE, False)
        if found is not None:
            self._observe(found[1])

    def _observe(self, seen: Observation) -> None:
        part = self._registry.part(seen.gateway, seen.part)
        self._alarms.observe(seen, part, self._registry.home(seen.gateway))

    def _apply(self, item: Accepted) -> None:
        message, ts_cloud = item.message, item.arrival.ts_cloud
        match message:
            case Event():
                doubtful = clock_doubtful(message.clock_synced, message.ts_gateway, ts_cloud)
                home = self._registry.home(message.gateway)
                self._events.append(
                    event_log.row(
                        message,
                        ts_cloud=ts_cloud,
                        clock_doubtful=doubtful,
                        digest=item.arrival.digest,
                        home=home,
                    )
                )
                self._observe(self._registry.event(message, ts_cloud))
            case Snapshot():
                for seen in self._registry.snapshot(message, ts_cloud):
                    self._observe(seen)
            case Health():
                self._registry.health(message)
            case Inventory():
                self._registry.inventory(message, ts_cloud)
            case Reply():
                repository.add_reply(self._session, message, ts_cloud)
            case ReadingBatch():
                pass  # in the journal


def gateways_of(examined: Sequence[Examined]) -> set[str]:
    """The gateways that these messages name."""
    found = (speaker_of(item) for item in examined)
    return {gateway for gateway in found if gateway is not None}


def speaker_of(item: Examined) -> str | None:
    """The gateway that said it, as far as that is known."""
    identity = identity_in(item)
    if identity is not None:
        return identity.place.gateway
    return item.speaker if isinstance(item, Refused) else None


def _gateway_part(entry: Entry) -> _PartKey:
    if entry.identity is None:
        raise TypeError("only what shows life has a gateway")
    return entry.identity.place.gateway, GATEWAY_PART.part


def _parts(accepted: Sequence[Accepted]) -> set[_PartKey]:
    """The parts whose registry rows a batch will touch."""
    keys: set[_PartKey] = set()
    for item in accepted:
        match item.message:
            case Event(gateway=gateway, part=part):
                keys.add((gateway, part.part))
            case Snapshot(gateway=gateway, parts=states):
                keys.update((gateway, state.part) for state in states)
            case Inventory(gateway=gateway, parts=parts):
                keys.update((gateway, part.part) for part in parts)
    return keys
