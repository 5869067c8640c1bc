"""What is known about a batch of alarms, read with a few queries: sites, facts, works, shelves, chatter."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy.orm import Session

from cloud.alarm_watch import repository
from cloud.alarm_watch.chatter import QUIET_MS, chatters
from cloud.alarm_watch.consequences import Causes, Consequence, cause_of, sort_out
from cloud.alarm_watch.evidence import EVIDENCE, TOLD, Fact
from cloud.alarm_watch.facts import TOGETHER_MS, SiteFacts
from cloud.alarm_watch.repository import Site
from cloud.alarm_watch.ringing import Ringing
from cloud.alarms.state_table import Level, Outcome
from cloud.alarms.tables import Alarm
from cloud.maintenance import repository as maintenance
from cloud.maintenance.service import covers
from cloud.maintenance.tables import Maintenance
from cloud.shelving import repository as shelving
from cloud.shelving.tables import Shelf
from telemetry.event_kinds import EventKind

_CLEARED_AT_ONCE_MS = 15_000
_TOLD = {fact.value: fact for fact in TOLD}
_VERDICTS = {
    Outcome.REAL: Fact.VERDICT_REAL,
    Outcome.FALSE: Fact.VERDICT_FALSE,
    Outcome.TEST: Fact.VERDICT_FALSE,
}


class Places:
    """Where alarms are, and which gateways stand beside theirs."""

    def __init__(self, session: Session, alarms: Sequence[Alarm]) -> None:
        self._sites = repository.sites(session, {alarm.gateway for alarm in alarms})
        self.buildings = {site.building_id for site in self._sites.values() if site.building_id is not None}
        self._building_of = repository.neighbours(session, self.buildings)
        #: Every gateway of the sites.
        self.gateways = {alarm.gateway for alarm in alarms} | self._building_of.keys()

    def add(self, session: Session, alarms: Sequence[Alarm]) -> None:
        """Alarms beside the first ones: their gateways are among those that stand there."""
        unknown = {alarm.gateway for alarm in alarms} - self._sites.keys()
        self._sites |= repository.sites(session, unknown) if unknown else {}

    def site(self, gateway: str) -> Site:
        """Where a gateway stands."""
        return self._sites.get(gateway) or Site(gateway, None, None, None)

    def key(self, gateway: str) -> int | str:
        """What the gateways of one site share."""
        site = self._sites.get(gateway)
        return site.key if site is not None else self._building_of.get(gateway, gateway)


class Surroundings:
    """Of alarms whose rows the caller holds."""

    def __init__(self, session: Session, places: Places, alarms: Sequence[Alarm], now: int) -> None:
        self._now = now
        self._places = places
        keys = repository.keys_of(alarms)
        self._works = maintenance.in_force(session, now, places.gateways, places.buildings)
        self._shelves = shelving.on_the_shelf(session, {(a.gateway, a.part, a.kind) for a in alarms})
        self._faulty = repository.faulty(session, keys)
        self._false = repository.lately_false(session, keys, now)
        self._activations = repository.activations(session, keys, now - QUIET_MS)
        self._told: dict[int, list[tuple[int, Fact]]] = defaultdict(list)
        for alarm_id, at, fact in repository.told(session, {alarm.id for alarm in alarms}):
            if fact in _TOLD:
                self._told[alarm_id].append((at, _TOLD[fact]))
        self._look_around(session, alarms)

    def _look_around(self, session: Session, alarms: Sequence[Alarm]) -> None:
        times = [alarm.rung_at for alarm in alarms]
        around = self._places.gateways
        by_site: dict[int | str, list[Ringing]] = defaultdict(list)
        for one in repository.rang(session, around, min(times) - TOGETHER_MS, max(times) + TOGETHER_MS):
            by_site[self._places.key(one.gateway)].append(one)
        self._facts = {key: SiteFacts(rows) for key, rows in by_site.items()}
        self._causes = {key: sort_out(rows) for key, rows in by_site.items()}

    def site(self, gateway: str) -> Site:
        """Where a gateway stands."""
        return self._places.site(gateway)

    def works(self, alarm: Alarm) -> Maintenance | None:
        """The works within which this alarm began to ring; None: there are none."""
        building = self.site(alarm.gateway).building_id
        return next(
            (
                row
                for row in self._works
                if row.begun_at <= alarm.rung_at and covers(row, alarm.gateway, alarm.part, building)
            ),
            None,
        )

    def in_force(self, number: int) -> Maintenance | None:
        """These works, if they are in force still."""
        return next((row for row in self._works if row.id == number), None)

    def shelf(self, alarm: Alarm) -> Shelf | None:
        """Where its key lies on the shelf."""
        return self._shelves.get((alarm.gateway, alarm.part, alarm.kind))

    def chatters(self, alarm: Alarm) -> bool:
        """Whether it rang three times within a minute, lately."""
        return chatters(self._activations.get((alarm.gateway, alarm.part, alarm.kind), ()))

    def cause(self, alarm: Alarm) -> tuple[Ringing, Consequence] | None:
        """The alarm that it follows from by design."""
        none: Causes = sort_out(())
        return cause_of(_ringing(alarm), self._causes.get(self._places.key(alarm.gateway), none))

    def facts(self, alarm: Alarm) -> set[Fact]:
        """Everything that is known besides the alarm."""
        around = self._facts.get(self._places.key(alarm.gateway))
        found = around.about(_ringing(alarm)) if around is not None else set()
        key = (alarm.gateway, alarm.part)
        site = self.site(alarm.gateway)
        # Of people, and of cameras, the newest word counts.
        newest = {EVIDENCE[fact].group: fact for at, fact in self._told[alarm.id] if at >= alarm.rung_at}
        found.update(newest.values())
        if (
            alarm.outcome is not None
            and alarm.verified_at is not None
            and Outcome(alarm.outcome) in _VERDICTS
        ):
            found.add(_VERDICTS[Outcome(alarm.outcome)])
        cleared = alarm.cleared_at if alarm.level == Level.CLEARED else None
        single = alarm.activation == 1 and cleared is not None
        for fact, holds in (
            (Fact.DETECTOR_FAULT, key in self._faulty),
            (Fact.RECENTLY_FALSE, key in self._false),
            (Fact.CHATTER, alarm.chatter),
            (Fact.CLEARED_AT_ONCE, single and (cleared or 0) - alarm.raised_at <= _CLEARED_AT_ONCE_MS),
            (Fact.WORKS, self._works_beside(alarm, site)),
        ):
            if holds:
                found.add(fact)
        return found

    def _works_beside(self, alarm: Alarm, site: Site) -> bool:
        return any(
            not covers(row, alarm.gateway, alarm.part, site.building_id)
            and site.key == (row.building_id if row.gateway is None else self._places.key(row.gateway))
            for row in self._works
        )


def _ringing(row: Alarm) -> Ringing:
    place = row.place_zh or row.place_en
    return Ringing(row.id, row.gateway, row.part, EventKind(row.kind), row.component_type, place, row.rung_at)
