"""A hotel, two inspectors and a moment, for tests of inspections and of what follows from them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from cloud.duty.days import DAY_MS, day_of
from cloud.hazards import service as hazards
from cloud.hazards.schemas import FindingIn
from cloud.hazards.state_table import Action
from cloud.hazards.tables import Hazard
from cloud.inspections import service
from cloud.inspections.schemas import InspectionIn, SubmissionIn
from cloud.inspections.tables import Inspection
from cloud.inspectors import service as inspectors
from cloud.inspectors.schemas import InspectorIn
from cloud.inspectors.tables import Inspector
from cloud.organisations.tables import Organisation
from cloud.people.asker import LOCAL, Asker
from tests.cloud.places import add_organisation
from tests.cloud.said import NOW
from tests.cloud.stores import Stores


def inspector_told(number: str = "NM-001", **changed: Any) -> dict[str, Any]:
    return {
        "number": number,
        "name": f"检查员{number[-1]}",
        "area": "1501",
        "districts": ["1501"],
        "capacity": 20,
        "certified_until": "2099-12-31",
    } | changed


def add_inspector(session: Session, number: str = "NM-001", **changed: Any) -> Inspector:
    told = InspectorIn.model_validate(inspector_told(number, **changed))
    return inspectors.add(session, LOCAL, told, NOW)


def answers(items: list[str], *bad: str) -> list[dict[str, Any]]:
    return [{"item": item, "answer": "nonconform" if item in bad else "conform"} for item in items]


def finding(key: str, item: str = "escape.clear", **changed: Any) -> dict[str, Any]:
    return {
        "key": key,
        "item": item,
        "text": "三层东侧安全出口上锁",
        "place": "三层东侧",
        "grade": "major",
    } | changed


class Site:
    """A hotel that is inspected; every call is one transaction."""

    def __init__(self, stores: Stores) -> None:
        self.database = stores.database
        self.now = NOW
        self.owner = self._write(lambda session: add_organisation(session, category="hotel").id)
        self.people = [
            self._write(lambda session, n=n: add_inspector(session, n).id) for n in ("NM-001", "NM-002")
        ]

    @property
    def today(self) -> date:
        return day_of(self.now)

    def day(self, ahead: int) -> date:
        return self.today + timedelta(days=ahead)

    def pass_days(self, days: int) -> None:
        self.now += days * DAY_MS

    def task(self, asker: Asker = LOCAL, **changed: Any) -> Inspection:
        told = {"organisation_id": self.owner, "due_on": self.day(7), "inspectors": self.people} | changed
        return self._write(
            lambda session: service.plan(
                session, asker, InspectionIn.model_validate(told), by="李队", now=self.now
            )
        )

    def submit(
        self, number: int, key: str, asker: Asker = LOCAL, by: str = "检查员1", **told: Any
    ) -> Inspection:
        body = SubmissionIn.model_validate({"key": key, **told})
        return self._write(lambda session: service.submit(session, asker, number, body, by=by, now=self.now))

    def inspected(self, *findings: dict[str, Any], key: str = "submission-1") -> Inspection:
        """A task carried out whole, with these findings."""
        row = self.task()
        bad = [one["item"] for one in findings]
        return self.submit(
            row.id, key, answers=answers(row.checklist, *bad), findings=list(findings), done=True
        )

    def report(self, key: str = "hazard-own-1", source: str = "report", **changed: Any) -> Hazard:
        told = FindingIn.model_validate(finding(key, **changed))
        return self._write(
            lambda session: hazards.find(
                session,
                LOCAL,
                session.get_one(Organisation, self.owner),
                told,
                source=source,
                by="王芳",
                now=self.now,
            )
        )

    def act(self, number: int, action: Action, asker: Asker = LOCAL, **told: Any) -> Hazard:
        given = {"by": "检查员1", "note": "", "deadline": None, "version": None, "key": None} | told
        return self._write(lambda session: hazards.act(session, asker, number, action, now=self.now, **given))

    def hazards(self) -> list[Hazard]:
        with self.database.read() as session:
            return list(session.query(Hazard).order_by(Hazard.id))

    def inspection(self, number: int) -> Inspection:
        with self.database.read() as session:
            return session.get_one(Inspection, number)

    def _write(self, work: Callable[..., Any]) -> Any:
        with self.database.write() as session:
            return work(session)
