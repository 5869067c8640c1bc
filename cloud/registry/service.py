"""What a message tells about gateways and parts, taken into the registry. Opens and commits nothing."""

from __future__ import annotations

from collections.abc import Collection
from operator import attrgetter
from typing import Any

import msgspec
from sqlalchemy.orm import Session

from cloud.access.examine import believed_time
from cloud.database import bulk
from cloud.live import changes
from cloud.registry import repository
from cloud.registry.homes import Home, Homes
from cloud.registry.levels import Known, Observation
from cloud.registry.records import DESCRIPTION, KindRecord, KnownPart, PartRecord, kind_row, part_row
from cloud.registry.repository import KindKey, PartKey
from cloud.registry.tables import Gateway, Part, PartKind
from telemetry import messages
from telemetry.event_kinds import EVENT_KINDS, EventKind
from telemetry.messages import Event, Health, Inventory, Label, Quality, Snapshot
from telemetry.topics import Topic

#: The part that stands for the gateway itself, which the centre watches.
GATEWAY_PART = messages.Part(
    part="gateway",
    system_type=129,
    system_address=0,
    component_type=130,
    component_address=0,
    device=Label(zh="物联网关", en="Gateway"),
    place=Label(),
)
_held_description = attrgetter(*DESCRIPTION)
#: Seconds between health messages of a gateway that has not said.
DEFAULT_INTERVAL_S = 30.0


class Registry:
    """One transaction's view of the registry. `preload` first what it will touch; `write` at the end."""

    def __init__(self, session: Session, now: int) -> None:
        self._session = session
        self._now = now
        self.homes = Homes(session, now)
        self._gateways: dict[str, Gateway] = {}
        self._parts: dict[PartKey, PartRecord] = {}
        self._kinds: dict[KindKey, KindRecord] = {}
        self._kinds_by_part: dict[PartKey, dict[str, KindRecord]] = {}
        self._touched_parts: dict[PartKey, PartRecord] = {}
        self._touched_kinds: dict[KindKey, KindRecord] = {}
        self._noted: set[PartKey] = set()

    def preload(self, gateways: Collection[str], parts: Collection[PartKey]) -> None:
        """Read what the batch will touch, in few queries. Parts not named here count as unknown."""
        if gateways:
            for row in repository.gateways(self._session, gateways):
                self._gateways[row.gateway] = row
        if not parts:
            return
        for part in repository.parts(self._session, parts):
            self._parts[part.gateway, part.part] = part
        for kind in repository.kinds(self._session, parts):
            self._keep_kind(kind)

    def write(self) -> None:
        """Write down what was touched of gateways, parts and levels, and what there is to tell of them."""
        self.homes.write()
        bulk.upsert(self._session, Part, [part_row(part) for part in self._touched_parts.values()])
        bulk.upsert(self._session, PartKind, [kind_row(kind) for kind in self._touched_kinds.values()])
        for key in self._noted:
            part = self._parts[key]
            active = [kind.kind for kind in self._kinds_by_part.get(key, {}).values() if kind.active]
            home = self.homes.of(part.gateway)
            silent = home is not None and home.link == "silent"
            changes.note(self._session, changes.PART, key, KnownPart(part, active, silent))
        self._touched_parts.clear()
        self._touched_kinds.clear()
        self._noted.clear()

    def home(self, gateway: str) -> Home:
        """Whose a gateway of this batch is."""
        home = self.homes.of(gateway)
        if home is None:
            raise KeyError(gateway)
        return home

    def part(self, gateway: str, part: str) -> PartRecord:
        """A part already taken in."""
        return self._parts[gateway, part]

    def heard(self, place: Topic, clock_synced: bool | None, way: str) -> bool:
        """The gateway gave a sign of life. True when it had been silent."""
        return self.homes.heard(place, clock_synced, way)

    def fall_silent(self, gateway: str) -> None:
        """Nobody has heard the gateway for too long."""
        self.homes.fall_silent(gateway)

    def describe(self, gateway: str, told: messages.Part, at: int) -> PartRecord:
        """Take a part's description in; an older one changes nothing."""
        row = self._parts.get((gateway, told.part))
        description = _description(told)
        if row is None:
            row = PartRecord(gateway, told.part, at, *description)
            self._parts[gateway, told.part] = row
            self._tell(row)
            return row
        if at < row.described_at:
            return row
        held = _held_description(row)
        if at == row.described_at and (held == description or repr(held) > repr(description)):
            # Of two that were told at the same time one wins, in whatever order they come.
            return row
        row.described_at = at
        self._keep(row)
        if held != description:
            for name, value in zip(DESCRIPTION, description, strict=True):
                setattr(row, name, value)
            self._tell(row)
        return row

    def event(self, event: Event, ts_cloud: int) -> Observation:
        """Take an edge in; says whether it decided the level."""
        at = believed_time(event.clock_synced, event.ts_gateway, ts_cloud)
        part = self.describe(event.gateway, event.part, at)
        if event.seq > max(part.bits_seq, part.snapshot_seq):
            part.bits, part.bits_seq = event.bits_after, event.seq
            # It was heard from just now; an offline notice is the opposite of hearing from it.
            part.quality = (
                Quality.STALE if event.kind is EventKind.DEVICE_OFFLINE and event.active else Quality.GOOD
            )
            self._tell(part)
        if event.kind is not EventKind.DEVICE_OFFLINE:
            part.last_heard = max(part.last_heard or 0, at)
            self._keep(part)
        known = self._known(part, event.kind)
        late = event.seq <= known.clock
        if not late:
            self._set_kind(part, event.kind, event.active, event.seq, at)
        return Observation(
            gateway=event.gateway,
            part=event.part.part,
            kind=event.kind,
            active=event.active,
            seq=event.seq,
            at=at,
            late=late,
            level=known.active if late else event.active,
            clock=known.clock if late else event.seq,
            clock_at=known.clock_at if late else at,
            edge=True,
            ts_source=event.ts_source,
            ts_gateway=event.ts_gateway,
            ts_cloud=ts_cloud,
            clock_synced=event.clock_synced,
            text=event.text,
            evidence=event.evidence,
        )

    def snapshot(self, snapshot: Snapshot, ts_cloud: int) -> list[Observation]:
        """Take the levels of the parts it names in; returns what the alarms must hear of."""
        at = believed_time(snapshot.clock_synced, snapshot.ts_gateway, ts_cloud)
        seen: list[Observation] = []
        for state in snapshot.parts:
            key = (snapshot.gateway, state.part)
            part = self._parts.get(key)
            if part is None:
                part = self.describe(snapshot.gateway, _undescribed(state.part), 0)
            self._take_state(part, state, snapshot.seq)
            kinds = {EventKind(kind) for kind in self._kinds_by_part.get(key, {})} | set(state.active)
            for kind in sorted(kinds, key=lambda kind: EVENT_KINDS[kind].rank):
                found = self._level(part, kind, kind in state.active, snapshot, at, ts_cloud)
                if found is not None:
                    seen.append(found)
            if snapshot.seq > part.snapshot_seq:
                part.snapshot_seq, part.snapshot_at = snapshot.seq, at
                self._keep(part)
        return seen

    def health(self, health: Health) -> None:
        """Take a gateway's word about itself in; an older one changes nothing."""
        row = self._gateways[health.gateway]
        if health.seq <= row.health_seq:
            return
        before = _gist(row)
        row.health_seq = health.seq
        row.version, row.started_at, row.interval_s = health.version, health.started_at, health.interval_s
        row.spool_bytes, row.spool_limit_bytes = health.spool_bytes, health.spool_limit_bytes
        row.rss_bytes, row.link_ok = health.rss_bytes, health.link_ok
        row.counts = msgspec.to_builtins(health.counts)
        row.buses = msgspec.to_builtins(health.buses)
        row.profiles = dict(health.profiles)
        row.vitals = {} if health.vitals is None else msgspec.to_builtins(health.vitals)
        told = changes.note if _gist(row) != before else changes.note_sign_of_life
        told(self._session, changes.GATEWAY, row.gateway)

    def inventory(self, inventory: Inventory, ts_cloud: int) -> None:
        """Take the description of a building and its parts in."""
        row = self._gateways[inventory.gateway]
        newer = inventory.seq > row.inventory_seq
        row.inventory_seq = max(row.inventory_seq, inventory.seq)
        at = believed_time(inventory.clock_synced, inventory.ts_gateway, ts_cloud)
        building = (inventory.building.zh, inventory.building.en)
        if newer and building != (row.building_zh, row.building_en):
            row.building_zh, row.building_en = building
            changes.note(self._session, changes.GATEWAY, row.gateway)
        for part in inventory.parts:
            self.describe(inventory.gateway, part, at)

    def own_level(self, gateway: str, kind: EventKind, active: bool) -> tuple[PartRecord, Observation] | None:
        """The centre's own finding about the gateway itself; None when that is known already."""
        key = (gateway, GATEWAY_PART.part)
        held = self._kinds.get((*key, kind.value))
        if (held.active if held is not None else False) == active:
            return None
        part = self._parts.get(key) or self.describe(gateway, GATEWAY_PART, 0)
        seq = held.seq if held is not None else 0
        self._set_kind(part, kind, active, seq, self._now)
        found = Observation(
            gateway=gateway,
            part=part.part,
            kind=kind,
            active=active,
            seq=seq,
            at=self._now,
            late=False,
            level=active,
            clock=seq,
            clock_at=self._now,
            edge=active,
            ts_cloud=self._now,
        )
        return part, found

    def _take_state(self, part: PartRecord, state: messages.PartState, seq: int) -> None:
        if seq > max(part.bits_seq, part.snapshot_seq):
            if (part.bits, part.quality) != (state.bits, state.quality):
                self._tell(part)
            part.bits, part.bits_seq, part.quality = state.bits, seq, state.quality
            self._keep(part)
        if state.last_heard is not None and state.last_heard > (part.last_heard or 0):
            part.last_heard = state.last_heard
            self._keep(part)
            changes.note_sign_of_life(self._session, changes.PART, (part.gateway, part.part))

    def _level(
        self, part: PartRecord, kind: EventKind, active: bool, snapshot: Snapshot, at: int, ts_cloud: int
    ) -> Observation | None:
        known = self._known(part, kind)
        late = snapshot.seq <= known.clock
        if late and not active:
            return None
        if not late:
            if known.active == active:
                return None
            self._set_kind(part, kind, active, snapshot.seq, at)
        return Observation(
            gateway=part.gateway,
            part=part.part,
            kind=kind,
            active=active,
            seq=snapshot.seq,
            at=at,
            late=late,
            level=known.active if late else active,
            clock=known.clock if late else snapshot.seq,
            clock_at=known.clock_at if late else at,
            ts_gateway=snapshot.ts_gateway,
            ts_cloud=ts_cloud,
            clock_synced=snapshot.clock_synced,
        )

    def _known(self, part: PartRecord, kind: EventKind) -> Known:
        row = self._kinds.get((part.gateway, part.part, kind.value))
        return Known(
            active=row.active if row is not None else False,
            seq=row.seq if row is not None else 0,
            at=row.at if row is not None else 0,
            snapshot_seq=part.snapshot_seq,
            snapshot_at=part.snapshot_at,
        )

    def _set_kind(self, part: PartRecord, kind: EventKind, active: bool, seq: int, at: int) -> None:
        row = self._kinds.get((part.gateway, part.part, kind.value))
        if row is None:
            row = KindRecord(part.gateway, part.part, kind.value)
            self._keep_kind(row)
        if row.active != active:
            self._tell(part)
        row.active, row.seq, row.at = active, seq, at
        self._touched_kinds[row.gateway, row.part, row.kind] = row

    def _tell(self, part: PartRecord) -> None:
        """It is not what it was."""
        self._keep(part)
        self._noted.add((part.gateway, part.part))

    def _keep(self, part: PartRecord) -> None:
        """It must be written."""
        self._touched_parts[part.gateway, part.part] = part

    def _keep_kind(self, row: KindRecord) -> None:
        self._kinds[row.gateway, row.part, row.kind] = row
        self._kinds_by_part.setdefault((row.gateway, row.part), {})[row.kind] = row


def _description(part: messages.Part) -> tuple[Any, ...]:
    """In the order of `DESCRIPTION`."""
    return (
        part.system_type,
        part.system_address,
        part.component_type,
        part.component_address,
        part.device.zh,
        part.device.en,
        part.place.zh,
        part.place.en,
        part.stale_after_s,
        part.profile,
    )


def _undescribed(part: str) -> messages.Part:
    """A part that a snapshot names before any inventory or event has described it."""
    return messages.Part(
        part=part,
        system_type=0,
        system_address=0,
        component_type=0,
        component_address=0,
        device=Label(zh=part, en=part),
        place=Label(),
    )


def _gist(row: Gateway) -> tuple[object, ...]:
    """What of a gateway is worth keeping in the change log when it moves."""
    return (
        row.version,
        row.started_at,
        row.link_ok,
        tuple((bus["bus"], bus["up"]) for bus in row.buses),
        tuple((count["stream"], count["evicted"]) for count in row.counts),
        tuple(row.vitals.get(key) for key in ("config_mark", "config_fault", "broker", "stuck")),
    )
