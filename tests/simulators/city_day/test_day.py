from __future__ import annotations

from collections import Counter, defaultdict

import pytest

from simulators.city_day.day import DAY_MS, Day, Plan, day, incidents_of
from simulators.city_day.messages import messages
from simulators.city_day.rates import FALSE_FOR_ONE_REAL, FIRES, NUISANCES, NUISANCES_A_DAY, TECHNICAL
from telemetry import encoding
from telemetry.event_kinds import EventKind

PLAN = Plan(buildings=60, fires=4, flood=150, seed=3)
MIDNIGHT = 1_767_225_600_000


@pytest.fixture(scope="module")
def made() -> Day:
    return day(PLAN)


def test_the_same_seed_makes_the_same_truth_and_the_same_messages(made: Day) -> None:
    again, other = day(PLAN), day(Plan(buildings=60, fires=4, flood=150, seed=4))
    assert again == made
    assert list(messages(again, MIDNIGHT)) == list(messages(made, MIDNIGHT))
    assert other != made


def test_every_message_is_of_the_contract_and_numbered_gap_free(made: Day) -> None:
    numbers: dict[tuple[str, str], list[int]] = defaultdict(list)
    before = 0
    for sent in messages(made, MIDNIGHT):
        said = encoding.decode_uplink(sent.topic, sent.payload)
        numbers[said.gateway, said.stream].append(said.seq)
        assert before <= sent.at
        before = sent.at
    assert all(found == list(range(1, len(found) + 1)) for found in numbers.values())


def test_a_part_s_kind_rises_and_falls_by_turns(made: Day) -> None:
    held: dict[tuple[str, str, EventKind], bool] = {}
    for said in made.said:
        edge = said.edge
        key = (edge.building.gateway, edge.part.part, edge.kind)
        assert held.get(key, False) != edge.active
        held[key] = edge.active
        assert 0 <= edge.at < DAY_MS


def test_every_real_fire_rings_and_one_floods_its_panel(made: Day) -> None:
    fires = list(incidents_of(made, "fire"))
    assert len(fires) == PLAN.fires
    rang = Counter(
        said.incident.number
        for said in made.said
        if said.edge.active and said.edge.kind in (EventKind.FIRE, EventKind.LINKAGE, EventKind.FAULT)
    )
    assert all(rang[fire.number] for fire in fires)
    assert [fire.sort for fire in fires].count("flood") == 1
    assert rang[fires[0].number] > PLAN.flood / 2


def test_a_building_on_fire_has_no_other_incident(made: Day) -> None:
    burning = {fire.building.number for fire in incidents_of(made, "fire")}
    others = {one.building.number for one in made.incidents if one.truth != "fire"}
    assert burning.isdisjoint(others)


def test_the_rates_hold_the_published_share_and_name_where_they_come_from() -> None:
    assert abs(500 * NUISANCES_A_DAY / Plan().fires - FALSE_FOR_ONE_REAL) < 1
    assert sum(entry.share for entry in NUISANCES.values()) == 1_000
    tables = [*NUISANCES.values(), *TECHNICAL.values(), *FIRES.values()]
    assert all(entry.basis for entry in tables)
