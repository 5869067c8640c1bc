"""Progress, not life: what stands still too long is started again, and once that does not help, no word."""

from hypothesis import given
from hypothesis import strategies as st

from edge_agent.vitals.progress import Judge, Sample, Verdict

WELL = Verdict((), (), True)


def test_what_moves_is_well_however_long() -> None:
    judge = Judge(grace_s=5)
    for second in range(100):
        assert judge.look([Sample("a", second, 2)], second) == WELL


def test_what_is_not_expected_to_move_may_stand() -> None:
    judge = Judge(grace_s=5)
    for second in range(100):
        assert judge.look([Sample("a", 1, None)], second) == WELL


def test_the_wait_begins_when_something_is_expected() -> None:
    judge = Judge(grace_s=5)
    judge.look([Sample("a", 1, None)], 0)
    judge.look([Sample("a", 1, None)], 9)
    assert judge.look([Sample("a", 1, 3)], 10) == WELL
    assert judge.look([Sample("a", 1, 3)], 12) == WELL
    assert judge.look([Sample("a", 1, 3)], 12.5).restart == ("a",)


def test_a_stuck_part_is_started_again_once_and_then_the_whole_is_unwell() -> None:
    judge = Judge(grace_s=5)
    verdicts = [judge.look([Sample("a", 1, 3), Sample("b", now, 3)], now) for now in range(12)]
    assert [now for now, verdict in enumerate(verdicts) if verdict.restart] == [4]
    assert [verdict.healthy for verdict in verdicts] == [True] * 10 + [False] * 2
    assert all(verdict.stuck == ("a",) for verdict in verdicts[4:])


def test_a_part_that_moves_again_after_its_restart_is_well() -> None:
    judge = Judge(grace_s=5)
    for now in range(5):
        judge.look([Sample("a", 1, 3)], now)
    assert judge.look([Sample("a", 2, 3)], 6) == WELL
    for now in range(7, 9):
        assert judge.look([Sample("a", 2, 3)], now) == WELL
    assert judge.look([Sample("a", 2, 3)], 9.5).restart == ("a",), "and it may be cured again"


def test_a_part_that_cannot_be_started_again_gets_only_the_grace() -> None:
    judge = Judge(grace_s=2)
    verdicts = [judge.look([Sample("spool", 1, 3, can_restart=False)], now) for now in range(9)]
    assert not any(verdict.restart for verdict in verdicts)
    assert [verdict.healthy for verdict in verdicts] == [True] * 7 + [False] * 2


def test_a_stopped_process_blames_nobody_when_it_goes_on() -> None:
    judge = Judge(grace_s=5, gap_s=4)
    judge.look([Sample("a", 1, 3)], 0)
    assert judge.look([Sample("a", 1, 3)], 3000) == WELL
    assert judge.look([Sample("a", 1, 3)], 3003.5).stuck == ("a",)


@given(st.lists(st.tuples(st.floats(0.1, 3), st.integers(0, 3), st.sampled_from([None, 1.0, 5.0]))))
def test_the_whole_is_unwell_only_after_a_restart_was_asked_for(steps: list[tuple]) -> None:
    judge, now, asked = Judge(grace_s=2), 0.0, False
    for passed, count, within in steps:
        now += passed
        verdict = judge.look([Sample("a", count, within)], now)
        asked = asked or bool(verdict.restart)
        assert verdict.healthy or asked
        assert verdict.healthy or verdict.stuck
