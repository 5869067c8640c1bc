from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cloud.alarm_groups.grouping import LEAST, Tally, fold
from cloud.city.fair_share import next_for, share_of
from cloud.city.units import held_by, units
from telemetry.event_kinds import EventKind
from tests.cloud.said import NOW

AREAS = ["150102", "150103", "150202", "152921"]
TALLIES = st.lists(
    st.builds(
        lambda site, *told: Tally(f"building/{site}", AREAS[site % 4], *told),
        st.integers(0, 29),
        st.sampled_from([kind for kind in EventKind if kind is not EventKind.OPERATION]),
        st.integers(1, 5_000),
        st.integers(1, 5),
        st.integers(1, 10_000),
        st.integers(NOW, NOW + 1_000),
        st.booleans(),
    ),
    max_size=80,
)


@given(TALLIES, st.integers(LEAST, 20))
def test_every_unit_is_in_one_shown_group_whose_count_is_that_of_its_units(
    tallies: list[Tally], limit: int
) -> None:
    shown, found = fold(tallies, limit), units(tallies)
    inside = held_by(shown, found)
    assert sorted(unit.key for held in inside for unit in held) == sorted({unit.key for unit in found})
    for group, held in zip(shown, inside, strict=True):
        assert group.count == sum(unit.group.count for unit in held)


@given(TALLIES, st.integers(1, 6))
def test_seats_that_ask_by_turns_share_everything_and_fires_are_handed_out_first(
    tallies: list[Tally], seats: int
) -> None:
    found = units(tallies)
    names = [f"席{number}" for number in range(seats)]
    held: dict[str, str] = {}
    order: list[bool] = []
    for turn in range(len(found)):
        given_now = next_for(names[turn % seats], found, held, names)
        assert given_now is not None
        held[given_now.key] = names[turn % seats]
        order.append(given_now.fire)
    assert order == sorted(order, reverse=True)
    loads = [list(held.values()).count(name) for name in names]
    assert max(loads, default=0) <= share_of(len(found), seats)


def tally(site: str, kind: EventKind, at: int = 0, area: str = "150102") -> Tally:
    return Tally(site, area, kind, 1, 1, at + 1, NOW + at)


def test_who_has_the_share_gets_no_more_but_a_fire() -> None:
    faults = [tally(f"building/{number}", EventKind.FAULT, area=AREAS[number]) for number in range(4)]
    found = units(faults)
    held = {found[0].key: "一号", found[1].key: "一号"}
    assert next_for("一号", found, held, {"一号", "二号"}) is None
    assert next_for("二号", found, held, {"一号", "二号"}) == found[2]
    burning = units([*faults, tally("building/9", EventKind.FIRE)])
    given_now = next_for("一号", burning, held, {"一号", "二号"})
    assert given_now is not None
    assert given_now.key == "fire@building/9"


def test_a_seat_alone_gets_everything() -> None:
    found = units([tally("building/1", kind) for kind in (EventKind.FAULT, EventKind.DISABLED)])
    held: dict[str, str] = {}
    for _ in found:
        given_now = next_for("一号", found, held, ())
        assert given_now is not None
        held[given_now.key] = "一号"
    assert next_for("一号", found, held, ()) is None
