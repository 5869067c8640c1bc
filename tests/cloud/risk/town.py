"""A small town for tests of fire risk: organisations with buildings, what happens there, and the jobs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any, cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from cloud.alarms import service as alarms
from cloud.alarms.causes import Cause
from cloud.alarms.state_table import Action as AlarmAction
from cloud.alarms.state_table import Outcome
from cloud.alarms.tables import Alarm
from cloud.centre import Centre
from cloud.database.engine import Database
from cloud.duty.days import DAY_MS, day_of
from cloud.hazards import service as hazards
from cloud.hazards.schemas import FindingIn
from cloud.hazards.state_table import Action
from cloud.hazards.tables import Hazard
from cloud.inspections.tables import Inspection
from cloud.jobs import repository as job_rows
from cloud.jobs.job import Done, Work
from cloud.live import changes
from cloud.organisations import nouns
from cloud.organisations import service as organisations
from cloud.organisations.tables import Building, Organisation
from cloud.people.asker import LOCAL
from cloud.registry.tables import Gateway
from cloud.risk import jobs
from cloud.risk.scores.tables import RiskScore, RiskStep
from cloud.risk.settings import RiskSettings
from cloud.risk.warnings.tables import RiskWarning
from tests.cloud.places import add_organisation
from tests.cloud.said import NOW

JOBS = {job.name: job for job in jobs.JOBS}
HOHHOT_EAST = (111.75, 40.84)


class Town:
    """Every call is one transaction; `now` is the clock."""

    def __init__(self, database: Database, now: int = NOW) -> None:
        self.database = database
        self.now = now
        self.settings = RiskSettings()

    @property
    def today(self) -> date:
        return day_of(self.now)

    def pass_days(self, days: float) -> None:
        self.now += int(days * DAY_MS)

    def organisation(
        self, number: str = "150102-000017", buildings: int = 1, **changed: Any
    ) -> tuple[int, list[int]]:
        """An organisation's id, and those of its buildings."""

        def work(session: Session) -> tuple[int, list[int]]:
            told = {"category": "hotel", "name": f"单位{number}"} | changed
            owner = add_organisation(session, number, **told)
            made = []
            for n in range(buildings):
                values = {
                    "name": f"{n + 1}号楼", "storeys": 6, "area_m2": 4200.0,
                    "longitude": HOHHOT_EAST[0] + n / 100, "latitude": HOHHOT_EAST[1],
                }  # fmt: skip
                made.append(organisations.add(session, LOCAL, nouns.BUILDING, owner, values, self.now).id)
            return owner.id, made

        return cast("tuple[int, list[int]]", self.write(work))

    def gateway(
        self, name: str, owner: int, building: int | None, area: str = "150102", days: int = 400
    ) -> None:
        row = Gateway(
            gateway=name, area=area, first_seen=self.now - days * DAY_MS, last_seen=self.now, link="online",
            organisation_id=owner, building_id=building, counts=[], buses=[], profiles={}, vitals={},
        )  # fmt: skip
        self.write(lambda session: session.add(row))

    def hazard(self, owner: int, key: str, building: int | None = None, **changed: Any) -> Hazard:
        told = FindingIn.model_validate(
            {"key": key, "item": "danger.electric", "text": "私拉电线", "grade": "major"} | changed
        )
        return cast(
            "Hazard",
            self.write(
                lambda session: hazards.find(
                    session, LOCAL, session.get_one(Organisation, owner), told,
                    source="report", by="王芳", now=self.now, building_id=building,
                )
            ),
        )  # fmt: skip

    def ordered(self, owner: int, key: str, days: int = 5, **changed: Any) -> Hazard:
        return self.hazard(owner, key, deadline=self.today + timedelta(days=days), **changed)

    def rectified(self, number: int) -> None:
        self.write(
            lambda session: hazards.act(
                session, LOCAL, number, Action.PASS, by="检查员1", note="", deadline=None, version=None,
                key=None, now=self.now,
            )
        )  # fmt: skip

    def inspected(self, owner: int, building: int | None = None) -> int:
        """An inspection that was carried out and found nothing, as an import brings it."""

        def work(session: Session) -> int:
            area = session.get_one(Organisation, owner).area
            row = Inspection(
                organisation_id=owner, building_id=building, area=area, category="hotel", origin="special",
                checklist=[], state="closed", due_on=self.today.isoformat(), result="passed", note="",
                made_at=self.now, made_by="x", started_at=self.now, submitted_at=self.now, known_at=self.now,
                closed_at=self.now, version=1,
            )  # fmt: skip
            session.add(row)
            session.flush()
            changes.note(session, changes.INSPECTION, ("inspection", row.id))
            return row.id

        return cast("int", self.write(work))

    def alarm(
        self, gateway: str, kind: str = "fire", part: str = "p-1", owner: int | None = None, **changed: Any
    ) -> int:
        """An alarm as the ingest line writes it; its number."""

        def work(session: Session) -> int:
            home = session.get_one(Gateway, gateway)
            values = {
                "gateway": gateway, "part": part, "kind": kind, "state": "raised", "level": "active",
                "system_type": 1, "component_type": 42, "device_zh": "感烟", "device_en": "smoke",
                "place_zh": "三层", "place_en": "floor 3", "text": "", "evidence": {}, "ts_cloud": self.now,
                "clock_synced": True, "occurrences": 1, "first_seq": 1, "evidence_seq": 1, "edges": 1,
                "raised_at": self.now, "area": home.area, "organisation_id": owner or home.organisation_id,
            }  # fmt: skip
            row = Alarm(**values | changed)
            session.add(row)
            session.flush()
            changes.note(session, changes.ALARM, row.id)
            return row.id

        return cast("int", self.write(work))

    def verified(self, number: int, outcome: Outcome = Outcome.REAL, cause: Cause | None = None) -> None:
        def work(session: Session) -> None:
            row = session.get_one(Alarm, number)
            alarms.decide_on(
                session, LOCAL, row, AlarmAction.VERIFY, by="值班员", note="", now=self.now, outcome=outcome,
                cause=cause,
            )  # fmt: skip

        self.write(work)

    def run(self, name: str) -> Done:
        """One run of a job of fire risk, under its lease."""
        centre = SimpleNamespace(
            database=self.database,
            clock=SimpleNamespace(now_ms=lambda: self.now),
            settings=SimpleNamespace(risk=self.settings),
        )
        with self.database.write() as session:
            job_rows.make_known(session, [name], 0)
            lease = job_rows.lease(session, name, "test", self.now, self.now + DAY_MS)
        assert lease is not None
        try:
            return JOBS[name].run(Work(cast("Centre", centre), lease))
        finally:
            self.write(lambda session: job_rows.give_back(session, lease))

    def scored(self) -> dict[tuple[str, int], RiskScore]:
        with self.database.read() as session:
            return {(row.subject, row.site_id): row for row in session.scalars(select(RiskScore))}

    def index(self, building: int) -> float:
        return self.scored()["building", building].safety

    def steps(self, building: int, subject: str = "building") -> list[RiskStep]:
        with self.database.read() as session:
            query = select(RiskStep).where(RiskStep.site_id == building, RiskStep.subject == subject)
            return list(session.scalars(query.order_by(RiskStep.id)))

    def warnings(self, rule: str | None = None) -> list[RiskWarning]:
        with self.database.read() as session:
            rows = session.scalars(select(RiskWarning).order_by(RiskWarning.id))
            return [row for row in rows if rule in (None, row.rule)]

    def buildings(self) -> list[Building]:
        with self.database.read() as session:
            return list(session.scalars(select(Building).order_by(Building.id)))

    def write(self, work: Callable[[Session], Any]) -> Any:
        with self.database.write() as session:
            return work(session)
