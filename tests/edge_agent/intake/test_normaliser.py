"""Levels, edges, staleness and readings, without a clock or a disk."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from device_profiles.finding import ALL_STATES, STATES, Finding, Sample
from device_profiles.level import UNHEARD, Level, edges, move
from edge_agent.intake.normaliser import Normaliser, Outcome, UnknownPart
from edge_agent.intake.observation import Observation, Stamp
from edge_agent.watch import Watched
from telemetry.encoding import decode_uplink, encode
from telemetry.event_kinds import FIRE_CLASS, EventKind, kinds_in
from telemetry.messages import Event, Label, Part, Quality, Snapshot

STAMP = Stamp(1_767_225_600_000, True)


def part(name: str = "p/1", stale: float | None = 10.0) -> Part:
    return Part(name, 1, 1, 42, 1, Label(), Label(), stale)


def watching(*entries: Watched) -> Normaliser:
    return Normaliser("gw-1", entries or (Watched(part()),), {}, 0.0)


def finding(sets: str = "", clears: str = "", **more: object) -> Finding:
    return Finding(sets=frozenset(sets.split()), clears=frozenset(clears.split()), **more)  # type: ignore[arg-type]


def told(outcome: Outcome) -> list[str]:
    return [
        f"{message.part.part} {message.kind.value}{'+' if message.active else '-'}"
        for message in outcome.messages
        if isinstance(message, Event)
    ]


def say(normaliser: Normaliser, said: Finding, now: float = 1.0, *, retained: bool = False) -> list[str]:
    return told(normaliser.observe([Observation("p/1", said, retained)], STAMP, now))


def test_an_edge_is_told_once() -> None:
    normaliser = watching()
    assert say(normaliser, finding("fire")) == ["p/1 fire+"]
    assert say(normaliser, finding("fire")) == []
    assert say(normaliser, finding(clears="fire")) == ["p/1 fire-"]


def test_kinds_come_most_urgent_first() -> None:
    assert say(watching(), finding("disabled test fire fault pre-alarm")) == [
        "p/1 fire+",
        "p/1 pre-alarm+",
        "p/1 fault+",
        "p/1 disabled+",
        "p/1 test+",
    ]


def test_a_started_device_that_gives_feedback_is_told_again() -> None:
    normaliser = watching()
    assert say(normaliser, finding("started")) == ["p/1 linkage+"]
    assert say(normaliser, finding("feedback")) == ["p/1 linkage+"]


def test_under_test_bit_0_is_0_and_under_fire_it_stays_1() -> None:
    assert move(UNHEARD, finding("test")).bits == 0
    assert move(UNHEARD, finding("fire")).bits == 0b11


def test_the_bits_and_the_active_kinds_agree() -> None:
    level = move(UNHEARD, finding("fire power-fault started test"))
    assert kinds_in(level.bits | 1) | {EventKind.TEST} == level.active


def test_a_retained_fire_is_a_doubt_and_a_retained_all_clear_clears_nothing() -> None:
    normaliser = watching()
    assert say(normaliser, finding("fire"), retained=True) == ["p/1 supervisory+"]
    assert normaliser.level("p/1").quality is Quality.UNCERTAIN
    assert say(normaliser, finding("fire")) == ["p/1 fire+", "p/1 supervisory-"]
    assert say(normaliser, finding(clears="fire"), retained=True) == []
    assert normaliser.level("p/1").states == {"fire"}


def test_a_retained_fault_is_taken_and_a_retained_test_is_not() -> None:
    assert say(watching(), finding("fault test"), retained=True) == ["p/1 fault+"]


def test_what_is_retained_is_no_sign_of_life() -> None:
    normaliser = watching()
    say(normaliser, finding(clears="fire"), now=9.0, retained=True)
    assert told(normaliser.tick(STAMP, 11.0)) == ["p/1 device-offline+"]


def test_a_doubt_leaves_a_fire_alone() -> None:
    normaliser = watching()
    say(normaliser, finding("fire"))
    assert say(normaliser, finding(doubts=("value = 17",))) == ["p/1 supervisory+"]
    assert EventKind.FIRE in normaliser.level("p/1").active


def test_another_unknown_word_is_told_again() -> None:
    normaliser = watching()
    say(normaliser, finding(doubts=("17",), codes={"value": "17"}))
    assert say(normaliser, finding(doubts=("18",), codes={"value": "18"})) == ["p/1 supervisory+"]
    assert say(normaliser, finding(doubts=("18",), codes={"value": "18"})) == []


def test_a_device_word_that_changes_no_state_is_an_operation() -> None:
    normaliser = watching()
    assert say(normaliser, finding(clears="fire", codes={"mute": "False"})) == []
    assert say(normaliser, finding(clears="fire", codes={"mute": "True"})) == ["p/1 operation+"]


def test_silence_is_offline_once_and_hearing_ends_it() -> None:
    normaliser = watching()
    say(normaliser, finding(clears="fire"), now=5.0)
    assert told(normaliser.tick(STAMP, 15.0)) == []
    assert told(normaliser.tick(STAMP, 15.1)) == ["p/1 device-offline+"]
    assert told(normaliser.tick(STAMP, 99.0)) == []
    assert normaliser.level("p/1").quality is Quality.STALE
    assert say(normaliser, finding(), now=100.0) == ["p/1 device-offline-"]
    assert normaliser.level("p/1").quality is Quality.GOOD


def test_a_silent_part_in_fire_stays_in_fire() -> None:
    normaliser = watching()
    say(normaliser, finding("fire"))
    normaliser.tick(STAMP, 100.0)
    assert normaliser.level("p/1").active == {EventKind.FIRE, EventKind.DEVICE_OFFLINE}


def test_a_silent_part_closes_its_curves() -> None:
    normaliser = watching()
    say(normaliser, finding(samples=(Sample(128, 1.0), Sample(131, 99.0))))
    outcome = normaliser.tick(STAMP, 100.0)
    assert [(row.analog_type, row.value, row.quality) for row in outcome.rows] == [
        (128, None, Quality.STALE),
        (131, None, Quality.STALE),
    ]


def panel_with_two_points() -> Normaliser:
    return watching(
        Watched(part("panel")),
        Watched(part("panel/1"), "panel"),
        Watched(part("panel/2"), "panel"),
        Watched(part("panel/3", None), "panel"),
    )


def qualities(normaliser: Normaliser) -> list[Quality]:
    return [normaliser.level(name).quality for name in ("panel", "panel/1", "panel/2", "panel/3")]


def test_a_silent_panel_is_one_event_and_all_its_points_are_stale() -> None:
    normaliser = panel_with_two_points()
    normaliser.observe([Observation("panel/3", finding("fire"))], STAMP, 1.0, ["panel", "panel/1", "panel/2"])
    assert told(normaliser.tick(STAMP, 20.0)) == ["panel device-offline+"]
    assert qualities(normaliser) == [Quality.STALE] * 4


def test_a_point_that_a_living_panel_no_longer_tells_of_is_offline_itself() -> None:
    normaliser = panel_with_two_points()
    normaliser.observe([], STAMP, 1.0, ["panel", "panel/1", "panel/2"])
    normaliser.observe([], STAMP, 15.0, ["panel", "panel/1"])
    assert told(normaliser.tick(STAMP, 16.0)) == ["panel/2 device-offline+"]


def test_points_of_a_panel_that_is_just_back_have_their_time_to_speak() -> None:
    normaliser = panel_with_two_points()
    normaliser.observe([], STAMP, 1.0, ["panel", "panel/1", "panel/2"])
    assert told(normaliser.tick(STAMP, 20.0)) == ["panel device-offline+"]
    assert told(normaliser.observe([], STAMP, 30.0, ["panel"])) == ["panel device-offline-"]
    assert told(normaliser.tick(STAMP, 30.1)) == []
    normaliser.observe([], STAMP, 30.2, ["panel", "panel/1"])
    normaliser.observe([], STAMP, 40.1, ["panel", "panel/1"])
    assert told(normaliser.tick(STAMP, 40.2)) == ["panel/2 device-offline+"]


def test_after_an_outage_points_that_speak_only_of_changes_are_uncertain_until_they_speak() -> None:
    normaliser = panel_with_two_points()
    normaliser.observe([], STAMP, 1.0, ["panel"])
    assert qualities(normaliser)[3] is Quality.UNCERTAIN
    normaliser.observe([Observation("panel/3", finding(clears="fire"))], STAMP, 2.0)
    assert qualities(normaliser)[3] is Quality.GOOD


def test_a_change_of_quality_is_told_in_a_snapshot_of_those_parts() -> None:
    normaliser = panel_with_two_points()
    outcome = normaliser.observe([], STAMP, 1.0, ["panel", "panel/1"])
    (snapshot,) = [message for message in outcome.messages if isinstance(message, Snapshot)]
    assert {state.part: state.quality for state in snapshot.parts} == {
        "panel": Quality.GOOD,
        "panel/1": Quality.GOOD,
        "panel/3": Quality.UNCERTAIN,
    }


def test_readings_keep_to_their_deadband_but_not_in_a_fire() -> None:
    normaliser = watching()

    def rows(value: float, now: float, sets: str = "") -> int:
        said = finding(sets, samples=(Sample(128, value, deadband=0.5, max_interval_s=60),))
        return len(normaliser.observe([Observation("p/1", said)], STAMP, now).rows)

    assert rows(1.0, 1) == 1
    assert rows(1.4, 2) == 0
    assert rows(1.6, 3) == 1
    assert rows(1.6, 70) == 1, "at least once a max_interval_s"
    assert rows(1.6, 71, "fire") == 1
    assert rows(1.6, 72) == 1, "still in fire"


def test_an_impossible_value_is_kept_and_marked() -> None:
    outcome = watching().observe(
        [Observation("p/1", finding(samples=(Sample(131, 250.0), Sample(128, float("nan")))))], STAMP, 1.0
    )
    assert [(row.value, row.quality) for row in outcome.rows] == [
        (250.0, Quality.OUT_OF_RANGE),
        (None, Quality.OUT_OF_RANGE),
    ]


def test_a_field_nobody_listed_is_told_once_and_kept_in_the_evidence() -> None:
    normaliser = watching()
    said = finding(clears="fire", unknown=("hush",), evidence={"hush": 3.0})
    outcome = normaliser.observe([Observation("p/1", said)], STAMP, 1.0)
    assert told(outcome) == ["p/1 operation+"]
    (event,) = [message for message in outcome.messages if isinstance(message, Event)]
    assert event.evidence == {"hush": 3.0}
    assert told(normaliser.observe([Observation("p/1", said)], STAMP, 2.0)) == []


def test_an_observation_of_nobodys_part_is_a_mistake_and_says_so() -> None:
    with pytest.raises(UnknownPart, match="nobody"):
        watching().observe([Observation("nobody")], STAMP, 1.0)


def test_put_back_levels_tell_the_same_again() -> None:
    normaliser = watching()
    say(normaliser, finding("fire"))
    normaliser.restore({}, ["p/1"])
    assert say(normaliser, finding("fire")) == ["p/1 fire+"]


def test_after_a_restart_what_was_good_is_uncertain_until_heard() -> None:
    stored = {"p/1": Level(states=frozenset({"fire"}), quality=Quality.GOOD, last_heard=5)}
    normaliser = Normaliser("gw-1", [Watched(part())], stored, 0.0)
    assert normaliser.level("p/1").quality is Quality.UNCERTAIN
    assert say(normaliser, finding("fire")) == []
    assert normaliser.level("p/1").quality is Quality.GOOD


names = st.frozensets(st.sampled_from(sorted(ALL_STATES)), max_size=4)
texts = st.text(max_size=600)
findings = st.builds(
    lambda sets, clears, doubts, codes, text, evidence, samples: Finding(
        sets=sets,
        clears=clears - sets,
        doubts=doubts,
        codes=codes,
        text=text,
        evidence=evidence,
        unknown=tuple(evidence)[:2],
        samples=samples,
    ),
    names,
    names,
    st.just(()) | st.tuples(texts),
    st.dictionaries(st.sampled_from("ab"), st.text(max_size=4), max_size=2),
    texts,
    st.dictionaries(st.text(max_size=140), st.none() | st.booleans() | st.floats(allow_nan=False) | texts),
    st.lists(st.builds(Sample, st.sampled_from([3, 128, 131]), st.floats()), max_size=3).map(tuple),
)
steps = st.lists(st.tuples(findings, st.booleans(), st.floats(0, 20)), max_size=12)


@settings(max_examples=60, deadline=None)
@given(steps)
def test_edges_add_up_to_the_level_and_every_message_keeps_the_contract(
    said: list[tuple[Finding, bool, float]],
) -> None:
    normaliser = watching()
    active: set[EventKind] = set()
    now = 0.0
    for report, retained, pause in said:
        now += pause
        for outcome in (
            normaliser.tick(STAMP, now),
            normaliser.observe([Observation("p/1", report, retained)], STAMP, now),
        ):
            for message in (*outcome.messages, *normaliser.messages.readings(outcome.rows, STAMP)):
                decode_uplink(f"sw/1/150102/gw-1/{message.stream}", encode(message))
                if isinstance(message, Event) and message.kind is not EventKind.OPERATION:
                    (active.add if message.active else active.discard)(message.kind)
        assert normaliser.level("p/1").active == active


@settings(max_examples=200, deadline=None)
@given(findings, findings)
def test_a_retained_report_never_moves_a_fire(first: Finding, second: Finding) -> None:
    before = move(UNHEARD, first)
    after = move(before, second, retained=True)
    assert before.active & FIRE_CLASS == after.active & FIRE_CLASS
    assert all(active for kind, active in edges(before, after) if kind is not EventKind.OPERATION)
    assert before.states <= after.states


def test_every_state_has_a_kind() -> None:
    assert {kind for kind, _ in STATES.values()} | {EventKind.OPERATION} == set(EventKind)
