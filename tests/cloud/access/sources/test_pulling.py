from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cloud.access.sources.pulling import Pulling


def test_one_request_at_a_time() -> None:
    pulling = Pulling(window=10, expires_s=2)
    assert pulling.ask(0, now=0) == ("1", 10)
    assert pulling.ask(0, now=1) is None
    assert [pulling.came() for _ in range(10)] == [False] * 9 + [True]
    assert pulling.ask(10, now=1) is None
    assert pulling.ask(4, now=1) == ("2", 6)


def test_a_request_that_the_server_ended_makes_room_for_the_next() -> None:
    pulling = Pulling(window=10, expires_s=2)
    pulling.ask(0, now=0)
    pulling.ended("1")
    assert pulling.ask(0, now=0) == ("2", 10)
    pulling.ended("1")
    assert pulling.ask(0, now=0) is None


def test_a_request_of_which_nothing_is_heard_is_given_up_in_time() -> None:
    pulling = Pulling(window=10, expires_s=2)
    pulling.ask(0, now=0)
    assert pulling.ask(0, now=2.9) is None
    assert pulling.ask(0, now=3) == ("2", 10)


@given(st.lists(st.sampled_from(["ask", "came", "read", "ended"]), max_size=200), st.integers(1, 50))
def test_what_may_come_and_what_waits_never_exceed_the_window(steps: list[str], window: int) -> None:
    pulling, waiting, token = Pulling(window, 1000), 0, ""
    for step in steps:
        if step == "ask":
            asked = pulling.ask(waiting, now=0)
            token = asked[0] if asked else token
        elif step == "came" and pulling.outstanding:
            pulling.came()
            waiting += 1
        elif step == "read" and waiting:
            waiting -= 1
        elif step == "ended":
            pulling.ended(token)
        assert waiting + pulling.outstanding <= window
