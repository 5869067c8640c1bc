from __future__ import annotations

from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cloud.notification.hours import QuietHours
from cloud.notification.matching import Occurrence, RuleBook, Step, Terms, judge
from cloud.notification.moments import MOMENTS, WEIGHTS, Moment, Severity, moment_of, sound_of
from telemetry.event_kinds import EVENT_KINDS, FIRE_CLASS, EventKind

SHANGHAI = ZoneInfo("Asia/Shanghai")
MIDNIGHT = int(datetime(2026, 11, 29, tzinfo=SHANGHAI).timestamp() * 1000)
ALWAYS_QUIET = (QuietHours(time(0), time(23, 59)), QuietHours(time(12), time(11, 59)))


def terms(id: int = 1, **told: object) -> Terms:
    given_: dict[str, object] = {"moments": frozenset(Moment), "areas": ("15",), "steps": (Step((1,)),)}
    return Terms(id=id, name=f"rule {id}", **(given_ | told))  # type: ignore[arg-type]


def seen(kind: str = "fire", **told: object) -> Occurrence:
    given_: dict[str, object] = {"area": "150102", "organisation_id": 7, "building_id": 70}
    return Occurrence(1, 1, Moment.RAISED, MIDNIGHT, kind, "gw", **(given_ | told))  # type: ignore[arg-type]


@pytest.mark.parametrize("mode", ["hold", "leave"])
@pytest.mark.parametrize("kind", sorted(FIRE_CLASS))
def test_quiet_hours_never_silence_nor_delay_the_fire_class(kind: str, mode: str) -> None:
    quiet = terms(quiet=ALWAYS_QUIET, quiet_mode=mode)
    verdict = judge(quiet, seen(kind), MIDNIGHT, SHANGHAI)
    assert (verdict.tells, verdict.held_until) == (True, None)


@given(
    st.sampled_from(sorted(FIRE_CLASS)),
    st.integers(1_700_000_000_000, 1_900_000_000_000),
    st.sampled_from(["hold", "leave"]),
)
def test_what_tells_of_a_fire_tells_of_it_at_every_hour(kind: str, now: int, mode: str) -> None:
    quiet = terms(quiet=ALWAYS_QUIET, quiet_mode=mode)
    assert judge(quiet, seen(kind), now, SHANGHAI)[:2] == (True, None)


def test_other_kinds_are_held_to_the_end_of_quiet_hours_or_left() -> None:
    night = (QuietHours(time(22), time(7)),)
    held = judge(terms(quiet=night), seen("fault"), MIDNIGHT, SHANGHAI)
    assert (held.tells, held.held_until) == (True, MIDNIGHT + 7 * 3_600_000)
    assert not judge(terms(quiet=night, quiet_mode="leave"), seen("fault"), MIDNIGHT, SHANGHAI).tells


def test_every_reason_against_is_said_in_both_languages() -> None:
    verdict = judge(
        terms(kinds=frozenset({"fault"}), least=Severity.CRITICAL, areas=("1502",), moments=frozenset()),
        seen("pre-alarm"),
        MIDNIGHT,
        SHANGHAI,
    )
    assert not verdict.tells
    assert len(verdict.reasons) == 4
    assert all(reason.zh and reason.en for reason in verdict.reasons)


def test_no_kinds_are_all_but_tests() -> None:
    assert judge(terms(), seen("fault"), MIDNIGHT, SHANGHAI).tells
    assert not judge(terms(), seen("test"), MIDNIGHT, SHANGHAI).tells
    assert judge(terms(kinds=frozenset({"test"})), seen("test"), MIDNIGHT, SHANGHAI).tells


def test_a_place_is_an_area_an_organisation_or_a_building() -> None:
    for place in ({"areas": ("1501",)}, {"organisations": (7,)}, {"buildings": (70,)}):
        assert judge(terms(**({"areas": ()} | place)), seen(), MIDNIGHT, SHANGHAI).tells
    assert not judge(terms(areas=(), buildings=(71,)), seen(), MIDNIGHT, SHANGHAI).tells


_PLACES = st.fixed_dictionaries(
    {
        "areas": st.lists(st.sampled_from(["15", "1501", "150102", "1502"]), max_size=2).map(tuple),
        "organisations": st.lists(st.integers(1, 3), max_size=2).map(tuple),
        "buildings": st.lists(st.integers(1, 3), max_size=2).map(tuple),
        "kinds": st.frozensets(st.sampled_from(["fire", "fault"]), max_size=1),
    }
)


@given(
    st.lists(_PLACES, max_size=8),
    st.sampled_from(["150102", "150203", "152201"]),
    st.one_of(st.none(), st.integers(1, 3)),
    st.one_of(st.none(), st.integers(1, 3)),
)
def test_the_rule_book_finds_what_a_walk_over_all_rules_finds(
    places: list[dict[str, object]], area: str, organisation: int | None, building: int | None
) -> None:
    rules = [terms(id, **place) for id, place in enumerate(places, 1)]
    happened = seen("fire", area=area, organisation_id=organisation, building_id=building)
    walked = [rule.id for rule in rules if judge(rule, happened, MIDNIGHT, SHANGHAI).tells]
    found = [rule.id for rule, _ in RuleBook(rules).telling(happened, MIDNIGHT, SHANGHAI)]
    assert found == walked


def test_every_kind_has_a_weight_and_every_moment_its_words() -> None:
    assert WEIGHTS.keys() == EVENT_KINDS.keys()
    assert MOMENTS.keys() == set(Moment)
    assert sound_of("fire", Moment.RAISED) == "fire"
    assert sound_of("fire", Moment.CLOSED) == "none"
    assert {kind for kind, weight in WEIGHTS.items() if weight.sound == "fire"} == {EventKind.FIRE}


def test_a_verdict_is_read_from_the_timeline() -> None:
    assert moment_of("verify", {"outcome": "real", "cause": None}) is Moment.REAL
    assert moment_of("verify", {"outcome": "false", "cause": "cooking"}) is Moment.NOT_REAL
    assert moment_of("verify", {"outcome": "test"}) is Moment.NOT_REAL
    assert moment_of("verify", None) is Moment.UNKNOWN
    assert moment_of("dispatch-request", {"state": "requested"}) is Moment.REQUESTED
    assert moment_of("dispatch-request", {"state": "confirmed"}) is Moment.CONFIRMED
    assert moment_of("escalate", {"role": "seat"}) is None
    assert moment_of("escalate", {"role": "shift-leader"}) is Moment.ESCALATED
    assert moment_of("clear", None) is None
