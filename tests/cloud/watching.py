"""A site whose alarms are watched, and a clock that a test moves."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, update

from cloud.alarm_watch.settings import AlarmSettings
from cloud.alarm_watch.tables import AlarmStep
from cloud.alarm_watch.watch import AlarmWatch
from cloud.alarms import repository, service
from cloud.alarms.state_table import Action, Outcome
from cloud.alarms.tables import Alarm
from cloud.dispatch_requests.tables import DispatchRequest
from cloud.organisations.tables import Building, Organisation
from cloud.people.asker import LOCAL
from cloud.registry.tables import Gateway
from telemetry.event_kinds import EventKind
from telemetry.messages import Event, Label, Snapshot
from tests.cloud.said import GATEWAY, NOW, arrival, event, part
from tests.cloud.stores import Stores
from tests.hand_clock import HandClock


class Site:
    """A building of an organisation, its gateways, and the watch."""

    def __init__(self, stores: Stores, category: str | None = "office", use: str = "") -> None:
        self.stores = stores
        self.clock = HandClock(NOW)
        stores.ingest._now = self.clock.now_ms
        self.watch = AlarmWatch(stores.database, AlarmSettings(), self.clock)
        self.building = self._build(category, use) if category is not None else None
        self._seq = 0

    def _build(self, category: str, use: str) -> int:
        with self.stores.database.write() as session:
            owner = Organisation(
                number="1", name="单位", category=category, area="150102", contacts=[], created_at=NOW,
                changed_at=NOW,
            )  # fmt: skip
            session.add(owner)
            session.flush()
            building = Building(organisation_id=owner.id, name="一号楼", use=use, changed_at=NOW)
            session.add(building)
            session.flush()
            self.owner = owner.id
            return building.id

    def ring(
        self,
        on: str = "panel-1/1-023",
        kind: EventKind = EventKind.FIRE,
        active: bool = True,
        *,
        component: int = 42,
        place: str = "三层302室",
        **changed: Any,
    ) -> None:
        """Have a part say something, now."""
        self._seq += 1
        told = part(on, component_type=component, place=Label(zh=place, en=""))
        self.say(event(self._seq, kind, active, at=self.clock.at, part=told, **changed))

    def say(self, *messages: Event | Snapshot) -> None:
        """Take messages in; a gateway that is heard for the first time is the building's."""
        self.stores.ingest.store_arrivals([arrival(message, at=self.clock.at) for message in messages])
        if self.building is None:
            return
        with self.stores.database.write() as session:
            session.execute(
                update(Gateway)
                .where(Gateway.building_id.is_(None))
                .values(building_id=self.building, organisation_id=self.owner)
            )

    def after(self, seconds: float) -> None:
        """So much later, the watch looks."""
        self.clock.at += int(seconds * 1000)
        self.watch.look()

    def alarms(self) -> list[Alarm]:
        with self.stores.database.read() as session:
            return list(session.scalars(select(Alarm).order_by(Alarm.id)))

    def alarm(self, on: str = "panel-1/1-023", kind: EventKind = EventKind.FIRE) -> Alarm:
        """The newest of this part and kind."""
        return [alarm for alarm in self.alarms() if (alarm.part, alarm.kind) == (on, kind)][-1]

    def actions(self, alarm: Alarm) -> list[str]:
        with self.stores.database.read() as session:
            return [entry.action for entry in repository.timeline(session, alarm.id)]

    def requests(self) -> list[DispatchRequest]:
        with self.stores.database.read() as session:
            return list(session.scalars(select(DispatchRequest).order_by(DispatchRequest.number)))

    def steps(self) -> list[tuple[int, str]]:
        """The steps told, by alarm and role, in order."""
        with self.stores.database.read() as session:
            rows = session.scalars(select(AlarmStep).order_by(AlarmStep.number))
            return [(row.alarm_id, row.role) for row in rows]

    def decide(
        self, action: Action, outcome: Outcome | None = None, alarm: Alarm | None = None, **told: Any
    ) -> Alarm:
        with self.stores.database.write() as session:
            return service.decide(
                session, LOCAL, (alarm or self.alarm()).id, action, by="王芳", note="", now=self.clock.at,
                outcome=outcome, **told,
            )  # fmt: skip


__all__ = ["GATEWAY", "Site"]
