"""How long an answer is waited for."""

from __future__ import annotations

from edge_agent.drivers.modbus.patience import patience_s


def test_a_unit_that_answers_has_its_whole_time_out() -> None:
    assert [patience_s(0.4, timeouts, [0.01], lost=False) for timeouts in range(6)] == [0.4] * 6


def test_a_lost_unit_is_waited_for_no_longer_than_the_others_think_and_every_fourth_time_in_full() -> None:
    assert [patience_s(2.0, timeouts, [0.02, 0.05], lost=True) for timeouts in range(3, 9)] == [
        0.05 * 3,
        2.0,
        *[0.05 * 3] * 3,
        2.0,
    ]


def test_a_wait_is_never_shorter_than_a_tenth_of_a_second_nor_longer_than_the_time_out() -> None:
    assert patience_s(2.0, 3, [], lost=True) == 0.1
    assert patience_s(2.0, 3, [0.001], lost=True) == 0.1
    assert patience_s(0.4, 3, [5.0], lost=True) == 0.4
    assert patience_s(0.05, 3, [], lost=True) == 0.05
