"""The closed loop: an alarm is verified as a fire, the fire is a label, a model learns from it and takes
over, the score and with it the draw change, a hazard is found, and its rectification moves the score again.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence

import numpy as np
import pytest
from sqlalchemy.orm import Session

from cloud.alarms.tables import Alarm
from cloud.database import bulk
from cloud.draws import rolls, template
from cloud.duty.days import DAY_MS, day_of
from cloud.errors import ApiError
from cloud.hazards.tables import Hazard
from cloud.inspection_draw.plan import Plan
from cloud.organisations.tables import Building, Organisation
from cloud.people.asker import LOCAL
from cloud.registry.tables import Gateway
from cloud.risk.model_health import service
from cloud.risk.model_health.schemas import ModelIn
from models.fire_risk import columns, features, learning, train
from models.fire_risk.examples import Examples
from models.fire_risk.histories import Amounts
from models.training.lightgbm_trees import Size
from tests.cloud.risk.town import Town

SITES = 400
SMALL = Size(trees=40, leaves=6, depth=3, rate=0.3, least_rows=10)


def found_a_town(session: Session, now: int) -> None:
    """Every building had a hazard of wiring; every tenth left it open, and those burn."""
    every = range(1, SITES + 1)
    old, found = now - 1_500 * DAY_MS, now - 1_000 * DAY_MS
    organisations = [
        {"id": n, "number": f"u-{n:04d}", "name": f"单位{n}", "address": "", "note": "", "category": "school",
         "area": "150102", "contacts": [], "version": 1, "created_at": old, "changed_at": old}
        for n in every
    ]  # fmt: skip
    buildings = [
        {"id": n, "organisation_id": n, "name": "主楼", "use": "", "address": "", "storeys": 1 + n % 9,
         "datum": "wgs84", "version": 1, "changed_at": old}
        for n in every
    ]  # fmt: skip
    bulk.insert(session, Organisation, organisations)
    bulk.insert(session, Building, buildings)
    session.add_all(
        Gateway(
            gateway=f"gw-{n}", area="150102", first_seen=old, last_seen=now, link="online", counts=[],
            buses=[], profiles={}, vitals={}, organisation_id=n, building_id=n,
        )
        for n in every
    )  # fmt: skip
    session.add_all(
        Hazard(
            id=n, key=f"hazard-{n:04d}", organisation_id=n, building_id=n, area="150102", source="report",
            item="danger.electric", clause_zh="", clause_en="", grade="general", text="私拉电线",
            state="ordered" if n % 10 == 0 else "closed", found_at=found, found_by="x", known_at=found,
            closed_at=None if n % 10 == 0 else now - 990 * DAY_MS, deadline="2099-12-31", failed_rechecks=0,
            extensions=0, version=1,
        )
        for n in every
    )  # fmt: skip


def burn(session: Session, now: int) -> None:
    """Three years of verified fires: of every two quarters one at each place with an open hazard."""
    for quarter in range(12, 0, -1):
        at = now - quarter * 91 * DAY_MS + 20 * DAY_MS
        session.add_all(
            Alarm(
                gateway=f"gw-{n}", part=f"p-{quarter}", kind="fire", state="closed", level="cleared",
                outcome="real", system_type=1, component_type=42, device_zh="", device_en="", place_zh="",
                place_en="", text="", evidence={}, ts_cloud=at, clock_synced=True, occurrences=1, first_seq=1,
                evidence_seq=1, edges=1, raised_at=at, cleared_at=at, verified_at=at, closed_at=at,
                area="150102", organisation_id=n,
            )
            for n in range(10, SITES + 1, 10)
            if (n // 10 + quarter) % 2 == 0
        )  # fmt: skip


def examples(rows: service.Rows, days: int) -> Examples:
    graph = features.session(columns.TABLES["building"])
    (told,) = graph.run(["features"], {"facts": rows.facts})
    size = rows.site.size
    return Examples(
        told, rows.happened, rows.site, np.full(size, days, dtype=np.int32), np.full(size, "1501"),
        np.full(size, "150102"), np.zeros(size, dtype=np.int8), np.full(size, np.nan, dtype=np.float32),
    )  # fmt: skip


def learn(rows: service.Rows) -> bytes:
    """A small model of the centre's own records; both horizons share their rows."""
    targets = []
    for name, days in train.HORIZONS.items():
        made = examples(rows, days)
        targets.append(learning.Target(name, days, made, made))
    learnt = [learning.learn("building", one, SMALL, 2, 1, lambda: None) for one in targets]
    recipe = train.Recipe(("1501",), Amounts(SITES, 0), 2, {"building": SMALL})
    return train._file("building", targets, learnt, recipe, "2025-01-01", 1)


def bands(town: Town, numbers: Sequence[int]) -> dict[str, str]:
    """The risk of these units in the lists that a draw would freeze now."""
    plan = Plan.model_validate(template.plan("1501", day_of(town.now), "https://example.org/draws"))
    with town.database.read() as session:
        units = {unit.unit: unit.risk for unit in rolls.listed(session, plan).rolls.units}
    return {f"u-{n:04d}": units[f"u-{n:04d}"] for n in numbers}


def test_from_an_alarm_to_a_fire_to_a_model_to_a_draw_to_a_rectified_hazard(town: Town) -> None:
    now = town.now
    town.write(lambda session: found_a_town(session, now))
    town.write(lambda session: burn(session, now))
    fire = town.alarm("gw-10", part="p-today")
    town.verified(fire)
    town.now += 1
    town.run("risk-night")
    before, band_before = town.index(10), bands(town, [10, 11])
    with town.database.read() as session:
        rows = service.outcomes(session, "building", town.now, moments=8)
    assert int(rows.happened.sum()) >= 50, "confirmed fires are the labels"
    raw = learn(rows)
    told = ModelIn(subject="building", content=base64.b64encode(raw).decode(), card="# local")
    row = town.write(lambda session: service.register(session, LOCAL, told, town.now))
    town.write(lambda session: service.promote(session, LOCAL, row.id, "本地记录", town.now))
    town.now += 1
    town.run("risk-night")
    step = town.steps(10)[-1]
    assert (step.cause, step.safety_before) == ("model", pytest.approx(before))
    assert town.index(10) < town.index(11)
    band_after = bands(town, [10, 11])
    assert band_after != band_before, "another score is another draw"
    town.now += 60_000
    town.inspected(10, 10)
    town.run("risk-events")
    found = town.index(10)
    town.now += 60_000
    town.rectified(10)
    town.run("risk-events")
    last = town.steps(10)[-1]
    assert (last.cause, last.moved_by[0]["kind"], last.moved_by[0]["id"]) == ("event", "hazard", 10)
    assert town.index(10) > found
    with pytest.raises(ApiError, match="at work already"):
        town.write(lambda session: service.promote(session, LOCAL, row.id, "x", town.now))
