"""A centre with units, inspectors, tasks, hazards and two draws, for the pages of inspections."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from cloud.centre import Centre
from cloud.draws import drafting, entering, template
from cloud.draws import service as draws
from cloud.draws.schemas import DrawIn, EntropyIn, UnitIn
from cloud.duty.days import DAY_MS, day_of
from cloud.hazards import service as hazards
from cloud.hazards.photos import kept
from cloud.hazards.schemas import FindingIn
from cloud.hazards.state_table import Action
from cloud.inspections import service as inspections
from cloud.inspections.schemas import InspectionIn
from cloud.organisations.tables import Organisation
from cloud.people.asker import LOCAL
from tests.cloud.draw_office import CREDIT, RISK, VALUES, named
from tests.cloud.hazards.test_photos import photo
from tests.cloud.inspections.site import add_inspector, finding
from tests.cloud.places import add_organisation

NAMES = ("蒙源酒店", "金川商场", "青城医院", "敕勒养老院", "新华小学", "大召文化宫")
INSPECTORS = ("王芳", "李强", "赵敏", "巴特尔", "其其格", "张伟")


@dataclass(frozen=True)
class Seeded:
    """Numbers of what was written."""

    task: int
    ordered: int
    drawn: str
    frozen: int


def fill_inspections(centre: Centre) -> Seeded:
    """Two months' draws, one of them drawn, and what follows."""
    now = centre.clock.now_ms()
    with centre.database.write() as session:
        owners = []
        for n in range(60):
            name = f"{NAMES[n % len(NAMES)]}{n // len(NAMES) or ''}"
            area = ("150102", "150103", "150104")[n % 3]
            told = {"name": name, "category": "hotel", "area": area, "credit_code": None}
            owner = add_organisation(session, f"1501-{n:04d}", **told)
            owners.append(owner.id)
            unit = UnitIn(
                unit_class=("crowded-key", "key", "ordinary", "ordinary")[n % 4],
                risk=RISK[n // 2 % 4],
                credit=CREDIT[n // 3 % 4],
                exclusion="closed" if n == 7 else "",
            )
            draws.stand(session, LOCAL, owner.id, unit, by="李队", now=now)
        people = [
            add_inspector(session, f"NM-{n:03d}", name=name, capacity=40).id
            for n, name in enumerate(INSPECTORS, 1)
        ]
    drawn = _draw(centre, "1501-2026-11", now - 10 * DAY_MS)
    for by in ("张三", "李四"):
        entering.enter(
            centre.database, LOCAL, drawn, EntropyIn.model_validate({"values": VALUES}), by=by, now=now
        )
    frozen = _draw(centre, "1501-2026-12", now - 5 * DAY_MS)
    with centre.database.write() as session:
        told_task = InspectionIn(
            organisation_id=owners[0], due_on=day_of(now) + timedelta(days=5), inspectors=people[:2]
        )
        task = inspections.plan(session, LOCAL, told_task, by="李队", now=now)
        others = told_task.model_copy(update={"organisation_id": owners[1]})
        inspections.plan(session, LOCAL, others, by="李队", now=now)
        owner = session.get_one(Organisation, owners[0])
        today = day_of(now)
        ordered = _hazard(
            session, owner, "hazard-0001", now - 9 * DAY_MS, deadline=day_of(now) + timedelta(days=3)
        )
        _hazard(
            session, owner, "hazard-0002", now - 30 * DAY_MS, deadline=day_of(now) - timedelta(days=2),
            item="escape.signs", text="二层应急照明不亮", grade="general",
        )  # fmt: skip
        hazards.add_photo(
            session, LOCAL, ordered, kept(photo(size=(640, 480))), stage="found", key="photo-0001", by="王芳",
            limit=9, now=now,
        )  # fmt: skip
        reported = _hazard(
            session, owner, "hazard-0003", now - 8 * DAY_MS, deadline=today + timedelta(days=9),
            item="equipment.extinguishers", text="三层灭火器压力不足", grade="general",
        )  # fmt: skip
        hazards.act(
            session, LOCAL, reported, Action.REPORT, by="周凯", note="已更换", deadline=None, version=None,
            key=None, now=now,
        )  # fmt: skip
        hazards.act(
            session, LOCAL, ordered, Action.ASK_EXTENSION, by="周凯", note="等待配件",
            deadline=day_of(now) + timedelta(days=20), version=None, key=None, now=now,
        )  # fmt: skip
        return Seeded(task.id, ordered, "1501-2026-11", frozen)


def _draw(centre: Centre, number: str, at: int) -> int:
    """A draw frozen at this moment, whose sources may have spoken since."""
    plan: dict[str, Any] = named(template.plan("1501", day_of(at), "#/draws")) | {"number": number}
    speaks = datetime.fromtimestamp(at / 1000, UTC) + timedelta(hours=2)
    plan["entropy"]["not_before"] = speaks.isoformat(timespec="seconds")
    with centre.database.write() as session:
        row = drafting.draft(session, LOCAL, DrawIn(plan=plan), by="李队", now=at)
        number_ = row.id
    drafting.freeze(centre.database, LOCAL, number_, version=None, by="李队", now=at)
    return number_


def _hazard(session: Any, owner: Organisation, key: str, at: int, deadline: date, **changed: Any) -> int:
    told = FindingIn.model_validate(finding(key, deadline=deadline, **changed))
    return hazards.find(session, LOCAL, owner, told, source="report", by="王芳", now=at).id
