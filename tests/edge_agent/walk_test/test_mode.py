"""The walk-test mode: a mark that ends by itself, and nothing else."""

import msgspec

from edge_agent.walk_test.mode import MAX_S, WalkTestMode
from telemetry.event_kinds import EventKind
from telemetry.messages import Event, Label, Part, Snapshot


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def now_ms(self) -> int:
        return int(self.now * 1000)

    def monotonic(self) -> float:
        return self.now


PART = Part("p/1", 1, 1, 42, 1, Label(), Label(), None)
FIRE = Event(
    gateway="gw-1",
    seq=1,
    ts_gateway=1,
    clock_synced=True,
    part=PART,
    kind=EventKind.FIRE,
    active=True,
    bits_before=1,
    bits_after=3,
    evidence={"register": 263},
)


def test_events_are_marked_while_it_is_on_and_stay_what_they_are() -> None:
    clock = Clock()
    mode = WalkTestMode(clock)
    assert mode.mark([FIRE]) == [FIRE]
    mode.start(60, "巴特尔")
    (marked,) = mode.mark([FIRE])
    assert marked.evidence == {"walk_test": True, "register": 263}
    assert msgspec.structs.replace(marked, evidence=FIRE.evidence) == FIRE
    assert mode.told() == {"on": True, "left_s": 60.0, "who": "巴特尔"}


def test_it_ends_by_itself_whatever_becomes_of_who_began_it() -> None:
    clock = Clock()
    mode = WalkTestMode(clock)
    mode.start(60)
    clock.now += 60
    assert mode.mark([FIRE]) == [FIRE]
    assert mode.told() == {"on": False, "left_s": 0.0, "who": ""}
    mode.start(10 * MAX_S)
    assert mode.left_s == MAX_S
    mode.stop()
    assert mode.left_s == 0


def test_evidence_stays_within_what_a_message_may_carry() -> None:
    mode = WalkTestMode(Clock())
    mode.start(60)
    full = msgspec.structs.replace(FIRE, evidence={str(n): n for n in range(32)})
    (marked,) = mode.mark([full])
    assert len(marked.evidence) == 32
    assert marked.evidence["walk_test"] is True


def test_a_snapshot_is_left_alone() -> None:
    mode = WalkTestMode(Clock())
    mode.start(60)
    snapshot = Snapshot(gateway="gw-1", seq=1, ts_gateway=1, clock_synced=True, parts=[])
    assert mode.mark([snapshot]) == [snapshot]
