"""Risk warnings: one a site and rule, to the right desk, followed up, taken higher, and measured."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from cloud.duty.days import HOUR_MS
from cloud.errors import ApiError
from cloud.people.asker import LOCAL, Asker, Permission
from cloud.refusal import Refusal
from cloud.risk.warnings import diagram, finding, raising, repository, service, state_table
from cloud.risk.warnings.repository import Filters
from cloud.risk.warnings.schemas import WarningActionIn
from cloud.risk.warnings.state_table import Action, State, Told
from cloud.risk.warnings.tables import RiskWarning
from tests.cloud.risk.town import Town

GATEWAY = "15010200000001"


@pytest.fixture
def hotel(town: Town) -> tuple[Town, int, int]:
    owner, (building,) = town.organisation()
    town.gateway(GATEWAY, owner, building)
    town.run("risk-night")
    return town, owner, building


def act(
    town: Town, number: int, action: Action, *, own: bool = False, asker: Asker = LOCAL, **told: object
) -> RiskWarning:
    told_ = WarningActionIn.model_validate({"action": action, **told})
    with town.database.write() as session:
        return service.act(session, asker, number, told_, own=own, by="李队", now=town.now)


def test_a_long_silence_goes_to_the_organisation_and_is_closed_by_a_check(
    hotel: tuple[Town, int, int],
) -> None:
    town, owner, building = hotel
    alarm = town.alarm(GATEWAY, kind="device-offline")
    town.now += 73 * HOUR_MS
    town.run("risk-warnings")
    town.run("risk-warnings")
    (row,) = town.warnings("offline-long")
    assert (row.desk, row.state, row.site_id, row.record_id) == ("organisation", "raised", building, alarm)
    manager = Asker("王芳", organisations=(owner,), permissions=frozenset(Permission))
    assert act(town, row.id, Action.ACCEPT, own=True, asker=manager).taken_by == "李队"
    act(town, row.id, Action.REPORT, own=True, asker=manager, note="更换网线")
    with pytest.raises(ApiError, match="own desk"):
        act(town, row.id, Action.CLOSE, own=True, asker=manager)
    closed = act(town, row.id, Action.CLOSE)
    assert (closed.state, closed.closed_at) == ("closed", town.now)
    assert closed.safety_closed is not None
    with town.database.read() as session:
        actions = [one.action for one in repository.entries(session, row.id)]
    assert actions == ["raise", "accept", "report", "close"]
    town.run("risk-warnings")
    assert len(town.warnings("offline-long")) == 2, "it is still silent: a closed warning does not hide that"


def test_a_major_hazard_past_its_deadline_goes_to_the_department(hotel: tuple[Town, int, int]) -> None:
    town, owner, building = hotel
    hazard = town.ordered(owner, "hazard-0001", days=1, building=building)
    town.run("risk-warnings")
    assert town.warnings("overdue-major") == []
    town.pass_days(2)
    town.run("risk-warnings")
    (row,) = town.warnings("overdue-major")
    assert (row.desk, row.record, row.record_id) == ("department", "hazard", hazard.id)


def test_repeated_faults_are_found_by_their_threshold(
    hotel: tuple[Town, int, int],
) -> None:
    town, _, building = hotel
    town.alarm(GATEWAY, kind="fault", occurrences=19)
    town.run("risk-warnings")
    assert town.warnings("faults-repeated") == []
    town.alarm(GATEWAY, kind="fault", part="p-2")
    town.run("risk-warnings")
    assert [row.site_id for row in town.warnings("faults-repeated")] == [building]


def test_a_worse_band_is_told_with_what_moved_it(hotel: tuple[Town, int, int]) -> None:
    town, _, building = hotel
    first = town.scored()["building", building].band
    alarm = 0
    for n in range(4):
        alarm = town.alarm(GATEWAY, part=f"p-{n}")
        town.verified(alarm)
        town.now += 60_000
        town.run("risk-events")
        if town.scored()["building", building].band != first:
            break
        town.pass_days(1)
    rows = town.warnings("band-worse")
    assert [(row.site_id, row.record, row.record_id) for row in rows] == [(building, "alarm", alarm)]
    with town.database.read() as session:
        assert repository.open_counts(session, LOCAL, "15", town.today.isoformat())[0] >= 1


def test_eight_at_once_raise_one(hotel: tuple[Town, int, int]) -> None:
    town, owner, building = hotel
    town.ordered(owner, "hazard-0001", days=1, building=building)
    town.pass_days(3)

    def look(_: int) -> int:
        with town.database.read() as session:
            found = finding.overdue_major(session, town.now)
        with town.database.write() as session:
            return sum(
                len(raising.raise_one(session, town.settings, "overdue-major", one, town.now))
                for one in found
            )

    with ThreadPoolExecutor(8) as pool:
        raised = sum(pool.map(look, range(8)))
    assert (raised, len(town.warnings("overdue-major"))) == (1, 1)


def test_what_is_overdue_is_taken_higher_once_a_step(hotel: tuple[Town, int, int]) -> None:
    town, _, _ = hotel
    town.alarm(GATEWAY, kind="device-offline")
    town.pass_days(4)
    town.run("risk-warnings")
    town.pass_days(4)
    town.run("risk-warnings")
    town.run("risk-warnings")
    (row,) = town.warnings("offline-long")
    assert (row.desk, row.state, row.escalated) == ("station", "raised", 1)
    with town.database.read() as session:
        assert [one.action for one in repository.entries(session, row.id)] == ["raise", "escalate"]
        late = Filters(overdue_on=town.today.isoformat())
        assert len(repository.page(session, LOCAL, late, before=None, limit=9)) == 1


def test_its_effect_is_measured_a_month_and_a_quarter_after_closing(hotel: tuple[Town, int, int]) -> None:
    town, owner, building = hotel
    hazard = town.ordered(owner, "hazard-0001", days=1, building=building)
    town.pass_days(2)
    town.run("risk-events")
    town.run("risk-warnings")
    (row,) = town.warnings("overdue-major")
    town.rectified(hazard.id)
    town.now += 60_000
    town.run("risk-events")
    act(town, row.id, Action.CLOSE, note="已整改")
    town.pass_days(91)
    town.run("risk-warnings")
    (row,) = town.warnings("overdue-major")
    assert row.safety_30d == row.safety_90d
    assert row.safety_30d is not None
    assert row.safety_30d > row.safety
    with town.database.read() as session:
        counted = repository.counts(session, LOCAL, "15", town.today.isoformat())
    assert (counted["measured"], counted["mean_change_30d"] > 0) == (1, True)


def test_the_table_has_a_way_out_of_every_open_state_and_none_out_of_the_others() -> None:
    for state in State:
        assert bool(state_table.possible(state)) == (state in state_table.OPEN)
    with pytest.raises(Refusal):
        state_table.act(State.ACCEPTED, Action.REPORT, Told(" "))
    with pytest.raises(Refusal):
        state_table.act(State.RAISED, Action.TRANSFER, Told("x", "town", "town"))
    assert state_table.act(State.RAISED, Action.TRANSFER, Told("x", "town", "station")) is State.RAISED
    assert diagram.mermaid().count("-->") == len(state_table.TRANSITIONS) + 1 + 2
