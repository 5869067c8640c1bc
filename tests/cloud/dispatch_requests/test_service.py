from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cloud.alarms.state_table import Action, Outcome
from cloud.dispatch_requests import repository
from cloud.dispatch_requests.rules import REASON_NAMES, Reason, asked_by
from cloud.people.asker import LOCAL, Asker, Permission
from telemetry.event_kinds import FIRE_CLASS, EventKind
from tests.cloud.conftest import Stores
from tests.cloud.watching import Site


@pytest.fixture
def hotel(stores: Stores) -> Site:
    return Site(stores, "hotel")


@given(st.sampled_from(list(EventKind)), st.sampled_from(list(Outcome)))
def test_only_what_may_be_a_fire_asks_and_only_when_it_is_not_denied(
    kind: EventKind, outcome: Outcome
) -> None:
    asks = asked_by(kind, outcome) is not None
    assert asks == (
        (kind in FIRE_CLASS and outcome is Outcome.REAL)
        or (kind is EventKind.FIRE and outcome is Outcome.UNKNOWN)
    )
    assert REASON_NAMES.keys() == set(Reason)


def test_a_real_verdict_confirms_the_one_request_of_a_chattering_fire(hotel: Site) -> None:
    for _ in range(4):
        hotel.ring()
        hotel.after(4)
        hotel.ring(active=False)
        hotel.after(4)
    hotel.ring()
    hotel.after(1)
    assert hotel.alarm().chatter
    held = len(hotel.requests())
    hotel.decide(Action.VERIFY, Outcome.REAL)
    assert len(hotel.requests()) == held
    assert hotel.requests()[-1].state == "confirmed"


def test_numbers_rise_with_every_change_and_a_reader_sees_each_once(hotel: Site) -> None:
    seen: list[tuple[int, str]] = []

    def read() -> None:
        with hotel.stores.database.read() as session:
            after = seen[-1][0] if seen else 0
            seen.extend((row.number, row.state) for row in repository.after(session, LOCAL, after, 10))

    hotel.ring()
    hotel.after(1)
    read()
    hotel.decide(Action.VERIFY, Outcome.REAL)
    hotel.decide(Action.VERIFY, Outcome.REAL)
    read()
    hotel.decide(Action.VERIFY, Outcome.FALSE)
    read()
    read()
    assert seen == [(1, "requested"), (2, "confirmed"), (3, "withdrawn")]


def test_a_request_is_its_areas_and_its_organisations(hotel: Site) -> None:
    hotel.ring("first", EventKind.SUPERVISORY)
    hotel.ring()
    hotel.after(1)
    mine = Asker("x", organisations=(hotel.owner,), permissions=frozenset(Permission))
    elsewhere = Asker("x", areas=("1502",), permissions=frozenset(Permission))
    with hotel.stores.database.read() as session:
        assert len(repository.after(session, mine, 0, 10)) == 1
        assert repository.after(session, elsewhere, 0, 10) == []


def test_the_request_says_how_likely_it_was_and_why(hotel: Site) -> None:
    hotel.ring("mcp", component=23)
    hotel.ring()
    hotel.after(1)
    for request in hotel.requests():
        assert request.probability is not None
        assert request.evidence[0][0] == "prior"
        assert len(request.evidence) > 1


def test_a_false_verdict_on_a_later_ringing_leaves_what_was_found_real_before(hotel: Site) -> None:
    hotel.ring()
    hotel.after(1)
    hotel.decide(Action.VERIFY, Outcome.REAL)
    hotel.clock.at += 3_600_000
    hotel.ring(active=False)
    hotel.ring()
    hotel.after(1)
    hotel.decide(Action.VERIFY, Outcome.FALSE)
    assert [(row.activation, row.state, row.reason) for row in hotel.requests()] == [
        (1, "confirmed", "verified"),
        (2, "withdrawn", "not-real"),
    ]
