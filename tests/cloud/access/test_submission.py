from __future__ import annotations

from collections.abc import Sequence

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cloud.access import submission
from cloud.access.service import Outcome, Submission
from cloud.access.submission import Told
from cloud.access.tables import Ledger, Submitted
from cloud.dead_letters.tables import DeadLetter
from cloud.events.tables import EventRow
from telemetry.messages import Event, ReadingBatch
from tests.cloud.said import AREA, NOW, arrival, event, readings
from tests.cloud.stores import Stores

UNIT = "uitd-000000000001"


def said(message: Event | ReadingBatch, area: str = AREA) -> Submission:
    return Submission(area, message.gateway, message)


def tell(_session: Session, some: Sequence[Submission], /, *, measured: bool) -> Told:
    """What was said is the message itself."""
    return Told(some if measured else [one for one in some if not isinstance(one.message, ReadingBatch)])


def submit(stores: Stores, *messages: Submission) -> list[Outcome]:
    return stores.ingest.submit(messages, tell)


def fire(part: str = "p1", **more: object) -> Event:
    return event(1, gateway=UNIT, on=part, **more)  # type: ignore[arg-type]


def numbers(stores: Stores) -> list[int]:
    with stores.database.read() as session:
        return list(session.scalars(select(EventRow.seq).order_by(EventRow.id)))


def test_submissions_get_the_numbers_of_their_gateway_in_order(stores: Stores) -> None:
    first = submit(stores, said(fire("p1")), said(fire("p2")))
    second = submit(stores, said(fire("p3")), said(readings(1, [1.0], gateway=UNIT)))
    assert first == [Outcome(1), Outcome(2)]
    assert second == [Outcome(3), Outcome(1)]
    assert numbers(stores) == [1, 2, 3]
    assert stores.count() == 1
    with stores.database.read() as session:
        held = session.get(Ledger, (UNIT, "event"))
        assert held is not None
        assert (held.known, held.stored, held.received) == ([1, 3], 3, 3)


def test_a_key_is_kept_with_what_it_stands_for_or_not_at_all(stores: Stores) -> None:
    def told(session: Session, some: Sequence[Submission], /, *, measured: bool) -> Told:
        return Told(some, [(UNIT, "frame-1")])

    def broken(session: Session, some: Sequence[Submission], /, *, measured: bool) -> Told:
        submission.remember(session, [(UNIT, "frame-2")], 10)
        raise ValueError("our own mistake")

    stores.ingest.submit([said(fire())], told)
    with pytest.raises(ValueError, match="our own mistake"):
        stores.ingest.submit([said(fire("p2"))], broken)
    with stores.database.read() as session:
        assert submission.known(session, [(UNIT, f"frame-{n}") for n in (1, 2)]) == {(UNIT, "frame-1")}
    assert numbers(stores) == [1]


def test_the_keys_are_bounded_for_each_gateway(stores: Stores) -> None:
    for number in range(6):
        with stores.database.write() as session:
            submission.remember(session, [(UNIT, f"key-{number}"), ("another", f"key-{number}")], 3)
    with stores.database.read() as session:
        kept = set(session.execute(select(Submitted.gateway, Submitted.dedupe)))
    assert kept == {(name, f"key-{number}") for name in (UNIT, "another") for number in (3, 4, 5)}
    with pytest.raises(ValueError, match="1 to 128"):
        Told((), [(UNIT, "x" * 129)])


def test_a_gateway_with_its_own_numbers_goes_on_behind_them(stores: Stores) -> None:
    stores.ingest.store_arrivals([arrival(event(41, gateway=UNIT))])
    assert submit(stores, said(fire("p2"))) == [Outcome(42)]


def test_what_cannot_be_stored_is_quarantined_and_said(stores: Stores) -> None:
    far = NOW + 10 * 86_400_000
    told = submit(stores, said(readings(1, [1.0], gateway=UNIT, at=far)), said(fire()))
    assert told[1] == Outcome(1)
    assert "ahead of the cloud" in told[0].refused
    astray = submit(stores, said(fire("p2"), area="150502"))
    assert "belongs to area 150102" in astray[0].refused
    with stores.database.read() as session:
        assert len(list(session.scalars(select(DeadLetter)))) == 2


def test_of_what_makes_us_stumble_only_the_message_at_fault_is_put_away(stores: Stores) -> None:
    def told(session: Session, some: Sequence[Submission], /, *, measured: bool) -> Told:
        value = readings(1, [1.0], gateway=UNIT)
        return Told([*some, said(value)], [(UNIT, "frame-1")])

    def pack(_readings: object) -> bytes:
        raise TypeError("cannot be packed")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("cloud.access.service.pack", pack)
        outcomes = stores.ingest.submit([said(fire())], told)
    assert [outcome.seq for outcome in outcomes] == [1, 1]
    assert ["cannot be packed" in outcome.refused for outcome in outcomes] == [False, True]
    assert numbers(stores) == [1]
    with stores.database.read() as session:
        assert submission.known(session, [(UNIT, "frame-1")])


def test_a_message_of_another_gateway_is_refused_at_once() -> None:
    with pytest.raises(ValueError, match="not 'other'"):
        Submission(AREA, "other", fire())


def test_nothing_of_a_gateway_that_is_shut_out_is_taken_and_the_others_of_its_batch_are(
    stores: Stores,
) -> None:
    stores.ingest.shut_out = {"uitd-out"}
    told = [
        Submission("150102", name, event(1, gateway=name)) for name in ("uitd-out", "uitd-in", "uitd-out")
    ]
    assert submit(stores, *told) == [Outcome(1)]
    assert submit(stores, told[0]) == []
    with stores.database.read() as session:
        assert list(session.scalars(select(EventRow.gateway))) == ["uitd-in"]
