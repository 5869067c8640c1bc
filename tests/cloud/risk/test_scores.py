"""An event moves a score within one run of the job, with its reason; doing it twice changes nothing."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest
from sqlalchemy.orm import Session

from cloud.alarms.causes import Cause
from cloud.duty.days import DAY_MS, start_of
from cloud.fires.tables import Fire
from cloud.live import repository as change_log
from cloud.people.asker import LOCAL, Asker, Permission
from cloud.risk.scores import life, repository, supposing
from cloud.risk.scores.gathering import gather
from cloud.risk.scores.repository import Filters
from cloud.risk.scores.schemas import WhatIfIn
from cloud.risk.scores.tables import RiskDay, RiskScore, RiskStep
from cloud.weather.tables import WeatherDay
from cloud.work_permits.tables import WorkPermit
from models.fire_risk.facts import PLACE
from models.fire_risk.schema import CAUSES
from tests.cloud.risk.town import Town


@pytest.fixture
def hotel(town: Town) -> tuple[Town, int, int]:
    """A hotel of one building that has been scored once."""
    owner, (building,) = town.organisation()
    town.gateway("15010200000001", owner, building)
    town.run("risk-night")
    return town, owner, building


def test_every_building_and_community_is_scored_and_homes_are_not(town: Town) -> None:
    _, buildings = town.organisation("150102-000001", buildings=2)
    estate, _ = town.organisation("150102-000002", category="community", buildings=3)
    town.organisation("150102-000003", category="town-home")
    assert town.run("risk-night").rows == 3
    assert set(town.scored()) == {*(("building", one) for one in buildings), ("community", estate)}
    assert all(len(town.steps(one)) == 1 for one in buildings)
    assert town.steps(buildings[0])[0].cause == "first"
    with town.database.read() as session:
        assert sum(row.sites for row in session.query(RiskDay)) == 3


def test_a_second_run_changes_nothing(hotel: tuple[Town, int, int]) -> None:
    town, owner, building = hotel
    town.ordered(owner, "hazard-0001", building=building)
    town.run("risk-events")
    before = (town.index(building), len(town.steps(building)))
    town.run("risk-events")
    town.now += 1
    assert town.run("risk-night").rows == 0
    assert (town.index(building), len(town.steps(building))) == before


def test_a_hazard_moves_the_score_within_one_run_and_the_step_says_why(hotel: tuple[Town, int, int]) -> None:
    town, owner, building = hotel
    before = town.index(building)
    town.now += 60_000
    hazard = town.ordered(owner, "hazard-0001", building=building)
    assert town.run("risk-events").rows == 1
    assert town.index(building) < before
    step = town.steps(building)[-1]
    assert (step.cause, step.moved_by[0]["kind"], step.moved_by[0]["id"]) == ("event", "hazard", hazard.id)
    assert {one["subject"] for one in step.reasons} & {"open:electrical", "hazard:electrical", "major"}
    town.now += 60_000
    town.rectified(hazard.id)
    town.run("risk-events")
    assert town.index(building) > step.safety


def test_a_confirmed_fire_of_a_file_is_a_label_from_the_day_on_which_it_was_known(
    hotel: tuple[Town, int, int],
) -> None:
    town, owner, building = hotel
    began = town.now - 40 * DAY_MS

    def enter(status: str, number: str, known_at: int) -> Fire:
        return Fire(
            number=number, status=status, area="150102", organisation_id=owner, building_id=building,
            at=began, cause="ebike", injured=1, loss_yuan=5e4, source="import", known_at=known_at,
            changed_at=known_at,
        )  # fmt: skip

    town.write(lambda session: session.add_all([
        enter("confirmed", "f-1", town.now), enter("unconfirmed", "f-2", town.now),
    ]))  # fmt: skip
    with town.database.read() as session:
        before = gather(session, town.now - 1).records.events["fires"]
        after = gather(session, town.now)
    fires = after.records.events["fires"]
    assert before["day"].size == 0
    assert (fires["day"].size, CAUSES[int(fires["cause"][0])], fires["serious"][0]) == (1, "ebike", 1)
    assert list(after.kinds["fires"]) == ["fire"]


def test_works_are_facts_while_they_last_and_for_a_year(hotel: tuple[Town, int, int]) -> None:
    town, owner, building = hotel

    def told() -> tuple[float, float, list[int]]:
        with town.database.read() as session:
            known = gather(session, town.now)
        (row,) = known.facts()
        return float(row[PLACE["works_open"]]), float(row[PLACE["works:365"]]), known.ids["permits"].tolist()

    assert told() == (0, 0, [])
    values = {
        "number": "DH-1", "kind": "hot-work", "organisation_id": owner, "building_id": building,
        "area": "150102", "at": start_of(town.today), "until": (town.today + timedelta(days=2)).isoformat(),
        "place": "", "permitted_by": "", "note": "", "version": 1, "changed_at": town.now,
    }  # fmt: skip
    town.write(lambda session: session.add(WorkPermit(**values, known_at=town.now + DAY_MS)))
    assert told() == (0, 0, []), "nobody knew of it yet"
    town.pass_days(1)
    assert told()[:2] == (1, 1)
    town.pass_days(3)
    assert told()[:2] == (0, 1)
    town.pass_days(400)
    assert told()[:2] == (0, 0)


def test_the_weather_of_a_league_is_the_mean_of_its_counties_as_far_as_it_is_known(
    hotel: tuple[Town, int, int],
) -> None:
    town, _, _ = hotel
    day = town.today.isoformat()

    def rows(session: Session) -> None:
        for area, celsius in (("150102", -10.0), ("150103", -20.0), ("150202", 5.0)):
            session.add(WeatherDay(area=area, day=day, temperature_c=celsius, changed_at=town.now))

    town.write(rows)
    town.pass_days(1)
    with town.database.read() as session:
        known = gather(session, town.now)
    assert known.facts()[0, PLACE["temperature:30"]] == -15
    assert np.isnan(known.facts()[0, PLACE["wind:30"]])


def test_a_verified_fire_is_a_label_and_an_alarm_alone_is_not(hotel: tuple[Town, int, int]) -> None:
    town, _, building = hotel
    number = town.alarm("15010200000001")
    other = town.alarm("15010200000001", part="p-2")
    with town.database.read() as session:
        known = gather(session, town.now)
        assert known.records.events["fires"]["day"].size == 0
        assert known.facts()[0, PLACE["signal:alarm:91"]] == 2
    town.verified(number, cause=Cause.ELECTRICAL)
    town.verified(other, cause=Cause.ELECTRICAL)
    town.now += 1
    town.run("risk-events")
    with town.database.read() as session:
        known = gather(session, town.now)
    assert known.records.events["fires"]["day"].size == 1
    step = town.steps(building)[-1]
    assert {one["kind"] for one in step.moved_by} == {"alarm"}
    assert "fires" in {one["subject"] for one in step.reasons}


def test_nothing_later_than_the_moment_is_in_the_facts(hotel: tuple[Town, int, int]) -> None:
    town, owner, building = hotel
    early = town.ordered(owner, "hazard-0001", days=3, building=building)
    number = town.alarm("15010200000001")
    moment = town.now
    with town.database.read() as session:
        then = gather(session, moment).facts()
    town.pass_days(1)
    town.verified(number)
    town.rectified(early.id)
    town.ordered(owner, "hazard-0002", building=building)
    town.inspected(owner, building)
    town.alarm("15010200000001", kind="fault")
    with town.database.read() as session:
        again = gather(session, moment).facts()
        later = gather(session, town.now).facts()
    np.testing.assert_array_equal(then, again)
    assert not np.array_equal(then, later, equal_nan=True)


def test_an_overdue_hazard_is_an_event_of_midnight(hotel: tuple[Town, int, int]) -> None:
    town, owner, building = hotel
    hazard = town.ordered(owner, "hazard-0001", days=1, building=building)
    town.run("risk-events")
    before = town.index(building)
    town.pass_days(2)
    town.run("risk-events")
    assert town.index(building) <= before
    with town.database.read() as session:
        score = repository.by_key(session, LOCAL, "building", building)
        assert score is not None
        overdue = np.frombuffer(score.score.facts, dtype="<f4")[PLACE["overdue"]]
    assert (overdue, hazard.state) == (1, "ordered")


def test_changes_that_are_gone_are_made_up_for_by_scoring_everything(hotel: tuple[Town, int, int]) -> None:
    town, owner, building = hotel
    town.now += 60_000
    town.ordered(owner, "hazard-0001", building=building)
    with town.database.write() as session:
        for rank in (0, 1, 2):
            change_log.let_go(session, rank, 1_000_000)
    assert town.run("risk-events").warning is not None
    before = town.index(building)
    assert town.run("risk-night").rows == 1
    assert town.index(building) < before


def test_what_if_keeps_nothing(hotel: tuple[Town, int, int]) -> None:
    town, owner, building = hotel
    hazard = town.ordered(owner, "hazard-0001", building=building)
    town.run("risk-events")

    def everything() -> tuple[object, ...]:
        with town.database.read() as session:
            rows = session.query(RiskScore).all()
            return session.query(RiskStep).count(), [(row.safety, row.facts, row.scored_at) for row in rows]

    before = everything()
    with town.database.read() as session:
        seen = repository.by_key(session, LOCAL, "building", building)
        assert seen is not None
        told = WhatIfIn(rectify=[hazard.id], inspect=True, facts={"built_year": 2020.0})
        found = supposing.what_if(session, seen, told, town.now)
    assert found.then.index > found.now.index == pytest.approx(seen.score.safety, abs=1e-3)
    assert {"open:electrical", "since_inspection", "built_year"} <= {one.name for one in found.changed}
    assert everything() == before


def test_a_sites_life_names_its_records_and_what_nobody_knows(hotel: tuple[Town, int, int]) -> None:
    town, owner, building = hotel
    hazard = town.ordered(owner, "hazard-0001", building=building)
    number = town.alarm("15010200000001")
    town.verified(number)
    town.inspected(owner, building)
    town.now += 1
    town.run("risk-events")
    with town.database.read() as session:
        seen = repository.by_key(session, LOCAL, "building", building)
        assert seen is not None
        told = life.detail(session, seen, town.now)
    behind = {(one.record.kind, one.record.id) for one in told.reasons if one.record is not None}
    assert behind & {("hazard", hazard.id), ("alarm", number)}
    assert [one.record.id for one in told.fires] == [number]
    assert [one.record.id for one in told.hazards] == [hazard.id]
    assert told.people[0].name == "王芳"
    assert any("建成年份" in one.zh for one in told.unknown)


def test_sites_are_seen_within_a_scope_and_paged_in_order(town: Town) -> None:
    own, _ = town.organisation("150102-000001", buildings=3)
    town.organisation("150202-000001", area="150202", credit_code=None)
    town.run("risk-night")
    manager = Asker("王芳", organisations=(own,), permissions=frozenset({Permission.VIEW}))
    with town.database.read() as session:
        assert repository.count(session, manager, Filters()) == 3
        every = repository.page(session, LOCAL, Filters(), "risk", None, 10)
        first = repository.page(session, LOCAL, Filters(), "risk", None, 2)
        rest = repository.page(session, LOCAL, Filters(), "risk", repository.place_of(first[-1], "risk"), 10)
        assert repository.count(session, LOCAL, Filters(area="1502")) == 1
    keys = [one.score.site_id for one in every]
    assert [one.score.site_id for one in (*first, *rest)] == keys
    indices = [one.score.safety for one in every]
    assert indices == sorted(indices)
    assert len(keys) == 4


def test_a_month_later_there_is_something_to_look_back_on(hotel: tuple[Town, int, int]) -> None:
    town, owner, building = hotel
    for n in range(3):
        town.pass_days(2)
        town.ordered(owner, f"hazard-000{n}", building=building)
        town.run("risk-events")
    town.now += DAY_MS
    town.run("risk-night")
    row = town.scored()["building", building]
    assert row.week_ago is not None
    assert row.week_ago > row.safety


def test_an_event_at_an_organisation_without_a_building_scores_nothing_and_breaks_nothing(town: Town) -> None:
    town.run("risk-night")
    owner, _ = town.organisation(buildings=0)
    town.ordered(owner, "hazard-0001")
    assert town.run("risk-events").rows == 0
    assert town.scored() == {}
