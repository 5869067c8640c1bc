"""What a message tells about gateways and parts, taken into the registry. Opens and commits nothing."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import msgspec
from sqlalchemy.orm import Session

from cloud.access.examine import believed_time
from cloud.live import changes
from cloud.registry import repository
from cloud.registry.levels import Known, Observation
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
#: Seconds between health messages of a gateway that has not said.
DEFAULT_INTERVAL_S = 30.0


class Registry:
    """One transaction's view of the registry. `preload` first what the batch will touch."""

    def __init__(self, session: Session, now: int) -> None:
        self._session = session
        self._now = now
        self._gateways: dict[str, Gateway] = {}
        self._parts: dict[PartKey, Part] = {}
        self._kinds: dict[KindKey, PartKind] = {}
        self._kinds_by_part: dict[PartKey, dict[str, PartKind]] = {}

    def preload(self, gateways: Collection[str], parts: Collection[PartKey]) -> None:
        """Read what the batch will touch, in few queries. Parts not named here count as unknown."""
        for row in repository.gateways(self._session, gateways):
            self._gateways[row.gateway] = row
        for part in repository.parts(self._session, parts):
            self._parts[part.gateway, part.part] = part
        for kind in repository.kinds(self._session, parts):
            self._keep_kind(kind)

    def area_of(self, gateway: str) -> str | None:
        """The area that the gateway is bound to; None for a gateway never seen."""
        row = self._gateways.get(gateway)
        return row.area if row is not None else None

    def part(self, gateway: str, part: str) -> Part:
        """A part already taken in."""
        return self._parts[gateway, part]

    def heard(self, place: Topic, clock_synced: bool | None) -> bool:
        """The gateway gave a sign of life. True when it had been silent. The first area binds it."""
        row = self._gateways.get(place.gateway)
        if row is None:
            row = Gateway(
                gateway=place.gateway,
                area=place.area,
                first_seen=self._now,
                last_seen=self._now,
                link="online",
                building_zh="",
                building_en="",
                health_seq=0,
                counts=[],
                buses=[],
                profiles={},
                vitals={},
            )
            self._session.add(row)
            self._gateways[place.gateway] = row
            changes.note(self._session, changes.GATEWAY, place.gateway)
        back = row.link == "silent"
        if back:
            row.link = "online"
            changes.note(self._session, changes.GATEWAY, row.gateway)
            for key in repository.part_keys(self._session, row.gateway):
                changes.note(self._session, changes.PART, key)
        if clock_synced is not None and row.clock_synced != clock_synced:
            row.clock_synced = clock_synced
            changes.note(self._session, changes.GATEWAY, row.gateway)
        row.last_seen = max(row.last_seen, self._now)
        return back

    def fall_silent(self, gateway: str) -> None:
        """Nobody has heard the gateway for too long."""
        self._gateways[gateway].link = "silent"
        changes.note(self._session, changes.GATEWAY, gateway)

    def describe(self, gateway: str, told: messages.Part, at: int) -> Part:
        """Take a part's description in; an older one changes nothing."""
        row = self._parts.get((gateway, told.part))
        if row is None:
            row = Part(
                gateway=gateway, part=told.part, described_at=at, bits_seq=0, snapshot_seq=0, snapshot_at=0
            )
            self._session.add(row)
            self._parts[gateway, told.part] = row
        elif at < row.described_at:
            return row
        row.described_at = at
        described = _description(told)
        if any(getattr(row, name, None) != value for name, value in described.items()):
            for name, value in described.items():
                setattr(row, name, value)
            changes.note(self._session, changes.PART, (gateway, told.part))
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
            changes.note(self._session, changes.PART, (part.gateway, part.part))
        if event.kind is not EventKind.DEVICE_OFFLINE:
            part.last_heard = max(part.last_heard or 0, at)
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
        at = believed_time(inventory.clock_synced, inventory.ts_gateway, ts_cloud)
        building = (inventory.building.zh, inventory.building.en)
        if building != (row.building_zh, row.building_en):
            row.building_zh, row.building_en = building
            changes.note(self._session, changes.GATEWAY, row.gateway)
        for part in inventory.parts:
            self.describe(inventory.gateway, part, at)

    def own_level(self, gateway: str, kind: EventKind, active: bool) -> tuple[Part, Observation] | None:
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

    def _take_state(self, part: Part, state: messages.PartState, seq: int) -> None:
        if seq > max(part.bits_seq, part.snapshot_seq):
            if (part.bits, part.quality) != (state.bits, state.quality):
                changes.note(self._session, changes.PART, (part.gateway, part.part))
            part.bits, part.bits_seq, part.quality = state.bits, seq, state.quality
        if state.last_heard is not None and state.last_heard > (part.last_heard or 0):
            part.last_heard = state.last_heard
            changes.note_sign_of_life(self._session, changes.PART, (part.gateway, part.part))

    def _level(
        self, part: Part, kind: EventKind, active: bool, snapshot: Snapshot, at: int, ts_cloud: int
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

    def _known(self, part: Part, kind: EventKind) -> Known:
        row = self._kinds.get((part.gateway, part.part, kind.value))
        return Known(
            active=row.active if row is not None else False,
            seq=row.seq if row is not None else 0,
            at=row.at if row is not None else 0,
            snapshot_seq=part.snapshot_seq,
            snapshot_at=part.snapshot_at,
        )

    def _set_kind(self, part: Part, kind: EventKind, active: bool, seq: int, at: int) -> None:
        row = self._kinds.get((part.gateway, part.part, kind.value))
        if row is None:
            row = PartKind(gateway=part.gateway, part=part.part, kind=kind.value, active=False, seq=0, at=0)
            self._session.add(row)
            self._keep_kind(row)
        if row.active != active:
            changes.note(self._session, changes.PART, (part.gateway, part.part))
        row.active, row.seq, row.at = active, seq, at

    def _keep_kind(self, row: PartKind) -> None:
        self._kinds[row.gateway, row.part, row.kind] = row
        self._kinds_by_part.setdefault((row.gateway, row.part), {})[row.kind] = row


def _description(part: messages.Part) -> dict[str, Any]:
    return {
        "system_type": part.system_type,
        "system_address": part.system_address,
        "component_type": part.component_type,
        "component_address": part.component_address,
        "device_zh": part.device.zh,
        "device_en": part.device.en,
        "place_zh": part.place.zh,
        "place_en": part.place.en,
        "stale_after_s": part.stale_after_s,
        "profile": part.profile,
    }


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
