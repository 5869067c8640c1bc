from __future__ import annotations

from cloud.webhooks.schedule import LONGEST_PAUSE_S, PAUSES_S, next_try, retry_after

NOW = 1_700_000_000_000


def test_every_retry_ends() -> None:
    tries, now = 1, NOW
    while (due := next_try(tries, now)) is not None:
        assert due > now
        tries, now = tries + 1, due
    assert tries == len(PAUSES_S) + 1


def test_a_receiver_may_ask_for_a_longer_pause_but_not_for_a_shorter_or_an_endless_one() -> None:
    assert next_try(1, NOW, 120) == NOW + 120_000
    assert next_try(1, NOW, 0) == NOW + PAUSES_S[0] * 1000
    assert next_try(1, NOW, min(10**9, LONGEST_PAUSE_S)) == NOW + LONGEST_PAUSE_S * 1000


def test_retry_after_is_seconds_or_a_date_and_anything_else_says_nothing() -> None:
    assert retry_after("120", NOW) == 120
    assert retry_after("Tue, 14 Nov 2023 22:15:20 GMT", NOW) == 120
    assert retry_after("Tue, 14 Nov 2023 22:00:00 GMT", NOW) == 0
    for nothing in (None, "", "soon", "-5", "١٢"):
        assert retry_after(nothing, NOW) is None
